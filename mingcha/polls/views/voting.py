"""The page in the hall: no account, no cookie, no session, and nothing written down.

A ticket's code never stands in an address that reaches the server: it is in the fragment, or in
the body of a POST, whose answer no cache keeps.
"""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from functools import wraps
from typing import Any
from unicodedata import normalize

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from mingcha.core.ballot import CLOSED, NO_POLL
from mingcha.core.refusal import Refusal
from mingcha.core.ticket import NO_TICKET
from mingcha.foundation.http import problem
from mingcha.polls import commands, queries, voting
from mingcha.polls.models import Poll

MOST_ASKED = 4096  # bytes of a request for a ticket
Door = Callable[..., HttpResponse]


def tongue(request: HttpRequest) -> str:
    """Chinese, unless the address asks for English; nothing is remembered."""
    return "en" if request.GET.get("l") == "en" else "zh-hans"


def spoken(door: Door) -> Door:
    """Speak the address's language; a refusal is a page, or a problem document to a script."""

    @csrf_exempt
    @wraps(door)
    def inside(request: HttpRequest, **kwargs: str) -> HttpResponse:
        with translation.override(tongue(request)):
            try:
                return door(request, **kwargs)
            except Refusal as no:
                return problem(no) if _scripted(request) else _refused(request, no)

    return inside


def _scripted(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _refused(request: HttpRequest, no: Refusal) -> HttpResponse:
    kwargs = getattr(request.resolver_match, "kwargs", None) or {}
    poll = Poll.objects.filter(code=kwargs.get("code", ""), state__in=voting.STANDS).first()
    return _shown(request, "vote_refused.html", poll, status=no.status, refusal=no)


def _shown(
    request: HttpRequest, name: str, poll: Poll | None, *, status: int = 200, **more: Any
) -> HttpResponse:
    answer = HttpResponse(voting.render(name, poll, tongue(request), **more), status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@spoken
@require_safe
def vote(request: HttpRequest, code: str) -> HttpResponse:
    """The page of a poll as it stands now, out of memory; a phone that has it is told so."""
    stands = voting.stands(code)
    if stands is None:
        raise NO_POLL()
    body, tag = voting.page(code, tongue(request), *stands)
    if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
        answer = HttpResponse(status=304)
    else:
        answer = HttpResponse(body)
    answer.headers["ETag"] = tag
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _open(code: str) -> Poll:
    """The poll, if ballots are taken now."""
    poll = Poll.objects.filter(code=code, state__in=voting.STANDS).first()
    if poll is None:
        raise NO_POLL()
    if poll.state != Poll.State.OPEN:
        raise CLOSED()
    return poll


@spoken
@require_POST
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """The paper of one ticket: one long form; to the script only the group it is of."""
    poll = _open(code)
    typed, group = voting.group_of(poll, request.POST.get("code", ""))
    if group is None:
        raise NO_TICKET()
    if _scripted(request):
        answer: HttpResponse = JsonResponse({"group": group.code})
        answer.headers["Cache-Control"] = "no-store"
        return answer
    said = voting.form(poll, typed, group, tongue(request))
    return _shown(request, "vote_paper.html", poll, **said)


@spoken
@require_POST
def ticket(request: HttpRequest, code: str) -> HttpResponse:
    """Sign a ticket that cannot be read; without one, say which group's key will sign."""
    poll, said = _open(code), _json(request)
    invitation, blinded = str(said.get("invitation", "")), said.get("blinded")
    if blinded is None:
        facts = {"group": voting.invited_group(poll, invitation)}
    else:
        group, signature = commands.issue_ticket(poll.code, invitation, _bytes(str(blinded)))
        facts = {"group": group, "signature": urlsafe_b64encode(signature).rstrip(b"=").decode()}
    answer = JsonResponse(facts)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _json(request: HttpRequest) -> dict[str, Any]:
    try:
        said = json.loads(request.body[:MOST_ASKED])
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _bytes(text: str) -> bytes:
    """Bytes of base64url; none where it is not: too few bytes are refused further in."""
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""


@spoken
@require_http_methods(["GET", "POST"])
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """Find a receipt in the published list. It is asked by POST, so that no log keeps it."""
    poll = Poll.objects.filter(code=code, state__in=voting.STANDS).first()
    if poll is None:
        raise NO_POLL()
    counted = voting.STANDS[poll.state] == voting.COUNTED
    asked = re.sub(r"[\s-]", "", normalize("NFKC", request.POST.get("receipt", ""))).lower()
    fit = re.fullmatch(rf"[0-9a-f]{{{voting.LEAST_PREFIX},64}}", asked) is not None
    found = queries.receipts_beginning(poll, asked) if counted and fit else []
    facts: dict[str, Any] = {"counted": counted, "asked": asked, "fit": fit, "found": found[:20]}
    return _shown(request, "vote_receipt.html", poll, **facts)


@spoken
@require_GET
def short(request: HttpRequest, number: str = "") -> HttpResponse:
    """From the short number on the wall to the poll: `1`, `0001`, `2026-1`, `TP-2026-0001`."""
    asked = normalize("NFKC", number or request.GET.get("n", "")).strip()
    code = _code_of(asked) if asked else None
    if code is None:
        return _shown(request, "vote_number.html", None, status=404 if asked else 200, asked=asked)
    language = "?l=en" if tongue(request) == "en" else ""
    answer = HttpResponseRedirect(f"/vote/{code}/{language}")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _code_of(asked: str) -> str | None:
    """The newest poll of this number that voters may know of."""
    fit = re.fullmatch(r"(?:TP)?\W*(?:(20\d\d)\W*)?0*(\d{1,4})", asked, re.IGNORECASE | re.ASCII)
    if fit is None:
        return None
    known = Poll.objects.filter(state__in=voting.STANDS)
    year, n = fit.groups()
    ending = f"-{int(n):04d}"
    known = (
        known.filter(number=f"TP-{year}{ending}") if year else known.filter(number__endswith=ending)
    )
    found = known.order_by("-number").values_list("code", flat=True).first()
    return str(found) if found else None
