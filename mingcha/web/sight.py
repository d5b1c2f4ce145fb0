"""Who may see what: for one person, room by room; and for every role."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mingcha.foundation import time
from mingcha.foundation.refusals import NOT_FOR_YOU
from mingcha.people import queries as people
from mingcha.people.models import Duty, Person
from mingcha.web import rooms

Row = dict[str, Any]


@login_required
@require_GET
def sight(request: HttpRequest, pk: int) -> HttpResponse:
    """What one person sees today: the rooms they are led to, how many things they may open."""
    person = get_object_or_404(people.visible_to(request.user), pk=pk)
    roles = people.roles_of(person, on=time.today())
    all_kinds = rooms.kinds()
    seen = rooms.counted({kind.key: kind.seen_by(person) for kind in all_kinds})
    there = rooms.counted({kind.key: kind.table._default_manager.all() for kind in all_kinds})
    context = {
        "person": person,
        "duties": people.duties_of(person, on=time.today()),
        "table": _table([_row(room, roles, seen, there) for room in rooms.landed()]),
        "organs_path": [
            {"label": person.name, "url": reverse("people:person", args=[person.pk])},
        ],
    }
    return render(request, "sight.html", context)


def _row(room: rooms.Room, roles: set[str], seen: dict[str, int], there: dict[str, int]) -> Row:
    led = room.is_for(roles)
    standing = {kind.key: kind for kind in rooms.kinds()}
    counts = [
        f"{kind.label} {seen[kind.key]} / {there[kind.key]}"
        for kind in room.kinds
        if kind.key in standing
    ]
    led_words = {"label": _("led there"), "tone": "good"}
    not_led = {"label": _("not led there"), "tone": "neutral", "shape": "cross"}
    return {
        "cells": [
            {"text": room.label},
            {"state": led_words if led else not_led},
            {"text": "；".join(counts) or "—"},
        ]
    }


def _table(rows: list[Row]) -> Row:
    columns = [
        {"key": "room", "label": _("Room")},
        {"key": "led", "label": _("Navigation")},
        {"key": "seen", "label": _("May open, of all there are")},
    ]
    return {"caption": _("Rooms"), "columns": columns, "rows": rows}


@login_required
@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    """Every role: how many hold it today, which rooms it leads to."""
    today = time.today()
    if not people.roles_of(request.user, on=today) & people.READ_THE_REGISTER:
        raise NOT_FOR_YOU()
    held = people.holders(on=today)
    doors = [room for room in rooms.landed() if room.open_to is not None]
    rows = [
        {
            "url": f"{reverse('people:people')}?duty={role.value}",
            "cells": [
                {"text": role.label},
                {"text": held.get(role.value, 0)},
                {"text": "、".join(str(room.label) for room in doors if room.is_for({role.value}))
                 or "—"},
            ],
        }
        for role in Duty.Role
    ]  # fmt: skip
    columns = [
        {"key": "role", "label": _("Role")},
        {"key": "held", "label": _("Hold it today"), "align": "right"},
        {"key": "rooms", "label": _("Rooms it leads to")},
    ]
    everybody = [room.label for room in rooms.landed() if room.open_to is None]
    table = {"caption": _("Roles"), "columns": columns, "rows": rows}
    context = {"table": table, "everybody": everybody, "persons": Person.objects.count()}
    return render(request, "roles.html", context)
