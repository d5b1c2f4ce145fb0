"""Questions about the tree, always on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from mingcha.foundation.searching import having
from mingcha.organs.models import Former, Succession, Unit


def standing(*, on: date) -> QuerySet[Unit]:
    """Every unit that existed on a day."""
    return Unit.objects.filter(Q(active_to=None) | Q(active_to__gte=on), active_from__lte=on)


def organs_within(first: date, last: date) -> QuerySet[Unit]:
    """The organs that stood on any day of a period: after a merger, the old ones and the new."""
    lasted = Q(active_to=None) | Q(active_to__gte=first)
    return Unit.objects.filter(lasted, level=Unit.Level.ORGAN, active_from__lte=last)


def visible_to(person: Any) -> QuerySet[Unit]:
    """The tree of organs is public: everybody sees all of it."""
    return Unit.objects.select_related("organ", "parent")


def organs(*, on: date) -> QuerySet[Unit]:
    """The organs that stood on a day, each with the number of its offices."""
    offices = Count("inside", filter=Q(inside__level=Unit.Level.OFFICE))
    found = standing(on=on).filter(level=Unit.Level.ORGAN)
    return found.annotate(offices=offices).order_by("code")


@dataclass(frozen=True)
class AsItWas:
    """A unit as it stood on a day."""

    name: str
    kind: str
    parent: Unit | None


def as_it_was(unit: Unit, *, on: date) -> AsItWas:
    """Name, class and place of a unit on a day."""
    former = Former.objects.filter(unit=unit, until__gte=on).order_by("until").first()
    was = former or unit
    return AsItWas(was.name, was.kind, was.parent)


def names_on(units: list[Unit], *, on: date) -> dict[int, str]:
    """The names many units bore on a day, in one question."""
    names = {unit.pk: unit.name for unit in units}
    formers = Former.objects.filter(unit__in=names, until__gte=on).order_by("-until")
    names.update({former.unit_id: former.name for former in formers})
    return names


def matching(words: str, person: Any) -> QuerySet[Unit]:
    """Units whose code or name, today's or a former one, holds the words."""
    once = Former.objects.filter(having(words, "name"), unit=OuterRef("pk"))
    hit = having(words, "code", "name") | Exists(once)
    return visible_to(person).filter(hit).order_by("level", "code")


def called(words: str) -> QuerySet[Unit, Any]:
    """The keys of units whose name of today holds the words, to be asked once for many rows."""
    return Unit.objects.filter(having(words, "name")).values("pk")


def lineage(unit: Unit) -> QuerySet[Succession]:
    """Whom this unit followed and who followed it."""
    links = Succession.objects.filter(Q(predecessor=unit) | Q(successor=unit))
    return links.select_related("predecessor", "successor")


def every_unit() -> QuerySet[Unit]:
    """All units there are or were, each with the one it lies in."""
    return Unit.objects.select_related("parent")


def formers_of(unit: Unit) -> QuerySet[Former]:
    """What a unit was called and where it lay before."""
    return Former.objects.filter(unit=unit)


def still_standing_in(unit: Unit) -> list[Unit]:
    """The unit and all that is inside it, at any depth, as far as it has not ended."""
    found, level = [unit], [unit]
    while level:
        level = list(Unit.objects.filter(parent__in=level))
        found += level
    return [each for each in found if each.active_to is None]
