"""The operations on suspicions for programs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from ninja.pagination import paginate
from pydantic import Field

from mingcha.appraisals import doors, queries
from mingcha.appraisals.api.docket import SHOWN, no_files
from mingcha.appraisals.models import Suspicion
from mingcha.foundation import api


class SuspicionOut(Schema):
    """A flag of a count, the results with and without what it means, and what people decided."""

    id: int
    number: str = Field(examples=["YD-2026-0001"])
    round: str = Field(alias="round.number", examples=["PY-2026-0001"])
    sign: str = Field(examples=["identical"])
    group: str
    target: str = Field(description="Code of the organ it is about, if it is about one.")
    flag: dict[str, Any] = Field(
        description="papers, of, statistic, threshold, false_alarm (how often an honest round "
        "raises it), facts"
    )
    figures: dict[str, Any] | None = Field(
        description="taken: papers left out, by group; organs: score and band with and without. "
        "Null where it would tell of few papers; withheld says why."
    )
    withheld: str
    weighty: bool = Field(description="Whether a result may hang on it; then it takes two.")
    raised_on: date
    verdict: str
    proposal: str
    proposed_on: date | None
    reason: str
    decided_on: date | None
    state: Suspicion.State


router = Router(tags=["appraisals"])


@router.get("/suspicions", response=list[SuspicionOut], operation_id="appraisals_suspicion_list")
@paginate
def suspicions(request: HttpRequest, state: str = "") -> Any:
    """The suspicions you may see, the newest first; in one state if asked."""
    found = queries.suspicions_visible_to(request.user).order_by("-id")
    return found.filter(state=state) if state else found


@router.get(
    "/suspicions/{int:pk}",
    response={200: SuspicionOut, **SHOWN},
    operation_id="appraisals_suspicion_show",
)
def suspicion(request: HttpRequest, pk: int) -> Any:
    """One suspicion."""
    return get_object_or_404(queries.suspicions_visible_to(request.user), pk=pk)


api.acts(router, "/suspicions", doors.SUSPICIONS, SuspicionOut, no_files)
