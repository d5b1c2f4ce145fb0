"""The chair's table: who may vote, how far it is, what comes next; each act with its sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from mingcha.appraisals import queries, record, wording
from mingcha.appraisals.doors.hall import CHAIR, chair_buttons
from mingcha.appraisals.models import Round
from mingcha.appraisals.queries import hall
from mingcha.appraisals.views import panels
from mingcha.appraisals.views.rounds import path
from mingcha.appraisals.views.screen import in_the_hall
from mingcha.core.refusal import Refusal
from mingcha.foundation import time
from mingcha.foundation.listing import state_tag
from mingcha.foundation.refusals import OVERTAKEN
from mingcha.meetings import queries as meetings
from mingcha.polls.models import Poll
from mingcha.polls.workflow import POLL

P = Poll.State
TONES: dict[str, str] = {
    P.FROZEN: "attention",
    P.OPEN: "good",
    P.PAPER: "attention",
    P.CLOSED: "attention",
    P.COUNTED: "good",
    P.PUBLISHED: "good",
    P.VOID: "withheld",
}


@never_cache
@login_required
@require_GET
def chair(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything the chair needs while the hall votes."""
    one = in_the_hall(request, pk)
    context = _living(one, request.user) | {
        "organs_path": path(_of_round(one)),
        "who": _who(one),
        "acts": chair_buttons(one, request.user),
        "rehearsals": hall.rehearsals_of(one),
    }
    return render(request, "appraisals/chair.html", context)


@never_cache
@login_required
@require_GET
def chair_live(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the table that changes by itself."""
    one = in_the_hall(request, pk)
    return render(request, "appraisals/_chair.html", _living(one, request.user))


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def chair_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """One act on the ballot, done from the table and leading back to it."""
    one = in_the_hall(request, pk)
    poll, doing = one.poll, CHAIR.doings.get(act)
    if poll is None or doing is None:
        raise Http404
    form = doing.form(request.POST or None)
    if request.method == "GET":
        no = CHAIR.machine.why_not(act, poll, request.user)
        return _asked(request, one, act, doing.form(), no)
    if doing.form.base_fields and not form.is_valid():
        return _asked(request, one, act, form, None, status=422)
    try:
        with transaction.atomic():
            facts = form.facts(request.user) if doing.form.base_fields else {}
            CHAIR.do(act, poll, by=request.user, facts=facts)
    except Refusal as no:
        said = OVERTAKEN() if no.code == "workflow.wrong_state" else no
        return _asked(request, one, act, form, said, status=no.status)
    messages.success(request, _("Done: {act}").format(act=doing.label))
    return redirect("appraisals:chair", pk)


def _asked(
    request: HttpRequest,
    one: Round,
    act: str,
    form: Any,
    no: Refusal | None,
    *,
    status: int = 200,
) -> HttpResponse:
    back = reverse("appraisals:chair", args=[one.pk])
    context = {"thing": one, "doing": CHAIR.doings[act], "form": form, "refusal": no, "back": back}
    return render(request, "act.html", context, status=status)


def _of_round(one: Round) -> dict[str, Any]:
    return {"label": one.number, "url": reverse("appraisals:round", args=[one.pk])}


def _living(one: Round, person: Any) -> dict[str, Any]:
    poll = one.poll
    return {
        "round": one,
        "poll": poll,
        "state": state_tag(poll, TONES) if poll else None,
        "facts": _facts(one, poll),
        "groups": _groups(one, poll, person),
        "next": _next(one, poll, person),
        "moves": poll is not None and poll.state in {P.FROZEN, P.OPEN, P.PAPER},
    }


def _facts(one: Round, poll: Poll | None) -> list[dict[str, Any]]:
    if poll is None:
        return []
    told = hall.in_hall(one, poll)
    out = queries.participation(one)
    facts = [
        {"label": _("Ballots in"), "value": _said(told.ballots)},
        {"label": _("Tickets issued"), "value": _dash(out.issued if out else None)},
        {"label": _("Time left"), **_left(poll)},
        {"label": _("Scrutineers"), **_seated(poll)},
        {"label": _("Undelivered"), **_undelivered(one)},
    ]
    if told.present is not None:
        facts.insert(0, {"label": _("Present"), "value": _said(told.present)})
    return facts


def _said(total: hall.Total) -> str:
    return f"{total.n}+" if total.more else str(total.n)


def _dash(value: Any) -> Any:
    return "—" if value is None else value


def _left(poll: Poll) -> dict[str, Any]:
    left = hall.seconds_left(poll, time.now())
    if left is None:
        return {"value": "—", "note": _("no end announced") if poll.state == P.OPEN else ""}
    tone = "overdue" if left == 0 else ""
    note = _("The time announced is over: close") if left == 0 else ""
    return {"value": f"{left // 60}:{left % 60:02d}", "note": note, "tone": tone}


def _seated(poll: Poll) -> dict[str, Any]:
    seated = list(poll.scrutineers.all())
    took = sum(row.took for row in seated)
    words = _("{n} of {many} have their share").format(n=took, many=len(seated))
    return {"value": f"{len(seated)} / 3", "note": words}


def _undelivered(one: Round) -> dict[str, Any]:
    found = hall.undelivered(one)
    if found is None:
        return {"value": "—", "note": _("slips are handed out in the hall")}
    failed, many = found
    return {"value": f"{100 * failed / many:.1f} %", "note": f"{failed} / {many}"}


def _groups(one: Round, poll: Poll | None, person: Any) -> dict[str, Any] | None:
    """Check-in, slips and ballots by group, and those present who do not vote."""
    if poll is None:
        return None
    here = {row.code: row for row in meetings.turnout(one.meeting, person)} if one.meeting else {}
    printed: dict[str, int] = {}
    for batch in poll.batches.all():
        printed[batch.group] = printed.get(batch.group, 0) + batch.size
    told = hall.in_hall(one, poll)
    few = _("under {n}").format(n=told.least)
    rows = []
    for row, shown in zip(poll.groups, told.groups, strict=True):
        seen = here.pop(row["code"], None)
        name = wording.in_language(shown.name, shown.name_en)
        ballots = few if shown.ballots is None else shown.ballots
        slips = printed.get(row["code"], 0) if poll.drawn else "—"
        rows.append({"cells": panels.cells(name, *_came(seen, few), slips, ballots)})
    for seen in here.values():
        words = {"text": seen.name, "note": _("does not vote")}
        rows.append({"cells": panels.cells(words, *_came(seen, few), "—", "—")})
    columns = [
        panels.column("group", _("Group")),
        panels.column("invited", _("Invited"), "right"),
        panels.column("present", _("Present"), "right"),
        panels.column("slips", _("Slips printed"), "right"),
        panels.column("ballots", _("Ballots in"), "right"),
    ]
    return {"caption": _("The hall by group"), "columns": columns, "rows": rows}


def _came(seen: Any, few: str) -> tuple[Any, Any]:
    if seen is None:
        return None, None
    return seen.invited, few if seen.arrived is None else seen.arrived


def _who(one: Round) -> dict[str, Any] | None:
    """Who may vote, and by which line of the rule."""
    poll = one.poll
    if poll is None:
        return None
    weights = _weights(one)
    rows = []
    for row in poll.groups:
        parts = sorted(weights.get(record.base_of(row["code"]), set()))
        shares = " – ".join(wording.percent(part) for part in dict.fromkeys((parts[0], parts[-1])))
        why = _("weight {share} by rule {rule}").format(share=shares, rule=one.rule.code)
        names = [organ["name"] for organ in poll.organs if organ["code"] in row.get("recused", ())]
        note = _("not about {organs}").format(organs="、".join(names)) if names else ""
        name = wording.in_language(row["name"], row.get("name_en", ""))
        rows.append({"cells": panels.cells(name, {"text": why, "note": note})})
    columns = [panels.column("group", _("Group")), panels.column("why", _("Why it votes"))]
    return {"caption": _("Who may vote"), "columns": columns, "rows": rows}


def _weights(one: Round) -> Mapping[str, set[float]]:
    rule = record.rule_of(one.rule)
    held: dict[str, set[float]] = {}
    for kind in dict.fromkeys(one.subjects.values_list("kind", flat=True)):
        for group, weight in rule.weights_of(kind).items():
            held.setdefault(group, set()).add(float(weight))
    return held


def _next(one: Round, poll: Poll | None, person: Any) -> dict[str, Any]:
    """What comes next, in one sentence; and what still stands before it."""
    if poll is None:
        return {"words": _("The panel is drawn and the paper fixed on the page of the round.")}
    words = {
        P.FROZEN: _("Open the poll once three scrutineers have their shares and slips are out."),
        P.OPEN: _("Announce the end in good time, then take no more ballots from phones."),
        P.PAPER: _("Enter the paper ballots, count the slips left over, then close the poll."),
        P.CLOSED: _("Two scrutineers open the box; nobody knows a result yet."),
        P.COUNTED: _("The hall sees the shares. Reckon the results; somebody else checks them."),
        P.PUBLISHED: _("The proof of the count is public."),
        P.VOID: _("This poll is void and is not counted"),
    }
    before = POLL.why_not("open", poll, person) if poll.state == P.FROZEN else None
    return {"words": words.get(P(poll.state), ""), "before": before}
