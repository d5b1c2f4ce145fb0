"""Acts on quarterly rules and sheets: publish, compute, check, tell, review, decide."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from mingcha.assessment import queries, record, rules
from mingcha.assessment.commands.sheets import each, end, figure, in_time, turn
from mingcha.assessment.models import RuleVersion, Sheet
from mingcha.assessment.refusals import (
    NO_DOCUMENT,
    NO_RULE,
    NOTHING_TO_COMPUTE,
    PERIOD_RUNNING,
    RULE_BACKDATED,
    RULE_KNOWN,
    RULE_UNFIT,
)
from mingcha.assessment.workflow import SHEET
from mingcha.core import rulebook
from mingcha.core.machine import NOT_YOURS
from mingcha.core.notice import Unfit
from mingcha.core.refusal import Refusal
from mingcha.core.scoring import Visited, score_visits
from mingcha.foundation import journal
from mingcha.foundation.calendar import said
from mingcha.foundation.models import Clock
from mingcha.foundation.numbers import next_number
from mingcha.foundation.workflow import advance
from mingcha.organs.models import Unit
from mingcha.people.parties import the_conduct_office, those_who_lead

CITY, CENTRE, ORGAN = Clock.Side.CITY, Clock.Side.CENTRE, Clock.Side.ORGAN


@transaction.atomic
def publish_rule(
    code: str,
    *,
    parameters: Mapping[str, Any],
    document: str,
    valid_from: date,
    by: Any,
    on: date,
    valid_to: date | None = None,
) -> RuleVersion:
    """Publish how points are made from a day on; what is published is never changed."""
    if not the_conduct_office(None, by):
        raise NOT_YOURS(who=the_conduct_office.words)
    if RuleVersion.objects.filter(code=code).exists():
        raise RULE_KNOWN(code=code)
    if valid_from < on:
        raise RULE_BACKDATED(day=valid_from)
    if not document.strip():
        raise NO_DOCUMENT()
    try:
        held = rulebook.RuleVersion.of(code, parameters).parameters()
    except Unfit as no:
        raise RULE_UNFIT(why=said(no)) from no
    facts = {"parameters": held, "document": document.strip(), "valid_from": valid_from}
    rule = RuleVersion.objects.create(code=code, published_on=on, valid_to=valid_to, by=by, **facts)
    journal.record("assessment.rule.publish", about=rule, by=by, facts={"code": code, **facts})
    return rule


@transaction.atomic
def compute(period: str, *, by: Any, on: date) -> list[Sheet]:
    """Score every organ that stood in a quarter and has no sheet yet, by the rule then in force."""
    if not those_who_lead(None, by):
        raise NOT_YOURS(who=those_who_lead.words)
    first, last = record.quarter(period)
    if last >= on:
        raise PERIOD_RUNNING(period=period, day=last)
    rule = queries.rule_on(first)
    if rule is None:
        raise NO_RULE(period=period)
    organs = queries.organs_in(period)
    if not organs:
        raise NOTHING_TO_COMPUTE(period=period)
    kinds, seen = queries.kinds_on(organs, on=last), queries.seen(period, organs)
    return [_computed(organ, kinds[organ.pk], seen[organ.pk], rule, by, on) for organ in organs]


@transaction.atomic
def check(sheet: Sheet, *, by: Any, on: date) -> Sheet:
    """Recompute from inputs and rule alone; it must agree to the byte."""
    advance(SHEET, sheet, "check", by=by)
    return turn(sheet, rules.TELL_WD, CITY, on)


@transaction.atomic
def tell(sheet: Sheet, *, by: Any, on: date) -> Sheet:
    """Tell the organ its score with every step; from now on it may object to facts."""
    advance(SHEET, sheet, "tell", by=by, told_on=on)
    return turn(sheet, rules.OBJECTION_WD, ORGAN, on)


@transaction.atomic
def object(sheet: Sheet, *, by: Any, on: date, objection: str) -> Sheet:  # noqa: A001 -- the act
    """The head says which fact is wrong, while there is time."""
    in_time(SHEET, "object", sheet, by=by, on=on)
    advance(SHEET, sheet, "object", by=by, objection=objection.strip())
    return turn(sheet, rules.REVIEW_WD, CENTRE, on)


@transaction.atomic
def review(sheet: Sheet, *, by: Any, on: date, outcome: str, review: str) -> Sheet:
    """Somebody who did not compute it says whether the objection is right, with reasons."""
    advance(SHEET, sheet, "review", by=by, outcome=outcome, review=review.strip())
    return turn(sheet, rules.DECISION_WD, CITY, on)


@transaction.atomic
def decide(sheet: Sheet, *, by: Any, on: date) -> Sheet:
    """It stands: once the time to object is over, or the objection was reviewed."""
    in_time(SHEET, "decide", sheet, by=by, on=on)
    advance(SHEET, sheet, "decide", by=by, decided_on=on)
    return end(sheet, on)


@transaction.atomic
def recompute(sheet: Sheet, *, by: Any, on: date, reason: str) -> Sheet:
    """Compute anew on the facts as they stand now; the old sheet stays on record, superseded."""
    advance(SHEET, sheet, "recompute", by=by, reason=reason.strip())
    end(sheet, on)
    seen = queries.seen(sheet.period, [sheet.organ])[sheet.organ_id]
    return _computed(sheet.organ, sheet.organ_kind, seen, sheet.rule, by, on, follows=sheet)


def check_all(period: str, *, by: Any, on: date) -> list[Refusal]:
    """Check every computed sheet of a quarter; what refuses is told and stays as it is."""
    return each(_at(period, {Sheet.State.COMPUTED}), lambda sheet: check(sheet, by=by, on=on))


def tell_all(period: str, *, by: Any, on: date) -> list[Refusal]:
    """Tell every checked sheet of a quarter to its organ."""
    return each(_at(period, {Sheet.State.CHECKED}), lambda sheet: tell(sheet, by=by, on=on))


def decide_all(period: str, *, by: Any, on: date) -> list[Refusal]:
    """Decide every sheet of a quarter that is ripe."""
    ripe = {Sheet.State.TOLD, Sheet.State.REVIEWED}
    return each(_at(period, ripe), lambda sheet: decide(sheet, by=by, on=on))


def _at(period: str, states: set[Any]) -> QuerySet[Sheet]:
    return Sheet.objects.filter(period=period, state__in=states)


def _computed(
    organ: Unit,
    kind: str,
    seen: Visited,
    rule: RuleVersion,
    by: Any,
    on: date,
    follows: Sheet | None = None,
) -> Sheet:
    try:
        reckoned = score_visits(seen, record.rule_of(rule))
    except Unfit as no:
        raise RULE_UNFIT(why=said(no)) from no
    low, high = reckoned.interval or (None, None)
    sheet = Sheet.objects.create(
        number=next_number("PF", on.year),
        organ=organ,
        organ_kind=kind,
        period=seen.period,
        rule=rule,
        inputs=record.frozen(seen),
        reckoning=reckoned.to_json(),
        digest=reckoned.digest,
        score=figure(reckoned.score),
        low=figure(low),
        high=figure(high),
        band=reckoned.band or "",
        why_not=reckoned.why_not,
        checks=reckoned.checks,
        faults=reckoned.findings,
        follows=follows,
        computed_on=on,
        computed_by=by,
    )
    facts = {"digest": sheet.digest, "score": reckoned.score, "rule": rule.code, "follows": follows}
    journal.record("assessment.sheet.compute", about=sheet, by=by, facts=facts)
    return turn(sheet, rules.CHECK_WD, CITY, on)
