"""The operations on lists, panels and deliveries for programs: numbers, and invitations once."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from ninja.pagination import paginate
from pydantic import Field

from mingcha.appraisals import queries
from mingcha.appraisals.api.docket import ManyOut
from mingcha.appraisals.commands import delivery, inviting
from mingcha.appraisals.models import Round
from mingcha.foundation import api, time

SHOWN = {403: api.Problem, 404: api.Problem, 409: api.Problem}
REFUSED = {**SHOWN, 422: api.Problem}


class FrameOut(Schema):
    """A list of a third body, without the people on it."""

    id: int
    code: str = Field(examples=["RD-2026"])
    group: str = Field(examples=["deputy"])
    owner: str
    received_on: date
    covers: str
    size: int
    digest: str
    wiped_on: date | None


class PanelOut(Schema):
    """How a panel was made, by numbers of lists: with the record of the draw it can be repeated."""

    draw: str = Field(examples=["CQ-2026-0001"])
    frames: list[str] = Field(examples=[["RD-2026"]])
    at_random: int = Field(description="Places of a stratum in a hundred that are drawn at least.")
    named: dict[str, str] = Field(description="List and number to stratum: places not drawn.")
    left_out: dict[str, str] = Field(description="List and number to reason.")
    recused: dict[str, list[str]] = Field(description="Group or variant to organs it does not rate")
    short: dict[str, int]


class BoardOut(Schema):
    """How the invitations of one group stand."""

    group: str = Field(examples=["deputy"])
    drawn: int
    arrived: int
    waiting: int
    failed: int
    undelivered: int


class InvitationOut(Schema):
    """One line of the delivery list: told once, and kept by nobody."""

    ref: str
    group: str
    channel: str
    fate: str
    link: str = Field(description="Empty where a sender takes it.")
    number: str = Field(description="By which it can be exchanged; told with the link only.")


class ReissueIn(Schema):
    """Which group's invitations are issued anew."""

    group: str = Field(examples=["deputy"])


class ReplaceIn(Schema):
    """Which invitation is exchanged, and whose it is."""

    group: str = Field(examples=["deputy"])
    ref: str = Field(examples=["D001"])
    number: str = Field(examples=["4K7QZ-P03XB"])


class ReportIn(Schema):
    """What became of invitations of a group: of those named, or of all not settled."""

    group: str = Field(examples=["deputy"])
    fate: Literal["sent", "delivered", "failed"]
    refs: list[str] = []
    why: str = ""


class TestOut(Schema):
    """What became of a test message."""

    said: str


router = Router(tags=["appraisals"])


def _round(request: HttpRequest, pk: int) -> Round:
    if not queries.keeps(request.user):
        raise Http404
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


@router.get("/frames", response=list[FrameOut], operation_id="appraisals_frame_list")
@paginate
def frames(request: HttpRequest) -> Any:
    """The lists of third bodies you may see, the newest first."""
    return queries.frames_visible_to(request.user)


@router.get(
    "/appraisals/{int:pk}/panel",
    response={200: PanelOut, **SHOWN},
    operation_id="appraisals_round_panel",
)
def panel(request: HttpRequest, pk: int) -> Any:
    """How the panel of a round was made; the record of its draw is the draw's own."""
    laid = queries.panel_of(_round(request, pk))
    if laid is None:
        raise Http404
    facts = {name: getattr(laid, name) for name in ("at_random", "named", "left_out", "recused")}
    codes = list(laid.frames.order_by("code").values_list("code", flat=True))
    return {**facts, "draw": laid.draw.number, "frames": codes, "short": laid.short}


@router.get(
    "/appraisals/{int:pk}/deliveries",
    response={200: list[BoardOut], **SHOWN},
    operation_id="appraisals_round_deliveries",
)
def deliveries(request: HttpRequest, pk: int) -> Any:
    """The delivery board of a round."""
    return list(queries.board(_round(request, pk)).groups)


def _facts(request: HttpRequest, one: Round) -> dict[str, Any]:
    return {
        "address": request.build_absolute_uri(f"/vote/{one.poll.code if one.poll else ''}/"),
        "by": request.user,
        "on": time.today(),
    }


def _line(line: inviting.Listed) -> dict[str, str]:
    facts = {"channel": str(line.channel), "fate": str(line.fate)}
    facts |= {"link": line.link, "number": line.number}
    return {"ref": line.member.ref, "group": line.member.group, **facts}


@router.post(
    "/appraisals/{int:pk}/invite",
    response={200: list[InvitationOut], **REFUSED},
    operation_id="appraisals_round_invite",
)
def invite(request: HttpRequest, pk: int) -> Any:
    """Queue invitations for their senders; gives what no sender takes, with links, once."""
    one = _round(request, pk)
    return [_line(line) for line in inviting.invite(one, **_facts(request, one))]


@router.post(
    "/appraisals/{int:pk}/retry",
    response={200: ManyOut, **REFUSED},
    operation_id="appraisals_round_retry",
)
def retry(request: HttpRequest, pk: int) -> Any:
    """Put failed invitations back into the queue; gives how many wait."""
    one = _round(request, pk)
    return {"count": inviting.retry(one, **_facts(request, one))}


@router.post(
    "/appraisals/{int:pk}/reissue",
    response={200: list[InvitationOut], **REFUSED},
    operation_id="appraisals_round_reissue",
)
def reissue(request: HttpRequest, pk: int, said: ReissueIn) -> Any:
    """Issue all invitations of a group anew; those of before open nothing any more."""
    one = _round(request, pk)
    listed = inviting.reissue(one, **said.dict(), **_facts(request, one))
    return [_line(line) for line in listed]


@router.post(
    "/appraisals/{int:pk}/replace",
    response={200: InvitationOut, **REFUSED},
    operation_id="appraisals_round_replace",
)
def replace(request: HttpRequest, pk: int, said: ReplaceIn) -> Any:
    """Exchange one invitation, known by its number, for another."""
    one = _round(request, pk)
    return _line(inviting.replace(one, **said.dict(), **_facts(request, one)))


@router.post(
    "/appraisals/{int:pk}/report_deliveries",
    response={200: ManyOut, **REFUSED},
    operation_id="appraisals_round_report_deliveries",
)
def report_deliveries(request: HttpRequest, pk: int, said: ReportIn) -> Any:
    """Say what became of invitations."""
    one, facts = _round(request, pk), said.dict()
    return {"count": delivery.report_deliveries(one, by=request.user, on=time.today(), **facts)}


@router.post(
    "/appraisals/{int:pk}/send_test",
    response={200: TestOut, **REFUSED},
    operation_id="appraisals_round_send_test",
)
def send_test(request: HttpRequest, pk: int) -> Any:
    """Send a test message to yourself."""
    one = _round(request, pk)
    return {"said": delivery.send_test(one, by=request.user, on=time.today())}
