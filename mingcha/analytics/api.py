"""The operations of measures, snapshots and open data for programs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from ninja.pagination import paginate
from pydantic import Field

from mingcha.analytics import commands, published, queries, wording
from mingcha.analytics.measures import Form, Measure
from mingcha.foundation import time
from mingcha.foundation.api import Problem
from mingcha.foundation.refusals import NOT_FOR_YOU

router = Router(tags=["analytics"])
REFUSED = {403: Problem, 404: Problem, 409: Problem}
OUT = {404: Problem, 409: Problem}


class TableOut(Schema):
    """One table of a snapshot."""

    name: str = Field(examples=["rectification_orders"])
    rows: int
    bytes: int
    sha256: str
    columns: list[str]


class SnapshotOut(Schema):
    """The facts of every room as they stood once on a day."""

    id: int
    number: str = Field(examples=["2026-04-10"])
    day: date
    edition: int
    digest: str = Field(description="SHA-256 of the manifest.")
    tables: list[TableOut]


class MeasureOut(Schema):
    """One named measure: what it counts, in which unit, how sure it can be."""

    name: str = Field(examples=["orders_in_time"])
    label: str
    unit: str
    sentence: str
    form: Form
    of: list[str] = Field(description="The tables of facts it is made from.")
    public: bool


class FigureOut(Schema):
    """One figure with its interval and base; shares lie between 0 and 1."""

    organ: str = Field(description="Empty: the city.")
    name: str
    kind: str = Field(description="The class inside which organs may be compared.")
    period: str = Field(examples=["2026-03"])
    value: float | None
    low: float | None
    high: float | None
    base: int | None
    count: int | None
    ninth: float | None = Field(description="The ninth decile, of a time.")


class PublishedOut(Schema):
    """What everybody may have of a measure in one quarter."""

    measure: MeasureOut
    quarter: str = Field(examples=["2026Q1"])
    as_of: date
    digest: str
    least: int = Field(description="An organ with fewer cases is withheld.")
    withheld: list[str] = Field(description="Organs withheld, by code.")
    figures: list[FigureOut]


def _told(one: Measure) -> dict[str, Any]:
    words = {"label": str(one.label), "unit": str(one.unit), "sentence": str(one.sentence)}
    return {**words, "name": one.name, "form": one.form, "of": one.of, "public": one.public}


def _guard(request: HttpRequest) -> None:
    if not queries.may_read(request.user):
        raise NOT_FOR_YOU()


@router.get(
    "/measures", response={200: list[MeasureOut], **REFUSED}, operation_id="analytics_measure_list"
)
def measures(request: HttpRequest) -> Any:
    """The named measures that you may read."""
    _guard(request)
    return [_told(one) for one in queries.readable(request.user)]


@router.get(
    "/measures/{name}",
    response={200: list[FigureOut], **REFUSED},
    operation_id="analytics_measure_show",
)
def measure(request: HttpRequest, name: str) -> Any:
    """A measure by organ and month, from the newest snapshot, for twelve months."""
    _guard(request)
    one, snapshot = queries.read_by(name, request.user), queries.newest()
    lines = queries.by_organ_and_month(snapshot, one, queries.months_to(snapshot.day))
    return [wording.record(line) for line in lines]


@router.get("/snapshots", response=list[SnapshotOut], operation_id="analytics_snapshot_list")
@paginate
def snapshots(request: HttpRequest) -> Any:
    """The snapshots that were kept, newest first, for those who may read every row."""
    return queries.visible_to(request.user)


@router.post(
    "/snapshots/take",
    response={200: SnapshotOut, 422: Problem, **REFUSED},
    operation_id="analytics_snapshot_take",
)
def take(request: HttpRequest) -> Any:
    """Keep the facts as they stand now; the newest is given back where nothing changed."""
    return commands.take(by=request.user, on=time.today())


@router.get(
    "/snapshots/{int:pk}",
    response={200: SnapshotOut, **REFUSED},
    operation_id="analytics_snapshot_show",
)
def snapshot(request: HttpRequest, pk: int) -> Any:
    """One snapshot with its tables and digests."""
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


@router.get(
    "/open-data", auth=None, response=list[MeasureOut], operation_id="analytics_open_data_list"
)
def open_data(request: HttpRequest) -> Any:
    """What is published for everybody; no log-in is needed."""
    return [_told(one) for one in published.measures()]


@router.get(
    "/open-data/{name}",
    auth=None,
    response={200: PublishedOut, **OUT},
    operation_id="analytics_open_data_show",
)
def open_measure(request: HttpRequest, name: str, quarter: str = "") -> Any:
    """A public measure in one quarter, the newest unless asked; no log-in is needed."""
    one = published.public_measure(name)
    known = published.quarters()
    out = published.published(one, quarter or next(iter(known), "-"), known)
    return {
        "measure": _told(one),
        "quarter": out.quarter,
        "as_of": out.snapshot.day,
        "digest": out.snapshot.digest,
        "least": out.least,
        "withheld": [organ.code for organ in out.withheld],
        "figures": [wording.record(line, out.quarter) for line in published.told(out)],
    }
