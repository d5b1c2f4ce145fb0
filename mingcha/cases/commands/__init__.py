"""Acts of this room by name: the log here, flags in `flag`, cards in `card`. The only writers."""

from mingcha.cases.commands import card, flags
from mingcha.cases.commands.flags import flag
from mingcha.cases.commands.intake import take_in, take_in_rows

__all__ = ["card", "flag", "flags", "take_in", "take_in_rows"]
