"""The operations of the inventory for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from ninja.pagination import paginate
from pydantic import Field

from mingcha.foundation import time
from mingcha.foundation.api import Problem, acts
from mingcha.foundation.refusals import FORM_UNFIT
from mingcha.powers import commands, forms, queries
from mingcha.powers.doors import ITEMS
from mingcha.powers.models import Item, Version
from mingcha.powers.refusals import NOT_LISTED

Kind = Literal["licence", "confirmation", "penalty", "coercion", "levy", "grant", "inspection",
               "ruling", "reward", "service", "other"]  # fmt: skip
NOES = {403: Problem, 409: Problem, 422: Problem}


class ItemOut(Schema):
    """One item of the inventory, with the organ and limits of its newest version."""

    id: int
    code: str = Field(examples=["XK-001"])
    name: str = Field(examples=["户外广告设置许可"])
    of_kind: str = Field(examples=["licence"])
    level: str = Field(examples=["city"])
    parent: str | None = Field(None, alias="parent.code")
    state: str = Field(examples=["listed"])
    due_on: date | None = Field(None, alias="clock.due_on", examples=["2026-05-11"])
    organ: str | None = Field(None, examples=["MZ001"])
    legal_days: int | None = Field(None, examples=[20])
    legal_kind: str = Field("working", examples=["working"])
    promised_days: int | None = Field(None, examples=[8])
    days_kind: str = Field("working", examples=["working"])
    valid_from: date | None = None
    valid_to: date | None = None

    @staticmethod
    def resolve_organ(item: Item) -> str | None:
        """The code of the organ that answers for it."""
        version = _newest(item)
        return version.organ.code if version else None

    @staticmethod
    def resolve_legal_days(item: Item) -> int | None:
        """The limit the law sets."""
        return getattr(_newest(item), "legal_days", None)

    @staticmethod
    def resolve_legal_kind(item: Item) -> str:
        """Which days count towards it."""
        return getattr(_newest(item), "legal_kind", "working")

    @staticmethod
    def resolve_promised_days(item: Item) -> int | None:
        """The limit promised; 0 on the spot."""
        return getattr(_newest(item), "promised_days", None)

    @staticmethod
    def resolve_days_kind(item: Item) -> str:
        """Which days count towards it."""
        return getattr(_newest(item), "days_kind", "working")

    @staticmethod
    def resolve_valid_from(item: Item) -> date | None:
        """The first day of its newest version."""
        return getattr(_newest(item), "valid_from", None)

    @staticmethod
    def resolve_valid_to(item: Item) -> date | None:
        """The last day of it; empty while it holds."""
        return getattr(_newest(item), "valid_to", None)


def _newest(item: Item) -> Version | None:
    if "told" not in item.__dict__:  # after an act: read anew
        item.__dict__["told"] = list(queries.versions_of(item))
    told: list[Version] = item.__dict__["told"]
    return told[-1] if told else None


class ItemIn(Schema):
    """A new item; limits and lists as they stand in a published list."""

    code: str = Field(min_length=1, max_length=40, examples=["XK-001"])
    name: str = Field(min_length=1, max_length=200, examples=["户外广告设置许可"])
    of_kind: Kind = Field(examples=["licence"])
    level: Literal["province", "city", "county", "shared", "town"] = "city"
    parent: str = Field("", max_length=40, description="the code of the item it is part of")
    organ: int = Field(description="the id of the organ", examples=[1])
    since: date = Field(examples=["2026-05-01"])
    joint: bool = False
    legal: str = Field("", examples=["20个工作日"])
    promised: str = Field("", examples=["8个工作日"])
    bases: str = Field("", examples=["《行政许可法》第四十二条"])
    steps: str = Field("", examples=["受理（1）\n审查（5）\n决定（2）"])
    materials: str = Field("", examples=["申请表\n身份证明|公安机关"])
    fees: str = ""


class StepOut(Schema):
    """One step."""

    code: str
    name: str
    days: int | None


class AsOfOut(Schema):
    """An item as it stood on a day."""

    code: str = Field(examples=["XK-001"])
    name: str
    organ_number: str = Field(examples=["MZ001"])
    listed: bool
    legal_days: int | None
    legal_kind: str
    promised_days: int | None
    days_kind: str
    on_the_spot: bool
    joint: bool
    papers: int
    steps: list[StepOut]
    materials: list[str]
    fees: list[str]
    bases: list[tuple[str, str]]


class ReformOut(Schema):
    """One reform: what was done to which item, by which document, with what effect."""

    id: int
    number: str = Field(examples=["GG-2026-0001"])
    item: str = Field(alias="item.code", examples=["XK-001"])
    kind: str = Field(examples=["cut"])
    how: str = Field(examples=["simplify"])
    document: str = Field(examples=["明政发〔2026〕12号"])
    reason: str
    effective_on: date
    successor: str | None = Field(None, alias="successor.code")
    receiver: str | None = Field(None, alias="receiver.code")
    state: str = Field(examples=["decided"])
    before: dict[str, int]
    expected: dict[str, int]
    proposed_on: date
    decided_on: date | None
    rejected_on: date | None
    ended_on: date | None


class LoadOut(Schema):
    """What the inventory asks for on a day."""

    items: int
    steps: int
    papers: int
    fees: int
    timed: int = Field(description="items whose two limits are counted in the same kind of days")
    legal_days: int
    promised_days: int


class EntryOut(Schema):
    """One day on which reforms came into force, with the totals after it."""

    day: date
    reforms: list[str] = Field(examples=[["GG-2026-0001"]])
    after: LoadOut
    only_counted: bool


class LedgerOut(Schema):
    """What the reform took off between two days."""

    first: date
    last: date
    start: LoadOut
    end: LoadOut
    left: int
    added: int
    only_counted: bool
    cuts: dict[str, float | None]
    entries: list[EntryOut]


router = Router(tags=["powers"])


@router.get("/powers", response=list[ItemOut], operation_id="powers_item_list")
@paginate
def items(request: HttpRequest, state: str = "", q: str = "") -> Any:
    """The items there are or were, by code; in one state, or with some words."""
    found = queries.matching(q, request.user) if q else queries.visible_to(request.user)
    return found.filter(state=state) if state else found


@router.get("/powers/{int:pk}", response=ItemOut, operation_id="powers_item_show")
def item(request: HttpRequest, pk: int) -> Any:
    """One item."""
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


@router.get("/powers/{int:pk}/as_of", response=AsOfOut, operation_id="powers_item_as_of")
def as_of(request: HttpRequest, pk: int, on: date | None = None) -> Any:
    """One item as it stood on a day (today unless said), with all it asked for."""
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    day = on or time.today()
    told = queries.item_as_of(found.code, day)
    if told is None:
        raise NOT_LISTED(code=found.code, day=day)
    return {**asdict(told), "materials": sorted(told.materials), "fees": sorted(told.fees)}


@router.post("/powers", response={200: ItemOut, **NOES}, operation_id="powers_item_enter")
def enter(request: HttpRequest, said: ItemIn) -> Any:
    """Put an item on the inventory from a day on."""
    form = forms.EnterItem(said.dict())
    if not form.is_valid():
        wrong = "; ".join(f"{key}: {' '.join(map(str, no))}" for key, no in form.errors.items())
        raise FORM_UNFIT(fields=wrong)
    return commands.enter(by=request.user, **form.facts(request.user))


@router.get("/reforms", response=list[ReformOut], operation_id="powers_reform_list")
@paginate
def reforms(request: HttpRequest) -> Any:
    """Every reform, the newest first."""
    return queries.reforms_visible_to(request.user)


@router.get("/reforms/{int:pk}", response=ReformOut, operation_id="powers_reform_show")
def reform(request: HttpRequest, pk: int) -> Any:
    """One reform."""
    return get_object_or_404(queries.reforms_visible_to(request.user), pk=pk)


@router.get("/powers/ledger", response=LedgerOut, operation_id="powers_ledger")
def ledger(request: HttpRequest, first: date, last: date) -> Any:
    """The totals on two days, the reforms between them, and the cut of each total."""
    found = queries.ledger(first, last)
    names = ("items", "steps", "papers", "fees", "legal_days", "promised_days")
    entries = [
        {
            "day": entry.day,
            "reforms": [one.number for one in entry.reforms],
            "after": entry.after,
            "only_counted": entry.only_counted,
        }
        for entry in found.entries
    ]
    plain = ("first", "last", "start", "end", "left", "added", "only_counted")
    said = {name: getattr(found, name) for name in plain}
    return {**said, "entries": entries, "cuts": {name: found.cut_of(name) for name in names}}


def no_files(keys: Sequence[UUID], by: Any) -> list[Any]:
    """No act on an item takes files."""
    return []


acts(router, "/powers", ITEMS, ItemOut, no_files)
