"""The register of organs for programs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from mingcha.foundation import time
from mingcha.organs import queries


class UnitOut(Schema):
    """An organ, office, counter or post."""

    id: int
    code: str
    name: str
    level: str
    kind: str
    active_from: date
    active_to: date | None


router = Router(tags=["organs"])


@router.get("/organs", response=list[UnitOut], operation_id="organs_unit_list")
def units(request: HttpRequest, on: date | None = None, kind: str = "") -> Any:
    """The organs that stood on a day (today unless said), of one class or of all."""
    found = queries.organs(on=on or time.today())
    return found.filter(kind=kind) if kind else found


@router.get("/organs/{unit_id}", response=UnitOut, operation_id="organs_unit_show")
def unit(request: HttpRequest, unit_id: int) -> Any:
    """One unit as it stands."""
    return get_object_or_404(queries.visible_to(request.user), pk=unit_id)
