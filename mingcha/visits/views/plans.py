"""Pages on plans and rounds; none of them tells what is sealed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from mingcha.core.machine import NOT_YOURS
from mingcha.foundation import time
from mingcha.foundation.acts import ActForm, act_page
from mingcha.foundation.listing import Column, Listing, state_cell, state_tag, text
from mingcha.foundation.story import story
from mingcha.people.parties import those_who_lead
from mingcha.visits import commands, queries
from mingcha.visits.doors.plans import LABELS, PLANS, ROUND_LABELS
from mingcha.visits.forms.plans import NameForm, NewPlanForm, PlanForm, RoundForm
from mingcha.visits.models import Plan, Round
from mingcha.visits.views import planned
from mingcha.visits.views.asking import Asking, ask

LISTING = Listing(
    name="plans",
    caption=gettext_lazy("Plans"),
    columns=(
        Column("title", gettext_lazy("Plan"), lambda p: text(p.title), sort="title"),
        Column(
            "year", gettext_lazy("Year"), lambda p: text(str(p.year)), sort="year", align="right"
        ),
        Column("state", gettext_lazy("State"), lambda p: state_cell(p, planned.TONES)),
        Column("themes", gettext_lazy("Themes"), lambda p: text(len(p.themed)), align="right"),
        Column("ceiling", gettext_lazy("Ceiling"), lambda p: text(p.ceiling), align="right"),
    ),
    url=lambda p: reverse("visits:plan", args=[p.pk]),
    empty={
        "title": gettext_lazy("There is no plan yet"),
        "text": gettext_lazy(
            "A plan names the themes of the year with their documents, and the most visits that "
            "one organ may be asked to bear. Visits begin with it."
        ),
    },
)

plan_act = act_page(PLANS)


def _leads(request: HttpRequest) -> bool:
    return those_who_lead(None, request.user)


def _those_who_lead_only(request: HttpRequest) -> None:
    if not _leads(request):
        raise NOT_YOURS(who=those_who_lead.words)


@login_required
@require_GET
def plans(request: HttpRequest) -> HttpResponse:
    """The plans of the years."""
    found = queries.plans_visible_to(request.user)
    return LISTING.answer(request, found, "visits/plans.html", {"may_draft": _leads(request)})


@login_required
@require_GET
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan: themes with documents, months and rounds, how far the ceiling is used."""
    one = get_object_or_404(queries.plans_visible_to(request.user), pk=pk)
    rounds = list(queries.rounds_of(one, request.user))
    in_force = one.state == Plan.State.APPROVED
    context = {
        "plan": one,
        "state": state_tag(one, planned.TONES),
        "facts": planned.facts(one, queries.uses(one), rounds),
        "themes": planned.themes(one, rounds),
        "months": planned.months(rounds),
        "rounds": planned.rounds(rounds),
        "named": planned.named(queries.named(one)) if _sees_rounds(request) else None,
        "nearest": planned.nearest(queries.borne(one.year, request.user)),
        "events": story(one, LABELS),
        "acts": [act for act in PLANS.buttons(one, request.user) if _is_of(one, act["act"])],
        "may_draw": in_force and _leads(request),
        "sees_rounds": _sees_rounds(request),
    }
    return render(request, "visits/plan.html", context)


def _is_of(one: Plan, act: str) -> bool:
    """Whether an act belongs to this part of the plan's life; what is over is no grey button."""
    return one.state in PLANS.machine[act].sources


def _sees_rounds(request: HttpRequest) -> bool:
    return queries.may_see_rounds(request.user)


@login_required
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest) -> HttpResponse:
    """Begin the plan of a year."""
    _those_who_lead_only(request)
    year = time.today().year
    initial = {"year": year, "title": _("Plan of visits {year}").format(year=year), "ceiling": 4}

    def do(facts: dict[str, Any]) -> str:
        made = commands.draft(**facts, by=request.user, on=time.today())
        return reverse("visits:plan", args=[made.pk])

    back = reverse("visits:plans")
    lead = _("One plan a year. It can be revised until it is approved.")
    asking = Asking(_("Draft a plan"), lead, back, "visits.plan.draft")
    return ask(request, NewPlanForm(request.POST or None, initial=initial), asking, do)


def _under(
    form: Callable[..., Any], title: Any, lead: Any, name: str, act: Callable[..., str]
) -> Callable[..., HttpResponse]:
    """The view of one act under a plan, with a form that knows the plan."""

    @login_required
    @require_http_methods(["GET", "POST"])
    def page(request: HttpRequest, pk: int) -> HttpResponse:
        one = get_object_or_404(queries.plans_visible_to(request.user), pk=pk)
        _those_who_lead_only(request)
        back = reverse("visits:plan", args=[one.pk])
        asking = Asking(title, lead, back, f"visits.{name}.{one.pk}")

        def do(facts: dict[str, Any]) -> str:
            return act(one, by=request.user, on=time.today(), **facts)

        return ask(request, form(request.POST or None, one), asking, do)

    return page


def _revised(one: Plan, **facts: Any) -> str:
    return reverse("visits:plan", args=[commands.revise(one, **facts).pk])


def _prepared(one: Plan, **facts: Any) -> str:
    return reverse("visits:round", args=[commands.prepare_round(one, **facts).pk])


def _named(one: Plan, **facts: Any) -> str:
    commands.name_target(one, **facts)
    return reverse("visits:plan", args=[one.pk])


def _as_it_is(posted: Any, one: Plan) -> PlanForm:
    now = {"title": one.title, "themes": one.themes, "ceiling": one.ceiling}
    return PlanForm(posted, initial=now)


revise = _under(
    _as_it_is,
    gettext_lazy("Revise the plan"),
    gettext_lazy("A draft is written anew; once approved it stays as it is."),
    "plan.revise",
    _revised,
)
prepare_round = _under(
    lambda posted, one: RoundForm(posted, plan=one),
    gettext_lazy("Fix the pool of a round"),
    gettext_lazy(
        "Pool, theme, mode and hour are fixed together, before the seed is known. Organs at "
        "their ceiling are left out; open and relapsed findings give more tickets."
    ),
    "round.prepare",
    _prepared,
)
name_target = _under(
    lambda posted, one: NameForm(posted, plan=one),
    gettext_lazy("Name a target with a reason"),
    gettext_lazy("For key-point visits only: what can be drawn is drawn."),
    "visit.name_target",
    _named,
)


def _round(request: HttpRequest, pk: int) -> Round:
    return get_object_or_404(queries.rounds_visible_to(request.user), pk=pk)


@login_required
@require_GET
def round_(request: HttpRequest, pk: int) -> HttpResponse:
    """One round, step by step; its envelopes by number and hour, never by where they lead."""
    one = _round(request, pk)
    context = {
        "round": one,
        "facts": planned.round_facts(one),
        "steps": planned.steps(one, queries.steps(one)),
        "envelopes": planned.envelopes(queries.envelopes(one)),
        "events": story(one, ROUND_LABELS),
        "organs_path": planned.path(one.plan),
        "may_seal": _leads(request) and queries.is_to_be_sealed(one),
    }
    return render(request, "visits/round.html", context)


@login_required
@require_http_methods(["POST"])
def assign_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Seal the envelopes of a round that is drawn."""
    one = _round(request, pk)
    asking = Asking(_("Seal the envelopes"), "", reverse("visits:round", args=[pk]), "")

    def do(facts: dict[str, Any]) -> str:
        commands.assign_round(one, by=request.user, on=time.today())
        return asking.back

    return ask(request, ActForm(request.POST), asking, do)


urls = [
    path("plans/", plans, name="plans"),
    path("plans/draft/", draft, name="draft"),
    path("plans/<int:pk>/", plan, name="plan"),
    path("plans/<int:pk>/revise/", revise, name="revise"),
    path("plans/<int:pk>/prepare_round/", prepare_round, name="prepare_round"),
    path("plans/<int:pk>/name_target/", name_target, name="name_target"),
    path("plans/<int:pk>/<str:act>/", plan_act, name="plan_act"),
    path("rounds/<int:pk>/", round_, name="round"),
    path("rounds/<int:pk>/assign_round/", assign_round, name="assign_round"),
]
