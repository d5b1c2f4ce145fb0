"""Acts on bonuses, deductions and veto events: one proposes, another confirms."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from mingcha.assessment import rules
from mingcha.assessment.commands.sheets import end, turn
from mingcha.assessment.models import Adjustment
from mingcha.assessment.record import year as record
from mingcha.assessment.refusals import ADJUSTMENT_UNFIT, NO_GROUND
from mingcha.assessment.workflow import ADJUSTMENT
from mingcha.core.machine import NOT_YOURS
from mingcha.foundation import journal
from mingcha.foundation.models import Clock
from mingcha.foundation.numbers import next_number
from mingcha.foundation.workflow import advance
from mingcha.organs.models import Unit
from mingcha.people.parties import those_who_lead

VETO = Adjustment.Kind.VETO


@transaction.atomic
def propose(
    organ: Unit,
    *,
    year: int,
    kind: str,
    ground: str,
    document: str,
    by: Any,
    on: date,
    points: Decimal = Decimal(0),
    about: str = "",
) -> Adjustment:
    """Put a bonus, a deduction or a veto event forward, with its ground and paper."""
    if not those_who_lead(None, by):
        raise NOT_YOURS(who=those_who_lead.words)
    record.days_of(year)
    if not (ground.strip() and document.strip()):
        raise NO_GROUND()
    if kind not in Adjustment.Kind or not _can_be(kind, points):
        raise ADJUSTMENT_UNFIT()
    facts = {
        "year": year,
        "of_kind": kind,
        "points": points,
        "ground": ground.strip(),
        "document": document.strip(),
        "about": about.strip(),
    }
    made = Adjustment.objects.create(
        number=next_number("TZ", on.year), organ=organ, proposed_on=on, proposed_by=by, **facts
    )
    journal.record("assessment.adjustment.propose", about=made, by=by, facts=facts)
    return turn(made, rules.CONFIRM_WD, Clock.Side.CITY, on)


def _can_be(kind: str, points: Decimal) -> bool:
    """None for a veto event; else more than 0, below 100, and not finer than is kept."""
    if kind == VETO:
        return points == 0
    return points.is_finite() and 0 < points < 100 and points == round(points, 2)


@transaction.atomic
def confirm(adjustment: Adjustment, *, by: Any, on: date) -> Adjustment:
    """It counts from now on; sheets computed before are computed anew."""
    advance(ADJUSTMENT, adjustment, "confirm", by=by, confirmed_on=on)
    return end(adjustment, on)


@transaction.atomic
def reject(adjustment: Adjustment, *, remark: str, by: Any, on: date) -> Adjustment:
    """It does not count; the reasons stay on record."""
    advance(ADJUSTMENT, adjustment, "reject", by=by, remark=remark.strip())
    return end(adjustment, on)


@transaction.atomic
def withdraw(adjustment: Adjustment, *, remark: str, by: Any, on: date) -> Adjustment:
    """What was confirmed counts no longer, and why."""
    return advance(ADJUSTMENT, adjustment, "withdraw", by=by, remark=remark.strip())
