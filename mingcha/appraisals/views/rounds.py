"""Pages of rounds: the list, one round, its design, its second parts."""

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
from mingcha.appraisals.commands import round as commands
from mingcha.appraisals.commands.round import OVER
from mingcha.appraisals.forms.round import DesignForm, PartForm
from mingcha.appraisals.models import Round
from mingcha.appraisals.models.rule import Kind
from mingcha.appraisals.queries import hall
from mingcha.appraisals.views import panels
from mingcha.appraisals.views.docket import docket_acts, docket_links
from mingcha.core.refusal import Refusal
from mingcha.foundation import clockface, time
from mingcha.foundation.acts import act_page
from mingcha.foundation.listing import Column, Filter, Listing, state_cell, state_tag, text
from mingcha.foundation.story import story
from mingcha.people.parties import the_conduct_office

LISTING = Listing(
    name="appraisals",
    caption=gettext_lazy("Rounds of appraisal"),
    columns=(
        Column("number", gettext_lazy("Number"), lambda r: text(r.number), sort="number"),
        Column("title", gettext_lazy("Title"), lambda r: text(r.title), sort="title"),
        Column("kind", gettext_lazy("Kind"), lambda r: text(Kind(r.of_kind).label), sort="of_kind"),
        Column("period", gettext_lazy("Period"), lambda r: text(r.period), sort="period"),
        Column(
            "opens_on",
            gettext_lazy("Opens"),
            lambda r: text(r.opens_on),
            plain=lambda r: r.opens_on,
            sort="opens_on",
        ),
        Column("state", gettext_lazy("State"), lambda r: state_cell(r, panels.TONES), sort="state"),
    ),
    url=lambda r: reverse("appraisals:round", args=[r.pk]),
    empty={
        "title": gettext_lazy("No round has been published"),
        "text": gettext_lazy("A round is published twenty working days before it opens."),
    },
    filters=(
        Filter(
            "kind",
            gettext_lazy("Kind"),
            lambda: Kind.choices,
            lambda found, kind: found.filter(of_kind=kind),
        ),
        Filter(
            "state",
            gettext_lazy("State"),
            lambda: Round.State.choices,
            lambda found, state: found.filter(state=state),
        ),
    ),
)
round_act = act_page(doors.ROUNDS)


def path(*more: Any) -> list[dict[str, Any]]:
    """The way here: the room first."""
    return [{"label": _("Appraisals"), "url": reverse("appraisals:rounds")}, *more]


def get_round(request: HttpRequest, pk: int) -> Round:
    """A round this person may see; else not found."""
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


@login_required
@require_GET
def rounds(request: HttpRequest) -> HttpResponse:
    """The rounds this person may see, the newest first."""
    found = queries.visible_to(request.user).defer("public", "rule__parameters", "poll__tally")
    may = the_conduct_office(None, request.user)
    return LISTING.answer(request, found, "appraisals/rounds.html", {"may_design": may})


@login_required
@require_http_methods(["GET", "POST"])
def design(request: HttpRequest) -> HttpResponse:
    """Put a round on record."""
    form = DesignForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "organs_path": path()}
    if not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "appraisals/design.html", context, status=status)
    try:
        made = commands.design(by=request.user, on=time.today(), **form.facts(request.user))
    except Refusal as no:
        context["refusal"] = no
        return render(request, "appraisals/design.html", context, status=no.status)
    return redirect("appraisals:round", made.pk)


@login_required
@require_GET
def round_(request: HttpRequest, pk: int) -> HttpResponse:
    """One round: where it stands, who is rated, who took part, what comes next."""
    one = get_round(request, pk)
    may_enter = the_conduct_office(None, request.user) and one.state not in OVER
    context = {
        "organs_path": path(),
        "round": one,
        "state": state_tag(one, panels.TONES),
        "facts": _facts(one, request.user),
        "clock": clockface.face(one.clock, on=time.today()) if _runs(one) else None,
        "keeps_hall": one.poll is not None and hall.keeps_hall(one, request.user),
        "may_see_result": _may_see(one, request.user),
        "participation": panels.participation(queries.participation(one)),
        "subjects": panels.subjects(one, may_enter=may_enter),
        "events": story(one, doors.ROUND_DONE, words=("reason", "remark", "checks")),
        "acts": [*docket_acts(one, request.user), *doors.ROUNDS.buttons(one, request.user)],
        "docket": docket_links(one, request.user),
    }
    return render(request, "appraisals/round.html", context)


def _runs(one: Round) -> bool:
    """Whether anybody's days are counted; of a round that is over none are left."""
    return one.clock is not None and one.clock.ended_on is None


def _may_see(one: Round, person: Any) -> bool:
    try:
        queries.shown(one, person)
    except Refusal:
        return False
    return True


def _facts(one: Round, person: Any) -> list[dict[str, Any]]:
    rule = reverse("appraisals:rule", args=[one.rule_id])
    return [
        {"label": _("Kind"), "value": Kind(one.of_kind).label},
        {"label": _("Period"), "value": one.period},
        {"label": _("Open from – to"), "value": f"{one.opens_on:%m-%d} — {one.closes_on:%m-%d}"},
        {"label": _("Who is rated"), "value": one.subjects.count()},
        {"label": _("Rule version"), "value": one.rule.code, "url": rule},
        *(_linked(label, number, url) for label, number, url in queries.beside(one, person)),
    ]


def _linked(label: Any, number: str, url: str) -> dict[str, Any]:
    return {"label": label, "value": number, "url": url}


@login_required
@require_http_methods(["GET", "POST"])
def part(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """An organ's work check and veto event."""
    one = get_round(request, pk)
    subject = get_object_or_404(one.subjects, code=code)
    form = PartForm(request.POST or None, initial={"other": subject.other, "veto": subject.veto})
    back = {"label": one.number, "url": reverse("appraisals:round", args=[pk])}
    context: dict[str, Any] = {"form": form, "subject": subject, "organs_path": path(back)}
    if not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "appraisals/part.html", context, status=status)
    try:
        commands.enter_part(subject, by=request.user, on=time.today(), **form.cleaned_data)
    except Refusal as no:
        context["refusal"] = no
        return render(request, "appraisals/part.html", context, status=no.status)
    return redirect("appraisals:round", pk)
