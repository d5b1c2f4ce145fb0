"""The page of the scanner: give a scan, see what became of each page, decide what is in doubt."""

from __future__ import annotations

import base64
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mingcha.core.refusal import Refusal
from mingcha.core.ticket import spoken
from mingcha.foundation import time
from mingcha.polls import queries, scanning
from mingcha.polls.models import Poll
from mingcha.polls.onpaper import words
from mingcha.polls.views import panels

TOLD = {"yes": True, "no": False}


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def scan_desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a scan and show what became of each page."""
    poll = get_object_or_404(queries.at_the_desk(request.user), pk=pk)
    context: dict[str, Any] = {"poll": poll, "most": scanning.MOST_PAGES}
    status = 200
    if request.method == "POST":
        try:
            context |= _decided(request, poll) if "read" in request.POST else _read(request, poll)
        except Refusal as no:
            context["refusal"], status = no, no.status
    return render(request, "polls/scan_desk.html", context, status=status)


def _read(request: HttpRequest, poll: Poll) -> dict[str, Any]:
    files = [file.read() for file in request.FILES.getlist("pages")]
    found = scanning.read_scan(poll, files, by=request.user, on=time.today())
    return {
        "read": True,
        "pages": found.pages,
        "cast": found.cast,
        "refused": [{"code": spoken(one.code), "no": one.no} for one in found.refused],
        "doubtful": [_shown(poll, one) for one in found.doubtful],
        "faults": _aside(found),
    }


def _aside(found: scanning.Found) -> dict[str, Any]:
    heads = panels.columns((_("Page of the scan"), "right"), _("Why, and what to do"))
    rows = panels.rows((fault.page, words.FAULTS[fault.why]) for fault in found.faults)
    return {"caption": _("Pages put aside"), "columns": heads, "rows": rows}


def _shown(poll: Poll, one: scanning.Doubtful) -> dict[str, Any]:
    """A ballot in doubt as the page shows it: its rows cut out, the choices beside."""
    rows = [
        {
            "name": f"m-{row.cell}",
            "label": " ".join(words.cell_words(poll, row.cell)).strip(),
            "why": words.DOUBTS[row.doubt],
            "piece": _inline(row.piece),
        }
        for row in one.ballot.questions
    ]
    return {
        "code": spoken(one.ballot.code),
        "rows": rows,
        "choices": words.keys_of(poll),
        "foot": _inline(one.ballot.foot) if one.ballot.told is None else "",
        "read": one.read,
    }


def _inline(piece: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(piece).decode()


def _decided(request: HttpRequest, poll: Poll) -> dict[str, Any]:
    """What became of the ballot with what the person chose for each row that was shown."""
    chosen = {
        int(name[2:]): words.KEYS.get(str(typed), str(typed))
        for name, typed in request.POST.items()
        if name.startswith("m-") and name[2:].isdecimal()
    }
    told = TOLD.get(request.POST.get("told", ""))
    code, done = scanning.decide(
        poll, request.POST["read"], chosen, told=told, by=request.user, on=time.today()
    )
    differing = [_place(poll, cell) for cell in done.differing]
    return {"decided": spoken(code), "done": done, "differing": differing}


def _place(poll: Poll, cell: int) -> str:
    """One place among the marks in words; the last is the oval at the foot."""
    if cell == len(poll.organs) * len(poll.questions):
        return _("I was told what to say")
    return " ".join(words.cell_words(poll, cell)).strip()
