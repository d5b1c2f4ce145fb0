"""The operations of meetings for programs."""

from __future__ import annotations

from datetime import date, time
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from ninja.pagination import paginate
from pydantic import Field

from mingcha.core.machine import NOT_YOURS
from mingcha.foundation import time as clock
from mingcha.foundation.api import Problem, acts
from mingcha.meetings import commands, queries
from mingcha.meetings.doors import DOORS, INVITATIONS
from mingcha.meetings.models import Group, Invitation, Meeting
from mingcha.meetings.workflow import the_desk

router = Router(tags=["meetings"])
SHOWN = {403: Problem, 404: Problem, 409: Problem, 422: Problem}


class GroupOut(Schema):
    """One group with its numbers, as far as the asker need know them."""

    code: str
    name: str
    invited: int
    arrived: int | None = Field(description="Null where the number is too small to be told.")


class MeetingOut(Schema):
    """A meeting and its numbers, never a name."""

    id: int
    number: str = Field(examples=["HY-2026-0001"])
    title: str
    place: str
    held_on: date
    begins_at: time
    state: Meeting.State
    groups: list[dict[str, str]]
    remark: str


class InvitationOut(Schema):
    """One invitation, for the desk alone. Whether somebody came has no time."""

    id: int
    meeting_id: int
    group: str
    name: str
    body: str
    seat: str = Field(examples=["3-12"])
    state: Invitation.State


class CallIn(Schema):
    """A meeting to be called."""

    title: str = Field(max_length=200)
    place: str = Field(max_length=120)
    held_on: date
    begins_at: time
    groups: list[Group]


class ScanIn(Schema):
    """What a scanner read from a card."""

    code: str = Field(description="The code, or the address it stands in.", max_length=200)


@router.get("/meetings", response=list[MeetingOut], operation_id="meetings_meeting_list")
@paginate
def meetings(request: HttpRequest, state: str = "") -> Any:
    """The meetings you may see, the latest first, in one state or in all."""
    found = queries.visible_to(request.user)
    return found.filter(state=state) if state else found


@router.post("/meetings", response={200: MeetingOut, **SHOWN}, operation_id="meetings_meeting_call")
def call(request: HttpRequest, said: CallIn) -> Any:
    """Call a meeting; then invite people to it."""
    facts = said.dict()
    return commands.call(**facts, by=request.user, on=clock.today())


@router.get(
    "/meetings/{int:pk}",
    response={200: MeetingOut, 404: Problem},
    operation_id="meetings_meeting_show",
)
def meeting(request: HttpRequest, pk: int) -> Any:
    """One meeting."""
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


@router.get(
    "/meetings/{int:pk}/turnout",
    response={200: list[GroupOut], 404: Problem},
    operation_id="meetings_meeting_turnout",
)
def turnout(request: HttpRequest, pk: int) -> Any:
    """Invited and come, by group; small numbers are kept from all but the desk."""
    one = get_object_or_404(queries.visible_to(request.user), pk=pk)
    return [vars(row) for row in queries.turnout(one, request.user)]


@router.get(
    "/meetings/{int:pk}/invitations",
    response=list[InvitationOut],
    operation_id="meetings_invitation_list",
)
@paginate
def invitations(request: HttpRequest, pk: int, group: str = "") -> Any:
    """Who is invited, in the order of groups, bodies and names; for the desk alone."""
    found = queries.invitations_visible_to(request.user).filter(meeting=pk)
    return found.filter(group=group) if group else found


@router.post(
    "/invitations/scan",
    response={200: InvitationOut, **SHOWN},
    operation_id="meetings_invitation_scan",
)
def scan(request: HttpRequest, said: ScanIn) -> Any:
    """Check in whoever holds this card. A second scan changes nothing."""
    if not the_desk(None, request.user):
        raise NOT_YOURS(who=the_desk.words)
    one = queries.by_code(said.code)
    return commands.check_in(one, by=request.user, on=clock.today())


def _no_files(keys: Any, by: Any) -> list[UUID]:
    """No act on a meeting takes evidence."""
    return []


acts(router, "/invitations", INVITATIONS, InvitationOut, _no_files)
acts(router, "/meetings", DOORS, MeetingOut, _no_files)
