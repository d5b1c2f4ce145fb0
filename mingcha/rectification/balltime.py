"""On whose desk the working days of an order went: the organ's or the centre's, never both.

The day on which an organ hands over counts for neither; the day on which the centre hands back is
the centre's own. A day of signing is the organ's.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from mingcha.core.history import Paused, Received, Resumed, events_from_json
from mingcha.foundation import workdays
from mingcha.foundation.models import Clock
from mingcha.rectification import record, rules
from mingcha.rectification.models import Order

ONE = timedelta(1)
AGES = ((5, "0–5"), (15, "6–15"), (30, "16–30"))
OLDEST = "31+"


@dataclass(frozen=True)
class Desk:
    """Working days an order has spent with each side since it was issued to its organ."""

    organ: int = 0
    centre: int = 0

    @property
    def total(self) -> int:
        """All working days since it went out."""
        return self.organ + self.centre


class Day(NamedTuple):
    """The last day of a period, and nothing else of it."""

    due_on: date


class Held(NamedTuple):
    """What a page over thousands of orders reads of each: no words, no histories."""

    pk: int
    state: str
    addressed_on: date | None
    clock: Day | None
    work_clock: Day | None
    organ: Whose


class Whose(NamedTuple):
    """The organ an order is with, by its key, code and name."""

    pk: int
    code: str
    name: str


OneOrder = Order | Held


@dataclass(frozen=True)
class Bucket:
    """Open orders of one age in working days, and where their days went."""

    age: str
    organ: int
    centre: int
    orders: int
    overdue: int


def held(orders: QuerySet[Order]) -> list[Held]:
    """These orders as far as counting their days needs them."""
    names = ("pk", "state", "addressed_on", "clock__due_on", "work_clock__due_on", "organ_id",
             "organ__code", "organ__name")  # fmt: skip
    rows = orders.select_related(None).order_by().values_list(*names)
    day, whose = cache(Day), cache(Whose)  # thousands of orders share a few days and desks
    return [
        Held(pk, state, addressed, due and day(due), work and day(work), whose(*organ))
        for pk, state, addressed, due, work, *organ in rows
    ]


def of_orders(orders: Iterable[OneOrder], *, on: date) -> dict[int, Desk]:
    """Working days per side for many orders, in one question and one count."""
    known = {str(order.pk): order for order in orders}
    spans = list(_spans(known, on))
    days: dict[tuple[int, str], int] = defaultdict(int)
    if spans:
        firsts, lasts = (np.array([span[n] for span in spans], "datetime64[D]") for n in (2, 3))
        counts = workdays.calendar().count_many(firsts, lasts)
        for (pk, side, _first, _last), n in zip(spans, counts.tolist(), strict=True):
            days[pk, side] += n
    organ, centre = Clock.Side.ORGAN.value, Clock.Side.CENTRE.value
    return {o.pk: Desk(days[o.pk, organ], days[o.pk, centre]) for o in known.values()}


def _spans(known: Mapping[str, OneOrder], on: date) -> Iterator[tuple[int, str, date, date]]:
    """Order, side, first and last day of every stretch in which a clock of these orders ran."""
    held = Clock.objects.filter(about_kind=Order.kind(), about_id__in=list(known))
    held = held.exclude(name=rules.PLAN)  # it runs inside the organ's own time
    told = held.annotate(told=Cast("events", TextField())).order_by()
    for about, side, ended, events in told.values_list("about_id", "side", "ended_on", "told"):
        begun, stretches = _history(events)
        order = known[about]
        if order.addressed_on is not None and begun < order.addressed_on:
            continue  # with the organ it was addressed to before
        end = min(ended or on, on)
        for first, last in stretches:
            until = end if last is None or last > end else last
            if first <= until:
                yield order.pk, side, first, until


def of_order(order: OneOrder, *, on: date) -> Desk:
    """Working days per side for one order."""
    return of_orders([order], on=on)[order.pk]


@lru_cache(maxsize=4096)
def _history(told: str) -> tuple[date, tuple[tuple[date, date | None], ...]]:
    """When a clock with these events began, and the stretches in which it ran, ends included.

    Asked by the words of the events: thousands of orders share a few days.
    """
    happened = events_from_json(json.loads(told))
    begun = next(event.on for event in happened if isinstance(event, Received))
    first: date | None = begun + ONE
    stretches: list[tuple[date, date | None]] = []
    for event in happened[1:]:
        if isinstance(event, Paused) and first is not None:
            stretches.append((first, event.first_day - ONE))
            first = None
        elif isinstance(event, Resumed):
            first = event.on
    if first is not None:
        stretches.append((first, None))
    return begun, tuple(stretches)


def ageing(orders: QuerySet[Order], *, on: date) -> list[Bucket]:
    """Open orders by age: how many, how many overdue, and on whose desk their days went."""
    listed = held(orders)
    return by_age(listed, of_orders(listed, on=on), on=on)


def by_age(orders: Iterable[OneOrder], desks: dict[int, Desk], *, on: date) -> list[Bucket]:
    """The same, where the days per desk are known already."""
    sums = {name: [0, 0, 0, 0] for name in (*(name for _most, name in AGES), OLDEST)}
    for order in orders:
        desk = desks[order.pk]
        more = (desk.organ, desk.centre, 1, int(is_late(order, on=on)))
        row = sums[_age(desk.total)]
        row[:] = [old + new for old, new in zip(row, more, strict=True)]
    return [Bucket(age, *row) for age, row in sums.items()]


def is_late(order: OneOrder, *, on: date) -> bool:
    """Whether the organ holds it past a deadline; the same rule as `queries.overdue`."""
    own = order.clock if order.state in record.WITH_THE_ORGAN else None
    work = order.work_clock if order.state in record.AT_WORK else None
    return any(clock is not None and clock.due_on < on for clock in (own, work))


def _age(days: int) -> str:
    return next((name for most, name in AGES if days <= most), OLDEST)
