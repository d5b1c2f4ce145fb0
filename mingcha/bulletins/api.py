"""The operations of bulletins for programs: list, show, content, passages, and every act."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import Field

from mingcha.bulletins import commands, doors, queries
from mingcha.bulletins.models import Issue
from mingcha.bulletins.record import paper
from mingcha.foundation import time
from mingcha.foundation.api import Problem, acts

router = Router(tags=["bulletins"])


class IssueOut(Schema):
    """One bulletin: what it is, where it stands, and by what it can be checked."""

    id: int
    number: str = Field(examples=["TB-2026-0001"])
    doc_number: str = Field(examples=["明作风办通报〔2026〕1号"])
    headline: str
    purpose: str = Field(examples=["situation"])
    scope: str = Field(examples=["city"])
    state: str = Field(examples=["published"])
    since: date
    until: date
    published_on: date | None
    digest: str = Field(description="SHA-256 of the canonical content")
    head_size: int | None = Field(description="Entries of the journal at publication")
    head_root: str


class NamedOut(Schema):
    """One organ named in a bulletin, as far as the asker may see."""

    id: int
    organ_id: int
    tone: str = Field(examples=["praise"])
    state: str = Field(examples=["told"])
    passage: str
    told_on: date | None
    due_on: date | None = None
    correction: str
    outcome: str
    ruling: str

    @staticmethod
    def resolve_due_on(named: Any) -> date | None:
        """The last day to correct facts."""
        return named.clock.due_on if named.clock else None


class ComposeIn(Schema):
    """Which period, what for, and who may read it."""

    since: date = Field(examples=["2026-01-01"])
    until: date = Field(examples=["2026-03-31"])
    kind: Issue.Kind = Field(examples=["situation"])
    scope: Issue.Scope = Field(examples=["city"])
    corrects: int | None = Field(None, description="The id of a published bulletin")


@router.get("/issues", response=list[IssueOut], operation_id="bulletins_issue_list")
def issues(request: HttpRequest, state: str = "", scope: str = "") -> Any:
    """The bulletins the asker may see, the newest first."""
    found = queries.listed(queries.visible_to(request.user))
    asked = {name: value for name, value in (("state", state), ("scope", scope)) if value}
    return found.filter(**asked)


@router.post(
    "/issues",
    response={200: IssueOut, 403: Problem, 404: Problem, 422: Problem},
    operation_id="bulletins_issue_compose",
)
def compose(request: HttpRequest, said: ComposeIn) -> Any:
    """Copy the figures of a period into a new bulletin."""
    facts = said.dict()
    key = facts.pop("corrects")
    earlier = get_object_or_404(queries.visible_to(request.user), pk=key) if key else None
    return commands.compose(by=request.user, on=time.today(), corrects=earlier, **facts)


@router.get("/issues/{pk}", response=IssueOut, operation_id="bulletins_issue_show")
def issue(request: HttpRequest, pk: int) -> Any:
    """One bulletin."""
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


@router.get("/issues/{pk}/content", operation_id="bulletins_issue_content")
def content(request: HttpRequest, pk: int) -> HttpResponse:
    """The canonical content: its SHA-256 is the digest that the paper prints."""
    found = get_object_or_404(queries.readable_by(request.user), pk=pk)
    return HttpResponse(paper.content(found).canonical(), content_type="application/json")


@router.get("/issues/{pk}/named", response=list[NamedOut], operation_id="bulletins_named_list")
def named(request: HttpRequest, pk: int) -> Any:
    """Whom it names: all of them to those who draft, one's own organ to everybody else."""
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    return queries.named_in(found, request.user)


def no_files(keys: Any, by: Any) -> list[Any]:
    """No act of this room takes files."""
    return []


acts(router, "/issues", doors.ISSUES, IssueOut, no_files)
acts(router, "/issues/named", doors.NAMED_ORGANS, NamedOut, no_files)
