"""With what a year rule is tried out: the values of every part over the latest twelve months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from mingcha.assessment.models import YearRule
from mingcha.assessment.queries import quarter, year
from mingcha.assessment.record import year as record
from mingcha.core.yearrule import YearRule as Rule
from mingcha.organs.models import Unit
from mingcha.organs.queries import organs as standing

BACK: Final = 365


@dataclass(frozen=True)
class Tried:
    """Values by organ and part, the class and the name of each organ, by its code."""

    values: dict[str, dict[str, str]]
    kinds: dict[str, str]
    names: dict[str, str]


def on_latest(rule: Rule, *, on: date) -> Tried:
    """Whatever became known of the organs that stand today in the twelve months before a day."""
    found = list(standing(on=on).order_by("code"))
    inputs = year.latest(found, rule, since=on - timedelta(BACK), until=on)
    kinds = quarter.kinds_on(found, on=on)
    return Tried(
        {code: record.values_of(said, rule) for code, said in inputs.items()},
        {organ.code: kinds[organ.pk] for organ in found},
        {organ.code: organ.name for organ in found},
    )


def as_tried(rule: YearRule) -> Tried | None:
    """What a rule was tried with, as it was kept; None where it was not tried out yet."""
    if rule.trial is None:
        return None
    kept: dict[str, Any] = rule.trial
    names = dict(Unit.objects.filter(code__in=kept["kinds"]).values_list("code", "name"))
    return Tried(kept["values"], kept["kinds"], names)


def is_fresh(rule: YearRule) -> bool:
    """Whether the trial kept is one of the rule as it stands."""
    return (rule.trial or {}).get("digest") == record.rule_of(rule).digest
