"""Open data: the public measures, quarter by quarter, for everybody and as files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mingcha.analytics import files, published, queries, wording
from mingcha.analytics.measures import Form, Measure
from mingcha.analytics.models import Snapshot
from mingcha.analytics.published import Published
from mingcha.foundation import plots

Row = dict[str, Any]


@require_GET
def measures(request: HttpRequest) -> HttpResponse:
    """What is published: every public measure with the city's newest figure."""
    quarters = published.quarters()
    newest = next(iter(quarters), "")
    context = {"quarter": newest, "table": _overview(newest, quarters) if newest else None}
    return render(request, "portal/open_data.html", context)


def _overview(quarter: str, quarters: Mapping[str, Snapshot]) -> Row:
    rows = []
    for one in published.measures():
        out = published.published(one, quarter, quarters)
        told = wording.cells(one, out.city) if out.city else [{"text": "—"}, {"text": ""}]
        rows.append(
            {
                "url": reverse("portal:open_measure", args=[one.name]),
                "cells": [
                    {"text": one.label, "note": one.unit},
                    *told,
                    {"text": len(out.lines) if one.of_organs else "—"},
                    {"text": len(out.withheld) if one.of_organs else "—"},
                ],
            }
        )
    columns = [
        {"key": "measure", "label": _("Measure")},
        {"key": "value", "label": _("The city"), "align": "right"},
        {"key": "base", "label": _("Made from"), "align": "right"},
        {"key": "organs", "label": _("Organs told"), "align": "right"},
        {"key": "withheld", "label": _("Organs withheld"), "align": "right"},
    ]
    return {"caption": _("Measures"), "total": len(rows), "columns": columns, "rows": rows}


@require_GET
def measure(request: HttpRequest, name: str) -> HttpResponse:
    """One public measure in one quarter: by organ as far as it may be told; as a file."""
    one, quarters = published.public_measure(name), published.quarters()
    asked = request.GET.get("quarter", "") or next(iter(quarters), "")
    out = published.published(one, asked, quarters)
    if (form := request.GET.get("format", "")) in files.FORMS:
        return files.file(published.records(out), f"{name}-{asked}", form)
    context = {
        "organs_path": [{"label": _("Open data"), "url": reverse("portal:open_data")}],
        "out": out,
        "how": queries.describe(one),
        "facts": _facts(out),
        "plot": _trend(one, quarters),
        "table": _table(out) if one.of_organs else None,
        "filters": [_quarters(published.with_cases(one, quarters), asked)],
        "files": files.links(f"quarter={asked}&"),
    }
    return render(request, "portal/open_measure.html", context)


def _facts(out: Published) -> list[Row]:
    one, found = out.measure, out.city
    hidden = _("withheld")
    return [
        {"label": _("The city"), "value": wording.value(one, found) if found else hidden},
        {"label": _("95 % interval"), "value": (found and wording.interval(one, found)) or "—"},
        {"label": _("Made from"), "value": wording.base(one, found) if found else hidden},
        {"label": _("As of"), "value": out.snapshot.day.isoformat()},
    ]


def _quarters(quarters: list[str], asked: str) -> Row:
    options = [{"label": q, "url": f"?quarter={q}", "current": q == asked} for q in quarters]
    return {"label": _("Quarter"), "options": options}


def _table(out: Published) -> Row:
    rows: list[Row] = [
        {
            "cells": [
                {"text": line.organ.name},
                {"text": wording.class_name(line.organ.kind)},
                *wording.cells(out.measure, line.figure),
            ]
        }
        for line in out.lines
        if line.organ
    ]
    rows += [
        {
            "tone": "withheld",
            "cells": [
                {"text": organ.name},
                {"text": wording.class_name(organ.kind)},
                {"text": _("withheld")},
                {"text": "—"},
            ],
        }
        for organ in out.withheld
    ]
    columns = [
        {"key": "organ", "label": _("Organ")},
        {"key": "class", "label": _("Class")},
        {"key": "value", "label": _("Value, 95 %"), "align": "right"},
        {"key": "base", "label": _("Made from"), "align": "right"},
    ]
    empty = {"title": _("No case in this period"), "text": ""}
    table = {"caption": _("By organ"), "total": len(rows), "columns": columns, "rows": rows}
    return {**table, "empty": empty}


def _trend(one: Measure, quarters: Mapping[str, Snapshot]) -> plots.Plot | None:
    exact = one.form == Form.COUNT
    told = [(q, f) for q, f in published.trend(one, quarters) if f.value is not None]
    told = [(q, f) for q, f in told if exact or f.bounded]
    if len(told) < 2:
        return None
    rows = []
    for quarter, found in told:
        ends = (found.value, *((found.value,) * 2 if exact else (found.low, found.high)))
        value, low, high = (wording.scaled(one, end) or 0.0 for end in ends)
        rows.append(plots.Trend(quarter, value, low, high, found.base))
    return plots.trend(
        rows,
        title=_("{measure} in the city, by quarter").format(measure=one.label),
        subtitle=str(one.unit),
        source=_("open data of the city"),
        unit=" %" if one.form == Form.SHARE else "",
    )
