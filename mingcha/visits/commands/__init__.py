"""Acts on plans, rounds and visits: the only writer of this room's tables."""

# The visit's own life.
from mingcha.visits.commands.sheet import enter_field_sheet as enter_field_sheet
from mingcha.visits.commands.sheet import hand_in as hand_in
from mingcha.visits.commands.sheet import new_code as new_code
from mingcha.visits.commands.visit import add_organ_words as add_organ_words
from mingcha.visits.commands.visit import cancel as cancel
from mingcha.visits.commands.visit import countersign as countersign
from mingcha.visits.commands.visit import look as look
from mingcha.visits.commands.visit import open as open  # noqa: A004 -- the act's own name
from mingcha.visits.commands.visit import send_back as send_back
from mingcha.visits.commands.visit import sign as sign
from mingcha.visits.commands.visit import verify as verify
