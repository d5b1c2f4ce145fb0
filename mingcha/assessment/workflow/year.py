"""The lives of year rules, adjustments and year sheets."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mingcha.assessment.models import Adjustment, Sheet, YearRule, YearSheet
from mingcha.assessment.record import year as record
from mingcha.assessment.refusals import (
    ABOVE_CAP,
    DIFFERS,
    GRADE_UNFIT,
    MUST_RECOMPUTE,
    NO_DOCUMENT,
    NO_GRADE,
    NO_GRADE_REASON,
    NO_REASON,
    NOT_TRIED,
    PROVISIONAL,
    YEAR_RULE_LATE,
)
from mingcha.assessment.workflow.quarter import (
    objection_given,
    other_heads,
    reason_given,
    reasons_given,
    the_auditor,
)
from mingcha.core.machine import Machine, Move
from mingcha.core.refusal import Refusal
from mingcha.foundation.workflow import life, party
from mingcha.people.parties import the_conduct_office, the_head, the_leader, those_who_lead

S = YearSheet.State


@party(_("the conduct office or the director of the centre, but not whoever proposed it"))
def another(adjustment: Adjustment, person: Any) -> bool:
    """Nobody confirms what they proposed themselves."""
    return those_who_lead(adjustment, person) and person.pk != adjustment.proposed_by_id


def ready(rule: YearRule) -> Refusal | None:
    """Published in time, with the paper that decided it, and tried out as it stands."""
    published = rule.published_on
    if published is not None and published.year >= rule.first_year:
        return YEAR_RULE_LATE(year=rule.first_year, next=published.year + 1)
    if published is not None and not rule.document.strip():
        return NO_DOCUMENT()
    tried = (rule.trial or {}).get("digest") == record.rule_of(rule).digest
    return None if tried else NOT_TRIED(code=rule.code)


def remark_given(adjustment: Adjustment) -> Refusal | None:
    """A no, and what is taken back, say why."""
    return None if adjustment.remark.strip() else NO_REASON(number=adjustment.number)


def equal(sheet: YearSheet) -> Refusal | None:
    """Recomputed from what went in, the sheet is the same to the byte."""
    try:
        return None if record.agrees(sheet) else DIFFERS(number=sheet.number)
    except record.UNREADABLE:
        return DIFFERS(number=sheet.number)


def whole(sheet: YearSheet) -> Refusal | None:
    """A year that still runs is told to nobody and graded by nobody."""
    return PROVISIONAL(number=sheet.number) if sheet.provisional else equal(sheet)


def grade_cannot_be(sheet: YearSheet, grade: str) -> Refusal | None:
    """Why an organ cannot have a grade: none without a score, none above the cap of a veto."""
    if sheet.score is None:
        return NO_GRADE(number=sheet.number) if grade else None
    rule = record.rule_of(sheet.rule)
    names = [name for name, _floor in rule.bands]
    if grade not in names:
        return GRADE_UNFIT(grade=grade, rule=rule.code)
    banned = bool(sheet.inputs["vetoes"])
    if banned and names.index(grade) < names.index(rule.veto_cap):
        cap = dict(Sheet.Band.choices).get(rule.veto_cap, rule.veto_cap)
        return ABOVE_CAP(number=sheet.number, cap=cap)
    return None


def proposal_holds(sheet: YearSheet) -> Refusal | None:
    """A proposal is a grade of the rule, and says why where it is not the band."""
    if sheet.outcome == YearSheet.Outcome.UPHELD:
        return MUST_RECOMPUTE(number=sheet.number)
    if no := grade_cannot_be(sheet, sheet.proposal):
        return no
    unsaid = sheet.proposal != sheet.band and not sheet.proposal_reason.strip()
    return NO_GRADE_REASON(number=sheet.number) if unsaid else None


def decision_holds(sheet: YearSheet) -> Refusal | None:
    """A decision is a grade of the rule, and says why where it is not the one proposed."""
    if no := grade_cannot_be(sheet, sheet.grade):
        return no
    unsaid = sheet.grade != sheet.proposal and not sheet.grade_reason.strip()
    return NO_GRADE_REASON(number=sheet.number) if unsaid else None


R, A = YearRule.State, Adjustment.State
RECOMPUTABLE = {S.COMPUTED, S.CHECKED, S.TOLD, S.OBJECTED, S.REVIEWED, S.PROPOSED}

# fmt: off
YEAR_RULE = life(Machine("assessment.yearrule", R.DRAFTED, dict(R.choices), [
    #    act         from         to            by whom             only if
    Move("amend",    {R.DRAFTED}, R.DRAFTED,    the_conduct_office),
    Move("try_out",  {R.DRAFTED}, R.DRAFTED,    the_conduct_office),
    Move("publish",  {R.DRAFTED}, R.PUBLISHED,  the_conduct_office, ready),
    Move("discard",  {R.DRAFTED}, R.DISCARDED,  the_conduct_office),
]))
ADJUSTMENT = life(Machine("assessment.adjustment", A.PROPOSED, dict(A.choices), [
    #    act         from           to            by whom           only if
    Move("confirm",  {A.PROPOSED},  A.CONFIRMED,  another),
    Move("reject",   {A.PROPOSED},  A.REJECTED,   another,          remark_given),
    Move("withdraw", {A.CONFIRMED}, A.WITHDRAWN,  those_who_lead,   remark_given),
]))
YEAR_SHEET = life(Machine("assessment.yearsheet", S.COMPUTED, dict(S.choices), [
    #    act          from                   to             by whom              only if
    Move("check",     {S.COMPUTED},          S.CHECKED,     the_auditor,         equal),
    Move("tell",      {S.CHECKED},           S.TOLD,        the_conduct_office,  whole),
    Move("object",    {S.TOLD},              S.OBJECTED,    the_head,            objection_given),
    Move("review",    {S.OBJECTED},          S.REVIEWED,    other_heads,         reasons_given),
    Move("propose",   {S.TOLD, S.REVIEWED},  S.PROPOSED,    the_conduct_office,  proposal_holds),
    Move("decide",    {S.PROPOSED},          S.DECIDED,     the_leader,          decision_holds),
    Move("recompute", RECOMPUTABLE,          S.SUPERSEDED,  those_who_lead,      reason_given),
]))
# fmt: on
