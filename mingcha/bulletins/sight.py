"""Which evidence a person may see because of a bulletin: the kept prints of what they may read."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from mingcha.bulletins import queries
from mingcha.bulletins.models import Print
from mingcha.evidence.queries import seen_through


@seen_through
def prints(person: Any) -> QuerySet[Any, Any]:
    """The papers of every bulletin this person may read whole."""
    readable = queries.readable_by(person)
    return Print.objects.filter(issue__in=readable.values("pk")).values("evidence")
