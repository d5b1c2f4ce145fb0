"""What this room tells those above: orders with their times, and how re-checks ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from mingcha.core.workdays import Calendar
from mingcha.foundation import workdays
from mingcha.foundation.columns import Row, day, facts, text, whole, yes
from mingcha.rectification import record
from mingcha.rectification.models import Order, Recheck

S = Order.State
ONE = timedelta(1)
ORDER = (
    "number", "organ__code", "severity", "pace", "state", "outcome", "issued_on",
    "work_clock__due_on", "work_clock__ended_on", "closed_on", "rounds", "times_returned",
    "was_extended", "relapses",
)  # fmt: skip


@facts(
    "rectification_orders",
    _("Every order that was issued, to the organ it stands with now, and how long it took."),
    text("number", _("The order's number.")),
    text("organ", _("The code of the organ it stands with.")),
    whole("severity", _("How grave the fault is, 1 to 3."), _("grade")),
    text("pace", _("At once, within a time limit, or long.")),
    text("state", _("Where the order stands.")),
    text("outcome", _("Why it was closed; empty while it is not.")),
    day("issued_on", _("When it was issued.")),
    day("due_on", _("The last day of the organ's own time for putting right.")),
    day("put_right_on", _("When the organ's own time ended with its report.")),
    day("closed_on", _("When it was closed.")),
    yes(
        "in_time",
        _("Whether the organ kept its own time; empty while it still runs, or taken back."),
    ),
    whole("took", _("From the day after the issue to the closing."), _("working days")),
    whole("reports", _("Reports handed in."), _("reports")),
    whole("sent_back", _("How often a report was sent back."), _("times")),
    yes("extended", _("Whether its time was lengthened.")),
    whole("relapses", _("How often the fault came back after the closing."), _("times")),
)
def orders(day: date) -> Iterable[Row]:
    """One row an order, in the order of numbers."""
    calendar = workdays.calendar()
    out = Order.objects.filter(issued_on__isnull=False).exclude(state=S.DRAFTED)
    for row in out.order_by("number").values_list(*ORDER).iterator(chunk_size=2000):
        _number, _organ, _severity, _pace, state, _outcome, issued, due, ended, closed = row[:10]
        in_time = _in_time(state, due, ended, day)
        yield (*row[:10], in_time, _took(calendar, issued, closed), *row[10:])


def _in_time(state: str, due: date | None, ended: date | None, on: date) -> bool | None:
    """As bulletins count it: a period that has ended was kept or not; one missed was not."""
    if due is None or state == S.WITHDRAWN:
        return None
    if ended is not None:
        return ended <= due
    return False if state in record.AT_WORK and due < on else None


def _took(calendar: Calendar, issued: date, closed: date | None) -> int | None:
    if closed is None:
        return None
    return calendar.count(issued + ONE, closed) if closed > issued else 0


@facts(
    "rectification_rechecks",
    _("Every re-check on site: which report it judged and whether it passed; nobody is named."),
    text("order", _("The order's number.")),
    text("organ", _("The code of the organ it stands with.")),
    day("checked_on", _("When it took place.")),
    whole("report", _("Which report it judged: 1 is the first."), _("reports")),
    yes("passed", _("Whether the fault was found put right.")),
    yes("again", _("Whether it was a later visit that looks for a relapse.")),
)
def rechecks(day: date) -> Iterable[Row]:
    """One row a re-check, in the order of orders and reports."""
    names = ("order__number", "order__organ__code", "on", "round", "passed", "is_relapse_visit")
    found = Recheck.objects.order_by("order__number", "on", "round", "pk")
    return found.values_list(*names).iterator(chunk_size=2000)
