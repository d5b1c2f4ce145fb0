"""One box over everything a person may see; and the door that opens any reference number."""

from __future__ import annotations

from typing import Any
from unicodedata import normalize

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import JSONField, QuerySet, TextField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mingcha.foundation import time
from mingcha.foundation.listing import state_tag
from mingcha.people import queries as people
from mingcha.web import rooms
from mingcha.web.rooms import Kind
from mingcha.web.tones import TONES

FEW = 5  # of each kind, as long as no kind is chosen
SHOWN = 12  # kinds with their first rows at once; the others stand in the filter with their number
A_PAGE = 30
WAYS = {"organ": "organ", "order": "order__organ", "subject": "subject__unit__organ"}
LONGEST = 100  # characters; nobody types more, and a machine may not


@login_required
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Find by number, organ or words; the words and the kind stay in the address."""
    asked = normalize("NFKC", request.GET.get("q", "")).strip()[:LONGEST]
    if exact := rooms.opened(asked, request.user):
        return redirect(exact)
    found = _found(asked, request.user) if asked else {}
    counts = rooms.counted({kind.key: rows for kind, rows in found.items()})
    chosen = request.GET.get("in", "")
    hit = [kind for kind in found if counts[kind.key] and chosen in ("", kind.key)]
    groups = [_group(kind, found[kind], counts[kind.key], request, chosen) for kind in hit[:SHOWN]]
    context = {
        "asked": asked,
        "number": rooms.numbered(asked),
        "groups": groups,
        "filters": _filters(asked, chosen, found, counts),
        "total": sum(counts.values()),
    }
    return render(request, "search.html", context)


@login_required
@require_GET
def by_number(request: HttpRequest, number: str) -> HttpResponse:
    """Open what bears a reference number. What is not there and what is not yours answer alike."""
    found = rooms.opened(number, request.user)
    if found is None:
        raise Http404
    return redirect(found)


def searched(person: Any) -> list[Kind]:
    """The kinds this person may search: those of the rooms they are led to."""
    roles = people.roles_of(person, on=time.today())
    mine = {kind for room in rooms.landed() if room.is_for(roles) for kind in room.kinds}
    return [kind for kind in rooms.kinds() if kind in mine]


def _found(asked: str, person: Any) -> dict[Kind, QuerySet[Any]]:
    return {kind: kind.holding(asked, person) for kind in searched(person)}


def _filters(
    asked: str, chosen: str, found: dict[Kind, QuerySet[Any]], counts: dict[str, int]
) -> list[dict[str, Any]]:
    if not sum(counts.values()):
        return []
    said = [("", _("Everything"), sum(counts.values()))]
    said += [(kind.key, kind.label, counts[kind.key]) for kind in found if counts[kind.key]]
    options = [
        {"label": label, "count": n, "current": key == chosen, "url": _address(asked, key)}
        for key, label, n in said
    ]
    return [{"label": _("Found in"), "options": options}]


def _address(asked: str, key: str) -> str:
    from urllib.parse import urlencode

    return "?" + urlencode({"q": asked, **({"in": key} if key else {})})


def _group(
    kind: Kind, found: QuerySet[Any], count: int, request: HttpRequest, chosen: str
) -> dict[str, Any]:
    """The first few of one kind; all of them, page by page, once it is chosen."""
    paginator = Paginator(found, A_PAGE if chosen else FEW)
    paginator.count = count  # of all kinds at once it is known already
    page = paginator.get_page(request.GET.get("page") if chosen else 1)
    page.object_list = list(_things(kind, page.object_list, request.user))
    table = {
        "caption": kind.label,
        "total": count,
        "columns": _columns(kind),
        "rows": [{"url": kind.address(thing), "cells": _cells(kind, thing)} for thing in page],
        "page": page if chosen else None,
    }
    asked = request.GET.get("q", "")
    more = _address(asked, kind.key) if not chosen and count > FEW else ""
    return {"table": table, "more": more, "count": count}


def _things(kind: Kind, page: Any, person: Any) -> QuerySet[Any]:
    """The things of one page: the database counts off their keys before it reads anything else."""
    keys = page.select_related(None).values("pk")
    if page.query.distinct:  # it must show what it sorts by, which a list of keys may not
        keys = list(page.values_list("pk", flat=True))
    found = kind.seen_by(person).filter(pk__in=keys).prefetch_related(None).select_related(None)
    if organ := _organ(kind):
        found = found.select_related(organ)
    order = page.query.order_by
    return (found.order_by(*order) if order else found).defer(*_long(kind))


def _organ(kind: Kind) -> str:
    """By which way a thing of this kind leads to its organ; "" where it has none."""
    fields = {one.name for one in kind.table._meta.concrete_fields}
    return next((way for name, way in WAYS.items() if name in fields), "")


def _long(kind: Kind) -> list[str]:
    """Texts and documents of a kind, which a list of findings does not show."""
    fields = kind.table._meta.concrete_fields
    return [one.name for one in fields if isinstance(one, (TextField, JSONField))]


def _columns(kind: Kind) -> list[dict[str, Any]]:
    if not kind.prefix:
        return [
            {"key": "name", "label": _("Name")},
            {"key": "code", "label": _("Code")},
            {"key": "organ", "label": _("Belongs to")},
        ]
    return [
        {"key": "number", "label": _("Number")},
        {"key": "state", "label": _("State")},
        {"key": "organ", "label": _("Organ")},
    ]


def _cells(kind: Kind, thing: Any) -> list[dict[str, Any]]:
    """Number, state and organ of anything numbered; name and code of what stands in a register."""
    organ = organ_shown(thing)
    if not kind.prefix:
        name = getattr(thing, "name", None) or getattr(thing, "title", thing)
        code = getattr(thing, "code", None) or getattr(thing, "staff_no", "")
        return [{"text": name}, {"text": code}, {"text": organ or "—"}]
    told = hasattr(thing, "get_state_display")
    state = {"state": state_tag(thing, TONES)} if told else {"text": "—"}
    return [{"text": thing.number}, state, {"text": organ or "—"}]


def organ_shown(thing: Any) -> Any:
    """The organ a thing is about; the name its room lets be seen, where it keeps some veiled."""
    return getattr(thing, "shown_organ", getattr(thing, "organ", None))
