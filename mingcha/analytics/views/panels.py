"""The parts of a measure's page: who can be told apart inside a class, how it went by month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.analytics import wording
from mingcha.analytics.measures import Form, Measure
from mingcha.analytics.models import Snapshot
from mingcha.analytics.queries import Line, month_named
from mingcha.analytics.values import Figure
from mingcha.foundation import plots

Row = dict[str, Any]


def source(snapshot: Snapshot) -> str:
    """Where the figures of a page come from."""
    return _("facts as they stood on {day}, snapshot {digest}").format(
        day=snapshot.day.isoformat(), digest=snapshot.digest[:12]
    )


def organs_table(one: Measure, lines: Sequence[Line], *, by_organ: bool) -> Row:
    """Organ by organ; each opens its own months."""
    rows = [
        {
            "url": f"{reverse('analytics:measure', args=[one.name])}?organ={line.organ.code}"
            if by_organ
            else "",
            "cells": [
                {"text": line.organ.name},
                {"text": wording.class_name(line.organ.kind)},
                *wording.cells(one, line.figure),
            ],
        }
        for line in lines
        if line.organ is not None
    ]
    return {
        "caption": _("By organ"),
        "total": len(rows),
        "columns": [
            {"key": "organ", "label": _("Organ")},
            {"key": "class", "label": _("Class")},
            {"key": "value", "label": _heads(one), "align": "right"},
            {"key": "base", "label": _("Made from"), "align": "right"},
        ],
        "rows": rows,
        "empty": {
            "title": _("No case in this period"),
            "text": _("The measure appears with the first case; nothing is made up."),
        },
    }


def _heads(one: Measure) -> str:
    return str(one.label) if one.form == Form.COUNT else f"{one.label} · 95 %"


def organs_plot(
    one: Measure, kind: str, lines: Sequence[Line], snapshot: Snapshot, period: str
) -> plots.Plot | None:
    """Dots with intervals inside one class; shaded alike where nobody can be told apart."""
    shown = [line for line in lines if line.organ and line.figure.bounded]
    if one.form == Form.COUNT or not shown:
        return None
    shown.sort(key=lambda line: (-(line.figure.value or 0), line.organ.code if line.organ else ""))
    bands = banded([line.figure for line in shown])
    rows = [
        plots.Interval(line.organ.name, *_ends(one, line.figure), band=band, n=line.figure.base)
        for line, band in zip(shown, bands, strict=True)
        if line.organ
    ]
    left = len(lines) - len(shown)
    few = _("; {n} organs with too few cases stand in the table only").format(n=left)
    return plots.intervals(
        rows,
        title=_told_apart(rows, kind),
        subtitle=f"{one.label} · {one.unit} · {period}{few if left else ''}",
        source=source(snapshot),
    )


def _ends(one: Measure, found: Figure) -> tuple[float, float, float]:
    value, low, high = (wording.scaled(one, x) for x in (found.value, found.low, found.high))
    return value or 0.0, low or 0.0, high or 0.0


def banded(figures: Sequence[Figure]) -> list[int]:
    """The band of each figure, the highest value first.

    A new band begins with a figure that lies below everybody in the band before it.
    """
    bands: list[int] = []
    floor: float | None = None
    for one in figures:
        low, high = one.low or 0.0, one.high or 0.0
        if floor is None or high < floor:
            bands.append(bands[-1] + 1 if bands else 1)
            floor = low
        else:
            bands.append(bands[-1])
            floor = min(floor, low)
    return bands


def _told_apart(rows: Sequence[plots.Interval], kind: str) -> str:
    name = wording.class_name(kind)
    if rows[-1].band == 1:
        return _("{kind}: no organ can be told apart from all the others").format(kind=name)
    words = _("{kind}: {first} and {last} differ by more than chance")
    return words.format(kind=name, first=rows[0].organ, last=rows[-1].organ)


def months_plot(
    one: Measure, whose: str, lines: Sequence[Line], snapshot: Snapshot
) -> plots.Plot | None:
    """Month by month with the ribbon of intervals; months without an interval are left out."""
    exact = one.form == Form.COUNT
    shown = [line for line in lines if exact or line.figure.bounded]
    if len(shown) < 2:
        return None
    rows = [_point(one, month_named(line.month), line.figure) for line in shown]
    return plots.trend(
        rows,
        title=_moved(one, whose, shown),
        subtitle=f"{one.label} · {one.unit}",
        source=source(snapshot),
        unit=" %" if one.form == Form.SHARE else "",
    )


def _point(one: Measure, period: str, found: Figure) -> plots.Trend:
    if one.form == Form.COUNT:
        value = found.value or 0.0
        return plots.Trend(period, value, value, value, found.base)
    return plots.Trend(period, *_ends(one, found), n=found.base)


def _moved(one: Measure, whose: str, shown: Sequence[Line]) -> str:
    """Whether the last month differs from the first beyond chance, in a sentence."""
    first, last = shown[0].figure, shown[-1].figure
    facts = {"whose": whose, "measure": one.label}
    if one.form == Form.COUNT:
        return _("{whose}: {measure} by month").format(**facts)
    if (last.low or 0.0) > (first.high or 0.0):
        return _("{whose}: {measure} has risen by more than chance").format(**facts)
    if (last.high or 0.0) < (first.low or 0.0):
        return _("{whose}: {measure} has fallen by more than chance").format(**facts)
    words = _("{whose}: {measure} has not moved by more than chance")
    return words.format(**facts)


def months_table(one: Measure, lines: Sequence[Line]) -> Row:
    """Month by month from the first that has a case on, those without one too."""
    first = next((n for n, line in enumerate(lines) if line.figure.base), len(lines) - 1)
    rows = [
        {"cells": [{"text": month_named(line.month)}, *wording.cells(one, line.figure)]}
        for line in lines[first:]
    ]
    return {
        "caption": _("By month"),
        "columns": [
            {"key": "month", "label": _("Month")},
            {"key": "value", "label": _heads(one), "align": "right"},
            {"key": "base", "label": _("Made from"), "align": "right"},
        ],
        "rows": rows,
    }
