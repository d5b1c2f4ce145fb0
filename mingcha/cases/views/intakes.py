"""Logs taken in: the list, one of them with what was refused, and the page to hand one in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from mingcha.cases import commands, queries
from mingcha.cases.forms import LogForm
from mingcha.cases.models import Intake
from mingcha.cases.views import looks
from mingcha.cases.workflow import those_who_judge
from mingcha.core.machine import NOT_YOURS
from mingcha.core.refusal import Refusal
from mingcha.evidence import queries as pieces
from mingcha.foundation import time
from mingcha.foundation.listing import Column, Listing, text


def _number(name: str, label: Any) -> Column:
    return Column(name, label, lambda row: text(getattr(row, name)),
                  plain=lambda row: getattr(row, name), sort=name, align="right")  # fmt: skip


LISTING = Listing(
    name="intakes",
    caption=gettext_lazy("Logs taken in"),
    columns=(
        Column("number", gettext_lazy("Number"), lambda i: text(i.number), sort="number"),
        Column("name", gettext_lazy("File"), lambda i: text(i.name), sort="name"),
        Column(
            "taken",
            gettext_lazy("Taken in on"),
            looks.day_cell(lambda i: i.taken_on),
            plain=lambda i: i.taken_on,
            sort="taken_on",
        ),
        _number("cases", gettext_lazy("Cases")),
        _number("events", gettext_lazy("New events")),
        _number("known", gettext_lazy("Known before")),
        _number("corrected", gettext_lazy("Corrections")),
        _number("late", gettext_lazy("Late events")),
        _number("unread", gettext_lazy("Rows refused")),
    ),
    url=lambda i: reverse("cases:intake", args=[i.pk]),
    empty={
        "title": gettext_lazy("No log has been taken in"),
        "text": gettext_lazy("Hand in the file that the approval system gives out."),
    },
)


@login_required
@require_GET
def intakes(request: HttpRequest) -> HttpResponse:
    """All files of events, for the centre and auditors."""
    found = queries.intakes_visible_to(request.user)
    ways = looks.ways("cases:intakes", is_centre=queries.is_centre(request.user))
    may = those_who_judge(None, request.user)
    context = {"ways": ways, "may_take_in": may}
    return LISTING.answer(request, found, "cases/intakes.html", context)


@login_required
@require_GET
def intake(request: HttpRequest, pk: int) -> HttpResponse:
    """One file: what was read, what was refused and why, the mapping it was read by."""
    found = queries.intakes_visible_to(request.user).select_related("evidence")
    one = get_object_or_404(found, pk=pk)
    context = {
        "intake": one,
        "facts": _facts(one),
        "refused": _refused(one),
        "evidence": pieces.strip([one.evidence], request.user),
        "organs_path": [{"label": _("Logs taken in"), "url": reverse("cases:intakes")}],
    }
    return render(request, "cases/intake.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """Hand in a file of events with its mapping."""
    if not those_who_judge(None, request.user):
        raise NOT_YOURS(who=those_who_judge.words)
    form = LogForm(request.POST or None, request.FILES or None)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["log"]
        try:
            made = commands.take_in(
                file.read(),
                file.name,
                mapping=form.mapping_text(),
                by=request.user,
                on=time.today(),
                organ=form.cleaned_data["organ"],
            )
        except Refusal as no:
            refusal = no
        else:
            messages.success(request, _("Taken in: {number}").format(number=made.number))
            return redirect("cases:intake", made.pk)
    status = refusal.status if refusal else 422 if request.method == "POST" else 200
    context = {
        "form": form,
        "refusal": refusal,
        "organs_path": [{"label": _("Logs taken in"), "url": reverse("cases:intakes")}],
    }
    return render(request, "cases/take_in.html", context, status=status)


def _facts(intake: Intake) -> list[dict[str, Any]]:
    return [
        {"label": _("Rows"), "value": intake.rows},
        {"label": _("Cases"), "value": intake.cases},
        {"label": _("New events"), "value": intake.events},
        {"label": _("Known before"), "value": intake.known},
        {"label": _("Corrections"), "value": intake.corrected},
        {"label": _("Late events"), "value": intake.late},
        {
            "label": _("Rows refused"),
            "value": intake.unread,
            "tone": "attention" if intake.unread else "",
        },
    ]


def _refused(intake: Intake) -> dict[str, Any] | None:
    if not intake.refused:
        return None
    rows = [{"cells": [{"text": row}, {"text": reason}]} for row, reason in intake.refused]
    return {
        "caption": _("Rows refused"),
        "total": intake.unread,
        "columns": [
            {"key": "row", "label": _("Row"), "align": "right"},
            {"key": "reason", "label": _("Reason")},
        ],
        "rows": rows,
    }
