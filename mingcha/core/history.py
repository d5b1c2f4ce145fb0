"""What happened to a clock: received, paused, resumed, extended; as events and as JSON."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final, NamedTuple

from mingcha.core.notice import Unfit, parse_day

LONGEST: Final = 3660  # ten years of days; more is a slip of the pen


@dataclass(frozen=True)
class Received:
    """The matter arrived on this day; `at` is the local time of day, where it matters."""

    on: date
    at: time | None = None


@dataclass(frozen=True)
class Paused:
    """The clock stands still from this day on: the first day that does not count."""

    first_day: date
    reason: str = ""


@dataclass(frozen=True)
class Resumed:
    """The clock runs again from this day on: the first day that counts."""

    on: date


@dataclass(frozen=True)
class Extended:
    """On this day the limit was lengthened, in the limit's own unit."""

    days: int
    on: date
    reason: str = ""

    def __post_init__(self) -> None:
        check_length(self.days, least=1)


Event = Received | Paused | Resumed | Extended


def check_length(days: int, *, least: int) -> None:
    """Let a length of time pass that can be one.

    Raises:
        Unfit: if `days` is no whole number from `least` to ten years.

    >>> check_length(20, least=1)
    """
    if type(days) is not int or not least <= days <= LONGEST:
        raise Unfit(
            "“{days}” is no length of time. Write a whole number of days from {least} to {most}.",
            days=days,
            least=least,
            most=LONGEST,
        )


class Stop(NamedTuple):
    """One pause: from its first day to the day before the clock runs again, if it does."""

    first: date
    until: date | None
    reason: str
    assumed: bool = False  # nobody resumed it yet; `until` is only the earliest day possible

    def covers(self, day: date) -> bool:
        """Whether the clock stands still on this day."""
        return self.first <= day and (self.until is None or day < self.until)


class History(NamedTuple):
    """The events of one clock, put in order and found to fit together."""

    received: Received
    stops: tuple[Stop, ...]
    extensions: tuple[Extended, ...]


def in_order(events: Iterable[Event]) -> History:
    """Put the events of one clock in order of their days and see that they fit together.

    Raises:
        Unfit: without exactly one receipt, for anything before it, for overlapping pauses and
            for a resumption without a pause.
    Source:
        Administrative Licensing Law, art. 45: only the time a procedure takes is excluded.

    >>> history = in_order([Extended(10, date(2024, 9, 9)), Received(date(2024, 9, 5))])
    >>> history.received.on.isoformat(), history.stops, len(history.extensions)
    ('2024-09-05', (), 1)
    """
    given = list(events)
    receipts = [event for event in given if isinstance(event, Received)]
    if len(receipts) != 1:
        raise Unfit(
            "A clock needs exactly one receipt, but there are {n}. Keep the one that began it.",
            n=len(receipts),
        )
    later = sorted((event for event in given if event is not receipts[0]), key=_day_of)
    if later and _day_of(later[0]) < receipts[0].on:
        raise Unfit(
            "Something happened on {on}, before the receipt on {received}. Correct one of the "
            "two days.",
            on=_day_of(later[0]),
            received=receipts[0].on,
        )
    extensions = tuple(event for event in later if isinstance(event, Extended))
    return History(receipts[0], tuple(_stops(later)), extensions)


def _day_of(event: Event) -> date:
    return event.first_day if isinstance(event, Paused) else event.on


def _stops(events: Sequence[Event]) -> Iterator[Stop]:
    open_pause: Paused | None = None
    for event in events:
        if isinstance(event, Paused):
            if open_pause:
                raise Unfit(
                    "The pause from {second} begins before the pause from {first} ended. "
                    "Resume the first, or make one pause of both.",
                    first=open_pause.first_day,
                    second=event.first_day,
                )
            open_pause = event
        elif isinstance(event, Resumed):
            if not open_pause:
                raise Unfit(
                    "The clock is resumed on {on}, but it was not paused. Take this out, or "
                    "enter the pause first.",
                    on=event.on,
                )
            yield Stop(open_pause.first_day, event.on, open_pause.reason)
            open_pause = None
    if open_pause:
        yield Stop(open_pause.first_day, None, open_pause.reason)


def events_to_json(events: Iterable[Event]) -> list[dict[str, Any]]:
    """The events as plain JSON values, in the order given.

    Source:
        Layout of this project: each object names its `event`; days as ISO 8601.

    >>> events_to_json([Received(date(2024, 9, 10), time(14, 0))])
    [{'event': 'received', 'on': '2024-09-10', 'at': '14:00'}]
    """
    return [_to_json(event) for event in events]


def _to_json(event: Event) -> dict[str, Any]:
    match event:
        case Received(on, at):
            hour = {} if at is None else {"at": at.isoformat("auto" if at.second else "minutes")}
            return {"event": "received", "on": on.isoformat(), **hour}
        case Paused(first_day, reason):
            return {"event": "paused", "first_day": first_day.isoformat(), "reason": reason}
        case Resumed(on):
            return {"event": "resumed", "on": on.isoformat()}
        case Extended(days, on, reason):
            return {"event": "extended", "days": days, "on": on.isoformat(), "reason": reason}


def events_from_json(rows: Iterable[Mapping[str, Any]]) -> tuple[Event, ...]:
    """The events back from their JSON form; the inverse of `events_to_json`.

    Raises:
        Unfit: naming the row with an unknown event, a missing or unknown field, or a bad value.
    Source:
        Layout of this project.

    >>> events_from_json([{"event": "resumed", "on": "2024-09-28"}])
    (Resumed(on=datetime.date(2024, 9, 28)),)
    """
    return tuple(_from_json(number, row) for number, row in enumerate(rows, start=1))


FIELDS: Final[dict[str, tuple[type[Event], set[str], set[str]]]] = {
    # the event: its class, what must be there, what may be there
    "received": (Received, {"on"}, {"at"}),
    "paused": (Paused, {"first_day"}, {"reason"}),
    "resumed": (Resumed, {"on"}, set()),
    "extended": (Extended, {"days", "on"}, {"reason"}),
}


def _from_json(number: int, row: Mapping[str, Any]) -> Event:
    name = row.get("event")
    if name not in FIELDS:
        raise Unfit(
            "Event {row}: “{name}” is unknown. Write one of {names}.",
            row=number,
            name=name,
            names=", ".join(FIELDS),
        )
    kind, must, may = FIELDS[name]
    given = row.keys() - {"event"}
    if wrong := sorted((must - given) | (given - must - may)):
        raise Unfit(
            "Event {row} ({name}): “{field}” is missing or does not belong there.",
            row=number,
            name=name,
            field=wrong[0],
        )
    try:
        return kind(**{field: _value(field, row[field]) for field in given})
    except ValueError as no:
        raise Unfit("Event {row} ({name}): {no}", row=number, name=name, no=no) from None


def _value(field: str, value: Any) -> Any:
    match field:
        case "on" | "first_day":
            return parse_day(str(value))
        case "at":
            return None if value is None else parse_time(str(value))
        case "reason":
            return str(value)
        case _:
            return value


def parse_time(text: str) -> time:
    """Read a local time of day like 17:30, full-width characters included.

    Raises:
        Unfit: if the text is no time of day, or carries a time zone.
    Source:
        ISO 8601 as Python reads it; local time only, since business hours are local.

    >>> parse_time("１７：３０")
    datetime.time(17, 30)
    """
    try:
        moment = time.fromisoformat(unicodedata.normalize("NFKC", text).strip())
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo or ":" not in unicodedata.normalize("NFKC", text):
        raise Unfit("“{text}” is not a time of day. Write it like 17:30.", text=text)
    return moment
