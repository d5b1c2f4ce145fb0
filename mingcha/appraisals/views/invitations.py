"""Doors for invitations: sent and listed, put back into the queue, issued anew, exchanged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from mingcha.appraisals import cards
from mingcha.appraisals.commands import inviting as commands
from mingcha.appraisals.commands.inviting import Listed
from mingcha.appraisals.forms.panel import ReissueForm, ReplaceForm
from mingcha.appraisals.models import Delivery, Round
from mingcha.appraisals.views.deliveries import group_choices, kept, shown
from mingcha.appraisals.views.frames import group_name
from mingcha.core.refusal import Refusal
from mingcha.foundation import time
from mingcha.foundation.listing import XLSX, as_xlsx

HEADS = (
    gettext_lazy("Reference"),
    gettext_lazy("Group"),
    pgettext_lazy("person", "Name"),
    gettext_lazy("Telephone"),
    gettext_lazy("E-mail"),
    gettext_lazy("Address"),
    gettext_lazy("Channel"),
    gettext_lazy("Number of the invitation"),
    gettext_lazy("Link"),
)


def address_of(request: HttpRequest, one: Round) -> str:
    """Where this round is voted on."""
    code = one.poll.code if one.poll else ""
    return request.build_absolute_uri(f"/vote/{code}/")


def _facts(request: HttpRequest, one: Round) -> dict[str, Any]:
    return {"address": address_of(request, one), "by": request.user, "on": time.today()}


def _given(
    request: HttpRequest, one: Round, listed: Sequence[Listed], *, usual: str = "list"
) -> HttpResponse:
    """What has links, once: as cards to cut or as a workbook; else back to the board."""
    lines = [line for line in listed if line.link]
    waiting = len(listed) - len(lines)
    if waiting:
        messages.success(request, _("{n} invitations wait to be sent").format(n=waiting))
    if not lines:
        return redirect("appraisals:panel", one.pk)
    if request.POST.get("as", usual) == "cards":
        address = address_of(request, one)
        content = cards.sheet(one, lines, address=address, on=time.today())
        kind, end = "application/pdf", "pdf"
    else:
        content, kind, end = as_xlsx([str(h) for h in HEADS], _rows(lines)), XLSX, "xlsx"
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{one.number}-invitations.{end}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _rows(lines: Sequence[Listed]) -> list[list[Any]]:
    channels = dict(Delivery.Channel.choices)
    return [
        [m.ref, str(group_name(m.group)), m.name, m.phone, m.email, m.address,
         str(channels[line.channel]), line.number, line.link]
        for line in lines
        for m in [line.member]
    ]  # fmt: skip


def _door(request: HttpRequest, pk: int, act: Callable[[Round], HttpResponse]) -> HttpResponse:
    one = kept(request, pk)
    try:
        return act(one)
    except Refusal as no:
        return shown(request, one, no=no)


@login_required
@never_cache
@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Queue invitations, and give the delivery list with what no sender takes, once."""
    return _door(
        request, pk, lambda one: _given(request, one, commands.invite(one, **_facts(request, one)))
    )


@login_required
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Put what failed back into the queue."""

    def act(one: Round) -> HttpResponse:
        n = commands.retry(one, **_facts(request, one))
        messages.success(request, _("{n} invitations wait to be sent").format(n=n))
        return redirect("appraisals:panel", pk)

    return _door(request, pk, act)


@login_required
@never_cache
@require_POST
def reissue(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue the invitations of a group anew; the old ones open nothing any more."""
    one = kept(request, pk)
    form = ReissueForm(request.POST, groups=group_choices(one))
    if not form.is_valid():
        return shown(request, one, reissue=form)
    facts = {**form.cleaned_data, **_facts(request, one)}
    return _door(request, pk, lambda one: _given(request, one, commands.reissue(one, **facts)))


@login_required
@never_cache
@require_POST
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Exchange one invitation for another, given as a card to print."""
    one = kept(request, pk)
    form = ReplaceForm(request.POST, groups=group_choices(one))
    if not form.is_valid():
        return shown(request, one, replace=form)
    facts = {**form.cleaned_data, **_facts(request, one)}

    def act(one: Round) -> HttpResponse:
        return _given(request, one, [commands.replace(one, **facts)], usual="cards")

    return _door(request, pk, act)
