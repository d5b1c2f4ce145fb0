"""Acts on meetings and invitations: the only writers of this room's tables."""

from mingcha.meetings.commands.desk import check_in, stand_in, undo_check_in
from mingcha.meetings.commands.forgetting import sweep, wipe
from mingcha.meetings.commands.meeting import (
    assign_seats,
    begin,
    call,
    cancel,
    end,
    open_check_in,
)
from mingcha.meetings.commands.people import (
    amend,
    amend_seat,
    invite,
    invite_late,
    invite_many,
    put_back,
    take_back,
    withdraw,
)

__all__ = [
    "amend",
    "amend_seat",
    "assign_seats",
    "begin",
    "call",
    "cancel",
    "check_in",
    "end",
    "invite",
    "invite_late",
    "invite_many",
    "open_check_in",
    "put_back",
    "stand_in",
    "sweep",
    "take_back",
    "undo_check_in",
    "wipe",
    "withdraw",
]
