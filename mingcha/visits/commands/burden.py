"""Acts on the burden meter: what organs bear besides visits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from mingcha.core.machine import NOT_YOURS
from mingcha.foundation import journal
from mingcha.organs.models import Unit
from mingcha.visits.models import Burden
from mingcha.visits.refusals import DAY_AHEAD, HOURS_UNFIT
from mingcha.visits.workflow import whoever_bears

MOST_HOURS = Decimal(9999)


@transaction.atomic
def record_burden(
    organ: Unit,
    *,
    by: Any,
    on: date,
    kind: str,
    happened_on: date,
    hours: Decimal,
    title: str,
    imposed_by: str,
) -> Burden:
    """Enter a form, a meeting or a check by others: by the centre, or by the organ that bore it."""
    bearer = organ.head_organ
    if not whoever_bears(Burden(organ=bearer), by):
        raise NOT_YOURS(who=whoever_bears.words)
    if not 0 < hours <= MOST_HOURS:
        raise HOURS_UNFIT(hours=hours)
    if happened_on > on:
        raise DAY_AHEAD(day=happened_on)
    facts = {"kind": kind, "hours": hours, "title": title.strip(), "imposed_by": imposed_by.strip()}
    burden = Burden.objects.create(organ=bearer, on=happened_on, **facts)
    facts |= {"organ": bearer, "happened_on": happened_on}
    journal.record("visits.burden.record", about=burden, by=by, facts=facts)
    return burden
