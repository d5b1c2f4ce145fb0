"""What an order's and a slip's own record says: whose turn, how late, what was judged."""

from __future__ import annotations

from datetime import date, timedelta

from mingcha.core.history import Paused
from mingcha.foundation import clocks, policy, workdays
from mingcha.foundation.models import Clock
from mingcha.organs.models import Unit
from mingcha.rectification import rules
from mingcha.rectification.models import Callback, Colour, Order, Recheck, Slip

S = Order.State
# Whose turn it is follows from the state alone; whoever is not named here is the organ.
WITH_THE_CENTRE = frozenset({S.RETURN_ASKED, S.EXTENSION_ASKED, S.REPORTED, S.PASSED})
WITH_THE_ORGAN = frozenset({S.ISSUED, S.RECEIVED, S.IN_PROGRESS})
REPORT = ("cause", "report", "for_person", "for_class")  # what a report says, in four fields
AT_WORK = frozenset({S.RECEIVED, S.IN_PROGRESS})  # the organ's own time runs
OVER = frozenset({S.CLOSED, S.WITHDRAWN})
PRESSING = frozenset(
    {Slip.State.OPEN, Slip.State.ANSWERED, Slip.State.ACCEPTED, Slip.State.PROPOSED,
     Slip.State.DECIDED}
)  # fmt: skip

TERM_OF = {
    Order.Pace.AT_ONCE: rules.AT_ONCE,
    Order.Pace.TIME_LIMITED: rules.TIME_LIMITED,
    Order.Pace.LONG: rules.MILESTONE,
}
LIMIT_OF = {Colour.BLUE: rules.BLUE, Colour.ORANGE: rules.ORANGE, Colour.RED: rules.RED}
FROM_OF = {
    Colour.BLUE: rules.BLUE_FROM,
    Colour.ORANGE: rules.ORANGE_FROM,
    Colour.RED: rules.RED_FROM,
}
NEXT = {Colour.BLUE: Colour.ORANGE, Colour.ORANGE: Colour.RED}


def as_stored(order: Order) -> Order:
    """The order as it is on record; a guard sees the thing with the new facts already on it."""
    return Order.objects.select_related("organ").get(pk=order.pk)


def lock(order: Order) -> None:
    """Two who do the same act at once come one after the other; the second sees the first."""
    Order.objects.select_for_update().get(pk=order.pk)


def stands_still(clock: Clock | None) -> bool:
    """Whether a period is paused and nobody has let it run again."""
    if clock is None or clock.ended_on is not None:
        return False
    return isinstance(clocks.events(clock)[-1], Paused)


def overdue_days(order: Order, *, on: date) -> int:
    """Working days past the organ's own time, as long as the organ holds the matter."""
    if order.state not in AT_WORK or order.work_clock is None:
        return 0
    due = order.work_clock.due_on
    return workdays.calendar().count(due + timedelta(1), on) if on > due else 0


def last_day_to_receive(order: Order) -> date | None:
    """Until when the organ may still sign, asked of the period that was started for it."""
    mine = Clock.objects.filter(about_kind=Order.kind(), about_id=str(order.pk))
    clock = mine.filter(name=rules.RECEIVE).order_by("-pk").first()
    return clock.due_on if clock else None


def last_day_to_return(order: Order, *, on: date) -> date:
    """Until when “not ours” may be said; while it is not received yet, counted from today."""
    window = policy.value(rules.ASK_RETURN, on=on)
    return workdays.calendar().add(order.received_on or on, window)


def recheck(order: Order) -> Recheck | None:
    """The re-check of the report that lies on the table now, if there was one.

    Asked through the order's own list, so that a page which has fetched it asks no more.
    """
    looks = (one for one in order.rechecks.all() if not one.is_relapse_visit)
    return next((one for one in looks if one.round == order.rounds), None)


def callbacks(order: Order) -> list[Callback]:
    """What the person affected was asked about this report, oldest first."""
    return [one for one in order.callbacks.all() if one.round == order.rounds]


def found_wanting(order: Order) -> bool:
    """Whether the report did not hold on site, or the person affected says it is not solved."""
    look, calls = recheck(order), callbacks(order)
    if look is not None and not look.passed:
        return True
    return bool(calls) and calls[-1].solved == Callback.Answer.NO


def stands(organ: Unit, *, on: date) -> bool:
    """Whether an organ exists on a day."""
    return organ.active_to is None or organ.active_to >= on


def successor_of(organ: Unit) -> Unit | None:
    """Whoever followed a dissolved organ, the last link first."""
    link = organ.successors.select_related("successor").order_by("-on").first()
    return link.successor if link else None
