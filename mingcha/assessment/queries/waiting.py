"""What waits for a person in this room: three kinds of things in one question."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.assessment.models import Adjustment, Sheet, YearSheet
from mingcha.assessment.queries import quarter, sheets
from mingcha.foundation.models import Clock
from mingcha.foundation.waiting import SHOWN_OF_CLOCK, Waiting
from mingcha.people.models import Duty
from mingcha.people.queries import roles_of

MOST = 400
TOLD = Sheet.State.TOLD


class Row(NamedTuple):
    """One thing that waits, as the database gives it."""

    page: str
    pk: int
    number: str
    state: str
    what: str
    organ: str
    clock: int | None
    due_on: date | None
    unit: str | None
    ended_on: date | None
    provisional: bool | None


def waiting_for(person: Any, *, on: date) -> list[Waiting]:
    """Sheets of quarters and years, and adjustments to be confirmed, the most urgent first."""
    quarters = _rows(quarter.asked_of(person, on=on), "sheet", "period")
    years = _rows(sheets.years_asked(person, on=on), "year_sheet", "year")
    others = _rows(sheets.adjustments_asked(person, on=on), "adjustment", "of_kind")
    found = [Row(*row) for row in quarters.union(years, others, all=True)[:MOST]]
    head = Duty.Role.HEAD in roles_of(person, on=on)
    found.sort(key=lambda row: (row.due_on or date.max, row.page, row.pk))
    return [_wait(row, head=head) for row in found]


def _rows(found: QuerySet[Any], page: str, what: str) -> QuerySet[Any, Any]:
    plain = (
        found.select_related(None)
        .order_by()
        .annotate(on_page=Value(page, output_field=CharField()), of_what=Cast(what, CharField()))
    )
    clock = (f"clock__{name}" for name in SHOWN_OF_CLOCK)
    names = ("on_page", "pk", "number", "state", "of_what", "organ__name", "clock_id")
    rows: QuerySet[Any, Any] = plain.values_list(*names, *clock)
    return rows


def _wait(row: Row, *, head: bool) -> Waiting:
    shown = {name: getattr(row, name) for name in SHOWN_OF_CLOCK}
    return Waiting(
        kind="assessment",
        number=row.number,
        url=reverse(f"assessment:{row.page}", args=[row.pk]),
        organ=row.organ,
        what=_what(row),
        act=_act(row, head=head),
        clock=None if row.clock is None else Clock(pk=row.clock, **shown),
    )


def _what(row: Row) -> Any:
    if row.page == "sheet":
        return _("Score of {period}").format(period=row.what)
    if row.page == "year_sheet":
        return _("Year {year}").format(year=row.what)
    return Adjustment.Kind(row.what).label


def _act(row: Row, *, head: bool) -> Any:
    if row.page == "adjustment":
        return _("Confirm or reject")
    if row.state == TOLD and head:
        return _("Look, and object if a fact is wrong")
    if row.page == "sheet":
        return quarter.NEXT[Sheet.State(row.state)]
    return sheets.NEXT[YearSheet.State(row.state)]
