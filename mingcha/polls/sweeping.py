"""What a poll leaves on the disk, and how the disk forgets it. See decision 0030."""

from __future__ import annotations

from django.db import models

from mingcha.foundation import anew
from mingcha.foundation.boxes import box
from mingcha.polls.models import Ballot, Elector, PaperSheet, Poll, Remark, Scan, SheetEntry, Ticket

BOX_TABLES: tuple[type[models.Model], ...] = (Ballot, Remark, Scan)
TOGETHER: tuple[tuple[anew.Keyed, ...], ...] = (  # what points to another table goes with it
    *(((model, "key"),) for model in BOX_TABLES),
    ((Ticket, "digest"),),  # slips of those who came late stand among the others
    ((Elector, "invitation"),),
    ((PaperSheet, "key"), (SheetEntry, "cells")),
)


def rewrite(poll: Poll) -> None:
    """On PostgreSQL: write every row of the poll anew in the order of keys, in this transaction.

    Afterwards place and writer are alike for all that was cast and all that was signed.
    """
    for model in BOX_TABLES:
        anew.rewrite(box(), model, "key", "poll", poll.code)
    anew.rewrite(box(), Ticket, "digest", "poll", poll.code)
    anew.rewrite("default", Elector, "invitation", "poll_id", poll.pk)


def inside_a_transaction() -> bool:
    """Whether one of the databases is in the middle of something that may be taken back."""
    return anew.inside_a_transaction({"default", box()})


def sweep() -> None:
    """Give back what dead rows and journals still hold. Not in a transaction.

    On PostgreSQL all these tables lie in the city's database, whichever alias is asked.

    Raises:
        NotSwept: if a reader kept the tables, or kept the journal from being emptied.
    """
    for alias in {"default", box()}:
        anew.lay_anew(alias, *TOGETHER, vacuum=alias == box())
