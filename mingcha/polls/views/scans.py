"""Scans of paper ballots: what is plain is cast, what is in doubt a person decides at once.

Between the two pages nothing lies on the disk: what was read goes to the browser, signed.
"""

from __future__ import annotations

import base64
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mingcha.core.refusal import Refusal
from mingcha.core.ticket import spoken
from mingcha.foundation import time
from mingcha.polls import commands, queries, record
from mingcha.polls.models import Poll
from mingcha.polls.onpaper import reading, sorting, words
from mingcha.polls.refusals import NOT_ON_PAPER, SCAN_TOO_LONG, STILL_IN_DOUBT

MOST_PAGES = 40  # read in one sitting of some ten seconds
SALT = "polls.scan"
A_DAY = 24 * 3600


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def scan_desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a scan and show what became of each page."""
    poll = get_object_or_404(queries.at_the_desk(request.user), pk=pk)
    context: dict[str, Any] = {"poll": poll, "most": MOST_PAGES}
    status = 200
    if request.method == "POST":
        try:
            context |= _decided(request, poll) if "read" in request.POST else _read(request, poll)
        except Refusal as no:
            context["refusal"], status = no, no.status
    return render(request, "polls/scan_desk.html", context, status=status)


def _read(request: HttpRequest, poll: Poll) -> dict[str, Any]:
    pages: list[reading.Image] = []
    for file in request.FILES.getlist("pages"):
        pages += reading.images_of(file.read(), most=MOST_PAGES)
    if len(pages) > MOST_PAGES:
        raise SCAN_TOO_LONG(n=len(pages), most=MOST_PAGES)
    paper = record.paper_of(poll)
    found = sorting.sort(paper, pages, lambda code: queries.group_of_ticket(poll, code))
    if found.pictures:
        commands.keep_scans(poll, found.pictures, by=request.user, on=time.today())
    fates = [_cast(request, poll, one) for one in found.ballots if one.plain]
    return {
        "pages": len(pages),
        "cast": fates.count(None),
        "refused": [fate for fate in fates if fate],
        "doubtful": [_shown(poll, one) for one in found.ballots if not one.plain],
        "faults": [{"page": f.page, "why": words.FAULTS[f.why]} for f in found.faults],
    }


def _cast(request: HttpRequest, poll: Poll, ballot: sorting.BallotRead) -> dict[str, Any] | None:
    """None once it lies in the box; else its code and why not."""
    facts: dict[str, Any] = {"code": ballot.code, "marks": ballot.marks}
    try:
        told = bool(ballot.told)
        commands.accept_scan(poll, **facts, told=told, by=request.user, on=time.today())
    except Refusal as no:
        return {"code": spoken(ballot.code), "no": no}
    return None


def _shown(poll: Poll, ballot: sorting.BallotRead) -> dict[str, Any]:
    """A ballot in doubt as the page shows it: its rows cut out, the choices beside."""
    rows = [
        {
            "name": f"m-{one.cell}",
            "label": " ".join(words.cell_words(poll, one.cell)).strip(),
            "why": words.DOUBTS[one.doubt],
            "piece": _inline(one.piece),
        }
        for one in ballot.questions
    ]
    said = {"poll": poll.code, "code": ballot.code, "marks": ballot.marks, "told": ballot.told}
    return {
        "code": spoken(ballot.code),
        "rows": rows,
        "choices": words.keys_of(poll),
        "foot": _inline(ballot.foot) if ballot.told is None else "",
        "read": signing.dumps(said, salt=SALT, compress=True),
    }


def _inline(piece: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(piece).decode()


def _decided(request: HttpRequest, poll: Poll) -> dict[str, Any]:
    """Cast the ballot with what the person decided; only what was in doubt can be decided."""
    said = _said(request, poll)
    marks = list(said["marks"])
    allowed = record.paper_of(poll).allowed
    for cell in (n for n, mark in enumerate(said["marks"]) if mark == sorting.OPEN):
        typed = request.POST.get(f"m-{cell}", sorting.OPEN)
        mark = words.KEYS.get(typed, typed)
        marks[cell] = mark if len(mark) == 1 and mark in allowed else sorting.OPEN
    told = {"yes": True, "no": False}.get(request.POST.get("told", ""), said["told"])
    if sorting.OPEN in marks or told is None:
        raise STILL_IN_DOUBT()
    facts = {"code": said["code"], "marks": "".join(marks)}
    commands.accept_scan(poll, **facts, told=told, by=request.user, on=time.today())
    return {"decided": spoken(said["code"])}


def _said(request: HttpRequest, poll: Poll) -> dict[str, Any]:
    """What was read of this ballot, as the program signed it."""
    try:
        said = signing.loads(request.POST["read"], salt=SALT, max_age=A_DAY)
    except signing.BadSignature as no:
        raise NOT_ON_PAPER(number=poll.number) from no
    if said["poll"] != poll.code:
        raise NOT_ON_PAPER(number=poll.number)
    return dict(said)
