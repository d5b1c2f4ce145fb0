"""The check-in desk: a scanner or a name, one big button, the next person."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mingcha.core.machine import NOT_YOURS
from mingcha.core.refusal import Refusal
from mingcha.foundation import time
from mingcha.meetings import commands, queries
from mingcha.meetings.models import Invitation, Meeting
from mingcha.meetings.record import code_in
from mingcha.meetings.views.meetings import named_for
from mingcha.meetings.workflow import the_desk

ACTS = {"check_in": commands.check_in, "undo_check_in": commands.undo_check_in}
N = Invitation.State


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Look a person up or scan their card, and check them in.

    What is looked for is posted, never part of the address: addresses stand in logs, with a time.
    """
    meeting = named_for(request, pk)
    said = request.POST.get("said", "").strip()[:200]
    context: dict[str, Any] = {"said": "" if code_in(said) else said}
    try:
        context |= _done(request, meeting, said)
    except Refusal as no:
        context |= {"refusal": no}
    status = context["refusal"].status if "refusal" in context else 200
    return render(request, "meetings/desk.html", context | _around(meeting, context), status=status)


def _done(request: HttpRequest, meeting: Meeting, said: str) -> dict[str, Any]:
    """The act that was asked for, on the person that was chosen or whose card was scanned."""
    act = ACTS.get(request.POST.get("act", ""))
    key = request.POST.get("invitation", "")
    if act is not None and key.isascii() and key.isdigit():
        own = queries.invitations_visible_to(request.user).filter(meeting=meeting)
        return _turned(request, get_object_or_404(own, pk=int(key)), act)
    if code_in(said):
        return _turned(request, queries.by_code(said, meeting=meeting), commands.check_in)
    return {}


def _turned(request: HttpRequest, one: Invitation, act: Any) -> dict[str, Any]:
    was = one.state
    act(one, by=request.user, on=time.today())
    words = {
        (N.EXPECTED, N.PRESENT): _("Checked in"),
        (N.PRESENT, N.PRESENT): _("Was checked in already; nothing has changed"),
    }
    told = words.get((N(was), N(one.state)), _("The check-in is undone"))
    return {"seen": one, "told": told, "is_good": one.state == N.PRESENT, "said": ""}


def _around(meeting: Meeting, context: dict[str, Any]) -> dict[str, Any]:
    found = list(queries.searched(meeting, context["said"])) if context["said"] else []
    rows = [
        {
            "one": one,
            "group": meeting.group_name(one.group),
            "is_here": one.state == N.PRESENT,
        }
        for one in found[: queries.MOST_FOUND]
    ]
    seen = context.get("seen")
    return {
        "meeting": meeting,
        "is_open": meeting.state in {Meeting.State.CHECKING_IN, Meeting.State.BEGUN},
        "rows": rows,
        "is_more": len(found) > queries.MOST_FOUND,
        "is_nobody": bool(context["said"]) and not found,
        "seen_group": meeting.group_name(seen.group) if seen else "",
        "came": sum(queries.arrived(meeting).values()),
        "asked": sum(queries.invited(meeting).values()),
        "organs_path": [
            {"label": _("Meetings"), "url": reverse("meetings:meetings")},
            {"label": meeting.number, "url": reverse("meetings:meeting", args=[meeting.pk])},
        ],
    }


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def scan(request: HttpRequest, code: str) -> HttpResponse:
    """What the telephone of a clerk opens from a card: who it is, and one button."""
    if not the_desk(None, request.user):
        raise NOT_YOURS(who=the_desk.words)
    one = queries.by_code(code)
    context: dict[str, Any] = {"one": one, "group": one.meeting.group_name(one.group)}
    try:
        act = ACTS.get(request.POST.get("act", ""))
        if request.method == "POST" and act is not None:
            context |= _turned(request, one, act)
    except Refusal as no:
        context |= {"refusal": no}
    open_ = one.meeting.state in {Meeting.State.CHECKING_IN, Meeting.State.BEGUN}
    context |= {"meeting": one.meeting, "is_open": open_, "is_here": one.state == N.PRESENT}
    status = context["refusal"].status if "refusal" in context else 200
    return render(request, "meetings/scan.html", context, status=status)
