"""Flags: the queue for whoever judges, the organ's own view, one flag with what it rests on."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from mingcha.cases import doors, queries, wording
from mingcha.cases.models import Flag
from mingcha.cases.views import looks
from mingcha.evidence import queries as pieces
from mingcha.foundation import clockface, time
from mingcha.foundation.acts import act_page
from mingcha.foundation.listing import Column, Filter, Listing, state_cell, state_tag, text
from mingcha.foundation.story import story

F = Flag.State
flag_act = act_page(doors.FLAGS)


def _what(flag: Flag) -> dict[str, Any]:
    return {"text": wording.title_of(flag), "note": wording.against(flag)}


def _case(flag: Flag) -> dict[str, Any]:
    return {"text": flag.case.item_name or flag.case.item, "note": flag.case.number}


def _late(found: QuerySet[Flag], code: str) -> QuerySet[Flag]:
    return found.filter(pk__in=queries.overdue_answers(on=time.today()).order_by().values("pk"))


LISTING = Listing(
    name="flags",
    caption=gettext_lazy("Flags"),
    columns=(
        Column("number", gettext_lazy("Number"), lambda f: text(f.number), sort="number"),
        Column("what", gettext_lazy("What looks wrong"), _what, sort="check_code"),
        Column("organ", gettext_lazy("Organ"), lambda f: text(f.organ.name), sort="organ__code"),
        Column(
            "case", gettext_lazy("Case"), _case, plain=lambda f: f.case.number, sort="case__number"
        ),
        Column(
            "happened",
            gettext_lazy("Happened on"),
            looks.day_cell(lambda f: f.happened_on),
            plain=lambda f: f.happened_on,
            sort="happened_on",
        ),
        Column(
            "state", gettext_lazy("State"), lambda f: state_cell(f, looks.FLAG_TONES), sort="state"
        ),
        Column("due", gettext_lazy("Whose turn, until when"), looks.due_cell, sort="clock__due_on"),
        Column(
            "finding",
            gettext_lazy("Finding"),
            lambda f: text(f.finding.number.replace("-", looks.UNBROKEN) if f.finding else ""),
        ),
    ),
    url=lambda f: reverse("cases:flag", args=[f.pk]),
    empty={
        "title": gettext_lazy("No flag here"),
        "text": gettext_lazy("Flags are raised in the night after a log was taken in."),
    },
    filters=(
        Filter(
            "state",
            gettext_lazy("State"),
            lambda: F.choices,
            lambda found, code: found.filter(state=code),
        ),
        looks.kind_filter(),
        looks.class_filter(),
        Filter("late", gettext_lazy("Time"), lambda: [("1", _("To be decided now"))], _late),
    ),
)


@login_required
@require_GET
def flags(request: HttpRequest) -> HttpResponse:
    """All flags this person may see. Nobody who applied is named."""
    found = queries.flags_visible_to(request.user)
    ways = looks.ways("cases:flags", is_centre=queries.is_centre(request.user))
    return LISTING.answer(request, found, "cases/flags.html", {"ways": ways})


@login_required
@require_GET
def flag(request: HttpRequest, pk: int) -> HttpResponse:
    """One flag: what was found, by which article, how it was derived, what the organ says."""
    found = queries.flags_visible_to(request.user).select_related("event", "case__organ", "card")
    one = get_object_or_404(found, pk=pk)
    undecided = one.state in {F.RAISED, F.ANSWERED}
    context = {
        "flag": one,
        "title": wording.title_of(one),
        "against": wording.against(one),
        "state": state_tag(one, looks.FLAG_TONES),
        "facts": _facts(one),
        "rows": _derived(one),
        "doubts": one.derivation.get("unfit", []),
        "why": WHY.get(one.derivation.get("why", ""), ""),
        "clock": clockface.face(one.clock, on=time.today()) if undecided else None,
        "proof": pieces.strip(one.answer_proof.all(), request.user),
        "card": getattr(one, "card", None),
        "events": story(one, doors.DONE, words=("answer", "decision")),
        "acts": doors.FLAGS.buttons(one, request.user),
        "organs_path": [
            {"label": _("Flags"), "url": reverse("cases:flags")},
            {"label": one.case.number, "url": reverse("cases:case", args=[one.case_id])},
        ],
    }
    return render(request, "cases/flag.html", context)


WHY = {
    "unknown": gettext_lazy("No such item stands in the inventory of powers."),
    "unlisted": gettext_lazy("The item was not listed on the day of the application."),
    "no_basis": gettext_lazy("The item names no law on which it rests."),
}


def _facts(flag: Flag) -> list[dict[str, Any]]:
    case = flag.case
    return [
        {"label": _("Kind"), "value": flag.get_failure_kind_display()},
        {
            "label": _("Case"),
            "value": case.number,
            "note": case.item_name or case.item,
            "url": reverse("cases:case", args=[case.pk]),
        },
        {
            "label": _("Organ"),
            "value": flag.organ.name,
            "url": reverse("organs:organ", args=[flag.organ_id]),
        },
        {"label": _("Article"), "value": flag.article},
        {"label": _("Happened on"), "value": flag.happened_on.isoformat()},
    ]


def _derived(flag: Flag) -> list[dict[str, Any]]:
    """The day-by-day count kept when the flag was raised, as the shared part shows it."""
    rows = flag.derivation.get("derivation", [])
    return clockface.rows_of(rows)
