"""Questions about orders and slips: who may see them, what is late, what comes round again."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from mingcha.foundation import policy, time
from mingcha.foundation.models import Clock
from mingcha.organs.models import Unit
from mingcha.people import queries as people
from mingcha.people.models import Duty, Person
from mingcha.rectification import record, rules
from mingcha.rectification.models import Order, Recheck, Slip

R = Duty.Role
S = Order.State
OF_THE_ORGAN = {R.HEAD, R.LIAISON}


def visible_to(person: Any) -> QuerySet[Order]:
    """The centre sees every order; an organ its own once issued; leaders all that were issued."""
    orders = Order.objects.select_related("organ", "office", "responsible", "clock", "work_clock")
    roles = people.roles_of(person, on=time.today())
    if roles & (people.CENTRE | {R.AUDITOR}):
        return orders
    issued = orders.filter(issued_on__isnull=False)
    if R.LEADER in roles:
        return issued
    if not roles & (OF_THE_ORGAN | {R.OFFICE_HEAD}):
        return orders.none()
    duties = people.duties_of(person, on=time.today())
    organs = [duty.organ_id for duty in duties if duty.role in OF_THE_ORGAN]
    offices = [duty.organ_id for duty in duties if duty.role == R.OFFICE_HEAD]
    return issued.filter(Q(organ__in=organs) | Q(office__in=offices))


def slips_visible_to(person: Any) -> QuerySet[Slip]:
    """Whoever sees an order sees what presses it."""
    slips = Slip.objects.select_related("order__organ", "order__work_clock", "clock", "follows")
    return slips.filter(order__in=visible_to(person).order_by().values("pk"))


def is_of_the_centre(person: Any) -> bool:
    """Whether a person may read names that an organ must not: inspectors, persons affected."""
    return bool(people.roles_of(person, on=time.today()) & (people.CENTRE | {R.AUDITOR}))


def answering_for(organ: Unit, *, on: date) -> QuerySet[Person]:
    """Heads and liaisons of an organ: whoever is told what happens to its orders."""
    duty = Q(duties__role__in=OF_THE_ORGAN, duties__organ=organ)
    return Person.objects.filter(people.holding(on, "duties__") & duty).distinct()


def charged_with(role: str, *, on: date) -> QuerySet[Person]:
    """Whoever holds a duty of the centre on a day."""
    duty = people.holding(on, "duties__") & Q(duties__role=role)
    return Person.objects.filter(duty).distinct()


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


def for_numbers(numbers: Iterable[str], person: Any) -> QuerySet[Order]:
    """The orders of these numbers that a person may see."""
    return visible_to(person).filter(number__in=list(numbers))


def matching(words: str, person: Any) -> QuerySet[Order]:
    """Orders a person may see whose number, fault or requirement holds the words."""
    hit = Q(number__icontains=words) | Q(fault__icontains=words) | Q(required__icontains=words)
    slips = Slip.objects.filter(order=OuterRef("pk"), number__icontains=words)
    return visible_to(person).filter(hit | Q(organ__name__icontains=words) | Exists(slips))


def slips_matching(words: str, person: Any) -> QuerySet[Slip]:
    """Slips a person may see whose number, order, organ or requirement holds the words."""
    hit = Q(number__icontains=words) | Q(order__number__icontains=words)
    named = Q(order__organ__name__icontains=words) | Q(requirement__icontains=words)
    return slips_visible_to(person).filter(hit | named)


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


def to_revisit(*, on: date) -> QuerySet[Order]:
    """Orders closed so long ago that a relapse visit is due, and not yet visited again."""
    first = on - timedelta(policy.value(rules.REVISIT_UNTIL, on=on))
    last = on - timedelta(policy.value(rules.REVISIT_FROM, on=on))
    closed = Order.objects.filter(state=S.CLOSED, closed_on__range=(first, last))
    visited = Q(rechecks__is_relapse_visit=True, rechecks__on__gte=F("closed_on"))
    return closed.exclude(pk__in=Order.objects.filter(visited).values("pk")).order_by("pk")


def relapse_candidates(*, on: date, seed: str) -> list[Order]:
    """A random share of the orders due for a relapse visit; the same seed gives the same ones."""
    pool = list(to_revisit(on=on).select_related("organ"))
    share = policy.value(rules.REVISIT_SHARE, on=on)
    chance = random.Random(f"{seed}:{on}")  # noqa: S311 -- repeatable by anyone who has the seed
    wanted = -(-len(pool) * share // 1)  # rounded up: of three orders one is still visited
    return sorted(chance.sample(pool, min(len(pool), int(wanted))), key=lambda order: order.pk)


def relapse_rate(*, since: date, until: date) -> tuple[int, int]:
    """Of the relapse visits made between two days, how many found the old fault: (found, made)."""
    made = Recheck.objects.filter(is_relapse_visit=True, on__range=(since, until))
    return made.filter(passed=False).count(), made.count()
