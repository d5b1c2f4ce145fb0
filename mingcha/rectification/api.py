"""The operations of rectification for programs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from ninja.pagination import paginate
from pydantic import Field

from mingcha.evidence import queries as evidence
from mingcha.foundation import api, time
from mingcha.rectification import balltime, doors, queries
from mingcha.rectification.models import Order, Slip


class OrderOut(Schema):
    """One order: what must change, whose turn it is until when, what was reported."""

    id: int
    number: str = Field(examples=["ZG-2026-0147"])
    organ: str = Field(alias="organ.code", examples=["MZ001"])
    office: str | None = Field(None, alias="office.code", examples=["MZ001-01"])
    responsible: str = Field(alias="responsible.name", examples=["林景行"])
    fault: str
    basis: str = Field(examples=["N01 在岗履职"])
    required: str
    proof_wanted: str
    severity: int = Field(examples=[2])
    pace: str = Field(examples=["time_limited"])
    state: str = Field(examples=["in_progress"])
    turn: str | None = Field(None, alias="clock.side", examples=["organ"])
    due_on: date | None = Field(None, alias="clock.due_on", examples=["2026-05-06"])
    work_due_on: date | None = Field(None, alias="work_clock.due_on", examples=["2026-05-06"])
    issued_on: date | None
    received_on: date | None
    plan: str
    plan_person: str
    plan_date: date | None
    reported_on: date | None
    cause: str
    report: str
    for_person: str
    for_class: str
    times_returned: int
    relapses: int
    outcome: str = Field(examples=["fixed_for_all"])
    closed_on: date | None

    @staticmethod
    def resolve_cause(order: Order, context: Any) -> str:
        """The cause, once the head has signed it."""
        return _signed(order, context, order.cause)

    @staticmethod
    def resolve_report(order: Order, context: Any) -> str:
        """What was done, once the head has signed it."""
        return _signed(order, context, order.report)

    @staticmethod
    def resolve_for_person(order: Order, context: Any) -> str:
        """For the person affected, once the head has signed it."""
        return _signed(order, context, order.for_person)

    @staticmethod
    def resolve_for_class(order: Order, context: Any) -> str:
        """For all such cases, once the head has signed it."""
        return _signed(order, context, order.for_class)


def _signed(order: Order, context: Any, words: str) -> str:
    """A draft is nobody's word outside the organ."""
    if not words:
        return ""
    return words if queries.reads_report(order, context["request"].user) else ""


class SlipOut(Schema):
    """One supervision slip: colour, requirement, answer, the slip it follows."""

    id: int
    number: str = Field(examples=["DB-2026-0003"])
    order: str = Field(alias="order.number", examples=["ZG-2026-0147"])
    organ: str = Field(alias="order.organ.code", examples=["MZ001"])
    colour: str = Field(examples=["orange"])
    follows: str | None = Field(None, alias="follows.number", examples=["DB-2026-0002"])
    state: str = Field(examples=["open"])
    requirement: str
    answer: str
    remark: str
    issued_on: date
    due_on: date | None = Field(None, alias="clock.due_on")


class BucketOut(Schema):
    """Open orders of one age in working days, and on whose desk their days went."""

    age: str = Field(examples=["6–15"])
    organ: int = Field(description="working days with organs", examples=[120])
    centre: int = Field(description="working days with the centre", examples=[31])
    orders: int = Field(examples=[14])
    overdue: int = Field(examples=[3])


class DeskOut(Schema):
    """Working days of one order on either desk, up to a day."""

    organ: int = Field(description="working days with the organ", examples=[12])
    centre: int = Field(description="working days with the centre", examples=[4])
    on: date


router = Router(tags=["rectification"])


@router.get("/orders", response=list[OrderOut], operation_id="rectification_order_list")
@paginate
def orders(request: HttpRequest, state: str = "", organ: str = "", late: bool = False) -> Any:  # noqa: FBT001, FBT002 -- a filter of the address
    """The orders this person may see, newest first; of one state or organ, or only overdue ones."""
    found = queries.visible_to(request.user)
    found = found.filter(state=state) if state else found
    found = found.filter(organ__code=organ) if organ else found
    return queries.overdue(found, on=time.today()) if late else found


@router.get("/orders/ageing", response=list[BucketOut], operation_id="rectification_order_ageing")
def ageing(request: HttpRequest) -> Any:
    """Open orders this person may see by age, with the working days on either desk."""
    open_ones = queries.visible_to(request.user).filter(pk__in=queries.open_orders().values("pk"))
    return balltime.ageing(open_ones, on=time.today())


@router.get("/orders/{int:pk}", response=OrderOut, operation_id="rectification_order_show")
def order(request: HttpRequest, pk: int) -> Any:
    """One order as it stands."""
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


@router.get("/orders/{int:pk}/desk", response=DeskOut, operation_id="rectification_order_desk")
def desk(request: HttpRequest, pk: int) -> Any:
    """On whose desk the working days of one order went, up to today."""
    one: Order = get_object_or_404(queries.visible_to(request.user), pk=pk)
    today = time.today()
    spent = balltime.of_order(one, on=today)
    return {"organ": spent.organ, "centre": spent.centre, "on": today}


@router.get("/slips", response=list[SlipOut], operation_id="rectification_slip_list")
@paginate
def slips(request: HttpRequest, colour: str = "", state: str = "") -> Any:
    """The supervision slips this person may see, newest first."""
    found = queries.slips_visible_to(request.user)
    found = found.filter(colour=colour) if colour else found
    return found.filter(state=state) if state else found


@router.get("/slips/{int:pk}", response=SlipOut, operation_id="rectification_slip_show")
def slip(request: HttpRequest, pk: int) -> Any:
    """One supervision slip as it stands."""
    found: Slip = get_object_or_404(queries.slips_visible_to(request.user), pk=pk)
    return found


api.acts(router, "/orders", doors.ORDERS, OrderOut, evidence.named)
api.acts(router, "/slips", doors.SLIPS, SlipOut, evidence.named)
