"""Plans, rounds and the burden meter for programs."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from ninja.pagination import paginate
from pydantic import Field

from mingcha.foundation import time
from mingcha.foundation.api import Problem, acts
from mingcha.organs.models import Unit
from mingcha.visits import commands, queries
from mingcha.visits.doors.plans import PLANS
from mingcha.visits.models import Burden, Mode, Plan, Round, Visit
from mingcha.visits.queries import pools

router = Router(tags=["visits"])
NOES = {403: Problem, 404: Problem, 409: Problem, 422: Problem}


class PlanOut(Schema):
    """A plan: its themes with the documents they carry out, and its ceiling."""

    id: int
    year: int = Field(examples=[2026])
    title: str
    state: str = Field(examples=["approved"])
    themes: list[tuple[str, str]] = Field(alias="themed", description="Theme and its document.")
    ceiling: int = Field(description="Most visits to one organ in the year.")


class PlanIn(Schema):
    """A new plan; themes one a line, each with its document behind a bar."""

    year: int = Field(examples=[2026])
    title: str
    themes: str = Field(default="", examples=["窗口服务 | 明政发〔2026〕3号 第二条"])
    ceiling: int = Field(default=0, ge=0)


class RoundOut(Schema):
    """A round: what one draw is for, and how far it has come. Never where it leads."""

    id: int
    draw: str = Field(alias="draw.number", examples=["CQ-2026-0007"])
    plan: int = Field(alias="plan_id")
    theme: str
    mode: str = Field(examples=["covert"])
    place_type: str = Field(examples=["counter"])
    opens_at: datetime
    envelopes: int = 0
    opened: int = 0
    verified: int = 0


class RoundIn(Schema):
    """What a round is for; `want` in all, shared out by class, or `wants` by class."""

    theme: str
    mode: Mode
    place_type: str = Field(examples=["office"])
    opens_at: datetime
    want: int = Field(default=0, ge=0)
    wants: dict[str, int] = Field(default={}, examples=[{"service": 3, "management": 2}])
    organs: list[str] = Field(default=[], description="Codes; empty for all below the ceiling.")
    reason: str = Field(default="", description="Why only these organs.")
    seed_source: str = ""


class EnvelopeOut(Schema):
    """A sealed envelope: number, state and hour."""

    number: str = Field(examples=["CF-2026-0031"])
    state: str
    opens_at: datetime


class NameIn(Schema):
    """A target named by hand, with its reason and its team; the first named leads."""

    target: str = Field(description="Code of an organ, office or counter.")
    reason: str
    team: list[str] = Field(description="Staff numbers of inspectors.")
    mode: Mode
    opens_at: datetime
    theme: str = ""
    place_type: str = ""
    beyond: str = Field(default="", description="Why beyond the ceiling.")


class BorneOut(Schema):
    """What one organ bore in a year."""

    organ: str = Field(alias="organ.code", examples=["MZ014"])
    year: int
    ceiling: int | None
    visits: int
    forms: int
    meetings: int
    checks: int
    hours: Decimal


class BurdenIn(Schema):
    """A form, a meeting or a check by others."""

    organ: str = Field(description="Code of the organ.", examples=["MZ014"])
    kind: Burden.Kind
    title: str
    imposed_by: str
    happened_on: date
    hours: Decimal = Field(examples=["6.5"])


@router.get("/plans", response=list[PlanOut], operation_id="visits_plan_list")
def plans(request: HttpRequest) -> Any:
    """The plans you may see, the newest first."""
    return queries.plans_visible_to(request.user)


@router.get("/plans/{int:pk}", response={200: PlanOut, **NOES}, operation_id="visits_plan_show")
def plan(request: HttpRequest, pk: int) -> Plan:
    """One plan."""
    return get_object_or_404(queries.plans_visible_to(request.user), pk=pk)


@router.post("/plans", response={200: PlanOut, **NOES}, operation_id="visits_plan_draft")
def draft(request: HttpRequest, said: PlanIn) -> Plan:
    """Begin the plan of a year."""
    return commands.draft(**said.dict(), by=request.user, on=time.today())


@router.get("/rounds", response=list[RoundOut], operation_id="visits_round_list")
@paginate
def rounds(request: HttpRequest) -> Any:
    """The rounds you may see, the newest first."""
    return queries.rounds_visible_to(request.user)


@router.get("/rounds/{int:pk}", response={200: RoundOut, **NOES}, operation_id="visits_round_show")
def round_(request: HttpRequest, pk: int) -> Round:
    """One round."""
    return get_object_or_404(queries.rounds_visible_to(request.user), pk=pk)


@router.post(
    "/plans/{int:pk}/prepare_round",
    response={200: RoundOut, **NOES},
    operation_id="visits_round_prepare",
)
def prepare_round(request: HttpRequest, pk: int, said: RoundIn) -> Round:
    """Fix the pool of a round with all it is for, before the seed is known."""
    facts = said.dict()
    want, wants = facts.pop("want"), facts.pop("wants")
    facts["organs"] = _units(facts["organs"]) or None
    facts["want"] = wants or want
    return commands.prepare_round(plan(request, pk), **facts, by=request.user, on=time.today())


@router.post(
    "/rounds/{int:pk}/assign_round",
    response={200: list[EnvelopeOut], **NOES},
    operation_id="visits_round_assign",
)
def assign_round(request: HttpRequest, pk: int) -> list[Visit]:
    """Seal the envelopes of a round that is drawn; asked again, it gives the same ones."""
    return commands.assign_round(round_(request, pk), by=request.user, on=time.today())


@router.get(
    "/rounds/{int:pk}/envelopes",
    response={200: list[EnvelopeOut], **NOES},
    operation_id="visits_round_envelopes",
)
def envelopes(request: HttpRequest, pk: int) -> Any:
    """The envelopes of a round by number and hour."""
    return queries.envelopes(round_(request, pk))


@router.post(
    "/plans/{int:pk}/name_target",
    response={200: EnvelopeOut, **NOES},
    operation_id="visits_visit_name_target",
)
def name_target(request: HttpRequest, pk: int, said: NameIn) -> Visit:
    """Send a team where a reason asks for it."""
    facts = said.dict()
    (unit,) = _units([facts.pop("target")])
    named = {one.staff_no: one for one in pools.named(facts["team"])}
    facts["team"] = [named[no] for no in facts["team"] if no in named]
    facts["place"] = None if unit.level == Unit.Level.ORGAN else unit
    one = plan(request, pk)
    return commands.name_target(
        one, organ=unit.head_organ, **facts, by=request.user, on=time.today()
    )


def _units(codes: list[str]) -> list[Unit]:
    """The units of these codes, all of them or not found."""
    everywhere = Unit.objects.select_related("organ")
    return [get_object_or_404(everywhere, code=code) for code in codes]


@router.get("/burden", response=list[BorneOut], operation_id="visits_burden_list")
def burden(request: HttpRequest, year: int = 0) -> Any:
    """The meter of every organ you may read, in one year (this one unless said)."""
    asked = year if 2000 <= year <= 2100 else time.today().year
    return queries.borne(asked, request.user)


@router.post("/burden", response={200: BorneOut, **NOES}, operation_id="visits_burden_record")
def record_burden(request: HttpRequest, said: BurdenIn) -> Any:
    """Enter what an organ had to bear; answers with its meter of that year."""
    facts = said.dict()
    (organ,) = _units([facts.pop("organ")])
    made = commands.record_burden(organ, **facts, by=request.user, on=time.today())
    return queries.burden_of(made.organ, made.on.year, person=request.user)


acts(router, "/plans", PLANS, PlanOut, lambda keys, by: [])
