"""The pages of measures: all of them in one table, one of them with plots, definition and SQL."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from mingcha.analytics import files, queries, wording
from mingcha.analytics.measures import Measure
from mingcha.analytics.models import Snapshot
from mingcha.analytics.queries import Line
from mingcha.analytics.values import Figure
from mingcha.analytics.views import panels
from mingcha.foundation.refusals import NOT_FOR_YOU
from mingcha.people.parties import those_who_lead

View = Callable[..., HttpResponse]
PATH = [{"label": gettext_lazy("Measures"), "url": "/analytics/"}]


def for_readers(view: View) -> View:
    """Only whoever may see every case behind a measure reads it exactly."""

    @login_required
    @require_GET
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **facts: Any) -> HttpResponse:
        if not queries.may_read(request.user):
            raise NOT_FOR_YOU()
        return view(request, *args, **facts)

    return guarded


@for_readers
def measures(request: HttpRequest) -> HttpResponse:
    """Every measure with the city's figure of the last twelve months."""
    snapshot = Snapshot.objects.first()
    context = {
        "snapshot": snapshot,
        "table": _overview(snapshot, request.user) if snapshot else None,
        "may_take": those_who_lead(None, request.user),
        "may_keep": queries.visible_to(request.user).exists(),
    }
    return render(request, "analytics/measures.html", context)


def _overview(snapshot: Snapshot, person: Any) -> dict[str, Any]:
    months = queries.months_to(snapshot.day)
    rows = [
        {
            "url": reverse("analytics:measure", args=[one.name]),
            "cells": [
                {"text": one.label, "note": one.unit},
                *wording.cells(one, queries.city(snapshot, one, months)),
                {"text": _("Open data") if one.public else _("Internal")},
            ],
        }
        for one in queries.readable(person)
    ]
    columns = [
        {"key": "measure", "label": _("Measure")},
        {"key": "value", "label": _("The city, twelve months"), "align": "right"},
        {"key": "base", "label": _("Made from"), "align": "right"},
        {"key": "public", "label": _("Open to")},
    ]
    return {"caption": _("Measures"), "total": len(rows), "columns": columns, "rows": rows}


@for_readers
def measure(request: HttpRequest, name: str) -> HttpResponse:
    """One measure: by organ inside a class, by month, as a file; how it is made, and the SQL."""
    one, snapshot = queries.read_by(name, request.user), queries.newest()
    months = queries.months_to(snapshot.day)
    if (form := request.GET.get("format", "")) in files.FORMS:
        told = queries.by_organ_and_month(snapshot, one, months)
        return files.file([wording.record(line) for line in told], f"{name}-{snapshot}", form)
    lines = queries.by_organ(snapshot, one, months) if one.of_organs else []
    context = {
        "organs_path": PATH,
        "measure": one,
        "how": queries.describe(one),
        "snapshot": snapshot,
        "facts": _facts(one, queries.city(snapshot, one, months), snapshot),
        "files": files.links(),
        "sql": queries.sql_of(snapshot, one),
        **_by_class(request, one, lines, snapshot, months),
        **_by_month(request, one, snapshot, months),
    }
    return render(request, "analytics/measure.html", context)


def _facts(one: Measure, found: Figure, snapshot: Snapshot) -> list[dict[str, Any]]:
    return [
        {"label": _("The city, twelve months"), "value": wording.value(one, found)},
        {"label": _("95 % interval"), "value": wording.interval(one, found) or "—"},
        {"label": _("Made from"), "value": wording.base(one, found)},
        {"label": _("As of"), "value": snapshot.day.isoformat()},
    ]


def _by_class(
    request: HttpRequest, one: Measure, lines: list[Line], snapshot: Snapshot, months: list[int]
) -> dict[str, Any]:
    """The class asked for, or the one with the most organs: only inside it may be compared."""
    kinds = [line.organ.kind for line in lines if line.organ and line.organ.kind]
    if not kinds:
        return {"table": panels.organs_table(one, lines, by_organ=True), "filters": []}
    asked = request.GET.get("class", "")
    kind = asked if asked in kinds else max(sorted(set(kinds)), key=kinds.count)
    few = [line for line in lines if line.organ and line.organ.kind == kind]
    options = [
        {"label": label, "url": f"?class={code}", "current": code == kind}
        for code, label in wording.KINDS.items()
        if code in kinds
    ]
    period = f"{queries.month_named(months[0])}–{queries.month_named(months[-1])}"
    return {
        "filters": [{"label": _("Class"), "options": options}],
        "plot": panels.organs_plot(one, kind, few, snapshot, period),
        "table": panels.organs_table(one, few, by_organ=True),
    }


def _by_month(
    request: HttpRequest, one: Measure, snapshot: Snapshot, months: list[int]
) -> dict[str, Any]:
    known = queries.organs_of(snapshot)
    code = request.GET.get("organ", "")
    code = code if code in known and one.of_organs else ""
    whose = known[code].name if code else _("The city")
    lines = queries.by_month(snapshot, one, months, code)
    return {
        "whose": whose,
        "organ": code,
        "trend": panels.months_plot(one, whose, lines, snapshot),
        "months": panels.months_table(one, lines),
    }
