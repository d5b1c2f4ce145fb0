"""The operations of the desk for paper ballots, for programs that enter or scan them."""

from __future__ import annotations

import base64
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import File, Router, Schema, UploadedFile
from pydantic import Field

from mingcha.foundation import time
from mingcha.foundation.api import Problem
from mingcha.polls import commands, queries, scanning
from mingcha.polls.models import Poll
from mingcha.polls.onpaper import words

router = Router(tags=["polls"])
SHOWN = {403: Problem, 404: Problem, 409: Problem, 422: Problem}


class SheetIn(Schema):
    """One paper ballot as one person reads it."""

    code: str = Field(max_length=40, examples=["0J3K-9QTA-71XE-M2ZB"])
    marks: str = Field(
        max_length=4000,
        description="One character a row of the whole paper: a grade, u don't know, n no "
        "dealings, - empty, x not on this sheet.",
        examples=["12u-"],
    )
    told: bool = Field(default=False, description="The oval at the foot is filled.")


class EnteredOut(Schema):
    """What became of an entry: a receipt, places that differ, or neither: a second person's turn.

    A place as large as the number of marks is the oval at the foot.
    """

    receipt: str
    differing: list[int]


class FaultOut(Schema):
    """A page that was put aside."""

    page: int
    because: str


class RefusedOut(Schema):
    """A ballot that may not be cast."""

    code: str
    because: str
    remedy: str


class DoubtOut(Schema):
    """A row for a person to look at: the piece of the page is a PNG in base64."""

    place: int
    because: str
    piece: str


class DoubtfulOut(Schema):
    """A ballot to be decided; `read` is given back with the decision."""

    read: str
    doubts: list[DoubtOut]
    foot: str = Field(description="PNG in base64 where the oval at the foot is in doubt.")


class ScanOut(Schema):
    """What became of the pages of a scan."""

    pages: int
    cast: int
    refused: list[RefusedOut]
    doubtful: list[DoubtfulOut]
    faults: list[FaultOut]


class DecidedIn(Schema):
    """What a person decided of a ballot in doubt."""

    read: str = Field(max_length=20_000)
    marks: dict[int, str] = Field(default={}, examples=[{"3": "1"}])
    told: bool | None = None


@router.post(
    "/polls/{int:pk}/enter_sheet",
    response={200: EnteredOut, **SHOWN},
    operation_id="polls_poll_enter_sheet",
)
def enter_sheet(request: HttpRequest, pk: int, said: SheetIn) -> Any:
    """Enter one paper ballot; it is cast once entries of two people agree."""
    one = _at_the_desk(request, pk)
    done = commands.enter_sheet(one, **said.dict(), by=request.user, on=time.today())
    return done._asdict()


@router.post(
    "/polls/{int:pk}/read_scan",
    response={200: ScanOut, **SHOWN},
    operation_id="polls_poll_read_scan",
)
def read_scan(request: HttpRequest, pk: int, pages: File[UploadedFile]) -> Any:
    """Read a scan: what is plain is cast at once, what is in doubt comes back."""
    one = _at_the_desk(request, pk)
    found = scanning.read_scan(one, [pages.read()], by=request.user, on=time.today())
    return {
        "pages": found.pages,
        "cast": found.cast,
        "refused": [
            {"code": no.code, "because": str(no.no.because), "remedy": str(no.no.remedy)}
            for no in found.refused
        ],
        "doubtful": [_doubtful(doubtful) for doubtful in found.doubtful],
        "faults": [{"page": f.page, "because": str(words.FAULTS[f.why])} for f in found.faults],
    }


@router.post(
    "/polls/{int:pk}/accept_scan",
    response={200: EnteredOut, **SHOWN},
    operation_id="polls_poll_accept_scan",
)
def accept_scan(request: HttpRequest, pk: int, said: DecidedIn) -> Any:
    """Decide a ballot in doubt, and nothing else of it; it is cast once two people decide alike."""
    one = _at_the_desk(request, pk)
    facts: dict[str, Any] = {"told": said.told, "by": request.user, "on": time.today()}
    return scanning.decide(one, said.read, said.marks, **facts)[1]._asdict()


def _at_the_desk(request: HttpRequest, pk: int) -> Poll:
    return get_object_or_404(queries.at_the_desk(request.user), pk=pk)


def _doubtful(one: scanning.Doubtful) -> dict[str, Any]:
    doubts = [
        {"place": row.cell, "because": str(words.DOUBTS[row.doubt]), "piece": _text(row.piece)}
        for row in one.ballot.questions
    ]
    foot = _text(one.ballot.foot) if one.ballot.told is None else ""
    return {"read": one.read, "doubts": doubts, "foot": foot}


def _text(piece: bytes) -> str:
    return base64.b64encode(piece).decode()
