"""Pages on the tree of organs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mingcha.core.notice import Unfit, parse_day
from mingcha.foundation import time
from mingcha.organs import queries
from mingcha.organs.models import Unit


@login_required
@require_GET
def organs(request: HttpRequest) -> HttpResponse:
    """The organs that stood on a day, by class; the day and the class stay in the address."""
    on = _day(request)
    kind = request.GET.get("kind", "")
    found = list(queries.organs(on=on))
    chosen = [organ for organ in found if not kind or organ.kind == kind]
    names = queries.names_on(chosen, on=on)
    context = {
        "on": on,
        "count": len(chosen),
        "filters": _filters(found, kind, on),
        "table": _table(chosen, names, on),
    }
    return render(request, "organs/organs.html", context)


@login_required
@require_GET
def organ(request: HttpRequest, unit_id: int) -> HttpResponse:
    """One unit as it stood on a day: what is inside it, whom it followed, who followed it."""
    unit = get_object_or_404(queries.visible_to(request.user), pk=unit_id)
    on = _day(request)
    inside = list(queries.standing(on=on).filter(parent=unit).order_by("level", "code"))
    names = queries.names_on(inside, on=on)
    context = {
        "unit": unit,
        "on": on,
        "was": queries.as_it_was(unit, on=on),
        "facts": _facts(unit, len(inside)),
        "table": _inside(inside, names, on),
        "lineage": queries.lineage(unit),
        "organs_path": _path(unit),
    }
    return render(request, "organs/organ.html", context)


def _day(request: HttpRequest) -> date:
    """The day asked for; today where nothing sensible was asked."""
    try:
        return parse_day(request.GET["on"])
    except (KeyError, Unfit):
        return time.today()


def _filters(found: list[Unit], kind: str, on: date) -> list[dict[str, Any]]:
    def option(code: str, label: Any, count: int) -> dict[str, Any]:
        url = f"?on={on}&kind={code}"
        return {"label": label, "url": url, "current": kind == code, "count": count}

    classes = [
        option(code, label, sum(organ.kind == code for organ in found))
        for code, label in Unit.Kind.choices
    ]
    return [{"label": _("Class"), "options": [option("", _("All"), len(found)), *classes]}]


def _table(organs: list[Unit], names: dict[int, str], on: date) -> dict[str, Any]:
    columns = [
        {"key": "name", "label": _("Organ")},
        {"key": "code", "label": _("Code")},
        {"key": "kind", "label": _("Class")},
        {"key": "offices", "label": _("Offices"), "align": "right"},
    ]
    rows = [
        {
            "url": f"/organs/{organ.pk}/?on={on}",
            "cells": [
                {"text": names[organ.pk]},
                {"text": organ.code},
                {"text": organ.get_kind_display()},
                {"text": getattr(organ, "offices", 0)},
            ],
        }
        for organ in organs
    ]
    empty = {
        "title": _("No organ stood on this day"),
        "text": _("Choose another day, or enter the organs first."),
    }
    return {"caption": _("Organs"), "columns": columns, "rows": rows, "empty": empty}


def _inside(units: list[Unit], names: dict[int, str], on: date) -> dict[str, Any]:
    columns = [
        {"key": "name", "label": _("Name")},
        {"key": "code", "label": _("Code")},
        {"key": "level", "label": _("Level")},
    ]
    rows = [
        {
            "url": f"/organs/{unit.pk}/?on={on}",
            "cells": [
                {"text": names[unit.pk]},
                {"text": unit.code},
                {"text": unit.get_level_display()},
            ],
        }
        for unit in units
    ]
    empty = {"title": _("Nothing inside"), "text": _("No office, counter or post is on record.")}
    return {"caption": _("What is inside"), "columns": columns, "rows": rows, "empty": empty}


def _facts(unit: Unit, inside: int) -> list[dict[str, Any]]:
    return [
        {"label": _("Code"), "value": unit.code},
        {"label": _("Level"), "value": unit.get_level_display()},
        {"label": _("Class"), "value": unit.head_organ.get_kind_display()},
        {"label": _("Since"), "value": unit.active_from.isoformat()},
        {"label": _("Until"), "value": unit.active_to.isoformat() if unit.active_to else "—"},
        {"label": _("Inside"), "value": inside},
    ]


def _path(unit: Unit) -> list[dict[str, Any]]:
    path = [{"label": _("Organs"), "url": "/organs/"}]
    above: list[Unit] = []
    place = unit.parent
    while place is not None:
        above.insert(0, place)
        place = place.parent
    return path + [{"label": place.name, "url": f"/organs/{place.pk}/"} for place in above]
