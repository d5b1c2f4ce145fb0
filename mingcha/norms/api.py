"""The operations of norms for programs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import Field

from mingcha.foundation import time
from mingcha.foundation.api import Problem, acts
from mingcha.norms import commands, queries
from mingcha.norms.doors import CHECKLISTS, INSTITUTIONS, NORMS
from mingcha.norms.models import FailureKind
from mingcha.organs import queries as organs

Kind = Literal["slow", "absent", "wilful", "extortion", "conduct", "none"]
Place = Literal["counter", "office", "hall", "phone"]
Title = Annotated[str, Field(min_length=1, max_length=100)]
NOES = {403: Problem, 409: Problem, 422: Problem}


class NormOut(Schema):
    """One norm as worded between two days."""

    id: int
    code: str = Field(examples=["N05"])
    title: str = Field(examples=["一次性告知"])
    title_en: str = Field(examples=["One-time notice"])
    text: str
    basis: str
    failure_kind: str = Field(examples=["wilful"])
    severity: int = Field(description="0 praise, 1 light, 2 serious, 3 grave", examples=[2])
    is_red_line: bool
    since: date
    until: date | None


class NormIn(Schema):
    """A new norm."""

    code: str = Field(min_length=1, max_length=10, examples=["N21"])
    title: Title = Field(examples=["不让群众跑第二趟"])
    title_en: str = Field("", max_length=120)
    text: str = ""
    basis: str = Field("", max_length=200)
    failure_kind: Kind = Field(examples=["slow"])
    severity: int = Field(1, ge=0, le=3)
    since: date = Field(examples=["2026-05-01"])


class InstitutionOut(Schema):
    """One institution as worded between two days; without an organ it binds the whole city."""

    id: int
    code: str = Field(examples=["Z02"])
    title: str = Field(examples=["首问负责制"])
    title_en: str
    text: str
    organ_id: int | None
    since: date
    until: date | None


class InstitutionIn(Schema):
    """A new institution."""

    code: str = Field(min_length=1, max_length=10, examples=["Z09"])
    title: Title = Field(examples=["容缺受理制"])
    title_en: str = Field("", max_length=120)
    text: str = ""
    organ: int | None = None
    since: date = Field(examples=["2026-05-01"])


class ItemOut(Schema):
    """One question and the code of the norm behind it."""

    number: int
    question: str
    help: str
    norm: str = Field(examples=["N05"])
    telling: str = Field(description="the answer that tells of a fault or of praise")

    @staticmethod
    def resolve_norm(item: Any) -> str:
        """The norm's code."""
        return str(item.norm.code)


class ChecklistOut(Schema):
    """One version of the questions for one kind of place."""

    id: int
    place_type: str = Field(examples=["counter"])
    version: int
    title: str
    state: str = Field(examples=["in_use"])


class ChecklistWhole(ChecklistOut):
    """A version with its questions."""

    items: list[ItemOut]

    @staticmethod
    def resolve_items(checklist: Any) -> Any:
        """In their order, each with its norm."""
        return queries.items_of(checklist)


class ChecklistIn(Schema):
    """For which kind of place questions are drafted."""

    place_type: Place
    title: Title


router = Router(tags=["norms"])


def no_files(keys: Sequence[UUID], by: Any) -> list[Any]:
    """No act of this room takes files."""
    return []


@router.get("/norms", response=list[NormOut], operation_id="norms_norm_list")
def norms(request: HttpRequest, on: date | None = None, failure_kind: Kind | None = None) -> Any:
    """The norms in force on a day (today unless said), of one kind of failure or of all."""
    found = queries.norms(on=on or time.today())
    return found.filter(failure_kind=FailureKind(failure_kind)) if failure_kind else found


@router.get("/norms/{int:pk}", response=NormOut, operation_id="norms_norm_show")
def norm(request: HttpRequest, pk: int) -> Any:
    """One wording of one norm."""
    return get_object_or_404(queries.visible_norms(request.user), pk=pk)


@router.post("/norms", response={200: NormOut, **NOES}, operation_id="norms_norm_enter")
def enter_norm(request: HttpRequest, said: NormIn) -> Any:
    """Enter a norm that holds from a day on."""
    return commands.enter_norm(by=request.user, **said.dict())


@router.get("/institutions", response=list[InstitutionOut], operation_id="norms_institution_list")
def institutions(request: HttpRequest, on: date | None = None) -> Any:
    """The institutions in force on a day (today unless said), the whole city's first."""
    return queries.institutions(on=on or time.today())


@router.get(
    "/institutions/{int:pk}", response=InstitutionOut, operation_id="norms_institution_show"
)
def institution(request: HttpRequest, pk: int) -> Any:
    """One wording of one institution."""
    return get_object_or_404(queries.visible_institutions(request.user), pk=pk)


@router.post(
    "/institutions",
    response={200: InstitutionOut, **NOES},
    operation_id="norms_institution_enter",
)
def enter_institution(request: HttpRequest, said: InstitutionIn) -> Any:
    """Enter an institution that binds the city or one organ from a day on."""
    facts = said.dict()
    if facts["organ"] is not None:
        seen = organs.visible_to(request.user)
        facts["organ"] = get_object_or_404(seen, pk=facts["organ"], level="organ")
    return commands.enter_institution(by=request.user, **facts)


@router.get("/checklists", response=list[ChecklistOut], operation_id="norms_checklist_list")
def checklists(request: HttpRequest, place_type: Place | None = None) -> Any:
    """Every version of every checklist, newest first within each kind of place."""
    found = queries.visible_to(request.user)
    return found.filter(place_type=place_type) if place_type else found


@router.get("/checklists/{int:pk}", response=ChecklistWhole, operation_id="norms_checklist_show")
def checklist(request: HttpRequest, pk: int) -> Any:
    """One version with its questions."""
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


@router.post(
    "/checklists", response={200: ChecklistWhole, **NOES}, operation_id="norms_checklist_draft"
)
def draft_checklist(request: HttpRequest, said: ChecklistIn) -> Any:
    """Begin the next version of the questions for one kind of place."""
    return commands.draft_checklist(by=request.user, **said.dict())


acts(router, "/norms", NORMS, NormOut, no_files)
acts(router, "/institutions", INSTITUTIONS, InstitutionOut, no_files)
acts(router, "/checklists", CHECKLISTS, ChecklistWhole, no_files)
