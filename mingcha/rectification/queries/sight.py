"""Who may see which orders and slips, and who is told; list, file, search and API ask here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from mingcha.foundation import journal, time
from mingcha.foundation.searching import having
from mingcha.organs.models import Unit
from mingcha.organs.queries import called
from mingcha.people import queries as people
from mingcha.people.models import Duty, Person
from mingcha.rectification.models import Order, Slip

R = Duty.Role
OF_THE_ORGAN = {R.HEAD, R.LIAISON}
SIGNED = {Order.State.REPORTED, Order.State.PASSED, Order.State.CLOSED}


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


def reads_report(order: Order, person: Any) -> bool:
    """Whether the report's words may be read: outside the organ only once its head has signed."""
    held = people.duties_of(person, on=time.today())
    own = {order.organ_id, order.office_id} - {None}
    return any(duty.organ_id in own for duty in held) or not _is_drafted(order)


def _is_drafted(order: Order) -> bool:
    """The words were written over since the last report went out, or none went out yet."""
    if not order.rounds or order.state in SIGNED:
        return not order.rounds
    verbs = ("rectification.order.prepare", "rectification.order.report")
    last = journal.about(order).filter(verb__in=verbs).order_by("-pk").first()
    return last is not None and last.verb == verbs[0]


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


def for_numbers(numbers: Iterable[str], person: Any) -> QuerySet[Order]:
    """The orders of these numbers that a person may see."""
    return visible_to(person).filter(number__in=list(numbers))


def matching(words: str, person: Any) -> QuerySet[Order]:
    """Orders a person may see whose number, fault or requirement holds the words."""
    hit = having(words, "number", "fault", "required") | Q(organ__in=called(words))
    slips = Slip.objects.filter(having(words, "number"))
    return visible_to(person).filter(hit | Q(pk__in=slips.values("order")))


def slips_matching(words: str, person: Any) -> QuerySet[Slip]:
    """Slips a person may see whose number, order, organ or requirement holds the words."""
    hit = having(words, "number", "order__number", "requirement")
    hit |= Q(order__organ__in=called(words))
    return slips_visible_to(person).filter(hit)
