"""Pages of a round's panel: how it was drawn, what became of invitations, who was reminded."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingcha.appraisals import queries
from mingcha.appraisals.commands import delivery as commands
from mingcha.appraisals.commands.inviting import DELIVERABLE
from mingcha.appraisals.forms.panel import ReissueForm, ReplaceForm, ReportForm
from mingcha.appraisals.models import Delivery, Panel, Round
from mingcha.appraisals.queries.panel import Board
from mingcha.appraisals.views.frames import group_name
from mingcha.appraisals.views.panels import cells, column
from mingcha.appraisals.views.rounds import get_round, path
from mingcha.core.panel import LOST, TIED, TIED_FEW, TWICE
from mingcha.core.refusal import Refusal
from mingcha.foundation import time
from mingcha.people.parties import the_conduct_office
from mingcha.polls.models import Poll

WHY = {
    TWICE: gettext_lazy("Stands in another group's list"),
    TIED: gettext_lazy("Tied to an organ that is rated"),
    TIED_FEW: gettext_lazy("Too few share the tie to be counted apart"),
    LOST: gettext_lazy("Cannot be reached"),
}


def kept(request: HttpRequest, pk: int) -> Round:
    """A round whose panel this person may look at."""
    if not queries.keeps(request.user):
        raise Http404
    return get_round(request, pk)


@login_required
@require_GET
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """The panel in numbers, the delivery board, the reminders."""
    return shown(request, kept(request, pk))


def group_choices(one: Round) -> list[tuple[str, str]]:
    """The groups of a panel that have members, with their names."""
    codes = queries.members(one).order_by("group").values_list("group", flat=True).distinct()
    return [(code, str(group_name(code))) for code in codes]


def shown(
    request: HttpRequest,
    one: Round,
    *,
    no: Refusal | None = None,
    **forms: ReportForm | ReissueForm | ReplaceForm,
) -> HttpResponse:
    """The page of a panel, with a refusal or with forms that are not in order."""
    laid, board = queries.panel_of(one), queries.board(one)
    status = no.status if no else 422 if forms else 200
    context = {
        "organs_path": path(
            {"label": one.number, "url": reverse("appraisals:round", args=[one.pk])}
        ),
        "round": one,
        "refusal": no,
        "facts": [*_facts(one, board), *_named(laid)],
        "draw": laid.draw if laid else None,
        "board": _board(board),
        "channels": _channels(board),
        "failed": _failed(board),
        "left_out": _left_out(one),
        "reminders": one.reminders.all(),
    }
    if board.groups and the_conduct_office(None, request.user):
        context |= _doors(one, forms)
    return render(request, "appraisals/panel.html", context, status=status)


def _doors(one: Round, forms: dict[str, Any]) -> dict[str, Any]:
    """What the office can do about the invitations now."""
    poll, groups = one.poll, group_choices(one)
    before = poll is not None and poll.state == Poll.State.FROZEN
    voting = poll is not None and poll.state in (Poll.State.FROZEN, Poll.State.OPEN)
    running = one.state in DELIVERABLE
    blank = {
        "report": running and ReportForm(groups=groups),
        "reissue": running and before and ReissueForm(groups=groups),
        "replace": running and voting and ReplaceForm(groups=groups),
    }
    return {**blank, **forms, "may_invite": running and before}


def _facts(one: Round, board: Board) -> list[dict[str, Any]]:
    share = f"{100 * board.undelivered / board.whole:.1f} %" if board.whole else "—"
    return [
        {"label": _("Drawn"), "value": board.whole},
        {"label": _("Not delivered"), "value": board.undelivered},
        {"label": _("Share not delivered"), "value": share},
        {"label": _("Opens on"), "value": one.opens_on},
    ]


def _named(laid: Panel | None) -> list[dict[str, Any]]:
    """How many have a place without the draw; nothing where everybody was drawn."""
    if laid is None or not laid.named:
        return []
    share = _("{n} in a hundred of a stratum are drawn at least").format(n=laid.at_random)
    return [{"label": _("Named before the draw"), "value": len(laid.named), "note": share}]


def _board(board: Board) -> dict[str, Any]:
    rows = [
        {
            "cells": cells(
                {"text": group_name(one.group), "note": one.group},
                one.drawn, one.arrived, one.waiting, one.failed, one.undelivered,
            )
        }
        for one in board.groups
    ]  # fmt: skip
    columns = [
        column("group", _("Group")),
        column("drawn", _("Drawn"), "right"),
        column("arrived", _("Sent or delivered"), "right"),
        column("waiting", _("Waiting to be sent"), "right"),
        column("failed", _("Failed"), "right"),
        column("undelivered", _("Not delivered"), "right"),
    ]
    empty = {"title": _("No panel drawn from lists"), "text": _("Its groups get slips in a hall.")}
    return {"caption": _("Delivery board"), "columns": columns, "rows": rows, "empty": empty}


def _channels(board: Board) -> dict[str, Any]:
    channels, fates = dict(Delivery.Channel.choices), dict(Delivery.Fate.choices)
    rows = [{"cells": cells(channels[c], fates[fate], n)} for c, fate, n in board.channels]
    columns = [
        column("channel", _("Channel")),
        column("fate", _("What became of them")),
        column("n", _("Invitations"), "right"),
    ]
    return {"caption": _("By channel"), "columns": columns, "rows": rows}


def _failed(board: Board) -> dict[str, Any]:
    channels = dict(Delivery.Channel.choices)
    rows = [
        {"cells": cells(group_name(g), ref, channels[c], why)} for g, ref, c, why in board.failed
    ]
    columns = [
        column("group", _("Group")),
        column("ref", _("Reference")),
        column("channel", _("Channel")),
        column("why", _("Why it failed")),
    ]
    return {"caption": _("Failed"), "columns": columns, "rows": rows[:200], "total": len(rows)}


def _left_out(one: Round) -> dict[str, Any]:
    rows = [{"cells": cells(WHY.get(why, why), n)} for why, n in queries.left_out(one).items()]
    columns = [column("why", _("Left out because")), column("n", _("People"), "right")]
    return {"caption": _("Left out of the draw"), "columns": columns, "rows": rows}


@login_required
@require_POST
def send_test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a test message to oneself."""
    one = kept(request, pk)
    try:
        said = commands.send_test(one, by=request.user, on=time.today())
    except Refusal as no:
        return shown(request, one, no=no)
    messages.success(request, said)
    return redirect("appraisals:panel", pk)


@login_required
@require_http_methods(["POST"])
def report_deliveries(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what became of invitations."""
    one = kept(request, pk)
    form = ReportForm(request.POST, groups=group_choices(one))
    if not form.is_valid():
        return shown(request, one, report=form)
    facts = form.facts(request.user)
    try:
        n = commands.report_deliveries(one, by=request.user, on=time.today(), **facts)
    except Refusal as no:
        return shown(request, one, report=form, no=no)
    messages.success(request, _("{n} deliveries changed").format(n=n))
    return redirect("appraisals:panel", pk)
