"""One organ, put together from every room: who answers, what is open, how it went, what it bears.

The register below cannot know the rooms above it; this page can. Every section asks its room's
own `visible_to`, so that nobody learns here what they may not see there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mingcha.foundation import time
from mingcha.foundation.clockface import due_part
from mingcha.foundation.http import day_asked
from mingcha.organs import queries
from mingcha.organs.models import Unit
from mingcha.people import queries as people
from mingcha.people.models import Duty
from mingcha.web import pictures, rooms
from mingcha.web.rooms import Kind

FEW = 8  # of each kind; the room's own list shows the rest
OVER = {"closed", "withdrawn", "cancelled", "transferred", "void"}
Row = dict[str, Any]


@login_required
@require_GET
def organ(request: HttpRequest, unit_id: int) -> HttpResponse:
    """How is it doing and what is open? And what it was on a day."""
    unit = get_object_or_404(queries.visible_to(request.user), pk=unit_id)
    on = day_asked(request)
    inside = list(queries.standing(on=on).filter(parent=unit).order_by("level", "code"))
    names = queries.names_on(inside, on=on)
    duties = _answerable(unit, on)
    sections = [_section(kind, unit, request.user) for kind in _of_organs()]
    context = {
        "unit": unit,
        "on": on,
        "is_today": on == time.today(),
        "was": queries.as_it_was(unit, on=on),
        "facts": _facts(unit, duties, sections),
        "duties": duties,
        "sections": [section for section in sections if section["count"]],
        "plots": pictures.of_organ(unit, request.user, on=on),
        "table": _inside(inside, names, on),
        "lineage": queries.lineage(unit),
        "organs_path": _path(unit),
    }
    return render(request, "organ.html", context)


def _of_organs() -> list[Kind]:
    """The kinds of things that are about an organ and have a page."""
    about = {"rectification.Order", "findings.Finding", "visits.Visit"}
    return [kind for kind in rooms.kinds() if kind.model in about]


def of_unit(kind: Kind, unit: Unit, person: Any) -> QuerySet[Any]:
    """What a person may see of one kind about a unit: an organ's own, or that of an office in it.

    A veiled thing is left out whoever asks: that it stands here would say whom it is about.
    """
    field = "organ" if unit.level == Unit.Level.ORGAN else _place(kind)
    seen = kind.seen_by(person).filter(**{field: unit})
    return seen.exclude(state__in=kind.veiled) if kind.veiled else seen


def _place(kind: Kind) -> str:
    fields = {field.name for field in kind.table._meta.get_fields()}
    return "office" if "office" in fields else "place"


def _section(kind: Kind, unit: Unit, person: Any) -> Row:
    """One kind: how many, how many of them still open, the newest ones."""
    seen = of_unit(kind, unit, person)
    states = list(seen.order_by().values_list("state", flat=True))
    is_open = [state for state in states if state not in OVER | {"confirmed", "verified"}]
    newest = list(seen.select_related("clock").order_by("-pk")[:FEW]) if states else []
    return {
        "kind": kind,
        "label": kind.label,
        "count": len(states),
        "open": len(is_open),
        "table": _table(kind, newest, len(states)),
        "more": f"{reverse(kind.listing)}?q={unit.name}" if len(states) > FEW else "",
    }


def _table(kind: Kind, things: list[Any], total: int) -> Row:
    columns = [
        {"key": "number", "label": _("Number")},
        {"key": "state", "label": _("State")},
        {"key": "due", "label": _("Due")},
    ]
    rows = [
        {
            "url": kind.address(thing),
            "cells": [
                {"text": thing.number},
                {"text": thing.get_state_display()},
                _due(thing),
            ],
        }
        for thing in things
    ]
    return {"caption": kind.label, "total": total, "columns": columns, "rows": rows}


def _due(thing: Any) -> Row:
    clock = getattr(thing, "clock", None)
    if clock is None or thing.state in OVER:
        return {"text": "—"}
    return {"due": due_part(clock, on=time.today())}


def _answerable(unit: Unit, on: date) -> list[Duty]:
    """Who is first responsible for the organ of this place on a day, and who speaks for it."""
    roles = [Duty.Role.HEAD, Duty.Role.LIAISON, Duty.Role.OFFICE_HEAD]
    held = Duty.objects.filter(people.holding(on), role__in=roles)
    held = held.filter(organ__in=[unit, unit.head_organ]).select_related("person", "organ")
    return sorted(held, key=lambda duty: (roles.index(Duty.Role(duty.role)), duty.since))


def _facts(unit: Unit, duties: list[Duty], sections: list[Row]) -> list[Row]:
    heads = [duty.person.name for duty in duties if duty.role == Duty.Role.HEAD]
    nobody = "" if heads or unit.active_to else "overdue"
    facts: list[Row] = [
        {"label": _("Class"), "value": unit.head_organ.get_kind_display(), "note": unit.code},
        {"label": _("First responsible"), "value": "、".join(heads) or "—", "tone": nobody},
    ]
    facts += [
        {
            "label": section["label"],
            "value": section["open"],
            "note": _("open, of {n}").format(n=section["count"]),
        }
        for section in sections
        if section["count"]
    ]
    ended = {"label": _("Until"), "value": unit.active_to.isoformat()} if unit.active_to else None
    since = {"label": _("Since"), "value": unit.active_from.isoformat()}
    return [*facts, ended or since]


def _inside(units: list[Unit], names: dict[int, str], on: date) -> Row:
    columns = [
        {"key": "name", "label": _("Name")},
        {"key": "code", "label": _("Code")},
        {"key": "level", "label": _("Level")},
    ]

    def shown(unit: Unit) -> Row:
        cells = [
            {"text": names[unit.pk], "note": _("Key office") if unit.is_key else ""},
            {"text": unit.code},
            {"text": unit.get_level_display()},
        ]
        return {"url": f"{reverse('organs:organ', args=[unit.pk])}?on={on}", "cells": cells}

    empty = {"title": _("Nothing inside"), "text": _("No office, counter or post is on record.")}
    return {
        "caption": _("What is inside"),
        "total": len(units),
        "columns": columns,
        "rows": [shown(unit) for unit in units],
        "empty": empty,
    }


def _path(unit: Unit) -> list[Row]:
    above: list[Unit] = []
    place = unit.parent
    while place is not None:
        above.insert(0, place)
        place = place.parent
    url: Callable[[Unit], str] = lambda unit: reverse("organs:organ", args=[unit.pk])  # noqa: E731
    path: list[Row] = [{"label": _("Organs"), "url": reverse("organs:organs")}]
    return path + [{"label": place.name, "url": url(place)} for place in above]
