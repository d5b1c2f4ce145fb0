"""Acts on a visit: from the sealed envelope to the verified record and what it raises."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from mingcha.findings import commands as findings
from mingcha.foundation import clocks, time
from mingcha.foundation.workflow import advance
from mingcha.visits import record
from mingcha.visits.commands.sheet import hand_in as hand_in
from mingcha.visits.models import Mode, Observation, Signature, Visit
from mingcha.visits.refusals import NO_REASON, SIGNED_ALREADY
from mingcha.visits.rules import RECORD_WD
from mingcha.visits.workflow import VISIT


@transaction.atomic
def look(visit: Visit, *, by: Any, on: date, reason: str) -> Visit:
    """Read a sealed envelope before its team does: on record, with the reason, every time."""
    if no := VISIT.why_not("look", visit, by):
        raise no
    if not reason.strip():
        raise NO_REASON()
    return advance(VISIT, visit, "look", by=by, said={"reason": reason.strip()})


@transaction.atomic
def open(visit: Visit, *, by: Any, on: date) -> Visit:  # noqa: A001 -- the act's own name
    """The team opens its envelope and learns where to go; the time for its record runs."""
    advance(VISIT, visit, "open", by=by)
    return _hand_over(visit, on)


@transaction.atomic
def sign(visit: Visit, *, by: Any, on: date) -> Visit:
    """The first inspector stands by the record as it reads."""
    advance(VISIT, visit, "sign", by=by, said={"digest": record.digest(visit)})
    if record.signers(visit):  # somebody signed between our look and our pen
        raise SIGNED_ALREADY(name=str(visit.signatures.order_by("-at")[0].person))
    return _put_down(visit, by)


@transaction.atomic
def countersign(visit: Visit, *, by: Any, on: date) -> Visit:
    """Another inspector of the team stands by the same words."""
    advance(VISIT, visit, "countersign", by=by, said={"digest": record.digest(visit)})
    return _put_down(visit, by)


@transaction.atomic
def add_organ_words(visit: Visit, *, by: Any, on: date, reply: str) -> Visit:
    """The organ that was visited openly says its word to the signed record; nothing is erased."""
    before = visit.organ_reply
    words = "\n".join(filter(None, (before, reply.strip()))) if reply.strip() else ""
    return advance(
        VISIT, visit, "add_organ_words", by=by, said={"reply": reply.strip()}, organ_reply=words
    )


@transaction.atomic
def send_back(visit: Visit, *, by: Any, on: date, remark: str) -> Visit:
    """Not yet: somebody else says what the record still lacks; the team's turn begins anew."""
    advance(VISIT, visit, "send_back", by=by, remark=remark.strip())
    return _hand_over(visit, on)


@transaction.atomic
def verify(visit: Visit, *, by: Any, on: date) -> Visit:
    """A second pair of eyes accepts the record; whatever it tells is put up as a finding."""
    if no := VISIT.why_not("verify", visit, by):
        raise no
    telling = [row for row in record.observations(visit) if row.seen == row.item.telling]
    numbers = [_propose(visit, row, by=by, on=on) for row in telling]
    advance(VISIT, visit, "verify", by=by, said={"findings": numbers})
    return _stop(visit, on)


@transaction.atomic
def cancel(visit: Visit, *, by: Any, on: date, remark: str) -> Visit:
    """The visit is not made; why stays on record, where it was to go stays sealed."""
    advance(VISIT, visit, "cancel", by=by, remark=remark.strip())
    return _stop(visit, on)


def _propose(visit: Visit, row: Observation, *, by: Any, on: date) -> str:
    place = visit.place if visit.place_id != visit.organ_id else None
    seen_at = visit.began_at or time.now()
    row.finding = findings.propose(
        origin=visit,
        organ=visit.organ,
        office=place,
        norm=row.item.norm,
        facts=row.facts,
        happened_on=seen_at.astimezone(time.city_zone()).date(),
        finders=list(visit.team.all()),
        by=by,
        on=on,
        was_covert=visit.mode == Mode.COVERT,
        evidence=list(row.evidence.all()),
    )
    row.save(update_fields=["finding"])
    return row.finding.number


def _put_down(visit: Visit, by: Any) -> Visit:
    name = Signature(visit=visit, person=by, at=time.now(), digest=record.digest(visit))
    visit.signatures.add(name, bulk=False)
    return visit


def _hand_over(visit: Visit, on: date) -> Visit:
    visit.clock = clocks.hand_over(visit.clock, visit, RECORD_WD, side="centre", on=on)
    visit.save(update_fields=["clock"])
    return visit


def _stop(visit: Visit, on: date) -> Visit:
    if visit.clock is not None and visit.clock.ended_on is None:
        clocks.stop(visit.clock, on=on)
    return visit
