"""The API: every room's operations, refusals as problem documents, log-in by session or token."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import NinjaAPI, Router, Schema
from ninja.security import HttpBearer, SessionAuth

import mingcha
from mingcha.core.refusal import Refusal
from mingcha.foundation import time
from mingcha.foundation.http import problem
from mingcha.organs import queries as organs
from mingcha.people import queries as people


class Bearer(HttpBearer):
    """A personal token, sent as `Authorization: Bearer mc_…`."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """The person the token belongs to, who then acts as if signed in."""
        person = people.bearer(token, on=time.today())
        if person is not None:
            request.user = person
        return person


class SignedIn(SessionAuth):
    """A browser that has signed in; changes need the CSRF token."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """The person whose session this is."""
        return request.user if request.user.is_authenticated else None


api = NinjaAPI(
    title="Mingcha 明察",
    version=mingcha.__version__,
    description="Every act has one name: here, in the journal, in the address, on the button.",
    auth=[SignedIn(csrf=True), Bearer()],
    docs_url=None,
)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, no: Refusal) -> HttpResponse:  # a handler takes its request
    """A refusal raised by an act."""
    return problem(no)


class UnitOut(Schema):
    """An organ, office, counter or post."""

    id: int
    code: str
    name: str
    level: str
    kind: str
    active_from: date
    active_to: date | None


register = Router(tags=["organs"])


@register.get("/organs", response=list[UnitOut], operation_id="organs_unit_list")
def units(request: HttpRequest, on: date | None = None, kind: str = "") -> Any:
    """The organs that stood on a day (today unless said), of one class or of all."""
    found = organs.organs(on=on or time.today())
    return found.filter(kind=kind) if kind else found


@register.get("/organs/{unit_id}", response=UnitOut, operation_id="organs_unit_show")
def unit(request: HttpRequest, unit_id: int) -> Any:
    """One unit as it stands."""
    return get_object_or_404(organs.visible_to(request.user), pk=unit_id)


api.add_router("", register)
