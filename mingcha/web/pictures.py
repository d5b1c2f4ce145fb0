"""The plots of an organ's page, each drawn from what its reader may see in the room it is of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from mingcha.assessment import queries as assessment
from mingcha.assessment.models import Sheet
from mingcha.foundation import plots
from mingcha.organs.models import Unit
from mingcha.rectification import balltime
from mingcha.rectification import queries as rectification
from mingcha.visits import queries as visits


def of_organ(
    unit: Unit, person: Any, *, on: date, sheets: Sequence[Sheet] | None = None
) -> list[plots.Plot]:
    """Whose desk the days lie on, how the score went, what the organ bears; none for an office."""
    if unit.level != Unit.Level.ORGAN:
        return []
    return [
        *_ageing(unit, person, on),
        *_trend(unit, sheets_of(unit, person) if sheets is None else sheets),
        *_burden(unit, person, on),
    ]


def sheets_of(unit: Unit, person: Any) -> list[Sheet]:
    """The score sheets of an organ that a person may see, the oldest first."""
    seen = assessment.current(assessment.visible_to(person)).filter(organ=unit)
    return list(seen.order_by("period", "pk"))


def _ageing(unit: Unit, person: Any, on: date) -> Iterator[plots.Plot]:
    is_open = rectification.open_orders(unit).order_by().values("pk")
    listed = list(rectification.visible_to(person).filter(pk__in=is_open))
    if not listed:
        return
    buckets = [one for one in balltime.ageing(listed, on=on) if one.orders]
    own, centre = sum(one.organ for one in buckets), sum(one.centre for one in buckets)
    title = _(
        "Of {n} working days on open orders, {own} lay with the organ, {centre} at the centre"
    )
    rows = [
        plots.Ageing(
            _("{age} working days").format(age=one.age), side, days, one.orders, bool(late)
        )
        for one in buckets
        for side, days, late in (
            (_("Held by the organ"), one.organ, one.overdue),
            (_("The centre"), one.centre, 0),
        )
    ]
    yield plots.ageing(
        rows,
        title=title.format(n=own + centre, own=own, centre=centre),
        subtitle=_("{n} open orders by age in working days; red where one is overdue").format(
            n=len(listed)
        ),
        source=_("clocks of the orders on {day}").format(day=on.isoformat()),
    )


def _trend(unit: Unit, sheets: Sequence[Sheet]) -> Iterator[plots.Plot]:
    if sheets:
        yield assessment.trend_of(unit, sheets)  # without figures it says what it waits for


def _burden(unit: Unit, person: Any, on: date) -> Iterator[plots.Plot]:
    if not visits.organs_visible_to(person).filter(pk=unit.pk).exists():
        return
    borne = visits.burden_of(unit, on.year, person=person)
    if borne.ceiling is None:
        return
    title = _("{n} visits in {year}; the plan allows {most}")
    yield plots.burden(
        [plots.Burden(unit.name, borne.visits, borne.ceiling)],
        title=title.format(n=borne.visits, year=borne.year, most=borne.ceiling),
        subtitle=_("Besides: {forms} forms, {meetings} meetings, {checks} checks by others").format(
            forms=borne.forms, meetings=borne.meetings, checks=borne.checks
        ),
        source=_("visits of {year} that have opened").format(year=borne.year),
    )
