"""Acts on bonuses, deductions and veto events: one proposes, another confirms."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from mingcha.assessment import rules
from mingcha.assessment.models import Adjustment
from mingcha.assessment.record import year as record
from mingcha.assessment.refusals import ADJUSTMENT_UNFIT, NO_GROUND
from mingcha.assessment.workflow import ADJUSTMENT
from mingcha.core.machine import NOT_YOURS
from mingcha.foundation import clocks, journal
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
    if (points != 0) if kind == VETO else not 0 < points <= 100 or kind not in Adjustment.Kind:
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
    made.clock = clocks.hand_over(None, made, rules.CONFIRM_WD, side=Clock.Side.CITY, on=on)
    made.save(update_fields=["clock"])
    return made


@transaction.atomic
def confirm(adjustment: Adjustment, *, by: Any, on: date) -> Adjustment:
    """It counts from now on; sheets computed before are computed anew."""
    advance(ADJUSTMENT, adjustment, "confirm", by=by, confirmed_on=on)
    return _end(adjustment, on)


@transaction.atomic
def reject(adjustment: Adjustment, *, remark: str, by: Any, on: date) -> Adjustment:
    """It does not count; the reasons stay on record."""
    advance(ADJUSTMENT, adjustment, "reject", by=by, remark=remark.strip())
    return _end(adjustment, on)


@transaction.atomic
def withdraw(adjustment: Adjustment, *, remark: str, by: Any, on: date) -> Adjustment:
    """What was confirmed counts no longer, and why."""
    return advance(ADJUSTMENT, adjustment, "withdraw", by=by, remark=remark.strip())


def _end(adjustment: Adjustment, on: date) -> Adjustment:
    if adjustment.clock is not None and adjustment.clock.ended_on is None:
        clocks.stop(adjustment.clock, on=on)
    return adjustment
