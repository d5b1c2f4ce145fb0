"""Acts on supervision slips: the calendar issues and escalates them, people judge the answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.core.machine import NOT_YOURS
from mingcha.foundation import clocks, journal
from mingcha.foundation.models import Clock
from mingcha.foundation.numbers import next_number
from mingcha.foundation.workflow import advance
from mingcha.rectification import record
from mingcha.rectification.commands import turn
from mingcha.rectification.models import Colour, Order, Slip
from mingcha.rectification.refusals import NOT_OVERDUE, SLIP_OPEN
from mingcha.rectification.workflow import SLIP, the_calendar_or_the_director

ORGAN = Clock.Side.ORGAN


@transaction.atomic
def issue(order: Order, *, by: Any, on: date) -> Slip:
    """Press an overdue order with a slip, in the colour at which its supervision starts."""
    if not the_calendar_or_the_director(order, by):
        raise NOT_YOURS(who=the_calendar_or_the_director.words)
    if not record.overdue_days(order, on=on):
        raise NOT_OVERDUE(number=order.number)
    record.lock(order)
    if running := order.slips.filter(state__in=record.PRESSING).first():
        raise SLIP_OPEN(slip=running.number, number=order.number)
    return _write(order, order.start_colour, None, by, on)


def _write(order: Order, colour: str, follows: Slip | None, by: Any, on: date) -> Slip:
    slip = Slip.objects.create(
        number=next_number("DB", on.year),
        order=order,
        colour=colour,
        follows=follows,
        requirement=_requirement(order, on),
        issued_on=on,
    )
    clock = clocks.start(slip, record.LIMIT_OF[Colour(colour)], side=ORGAN, on=on)
    Slip.objects.filter(pk=slip.pk).update(clock=clock)
    slip.clock = clock
    facts = {"order": order.number, "colour": colour, "follows": follows and follows.number}
    journal.record("rectification.slip.issue", about=slip, by=by, facts=facts)
    return slip


def _requirement(order: Order, on: date) -> str:
    said = _("Overdue by {days} working days. Put right and report with proof:\n{required}")
    return said.format(days=record.overdue_days(order, on=on), required=order.required)


@transaction.atomic
def answer(slip: Slip, *, by: Any, on: date, answer: str) -> Slip:
    """Say why the time ran out and when it will be put right; the limit stands still."""
    clock = turn.hold(_clock(slip), on=on, reason=answer)
    return advance(SLIP, slip, "answer", by=by, answer=answer, clock=clock)


@transaction.atomic
def accept(slip: Slip, *, by: Any, on: date, days: int, remark: str) -> Slip:
    """Accept a good reason: no next colour for so many working days."""
    clock = turn.let_run(_clock(slip), on=on)
    if clock.ended_on is None:
        clocks.extend(clock, days, on=on, reason=remark)
    else:
        clock = clocks.start(slip, clock.name, side=ORGAN, on=on, days=days)
    return advance(SLIP, slip, "accept", by=by, remark=remark, clock=clock)


@transaction.atomic
def find_poor(slip: Slip, *, by: Any, on: date, remark: str) -> Slip:
    """Judge that the answer is none: the limit runs on."""
    clock = turn.let_run(_clock(slip), on=on)
    return advance(SLIP, slip, "find_poor", by=by, remark=remark, clock=clock)


@transaction.atomic
def escalate(slip: Slip, *, by: Any, on: date) -> Slip:
    """Follow an unanswered slip by one of the next colour, and return that."""
    advance(SLIP, slip, "escalate", by=by)
    clocks.stop(_clock(slip), on=on)
    return _write(slip.order, record.NEXT[Colour(slip.colour)], slip, by, on)


@transaction.atomic
def propose_talk(slip: Slip, *, by: Any, on: date) -> Slip:
    """After red: propose a talk with the head and a notice. People decide on both."""
    advance(SLIP, slip, "propose_talk", by=by)
    clocks.stop(_clock(slip), on=on)
    return slip


def decide(slip: Slip, *, by: Any, on: date, remark: str) -> Slip:
    """Put on record what was decided on the proposal, and why."""
    return advance(SLIP, slip, "decide", by=by, remark=remark)


@transaction.atomic
def close(slip: Slip, *, by: Any, on: date) -> Slip:
    """End a slip whose order is done or withdrawn."""
    advance(SLIP, slip, "close", by=by)
    if (clock := _clock(slip)).ended_on is None:
        clocks.stop(clock, on=on)
    return slip


def close_all(order: Order, *, by: Any, on: date) -> None:
    """End whatever slip still presses an order that is over."""
    for slip in order.slips.filter(state__in=record.PRESSING):
        slip.order = order
        close(slip, by=by, on=on)


def _clock(slip: Slip) -> Clock:
    return turn.fresh(slip.clock_id)
