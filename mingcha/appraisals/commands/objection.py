"""Objections to the facts of a result: filed by the organ, decided by others than the counters."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from mingcha.appraisals import rules
from mingcha.appraisals.models import Objection, Round, Subject
from mingcha.appraisals.refusals import (
    NO_NOTE,
    NO_OBJECTION_NOW,
    NO_REASON,
    OBJECTION_LATE,
    OBJECTS_ALREADY,
)
from mingcha.appraisals.workflow import OBJECTION
from mingcha.core.machine import NOT_YOURS
from mingcha.foundation import clocks, journal
from mingcha.foundation.models import Clock
from mingcha.foundation.numbers import next_number
from mingcha.foundation.workflow import advance
from mingcha.people.parties import the_organ


@transaction.atomic
def file(subject: Subject, *, text: str, by: Any, on: date) -> Objection:
    """An organ says which fact of its result is wrong, within the days given for it."""
    if not the_organ(Objection(subject=subject), by):
        raise NOT_YOURS(who=the_organ.words)
    _in_time(subject.round, on)
    if not text.strip():
        raise NO_REASON()
    if subject.objections.filter(state=Objection.State.FILED).exists():
        raise OBJECTS_ALREADY(name=subject.name)
    number = next_number("YY", on.year)
    facts: dict[str, Any] = {"text": text.strip(), "filed_on": on, "by": by}
    objection = Objection.objects.create(number=number, subject=subject, **facts)
    objection.clock = clocks.start(objection, rules.DECISION_WD, side=Clock.Side.CENTRE, on=on)
    objection.save(update_fields=["clock"])
    said = {"text": facts["text"], "organ": subject.code}
    journal.record("appraisals.objection.file", about=objection, by=by, facts=said)
    return objection


def _in_time(round_: Round, on: date) -> None:
    if round_.state != Round.State.OBJECTIONS:
        raise NO_OBJECTION_NOW(number=round_.number)
    clock = round_.clock
    if clock is not None and clock.name == rules.OBJECTION_WD and clock.due_on < on:
        raise OBJECTION_LATE(day=clock.due_on)


@transaction.atomic
def uphold(objection: Objection, *, answer: str, annotation: str, by: Any, on: date) -> Objection:
    """The organ is right: what stands beside its result says so, and the round is reckoned anew
    where a figure was wrong.
    """
    if not annotation.strip():
        raise NO_NOTE()
    return _decided(objection, "uphold", by=by, on=on, answer=answer, annotation=annotation)


@transaction.atomic
def reject(objection: Objection, *, answer: str, by: Any, on: date) -> Objection:
    """The fact stands; the organ is told why."""
    return _decided(objection, "reject", by=by, on=on, answer=answer)


def _decided(objection: Objection, act: str, *, by: Any, on: date, **said: str) -> Objection:
    words = {name: text.strip() for name, text in said.items()}
    advance(OBJECTION, objection, act, by=by, decided_on=on, decided_by=by, **words)
    if objection.clock is not None and objection.clock.ended_on is None:
        clocks.stop(objection.clock, on=on)
    return objection
