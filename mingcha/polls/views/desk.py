"""The desk for paper ballots: each sheet is entered by two people who do not see each other."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mingcha.core.ballot import BLANK, NOT_ASKED, Paper, asked_of
from mingcha.core.refusal import Refusal
from mingcha.core.ticket import Drawn, ballot_key, read_code, spoken
from mingcha.foundation import time
from mingcha.polls import commands, queries, record
from mingcha.polls.models import Poll
from mingcha.polls.onpaper import words
from mingcha.polls.refusals import NOT_ON_PAPER


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def entry_desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter one sheet after another."""
    poll = get_object_or_404(queries.at_the_desk(request.user), pk=pk)
    context: dict[str, Any] = {"poll": poll}
    status = 200
    if request.method == "POST":
        try:
            context |= _entered(request, poll)
        except Refusal as no:
            context |= {"refusal": no, "typed": request.POST.get("code", "")}
            status = no.status
    context["figures"] = queries.paper_figures(poll)
    return render(request, "polls/entry_desk.html", context, status=status)


def _entered(request: HttpRequest, poll: Poll) -> dict[str, Any]:
    """What to show: the rows of the sheet, or what became of them."""
    code = read_code(request.POST.get("code", ""))
    paper = record.paper_of(poll)
    cells = _cells(poll, paper, code)
    shown: dict[str, Any] = {"code": spoken(code), "keys": words.keys_of(poll)}
    if "step" not in request.POST:
        return {**shown, "rows": _rows(poll, cells, {}, ())}
    typed = {cell: request.POST.get(f"m-{cell}", "").strip() for cell in cells}
    told = "told" in request.POST
    marks, unfit = _marks(paper, typed)
    if unfit:
        return {**shown, "rows": _rows(poll, cells, typed, unfit), "told": told, "unfit": unfit}
    done = commands.enter_sheet(
        poll, code=code, marks=marks, told=told, by=request.user, on=time.today()
    )
    if not done.differing:
        return {"done": done, "was": spoken(code)}
    rows = _rows(poll, cells, typed, done.differing)
    foot = paper.cells in done.differing
    return {**shown, "rows": rows, "told": told, "differing": done.differing, "foot": foot}


def _cells(poll: Poll, paper: Paper, code: str) -> list[int]:
    """The places of the marks on this ticket's sheet, in its order."""
    group = paper.group(queries.group_of_ticket(poll, code) or "")
    if group is None:
        raise NOT_ON_PAPER(number=poll.number)
    asked = sorted(asked_of(paper, ballot_key(paper.poll, Drawn(code)), group))
    many = len(paper.questions)
    return [place * many + n for place in asked for n in range(many)]


def _rows(
    poll: Poll, cells: list[int], typed: dict[int, str], wrong: Collection[int]
) -> Iterator[dict[str, Any]]:
    for cell in cells:
        organ, question = words.cell_words(poll, cell)
        first = cell % len(poll.questions) == 0
        yield {
            "organ": organ if first else "",
            "question": question,
            "label": f"{organ} {question}".strip(),
            "name": f"m-{cell}",
            "value": typed.get(cell, ""),
            "wrong": cell in wrong,
        }


def _marks(paper: Paper, typed: dict[int, str]) -> tuple[str, list[int]]:
    """The marks as the law writes them, and the places where something else was typed."""
    marks, unfit = [NOT_ASKED] * paper.cells, []
    for cell, said in typed.items():
        mark = words.KEYS.get(said, said)
        fits = len(mark) == 1 and mark in paper.allowed
        marks[cell] = mark if fits else BLANK
        unfit += [] if fits else [cell]
    return "".join(marks), unfit
