"""Which evidence a person may see because of an order: what proves it, what a re-check saw."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from mingcha.evidence import queries as evidence
from mingcha.rectification import queries
from mingcha.rectification.models import Order, Recheck


@evidence.seen_through
def proof_of_orders(person: Any) -> QuerySet[Any, Any]:
    """What an organ hands in as proof is for whoever sees the order."""
    seen = queries.visible_to(person).order_by().values("pk")
    return Order.proof.through.objects.filter(order__in=seen).values("evidence")


@evidence.seen_through
def evidence_of_rechecks(person: Any) -> QuerySet[Any, Any]:
    """What a re-check saw is for whoever sees the order: an organ may answer to it."""
    seen = queries.visible_to(person).order_by().values("pk")
    return Recheck.evidence.through.objects.filter(recheck__order__in=seen).values("evidence")
