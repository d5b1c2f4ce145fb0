"""Questions about evidence: which pieces a person may see, and whether what lies there is whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from mingcha.evidence.models import Evidence

Sight = Callable[[Any], QuerySet[Any, Any]]

_sights: dict[str, Sight] = {}


def seen_through(sight: Sight) -> Sight:
    """Enter what a room lets a person see: `sight(person)` gives the keys of pieces of evidence.

    A piece says nothing of its own about who may look: an upper room, which knows whom a visit,
    a finding or an order is shown to, says so in its `sight.py`. The keys stay a subquery:
    return for instance `Finding.evidence.through.objects.filter(…).values("evidence")`.
    """
    _sights[f"{sight.__module__}.{sight.__name__}"] = sight
    return sight


def visible_to(person: Any) -> QuerySet[Evidence]:
    """What a person brought in, and whatever some room lets them see."""
    if getattr(person, "pk", None) is None:
        return Evidence.objects.none()
    seen = Q(by=person)
    for sight in _sights.values():
        seen |= Q(pk__in=sight(person))
    return Evidence.objects.filter(seen)
