"""Tables of polls: the box's own, and the city's side."""

from mingcha.polls.models.box import Ballot, Remark, Slot, Ticket
from mingcha.polls.models.poll import Batch, Elector, GroupKey, Poll, Scrutineer

__all__ = [
    "Ballot",
    "Batch",
    "Elector",
    "GroupKey",
    "Poll",
    "Remark",
    "Scrutineer",
    "Slot",
    "Ticket",
]
