"""The operations of draws for programs."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from ninja.pagination import paginate
from pydantic import Field

from mingcha.draws import commands, queries
from mingcha.draws.doors import DOORS
from mingcha.draws.models import Draw
from mingcha.foundation import time
from mingcha.foundation.api import Problem, acts

router = Router(tags=["draws"])
SHOWN = {403: Problem, 404: Problem, 409: Problem}


class DrawOut(Schema):
    """A draw without what it drew: that is told by its record, once it is not sealed."""

    id: int
    number: str = Field(examples=["CQ-2026-0007"])
    purpose: str
    state: Draw.State
    fingerprint: str = Field(description="SHA-256 of the pool, read out before the seed fell.")
    wants: dict[str, int] = Field(examples=[{"service": 3, "management": 2}])
    team_size: int
    fixed_on: date
    seed_source: str
    seed: str = Field(examples=["dice:3-1-6-2-5-5-4-1-2-6"])
    drawn_on: date | None
    witnesses: list[str]
    digest: str = Field(description="SHA-256 of the record, known while it is still sealed.")
    sealed_until: datetime | None
    remark: str


class ReplayIn(Schema):
    """A record and, if the asker has it from elsewhere, the fingerprint that was published."""

    record: dict[str, Any] = Field(description="The JSON of the record, whole.")
    fingerprint: str = Field(default="", examples=["b45443cbc6c9…"])


class ReplayOut(Schema):
    """Whether the record is what its seed and pool give, and what differs."""

    agrees: bool
    differences: list[str]
    compared: bool = Field(description="Whether a published fingerprint was compared as well.")


@router.get("/draws", response=list[DrawOut], operation_id="draws_draw_list")
@paginate
def draws(request: HttpRequest, state: str = "") -> Any:
    """The draws you may see, newest first, in one state or in all."""
    found = queries.visible_to(request.user).defer("pool", "record", "codes")
    return found.filter(state=state) if state else found


@router.post("/draws/replay", response=ReplayOut, operation_id="draws_draw_replay")
def replay(request: HttpRequest, said: ReplayIn) -> Any:
    """Repeat a draw from its record alone, as `mingcha draw replay` does. Open to all."""
    text = json.dumps(said.record, ensure_ascii=False)
    seen = queries.checked(text, published=said.fingerprint.strip().lower())
    return {
        "agrees": seen.replay.agrees,
        "differences": seen.sentences,
        "compared": seen.compared,
    }


@router.get("/draws/{int:pk}", response={200: DrawOut, **SHOWN}, operation_id="draws_draw_show")
def draw(request: HttpRequest, pk: int) -> Any:
    """One draw, without what it drew."""
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


@router.get(
    "/draws/{int:pk}/record",
    response={200: dict[str, Any], **SHOWN},
    operation_id="draws_draw_record",
)
def record(request: HttpRequest, pk: int) -> Any:
    """The whole record; 409 while it is sealed: look, or wait."""
    one = get_object_or_404(queries.visible_to(request.user), pk=pk)
    queries.shown_record(one)
    return one.record


@router.post(
    "/draws/{int:pk}/look", response={200: dict[str, Any], **SHOWN}, operation_id="draws_draw_look"
)
def look(request: HttpRequest, pk: int) -> Any:
    """The whole record before its hour; your look is entered in the journal."""
    one = get_object_or_404(queries.visible_to(request.user), pk=pk)
    return commands.look(one, by=request.user, on=time.today()).record


def _no_files(keys: Any, by: Any) -> list[UUID]:
    """No act on a draw takes evidence."""
    return []


ACTS = {act: doing for act, doing in DOORS.doings.items() if act != "look"}
acts(router, "/draws", replace(DOORS, doings=ACTS), DrawOut, _no_files)
