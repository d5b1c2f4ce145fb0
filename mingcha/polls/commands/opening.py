"""The opening and the close. The box comes first, the poll's own state after it.

On SQLite the two lie in two files that cannot commit together. Whatever stops between the two
writes leaves the poll in its earlier state and the box ahead of it; the same act, done again,
finishes (decision 0030).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from mingcha.core import bundle
from mingcha.core.steps import canonical
from mingcha.foundation import anew, journal, time
from mingcha.foundation.boxes import box
from mingcha.foundation.workflow import advance
from mingcha.polls import queries, record, sweeping
from mingcha.polls.models import Ballot, Elector, GroupKey, PaperSheet, Poll, SheetEntry, Slot
from mingcha.polls.refusals import END_UNFIT, NO_REASON
from mingcha.polls.workflow import POLL

MOST_MINUTES = 600


def _hold(poll: Poll, act: str, by: Any) -> None:
    """Lock the poll's row, read it as it is now, and refuse before anything is written."""
    poll.refresh_from_db(from_queryset=Poll.objects.select_for_update())
    poll.__dict__.pop("_prefetched_objects_cache", None)
    if no := POLL.why_not(act, poll, by):
        raise no


def _tell_box(poll: Poll, state: str) -> bool:
    """Set the slot's state; on PostgreSQL this waits for every batch that is being written."""
    return bool(Slot.objects.using(box()).filter(poll=poll.code).update(state=state))


@transaction.atomic
def open(poll: Poll, *, by: Any, on: date) -> Poll:  # noqa: A001 -- the act's one name
    """Open the box: from now on ballots are taken."""
    _hold(poll, "open", by)
    slot = {
        "paper": canonical(record.paper_of(poll).as_dict()),
        "seal": bytes.fromhex(poll.seal),
        "keys": dict(poll.keys.values_list("group", "modulus")),
        "state": Slot.State.OPEN,
    }
    Slot.objects.using(box()).update_or_create(poll=poll.code, defaults=slot)
    return advance(POLL, poll, "open", by=by, opened_on=on)


def announce_end(poll: Poll, *, minutes: int, by: Any, on: date) -> Poll:
    """Say in how many minutes voting ends. It is said, not done: the chair closes."""
    if not 0 < minutes <= MOST_MINUTES:
        raise END_UNFIT(n=minutes, most=MOST_MINUTES)
    end = time.now() + timedelta(minutes=minutes)
    return advance(POLL, poll, "announce_end", by=by, closes_at=end)


@transaction.atomic
def close_phones(poll: Poll, *, by: Any, on: date) -> Poll:
    """Take no more ballots from phones; paper ballots can still be entered."""
    _hold(poll, "close_phones", by)
    _tell_box(poll, Slot.State.PAPER)
    return advance(POLL, poll, "close_phones", by=by)


@transaction.atomic
def close(poll: Poll, *, by: Any, on: date) -> Poll:
    """Close the box for good: nothing is acknowledged afterwards.

    What was issued and what came in is fixed, the receipts' root with it; the keys that sign
    tickets are destroyed, and the tables forget in which order anything came, and which sheets
    were entered by whom.
    """
    _hold(poll, "close", by)
    _tell_box(poll, Slot.State.CLOSED)
    said = {
        "issued": queries.issued_by_group(poll),
        "ballots": queries.ballots_by_group(poll),
        "on_paper": queries.paper_figures(poll).as_dict(),
        "root": bundle.root_of(queries.receipts(poll)),
    }
    _forget(poll)
    return advance(POLL, poll, "close", by=by, **said)


def _forget(poll: Poll) -> None:
    """Destroy what could sign another ticket, and every trace of who took theirs when."""
    anew.overwrite_what_is_deleted()
    GroupKey.objects.filter(poll=poll).update(private="")
    Elector.objects.filter(poll=poll).update(blinded=None)
    SheetEntry.objects.filter(sheet__poll=poll).delete()
    PaperSheet.objects.filter(poll=poll).delete()
    sweeping.rewrite(poll)


@transaction.atomic
def void(poll: Poll, *, reason: str, by: Any, on: date) -> Poll:
    """Declare that a poll does not count, and why; an open box is closed first."""
    poll.refresh_from_db(from_queryset=Poll.objects.select_for_update())
    if not reason.strip():
        raise NO_REASON()
    no = POLL.why_not("void", poll, by)
    if no is not None and no.code != NO_REASON.code:
        raise no
    _tell_box(poll, Slot.State.CLOSED)
    _forget(poll)
    return advance(POLL, poll, "void", by=by, remark=reason.strip())


def sweep(poll: Poll, *, though_open: bool = False) -> bool:
    """Let the disk forget, after the close, in which order anything was written.

    Gives False where another poll is open on the same tables, whose ballots sweeping would hold
    up, and inside a transaction, where no database can sweep; it is tried again at night.
    `though_open` sweeps beside an open poll when nobody can be voting yet.
    """
    is_open = Slot.objects.using(box()).filter(state=Slot.State.OPEN)
    if poll.swept or sweeping.inside_a_transaction() or (is_open.exists() and not though_open):
        return poll.swept
    _part_paper(poll)
    sweeping.sweep()
    with transaction.atomic():
        poll.swept = True
        poll.save(update_fields=["swept"])
        journal.record("polls.poll.sweep", about=poll, by=None)
    return True


def _part_paper(poll: Poll) -> None:
    """Few vote on paper, and everybody in the hall sees who: forget which ballots these were.

    Not in the close itself: the number that it fixes is counted by this mark.
    """
    Ballot.objects.using(box()).filter(poll=poll.code, paper=True).update(paper=False)
