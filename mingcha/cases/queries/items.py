"""Items as their cases show them: how many, how long against promise and law, on the last day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from statistics import mean, median
from typing import Any

from django.db.models import F, QuerySet

from mingcha.cases.models import Case, Event
from mingcha.cases.process import Step
from mingcha.cases.record import OPEN
from mingcha.powers.queries import Measured


@dataclass(frozen=True)
class ItemLine:
    """One item in the catalogue of cases."""

    code: str
    name: str
    cases: int
    open: int
    decided: int
    middle: float | None  # days taken, median of the decided
    ninth: int | None  # nine in ten took no longer
    promise: int | None
    law: int | None
    beyond_promise: int
    beyond_law: int
    last_day: int  # decided on the very last day of the promise


@dataclass(frozen=True)
class _Row:
    item: str
    name: str
    state: str
    taken: int | None
    promise: int | None
    law: int | None
    decided_on: Any
    promised_by: Any
    legal_by: Any


HOUR = F("at").asc(nulls_first=True)  # databases disagree on where nothing stands
FIELDS = ("item", "item_name", "state", "taken", "promised_days", "legal_days", "decided_on",
          "promised_due_on", "legal_due_on")  # fmt: skip


def catalogue(found: QuerySet[Case]) -> list[ItemLine]:
    """Every item that has cases among these, in the order of codes; one question."""
    rows: dict[str, list[_Row]] = defaultdict(list)
    plain = found.select_related(None).order_by("item", "pk")
    for values in plain.values_list(*FIELDS).iterator(chunk_size=5000):
        rows[values[0]].append(_Row(*values))
    return [_line(code, told) for code, told in sorted(rows.items())]


def item_line(found: QuerySet[Case], code: str) -> ItemLine | None:
    """One item of the catalogue; None where nobody applied for it."""
    lines = catalogue(found.filter(item=code))
    return lines[0] if lines else None


def _line(code: str, rows: list[_Row]) -> ItemLine:
    done = [row for row in rows if row.decided_on is not None]
    took = sorted(row.taken for row in done if row.taken is not None)
    newest = rows[-1]
    return ItemLine(
        code=code,
        name=newest.name or code,
        cases=len(rows),
        open=sum(row.state in OPEN for row in rows),
        decided=len(done),
        middle=median(took) if took else None,
        ninth=took[-(-9 * len(took) // 10) - 1] if took else None,
        promise=newest.promise,
        law=newest.law,
        beyond_promise=sum(_beyond(row.decided_on, row.promised_by) for row in done),
        beyond_law=sum(_beyond(row.decided_on, row.legal_by) for row in done),
        last_day=sum(row.decided_on == row.promised_by for row in done),
    )


def _beyond(day: Any, last: Any) -> bool:
    return last is not None and day > last


def events_of(found: QuerySet[Case]) -> list[Step]:
    """The events of these cases as they count, case by case in their order; one question."""
    told = Event.objects.filter(case__in=found.order_by().values("pk"), corrected_by=None)
    names = ("case_id", "activity", "meaning", "on")
    rows = told.order_by("case_id", "on", HOUR, "seq", "pk").values_list(*names)
    return [Step(*row) for row in rows.iterator(chunk_size=5000)]


def course_of(case: Case) -> list[Event]:
    """All events of one case in their order, the corrected ones too, each with its file."""
    found = Event.objects.filter(case=case).select_related("intake", "corrected_by")
    return list(found.order_by("on", HOUR, "seq", "pk"))


def measured(code: str, first: date, last: date) -> Measured | None:
    """The cases of an item decided between two days, and the days they took; None without any."""
    found = Case.objects.filter(item=code, decided_on__range=(first, last), taken__isnull=False)
    took = list(found.values_list("taken", flat=True))
    days = [float(one) for one in took if one is not None]
    return Measured(len(days), mean(days), median(days)) if days else None
