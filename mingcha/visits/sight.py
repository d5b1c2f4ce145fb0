"""Whoever may read the record of a visit sees the photos and papers beside its answers."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from mingcha.evidence.queries import seen_through
from mingcha.visits import queries
from mingcha.visits.models import Observation


@seen_through
def of_visits(person: Any) -> QuerySet[Any, Any]:
    """Evidence of the visits this person may know of; of covert ones in the centre only."""
    visits = queries.with_pieces(person).order_by().values("pk")
    pieces = Observation.evidence.through.objects.filter(observation__visit__in=visits)
    return pieces.values("evidence")
