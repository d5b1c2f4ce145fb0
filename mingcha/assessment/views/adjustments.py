"""Pages of bonuses, deductions and veto events: the list, one of them, putting one forward."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from mingcha.assessment import doors, queries
from mingcha.assessment.commands import adjustment as commands
from mingcha.assessment.forms.year import ProposeAdjustmentForm
from mingcha.assessment.models import Adjustment
from mingcha.core.refusal import Refusal
from mingcha.foundation import clockface, time
from mingcha.foundation.acts import act_page
from mingcha.foundation.listing import Column, Filter, Listing, state_cell, state_tag, text
from mingcha.foundation.story import story
from mingcha.people.parties import those_who_lead

S, K = Adjustment.State, Adjustment.Kind
TONES: dict[str, str] = {
    S.PROPOSED: "attention",
    S.CONFIRMED: "good",
    S.REJECTED: "withheld",
    S.WITHDRAWN: "withheld",
}


def _points(one: Adjustment) -> str:
    if one.of_kind == K.VETO:
        return ""
    return f"{'+' if one.of_kind == K.BONUS else '−'}{one.points:.2f}"


LISTING = Listing(
    name="adjustments",
    caption=gettext_lazy("Bonuses, deductions, veto events"),
    columns=(
        Column("number", gettext_lazy("Number"), lambda a: text(a.number), sort="number"),
        Column("organ", gettext_lazy("Organ"), lambda a: text(a.organ.name), sort="organ__code"),
        Column("year", gettext_lazy("Year"), lambda a: text(a.year), lambda a: a.year, sort="year"),
        Column("kind", gettext_lazy("Kind"), lambda a: text(K(a.of_kind).label), sort="of_kind"),
        Column("points", gettext_lazy("Points"), lambda a: text(_points(a)), align="right"),
        Column("document", gettext_lazy("Document"), lambda a: text(a.document)),
        Column("state", gettext_lazy("State"), lambda a: state_cell(a, TONES), sort="state"),
    ),
    url=lambda a: reverse("assessment:adjustment", args=[a.pk]),
    empty={
        "title": gettext_lazy("No adjustment here"),
        "text": gettext_lazy("Each has its paper; one person proposes it, another confirms it."),
    },
    filters=(
        Filter(
            "kind",
            gettext_lazy("Kind"),
            lambda: K.choices,
            lambda found, kind: found.filter(of_kind=kind),
        ),
        Filter("state", gettext_lazy("State"), lambda: S.choices, lambda q, c: q.filter(state=c)),
    ),
)
adjustment_act = act_page(doors.ADJUSTMENTS)


def _path(*more: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"label": _("Year sheets"), "url": reverse("assessment:year_sheets")}, *more]


def _list() -> dict[str, Any]:
    label = _("Bonuses, deductions, veto events")
    return {"label": label, "url": reverse("assessment:adjustments")}


@login_required
@require_GET
def adjustments(request: HttpRequest) -> HttpResponse:
    """The adjustments this person may see, the newest first."""
    found = queries.adjustments_visible_to(request.user)
    context = {"may_propose": those_who_lead(None, request.user), "organs_path": _path()}
    return LISTING.answer(request, found, "assessment/adjustments.html", context)


@login_required
@require_GET
def adjustment(request: HttpRequest, pk: int) -> HttpResponse:
    """One adjustment with its ground, its paper and who did what."""
    one = get_object_or_404(queries.adjustments_visible_to(request.user), pk=pk)
    facts = [
        {"label": _("Kind"), "value": one.get_of_kind_display(), "note": _points(one)},
        {"label": _("Organ"), "value": one.organ.name},
        {"label": _("Year"), "value": one.year},
        {"label": _("Document"), "value": one.document},
    ]
    if one.about:
        url = f"/n/{one.about}/"
        facts.append({"label": _("Rests on"), "value": one.about, "url": url})
    context = {
        "organs_path": _path(_list()),
        "adjustment": one,
        "state": state_tag(one, TONES),
        "facts": facts,
        "clock": clockface.face(one.clock, on=time.today()) if one.state == S.PROPOSED else None,
        "events": story(one, doors.ADJUSTMENT_DONE),
        "acts": doors.ADJUSTMENTS.buttons(one, request.user),
    }
    return render(request, "assessment/adjustment.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Put an adjustment forward; somebody else confirms it."""
    form = ProposeAdjustmentForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "organs_path": _path(_list())}
    if not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "assessment/propose_adjustment.html", context, status=status)
    try:
        made = commands.propose(by=request.user, on=time.today(), **form.facts(request.user))
    except Refusal as no:
        context["refusal"] = no
        return render(request, "assessment/propose_adjustment.html", context, status=no.status)
    return redirect("assessment:adjustment", made.pk)
