"""Pages of reforms: the list, one reform with its effect, the ledger with its plot."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mingcha.core.cuts import Load, cut
from mingcha.core.notice import Unfit, parse_day
from mingcha.foundation import plots, time
from mingcha.powers import queries, wording
from mingcha.powers.models import Reform
from mingcha.powers.queries import Effect, Entry, Ledger
from mingcha.powers.views import lists

NAMES = tuple(field.name for field in fields(Load) if field.name != "timed")


def labels() -> dict[str, str]:
    """What each total is called."""
    return {
        "items": _("Items"),
        "steps": _("Steps"),
        "papers": _("Materials"),
        "fees": _("Fees"),
        "legal_days": _("Legal days"),
        "promised_days": _("Promised days"),
    }


@login_required
@require_GET
def reforms(request: HttpRequest) -> HttpResponse:
    """Every reform, the newest first."""
    found = queries.reforms_visible_to(request.user)
    return lists.REFORMS.answer(request, found, "powers/reforms.html", {"here": "reforms"})


@login_required
@require_GET
def reform(request: HttpRequest, pk: int) -> HttpResponse:
    """One reform: its document and day, what it was expected to take off, what it took off."""
    found = get_object_or_404(queries.reforms_visible_to(request.user), pk=pk)
    effect = queries.effect_of(found, on=time.today())
    context = {
        "reform": found,
        "state": wording.stage(found),
        "facts": _facts(found),
        "table": _effect(found, effect),
        "measured": _measured(effect),
    }
    return render(request, "powers/reform.html", context)


def _facts(found: Reform) -> list[dict[str, Any]]:
    item = reverse("powers:item", args=[found.item_id])
    facts: list[dict[str, Any]] = [
        {"label": _("Kind"), "value": Reform.Kind(found.kind).label},
        {"label": _("How"), "value": found.get_how_display()},
        {"label": _("Item"), "value": found.item.code, "url": item},
        {"label": _("In force from"), "value": found.effective_on.isoformat()},
    ]
    if found.successor:
        into = reverse("powers:item", args=[found.successor.pk])
        facts.append({"label": _("Merged into"), "value": found.successor.code, "url": into})
    if found.receiver:
        facts.append({"label": _("Received by"), "value": found.receiver.name})
    return facts


def _effect(found: Reform, effect: Effect) -> dict[str, Any]:
    named, rows = labels(), []
    for name in NAMES:
        before, after = (getattr(load, name) for load in (effect.before, effect.expected))
        cells = (named[name], before, after, wording.percent(cut(before, after)))
        rows.append({"cells": [{"text": cell} for cell in cells]})
    caption = _("Expected effect")
    if found.successor:
        caption = _("Expected effect, both items together")
    return {"caption": caption, "columns": _columns([_("Before"), _("After")]), "rows": rows}


def _columns(middle: list[str]) -> list[dict[str, str]]:
    heads = ["", *middle, _("Cut")]
    return [
        {"key": f"c{n}", "label": head, "align": "right" if n else ""}
        for n, head in enumerate(heads)
    ]


def _measured(effect: Effect) -> dict[str, Any] | None:
    if effect.was is None and effect.since is None:
        return None
    rows = []
    for when, one in ((_("Before"), effect.was), (_("After"), effect.since)):
        days = [one.mean_days, one.median_days] if one else [None, None]
        told = ["—" if value is None else f"{value:.1f}" for value in days]
        rows.append({"cells": [{"text": cell} for cell in (when, one.cases if one else 0, *told)]})
    heads = ["", _("Cases"), _("Mean days"), _("Median days")]
    columns = [
        {"key": f"c{n}", "label": head, "align": "right" if n else ""}
        for n, head in enumerate(heads)
    ]
    table = {"caption": _("Measured on real cases"), "columns": columns, "rows": rows}
    return {"table": table, "cut": wording.percent(effect.measured_cut)}


@login_required
@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """What the reform took off between two days: the count, and what stands beside the count."""
    today = time.today()
    last = _day(request, "to", today)
    first = min(_day(request, "from", date(last.year, 1, 1)), last)
    found = queries.ledger(first, last)
    context = {
        "first": first,
        "last": last,
        "here": "ledger",
        "ledger": found,
        "facts": _totals(found),
        "plot": plot(found),
        "table": _running(found),
        "hows": [(Reform.How(how).label, n) for how, n in found.by_how.items()],
    }
    return render(request, "powers/ledger.html", context)


def _day(request: HttpRequest, name: str, otherwise: date) -> date:
    try:
        return parse_day(request.GET[name])
    except (KeyError, Unfit):
        return otherwise


def _totals(found: Ledger) -> list[dict[str, Any]]:
    named = labels()
    facts: list[dict[str, Any]] = []
    for name in ("items", "steps", "papers", "fees"):
        was, now = getattr(found.start, name), getattr(found.end, name)
        note = _("{was} before, {cut} off").format(was=was, cut=wording.percent(found.cut_of(name)))
        facts.append({"label": named[name], "value": now, "note": note})
    before, after = found.promised_cuts
    note = _("{before} before").format(before=wording.percent(before))
    label = _("Promises below the law")
    return [*facts, {"label": label, "value": wording.percent(after), "note": note}]


def plot(found: Ledger) -> plots.Plot:
    """What is left of each total, as a share of what there was on the first day."""
    named = labels()
    rows = [
        plots.Left(named[name], getattr(found.start, name), getattr(found.end, name))
        for name in NAMES
        if name != "legal_days" and getattr(found.start, name)
    ]
    title = _("Fewer items, and as much asked for as before")
    if not found.only_counted:
        title = _("Items {items} off, materials {papers} off").format(
            items=wording.percent(found.cut_of("items")),
            papers=wording.percent(found.cut_of("papers")),
        )
    subtitle = _("left on {last}, of what there was on {first}").format(
        first=found.first, last=found.last
    )
    source = _("the city's inventory of powers")
    return plots.left(rows, title=title, subtitle=subtitle, source=source)


def _running(found: Ledger) -> dict[str, Any]:
    named = labels()
    heads = [_("Day"), _("Reforms"), *(named[name] for name in NAMES)]
    columns = [
        {"key": f"c{n}", "label": head, "align": "right" if n > 1 else ""}
        for n, head in enumerate(heads)
    ]
    begun: dict[str, Any] = {
        "cells": [
            {"text": found.first.isoformat()},
            {"text": _("at the start")},
            *_cells(found.start),
        ]
    }
    rows = [begun, *(_row(entry) for entry in found.entries)]
    return {"caption": _("Running totals"), "columns": columns, "rows": rows}


def _row(entry: Entry) -> dict[str, Any]:
    first, more = entry.reforms[0], len(entry.reforms) - 1
    words = f"{first.item.name} · {first.get_how_display()}"
    note = _("only the count fell") if entry.only_counted else ""
    if more:
        note = " · ".join(w for w in (_("and {n} more").format(n=more), note) if w)
    link = {"text": words, "note": note, "url": reverse("powers:reform", args=[first.pk])}
    tone = "attention" if entry.only_counted else ""
    return {"cells": [{"text": entry.day.isoformat()}, link, *_cells(entry.after)], "tone": tone}


def _cells(load: Load) -> list[dict[str, Any]]:
    return [{"text": getattr(load, name)} for name in NAMES]
