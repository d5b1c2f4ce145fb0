"""The city's rules as dated data: each declared once with a default, its unit and its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from mingcha.foundation import journal
from mingcha.foundation.models import Policy
from mingcha.foundation.refusals import NO_SUCH_POLICY, POLICY_BACKDATED, POLICY_UNFIT


@dataclass(frozen=True)
class Rule:
    """A rule a city may change: its key, what holds unless changed, what it means, whence."""

    key: str
    default: Any
    words: Any
    source: str


RULES: dict[str, Rule] = {}


def declare(key: str, default: Any, words: Any, *, source: str = "") -> Rule:
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
