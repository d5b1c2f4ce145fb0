"""The operations of appraisals for programs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from ninja.pagination import paginate
from pydantic import Field

from mingcha.appraisals import doors, queries
from mingcha.appraisals.api import docket, panel, suspicion
from mingcha.appraisals.api.docket import REFUSED, SHOWN, no_files
from mingcha.appraisals.commands import round as rounds
from mingcha.appraisals.commands import rule as rule_acts
from mingcha.appraisals.models import Round, RuleVersion
from mingcha.appraisals.models.rule import Kind
from mingcha.foundation import api, time


class RuleOut(Schema):
    """A rule version of appraisals: every figure, the paper, the digest."""

    id: int
    code: str = Field(examples=["quarterly-2026-1"])
    kind: Kind = Field(alias="of_kind")
    title: str
    parameters: dict[str, Any]
    document: str
    digest: str
    published_on: date | None
    state: RuleVersion.State


class RuleIn(Schema):
    """A rule version to be prepared; figures are exact decimals, as text."""

    code: str = Field(examples=["quarterly-2026-1"])
    kind: Kind
    title: str = Field(examples=["季度评议办法"])
    parameters: dict[str, Any] = Field(
        description="scale, grades, questions, groups, weights, missing, coverage, bands, parts, "
        "veto_cap, block, contact_first, least; baseline if there is one",
        examples=[{"scale": ["100", "75", "55"], "coverage": "0.1"}],
    )
    document: str = ""


class RoundOut(Schema):
    """A round without what it came to."""

    id: int
    number: str = Field(examples=["PY-2026-0001"])
    kind: Kind = Field(alias="of_kind")
    title: str
    period: str = Field(examples=["2026Q2"])
    rule: str = Field(alias="rule.code", examples=["quarterly-2026-1"])
    reason: str
    opens_on: date
    closes_on: date
    state: Round.State


class RoundIn(Schema):
    """A round to be put on record; organs and offices by the codes of the register."""

    kind: Kind
    title: str = Field(examples=["二季度机关作风评议"])
    period: str = Field(examples=["2026Q2"])
    rule: str = Field(examples=["quarterly-2026-1"])
    codes: list[str] = Field(default=[], examples=[["MZ001", "MZ002"]])
    classes: list[str] = Field(default=[], examples=[["service"]])
    opens_on: date
    closes_on: date
    reason: str = ""


class PartIn(Schema):
    """An organ's work check and veto event."""

    other: str | None = Field(default=None, examples=["93.00"])
    veto: str = ""


class ResultOut(Schema):
    """One organ's result: exact for those who may see it, else as it is published."""

    organ: str = Field(examples=["MZ001"])
    kind: str = Field(examples=["service"])
    exact: bool = Field(description="Whether the figures are exact, or rounded for publication.")
    score: str | None = Field(examples=["86.4000"])
    low: str | None
    high: str | None
    band: str = Field(examples=["satisfied"])
    standing: str = Field(examples=["rated"])
    shares: list[str] = Field(examples=[["0.7000", "0.2000", "0.1000"]])
    valid: int | None
    unknown_rate: str | None
    best_place: int | None = Field(description="The best place the data allow in its class.")
    worst_place: int | None = Field(description="The worst; all sets of a class hold together.")
    places: int | None = Field(description="How many of its class are compared.")


router = Router(tags=["appraisals"])
router.add_router("", docket.router)
router.add_router("", panel.router)
router.add_router("", suspicion.router)


@router.get("/appraisal-rules", response=list[RuleOut], operation_id="appraisals_ruleversion_list")
@paginate
def rules(request: HttpRequest, kind: str = "") -> Any:
    """The rule versions you may see, the newest first; of one kind of round if asked."""
    found = queries.rules_visible_to(request.user)
    return found.filter(of_kind=kind) if kind else found


@router.post(
    "/appraisal-rules",
    response={200: RuleOut, **REFUSED},
    operation_id="appraisals_ruleversion_draft",
)
def draft_rule(request: HttpRequest, said: RuleIn) -> Any:
    """Prepare a rule version; it can be amended until it is published."""
    return rule_acts.draft(by=request.user, on=time.today(), **said.dict())


@router.get(
    "/appraisal-rules/{int:pk}",
    response={200: RuleOut, **SHOWN},
    operation_id="appraisals_ruleversion_show",
)
def rule(request: HttpRequest, pk: int) -> Any:
    """One rule version."""
    return get_object_or_404(queries.rules_visible_to(request.user), pk=pk)


@router.get("/appraisals", response=list[RoundOut], operation_id="appraisals_round_list")
@paginate
def all_rounds(request: HttpRequest, state: str = "", kind: str = "") -> Any:
    """The rounds you may see, the newest first; in one state or of one kind if asked."""
    found = queries.visible_to(request.user).defer("public")
    found = found.filter(state=state) if state else found
    return found.filter(of_kind=kind) if kind else found


@router.post(
    "/appraisals", response={200: RoundOut, **REFUSED}, operation_id="appraisals_round_design"
)
def design(request: HttpRequest, said: RoundIn) -> Any:
    """Put a round on record."""
    facts = said.dict()
    rule_ = get_object_or_404(queries.rules_visible_to(request.user), code=facts.pop("rule"))
    codes, classes = facts.pop("codes"), facts.pop("classes")
    facts["units"] = queries.units_named(codes, classes, on=said.opens_on)
    return rounds.design(rule=rule_, by=request.user, on=time.today(), **facts)


@router.get(
    "/appraisals/{int:pk}", response={200: RoundOut, **SHOWN}, operation_id="appraisals_round_show"
)
def round_(request: HttpRequest, pk: int) -> Any:
    """One round, without what it came to."""
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


@router.post(
    "/appraisals/{int:pk}/parts/{code}",
    response={200: RoundOut, **REFUSED},
    operation_id="appraisals_round_enter_part",
)
def enter_part(request: HttpRequest, pk: int, code: str, said: PartIn) -> Any:
    """Enter or correct an organ's work check and veto event."""
    one = get_object_or_404(queries.visible_to(request.user), pk=pk)
    subject = get_object_or_404(one.subjects, code=code)
    other = rounds.points_of(said.other)
    rounds.enter_part(subject, other=other, veto=said.veto, by=request.user, on=time.today())
    return one


@router.get(
    "/appraisals/{int:pk}/result",
    response={200: list[ResultOut], **SHOWN},
    operation_id="appraisals_round_result",
)
def result(request: HttpRequest, pk: int) -> Any:
    """What a round came to, as far as you may see it; 409 before the count."""
    one = get_object_or_404(queries.visible_to(request.user), pk=pk)
    seen = queries.shown(one, request.user)
    return queries.as_told(one, seen)


@router.get(
    "/appraisals/{int:pk}/reckoning",
    response={200: dict[str, Any], **SHOWN},
    operation_id="appraisals_round_reckoning",
)
def reckoning(request: HttpRequest, pk: int) -> Any:
    """What went in, the rule, and the results: enough to recompute them elsewhere."""
    one = get_object_or_404(queries.visible_to(request.user), pk=pk)
    if not queries.shown(one, request.user).keeps:
        raise Http404
    made = queries.newest(one)
    rule_ = {"code": one.rule.code, "parameters": one.rule.parameters}
    return {"inputs": made.inputs, "rule": rule_, "digest": made.digest, "sheet": made.sheet}


api.acts(router, "/appraisal-rules", doors.RULES, RuleOut, no_files)
api.acts(router, "/appraisals", doors.ROUNDS, RoundOut, no_files)
