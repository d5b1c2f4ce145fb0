"""The operations of polls for programs. No answer tells a result before the count."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from ninja.pagination import paginate
from pydantic import Field

from mingcha.foundation import time
from mingcha.foundation.api import Problem, acts, taken
from mingcha.foundation.refusals import FORM_UNFIT
from mingcha.polls import commands, desk_api, queries
from mingcha.polls.doors import DOORS, SCRUTINEERS_OWN
from mingcha.polls.models import Poll

router = Router(tags=["polls"])
SHOWN = {403: Problem, 404: Problem, 409: Problem, 422: Problem}


class PollOut(Schema):
    """A poll without anything that it gave: what is asked of whom, and how far it is."""

    id: int
    number: str = Field(examples=["TP-2026-0007"])
    code: str = Field(description="By which the box and the phones know it.")
    title: str
    state: Poll.State
    organs: list[dict[str, Any]]
    questions: list[dict[str, Any]]
    grades: list[dict[str, Any]]
    groups: list[dict[str, Any]]
    block: int = Field(description="Organs asked of each voter; 0: all.")
    drawn: bool
    blind: bool
    rehearsal: bool
    paper_digest: str
    opened_on: date | None
    root: str = Field(description="Merkle root over the sorted receipts, fixed at the close.")
    bundle_digest: str
    remark: str


class GroupOut(Schema):
    """Tickets and ballots of one group; null where fewer than the least are not told."""

    code: str
    issued: int | None
    ballots: int | None


class IntakeOut(Schema):
    """Tickets and ballots; a total is null where it would tell a withheld count."""

    groups: list[GroupOut]
    issued: int | None
    ballots: int | None
    least: int


class DraftIn(Schema):
    """A paper: rows with `code` and words; grades are words, the best first."""

    title: str = Field(max_length=200, examples=["2026年现场评议"])
    organs: list[dict[str, Any]] = Field(examples=[[{"code": "MZ001", "name": "市规划局"}]])
    questions: list[dict[str, Any]] = Field(examples=[[{"code": "conduct", "text": "作风"}]])
    grades: list[dict[str, Any]] = Field(examples=[[{"text": "满意"}]])
    groups: list[dict[str, Any]] = Field(examples=[[{"code": "deputy", "name": "人大代表"}]])
    block: int = Field(0, ge=0, le=300)
    contact_first: bool = True
    drawn: bool = True
    blind: bool = False


class CodesOut(Schema):
    """Codes or invitations, given once and kept nowhere."""

    codes: list[str]


class SecretOut(Schema):
    """A word or a share, for its scrutineer's eyes."""

    secret: str


@router.get("/polls", response=list[PollOut], operation_id="polls_poll_list")
@paginate
def polls(request: HttpRequest, state: str = "") -> Any:
    """The polls you may see, newest first, in one state or in all."""
    found = queries.visible_to(request.user).defer("tally")
    return found.filter(state=state) if state else found


@router.post("/polls", response={200: PollOut, **SHOWN}, operation_id="polls_poll_draft")
def draft(request: HttpRequest, said: DraftIn) -> Any:
    """Draft a paper; it can be amended until it is frozen."""
    return commands.draft(by=request.user, on=time.today(), **said.dict())


@router.get("/polls/{int:pk}", response={200: PollOut, **SHOWN}, operation_id="polls_poll_show")
def poll(request: HttpRequest, pk: int) -> Any:
    """One poll."""
    return _seen(request, pk)


@router.get(
    "/polls/{int:pk}/intake", response={200: IntakeOut, **SHOWN}, operation_id="polls_poll_intake"
)
def intake(request: HttpRequest, pk: int) -> Any:
    """Tickets and ballots by group: live while the poll is open, fixed from the close on."""
    return queries.intake(_seen(request, pk))


@router.get(
    "/polls/{int:pk}/bundle",
    response={200: dict[str, Any], **SHOWN},
    operation_id="polls_poll_bundle",
)
def bundle(request: HttpRequest, pk: int) -> Any:
    """The public bundle once the count is published; 404 before."""
    return json.loads(queries.bundle_of(_seen(request, pk)))


def _seen(request: HttpRequest, pk: Any) -> Poll:
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


def _done(request: HttpRequest, pk: int, act: str, said: Any) -> Any:
    """The act by the same form as on its page."""
    one, form = _seen(request, pk), DOORS.doings[act].form(said.dict() if said else {})
    if not form.is_valid():
        raise FORM_UNFIT(fields=", ".join(form.errors))
    facts = form.facts(request.user) if form.fields else {}
    return DOORS.do(act, one, by=request.user, facts=facts)


GroupIn = taken("PollsPollGroupIn", DOORS.doings["make_tickets"])
MoreIn = taken("PollsPollMoreIn", DOORS.doings["make_more_slips"])
WordIn = taken("PollsPollWordIn", DOORS.doings["take_share"])
SharesIn = taken("PollsPollSharesIn", DOORS.doings["take_kit"])
ONCE = {200: CodesOut, **SHOWN}
SECRET = {200: SecretOut, **SHOWN}


@router.post("/polls/{int:pk}/make_tickets", response=ONCE, operation_id="polls_poll_make_tickets")
def make_tickets(request: HttpRequest, pk: int, said: GroupIn) -> Any:  # type: ignore[valid-type]
    """Make slips of one group; their codes are given once."""
    return {"codes": _done(request, pk, "make_tickets", said)}


@router.post(
    "/polls/{int:pk}/make_more_slips", response=ONCE, operation_id="polls_poll_make_more_slips"
)
def make_more_slips(request: HttpRequest, pk: int, said: MoreIn) -> Any:  # type: ignore[valid-type]
    """Make more slips of one group while the poll is open; their codes are given once."""
    return {"codes": _done(request, pk, "make_more_slips", said)}


@router.post("/polls/{int:pk}/admit", response=ONCE, operation_id="polls_poll_admit")
def admit(request: HttpRequest, pk: int, said: GroupIn) -> Any:  # type: ignore[valid-type]
    """Invite voters of one group; their invitations are given once."""
    return {"codes": _done(request, pk, "admit", said)}


@router.post("/polls/{int:pk}/take_word", response=SECRET, operation_id="polls_poll_take_word")
def take_word(request: HttpRequest, pk: int) -> Any:
    """Your one-time word, given once."""
    return {"secret": _done(request, pk, "take_word", None)}


@router.post("/polls/{int:pk}/take_share", response=SECRET, operation_id="polls_poll_take_share")
def take_share(request: HttpRequest, pk: int, said: WordIn) -> Any:  # type: ignore[valid-type]
    """Your share of the key, with your word, until you confirm it."""
    return {"secret": _done(request, pk, "take_share", said)}


@router.post(
    "/polls/{int:pk}/take_kit",
    response={200: dict[str, Any], **SHOWN},
    operation_id="polls_poll_take_kit",
)
def take_kit(request: HttpRequest, pk: int, said: SharesIn) -> HttpResponse:  # type: ignore[valid-type]
    """The auditor's kit, byte for byte."""
    content = _done(request, pk, "take_kit", said)
    return HttpResponse(content, content_type="application/json")


@router.post("/polls/{int:pk}/take_scans", response=SHOWN, operation_id="polls_poll_take_scans")
def take_scans(request: HttpRequest, pk: int, said: SharesIn) -> HttpResponse:  # type: ignore[valid-type]
    """The opened pictures of paper ballots as a ZIP, in an order of mere chance."""
    content = _done(request, pk, "take_scans", said)
    return HttpResponse(content, content_type="application/zip")


def _no_files(keys: Any, by: Any) -> list[UUID]:
    """No act on a poll takes evidence."""
    return []


router.add_router("", desk_api.router)

OWN = {"make_tickets", "make_more_slips", "admit", "take_kit", "take_scans", *SCRUTINEERS_OWN} - {
    "confirm_share"
}
ACTS = {act: doing for act, doing in DOORS.doings.items() if act not in OWN}
acts(router, "/polls", replace(DOORS, doings=ACTS), PollOut, _no_files)
