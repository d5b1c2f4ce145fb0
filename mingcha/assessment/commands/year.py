"""Acts on year sheets: compute, check, tell, object, review, propose a grade, decide it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mingcha.assessment import rules
from mingcha.assessment.commands.sheets import each, end, figure, in_time, turn
from mingcha.assessment.models import YearRule, YearSheet
from mingcha.assessment.queries import year as queries
from mingcha.assessment.record import year as record
from mingcha.assessment.refusals import NO_YEAR_RULE, NOTHING_NEW, RULE_UNFIT, YEAR_UNFIT
from mingcha.assessment.workflow import YEAR_SHEET
from mingcha.core.machine import NOT_YOURS
from mingcha.core.notice import Unfit
from mingcha.core.refusal import Refusal
from mingcha.core.yearrule import YearRule as Rule
from mingcha.foundation import journal
from mingcha.foundation.calendar import said
from mingcha.foundation.models import Clock
from mingcha.foundation.numbers import next_number
from mingcha.foundation.workflow import advance
from mingcha.organs.models import Unit
from mingcha.people.parties import those_who_lead

S = YearSheet.State
CITY, CENTRE, ORGAN = Clock.Side.CITY, Clock.Side.CENTRE, Clock.Side.ORGAN
Plain = dict[str, Any]


@transaction.atomic
def compute(year: int, *, by: Any, on: date) -> list[YearSheet]:
    """Add up the year of every organ; while it runs the sheets are provisional and renewed."""
    if not those_who_lead(None, by):
        raise NOT_YOURS(who=those_who_lead.words)
    first, last = record.days_of(year)
    if on <= first:
        raise YEAR_UNFIT(year=year)
    row = queries.rule_for(year)
    if row is None:
        raise NO_YEAR_RULE(year=year)
    rule, until = record.rule_of(row), min(last, on - timedelta(1))
    organs, held = queries.organs_of(year, until), queries.current_sheets(year)
    inputs = queries.gathered(year, organs, rule, until=until)
    due = [one for one in organs if _is_due(held.get(one.pk), inputs[one.pk], row, until)]
    if not due:
        raise NOTHING_NEW(year=year)
    reason = _("Newer facts, up to {day}").format(day=until)
    return [_renewed(one, held.get(one.pk), inputs[one.pk], row, rule, by, on, reason)
            for one in due]  # fmt: skip


def _is_due(sheet: YearSheet | None, inputs: Plain, row: YearRule, until: date) -> bool:
    """No sheet yet, or a provisional one that the facts have overtaken."""
    if sheet is None:
        return True
    if not sheet.provisional or sheet.state not in {S.COMPUTED, S.CHECKED}:
        return False
    over = until == record.days_of(sheet.year)[1]
    return over or sheet.rule_id != row.pk or _bare(sheet.inputs) != _bare(inputs)


def _bare(inputs: Plain) -> Plain:
    return {name: value for name, value in inputs.items() if name != "until"}


def _renewed(
    organ: Unit,
    old: YearSheet | None,
    inputs: Plain,
    row: YearRule,
    rule: Rule,
    by: Any,
    on: date,
    reason: str,
) -> YearSheet:
    if old is not None:
        advance(YEAR_SHEET, old, "recompute", by=by, reason=reason)
        end(old, on)
    return _computed(organ, inputs, row, rule, by=by, on=on, follows=old)


@transaction.atomic
def check(sheet: YearSheet, *, by: Any, on: date) -> YearSheet:
    """Recompute from inputs and rule alone; it must agree to the byte."""
    advance(YEAR_SHEET, sheet, "check", by=by)
    return end(sheet, on) if sheet.provisional else turn(sheet, rules.TELL_WD, CITY, on)


@transaction.atomic
def tell(sheet: YearSheet, *, by: Any, on: date) -> YearSheet:
    """Tell the organ its year with every step; from now on it may object to facts."""
    advance(YEAR_SHEET, sheet, "tell", by=by, told_on=on)
    return turn(sheet, rules.OBJECTION_WD, ORGAN, on)


@transaction.atomic
def object(sheet: YearSheet, *, by: Any, on: date, objection: str) -> YearSheet:  # noqa: A001 -- the act
    """The head says which fact is wrong, while there is time."""
    in_time(YEAR_SHEET, "object", sheet, by=by, on=on)
    advance(YEAR_SHEET, sheet, "object", by=by, objection=objection.strip())
    return turn(sheet, rules.REVIEW_WD, CENTRE, on)


@transaction.atomic
def review(sheet: YearSheet, *, by: Any, on: date, outcome: str, review: str) -> YearSheet:
    """Somebody who did not compute it says whether the objection is right, with reasons."""
    advance(YEAR_SHEET, sheet, "review", by=by, outcome=outcome, review=review.strip())
    return turn(sheet, rules.DECISION_WD, CITY, on)


@transaction.atomic
def propose(
    sheet: YearSheet, *, by: Any, on: date, proposal: str, proposal_reason: str = ""
) -> YearSheet:
    """Propose a grade: the band, or another one with the reason."""
    in_time(YEAR_SHEET, "propose", sheet, by=by, on=on)
    reason = proposal_reason.strip()
    advance(YEAR_SHEET, sheet, "propose", by=by, proposal=proposal, proposal_reason=reason)
    return turn(sheet, rules.DECISION_WD, CITY, on)


@transaction.atomic
def decide(sheet: YearSheet, *, by: Any, on: date, grade: str, grade_reason: str = "") -> YearSheet:
    """The city decides the grade: the one proposed, or another one with the reason."""
    facts = {"grade": grade, "grade_reason": grade_reason.strip(), "decided_on": on}
    advance(YEAR_SHEET, sheet, "decide", by=by, **facts)
    return end(sheet, on)


@transaction.atomic
def recompute(sheet: YearSheet, *, by: Any, on: date, reason: str) -> YearSheet:
    """Compute anew on the facts as they stand now; the old sheet stays on record, superseded."""
    advance(YEAR_SHEET, sheet, "recompute", by=by, reason=reason.strip())
    end(sheet, on)
    row = sheet.rule
    rule = record.rule_of(row)
    until = min(record.days_of(sheet.year)[1], on - timedelta(1))
    inputs = queries.gathered(sheet.year, [sheet.organ], rule, until=until)[sheet.organ_id]
    return _computed(sheet.organ, inputs, row, rule, by=by, on=on, follows=sheet)


def check_all(year: int, *, by: Any, on: date) -> list[Refusal]:
    """Check every computed sheet of a year; what refuses is told and stays as it is."""
    return each(_at(year, {S.COMPUTED}), lambda sheet: check(sheet, by=by, on=on))


def tell_all(year: int, *, by: Any, on: date) -> list[Refusal]:
    """Tell every checked sheet of a year to its organ."""
    return each(_at(year, {S.CHECKED}), lambda sheet: tell(sheet, by=by, on=on))


def propose_all(year: int, *, by: Any, on: date) -> list[Refusal]:
    """Propose for every sheet that is ripe the grade its band gives."""
    ripe = {S.TOLD, S.REVIEWED}
    return each(_at(year, ripe), lambda sheet: propose(sheet, by=by, on=on, proposal=sheet.band))


def decide_all(year: int, *, by: Any, on: date) -> list[Refusal]:
    """Decide every grade as it was proposed."""
    return each(_at(year, {S.PROPOSED}), lambda one: decide(one, by=by, on=on, grade=one.proposal))


def _at(year: int, states: set[Any]) -> QuerySet[YearSheet]:
    return YearSheet.objects.filter(year=year, state__in=states)


def _computed(
    organ: Unit,
    inputs: Plain,
    row: YearRule,
    rule: Rule,
    *,
    by: Any,
    on: date,
    follows: YearSheet | None,
) -> YearSheet:
    try:
        made = record.reckoned(inputs, rule)
    except Unfit as no:
        raise RULE_UNFIT(why=said(no)) from no
    low, high = made.interval or (None, None)
    year, until = int(inputs["period"]), date.fromisoformat(inputs["until"])
    provisional = until < record.days_of(year)[1]
    sheet = YearSheet.objects.create(
        number=next_number("ND", on.year),
        organ=organ,
        organ_kind=inputs["kind"],
        year=year,
        until=until,
        provisional=provisional,
        rule=row,
        inputs=inputs,
        reckoning=made.to_json(),
        digest=made.digest,
        standing=made.standing,
        score=figure(made.score),
        low=figure(low),
        high=figure(high),
        band=made.band or "",
        results=sum(one.results for one in made.parts if one.used != "0"),
        missing=record.lacking(made),
        follows=follows,
        computed_on=on,
        computed_by=by,
    )
    facts = {"digest": sheet.digest, "score": made.score, "rule": rule.code, "follows": follows}
    journal.record("assessment.yearsheet.compute", about=sheet, by=by, facts=facts)
    return sheet if provisional else turn(sheet, rules.CHECK_WD, CITY, on)
