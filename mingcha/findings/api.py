"""The operations of findings for programs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from ninja.pagination import paginate
from pydantic import Field

from mingcha.evidence import queries as evidence
from mingcha.findings import doors, queries
from mingcha.foundation import api


class FindingOut(Schema):
    """One finding: what was seen, what the organ says, where it stands."""

    id: int
    number: str = Field(examples=["FK-2026-0212"])
    origin: str = Field(alias="origin_name", examples=["CF-2026-0031"])
    organ: str = Field(alias="organ.code", examples=["MZ001"])
    office: str | None = Field(None, alias="office.code", examples=["MZ001-01"])
    norm: str = Field(alias="norm.code", examples=["N01"])
    failure_kind: str = Field(examples=["conduct"])
    is_praise: bool
    severity: int = Field(examples=[2])
    recurs: str | None = Field(None, alias="recurs.number", examples=["FK-2025-0107"])
    facts: str
    happened_on: date
    state: str = Field(examples=["fed_back"])
    due_on: date | None = Field(None, alias="clock.due_on")
    stance: str = Field(examples=["explains"])
    reply: str
    decision: str
    decided_on: date | None
    order: str | None = Field(None, alias="order.number", examples=["ZG-2026-0147"])


router = Router(tags=["findings"])


@router.get("/findings", response=list[FindingOut], operation_id="findings_finding_list")
@paginate
def findings(request: HttpRequest, state: str = "", organ: str = "") -> Any:
    """The findings this person may see, newest first; of one state or organ if asked."""
    found = queries.visible_to(request.user)
    found = found.filter(state=state) if state else found
    return found.filter(organ__code=organ) if organ else found


@router.get("/findings/{pk}", response=FindingOut, operation_id="findings_finding_show")
def finding(request: HttpRequest, pk: int) -> Any:
    """One finding as it stands."""
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


api.acts(router, "/findings", doors.FINDINGS, FindingOut, evidence.named)
