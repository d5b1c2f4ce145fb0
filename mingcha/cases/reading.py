"""Rows of a log as this room keeps them: canonical columns in, events of cases out."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from datetime import time as hour
from typing import Any

from mingcha.cases.catalogue import meaning_of
from mingcha.cases.record import Happened
from mingcha.foundation import time

Row = Mapping[str, Any]  # case, activity, at, day, seq, actor, office, item, material, fee, x_…
MIDNIGHT = hour(0)
MOST_REFUSED = 200  # shown of an intake; the rest is counted
LONGEST = 80  # of a case's number in the log
MOST_DAYS = 32767  # what a column holds; how long an extension may be is the clock's affair


@dataclass
class Told:
    """What a file tells of one case."""

    reference: str
    item: str = ""
    organ: str = ""
    applicant: str = ""
    events: list[Happened] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)  # digest -> the event's own number


@dataclass(frozen=True)
class Refused:
    """One row that was not taken in, and why, in words."""

    row: int
    reason: str


def told(rows: Iterable[Row]) -> list[Told]:
    """The rows by case, in the order in which cases first appear.

    Two rows that say the same are two events; the same rows read again are the same events.
    """
    cases: dict[str, Told] = {}
    again: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        reference = _short(_text(row, "case"))
        one = cases.setdefault(reference, Told(reference))
        one.item = one.item or _line(row, "item")
        one.organ = one.organ or _line(row, "x_organ")
        one.applicant = one.applicant or _text(row, "x_applicant")
        event = _happened(row)
        key = _text(row, "x_event")
        seen = _digest(event, key)
        again[reference][seen] += 1
        digest = seen if again[reference][seen] == 1 else f"{seen[:56]}{again[reference][seen]:08d}"
        one.events.append(replace(event, digest=digest))
        if key:
            one.keys[digest] = key
    return list(cases.values())


def _happened(row: Row) -> Happened:
    activity = _text(row, "activity")
    at = _moment(row.get("at"))
    return Happened(
        on=_day(row.get("day"), at),
        activity=activity[:200],
        meaning=meaning_of(activity),
        at=at,
        seq=int(row.get("seq") or 0),
        actor=_text(row, "actor")[:80],
        office=_text(row, "office")[:100],
        material=_text(row, "material")[:200],
        fee=_text(row, "fee")[:200],
        days=_whole(row.get("x_days")),
        reason=_text(row, "x_reason")[:300],
    )


def _text(row: Row, name: str) -> str:
    """Words as they stand there; a null byte is none, and not every database keeps it."""
    value = row.get(name)
    return "" if value is None else str(value).replace("\0", "").strip()


def _line(row: Row, name: str) -> str:
    """A code or number: one line, since it stands in addresses."""
    return " ".join(_text(row, name).split())


def _short(reference: str) -> str:
    """A case's number as it is kept. Of one that is too long the digest tells it from others."""
    if len(reference) <= LONGEST:
        return reference
    tail = hashlib.sha256(reference.encode()).hexdigest()[:16]
    return f"{reference[: LONGEST - 17]}…{tail}"


def _moment(value: Any) -> datetime | None:
    """The moment on the city's clock; what has no zone is local time.

    Midnight to the second is a log that tells only days.
    """
    if not isinstance(value, datetime):
        return None
    local = value if value.tzinfo else value.replace(tzinfo=time.city_zone())
    return local if local.astimezone(time.city_zone()).time() != MIDNIGHT else None


def _day(value: Any, at: datetime | None) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if at is None:
        return date.fromisoformat(str(value))
    return at.astimezone(time.city_zone()).date()


def _whole(value: Any) -> int | None:
    words = "" if value is None else str(value).strip()
    if not words.isdecimal():
        return None
    return min(int(words[:99]), MOST_DAYS)


def _digest(event: Happened, key: str) -> str:
    """By what an event is known again: all it says, not where in which file it stands."""
    said = (event.on, event.at, event.activity, event.actor, event.office, event.material,
            event.fee, event.days, event.reason, key)  # fmt: skip
    words = "\x1f".join("" if one is None else str(one) for one in said)
    return hashlib.sha256(words.encode()).hexdigest()
