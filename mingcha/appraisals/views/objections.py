"""Pages of objections: the list, one of them, and where an organ files one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from mingcha.appraisals import doors, queries
from mingcha.appraisals.commands import objection as commands
from mingcha.appraisals.forms.docket import ObjectForm
from mingcha.appraisals.models import Objection
from mingcha.appraisals.views.rounds import get_round, path
from mingcha.core.refusal import Refusal
from mingcha.foundation import clockface, time
from mingcha.foundation.acts import act_page
from mingcha.foundation.listing import Column, Filter, Listing, state_cell, state_tag, text
from mingcha.foundation.story import story

S = Objection.State
TONES: dict[str, str] = {S.FILED: "attention", S.UPHELD: "good", S.REJECTED: "withheld"}


def _due(one: Objection) -> dict[str, Any]:
    due = clockface.due_part(one.clock, on=time.today()) if one.state == S.FILED else None
    return text("") if due is None else {"due": due}


LISTING = Listing(
    name="objections",
    caption=gettext_lazy("Objections"),
    columns=(
        Column("number", gettext_lazy("Number"), lambda o: text(o.number), sort="number"),
        Column("round", gettext_lazy("Round"), lambda o: text(o.subject.round.number)),
        Column(
            "organ", gettext_lazy("Organ"), lambda o: text(o.subject.name), sort="subject__name"
        ),
        Column(
            "filed_on",
            gettext_lazy("Filed on"),
            lambda o: text(o.filed_on),
            plain=lambda o: o.filed_on,
            sort="filed_on",
        ),
        Column("state", gettext_lazy("State"), lambda o: state_cell(o, TONES), sort="state"),
        Column("due", gettext_lazy("To be decided by"), _due, sort="clock__due_on"),
    ),
    url=lambda o: reverse("appraisals:objection", args=[o.pk]),
    empty={
        "title": gettext_lazy("No objection here"),
        "text": gettext_lazy("Organs may object to facts once they are told their result."),
    },
    filters=(
        Filter("state", gettext_lazy("State"), lambda: S.choices, lambda q, c: q.filter(state=c)),
    ),
)
objection_act = act_page(doors.OBJECTIONS)


def _list() -> dict[str, Any]:
    return {"label": _("Objections"), "url": reverse("appraisals:objections")}


@login_required
@require_GET
def objections(request: HttpRequest) -> HttpResponse:
    """The objections this person may see, the newest first."""
    found = queries.objections_visible_to(request.user).order_by("-id")
    return LISTING.answer(request, found, "appraisals/objections.html", {"organs_path": path()})


@login_required
@require_GET
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    """One objection: what is said to be wrong, what was decided and why."""
    one = get_object_or_404(queries.objections_visible_to(request.user), pk=pk)
    round_ = one.subject.round
    context = {
        "organs_path": path(_list()),
        "objection": one,
        "state": state_tag(one, TONES),
        "facts": [
            {"label": _("Organ"), "value": one.subject.name, "note": one.subject.code},
            {
                "label": _("Round"),
                "value": round_.number,
                "url": reverse("appraisals:round", args=[round_.pk]),
            },
            {"label": _("Filed on"), "value": one.filed_on},
            {"label": _("Decided on"), "value": one.decided_on or "—"},
        ],
        "clock": clockface.face(one.clock, on=time.today()) if one.state == S.FILED else None,
        "events": story(one, doors.OBJECTION_DONE, words=()),
        "acts": doors.OBJECTIONS.buttons(one, request.user),
    }
    return render(request, "appraisals/objection.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def file_objection(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Where an organ says which fact of its result is wrong."""
    one = get_round(request, pk)
    subject = get_object_or_404(one.subjects.select_related("unit__organ"), code=code)
    form = ObjectForm(request.POST or None)
    back = reverse("appraisals:organ_result", args=[pk, code])
    way = path({"label": one.number, "url": reverse("appraisals:round", args=[pk])})
    context: dict[str, Any] = {"form": form, "subject": subject, "back": back, "organs_path": way}
    if not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "appraisals/file_objection.html", context, status=status)
    try:
        made = commands.file(subject, by=request.user, on=time.today(), **form.facts(request.user))
    except Refusal as no:
        context["refusal"] = no
        return render(request, "appraisals/file_objection.html", context, status=no.status)
    return redirect("appraisals:objection", made.pk)
