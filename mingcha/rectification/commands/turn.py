"""How the turn passes between organ and centre: whose period runs, whose stands still.

The day on which a matter passes over never counts for the organ, so it loses no afternoon; the
centre answers for the day on which it hands back.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from mingcha.core.history import Resumed
from mingcha.foundation import clocks
from mingcha.foundation.models import Clock
from mingcha.rectification import record, rules
from mingcha.rectification.models import Order, Slip

ONE = timedelta(1)


def hold(clock: Clock, *, on: date, reason: str) -> Clock:
    """Let a period stand still from this day on; one that has run out ends, late as it is."""
    if clock.ended_on is not None or record.stands_still(clock):
        return clock
    if clock.due_on < on:
        return clocks.stop(clock, on=on)
    # Handed back and in again on one day: the old pause reaches into tomorrow.
    resumed = [event.on for event in clocks.events(clock) if isinstance(event, Resumed)]
    first = max([on, *resumed])
    return clocks.pause(clock, on=first, reason=reason)


def let_run(clock: Clock, *, on: date) -> Clock:
    """Let a period run again from the day after."""
    return clocks.resume(clock, on=on + ONE) if record.stands_still(clock) else clock


def to_centre(order: Order, name: str, *, on: date, reason: str) -> dict[str, Any]:
    """The centre's turn: its own period begins, the organ's time and its slip stand still."""
    work = _fresh(order.work_clock_id)
    end_turn(order, on=on)
    if work is not None:
        work = hold(work, on=on, reason=reason)
    for slip in _running(order):
        hold(slip.clock, on=on, reason=reason)
    return {"clock": clocks.start(order, name, side=Clock.Side.CENTRE, on=on), "work_clock": work}


def to_organ(order: Order, *, on: date, least: int = 1) -> dict[str, Any]:
    """The organ's turn again: with the time it had left, and never less than `least` days."""
    end_turn(order, on=on)
    for slip in _running(order):
        let_run(slip.clock, on=on)
    work = _fresh(order.work_clock_id)
    if work is not None and work.ended_on is None:
        if (clocks.derivation(work, on=on).left or 0) >= least:
            work = let_run(work, on=on)
            return {"clock": work, "work_clock": work}
        clocks.stop(work, on=order.reported_on or on)
    new = clocks.start(order, rules.RETURNED, side=Clock.Side.ORGAN, on=on)
    return {"clock": new, "work_clock": new}


def end_turn(order: Order, *, on: date) -> None:
    """End whatever period said whose turn it was, unless it is the organ's own time."""
    clock = _fresh(order.clock_id)
    if clock is not None and clock.ended_on is None and clock.pk != order.work_clock_id:
        clocks.stop(clock, on=on)


def end_work(order: Order, *, on: date) -> None:
    """End the organ's own time, as of a day: that of the report which held."""
    work = _fresh(order.work_clock_id)
    if work is not None and work.ended_on is None:
        clocks.stop(work, on=on)


def _fresh(pk: int | None) -> Clock | None:
    return None if pk is None else fresh(pk)


def fresh(pk: int | None) -> Clock:
    """Read a period anew: a page may hold one that others have moved since."""
    return Clock.objects.get(pk=pk or 0)


def _running(order: Order) -> list[Any]:
    """The slip whose limit runs or stands still with the order; at most one."""
    waits = {Slip.State.OPEN, Slip.State.ACCEPTED}
    return list(order.slips.filter(state__in=waits).select_related("clock"))
