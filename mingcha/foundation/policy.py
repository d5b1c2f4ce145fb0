"""The city's rules as dated data: each declared once with a default, its unit and its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from mingcha.foundation import journal
from mingcha.foundation.models import Policy
from mingcha.foundation.refusals import NO_SUCH_POLICY, POLICY_BACKDATED, POLICY_UNFIT


@dataclass(frozen=True)
class Rule:
    """A rule a city may change: its key, what holds unless changed, what it means, whence."""

    key: str
    default: Any
    words: Any
    source: Any


RULES: dict[str, Rule] = {}


def declare(key: str, default: Any, words: Any, *, source: Any = "") -> Rule:
    """Enter a rule in the book; the settings page and the reference are made from it."""
    RULES[key] = Rule(key, default, words, source)
    return RULES[key]


def value(key: str, *, on: date) -> Any:
    """What the rule says on a day."""
    if key not in RULES:
        raise NO_SUCH_POLICY(key=key)
    rows = Policy.objects.filter(key=key, valid_from__lte=on).order_by("-valid_from", "-id")
    row = rows.first()
    return RULES[key].default if row is None else row.value


@dataclass(frozen=True)
class InForce:
    """What a rule says on a day, since when, and what it will say later if that is decided."""

    rule: Rule
    value: Any
    row: Policy | None = None
    coming: Policy | None = None


def in_force(*, on: date) -> list[InForce]:
    """Every declared rule with its value on a day, in one question to the database."""
    rows: dict[str, list[Policy]] = {}
    for row in Policy.objects.select_related("by").order_by("valid_from", "id"):
        rows.setdefault(row.key, []).append(row)
    return [_in_force(rule, rows.get(rule.key, []), on) for rule in RULES.values()]


def _in_force(rule: Rule, rows: list[Policy], on: date) -> InForce:
    past = [row for row in rows if row.valid_from <= on]
    coming = next((row for row in rows if row.valid_from > on), None)
    row = past[-1] if past else None
    return InForce(rule, rule.default if row is None else row.value, row, coming)


def history(key: str) -> QuerySet[Policy]:
    """Every change of one rule, the latest first."""
    return Policy.objects.filter(key=key).select_related("by").order_by("-valid_from", "-id")


@transaction.atomic
def change(key: str, new: Any, *, valid_from: date, reason: str, by: Any, on: date) -> Policy:
    """Let a rule hold from a day on; what was before stays on record."""
    if key not in RULES:
        raise NO_SUCH_POLICY(key=key)
    if type(new) is not type(RULES[key].default):
        raise POLICY_UNFIT(key=key, value=new, default=RULES[key].default)
    if valid_from < on:
        raise POLICY_BACKDATED(day=valid_from)
    row = Policy.objects.create(key=key, value=new, valid_from=valid_from, reason=reason, by=by)
    journal.record("foundation.policy.change", about=row, by=by, facts={"key": key, "value": new})
    return row
