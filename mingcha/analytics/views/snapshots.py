"""The pages of snapshots: which were kept, what one holds, its tables as files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from mingcha.analytics import commands, queries, record
from mingcha.analytics.files import PARQUET
from mingcha.analytics.models import Snapshot
from mingcha.analytics.refusals import FILE_GONE
from mingcha.analytics.views.measures import PATH
from mingcha.foundation import columns, time
from mingcha.foundation.columns import FACTS, Facts
from mingcha.foundation.listing import Column, Listing, text
from mingcha.foundation.refusals import NOT_FOR_YOU
from mingcha.people.parties import those_who_lead

LISTING = Listing(
    name="snapshots",
    caption=gettext_lazy("Snapshots of the facts"),
    columns=(
        Column("day", gettext_lazy("Day"), lambda s: text(s.number), sort="day"),
        Column("tables", gettext_lazy("Tables"), lambda s: text(len(s.tables)), align="right"),
        Column("rows", gettext_lazy("Rows"), lambda s: text(s.rows), align="right"),
        Column("digest", gettext_lazy("Digest"), lambda s: text(s.digest[:16])),
    ),
    url=lambda s: reverse("analytics:snapshot", args=[s.pk]),
    empty={
        "title": gettext_lazy("No snapshot yet"),
        "text": gettext_lazy("The first is kept tonight; the conduct office can keep one now."),
    },
)
KINDS = {
    columns.Kind.TEXT: gettext_lazy("text"),
    columns.Kind.WHOLE: gettext_lazy("whole number"),
    columns.Kind.NUMBER: gettext_lazy("number"),
    columns.Kind.DAY: gettext_lazy("date"),
    columns.Kind.YES: gettext_lazy("yes or no"),
}


@login_required
@require_GET
def snapshots(request: HttpRequest) -> HttpResponse:
    """Every snapshot, the newest first."""
    found = queries.visible_to(request.user)
    if not found.exists() and not those_who_lead(None, request.user):
        raise NOT_FOR_YOU()
    context = {"organs_path": PATH, "may_take": those_who_lead(None, request.user)}
    return LISTING.answer(request, found, "analytics/snapshots.html", context)


@login_required
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Keep the facts as they stand now."""
    snapshot = commands.take(by=request.user, on=time.today())
    messages.success(request, _("Kept: snapshot {number}").format(number=snapshot.number))
    return redirect("analytics:measures")


@login_required
@require_GET
def snapshot(request: HttpRequest, pk: int) -> HttpResponse:
    """One snapshot: its tables with rows and digests, and what every column means."""
    one = get_object_or_404(queries.visible_to(request.user), pk=pk)
    context = {
        "organs_path": [*PATH, {"label": LISTING.caption, "url": reverse("analytics:snapshots")}],
        "snapshot": one,
        "wrong": record.unfit(one),
        "table": _tables(one),
        "dictionary": [_columns(FACTS[t["name"]]) for t in one.tables if t["name"] in FACTS],
    }
    return render(request, "analytics/snapshot.html", context)


def _tables(one: Snapshot) -> dict[str, Any]:
    rows = [
        {
            "url": reverse("analytics:table", args=[one.pk, table["name"]]),
            "cells": [
                {"text": f"{table['name']}.parquet"},
                {"text": table["rows"]},
                {"text": table["bytes"]},
                {"text": table["sha256"]},
            ],
        }
        for table in one.tables
    ]
    heads = [
        {"key": "name", "label": _("Table of facts")},
        {"key": "rows", "label": _("Rows"), "align": "right"},
        {"key": "bytes", "label": _("Bytes"), "align": "right"},
        {"key": "sha256", "label": "SHA-256"},
    ]
    return {"caption": _("Tables"), "total": len(rows), "columns": heads, "rows": rows}


def _columns(one: Facts) -> dict[str, Any]:
    rows = [
        {
            "cells": [
                {"text": c.name},
                {"text": KINDS[c.kind]},
                {"text": c.unit or "—"},
                {"text": c.sentence},
            ]
        }
        for c in one.columns
    ]
    heads = [
        {"key": "name", "label": _("Column of the table")},
        {"key": "kind", "label": _("Holds")},
        {"key": "unit", "label": _("Unit")},
        {"key": "means", "label": _("Meaning")},
    ]
    table = {"caption": one.name, "columns": heads, "rows": rows}
    return {"name": one.name, "sentence": one.sentence, "table": table}


@login_required
@require_GET
def table(request: HttpRequest, pk: int, name: str) -> FileResponse:
    """One table of a snapshot as it lies on disk, if it still is what was kept."""
    one = get_object_or_404(queries.visible_to(request.user), pk=pk)
    kept = {t["name"]: t["sha256"] for t in one.tables}
    if name not in kept:
        raise Http404
    path = record.file_of(one, name)
    if not path.exists() or columns.digest(path) != kept[name]:
        raise FILE_GONE(file=path.name, day=one.number)
    return FileResponse(
        path.open("rb"),
        content_type=PARQUET,
        as_attachment=True,
        filename=f"{name}-{one.number}.parquet",
    )
