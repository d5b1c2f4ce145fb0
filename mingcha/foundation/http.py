"""Page or part; a refusal becomes a page, a part or a problem document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from mingcha.core.notice import Unfit, parse_day
from mingcha.core.refusal import Refusal
from mingcha.foundation import time, workdays


def show(
    request: HttpRequest, template: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """The whole page to a browser; its living part `_name.html` to htmx."""
    path = PurePosixPath(template)
    part = bool(getattr(request, "htmx", False))
    name = str(path.with_name(f"_{path.name}")) if part else template
    answer = render(request, name, dict(context), status=status)
    patch_vary_headers(answer, ("HX-Request",))
    return answer


def day_asked(request: HttpRequest, name: str = "on") -> date:
    """The day the address asks for; today where nothing sensible was asked."""
    try:
        return parse_day(request.GET[name])
    except (KeyError, Unfit):
        return time.today()


def problem(no: Refusal) -> JsonResponse:
    """A refusal as the problem document of RFC 9457; the API speaks codes and sentences."""
    said = {
        "type": f"urn:mingcha:refusal:{no.code}",
        "title": no.because,
        "detail": no.remedy,
        "status": no.status,
    }
    return JsonResponse(
        said,
        status=no.status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )


class RefusalPage:
    """Turns a refusal raised anywhere below into an answer a person can act on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, under one calendar from its first deadline to its last."""
        with workdays.asked_once():
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, no: Exception) -> HttpResponse | None:
        """The refusal as a page, or as a problem document below /api/."""
        if not isinstance(no, Refusal):
            return None
        if request.path.startswith("/api/"):
            return problem(no)
        back = request.headers.get("Referer", "")
        return render(request, "refusal.html", {"refusal": no, "back": back}, status=no.status)
