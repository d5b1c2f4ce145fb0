"""What should not be: orders and slips whose records contradict each other."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from mingcha.foundation import time
from mingcha.foundation.models import Clock
from mingcha.foundation.xrays import Finding, xray
from mingcha.people import queries as people
from mingcha.people.models import Duty
from mingcha.rectification import queries, record
from mingcha.rectification.models import Order, Slip
from mingcha.rectification.queries.sight import OF_THE_ORGAN


@xray
def orders_out_without_a_clock() -> Iterable[Finding]:
    """An order that is out always says whose turn it is until when."""
    for order in queries.open_orders().filter(Q(clock=None) | Q(clock__ended_on__isnull=False)):
        yield Finding(
            _("is out, but no period runs"), order.number, _("Withdraw it, and order anew.")
        )


@xray
def clocks_of_orders_that_are_over() -> Iterable[Finding]:
    """Nothing runs for what is closed or withdrawn."""
    running = Clock.objects.filter(about_kind=Order.kind(), ended_on=None)
    keys = [int(clock.about_id) for clock in running]
    gone = Order.objects.filter(pk__in=keys, state__in=record.OVER)
    over = set(gone.values_list("pk", flat=True))
    for clock in running:
        if int(clock.about_id) not in over:
            continue
        yield Finding(
            _("a period of it still runs, though the order is over"),
            clock.about_name,
            _("Report it: the period should have ended with the order."),
        )


@xray
def slips_of_orders_that_are_over() -> Iterable[Finding]:
    """A slip ends with its order."""
    pressing = Slip.objects.filter(state__in=record.PRESSING)
    for slip in pressing.filter(order__state__in=record.OVER).select_related("order"):
        yield Finding(
            _("still presses {order}, which is over").format(order=slip.order.number),
            slip.number,
            _("Close the slip."),
        )


@xray
def slips_before_their_time() -> Iterable[Finding]:
    """A slip is issued after the organ's time has run out, never before."""
    early = Slip.objects.filter(follows=None, order__work_clock__due_on__gte=F("issued_on"))
    early = early.filter(state__in=record.PRESSING, order__times_returned=0)
    for slip in early.filter(order__was_extended=False).select_related("order"):
        yield Finding(
            _("was issued though {order} was not overdue").format(order=slip.order.number),
            slip.number,
            _("Look at both derivations; a new holiday notice may have moved the due day."),
        )


@xray
def orders_of_organs_that_are_gone() -> Iterable[Finding]:
    """What an organ left open passes to its successor, by an act that names it."""
    gone = queries.open_orders().filter(organ__active_to__lt=time.today())
    for order in gone.select_related("organ"):
        follower = record.successor_of(order.organ)
        name = follower.name if follower else _("no successor on record")
        yield Finding(
            _("is still addressed to {organ}, which was dissolved").format(organ=order.organ.name),
            order.number,
            _("Pass it on to the successor: {name}.").format(name=name),
        )


@xray
def orders_nobody_answers_for() -> Iterable[Finding]:
    """Whoever is to put a fault right must have a head or a liaison today."""
    held = Duty.objects.filter(people.holding(time.today()), role__in=OF_THE_ORGAN)
    alone = ~Exists(held.filter(organ=OuterRef("organ")))
    for order in queries.open_orders().filter(alone).select_related("organ"):
        yield Finding(
            _("{organ} has neither head nor liaison").format(organ=order.organ.name),
            order.number,
            _("Charge the head of the organ."),
        )
