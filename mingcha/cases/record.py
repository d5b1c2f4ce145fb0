"""The course of one case, derived from its events: from when it counts, what stands still, taken.

Plain values in and out. How the days are counted is the core's affair (decisions 0011, 0060).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from mingcha.cases.models import Case, Meaning
from mingcha.core.clock import Derivation, Limit, derive
from mingcha.core.history import Event as Told
from mingcha.core.history import Extended, Paused, Received, Resumed
from mingcha.core.notice import Unfit
from mingcha.core.workdays import Calendar
from mingcha.foundation.calendar import said

M, S = Meaning, Case.State
OPEN = (S.RECEIVED, S.AWAITING, S.ACCEPTED, S.SUSPENDED)
DECISIONS = (M.DECIDED, M.DENIED)


@dataclass(frozen=True)
class Happened:
    """One event as the rules look at it."""

    on: date
    activity: str
    meaning: str = ""
    at: datetime | None = None
    seq: int = 0
    actor: str = ""
    office: str = ""
    material: str = ""
    fee: str = ""
    days: int | None = None
    reason: str = ""
    digest: str = ""
    pk: int | None = None


@dataclass(frozen=True)
class Step:
    """One step of an item with its own limit, if it has one."""

    code: str
    name: str
    days: int | None = None


@dataclass(frozen=True)
class Terms:
    """What the inventory of powers said of an item on the day of the application."""

    code: str
    name: str
    organ: str
    legal_days: int | None = None
    promised_days: int | None = None
    unit: str = "wd"  # of the promise
    legal_unit: str = "wd"
    steps: tuple[Step, ...] = ()
    materials: frozenset[str] = frozenset()
    fees: frozenset[str] = frozenset()
    bases: tuple[tuple[str, str], ...] = ()
    listed: bool = True

    @property
    def limit(self) -> Limit | None:
        """What the organ is held to: its promise, or the law where it promised nothing."""
        if self.promised_days is not None:
            return _limit(self.promised_days, self.unit)
        return self.legal

    @property
    def legal(self) -> Limit | None:
        """What the law allows at most."""
        return None if self.legal_days is None else _limit(self.legal_days, self.legal_unit)

    @property
    def promise(self) -> Limit | None:
        """What was promised."""
        return None if self.promised_days is None else _limit(self.promised_days, self.unit)

    def step(self, activity: str) -> Step | None:
        """The step of this name or code."""
        named = (step for step in self.steps if activity in (step.name, step.code))
        return next(named, None)


def _limit(days: int, unit: str) -> Limit:
    return Limit(days, "d" if unit == "d" else "wd")


@dataclass(frozen=True)
class Ways:
    """The city's rules as a case is read by."""

    notice_wd: int = 5
    extension_wd: int = 10


@dataclass(frozen=True)
class Course:
    """What a case went through, read from its events."""

    events: tuple[Happened, ...]
    received_on: date
    start_on: date | None
    deemed: bool  # accepted by law, because nobody answered in time
    decided_on: date | None
    delivered_on: date | None
    state: str
    told: tuple[Told, ...] = ()  # pauses and extensions that fit
    unfit: tuple[str, ...] = field(default=())  # sentences on those that do not

    def all(self, *meanings: str) -> list[Happened]:
        """Events of these meanings, in order."""
        return [event for event in self.events if event.meaning in meanings]

    def first(self, *meanings: str) -> Happened | None:
        """The first event of these meanings."""
        return next((event for event in self.events if event.meaning in meanings), None)

    @property
    def is_open(self) -> bool:
        """Whether the organ still has to decide."""
        return self.state in OPEN

    @property
    def last_on(self) -> date:
        """The day of the last event."""
        return self.events[-1].on

    def derivation(self, limit: Limit, calendar: Calendar, on: date) -> Derivation:
        """The day-by-day count of a limit, as it stood at the decision or stands on a day."""
        start = self.start_on or self.received_on
        seen = max(self.decided_on or on, start)
        told, _no = _fitting((Received(start), *self.told), limit, calendar)
        return derive(limit, told, calendar, on=seen)


def taken(seen: Derivation) -> int:
    """How many days were used, beyond the limit too."""
    return seen.total - (seen.left or 0) if seen.late else (seen.used or 0)


def in_order(events: Iterable[Happened]) -> tuple[Happened, ...]:
    """Events by day, by hour where both have one, then as the file has them."""
    return tuple(sorted(events, key=_place))


def _place(event: Happened) -> tuple[date, datetime | int, int]:
    return (event.on, event.at.timestamp() if event.at else 0, event.seq)  # type: ignore[return-value]


def course(
    events: Iterable[Happened], calendar: Calendar, ways: Ways, terms: Terms | None, *, on: date
) -> Course:
    """Read one case. The clock runs from acceptance, or from receipt where nobody answered."""
    ordered = in_order(events)
    received = _first(ordered, M.TICKET, M.RECEIVED) or ordered[0]
    start, deemed = _start(ordered, received.on, calendar, ways, on)
    decision = _first(ordered, *DECISIONS)
    delivered = _first(ordered, M.DELIVERED)
    decided_on = decision.on if decision else delivered.on if delivered else None
    told: tuple[Told, ...] = ()
    unfit: tuple[str, ...] = ()
    limit = terms.limit if terms else None
    if start is not None and limit is not None:
        running, odd = _turns(ordered, start, decided_on, ways)
        fitting, late = _fitting((Received(start), *running), limit, calendar)
        told, unfit = tuple(fitting[1:]), (*odd, *late)
    return Course(
        events=ordered,
        received_on=received.on,
        start_on=start,
        deemed=deemed,
        decided_on=decided_on,
        delivered_on=delivered.on if delivered else None,
        state=_state(ordered, start),
        told=told,
        unfit=unfit,
    )


def _first(events: Sequence[Happened], *meanings: str) -> Happened | None:
    return next((event for event in events if event.meaning in meanings), None)


def _start(
    events: Sequence[Happened], received: date, calendar: Calendar, ways: Ways, on: date
) -> tuple[date | None, bool]:
    """From when the law counts, and whether that is by silence (art. 32, item 4)."""
    accepted, notice = _first(events, M.ACCEPTED), _first(events, M.NOTICE)
    supplied, turned = _first(events, M.SUPPLIED), _first(events, M.NOT_ACCEPTED, M.ENDED)
    last = calendar.add(received, ways.notice_wd)
    if notice is not None and notice.on <= last:
        if accepted is not None and accepted.on >= notice.on:
            return accepted.on, False
        return (supplied.on if supplied else None), False
    if accepted is not None and accepted.on <= last:
        return accepted.on, False
    if accepted is None and notice is None and turned is not None:
        return None, False
    silent = accepted is not None or notice is not None or on > last
    return (received, True) if silent else (None, False)


def _turns(
    events: Sequence[Happened], start: date, until: date | None, ways: Ways
) -> tuple[list[Told], list[str]]:
    """Pauses and extensions while the clock ran; of those that cannot be the sentence why not."""
    turns: list[Told] = []
    wrong: list[str] = []
    for event in events:
        if event.on < start or (until is not None and event.on > until):
            continue
        try:
            turns += _turn(event, ways)
        except Unfit as no:
            wrong.append(said(no))
    return turns, wrong


def _turn(event: Happened, ways: Ways) -> Iterator[Told]:
    if event.meaning == M.SUSPENDED:
        yield Paused(event.on, event.reason)
    elif event.meaning == M.RESUMED:
        yield Resumed(event.on)
    elif event.meaning == M.EXTENDED:
        yield Extended(event.days or ways.extension_wd, event.on, event.reason)


def _fitting(
    told: Sequence[Told], limit: Limit, calendar: Calendar
) -> tuple[list[Told], tuple[str, ...]]:
    """What can be counted, one after the other; of the rest the sentence that says why not."""
    fit: list[Told] = []
    wrong: list[str] = []
    for one in told:
        try:
            derive(limit, [*fit, one], calendar)
        except Unfit as no:
            wrong.append(said(no))
        else:
            fit.append(one)
    return fit, tuple(wrong)


def _state(events: Sequence[Happened], start: date | None) -> str:
    meanings = [event.meaning for event in events]
    if M.DELIVERED in meanings:
        return S.CLOSED
    if M.DENIED in meanings or M.DECIDED in meanings:
        return S.DECIDED
    if M.NOT_ACCEPTED in meanings or M.ENDED in meanings:
        return S.ENDED
    turns = [one for one in meanings if one in (M.SUSPENDED, M.RESUMED)]
    if turns and turns[-1] == M.SUSPENDED:
        return S.SUSPENDED
    if start is not None:
        return S.ACCEPTED
    return S.AWAITING if M.NOTICE in meanings else S.RECEIVED
