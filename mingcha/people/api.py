"""The register of persons for programs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from ninja.pagination import paginate
from pydantic import Field

from mingcha.foundation.api import Problem, acts
from mingcha.people import queries
from mingcha.people.doors import OPEN_TO_PROGRAMS

router = Router(tags=["people"])


class DutyOut(Schema):
    """A charge from a day to a day; without an organ it is for the whole city."""

    role: str = Field(examples=["head"])
    organ: str | None = Field(None, alias="organ.name", examples=["市规划局"])
    since: date = Field(examples=["2025-06-01"])
    until: date | None = Field(examples=[None])
    document: str = Field(examples=["明编〔2026〕3号"])


class PersonOut(Schema):
    """A person in the register."""

    id: int = Field(examples=[17])
    staff_no: str = Field(examples=["MZ00012"])
    name: str = Field(examples=["苏清春"])
    organ: str | None = Field(None, alias="organ.name", examples=["市规划局"])
    post: str = Field(examples=["局长"])
    state: str = Field(examples=["active"])


@router.get("/people", response=list[PersonOut], operation_id="people_person_list")
@paginate
def people(request: HttpRequest, q: str = "") -> Any:
    """The persons one may see, by staff number; `q` looks in name, number, post and organ."""
    return queries.matching(q, request.user) if q else queries.visible_to(request.user)


@router.get(
    "/people/{pk}", response={200: PersonOut, 404: Problem}, operation_id="people_person_show"
)
def person(request: HttpRequest, pk: int) -> Any:
    """One person."""
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


@router.get(
    "/people/{pk}/duties",
    response={200: list[DutyOut], 404: Problem},
    operation_id="people_person_duties",
)
def duties(request: HttpRequest, pk: int) -> Any:
    """What a person is and was charged with, the latest first."""
    return queries.through_time(get_object_or_404(queries.visible_to(request.user), pk=pk))


acts(router, "/people", OPEN_TO_PROGRAMS, PersonOut, lambda keys, by: [])
