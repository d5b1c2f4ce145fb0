"""Questions about what is asked for, always on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from mingcha.norms.models import Checklist, Institution, Item, Norm
from mingcha.organs.models import Unit


def _in_force(on: date) -> Q:
    return Q(since__lte=on) & (Q(until=None) | Q(until__gte=on))


def visible_to(person: Any) -> QuerySet[Checklist]:
    """What is asked for is public: everybody sees every checklist and every version."""
    return Checklist.objects.annotate(questions=Count("items"))


def norms(*, on: date) -> QuerySet[Norm]:
    """The norms in force on a day, in the wording of that day."""
    return Norm.objects.filter(_in_force(on))


def institutions(*, on: date) -> QuerySet[Institution]:
    """The institutions in force on a day, the city's own first."""
    found = Institution.objects.filter(_in_force(on)).select_related("organ")
    return found.order_by("organ__code", "code")


def norm(code: str, *, on: date) -> Norm | None:
    """The norm of this code as it is worded on a day."""
    return norms(on=on).filter(code=code).first()


def same_norm(one: Norm) -> QuerySet[Norm]:
    """All wordings of one norm through time: what makes a fault the same fault again."""
    return Norm.objects.filter(code=one.code)


def wordings(codes: list[str]) -> dict[str, Norm]:
    """The newest wording of each of these codes, in one question."""
    return {row.code: row for row in Norm.objects.filter(code__in=codes).order_by("since")}


def binding(organ: Unit, *, on: date) -> QuerySet[Institution]:
    """What binds one organ on a day: the city's institutions and its own."""
    return institutions(on=on).filter(Q(organ=None) | Q(organ=organ))


def checklist_for(place_type: str) -> Checklist | None:
    """The checklist in use for a kind of place; None if there is none."""
    return Checklist.objects.filter(place_type=place_type, state=Checklist.State.IN_USE).first()


def items_of(checklist: Checklist) -> QuerySet[Item]:
    """The questions in their order, each with its norm."""
    return Item.objects.filter(checklist=checklist).select_related("norm")
