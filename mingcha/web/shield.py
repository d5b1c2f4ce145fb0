"""A strict content policy on every answer; voters unnamed; a password of one's own first."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve

from mingcha.core.refusal import Refusal
from mingcha.foundation import time
from mingcha.foundation.http import problem
from mingcha.people import queries as people
from mingcha.people.refusals import CHOOSE_PASSWORD, SET_UP_SECOND_FACTOR

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'; worker-src 'self'"
)


class Shield:
    """Adds the policy; pages signed in to are never kept by a cache on the way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, shielded."""
        answer = self.get_response(request)
        answer.headers.setdefault("Content-Security-Policy", POLICY)
        answer.headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(self)")
        if not request.path.startswith("/static/"):
            answer.headers.setdefault("Cache-Control", "no-store")
        return answer


class Unnamed:
    """Whoever votes is answered before the program could know them.

    Their cookies are dropped unread, even of somebody who is signed in on the same phone; no
    session is opened, no language or message kept. What remains is the address and the body.
    """

    ROADS = ("/vote/", "/v/")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The voting page itself; everything else goes its way."""
        if not request.path_info.startswith(self.ROADS) and request.path_info != "/v":
            return self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        request.COOKIES = {}
        found = request.resolver_match = resolve(request.path_info)
        answer: HttpResponse = found.func(request, *found.args, **found.kwargs)
        answer._has_been_logged = True  # type: ignore[attr-defined] # a refusal leaves no time
        return answer


class _Gate(ABC):
    """Lets a person through to one page only, until something of their own stands."""

    OPEN: tuple[str, ...] = ("/logout/", "/login/", "/language/", "/static/", "/health/")
    leads_to: str

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Lead to the page that is open; tell a program the same in its own way."""
        if request.path.startswith(self.OPEN) or not self.holds_back(request):
            return self.get_response(request)
        return problem(self.no()) if request.path.startswith("/api/") else redirect(self.leads_to)

    @abstractmethod
    def holds_back(self, request: HttpRequest) -> bool:
        """Whether something still has to be done first."""

    @abstractmethod
    def no(self) -> Refusal:
        """What a program is told."""


class OwnPassword(_Gate):
    """Whoever logged in with a password issued by somebody else first chooses their own."""

    OPEN = (*_Gate.OPEN, "/me/password/")
    leads_to = "people:password"

    def no(self) -> Refusal:
        """The password is somebody else's."""
        return CHOOSE_PASSWORD()

    def holds_back(self, request: HttpRequest) -> bool:
        """The password was issued for one log-in."""
        return bool(getattr(request.user, "must_change_password", False))


class OwnSecondFactor(_Gate):
    """Whoever has power over others sets up a second factor first, where the city wants it.

    Only sessions begun on the log-in page are asked; the demonstration city is not.
    """

    OPEN = (*_Gate.OPEN, "/me/second-factor/", "/me/password/")
    leads_to = "mfa_activate_totp"
    SEEN = "second_factor_seen"

    def no(self) -> Refusal:
        """The second factor is missing."""
        return SET_UP_SECOND_FACTOR()

    def holds_back(self, request: HttpRequest) -> bool:
        """It is wanted of this person and does not stand yet; looked up once a day and session."""
        if settings.DEMO_DAY or "account_authentication_methods" not in request.session:
            return False
        today = time.today().isoformat()
        if not request.user.is_authenticated or request.session.get(self.SEEN) == today:
            return False
        if people.needs_second_factor(request.user, on=time.today()):
            return True
        request.session[self.SEEN] = today
        return False
