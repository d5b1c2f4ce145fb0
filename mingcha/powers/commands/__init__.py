"""Acts of this room by name: on what an item asks for, and on its reform. The only writers."""

from mingcha.powers.commands.inventory import (
    amend,
    enter,
    enter_many,
    promise,
    put_back,
    rename,
    take_back,
    take_back_versions,
)
from mingcha.powers.commands.reform import (
    decide,
    hand_over,
    keep,
    open_review,
    propose_reform,
    reject,
    resume,
)

__all__ = [
    "amend",
    "decide",
    "enter",
    "enter_many",
    "hand_over",
    "keep",
    "open_review",
    "promise",
    "propose_reform",
    "put_back",
    "reject",
    "rename",
    "resume",
    "take_back",
    "take_back_versions",
]
