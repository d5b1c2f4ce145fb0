"""What follows from what; enqueued in the same transaction, carried out by the worker."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.management import call_command
from django.db import IntegrityError, transaction
from django_tasks import task

from mingcha.foundation import time
from mingcha.foundation.models import JournalEntry, Tick

Reaction = Callable[[JournalEntry], None]
Daily = Callable[[date], None]

ATTEMPTS = 8  # pauses of 1, 4, 9 ... minutes: a mail server that is down overnight is met again


@dataclass(frozen=True)
class Every:
    """A reaction to the calendar: what runs once a day and from what hour on.

    `of_today` alone: a past that is played through leaves it out.
    """

    name: str
    at: str
    run: Daily
    of_today: bool = False


_heard: dict[str, dict[str, Reaction]] = defaultdict(dict)
_daily: dict[str, Every] = {}


def _name(run: Callable[..., None]) -> str:
    return f"{run.__module__.removeprefix('mingcha.')}.{run.__name__}"


def on(*verbs: str) -> Callable[[Reaction], Reaction]:
    """Subscribe to acts: the function hears each journal entry with one of these verbs."""

    def subscribe(run: Reaction) -> Reaction:
        for verb in verbs:
            _heard[verb][_name(run)] = run
        return run

    return subscribe


def every(unit: str, *, at: str, of_today: bool = False) -> Callable[[Daily], Daily]:
    """Subscribe to the calendar. `unit` is "day"; `at` is the hour from which it runs, "02:00".

    With `of_today` it runs on the day itself only, not where a past is played through.
    """
    if unit != "day":
        raise ValueError(f"a reaction runs every day, not every {unit}")

    def subscribe(run: Daily) -> Daily:
        _daily[_name(run)] = Every(_name(run), at, run, of_today)
        return run

    return subscribe


def web() -> dict[str, list[str]]:
    """The whole web of consequences: verb or hour -> what follows."""
    said = {verb: sorted(runs) for verb, runs in sorted(_heard.items())}
    for tick in sorted(_daily.values(), key=lambda each: (each.at, each.name)):
        said.setdefault(f"every day at {tick.at}", []).append(tick.name)
    return said


_kept: ContextVar[list[JournalEntry] | None] = ContextVar("kept", default=None)


@contextmanager
def heard_afterwards() -> Iterator[None]:
    """Carry out what follows when this block ends, without the queue.

    For a past that is played through; nothing is heard if the block fails.
    """
    kept: list[JournalEntry] = []
    token = _kept.set(kept)
    try:
        yield
        while kept:
            entry = kept.pop(0)
            for run in list(_heard.get(entry.verb, {}).values()):
                run(entry)
    finally:
        _kept.reset(token)


def enqueue(entry: JournalEntry) -> None:
    """Put one task per subscriber in the queue; it is heard only if this transaction commits."""
    if (kept := _kept.get()) is not None:
        kept.append(entry)
        return
    for name in _heard.get(entry.verb, {}):
        react.enqueue(entry.pk, name)


@task()
def react(entry_id: int, name: str, attempt: int = 1) -> None:
    """Carry out one reaction; a failing one is tried again after a growing pause."""
    entry = JournalEntry.objects.select_related("by").get(pk=entry_id)
    try:
        _heard[entry.verb][name](entry)
    except Exception:
        if attempt < ATTEMPTS:
            later = time.by_the_machine() + timedelta(minutes=attempt**2)
            react.using(run_after=later).enqueue(entry_id, name, attempt + 1)
        raise  # the operator sees every failure, the retried ones too


@task()
def run_daily(name: str, day: str, attempt: int = 1) -> None:
    """Carry out one daily reaction; a failing one is tried again after a growing pause."""
    try:
        _daily[name].run(date.fromisoformat(day))
    except Exception:
        if attempt < ATTEMPTS:
            later = time.by_the_machine() + timedelta(minutes=attempt**2)
            run_daily.using(run_after=later).enqueue(name, day, attempt + 1)
        raise


def tick(day: date, hour: str = "23:59") -> list[str]:
    """Put each daily reaction whose hour has come in the queue, once for this day."""
    ran = []
    for each in sorted(_daily.values(), key=lambda each: (each.at, each.name)):
        if each.at <= hour and _first_time(each.name, day):
            run_daily.enqueue(each.name, day.isoformat())
            ran.append(each.name)
    return ran


def live_through(day: date) -> None:
    """Carry out everything the calendar does on a day, in the order of its hours, here and now."""
    for each in sorted(_daily.values(), key=lambda each: (each.at, each.name)):
        if not each.of_today and _first_time(each.name, day):
            each.run(day)


def _first_time(name: str, day: date) -> bool:
    try:
        with transaction.atomic():
            Tick.objects.create(name=name, day=day)
    except IntegrityError:
        return False
    return True


def drain() -> None:
    """Carry out everything that waits in the queue, here and now."""
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
