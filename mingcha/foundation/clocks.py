"""Whose turn it is and until when: periods that run, stand still, are lengthened and end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models, transaction

from mingcha.core.clock import Derivation, Limit, derive
from mingcha.core.history import (
    Event,
    Extended,
    Paused,
    Received,
    Resumed,
    events_from_json,
    events_to_json,
)
from mingcha.core.notice import Unfit
from mingcha.core.workdays import Calendar
from mingcha.foundation import journal, policy, workdays
from mingcha.foundation.calendar import said
from mingcha.foundation.models import Clock
from mingcha.foundation.refusals import CLOCK_ENDED, CLOCK_UNFIT


@dataclass(frozen=True)
class Moved:
    """A deadline that a new notice has moved."""

    clock: Clock
    was: date


@dataclass(frozen=True)
class Foreseen:
    """A deadline that a notice not yet in force would move, and where to."""

    clock: Clock
    due_on: date

    @property
    def days(self) -> int:
        """By how many days of the calendar, later or (below 0) earlier."""
        return (self.due_on - self.clock.due_on).days


def start(
    thing: models.Model,
    name: str,
    *,
    side: str,
    on: date,
    days: int | None = None,
    unit: str = "wd",
) -> Clock:
    """Let a period begin: as long as the rule `name` says, unless the matter has its own."""
    length = policy.value(name, on=on) if days is None else days
    clock = Clock(
        about_kind=thing._meta.label_lower,
        about_id=str(thing.pk),
        about_name=str(getattr(thing, "number", thing)),
        name=name,
        side=side,
        days=length,
        unit=unit,
    )
    return _keep(clock, [Received(on)])


def pause(clock: Clock, *, on: date, reason: str) -> Clock:
    """From this day on no time is counted."""
    return _keep(clock, [*events(clock), Paused(on, reason)])


def resume(clock: Clock, *, on: date) -> Clock:
    """This day counts again."""
    return _keep(clock, [*events(clock), Resumed(on)])


def extend(clock: Clock, days: int, *, on: date, reason: str) -> Clock:
    """Lengthen the period by days of its own unit."""
    return _keep(clock, [*events(clock), Extended(days, on, reason)])


def stop(clock: Clock, *, on: date) -> Clock:
    """The matter is done: the date stays as it was judged, by the notice then in force."""
    clock.ended_on = on
    clock.save(update_fields=["ended_on"])
    return clock


def revive(clock: Clock) -> Clock:
    """What ended this period never was: it runs on as if it had never stood still."""
    clock.ended_on = None
    return _keep(clock, events(clock))


def hand_over(
    old: Clock | None, thing: models.Model, name: str, *, side: str, on: date, **facts: Any
) -> Clock:
    """The turn passes: one period ends and the next begins on the same day."""
    if old is not None and old.ended_on is None:
        stop(old, on=on)
    return start(thing, name, side=side, on=on, **facts)


def events(clock: Clock) -> list[Event]:
    """What has happened to this period."""
    return list(events_from_json(clock.events))


def derivation(clock: Clock, *, on: date) -> Derivation:
    """The day-by-day count behind the date, seen from a day."""
    seen = clock.ended_on or on
    calendar = workdays.calendar(as_of=clock.ended_on)
    return derive(_limit(clock), events(clock), calendar, on=seen)


def _limit(clock: Clock) -> Limit:
    return Limit(clock.days, "d" if clock.unit == "d" else "wd")


def _keep(clock: Clock, happened: list[Event]) -> Clock:
    if clock.ended_on is not None:
        raise CLOCK_ENDED()
    try:
        _cache(clock, happened, workdays.calendar())
    except Unfit as no:
        raise CLOCK_UNFIT(why=said(no)) from no
    clock.save()
    return clock


def _cache(clock: Clock, happened: list[Event], calendar: Calendar) -> None:
    seen = derive(_limit(clock), happened, calendar)
    clock.events = events_to_json(happened)
    clock.due_on, clock.provisional, clock.calendar = seen.due, seen.provisional, seen.calendar


@transaction.atomic
def recount(*, by: Any) -> list[Moved]:
    """Count every open period anew after a notice; say which dates moved. Ended ones stay."""
    calendar, moved = workdays.calendar(), []
    for clock in Clock.objects.filter(ended_on=None).exclude(calendar=calendar.version):
        was = clock.due_on
        _cache(clock, events(clock), calendar)
        clock.save()
        if clock.due_on != was:
            moved.append(Moved(clock, was))
            facts = {"was": was, "due_on": clock.due_on}
            journal.record("foundation.clock.move", about=clock, by=by, facts=facts)
    return moved


def foreseen(calendar: Calendar) -> list[Foreseen]:
    """Which open periods would end on another day under a calendar; nothing is changed."""
    moved = []
    for clock in Clock.objects.filter(ended_on=None).order_by("due_on", "pk"):
        due = derive(_limit(clock), events(clock), calendar).due
        if due != clock.due_on:
            moved.append(Foreseen(clock, due))
    return moved


def left(clock: Clock, *, on: date) -> int:
    """Units left on a day: 0 on the last day, below 0 once it is over. An open pause is not seen.

    For lists: it costs no query. Pages of one matter show the whole `derivation`.
    """
    return left_until(clock.due_on, clock.unit, clock.ended_on, on=on)


def left_until(due_on: date, unit: str, ended_on: date | None = None, *, on: date) -> int:
    """The same from a clock's dates alone, where thousands are read and none is built."""
    seen = ended_on or on
    if unit == "d":
        return (due_on - seen).days
    calendar = workdays.calendar()
    first, last = sorted((seen, due_on))
    span = calendar.count(first, last) - calendar.is_working(first)
    return span if due_on >= seen else -max(span, 1)
