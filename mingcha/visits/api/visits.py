"""Visits for programs: the same doors as the pages, and the whole sheet as one document."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema
from ninja.pagination import paginate
from pydantic import Field

from mingcha.evidence import queries as evidence
from mingcha.foundation import api, time
from mingcha.foundation.api import Problem
from mingcha.norms.models import Checklist
from mingcha.organs.models import Unit
from mingcha.people.models import Person
from mingcha.visits import commands, queries, record
from mingcha.visits.doors.visits import VISIT_DOORS
from mingcha.visits.models import Mode, Observation, Plan, Visit

NO = {403: Problem, 404: Problem, 409: Problem, 422: Problem}


class VisitOut(Schema):
    """One visit; of a sealed one only number, hour and mode."""

    id: UUID = Field(examples=["7f3b0a3e-6d0c-4c1e-9d8e-0a6f1b2c3d4e"])
    number: str = Field(examples=["CF-2026-0031"])
    state: Visit.State
    mode: Mode
    place_type: str = Field(examples=["counter"])
    theme: str
    opens_at: datetime
    sealed: bool = Field(description="Whether target and team are kept from you now.")
    organ: str | None = Field(None, examples=["MZ001"])
    place: str | None = Field(None, examples=["MZ001-01"])
    team: list[str] = Field(description="Names, or codes where names are not yours to know.")
    began_at: datetime | None
    ended_at: datetime | None
    due_on: Any = Field(None, examples=["2026-04-13"])

    @staticmethod
    def resolve_sealed(visit: Visit, context: Any) -> bool:
        """Whether nobody has opened it, nor this reader looked into it today."""
        return _sealed(visit, context)

    @staticmethod
    def resolve_organ(visit: Visit, context: Any) -> str | None:
        """The organ's code."""
        return None if _sealed(visit, context) else visit.organ.code

    @staticmethod
    def resolve_place(visit: Visit, context: Any) -> str | None:
        """The code of the office or counter."""
        place = visit.place
        return None if place is None or _sealed(visit, context) else place.code

    @staticmethod
    def resolve_team(visit: Visit, context: Any) -> list[str]:
        """The team as this reader may know it."""
        hidden = _sealed(visit, context)
        return [] if hidden else queries.team_of(visit, context["request"].user)

    @staticmethod
    def resolve_due_on(visit: Visit) -> Any:
        """Until when the team or its checker has time."""
        return visit.clock.due_on if visit.clock and visit.clock.ended_on is None else None


def _sealed(visit: Visit, context: Any) -> bool:
    """Asked once a request for all rows of a list: the looks of today are few."""
    request = context["request"]
    if not hasattr(request, "looked_at"):
        request.looked_at = queries.looked_at(request.user, on=time.today())
    return queries.is_unopened(visit) and str(visit.pk) not in request.looked_at


class AnswerOut(Schema):
    """The answer to one question."""

    number: int
    question: str
    norm: str = Field(examples=["N01"])
    seen: Observation.Seen
    facts: str
    evidence: list[UUID]
    finding: str | None = Field(None, examples=["FK-2026-0212"])


class RecordOut(VisitOut):
    """One visit with everything its record says."""

    present: str
    facts: str
    organ_words: str
    organ_reply: str
    remark: str = Field(description="Why it was sent back or called off; for the centre alone.")
    signed_by: int = Field(description="Inspectors who stand by the record as it reads now.")
    digest: str | None = Field(None, description="SHA-256 of the record, which they signed.")
    answers: list[AnswerOut]

    @staticmethod
    def resolve_remark(visit: Visit, context: Any) -> str:
        """Words inside the centre stay there."""
        return queries.remark_for(visit, context["request"].user)

    @staticmethod
    def resolve_signed_by(visit: Visit) -> int:
        """How many signatures count."""
        return len(record.signers(visit))

    @staticmethod
    def resolve_digest(visit: Visit) -> str | None:
        """The checksum, once there is a record."""
        return record.digest(visit) if visit.began_at else None

    @staticmethod
    def resolve_answers(visit: Visit, context: Any) -> list[dict[str, Any]]:
        """The answers; findings only those this reader may see."""
        rows = list(record.observations(visit))
        keys = [row.finding_id for row in rows if row.finding_id]
        seen = queries.findings_seen(keys, context["request"].user) if keys else []
        numbers = {finding.pk: finding.number for finding in seen}
        shown = queries.may_see_pieces(visit, context["request"].user)
        return [_answer(row, numbers, shown=shown) for row in rows]


def _answer(row: Observation, numbers: dict[int, str], *, shown: bool) -> dict[str, Any]:
    return {
        "number": row.item.number,
        "question": row.item.question,
        "norm": row.item.norm.code,
        "seen": row.seen,
        "facts": row.facts,
        "evidence": [piece.pk for piece in row.evidence.all()] if shown else [],
        "finding": numbers.get(row.finding_id or 0),
    }


class AnswerIn(Schema):
    """What was seen to one question; photos by the keys that `POST /evidence` gave."""

    number: int = Field(examples=[3])
    seen: Observation.Seen = Field(examples=["no"])
    facts: str = Field("", max_length=4000, examples=["8:20，3号窗口，值班人员看股票行情"])
    evidence: list[UUID] = Field(default_factory=list)


class SheetIn(Schema):
    """The whole sheet of a visit. Sent twice it is still one sheet."""

    began_at: datetime = Field(examples=["2026-04-10T08:10:00+08:00"])
    ended_at: datetime = Field(examples=["2026-04-10T08:50:00+08:00"])
    facts: str = Field(max_length=4000, examples=["8:10 到达大厅，8:20 查看3号窗口。"])
    present: str = Field("", max_length=200, examples=["大厅主任"])
    organ_words: str = Field("", max_length=4000, description="Said on the spot, open visits only.")
    answers: list[AnswerIn]

    def sheet(self, person: Any) -> record.Sheet:
        """The sheet as the command takes it."""
        answers = [
            record.Answer(
                one.number, one.seen.value, one.facts, evidence.named(one.evidence, person)
            )
            for one in self.answers
        ]
        sheet = record.Sheet(_aware(self.began_at), _aware(self.ended_at), self.facts, answers)
        return replace(sheet, present=self.present, organ_words=self.organ_words)


class FieldSheetIn(SheetIn):
    """A finished visit written on paper or on a device, with the key it was given there."""

    id: UUID | None = Field(None, description="Made on the device: under one key is one visit.")
    plan: int | None = Field(None, description="Year of the plan.", examples=[2026])
    organ: str = Field(description="Code of the organ.", examples=["MZ001"])
    place: str | None = Field(None, description="Code of the place.", examples=["MZ001-01"])
    mode: Mode = Field(examples=["open"])
    team: list[str] = Field(description="Staff numbers; the first leads.", examples=[["inspector"]])
    place_type: str = Field(description="Whose checklist.", examples=["counter"])
    version: int = Field(description="Its version, printed on the sheet.", examples=[1])
    theme: str = Field("", max_length=120)
    reason: str = Field(description="Why it is entered so.", examples=["纸质记录补录"])


router = Router(tags=["visits"])


@router.get("/visits", response=list[VisitOut], operation_id="visits_visit_list")
@paginate
def visits(request: HttpRequest, state: str = "", mode: str = "", organ: str = "") -> Any:
    """The visits this person may know of; asked for an organ, sealed ones are left out."""
    found = queries.visible_to(request.user)
    found = found.filter(state=state) if state else found
    found = found.filter(mode=mode) if mode else found
    return found.filter(organ__code=organ).exclude(queries.UNOPENED) if organ else found


@router.get("/visits/{uuid:pk}", response=RecordOut, operation_id="visits_visit_show")
def visit(request: HttpRequest, pk: UUID) -> Any:
    """One visit with its whole record; of a sealed one only number, hour and mode."""
    return _one(request, pk)


@router.post(
    "/visits/{uuid:pk}/hand_in",
    response={200: VisitOut, **NO},
    operation_id="visits_visit_hand_in",
)
def hand_in(request: HttpRequest, pk: UUID, said: SheetIn) -> Any:
    """Hand in the whole sheet, also long after it was written off line; 409 if it differs."""
    sheet = said.sheet(request.user)
    return commands.hand_in(_one(request, pk), by=request.user, on=time.today(), sheet=sheet)


@router.post(
    "/visits/field_sheets",
    response={200: VisitOut, **NO},
    operation_id="visits_visit_enter_field_sheet",
)
def enter_field_sheet(request: HttpRequest, said: FieldSheetIn) -> Any:
    """Enter a finished visit whole. The same document sent again answers with the same visit."""
    team = {one.staff_no: one for one in Person.objects.filter(staff_no__in=said.team)}
    place = get_object_or_404(Unit, code=said.place) if said.place else None
    version = {"place_type": said.place_type, "version": said.version}
    return commands.enter_field_sheet(
        by=request.user,
        on=time.today(),
        plan=get_object_or_404(Plan, year=said.plan) if said.plan else None,
        organ=get_object_or_404(Unit, code=said.organ, level=Unit.Level.ORGAN),
        place=place,
        mode=said.mode.value,
        team=[team[number] for number in said.team if number in team],
        checklist=get_object_or_404(Checklist, **version),
        reason=said.reason,
        theme=said.theme,
        sheet=said.sheet(request.user),
        key=said.id,
    )


def _one(request: HttpRequest, pk: UUID) -> Visit:
    return get_object_or_404(queries.whole(queries.visible_to(request.user)), pk=pk)


def _aware(when: datetime) -> datetime:
    """A moment without a zone is meant by the city's clock."""
    return when.replace(tzinfo=time.city_zone()) if timezone.is_naive(when) else when


OTHERS = {act: doing for act, doing in VISIT_DOORS.doings.items() if act != "hand_in"}
api.acts(router, "/visits", replace(VISIT_DOORS, doings=OTHERS), VisitOut, evidence.named)
