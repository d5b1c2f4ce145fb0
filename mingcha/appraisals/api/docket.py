"""The operations on objections and comments for programs.

A comment as it was written is in none of them: it is read where it is cleaned, on its page.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from ninja.pagination import paginate
from pydantic import Field

from mingcha.appraisals import doors, queries
from mingcha.appraisals.commands import docket, objection
from mingcha.appraisals.models import Comment, Objection
from mingcha.foundation import api, time

SHOWN = {403: api.Problem, 404: api.Problem, 409: api.Problem}
REFUSED = {**SHOWN, 422: api.Problem}


class ObjectionOut(Schema):
    """An objection to a fact of a result, and what was decided."""

    id: int
    number: str = Field(examples=["YY-2026-0001"])
    round: str = Field(alias="subject.round.number", examples=["PY-2026-0001"])
    organ: str = Field(alias="subject.code", examples=["MZ001"])
    text: str
    filed_on: date
    answer: str
    annotation: str
    decided_on: date | None
    state: Objection.State


class ObjectionIn(Schema):
    """An objection to be filed, by the head or the liaison of the organ."""

    code: str = Field(examples=["MZ001"], description="Code of the organ or office rated.")
    text: str = Field(examples=["办件总数应为 412 件，公示数据有误。"])


class CommentOut(Schema):
    """A comment as it is handed over, and its answer; never as it was written."""

    id: int
    number: str = Field(examples=["YJ-2026-0001"])
    round: str = Field(alias="subject.round.number", examples=["PY-2026-0001"])
    organ: str = Field(alias="subject.code", examples=["MZ001"])
    text: str
    reply: str
    replied_on: date | None
    state: Comment.State


class ManyOut(Schema):
    """How many comments an act on a round touched."""

    count: int


router = Router(tags=["appraisals"])


@router.get("/objections", response=list[ObjectionOut], operation_id="appraisals_objection_list")
@paginate
def objections(request: HttpRequest, state: str = "") -> Any:
    """The objections you may see, the newest first; in one state if asked."""
    found = queries.objections_visible_to(request.user).order_by("-id")
    return found.filter(state=state) if state else found


@router.get(
    "/objections/{int:pk}",
    response={200: ObjectionOut, **SHOWN},
    operation_id="appraisals_objection_show",
)
def objection_(request: HttpRequest, pk: int) -> Any:
    """One objection."""
    return get_object_or_404(queries.objections_visible_to(request.user), pk=pk)


@router.post(
    "/appraisals/{int:pk}/objections",
    response={200: ObjectionOut, **REFUSED},
    operation_id="appraisals_objection_file",
)
def file_objection(request: HttpRequest, pk: int, said: ObjectionIn) -> Any:
    """Say which fact of your organ's result is wrong."""
    one = get_object_or_404(queries.visible_to(request.user), pk=pk)
    subject = get_object_or_404(one.subjects.select_related("unit__organ"), code=said.code)
    return objection.file(subject, text=said.text, by=request.user, on=time.today())


@router.get("/comments", response=list[CommentOut], operation_id="appraisals_comment_list")
@paginate
def comments(request: HttpRequest, state: str = "") -> Any:
    """The comments you may see, by number; in one state if asked."""
    found = queries.comments_visible_to(request.user).order_by("number")
    return found.filter(state=state) if state else found


@router.get(
    "/comments/{int:pk}",
    response={200: CommentOut, **SHOWN},
    operation_id="appraisals_comment_show",
)
def comment(request: HttpRequest, pk: int) -> Any:
    """One comment."""
    return get_object_or_404(queries.comments_visible_to(request.user), pk=pk)


@router.post(
    "/appraisals/{int:pk}/take_comments",
    response={200: ManyOut, **REFUSED},
    operation_id="appraisals_round_take_comments",
)
def take_comments(request: HttpRequest, pk: int) -> Any:
    """Take a round's comments over from its counted ballots."""
    one = get_object_or_404(queries.visible_to(request.user), pk=pk)
    return {"count": docket.take_comments(one, by=request.user, on=time.today())}


@router.post(
    "/appraisals/{int:pk}/hand_over_comments",
    response={200: ManyOut, **REFUSED},
    operation_id="appraisals_round_hand_over_comments",
)
def hand_over_comments(request: HttpRequest, pk: int) -> Any:
    """Hand every cleaned comment of a round to its organ."""
    one = get_object_or_404(queries.visible_to(request.user), pk=pk)
    return {"count": docket.hand_over_comments(one, by=request.user, on=time.today())}


def no_files(keys: Sequence[UUID], by: Any) -> list[Any]:
    """No act in this room takes files."""
    return []


api.acts(router, "/objections", doors.OBJECTIONS, ObjectionOut, no_files)
api.acts(router, "/comments", doors.COMMENTS, CommentOut, no_files)
