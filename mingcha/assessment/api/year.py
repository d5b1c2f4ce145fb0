"""The operations on year rules, adjustments and year sheets for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from ninja.pagination import paginate
from pydantic import Field

from mingcha.assessment import doors, queries
from mingcha.assessment.commands import adjustment as adjustments
from mingcha.assessment.commands import year_rule as year_rules
from mingcha.assessment.models import Adjustment, YearRule, YearSheet
from mingcha.foundation import api, time
from mingcha.organs.models import Unit
from mingcha.people.parties import holds

REFUSED = {403: api.Problem, 404: api.Problem, 409: api.Problem, 422: api.Problem}


class YearRuleOut(Schema):
    """A year rule: every figure, the paper, the digest, from which year it judges."""

    id: int
    code: str = Field(examples=["year-2027-1"])
    title: str
    first_year: int = Field(examples=[2027])
    parameters: dict[str, Any]
    document: str
    digest: str
    published_on: date | None
    state: YearRule.State


class YearRuleIn(Schema):
    """A year rule to be prepared; figures are exact decimals, as text."""

    code: str = Field(max_length=40, pattern=r"^[-\w]+$", examples=["year-2027-1"])
    title: str = Field(max_length=200, examples=["年度考评办法"])
    first_year: int = Field(examples=[2027])
    parameters: dict[str, Any] = Field(
        description="parts, missing, least_weight, bonus_most, deduction_most, late_order, bands, "
        "veto_cap",
        examples=[{"missing": "respread", "least_weight": "0.6"}],
    )


class AdjustmentOut(Schema):
    """A bonus, a deduction or a veto event."""

    id: int
    number: str = Field(examples=["TZ-2026-0001"])
    organ: str = Field(alias="organ.code", examples=["MZ001"])
    year: int
    kind: Adjustment.Kind = Field(alias="of_kind")
    points: Decimal
    ground: str
    document: str
    about: str
    state: Adjustment.State


class AdjustmentIn(Schema):
    """An adjustment to be put forward; the organ by its code."""

    organ: str = Field(examples=["MZ001"])
    year: int
    kind: Literal["bonus", "deduction", "veto"]
    points: Decimal = Field(default=Decimal(0), examples=["2.00"])
    ground: str = Field(max_length=4000)
    document: str = Field(max_length=200, examples=["明作风办〔2026〕20号"])
    about: str = Field("", max_length=20)


class YearSheetOut(Schema):
    """The year of an organ: score with interval, band, what is missing, the grade once decided."""

    id: int
    number: str = Field(examples=["ND-2026-0001"])
    organ: str = Field(alias="organ.code", examples=["MZ001"])
    kind: str = Field(alias="organ_kind", examples=["management"])
    year: int
    until: date
    provisional: bool
    rule: str = Field(alias="rule.code", examples=["year-2026-1"])
    standing: YearSheet.Standing
    score: Decimal | None = Field(examples=["86.90"])
    low: Decimal | None
    high: Decimal | None
    band: str = Field(examples=["satisfied"])
    missing: list[str] = Field(examples=[["service_users", "approvals"]])
    grade: str = Field(examples=["satisfied"])
    digest: str
    state: YearSheet.State


router = Router(tags=["assessment"])


def no_files(keys: Sequence[UUID], by: Any) -> list[Any]:
    """No act here takes files."""
    return []


@router.get("/year-rules", response=list[YearRuleOut], operation_id="assessment_yearrule_list")
@paginate
def rules(request: HttpRequest) -> Any:
    """The year rules you may see, the newest first."""
    return queries.year_rules_visible_to(request.user)


@router.get(
    "/year-rules/{pk}",
    response={200: YearRuleOut, 404: api.Problem},
    operation_id="assessment_yearrule_show",
)
def rule(request: HttpRequest, pk: int) -> Any:
    """One year rule."""
    return get_object_or_404(queries.year_rules_visible_to(request.user), pk=pk)


@router.get("/year-rules/{pk}/trial", operation_id="assessment_yearrule_trial")
def trial(request: HttpRequest, pk: int) -> dict[str, Any]:
    """What the program saw when the rule was tried out; for those who may see every organ."""
    found = get_object_or_404(queries.year_rules_visible_to(request.user), pk=pk)
    if not holds(request.user, *queries.SEE_ALL):
        raise Http404
    return {"code": found.code, "trial": found.trial}


@router.post(
    "/year-rules", response={200: YearRuleOut, **REFUSED}, operation_id="assessment_yearrule_draft"
)
def draft(request: HttpRequest, said: YearRuleIn) -> Any:
    """Prepare a year rule."""
    return year_rules.draft(by=request.user, on=time.today(), **said.dict())


@router.get("/adjustments", response=list[AdjustmentOut], operation_id="assessment_adjustment_list")
@paginate
def all_adjustments(request: HttpRequest, year: int | None = None, organ: str = "") -> Any:
    """The adjustments you may see; of one year or organ if asked."""
    found = queries.adjustments_visible_to(request.user)
    found = found if year is None else found.filter(year=year)
    return found.filter(organ__code=organ) if organ else found


@router.get(
    "/adjustments/{pk}",
    response={200: AdjustmentOut, 404: api.Problem},
    operation_id="assessment_adjustment_show",
)
def adjustment(request: HttpRequest, pk: int) -> Any:
    """One adjustment."""
    return get_object_or_404(queries.adjustments_visible_to(request.user), pk=pk)


@router.post(
    "/adjustments",
    response={200: AdjustmentOut, **REFUSED},
    operation_id="assessment_adjustment_propose",
)
def propose(request: HttpRequest, said: AdjustmentIn) -> Any:
    """Put a bonus, a deduction or a veto event forward."""
    facts = said.dict()
    organ = get_object_or_404(Unit, code=facts.pop("organ"), level=Unit.Level.ORGAN)
    return adjustments.propose(organ, by=request.user, on=time.today(), **facts)


@router.get("/year-sheets", response=list[YearSheetOut], operation_id="assessment_yearsheet_list")
@paginate
def sheets(request: HttpRequest, year: int | None = None, organ: str = "") -> Any:
    """The year sheets you may see, superseded ones too; of one year or organ if asked."""
    found = queries.years_visible_to(request.user).defer("inputs", "reckoning")
    found = found if year is None else found.filter(year=year)
    return found.filter(organ__code=organ) if organ else found


@router.get(
    "/year-sheets/{pk}",
    response={200: YearSheetOut, 404: api.Problem},
    operation_id="assessment_yearsheet_show",
)
def sheet(request: HttpRequest, pk: int) -> Any:
    """One year sheet."""
    return get_object_or_404(queries.years_visible_to(request.user), pk=pk)


@router.get("/year-sheets/{pk}/reckoning", operation_id="assessment_yearsheet_reckoning")
def reckoning(request: HttpRequest, pk: int) -> dict[str, Any]:
    """What went in, the rule, and every step: enough to recompute the sheet elsewhere."""
    one = get_object_or_404(queries.years_visible_to(request.user), pk=pk)
    held = {"code": one.rule.code, "parameters": one.rule.parameters}
    return {"inputs": one.inputs, "rule": held, "sheet": json.loads(one.reckoning)}


api.acts(router, "/year-rules", doors.YEAR_RULES, YearRuleOut, no_files)
api.acts(router, "/adjustments", doors.ADJUSTMENTS, AdjustmentOut, no_files)
api.acts(router, "/year-sheets", doors.YEARS, YearSheetOut, no_files)
