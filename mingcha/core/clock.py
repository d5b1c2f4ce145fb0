"""A deadline derived from events: received, paused, resumed, extended; with its day-by-day count.

Why the count runs as it does is reasoned from the law in decision record 0011.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any, Final, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mingcha.core.history import (
    Event,
    Extended,
    History,
    Paused,
    Received,
    Resumed,
    Stop,
    check_length,
    events_from_json,
    events_to_json,
    in_order,
    parse_time,
)
from mingcha.core.workdays import DAY, Calendar, Days, Unfit

__all__ = [
    "Derivation",
    "Dues",
    "Event",
    "Extended",
    "Limit",
    "Paused",
    "Received",
    "Resumed",
    "Row",
    "derive",
    "due_many",
    "events_from_json",
    "events_to_json",
    "parse_time",
]

Unit = Literal["wd", "d"]
Mark = Literal["received", "day_zero", "paused", "resumed", "extended", "due"]
Doubt = Literal["calendar", "paused"]

ONE: Final = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """How long: so many working days ("wd") or calendar days ("d").

    With a `cut_off` the organ has business hours: what arrives after that time, or on a day
    without business, counts as received on the next working day.
    """

    days: int
    unit: Unit = "wd"
    cut_off: time | None = None

    def __post_init__(self) -> None:
        if self.unit not in ("wd", "d"):
            raise Unfit("“{unit}” is no unit of time. Write wd or d.", unit=self.unit)
        check_length(self.days, least=0)


@dataclass(frozen=True)
class Row:
    """One day of the count: what day it is, whether it counts, and the running number."""

    on: date
    kind: str  # a workdays.Code
    counts: bool
    number: int
    marks: tuple[Mark, ...] = ()
    note: str = ""  # the holiday's name; the reasons of a pause or an extension

    @property
    def weekday(self) -> int:
        """1 for Monday to 7 for Sunday."""
        return self.on.isoweekday()

    def as_dict(self) -> dict[str, Any]:
        """The row in plain JSON values."""
        return {
            "on": self.on.isoformat(),
            "weekday": self.weekday,
            "kind": self.kind,
            "counts": self.counts,
            "number": self.number,
            "marks": list(self.marks),
            "note": self.note,
        }


@dataclass(frozen=True)
class Derivation:
    """A deadline and how it was reached.

    `used` and `left` are days of the limit's unit as seen on the evening of the day asked from,
    None if no day was given. `left` is negative when late. `paused` days were not counted.
    `calendar` is the version of the calendar that was used: a stored date is only a cache.
    """

    due: date
    started_on: date
    limit: Limit
    total: int
    doubts: tuple[Doubt, ...]
    used: int | None
    left: int | None
    late: bool
    paused: int
    paused_now: bool
    calendar: str
    rows: tuple[Row, ...]

    @property
    def provisional(self) -> bool:
        """Whether the date may still move: no notice covers it yet, or the clock stands still."""
        return bool(self.doubts)

    def as_dict(self) -> dict[str, Any]:
        """The whole derivation in plain JSON values."""
        return {
            "due": self.due.isoformat(),
            "provisional": self.provisional,
            "doubts": list(self.doubts),
            "started_on": self.started_on.isoformat(),
            "days": self.total,
            "unit": self.limit.unit,
            "used": self.used,
            "left": self.left,
            "late": self.late,
            "paused": self.paused,
            "paused_now": self.paused_now,
            "calendar": self.calendar,
            "derivation": [row.as_dict() for row in self.rows],
        }


def derive(
    limit: Limit, events: Iterable[Event], calendar: Calendar, on: date | None = None
) -> Derivation:
    """When the matter falls due, seen from day `on`, with the day-by-day count that leads there.

    An open pause is taken to end with day `on`, so the date moves while the clock stands still;
    without `on` the date is the earliest possible. Both are provisional.

    Raises:
        Unfit: if the events do not fit together, saying which and what to do.
    Source:
        Civil Code of the PRC, art. 201 and 203; Administrative Licensing Law, art. 42, 45, 82.

    >>> seen = derive(Limit(3), [Received(date(2024, 9, 5))], Calendar(()))
    >>> seen.due.isoformat(), [row.number for row in seen.rows]
    ('2024-09-10', [0, 1, 1, 1, 2, 3])
    """
    history = in_order(events)
    start = _day_zero(history.received, limit, calendar)
    closed = history._replace(stops=tuple(_closed(stop, on) for stop in history.stops))
    _check_in_time(closed, limit, calendar, start)
    count = Count(limit, closed, calendar, start)
    rows = tuple(_rows(count))
    paused_now = _open_on(history, on)
    return Derivation(
        due=count.due,
        started_on=start,
        limit=limit,
        total=count.total,
        doubts=_doubts(history, calendar, rows),
        used=None if on is None else sum(row.counts for row in rows if row.on <= on),
        left=None if on is None else _left(count, rows, on),
        late=on is not None and on > count.due,
        paused=sum(count.stands_still(row.on) for row in rows if row.on > start),
        paused_now=paused_now,
        calendar=calendar.version,
        rows=rows,
    )


class Count:
    """The count itself: the day that fills the limit, and the day the matter falls due."""

    def __init__(self, limit: Limit, history: History, calendar: Calendar, start: date) -> None:
        self.limit = limit
        self.history = history
        self.calendar = calendar
        self.start = start
        self.total = limit.days + sum(extension.days for extension in history.extensions)
        try:
            self.filled, self.due = self._fill()
        except OverflowError:
            raise Unfit("The days lead beyond the year 9999. Check the dates.") from None

    def _fill(self) -> tuple[date, date]:
        day, number = self.start, 0
        while number < self.total:
            day += ONE
            number += self.counts(day)
        return day, self.calendar.next_working(day)

    def could_count(self, day: date) -> bool:
        """Whether the unit counts such a day, pauses aside."""
        return self.limit.unit == "d" or self.calendar.is_working(day)

    def paused(self, day: date) -> bool:
        """Whether a pause covers this day."""
        return any(stop.covers(day) for stop in self.history.stops)

    def stands_still(self, day: date) -> bool:
        """Whether this day would have counted but for a pause."""
        return self.could_count(day) and self.paused(day)

    def counts(self, day: date) -> bool:
        """Whether this day uses up one day of the limit."""
        return self.could_count(day) and not self.paused(day)


def _day_zero(received: Received, limit: Limit, calendar: Calendar) -> date:
    if limit.cut_off is None:
        return received.on
    if received.at is not None and received.at > limit.cut_off:
        return calendar.add(received.on, 1)
    return calendar.next_working(received.on)


def _closed(stop: Stop, on: date | None) -> Stop:
    if stop.until is not None:
        return stop
    standing = on is not None and on >= stop.first
    return stop._replace(until=on + ONE if standing and on else stop.first, assumed=True)


def _open_on(history: History, on: date | None) -> bool:
    return any(stop.until is None and (on is None or stop.first <= on) for stop in history.stops)


def _check_in_time(history: History, limit: Limit, calendar: Calendar, start: date) -> None:
    for place, extension in enumerate(history.extensions):
        before = history._replace(
            stops=tuple(stop for stop in history.stops if stop.first <= extension.on),
            extensions=history.extensions[:place],
        )
        if extension.on > (due := Count(limit, before, calendar, start).due):
            raise Unfit(
                "The limit is extended on {on}, but it ran out on {due}. Extend before the last "
                "day ends.",
                on=extension.on,
                due=due,
            )
    count = Count(limit, history, calendar, start)
    for stop in history.stops:
        if stop.first > count.filled or not count.total:
            raise Unfit(
                "The pause from {first} begins after the days ran out on {filled}. There is "
                "nothing left to pause: check the day.",
                first=stop.first,
                filled=count.filled,
            )


def _doubts(history: History, calendar: Calendar, rows: Sequence[Row]) -> tuple[Doubt, ...]:
    doubts: list[Doubt] = []
    if not all(calendar.is_known(row.on) for row in rows):
        doubts.append("calendar")
    if any(stop.until is None for stop in history.stops):
        doubts.append("paused")
    return tuple(doubts)


def _left(count: Count, rows: Sequence[Row], on: date) -> int:
    if on > count.due:
        working = count.limit.unit == "wd"
        return -(count.calendar.count(count.due + ONE, on) if working else (on - count.due).days)
    return sum(
        count.could_count(row.on) and not count.paused(row.on)
        for row in rows
        if row.on > max(on, count.start)
    )


def _rows(count: Count) -> Iterator[Row]:
    number, day = 0, count.history.received.on
    while day <= count.due:
        counts = count.start < day <= count.filled and count.counts(day)
        number += counts
        kind = count.calendar.why(day)
        reasons = (kind.name, *_reasons(count.history, day))
        note = "；".join(reason for reason in reasons if reason)
        yield Row(day, kind.code.value, counts, number, tuple(_marks(count, day)), note)
        day += ONE


def _reasons(history: History, day: date) -> Iterator[str]:
    yield from (stop.reason for stop in history.stops if stop.covers(day))
    yield from (extension.reason for extension in history.extensions if extension.on == day)


def _marks(count: Count, day: date) -> Iterator[Mark]:
    history = count.history
    if day == history.received.on:
        yield "received"
    if day == count.start:
        yield "day_zero"
    if count.paused(day):
        yield "paused"
    if any(stop.until == day > stop.first and not stop.assumed for stop in history.stops):
        yield "resumed"
    if any(extension.on == day for extension in history.extensions):
        yield "extended"
    if day == count.due:
        yield "due"


class Dues(NamedTuple):
    """Many due days at once: datetime64[D] days, and which of them are provisional."""

    due: Days
    provisional: NDArray[np.bool_]


def due_many(
    received: ArrayLike,
    days: ArrayLike,
    calendar: Calendar,
    *,
    unit: Unit = "wd",
    paused: ArrayLike = 0,
    extended: ArrayLike = 0,
    cut_off: time | None = None,
) -> Dues:
    """Due days of many matters at once, equal case by case to `derive` with closed pauses.

    Args:
        received: (n,) datetime64 array of local days, or of moments where the cut-off matters.
        days: (n,) int array or one number, the limit in days of `unit`, at least 0.
        calendar: the calendar to count by.
        unit: "wd" for working days, "d" for calendar days.
        paused: (n,) int array or one number, days of `unit` that the clock stood still.
        extended: (n,) int array or one number, days of `unit` added.
        cut_off: end of business; later arrivals count from the next working day.

    Raises:
        Unfit: naming the first row without a date or with a negative number of days.
    Source:
        Twin of `derive`: a shift along the cumulative working-day index.

    >>> due_many(["2024-09-05", "2024-09-06"], 3, Calendar(())).due.astype(str).tolist()
    ['2024-09-10', '2024-09-11']
    """
    Limit(0, unit)
    arrived = np.asarray(received, None if cut_off and _has_hours(received) else DAY)
    total = _lengths(days) + _lengths(paused) + _lengths(extended)
    start = _start_many(arrived, calendar, cut_off)
    if unit == "wd":
        due = calendar.add_many(start, total)
    else:
        due = calendar.add_many(start + total.astype("timedelta64[D]"), 0)
    return Dues(due, ~_years_known(arrived.astype(DAY), due, calendar))


def _has_hours(received: ArrayLike) -> bool:
    stamps = np.asarray(received)
    return stamps.dtype.kind == "M" and np.datetime_data(stamps.dtype)[0] not in "YMWD"


def _lengths(days: ArrayLike) -> NDArray[np.int64]:
    numbers = np.asarray(days)
    if numbers.dtype.kind not in "iu":
        raise Unfit("Numbers of days must be whole numbers.")
    if (bad := np.flatnonzero(numbers < 0)).size:
        raise Unfit("Row {row}: a negative number of days. Correct it.", row=int(bad[0]) + 1)
    return numbers.astype(np.int64)


def _start_many(arrived: Days, calendar: Calendar, cut_off: time | None) -> Days:
    day = arrived.astype(DAY)
    if cut_off is None:
        return day
    closing = np.timedelta64(
        ((cut_off.hour * 60 + cut_off.minute) * 60 + cut_off.second) * 10**6 + cut_off.microsecond,
        "us",
    )
    return calendar.add_many(day, (arrived - day > closing).astype(np.int64))


def _years_known(first: Days, last: Days, calendar: Calendar) -> NDArray[np.bool_]:
    years = np.asarray(calendar.years, np.int64)
    begin, end = (day.astype("datetime64[Y]").astype(np.int64) + 1970 for day in (first, last))
    held = np.searchsorted(years, end, "right") - np.searchsorted(years, begin, "left")
    known: NDArray[np.bool_] = held == end - begin + 1
    return known
