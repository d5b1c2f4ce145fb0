"""The life of a score sheet. Commands, buttons, API and the diagram obey this table."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from mingcha.assessment import record
from mingcha.assessment.models import Sheet, YearSheet
from mingcha.assessment.refusals import (
    DIFFERS,
    MUST_RECOMPUTE,
    NO_OUTCOME,
    NO_REASON,
    OBJECTION_OPEN,
    OBJECTION_OVER,
)
from mingcha.core.machine import Machine, Move
from mingcha.core.refusal import Refusal
from mingcha.foundation.workflow import life, party
from mingcha.people.models import Duty
from mingcha.people.parties import holds, the_conduct_office, the_head, those_who_lead

S = Sheet.State
GOES_ON = {"decide", "propose"}  # what follows when nobody objects, in a quarter and in a year


@party(_("an auditor, who did not compute it"))
def the_auditor(sheet: Sheet | YearSheet, person: Any) -> bool:
    """Whoever recomputes what others computed."""
    return holds(person, Duty.Role.AUDITOR) and person.pk != sheet.computed_by_id


@party(_("the conduct office or the director of the centre, but not whoever computed it"))
def other_heads(sheet: Sheet | YearSheet, person: Any) -> bool:
    """Nobody reviews a computation of their own."""
    return those_who_lead(sheet, person) and person.pk != sheet.computed_by_id


def equal(sheet: Sheet) -> Refusal | None:
    """Recomputed from what went in, the sheet is the same to the byte."""
    try:
        return None if record.agrees(sheet) else DIFFERS(number=sheet.number)
    except record.UNREADABLE:
        return DIFFERS(number=sheet.number)


def objection_given(sheet: Sheet | YearSheet) -> Refusal | None:
    """An objection says which fact is wrong."""
    return None if sheet.objection.strip() else NO_REASON(number=sheet.number)


def reasons_given(sheet: Sheet | YearSheet) -> Refusal | None:
    """A review gives its outcome and its reasons."""
    whole = sheet.outcome and sheet.review.strip()
    return None if whole else NO_OUTCOME(number=sheet.number)


def not_yet(act: str, sheet: Sheet | YearSheet, *, on: date) -> Refusal | None:
    """What the period to object says on a day: too late to object, too early to go on."""
    if sheet.state != S.TOLD or sheet.clock is None:
        return None
    due = sheet.clock.due_on
    if act == "object" and due < on:
        return OBJECTION_OVER(number=sheet.number, day=due)
    if act in GOES_ON and due >= on:
        return OBJECTION_OPEN(number=sheet.number, day=due)
    return None


def nothing_upheld(sheet: Sheet) -> Refusal | None:
    """What the review found wrong is not decided but computed anew."""
    upheld = sheet.outcome == Sheet.Outcome.UPHELD
    return MUST_RECOMPUTE(number=sheet.number) if upheld else None


def reason_given(sheet: Sheet | YearSheet) -> Refusal | None:
    """What is superseded says why."""
    return None if sheet.reason.strip() else NO_REASON(number=sheet.number)


RECOMPUTABLE = {S.COMPUTED, S.CHECKED, S.TOLD, S.OBJECTED, S.REVIEWED}

# fmt: off
SHEET = life(Machine("assessment.sheet", S.COMPUTED, dict(S.choices), [
    #    act          from                     to             by whom              only if
    Move("check",     {S.COMPUTED},            S.CHECKED,     the_auditor,         equal),
    Move("tell",      {S.CHECKED},             S.TOLD,        the_conduct_office,  equal),
    Move("object",    {S.TOLD},                S.OBJECTED,    the_head,            objection_given),
    Move("review",    {S.OBJECTED},            S.REVIEWED,    other_heads,         reasons_given),
    Move("decide",    {S.TOLD, S.REVIEWED},    S.DECIDED,     the_conduct_office,  nothing_upheld),
    Move("recompute", RECOMPUTABLE,            S.SUPERSEDED,  those_who_lead,      reason_given),
]))
# fmt: on
