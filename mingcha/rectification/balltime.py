"""On whose desk the working days of an order went: the organ's or the centre's, never both.

The day on which an organ hands over counts for neither; the day on which the centre hands back is
the centre's own. A day of signing is the organ's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from mingcha.core.history import Paused, Received, Resumed
from mingcha.foundation import clocks, workdays
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


@dataclass(frozen=True)
class Bucket:
    """Open orders of one age in working days, and where their days went."""

    age: str
    organ: int
    centre: int
    orders: int
    overdue: int


def of_orders(orders: Iterable[Order], *, on: date) -> dict[int, Desk]:
    """Working days per side for many orders, in one question and one count."""
    known = {str(order.pk): order for order in orders}
    held = Clock.objects.filter(about_kind=Order.kind(), about_id__in=list(known))
    spans = [
        (int(clock.about_id), clock.side, first, last)
        for clock in held.exclude(name=rules.PLAN)  # it runs inside the organ's own time
        for first, last in _counted(clock, known[clock.about_id], on)
    ]
    days: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    if spans:
        firsts, lasts = (np.array([span[n] for span in spans], "datetime64[D]") for n in (2, 3))
        counts = workdays.calendar().count_many(firsts, lasts)
        for (pk, side, _first, _last), n in zip(spans, counts.tolist(), strict=True):
            days[pk][side] += n
    return {
        order.pk: Desk(days[order.pk][Clock.Side.ORGAN], days[order.pk][Clock.Side.CENTRE])
        for order in known.values()
    }


def of_order(order: Order, *, on: date) -> Desk:
    """Working days per side for one order."""
    return of_orders([order], on=on)[order.pk]


def _counted(clock: Clock, order: Order, on: date) -> Iterator[tuple[date, date]]:
    """The stretches of days in which this clock ran, up to a day; both ends belong to them."""
    happened = clocks.events(clock)
    begun = next(event.on for event in happened if isinstance(event, Received))
    if order.addressed_on is not None and begun < order.addressed_on:
        return  # with the organ it was addressed to before
    end = min(clock.ended_on or on, on)
    first: date | None = begun + ONE
    for event in happened[1:]:
        if isinstance(event, Paused) and first is not None:
            if first <= min(event.first_day - ONE, end):
                yield first, min(event.first_day - ONE, end)
            first = None
        elif isinstance(event, Resumed):
            first = event.on
    if first is not None and first <= end:
        yield first, end


def ageing(orders: Iterable[Order], *, on: date) -> list[Bucket]:
    """Open orders by age: how many, how many overdue, and on whose desk their days went."""
    listed = list(orders)
    return by_age(listed, of_orders(listed, on=on), on=on)


def by_age(orders: Iterable[Order], desks: dict[int, Desk], *, on: date) -> list[Bucket]:
    """The same, where the days per desk are known already."""
    sums = {name: [0, 0, 0, 0] for name in (*(name for _most, name in AGES), OLDEST)}
    for order in orders:
        desk = desks[order.pk]
        more = (desk.organ, desk.centre, 1, int(is_late(order, on=on)))
        row = sums[_age(desk.total)]
        row[:] = [old + new for old, new in zip(row, more, strict=True)]
    return [Bucket(age, *row) for age, row in sums.items()]


def is_late(order: Order, *, on: date) -> bool:
    """Whether the organ holds it past a deadline; the same rule as `queries.overdue`."""
    own = order.clock if order.state in record.WITH_THE_ORGAN else None
    work = order.work_clock if order.state in record.AT_WORK else None
    return any(clock is not None and clock.due_on < on for clock in (own, work))


def _age(days: int) -> str:
    return next((name for most, name in AGES if days <= most), OLDEST)
