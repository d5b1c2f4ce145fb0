"""Acts on polls: the only writer of this room's tables, the box's included."""

from mingcha.polls.commands.counting import count, publish, take_kit, take_scans
from mingcha.polls.commands.entering import (
    Entered,
    accept_scan,
    destroy_scans,
    enter_sheet,
    keep_scans,
)
from mingcha.polls.commands.inviting import (
    admit,
    admit_these,
    exchange,
    new_invitations,
    withdraw,
)
from mingcha.polls.commands.keeping import (
    confirm_share,
    make_key,
    seat_scrutineers,
    take_share,
    take_word,
)
from mingcha.polls.commands.opening import (
    announce_end,
    close,
    close_phones,
    open,  # noqa: A004 -- the act's one name
    sweep,
    void,
)
from mingcha.polls.commands.paper import amend, draft, freeze, rehearse
from mingcha.polls.commands.tickets import (
    issue_ticket,
    make_more_slips,
    make_tickets,
    return_slips,
)

__all__ = [
    "Entered",
    "accept_scan",
    "admit",
    "admit_these",
    "amend",
    "announce_end",
    "close",
    "close_phones",
    "confirm_share",
    "count",
    "destroy_scans",
    "draft",
    "enter_sheet",
    "exchange",
    "freeze",
    "issue_ticket",
    "keep_scans",
    "make_key",
    "make_more_slips",
    "make_tickets",
    "new_invitations",
    "open",
    "publish",
    "rehearse",
    "return_slips",
    "seat_scrutineers",
    "sweep",
    "take_kit",
    "take_scans",
    "take_share",
    "take_word",
    "void",
    "withdraw",
]
