"""Paper ballots into the box: entered by two people who agree, or read from a scan."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction

from mingcha.core.ballot import ALREADY_CAST, NOT_ASKED, Accepted, Cast, accept
from mingcha.core.bundle import receipt_of
from mingcha.core.ticket import Drawn, read_code
from mingcha.foundation import journal
from mingcha.foundation.boxes import box
from mingcha.polls import queries, record
from mingcha.polls.locks import salt_of
from mingcha.polls.models import Ballot, PaperSheet, Poll, Scan, SheetEntry, Slot
from mingcha.polls.onpaper import entries
from mingcha.polls.refusals import NO_PAPER_NOW, NOT_ON_PAPER
from mingcha.polls.sealing import seal
from mingcha.polls.workflow import why_not_at_the_desk


class Entered(NamedTuple):
    """What became of an entry: a receipt, or the places of marks that do not agree yet.

    With neither, it is the first and waits for somebody else's.
    """

    receipt: str = ""
    differing: tuple[int, ...] = ()


@transaction.atomic
def enter_sheet(poll: Poll, *, code: str, marks: str, told: bool, by: Any, on: date) -> Entered:
    """Enter one paper ballot; once two people's entries agree it is cast.

    Each mark counts as soon as two people agree on it, so that a third settles what two see
    differently. The marks themselves are kept only sealed, in the box.
    """
    return _by_two(poll, _cast(_allowed(poll, code, by), marks, told), by, _asked(marks))


def _by_two(poll: Poll, cast: Cast, by: Any, looked: int) -> Entered:
    """Cast once two people agree; `looked` is how many marks this person looked at."""
    ticket, marks, told = cast.ticket, cast.marks, cast.told
    assert isinstance(ticket, Drawn)
    accepted = _judged(poll, cast)
    if receipt := _in_the_box(accepted):
        return Entered(receipt)
    sheet, _new = PaperSheet.objects.select_for_update().get_or_create(poll=poll, key=accepted.key)
    others = [e for e in sheet.entries.exclude(by=by) if e.cells]
    settled = entries.settled(ticket.code, marks, told, [bytes(e.cells) for e in others])
    differing = settled.differing if others else ()
    _kept(sheet, by, entries.cells_of(ticket.code, marks, told), differing, looked)
    if differing or not others:
        _told(poll, by, "differs" if differing else "waits")
        return Entered(differing=differing)
    receipt = _put(poll, _judged(poll, _cast(ticket, settled.marks, settled.told)))
    _wipe(sheet)
    _told(poll, by, "cast")
    return Entered(receipt)


@transaction.atomic
def accept_scan(
    poll: Poll,
    *,
    code: str,
    marks: str,
    told: bool,
    by: Any,
    on: date,
    doubts: int = 0,
) -> Entered:
    """Cast a ballot read from its scan. So many doubts were decided by the person: with any,
    it is cast once a second person agrees, who scans or enters the sheet as well.
    """
    cast = _cast(_allowed(poll, code, by), marks, told)
    if doubts:
        return _by_two(poll, cast, by, doubts)
    receipt = _put(poll, _judged(poll, cast))
    _told(poll, by, "scanned")
    return Entered(receipt)


@transaction.atomic
def keep_scans(poll: Poll, pages: Sequence[bytes], *, by: Any, on: date) -> int:
    """Keep the pictures of pages, each sealed like the ballot it is; gives how many."""
    _at_the_desk(poll, by)
    public = bytes.fromhex(poll.seal)
    sealed = [seal(public, page) for page in pages]
    rows = [Scan(key=secrets.token_bytes(32), poll=poll.code, sealed=page) for page in sealed]
    Scan.objects.using(box()).bulk_create(sorted(rows, key=lambda row: bytes(row.key)))
    journal.record("polls.poll.keep_scans", about=poll, by=by, facts={"pages": len(rows)})
    return len(rows)


@transaction.atomic
def destroy_scans(poll: Poll, *, by: Any, on: date) -> int:
    """Destroy the sealed pictures of a poll's paper ballots; gives how many there were."""
    gone, _kinds = Scan.objects.using(box()).filter(poll=poll.code).delete()
    if gone:
        journal.record("polls.poll.destroy_scans", about=poll, by=by, facts={"pages": gone})
    return gone


def _allowed(poll: Poll, code: str, by: Any) -> Drawn:
    _at_the_desk(poll, by)
    return Drawn(read_code(code))


def _at_the_desk(poll: Poll, by: Any) -> None:
    if no := why_not_at_the_desk(poll, by):
        raise no


def _cast(ticket: Drawn, marks: str, told: bool) -> Cast:  # noqa: FBT001 - a mark of the ballot
    """The ballot as the slot would get it; its salt comes from the code: one sheet, one ballot."""
    return Cast(ticket, marks, salt_of(ticket.code), told)


def _judged(poll: Poll, cast: Cast) -> Accepted:
    """The same law as the slot's; a ticket of another poll is told from a slip of this one."""
    assert isinstance(cast.ticket, Drawn)
    if queries.group_of_ticket(poll, cast.ticket.code) is None:
        raise NOT_ON_PAPER(number=poll.number)
    return accept(
        record.paper_of(poll),
        cast,
        group_of=lambda digest: queries.group_of_digest(poll, digest),
        genuine=lambda group, prepared, signature: False,
    )


def _kept(sheet: PaperSheet, by: Any, cells: bytes, differing: Sequence[int], marks: int) -> None:
    facts = {"cells": cells, "marks": marks, "differing": len(differing)}
    SheetEntry.objects.update_or_create(sheet=sheet, by=by, defaults=facts)


def _asked(marks: str) -> int:
    """How many ovals were looked for: the marks of the sheet, and the one at its foot."""
    return sum(mark != NOT_ASKED for mark in marks) + 1


def _wipe(sheet: PaperSheet) -> None:
    sheet.entries.update(cells=b"")
    PaperSheet.objects.filter(pk=sheet.pk).update(done=True)


def _told(poll: Poll, by: Any, what: str) -> None:
    """The journal knows that somebody entered a sheet and what became of it, not which."""
    journal.record("polls.poll.enter_sheet", about=poll, by=by, facts={"became": what})


def _put(poll: Poll, accepted: Accepted) -> str:
    """Into the box as the slot puts it: while it is open, one ballot for one ticket."""
    with transaction.atomic(using=box()):
        slot = Slot.objects.using(box()).select_for_update().get(poll=poll.code)
        if slot.state == Slot.State.CLOSED:
            raise NO_PAPER_NOW(number=poll.number)
        if receipt := _in_the_box(accepted):
            return receipt
        sealed = seal(bytes(slot.seal), accepted.vote)
        Ballot.objects.using(box()).create(**_row(poll, accepted), sealed=sealed)
    return receipt_of(sealed)


def _in_the_box(accepted: Accepted) -> str:
    """The receipt of this very ballot if it was cast before, empty if none was; another refuses."""
    there = Ballot.objects.using(box()).filter(key=accepted.key).first()
    if there is None:
        return ""
    if bytes(there.fingerprint) != accepted.fingerprint:
        raise ALREADY_CAST()
    return receipt_of(bytes(there.sealed))


def _row(poll: Poll, accepted: Accepted) -> Mapping[str, Any]:
    same = {"key": accepted.key, "fingerprint": accepted.fingerprint}
    return {**same, "poll": poll.code, "group": accepted.group, "paper": True}
