"""The operations of cases, flags, cards and intakes for programs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from ninja.pagination import paginate
from pydantic import Field

from mingcha.cases import doors, queries, wording
from mingcha.cases.models import Card, Case, Flag
from mingcha.evidence import queries as evidence
from mingcha.foundation import api
from mingcha.foundation.models import Clock


class CaseOut(Schema):
    """One case with its days. Who applied is told to nobody."""

    id: int
    number: str = Field(examples=["BJ-2026-0147"])
    reference: str = Field(examples=["2026-GH-00312"])
    item: str = Field(examples=["GH-XK-001"])
    item_name: str
    organ: str = Field(alias="organ.code", examples=["MZ001"])
    state: Case.State
    received_on: date
    start_on: date | None = Field(description="From when the law counts.")
    decided_on: date | None
    delivered_on: date | None
    promised_due_on: date | None
    legal_due_on: date | None
    provisional: bool
    taken: int | None = Field(description="Days used, pauses aside; empty while it is open.")


class FlagOut(Schema):
    """One suspicion with what it rests on. Nothing follows from it until it is confirmed."""

    id: int
    number: str = Field(examples=["BY-2026-0012"])
    case: str = Field(alias="case.number", examples=["BJ-2026-0147"])
    organ: str = Field(alias="organ.code", examples=["MZ001"])
    kind: str = Field(alias="failure_kind", examples=["slow"])
    check: str = Field(alias="check_code", examples=["slow.promise"])
    says: str
    article: str
    promise: int | None
    taken: int | None
    unit: str = Field(examples=["wd"])
    derivation: dict[str, Any]
    happened_on: date
    raised_on: date
    state: Flag.State
    answer_by: date | None = None
    answer: str
    decision: str
    decided_on: date | None
    finding: str | None = Field(None, alias="finding.number", examples=["FK-2026-0212"])

    @staticmethod
    def resolve_says(flag: Flag) -> str:
        """The look or rule in words."""
        return wording.title_of(flag)

    @staticmethod
    def resolve_answer_by(flag: Flag) -> date | None:
        """Until when the organ may answer; once it has, the period that runs is the centre's."""
        clock = flag.clock
        return clock.due_on if clock is not None and clock.side == Clock.Side.ORGAN else None


class CardOut(Schema):
    """One card: reminder, yellow or red."""

    id: int
    number: str = Field(examples=["JP-2026-0003"])
    case: str = Field(alias="case.number", examples=["BJ-2026-0147"])
    organ: str = Field(alias="organ.code", examples=["MZ001"])
    colour: Card.Colour
    reason: str
    issued_on: date
    object_by: date | None
    state: Card.State
    objection: str
    decision: str
    decided_on: date | None


class IntakeOut(Schema):
    """One file of events that was taken in."""

    id: int
    number: str = Field(examples=["RZ-2026-0004"])
    name: str
    taken_on: date
    rows: int
    cases: int
    events: int
    known: int
    corrected: int
    late: int
    unread: int


router = Router(tags=["cases"])


@router.get("/cases", response=list[CaseOut], operation_id="cases_case_list")
@paginate
def cases(request: HttpRequest, state: str = "", item: str = "") -> Any:
    """The cases this person may see, newest first; of one state or item if asked."""
    found = queries.visible_to(request.user)
    found = found.filter(state=state) if state else found
    return found.filter(item=item) if item else found


@router.get("/cases/{int:pk}", response=CaseOut, operation_id="cases_case_show")
def case(request: HttpRequest, pk: int) -> Any:
    """One case as its events tell it."""
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


@router.get("/flags", response=list[FlagOut], operation_id="cases_flag_list")
@paginate
def flags(request: HttpRequest, state: str = "", kind: str = "") -> Any:
    """The flags this person may see, newest first; of one state or kind if asked."""
    found = queries.flags_visible_to(request.user)
    found = found.filter(state=state) if state else found
    return found.filter(failure_kind=kind) if kind else found


@router.get("/flags/{int:pk}", response=FlagOut, operation_id="cases_flag_show")
def flag(request: HttpRequest, pk: int) -> Any:
    """One flag with its derivation."""
    return get_object_or_404(queries.flags_visible_to(request.user), pk=pk)


@router.get("/cards", response=list[CardOut], operation_id="cases_card_list")
@paginate
def cards(request: HttpRequest, colour: str = "") -> Any:
    """The cards this person may see, newest first; of one colour if asked."""
    found = queries.cards_visible_to(request.user)
    return found.filter(colour=colour) if colour else found


@router.get("/cards/{int:pk}", response=CardOut, operation_id="cases_card_show")
def card(request: HttpRequest, pk: int) -> Any:
    """One card."""
    return get_object_or_404(queries.cards_visible_to(request.user), pk=pk)


@router.get("/intakes", response=list[IntakeOut], operation_id="cases_intake_list")
@paginate
def intakes(request: HttpRequest) -> Any:
    """The files that were taken in, newest first."""
    return queries.intakes_visible_to(request.user)


@router.get("/intakes/{int:pk}", response=IntakeOut, operation_id="cases_intake_show")
def intake(request: HttpRequest, pk: int) -> Any:
    """One file with its counts."""
    return get_object_or_404(queries.intakes_visible_to(request.user), pk=pk)


api.acts(router, "/flags", doors.FLAGS, FlagOut, evidence.named)
api.acts(router, "/cards", doors.CARDS, CardOut, evidence.named)
