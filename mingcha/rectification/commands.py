"""Acts on orders, slips, re-checks and call-backs: the only writer of this room's tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from mingcha.foundation import journal
from mingcha.foundation.numbers import next_number
from mingcha.organs.models import Unit
from mingcha.people.models import Person
from mingcha.rectification.models import Order


@transaction.atomic
def draft(
    *,
    organ: Unit,
    office: Unit | None,
    responsible: Person,
    finders: Sequence[Person],
    fault: str,
    basis: str,
    required: str,
    pace: str,
    severity: int,
    by: Any,
    on: date,
    proof_wanted: str = "",
) -> Order:
    """Write an order that is not out yet."""
    order = Order.objects.create(
        number=next_number("ZG", on.year),
        organ=organ,
        office=office,
        responsible=responsible,
        finder_ids=[person.pk for person in finders],
        fault=fault,
        basis=basis,
        required=required,
        proof_wanted=proof_wanted,
        severity=severity,
        pace=pace,
    )
    facts = {"organ": organ, "required": required, "pace": pace}
    journal.record("rectification.order.draft", about=order, by=by, facts=facts)
    return order
