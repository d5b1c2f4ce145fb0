"""Pages of suspicions: the list, and one of them with the results with and without."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from mingcha.appraisals import doors, queries, record, wording
from mingcha.appraisals.models import Round, Suspicion
from mingcha.appraisals.views.flags import of_flag, rate_of
from mingcha.appraisals.views.panels import cells, column
from mingcha.appraisals.views.rounds import path
from mingcha.appraisals.workflow import UNDECIDED
from mingcha.core.shares import Z95
from mingcha.foundation import clockface, time
from mingcha.foundation.acts import act_page
from mingcha.foundation.listing import Column, Filter, Listing, state_cell, state_tag, text
from mingcha.foundation.story import story

S = Suspicion.State
TONES: dict[str, str] = {
    S.RAISED: "attention", S.PROPOSED: "attention", S.CONFIRMED: "overdue", S.DISMISSED: "withheld",
}  # fmt: skip
SIGNS = {
    "best": gettext_lazy("Best mark for everything"),
    "straight": gettext_lazy("One mark for everything"),
    "identical": gettext_lazy("Identical papers"),
    "extreme": gettext_lazy("Best and worst marks only"),
    "lifted": gettext_lazy("One organ lifted"),
    "pressed": gettext_lazy("One organ pressed"),
    "one_way": gettext_lazy("Papers that pull one way"),
    "told": gettext_lazy("Told what to mark"),
    "apart": gettext_lazy("A group against all others"),
    "moved": gettext_lazy("A group that moved against all others"),
}


def _due(one: Suspicion) -> dict[str, Any]:
    due = clockface.due_part(one.clock, on=time.today()) if one.state in UNDECIDED else None
    return text("") if due is None else {"due": due}


LISTING = Listing(
    name="suspicions",
    caption=gettext_lazy("Suspicions"),
    columns=(
        Column("number", gettext_lazy("Number"), lambda s: text(s.number), sort="number"),
        Column("round", gettext_lazy("Round"), lambda s: text(s.round.number), sort="round"),
        Column("sign", gettext_lazy("What was seen"), lambda s: text(SIGNS.get(s.sign, s.sign))),
        Column(
            "raised_on",
            gettext_lazy("Raised on"),
            lambda s: text(s.raised_on),
            plain=lambda s: s.raised_on,
            sort="raised_on",
        ),
        Column("state", gettext_lazy("State"), lambda s: state_cell(s, TONES), sort="state"),
        Column("due", gettext_lazy("To be decided by"), _due, sort="clock__due_on"),
    ),
    url=lambda s: reverse("appraisals:suspicion", args=[s.pk]),
    empty={
        "title": gettext_lazy("No suspicion here"),
        "text": gettext_lazy("A count raises one where its papers show what chance would not."),
    },
    filters=(
        Filter("state", gettext_lazy("State"), lambda: S.choices, lambda q, c: q.filter(state=c)),
    ),
)
suspicion_act = act_page(doors.SUSPICIONS)


@login_required
@require_GET
def suspicions(request: HttpRequest) -> HttpResponse:
    """The suspicions this person may see, the newest first."""
    found = queries.suspicions_visible_to(request.user).order_by("-id")
    return LISTING.answer(request, found, "appraisals/suspicions.html", {"organs_path": path()})


@login_required
@require_GET
def suspicion(request: HttpRequest, pk: int) -> HttpResponse:
    """One suspicion: what was seen, how often chance shows it, with and without, who decided."""
    one = get_object_or_404(queries.suspicions_visible_to(request.user), pk=pk)
    round_ = one.round
    names = dict(round_.subjects.values_list("code", "name"))
    groups = wording.groups(record.rule_of(round_.rule))
    context = {
        "organs_path": path(
            {"label": _("Suspicions"), "url": reverse("appraisals:suspicions")},
            {"label": round_.number, "url": reverse("appraisals:round", args=[round_.pk])},
        ),
        "suspicion": one,
        "state": state_tag(one, TONES),
        "facts": [
            {"label": _("What was seen"), "value": SIGNS.get(one.sign, one.sign)},
            {"label": _("False alarms"), "value": rate_of(one.flag)},
            {"label": _("Takes two persons"), "value": _("yes") if one.weighty else _("no")},
            {"label": _("Raised on"), "value": one.raised_on},
            {"label": _("Decided on"), "value": one.decided_on or "—"},
        ],
        "sentence": of_flag(one.flag, names, groups),
        "rate": rate_of(one.flag),
        "taken": _taken(one, groups),
        "table": _with_and_without(one, names),
        "why_not": one.get_withheld_display() if one.withheld else "",
        "verdict": one.get_verdict_display() if one.verdict else "",
        "clock": clockface.face(one.clock, on=time.today()) if one.state in UNDECIDED else None,
        "next": one.state == S.CONFIRMED and round_.state == Round.State.COUNTED,
        "events": story(one, doors.SUSPICION_DONE, words=("proposal", "reason")),
        "acts": doors.SUSPICIONS.buttons(one, request.user),
    }
    return render(request, "appraisals/suspicion.html", context)


def _taken(one: Suspicion, groups: dict[str, str]) -> list[dict[str, Any]]:
    """How many papers of which group are left out."""
    taken = one.figures["taken"] if one.figures else {}
    return [{"label": groups.get(code, code), "value": n} for code, n in taken.items()]


def _with_and_without(one: Suspicion, names: dict[str, str]) -> dict[str, Any] | None:
    if not one.figures:
        return None
    rows = [{"cells": _cells(row, names)} for row in sorted(one.figures["organs"], key=_moved)]
    columns = [
        column("organ", _("Organ")),
        column("with", _("With these papers"), "right"),
        column("without", _("Without them"), "right"),
        column("change", _("Difference"), "right"),
        column("doubt", _("Doubt of the score"), "right"),
        column("band", _("Band")),
    ]
    return {"caption": _("Organs"), "columns": columns, "rows": rows}


def _moved(row: dict[str, Any]) -> float:
    """The organs that move most first."""
    return -abs(_change(row) or 0.0)


def _change(row: dict[str, Any]) -> float | None:
    if row["with"] is None or row["without"] is None:
        return None
    return float(row["without"]) - float(row["with"])


def _cells(row: dict[str, Any], names: dict[str, str]) -> list[Any]:
    change = _change(row)
    band = wording.band(row["band"])
    if row["band"] != row["band_without"]:
        band = _("{band}, without: {other}").format(
            band=band, other=wording.band(row["band_without"])
        )
    without = row["without"] or "—"
    if not row["whole"]:
        without = _("{score} in part").format(score=without)
    return cells(
        names.get(row["code"], row["code"]),
        row["with"] or "—",
        without,
        "—" if change is None else wording.signed(change),
        "—" if row["se"] is None else f"± {Z95 * float(row['se']):.2f}",
        band,
    )
