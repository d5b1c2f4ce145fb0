"""The API: every room's operations, refusals as problem documents, log-in by session or token."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.security import HttpBearer, SessionAuth

import mingcha
from mingcha.analytics.api import router as analytics
from mingcha.appraisals.api import router as appraisals
from mingcha.assessment.api import router as assessment
from mingcha.bulletins.api import router as bulletins
from mingcha.cases.api import router as cases
from mingcha.core.refusal import Refusal
from mingcha.draws.api import router as draws
from mingcha.evidence.api import router as evidence
from mingcha.findings.api import router as findings
from mingcha.foundation import time
from mingcha.foundation.http import problem
from mingcha.foundation.refusals import FORM_UNFIT, NOT_HERE, NOT_SIGNED_IN
from mingcha.meetings.api import router as meetings
from mingcha.norms.api import router as norms
from mingcha.organs.api import router as organs
from mingcha.people import queries as register
from mingcha.people.api import router as people
from mingcha.polls.api import router as polls
from mingcha.powers.api import router as powers
from mingcha.rectification.api import router as rectification
from mingcha.visits.api import router as visits
from mingcha.web.openapi import complete


class Bearer(HttpBearer):
    """A personal token, sent as `Authorization: Bearer mc_…`."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """The person the token belongs to, who then acts as if signed in."""
        person = register.bearer(token, on=time.today())
        if person is not None:
            request.user = person
        return person


class SignedIn(SessionAuth):
    """A browser that has signed in; changes need the CSRF token."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """The person whose session this is."""
        return request.user if request.user.is_authenticated else None


class Described(NinjaAPI):
    """The API with a description that leaves nothing out."""

    def get_openapi_schema(self, **asked: Any) -> Any:
        """The description with its examples and refusals."""
        return complete(super().get_openapi_schema(**asked))


api = Described(
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


@api.exception_handler(Http404)
def not_here(request: HttpRequest, no: Http404) -> HttpResponse:
    """What is not there and what is not yours answer alike."""
    return problem(NOT_HERE())


@api.exception_handler(AuthenticationError)
def not_signed_in(request: HttpRequest, no: AuthenticationError) -> HttpResponse:
    """No session, no key, or a key that opens nothing any more."""
    return problem(NOT_SIGNED_IN())


@api.exception_handler(ValidationError)
def unfit(request: HttpRequest, no: ValidationError) -> HttpResponse:
    """Something that was sent is missing or does not fit."""
    wrong = (f"{'.'.join(map(str, one['loc'][1:]))}: {one['msg']}" for one in no.errors)
    return problem(FORM_UNFIT(fields="; ".join(wrong)))


for room in (
    organs,
    people,
    norms,
    powers,
    evidence,
    draws,
    meetings,
    polls,
    visits,
    cases,
    findings,
    rectification,
    appraisals,
    analytics,
    assessment,
    bulletins,
):
    api.add_router("", room)
