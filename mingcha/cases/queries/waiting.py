"""What waits for whom: flags to answer or to judge, cards to take note of or to decide."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.db.models import CharField, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingcha.cases.models import Card, Flag
from mingcha.cases.queries.sight import JUDGE, ORGAN, organs_of
from mingcha.foundation.models import Clock
from mingcha.foundation.waiting import SHOWN_OF_CLOCK, Waiting
from mingcha.people.queries import roles_of

F, C = Flag.State, Card.State
MOST = 200


class Row(NamedTuple):
    """One flag or card that waits, as one question to the database gives it."""

    page: str
    pk: int
    number: str
    state: str
    colour: str
    organ_id: int
    organ: str
    clock: int | None
    due_on: date | None
    unit: str | None
    ended_on: date | None
    provisional: bool | None


def waiting_for(person: Any, *, on: date) -> list[Waiting]:
    """What this person must do next here, or waits for others to do."""
    roles = roles_of(person, on=on)
    if not roles & (JUDGE | ORGAN):
        return []
    desk = bool(roles & JUDGE)
    mine = organs_of(person) if roles & ORGAN else set()
    flags, cards = Q(organ__in=mine, state=F.RAISED), Q(organ__in=mine, state=C.ISSUED)
    if desk:  # never what is of their own organ, nor a card of their own hand
        others = Q() if person.organ_id is None else ~Q(organ=person.organ_id)
        not_theirs = Q(issued_by=None) | ~Q(issued_by=person)
        flags |= others & Q(state__in=[F.RAISED, F.ANSWERED])
        cards |= others & not_theirs & Q(state=C.OBJECTED)
    found = _rows(Flag.objects.filter(flags), "flag", Value("", CharField()))
    found = found.union(_rows(Card.objects.filter(cards), "card", None), all=True)
    urgent = found.order_by("clock__due_on", "on_page", "pk")[:MOST]
    rows = sorted((Row(*row) for row in urgent), key=_place)
    return [_wait(row, on, own=row.organ_id in mine) for row in rows]


def _rows(found: QuerySet[Any], page: str, colour: Any) -> QuerySet[Any, Any]:
    told = found.order_by().annotate(on_page=Value(page, CharField()))
    if colour is not None:
        told = told.annotate(colour=colour)
    clock = (f"clock__{name}" for name in SHOWN_OF_CLOCK)
    names = ("on_page", "pk", "number", "state", "colour", "organ_id", "organ__name", "clock_id")
    rows: QuerySet[Any, Any] = told.values_list(*names, *clock)
    return rows


def _place(row: Row) -> tuple[date, str, int]:
    return (row.due_on or date.max, row.page, row.pk)


def _wait(row: Row, on: date, *, own: bool) -> Waiting:
    shown = {name: getattr(row, name) for name in SHOWN_OF_CLOCK}
    what, act, mine = _told(row, on, own=own)
    return Waiting(
        kind="cases",
        number=row.number,
        url=reverse(f"cases:{row.page}", args=[row.pk]),
        organ=row.organ,
        what=what,
        act=act,
        clock=None if row.clock is None else Clock(pk=row.clock, **shown),
        mine=mine,
    )


def _told(row: Row, on: date, *, own: bool) -> tuple[Any, Any, bool]:
    """What it is, what to do, and whether it is this person's turn."""
    if row.page == "card":
        colour = Card.Colour(row.colour).label
        return colour, (_("Take note") if row.state == C.ISSUED else _("Decide")), True
    if own and row.state == F.RAISED:
        return _("A flag was raised"), pgettext_lazy("flag", "Answer"), True
    if row.state == F.RAISED and row.due_on is not None and on <= row.due_on:
        return _("Flag raised, waiting for the organ"), _("Look"), False
    return _("The organ was heard"), _("Decide"), True
