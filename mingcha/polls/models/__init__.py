"""Tables of polls: the box's own, and the city's side."""

from mingcha.polls.models.box import Ballot, Remark, Slot, Ticket
from mingcha.polls.models.poll import (
    Batch,
    Comment,
    Elector,
    GroupKey,
    Poll,
    Proof,
    Scrutineer,
)
from mingcha.polls.models.sheet import PaperSheet, Scan, SheetEntry

__all__ = [
    "Ballot",
    "Batch",
    "Comment",
    "Elector",
    "GroupKey",
    "PaperSheet",
    "Poll",
    "Proof",
    "Remark",
    "Scan",
    "Scrutineer",
    "SheetEntry",
    "Slot",
    "Ticket",
]
