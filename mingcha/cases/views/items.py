"""Items as their cases show them: the catalogue, and the process of one with its map."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mingcha.cases import drawn, queries
from mingcha.cases.process import Process, process
from mingcha.cases.queries import ItemLine
from mingcha.cases.views import looks
from mingcha.foundation.drawing import Cell, Column, Row
from mingcha.foundation.plots import Plot, Table

MOST_PATHS = 10
Line = dict[str, Any]


@login_required
@require_GET
def items(request: HttpRequest) -> HttpResponse:
    """Every item with cases that this person may see: how long, against promise and law."""
    lines = queries.catalogue(queries.visible_to(request.user))
    context = {
        "table": _catalogue(lines),
        "ways": looks.ways("cases:items", is_centre=queries.is_centre(request.user)),
        "lead": _lead(lines),
    }
    return render(request, "cases/items.html", context)


@login_required
@require_GET
def item(request: HttpRequest, code: str) -> HttpResponse:
    """One item: which ways its cases took, how often, and where the days were lost."""
    found = queries.visible_to(request.user)
    line = queries.item_line(found, code)
    if line is None:
        raise Http404
    seen = process(queries.events_of(found.filter(item=code)), queries.calendar_now())
    context = {
        "line": line,
        "facts": _facts(line),
        "plot": _map(line, seen),
        "lost": _lost(seen),
        "paths": _paths(seen),
        "organs_path": [
            {"label": _("Approval cases"), "url": reverse("cases:cases")},
            {"label": _("By item"), "url": reverse("cases:items")},
        ],
    }
    return render(request, "cases/item.html", context)


def _lead(lines: list[ItemLine]) -> str:
    decided = sum(line.decided for line in lines)
    late = sum(line.beyond_promise for line in lines)
    if not decided:
        return ""
    words = _("Of {n} decided cases, {late} were decided after the promised day.")
    return words.format(n=decided, late=late)


def _share(part: int, whole: int) -> Line:
    return {"text": part, "note": f"{part / whole:.0%}" if whole and part else ""}


def _catalogue(lines: list[ItemLine]) -> Line:
    heads = (
        ("item", _("Item"), ""),
        ("cases", _("Cases"), "right"),
        ("open", _("Cases in hand"), "right"),
        ("middle", _("Days taken, median"), "right"),
        ("ninth", _("Nine in ten within"), "right"),
        ("promise", _("Promise"), "right"),
        ("law", _("Law"), "right"),
        ("late", _("Beyond the promise"), "right"),
        ("legal", _("Beyond the law"), "right"),
        ("last", _("On the last day"), "right"),
    )
    return {
        "caption": _("Items with cases"),
        "total": len(lines),
        "columns": [{"key": key, "label": label, "align": side} for key, label, side in heads],
        "rows": [{"url": _url(line), "cells": _cells(line)} for line in lines],
        "empty": {
            "title": _("No case has been taken in"),
            "text": _("Items appear here with their first case."),
        },
    }  # fmt: skip


def _url(line: ItemLine) -> str:
    """Cases of which the log names no item are counted together; they have no way of their own."""
    return reverse("cases:item", args=[line.code]) if line.code else ""


def _cells(line: ItemLine) -> list[Line]:
    return [
        {"text": line.name, "note": line.code},
        {"text": line.cases},
        {"text": line.open},
        {"text": _plain(line.middle)},
        {"text": _plain(line.ninth)},
        {"text": _plain(line.promise)},
        {"text": _plain(line.law)},
        _share(line.beyond_promise, line.decided),
        _share(line.beyond_law, line.decided),
        _share(line.last_day, line.decided),
    ]


def _plain(number: float | None) -> str:
    return "—" if number is None else f"{number:g}"


def _facts(line: ItemLine) -> list[Line]:
    cases = f"{reverse('cases:cases')}?{urlencode({'item': line.code})}"
    of = _("of {n} decided").format(n=line.decided)
    return [
        {"label": _("Cases"), "value": line.cases, "url": cases,
         "note": _("{n} open").format(n=line.open)},
        {"label": _("Days taken, median"), "value": _plain(line.middle),
         "note": _("promise {promise}, law {law}").format(
             promise=_plain(line.promise), law=_plain(line.law))},
        {"label": _("Nine in ten within"), "value": _plain(line.ninth)},
        {"label": _("Beyond the promise"), "value": line.beyond_promise, "note": of,
         "tone": "overdue" if line.beyond_promise else ""},
        {"label": _("Beyond the law"), "value": line.beyond_law, "note": of,
         "tone": "overdue" if line.beyond_law else ""},
        {"label": _("On the last day"), "value": line.last_day, "note": of},
    ]  # fmt: skip


def _map(line: ItemLine, seen: Process) -> Plot:
    arc = drawn.worst(seen)
    title = _("No working day was lost between two activities")
    if arc is not None:
        words = _("Most days go between “{first}” and “{then}”: {days} of {all} working days")
        title = words.format(
            first=arc.first, then=arc.then, days=arc.days, all=seen.own_days + seen.other_days
        )
    said = _(
        "{n} cases. Thick: often. Figures: times · working days, median. Broken: waiting for others"
    )
    wide, narrow = drawn.process_map(seen, days=_("{n} wd"), title=title)
    return Plot(title, said.format(n=seen.cases), wide, _("events of the case log"),
                _arcs(seen), narrow)  # fmt: skip


def _arcs(seen: Process) -> Table:
    heads = (
        Column("first", _("From")),
        Column("then", _("To")),
        Column("times", _("Times"), "right"),
        Column("middle", _("Working days, median"), "right"),
        Column("days", _("Working days in all"), "right"),
    )
    rows = (
        (arc.first, arc.then, str(arc.times), f"{arc.middle:g}", str(arc.days)) for arc in seen.arcs
    )
    lines = tuple(Row(tuple(Cell(text) for text in row)) for row in rows)
    return Table(_("Which activity follows which"), heads, lines)


def _lost(seen: Process) -> str:
    words = _(
        "{own} working days were the organ's, in {others} applicants or experts were waited for."
    )
    return words.format(own=seen.own_days, others=seen.other_days)


def _paths(seen: Process) -> Line:
    rows = [
        {
            "cells": [
                {"text": way.cases},
                {"text": f"{way.cases / seen.cases:.0%}"},
                {"text": " → ".join(way.activities)},
            ]
        }
        for way in seen.paths[:MOST_PATHS]
    ]
    return {
        "caption": _("Ways that cases took"),
        "total": len(seen.paths),
        "columns": [
            {"key": "cases", "label": _("Cases"), "align": "right"},
            {"key": "share", "label": _("Share of cases"), "align": "right"},
            {"key": "way", "label": _("Way")},
        ],
        "rows": rows,
    }
