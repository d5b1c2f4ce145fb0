"""Questions about what is asked for, always on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.foundation.searching import having
from mingcha.foundation.waiting import Waiting
from mingcha.norms.models import Checklist, Institution, Item, Norm, PlaceType
from mingcha.norms.workflow import CHECKLIST
from mingcha.organs.models import Unit

Wording = TypeVar("Wording", Norm, Institution)


def _in_force(on: date, prefix: str = "") -> Q:
    ends = Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gte": on})
    return Q(**{f"{prefix}since__lte": on}) & ends


def visible_to(person: Any) -> QuerySet[Checklist]:
    """What is asked for is public: everybody sees every checklist and every version."""
    found = Checklist.objects.annotate(questions=Count("items"))
    return found.order_by("place_type", "-version")


def visible_norms(person: Any) -> QuerySet[Norm]:
    """Every wording of every norm: nobody is judged by words they may not read."""
    return Norm.objects.all()


def visible_institutions(person: Any) -> QuerySet[Institution]:
    """Every wording of every institution, the city's and each organ's."""
    return Institution.objects.select_related("organ")


def norms(*, on: date) -> QuerySet[Norm]:
    """The norms in force on a day, in the wording of that day."""
    return Norm.objects.filter(_in_force(on))


def institutions(*, on: date) -> QuerySet[Institution]:
    """The institutions in force on a day, the city's own first."""
    found = Institution.objects.filter(_in_force(on)).select_related("organ")
    return found.order_by(F("organ__code").asc(nulls_first=True), "code")


def norm(code: str, *, on: date) -> Norm | None:
    """The norm of this code as it is worded on a day."""
    return norms(on=on).filter(code=code).first()


def wordings_of(rule: Wording) -> QuerySet[Wording]:
    """All wordings of one norm or institution through time, oldest first."""
    return type(rule)._default_manager.filter(code=rule.code).order_by("since")


def same_norm(one: Norm) -> QuerySet[Norm]:
    """All wordings of one norm: what makes a fault the same fault again."""
    return wordings_of(one)


def wordings(codes: list[str]) -> dict[str, Norm]:
    """The newest wording of each of these codes, in one question."""
    return {row.code: row for row in Norm.objects.filter(code__in=codes).order_by("since")}


def binding(organ: Unit, *, on: date) -> QuerySet[Institution]:
    """What binds one organ on a day: the city's institutions and its own."""
    return institutions(on=on).filter(Q(organ=None) | Q(organ=organ))


def checklist_for(place_type: str) -> Checklist | None:
    """The checklist in use for a kind of place; None if there is none."""
    return Checklist.objects.filter(place_type=place_type, state=Checklist.State.IN_USE).first()


def places_with_checklist() -> set[str]:
    """The kinds of places for which a checklist is in use."""
    used = Checklist.objects.filter(state=Checklist.State.IN_USE)
    return set(used.values_list("place_type", flat=True))


def draft_for(place_type: str) -> Checklist | None:
    """The version being drafted for a kind of place; None if there is none."""
    return Checklist.objects.filter(place_type=place_type, state=Checklist.State.DRAFTED).first()


def items_of(checklist: Checklist) -> QuerySet[Item]:
    """The questions in their order, each with its norm."""
    return Item.objects.filter(checklist=checklist).select_related("norm")


def stale_items(checklist: Checklist, *, on: date) -> QuerySet[Item]:
    """Questions that rest on a wording which is not in force on a day."""
    return items_of(checklist).exclude(_in_force(on, "norm__"))


def asked_in(norm: Norm) -> QuerySet[Item]:
    """Where a norm is asked about today: the questions of the checklists in use."""
    found = Item.objects.filter(checklist__state=Checklist.State.IN_USE, norm__code=norm.code)
    return found.select_related("checklist").order_by("checklist__place_type", "number")


def places_asking(codes: Iterable[str]) -> dict[str, list[str]]:
    """For many norms at once: the kinds of places whose checklist in use asks about each."""
    found: dict[str, set[str]] = defaultdict(set)
    rows = Item.objects.filter(checklist__state=Checklist.State.IN_USE, norm__code__in=list(codes))
    for code, place in rows.values_list("norm__code", "checklist__place_type"):
        found[code].add(place)
    return {
        code: [str(place.label) for place in PlaceType if place in places]
        for code, places in found.items()
    }


def matching(words: str, person: Any) -> QuerySet[Norm]:
    """Norms not ended whose code, title or text holds the words."""
    hit = Q(code__iexact=words) | having(words, "title", "title_en", "text")
    return visible_norms(person).filter(hit, until=None)


def may_wait() -> QuerySet[Checklist]:
    """Whatever could wait for anybody."""
    return Checklist.objects.filter(state=Checklist.State.DRAFTED)


def waiting_for(person: Any, *, on: date) -> list[Waiting]:
    """Drafts of checklists that wait to be put in use."""
    drafts = visible_to(person).filter(state=Checklist.State.DRAFTED)
    return [
        Waiting(
            kind="norms",
            number=f"{draft.get_place_type_display()} v{draft.version}",
            url=reverse("norms:checklist", args=[draft.pk]),
            organ="",
            what=draft.title,
            act=_("Finish and put in use"),
        )
        for draft in drafts
        if CHECKLIST["put_in_use"].by(draft, person)
    ]
