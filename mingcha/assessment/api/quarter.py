"""The operations of assessment for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from ninja.pagination import paginate
from pydantic import Field

from mingcha.assessment import commands, doors, queries
from mingcha.foundation import api, time


class RuleOut(Schema):
    """A rule version: every figure, the paper, from when it holds."""

    code: str = Field(examples=["2026-1"])
    parameters: dict[str, Any]
    document: str
    published_on: date
    valid_from: date
    valid_to: date | None


class RuleIn(Schema):
    """A rule version to be published; figures are exact decimals, as text."""

    code: str = Field(examples=["2026-1"])
    parameters: dict[str, Any] = Field(
        examples=[
            {
                "severity_weights": {"1": "1", "2": "2", "3": "4"},
                "give_back": "0.5",
                "relapse_factor": "2",
                "min_checks": 30,
                "bands": [["satisfied", "85"], ["dissatisfied", "0"]],
            }
        ]
    )
    document: str = Field(examples=["明作风办〔2026〕1号"])
    valid_from: date


class SheetOut(Schema):
    """A score sheet: the score with its interval and base, the digest of what went in."""

    id: int
    number: str = Field(examples=["PF-2026-0001"])
    organ: str = Field(alias="organ.code", examples=["MZ001"])
    kind: str = Field(alias="organ_kind", examples=["management"])
    period: str = Field(examples=["2026Q1"])
    rule: str = Field(alias="rule.code", examples=["2026-1"])
    score: Decimal | None = Field(examples=["96.40"])
    low: Decimal | None
    high: Decimal | None
    band: str = Field(examples=["satisfied"])
    why_not: str = Field(examples=[""])
    checks: int
    findings: int = Field(alias="faults")
    digest: str
    state: str = Field(examples=["decided"])


router = Router(tags=["assessment"])


@router.get("/rules", response=list[RuleOut], operation_id="assessment_rule_list")
def rules(request: HttpRequest) -> Any:
    """Every rule version, the newest first."""
    return queries.rules_visible_to(request.user)


@router.post(
    "/rules",
    response={200: RuleOut, 403: api.Problem, 409: api.Problem, 422: api.Problem},
    operation_id="assessment_rule_publish",
)
def publish_rule(request: HttpRequest, said: RuleIn) -> Any:
    """Publish a rule version; it is never changed afterwards."""
    return commands.publish_rule(by=request.user, on=time.today(), **said.dict())


@router.get("/sheets", response=list[SheetOut], operation_id="assessment_sheet_list")
@paginate
def sheets(request: HttpRequest, period: str = "", organ: str = "") -> Any:
    """The sheets this person may see, superseded ones too; of one quarter or organ if asked."""
    found = queries.visible_to(request.user)
    found = found.filter(period=period) if period else found
    return found.filter(organ__code=organ) if organ else found


@router.get("/sheets/{pk}", response=SheetOut, operation_id="assessment_sheet_show")
def sheet(request: HttpRequest, pk: int) -> Any:
    """One sheet."""
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


@router.get("/sheets/{pk}/reckoning", operation_id="assessment_sheet_reckoning")
def reckoning(request: HttpRequest, pk: int) -> dict[str, Any]:
    """What went in, the rule, and every step: enough to recompute the sheet elsewhere."""
    one = get_object_or_404(queries.visible_to(request.user), pk=pk)
    rule = {"code": one.rule.code, "parameters": one.rule.parameters}
    return {"inputs": one.inputs, "rule": rule, "sheet": json.loads(one.reckoning)}


def no_files(keys: Sequence[UUID], by: Any) -> list[Any]:
    """No act on a sheet takes files."""
    return []


api.acts(router, "/sheets", doors.SHEETS, SheetOut, no_files)
