"""One organ, put together from every room: who answers, what is open, how it went, what it bears.

The register below cannot know the rooms above it; this page can. Every section asks its room's
own `visible_to`, so that nobody learns here what they may not see there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mingcha.assessment.models import Sheet
from mingcha.foundation import time
from mingcha.foundation.clockface import due_part
from mingcha.foundation.http import day_asked
from mingcha.foundation.listing import state_tag
from mingcha.organs import queries
from mingcha.organs.models import Unit
from mingcha.people import queries as people
from mingcha.people.models import Duty
from mingcha.web import pictures, rooms
from mingcha.web.rooms import Kind
from mingcha.web.templatetags.parts import cn_date, full_date
from mingcha.web.tones import TONES

FEW = 8  # of each kind; the room's own list shows the rest
OVER = {"closed", "withdrawn", "cancelled", "transferred", "confirmed", "verified"}
Row = dict[str, Any]


def _seen_on(visit: Any) -> str:
    day = (visit.began_at or visit.opens_at).astimezone(time.city_zone()).date()
    return f"{cn_date(day)} · {visit.get_mode_display()}"


SAYS: dict[str, Callable[[Any], str]] = {
    "order": lambda order: Truncator(order.fault).chars(40),
    "finding": lambda finding: str(finding.norm),
    "visit": _seen_on,
}


@login_required
@require_GET
def organ(request: HttpRequest, unit_id: int) -> HttpResponse:
    """How is it doing and what is open? And what it was on a day."""
    unit = get_object_or_404(queries.visible_to(request.user), pk=unit_id)
    reader: Any = request.user
    if reader.organ_id == unit.head_organ.pk:
        reader.organ = unit.head_organ  # the head of every page names it: known already
    on = day_asked(request)
    inside = list(queries.standing(on=on).filter(parent=unit).order_by("level", "code"))
    names = queries.names_on([unit, *inside], on=on)
    duties = _answerable(unit, on)
    sections = _sections(unit, request.user)
    sheets = pictures.sheets_of(unit, request.user)
    context = {
        "unit": unit,
        "on": on,
        "is_today": on == time.today(),
        "name": names[unit.pk],
        "facts": _facts(unit, _kind_on(unit.head_organ, on), duties, sections, sheets),
        "duties": duties,
        "sections": sections,
        "plots": pictures.of_organ(unit, request.user, on=on, sheets=sheets),
        "table": _inside(inside, names, on),
        "lineage": queries.lineage(unit),
        "organs_path": _path(unit),
    }
    return render(request, "organ.html", context)


def _of_organs() -> list[Kind]:
    """The kinds of things that are about an organ and have a page."""
    about = [rooms.ORDER, rooms.FINDING, rooms.VISIT]
    return [kind for kind in about if kind in rooms.kinds()]


def of_unit(kind: Kind, unit: Unit, person: Any) -> QuerySet[Any]:
    """What a person may see of one kind about a unit: an organ, or an office inside one."""
    found = kind.of_organ(unit.head_organ, person)
    return found if unit.level == Unit.Level.ORGAN else found.filter(**{_place(kind): unit})


def _place(kind: Kind) -> str:
    fields = {field.name for field in kind.table._meta.get_fields()}
    return "office" if "office" in fields else "place"


def _sections(unit: Unit, person: Any) -> list[Row]:
    """Each kind: how many, how many still open; the open ones first, the most urgent on top."""
    seen = {kind: of_unit(kind, unit, person) for kind in _of_organs()}
    still = {f"{kind.key} open": rows.exclude(state__in=OVER) for kind, rows in seen.items()}
    counts = rooms.counted({**{kind.key: rows for kind, rows in seen.items()}, **still})
    return [
        {
            "label": kind.label,
            "count": counts[kind.key],
            "open": counts[f"{kind.key} open"],
            "table": _table(kind, _first(rows), counts[kind.key]),
            "more": _more(kind, unit) if counts[kind.key] > FEW else "",
        }
        for kind, rows in seen.items()
        if counts[kind.key]
    ]


def _more(kind: Kind, unit: Unit) -> str:
    return f"{reverse(kind.listing)}?{urlencode({'q': unit.name})}"


def _first(seen: QuerySet[Any]) -> list[Any]:
    is_over = Case(When(state__in=OVER, then=Value(1)), default=Value(0))
    ordered = seen.annotate(is_over=is_over).order_by("is_over", "clock__due_on", "-pk")
    return list(ordered.select_related("clock").prefetch_related(None)[:FEW])


def _table(kind: Kind, things: list[Any], total: int) -> Row:
    columns = [
        {"key": "number", "label": _("Number")},
        {"key": "what", "label": _("What about")},
        {"key": "state", "label": _("State")},
        {"key": "due", "label": _("Due")},
    ]
    rows = [
        {
            "url": kind.address(thing),
            "cells": [
                {"text": thing.number},
                {"text": SAYS[kind.key](thing)},
                {"state": state_tag(thing, TONES)},
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


def _kind_on(organ: Unit, on: date) -> str:
    """The class an organ was in on a day; today's stands in its row already."""
    kind = organ.kind if on == time.today() else queries.as_it_was(organ, on=on).kind
    return str(Unit.Kind(kind).label)


def _facts(
    unit: Unit, kind: str, duties: list[Duty], sections: list[Row], sheets: list[Sheet]
) -> list[Row]:
    heads = [duty.person.name for duty in duties if duty.role == Duty.Role.HEAD]
    nobody = "" if heads or unit.active_to else "overdue"
    facts: list[Row] = [
        {"label": _("Class"), "value": kind, "note": unit.code},
        {"label": _("First responsible"), "value": "、".join(heads) or "—", "tone": nobody},
    ]
    facts += [
        {
            "label": section["label"],
            "value": section["open"],
            "note": _("open, of {n}").format(n=section["count"]),
        }
        for section in sections
    ]
    facts += _score(sheets)
    if unit.active_to:
        facts.append({"label": _("Until"), "value": full_date(unit.active_to)})
    return facts


def _score(sheets: list[Sheet]) -> list[Row]:
    """The newest score the reader may see, with its interval."""
    if not sheets:
        return []
    sheet = sheets[-1]
    note = f"{sheet.low:.1f}–{sheet.high:.1f}" if sheet.score is not None else sheet.number
    value = f"{sheet.score:.1f}" if sheet.score is not None else _("not rated")
    url = reverse("assessment:sheet", args=[sheet.pk])
    label = _("Score of {period}").format(period=sheet.period)
    return [{"label": label, "value": value, "note": note, "url": url}]


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
