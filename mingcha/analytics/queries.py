"""Questions about measures: who may read them, what they come to by organ and by month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mingcha.analytics import record
from mingcha.analytics.measures import MEASURES, Measure
from mingcha.analytics.models import Snapshot
from mingcha.analytics.refusals import ENGINE_MISSING, FILE_GONE, NO_SNAPSHOT, NO_SUCH_MEASURE
from mingcha.analytics.values import Cell, Figure, figure
from mingcha.foundation import time
from mingcha.foundation.columns import Engine, opened
from mingcha.foundation.refusals import NOT_FOR_YOU
from mingcha.people.models import Duty
from mingcha.people.queries import roles_of

R = Duty.Role
KEEP = frozenset({R.CONDUCT_OFFICE, R.DIRECTOR, R.AUDITOR})  # snapshots, row by row
MONTHS = 12
UNITS = "organs_units"


def visible_to(person: Any) -> QuerySet[Snapshot]:
    """Snapshots hold every row of every room: for those who run the programme and audit it."""
    if getattr(person, "pk", None) is None or KEEP.isdisjoint(roles_of(person, on=time.today())):
        return Snapshot.objects.none()
    return Snapshot.objects.all()


def matching(words: str, person: Any) -> QuerySet[Snapshot]:
    """Snapshots of the day that the words name, if they name one."""
    try:
        return visible_to(person).filter(day=date.fromisoformat(words.strip()))
    except ValueError:
        return Snapshot.objects.none()


def readable(person: Any) -> list[Measure]:
    """The measures of which this person may see every case, hence the figures."""
    if getattr(person, "pk", None) is None:
        return []
    roles = roles_of(person, on=time.today())
    if roles & KEEP:
        return list(MEASURES.values())
    return [one for one in MEASURES.values() if roles & one.also]


def may_read(person: Any) -> bool:
    """Whether there is any measure for this person."""
    return bool(readable(person))


def read_by(name: str, person: Any) -> Measure:
    """The measure of this name, if this person reads it."""
    one = measure_named(name)
    if one not in readable(person):
        raise NOT_FOR_YOU()
    return one


def newest() -> Snapshot:
    """The snapshot that measures are made from."""
    found = Snapshot.objects.first()
    if found is None:
        raise NO_SNAPSHOT()
    return found


def measure_named(name: str) -> Measure:
    """The measure of this name; a refusal that names those there are."""
    if name not in MEASURES:
        raise NO_SUCH_MEASURE(name=name, known=", ".join(sorted(MEASURES)))
    return MEASURES[name]


@dataclass(frozen=True)
class Organ:
    """An organ as a snapshot has it."""

    code: str
    name: str
    kind: str


@dataclass(frozen=True)
class Line:
    """What a measure comes to for one organ, or (organ None) for the city, in some months."""

    organ: Organ | None
    figure: Figure
    month: int = 0


def cells(snapshot: Snapshot, one: Measure) -> tuple[Cell, ...]:
    """All cases of a measure in a snapshot, counted; the engine is asked once."""
    _whole(snapshot, one.of)
    return _asked(str(record.place_of(snapshot)), snapshot.digest, one.name)


def _whole(snapshot: Snapshot, names: Iterable[str]) -> None:
    """Nothing is quoted from a file that is gone; `mingcha doctor` looks at every byte."""
    for name in names:
        path = record.file_of(snapshot, name)
        if not path.exists():
            raise FILE_GONE(file=path.name, day=snapshot.number)


@lru_cache(maxsize=256)
def _asked(place: str, digest: str, name: str) -> tuple[Cell, ...]:
    one = MEASURES[name]

    def ask(engine: Engine) -> tuple[Cell, ...]:
        return tuple(Cell(**row) for row in engine.rows(one.expression(engine)))

    found: tuple[Cell, ...] = _with_engine(place, ask)
    return found


def _with_engine(place: str, ask: Any) -> Any:
    from django.conf import settings

    try:
        with opened(Path(place)) as engine:
            return ask(engine)
    except ImportError as no:
        raise ENGINE_MISSING(engine=settings.ENGINE) from no


def sql_of(snapshot: Snapshot, one: Measure) -> str:
    """The measure as the engine is asked: what a statistician can repeat on the same file."""
    _whole(snapshot, one.of)
    return _sql(str(record.place_of(snapshot)), snapshot.digest, one.name)


@lru_cache(maxsize=64)
def _sql(place: str, digest: str, name: str) -> str:
    said: str = _with_engine(place, lambda e: e.sql(MEASURES[name].expression(e)))
    return said


def organs_of(snapshot: Snapshot) -> dict[str, Organ]:
    """The organs of a snapshot by code: names and classes as they were on its day."""
    _whole(snapshot, [UNITS])
    return dict(_organs(str(record.place_of(snapshot)), snapshot.digest))


@lru_cache(maxsize=16)
def _organs(place: str, digest: str) -> tuple[tuple[str, Organ], ...]:
    def ask(engine: Engine) -> list[dict[str, Any]]:
        units = engine.table(UNITS)
        told = units.filter(units.level == "organ").order_by("code")
        return engine.rows(told.select("code", "name", "kind"))

    return tuple((row["code"], Organ(**row)) for row in _with_engine(place, ask))


def months_to(day: date, many: int = MONTHS) -> list[int]:
    """So many months up to the one a day lies in, the oldest first: 202505 ... 202604."""
    last = day.year * 12 + day.month - 1
    return [n // 12 * 100 + n % 12 + 1 for n in range(last - many + 1, last + 1)]


def month_named(month: int) -> str:
    """2026-03."""
    return f"{month // 100}-{month % 100:02d}"


def within(found: Iterable[Cell], months: Sequence[int], organ: str = "") -> list[Cell]:
    """The cells of some months, of one organ or of all."""
    wanted = set(months)
    return [c for c in found if c.month in wanted and organ in ("", c.organ)]


def by_organ(snapshot: Snapshot, one: Measure, months: Sequence[int]) -> list[Line]:
    """One line for each organ that has cases in these months, in the order of codes."""
    return _split(snapshot, one, within(cells(snapshot, one), months))


def _split(snapshot: Snapshot, one: Measure, found: Iterable[Cell]) -> list[Line]:
    known, parts = organs_of(snapshot), _by(found)
    return [
        Line(known.get(code) or Organ(code, code, ""), figure(one.form, parts[code]))
        for code in sorted(parts)
    ]


def _by(found: Iterable[Cell]) -> dict[str, list[Cell]]:
    parts: dict[str, list[Cell]] = {}
    for cell in found:
        parts.setdefault(cell.organ, []).append(cell)
    return parts


def by_month(
    snapshot: Snapshot, one: Measure, months: Sequence[int], organ: str = ""
) -> list[Line]:
    """One line for each of these months: of the city, or of one organ."""
    found = cells(snapshot, one)
    whose = organs_of(snapshot).get(organ) if organ else None
    return [Line(whose, figure(one.form, within(found, [m], organ)), m) for m in months]


def by_organ_and_month(snapshot: Snapshot, one: Measure, months: Sequence[int]) -> list[Line]:
    """One line for each organ and month that has cases: what is taken away as a file."""
    found = cells(snapshot, one)
    return [
        Line(line.organ, line.figure, month)
        for month in months
        for line in _split(snapshot, one, within(found, [month]))
    ]


def city(snapshot: Snapshot, one: Measure, months: Sequence[int]) -> Figure:
    """What a measure comes to for the city in these months."""
    return figure(one.form, within(cells(snapshot, one), months))


def describe(one: Measure) -> str:
    """How its figure is made and how sure it is, in a sentence."""
    return {
        "share": _("A share with its Wilson interval at 95 %."),
        "rate": _("Events for each thing counted, with the exact Poisson interval at 95 %."),
        "count": _("A number of which nothing is left out; so it has no interval."),
        "days": _(
            "The median, with an interval at 95 % that assumes no shape, and the ninth decile: "
            "nine of ten took no longer."
        ),
    }[one.form]
