"""The pages that belong to no room: the calendar, the journal, health."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

import mingcha
from mingcha.core.workdays import Code
from mingcha.foundation import journal as book
from mingcha.foundation import time, workdays
from mingcha.foundation.clockface import DAY
from mingcha.foundation.models import JournalEntry
from mingcha.foundation.refusals import NOT_FOR_YOU
from mingcha.people import queries as people
from mingcha.people.models import Duty


@login_required
@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """One year of working days: what is off, what is worked though it is a weekend."""
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and 1990 < int(asked) < 2200 else 0
    year = year or time.today().year
    found = workdays.calendar()
    days = [
        date(year, 1, 1) + timedelta(n)
        for n in range((date(year, 12, 31) - date(year, 1, 1)).days + 1)
    ]
    special = [
        {"day": day, "kind": DAY[kind.code], "name": kind.name, "working": kind.working}
        for day in days
        for kind in [found.why(day)]
        if kind.code in {Code.HOLIDAY, Code.MAKE_UP}
    ]
    context = {
        "year": year,
        "known": found.is_known(date(year, 6, 1)),
        "working": found.count(days[0], days[-1]),
        "total": len(days),
        "special": special,
        "years": [year - 1, year + 1],
        "papers": [n for n in found.notices if n.year == year],
        "may_enter": Duty.Role.CONDUCT_OFFICE in people.roles_of(request.user, on=time.today()),
    }
    return render(request, "calendar.html", context)


def _auditors_only(request: HttpRequest) -> None:
    if not people.MAY_READ_JOURNAL & people.roles_of(request.user, on=time.today()):
        raise NOT_FOR_YOU()


@login_required
@require_GET
def journal(request: HttpRequest) -> HttpResponse:
    """The journal as an auditor reads it: who did what to which thing."""
    _auditors_only(request)
    entries = JournalEntry.objects.select_related("by").order_by("-pk")
    if verb := request.GET.get("verb"):
        entries = entries.filter(verb=verb)
    page = Paginator(entries, 50).get_page(request.GET.get("page"))
    columns = [
        {"key": "at", "label": _("When")},
        {"key": "by", "label": _("Who")},
        {"key": "verb", "label": _("Act")},
        {"key": "about", "label": _("Thing")},
    ]
    rows = [
        {
            "cells": [
                {"text": entry.at.astimezone(time.city_zone()).strftime("%Y-%m-%d %H:%M")},
                {"text": entry.by or _("the calendar")},
                {"text": entry.verb, "url": f"?verb={entry.verb}"},
                {"text": entry.about_name},
            ]
        }
        for entry in page
    ]
    empty = {"title": _("Nothing has been done yet"), "text": _("Every act will stand here.")}
    table = {
        "caption": _("Journal"),
        "columns": columns,
        "rows": rows,
        "empty": empty,
        "page": page,
    }
    return render(request, "journal.html", {"table": table, "head": book.head()})


@login_required
@require_GET
def journal_export(request: HttpRequest) -> StreamingHttpResponse:
    """The sealed journal, one canonical entry a line, to be checked by an outsider."""
    _auditors_only(request)
    lines = (line + b"\n" for line in book.export())
    answer = StreamingHttpResponse(lines, content_type="application/x-ndjson")
    answer["Content-Disposition"] = 'attachment; filename="journal.ndjson"'
    return answer


@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """Whether the service stands: version, database, how far the calendar is known."""
    last = workdays.calendar().last_known
    said = {
        "version": mingcha.__version__,
        "database": connection.vendor,
        "calendar_known_to": last.isoformat() if last else None,
    }
    return JsonResponse(said)
