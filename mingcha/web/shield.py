"""A strict content policy on every answer; a password of one's own before anything else."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from mingcha.foundation.http import problem
from mingcha.people.refusals import CHOOSE_PASSWORD

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


class FirstPassword:
    """Whoever logged in with a password issued by somebody else first chooses their own."""

    OPEN = ("/me/password/", "/logout/", "/language/", "/static/", "/health/", "/api/openapi.json")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Lead to the one page that is open, until the password is one's own."""
        if request.path.startswith(self.OPEN):
            return self.get_response(request)
        if not getattr(request.user, "must_change_password", False):
            return self.get_response(request)
        if request.path.startswith("/api/"):
            return problem(CHOOSE_PASSWORD())
        return redirect("people:password")
