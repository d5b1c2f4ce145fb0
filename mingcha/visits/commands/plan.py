"""Acts on the yearly plan of visits."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from mingcha.core.machine import NOT_YOURS
from mingcha.foundation import journal
from mingcha.foundation.workflow import advance
from mingcha.people.parties import those_who_lead
from mingcha.visits.models import Plan
from mingcha.visits.refusals import PLAN_EXISTS
from mingcha.visits.workflow import PLAN


@transaction.atomic
def draft(year: int, *, by: Any, on: date, title: str, themes: str = "", ceiling: int = 0) -> Plan:
    """Begin the plan of a year: one plan a year, so that the ceiling is one figure."""
    if not those_who_lead(None, by):
        raise NOT_YOURS(who=those_who_lead.words)
    if standing := Plan.objects.filter(year=year).first():
        raise PLAN_EXISTS(year=year, title=standing.title)
    facts = {"year": year, "title": title.strip(), "themes": themes.strip(), "ceiling": ceiling}
    plan = Plan.objects.create(**facts)
    journal.record("visits.plan.draft", about=plan, by=by, facts=facts)
    return plan


def revise(plan: Plan, *, by: Any, on: date, title: str, themes: str, ceiling: int) -> Plan:
    """Write a draft anew: its title, its themes with their documents, its ceiling."""
    facts: dict[str, Any] = {"title": title.strip(), "themes": themes.strip(), "ceiling": ceiling}
    return advance(PLAN, plan, "revise", by=by, **facts)


def approve(plan: Plan, *, by: Any, on: date) -> Plan:
    """Put a plan in force: from now on rounds are drawn under it, and it is changed no more."""
    return advance(PLAN, plan, "approve", by=by)


def close(plan: Plan, *, by: Any, on: date) -> Plan:
    """End the year: nothing of the plan is under way and nothing more is drawn under it."""
    return advance(PLAN, plan, "close", by=by)
