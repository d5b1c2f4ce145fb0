"""Acts on year rules: prepare, amend, try out, publish for good, give up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from mingcha.assessment import rules
from mingcha.assessment.models import YearRule
from mingcha.assessment.queries import trial
from mingcha.assessment.record import year as record
from mingcha.assessment.refusals import RULE_UNFIT, YEAR_RULE_KNOWN
from mingcha.assessment.workflow import YEAR_RULE
from mingcha.core.machine import NOT_YOURS
from mingcha.core.notice import Unfit
from mingcha.core.sensitivity import sensitivity
from mingcha.core.yearrule import YearRule as Rule
from mingcha.core.yeartrial import parts_left_out
from mingcha.foundation import journal, policy
from mingcha.foundation.calendar import said
from mingcha.foundation.workflow import advance
from mingcha.people.parties import the_conduct_office

SEED = 20_071_228  # fixed beforehand: nobody tries seeds until a trial looks well


def _read(code: str, parameters: Mapping[str, Any]) -> Rule:
    try:
        return Rule.of(code, parameters)
    except Unfit as no:
        raise RULE_UNFIT(why=said(no)) from no


@transaction.atomic
def draft(
    code: str,
    *,
    title: str,
    first_year: int,
    parameters: Mapping[str, Any],
    by: Any,
    on: date,
    document: str = "",
) -> YearRule:
    """Prepare a year rule: it is tried out and amended until it is published."""
    if not the_conduct_office(None, by):
        raise NOT_YOURS(who=the_conduct_office.words)
    if YearRule.objects.filter(code=code).exists():
        raise YEAR_RULE_KNOWN(code=code)
    record.days_of(first_year)
    facts = {
        "title": title.strip(),
        "first_year": first_year,
        "parameters": _read(code, parameters).parameters(),
        "document": document.strip(),
    }
    rule = YearRule.objects.create(code=code, by=by, **facts)
    journal.record("assessment.yearrule.draft", about=rule, by=by, facts={"code": code, **facts})
    return rule


@transaction.atomic
def amend(
    rule: YearRule,
    *,
    by: Any,
    on: date,
    title: str | None = None,
    first_year: int | None = None,
    parameters: Mapping[str, Any] | None = None,
) -> YearRule:
    """Change a year rule that is not published yet; it is to be tried out again."""
    changes: dict[str, Any] = {}
    if title is not None:
        changes["title"] = title.strip()
    if first_year is not None:
        record.days_of(first_year)
        changes["first_year"] = first_year
    if parameters is not None:
        changes["parameters"] = _read(rule.code, parameters).parameters()
    return advance(YEAR_RULE, rule, "amend", by=by, **changes)


@transaction.atomic
def try_out(rule: YearRule, *, by: Any, on: date) -> YearRule:
    """See, on the latest twelve months, whose band is the rule's own choice; kept with it."""
    held = record.rule_of(rule)
    tried = trial.on_latest(held, on=on)
    draws, per_cent = (policy.value(key, on=on) for key in (rules.TRIAL_DRAWS, rules.TRIAL_SPREAD))
    facts = {"draws": draws, "spread": per_cent / 100, "seed": SEED}
    try:
        seen = sensitivity(tried.values, tried.kinds, held, **facts)
    except Unfit as no:
        raise RULE_UNFIT(why=said(no)) from no
    kept = {
        "digest": held.digest,
        "on": on.isoformat(),
        "since": (on - timedelta(trial.BACK)).isoformat(),
        "values": tried.values,
        "kinds": tried.kinds,
        "without": _without(tried, held),
        **seen.as_dict(),
    }
    shares = {"changed": seen.changed, "draws": seen.draws, "seed": seen.seed}
    advance(YEAR_RULE, rule, "try_out", by=by, said={"digest": held.digest, **shares})
    rule.trial = kept
    rule.save(update_fields=["trial"])
    return rule


def _without(tried: trial.Tried, held: Rule) -> list[dict[str, Any]]:
    """Kept with the trial: too long to be reckoned whenever somebody looks at the rule."""
    return [
        {
            "part": one.part,
            "bands": len(one.trial.moved),
            "pairs": len(one.trial.turned),
            "most": one.trial.most,
        }
        for one in parts_left_out(tried.values, tried.kinds, held)
    ]


@transaction.atomic
def publish(rule: YearRule, *, document: str, by: Any, on: date) -> YearRule:
    """Publish it with the paper that decided it, before the first year it judges."""
    facts: dict[str, Any] = {"document": document.strip(), "digest": record.rule_of(rule).digest}
    return advance(YEAR_RULE, rule, "publish", by=by, published_on=on, **facts)


def discard(rule: YearRule, *, by: Any, on: date) -> YearRule:
    """Give up a year rule before it was published; it stays on record."""
    return advance(YEAR_RULE, rule, "discard", by=by)
