"""What is open, what is late and on whose side, what is pressed, what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from mingcha.foundation.models import Clock
from mingcha.organs.models import Unit
from mingcha.rectification import record, rules
from mingcha.rectification.models import Colour, Order, Slip

S = Order.State
GRAVER = ["", *Colour.values]  # from no slip to the last warning


def open_orders(organ: Unit | None = None) -> QuerySet[Order]:
    """Orders that are out and not over, of one organ or of all."""
    orders = Order.objects.exclude(state__in=record.OVER | {S.DRAFTED})
    return orders if organ is None else orders.filter(organ=organ)


def overdue(orders: QuerySet[Order] | None = None, *, on: date) -> QuerySet[Order]:
    """Those an organ still holds past a deadline of its own. Late is a date, not a state."""
    found = Order.objects.all() if orders is None else orders
    working = Q(state__in=record.AT_WORK, work_clock__due_on__lt=on)
    return found.filter(working | Q(state__in=record.WITH_THE_ORGAN, clock__due_on__lt=on))


def overdue_at_the_centre(orders: QuerySet[Order] | None = None, *, on: date) -> QuerySet[Order]:
    """Those the centre itself has kept too long; its delay is never the organ's."""
    found = Order.objects.all() if orders is None else orders
    return found.filter(state__in=record.WITH_THE_CENTRE, clock__due_on__lt=on)


def past_its_time(*, on: date) -> QuerySet[Order]:
    """Orders whose organ has used up its own time for putting right: what slips press."""
    late = Order.objects.filter(state__in=record.AT_WORK, work_clock__due_on__lt=on)
    return late.select_related("organ", "work_clock", "clock")


def pressing(order: Order) -> Slip | None:
    """The slip that presses an order now; the newest one that is not over."""
    return order.slips.filter(state__in=record.PRESSING).first()


def with_slip(orders: QuerySet[Order], colour: str) -> QuerySet[Order]:
    """Orders now pressed by a slip of one colour."""
    slips = Slip.objects.filter(order=OuterRef("pk"), colour=colour, state__in=record.PRESSING)
    return orders.filter(Exists(slips))


def colours_of(orders: Iterable[Order]) -> dict[int, Slip]:
    """The slip that presses each of these orders, in one question."""
    keys = [order.pk for order in orders]
    slips = Slip.objects.filter(order__in=keys, state__in=record.PRESSING)
    return {slip.order_id: slip for slip in slips}


def counts_by_organ(*, on: date) -> QuerySet[Any, Any]:
    """Per organ: orders issued, open, overdue, closed, withdrawn, sent back, relapsed."""
    late = Q(pk__in=overdue(on=on).order_by().values("pk"))
    out = Order.objects.filter(issued_on__isnull=False, issued_on__lte=on)
    return (
        out.order_by()
        .values("organ")
        .annotate(
            issued=Count("pk"),
            open=Count("pk", filter=~Q(state__in=record.OVER)),
            overdue=Count("pk", filter=late),
            closed=Count("pk", filter=Q(state=S.CLOSED)),
            withdrawn=Count("pk", filter=Q(state=S.WITHDRAWN)),
            sent_back=Count("pk", filter=Q(times_returned__gt=0)),
            relapsed=Count("pk", filter=Q(relapses__gt=0)),
        )
        .order_by("organ")
    )


def closed_late() -> QuerySet[Order]:
    """Orders for which some stretch of the organ's own time ended after its due day."""
    return Order.objects.annotate(_key=Cast("pk", CharField())).filter(
        Exists(
            Clock.objects.filter(
                about_kind=Order.kind(),
                about_id=OuterRef("_key"),
                name__in=rules.TERMS,
                ended_on__gt=F("due_on"),
            )
        )
    )


def closed_on_time(order: Order) -> bool:
    """Whether the organ never overran its own time; derived from its clocks, never stored.

    Only a closed order can have been closed on time. The centre's days do not count.
    """
    return order.state == S.CLOSED and not closed_late().filter(pk=order.pk).exists()


@dataclass(frozen=True)
class Outcome:
    """What became of an order, as an assessment asks it."""

    number: str
    is_closed: bool
    on_time: bool
    sent_back: int
    relapses: int
    worst_colour: str


def outcomes(orders: QuerySet[Order]) -> dict[int, Outcome]:
    """By the key of each order: closed, on time, sent back, relapsed, pressed by which colour."""
    asked = orders.order_by().values("pk")
    late = set(closed_late().filter(pk__in=asked).values_list("pk", flat=True))
    colours: dict[int, str] = {}
    pressed = Slip.objects.filter(order__in=asked)
    for pk, colour in pressed.values_list("order", "colour"):
        colours[pk] = max(colours.get(pk, ""), colour, key=GRAVER.index)
    return {
        order.pk: Outcome(
            number=order.number,
            is_closed=order.state == S.CLOSED,
            on_time=order.state == S.CLOSED and order.pk not in late,
            sent_back=order.times_returned,
            relapses=order.relapses,
            worst_colour=colours.get(order.pk, ""),
        )
        for order in orders
    }
