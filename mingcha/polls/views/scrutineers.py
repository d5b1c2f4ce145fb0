"""The scrutineers' page: a word, a share, its confirmation; each shown to one person, once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from mingcha.core.refusal import Refusal
from mingcha.foundation.listing import state_tag
from mingcha.foundation.refusals import NOT_FOR_YOU
from mingcha.polls.doors import DOORS
from mingcha.polls.models import Poll
from mingcha.polls.views import panels
from mingcha.polls.views.polls import PATH, seen


@login_required
@never_cache
@require_GET
def scrutineers(request: HttpRequest, pk: int) -> HttpResponse:
    """Who keeps the shares; and, for a scrutineer, what is to be done next."""
    return _page(request, _for_those_who_run(request, pk))


def _for_those_who_run(request: HttpRequest, pk: int) -> Poll:
    one = seen(request, pk)
    if not panels.runs(one, request.user):
        raise NOT_FOR_YOU()
    return one


def _page(request: HttpRequest, one: Poll, *, status: int = 200, **shown: Any) -> HttpResponse:
    mine = one.scrutineers.filter(person=request.user.pk).first()
    context = {
        "poll": one,
        "mine": mine,
        "organs_path": [*PATH, {"label": one.number, "url": f"/polls/{one.pk}/"}],
        "state": state_tag(one, panels.TONES),
        "table": panels.scrutineers(one),
        "step": _step(one, mine),
        "word_form": DOORS.doings["take_share"].form(),
        "share_form": DOORS.doings["confirm_share"].form(),
        **shown,
    }
    return render(request, "polls/scrutineers.html", context, status=status)


def _step(one: Poll, mine: Any) -> str:
    """What this scrutineer does next: word, wait, share, or nothing."""
    if mine is None or one.state != Poll.State.FROZEN:
        return ""
    if mine.took:
        return "done"
    if mine.lock is None:
        return "word"
    return "share" if mine.envelope else "wait"


@login_required
@never_cache
@require_POST
def take_word(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a fresh word once; loading the page anew shows nothing."""
    one = _for_those_who_run(request, pk)
    try:
        word = DOORS.do("take_word", one, by=request.user, facts={})
    except Refusal as no:
        return _page(request, one, status=no.status, refusal=no)
    return _page(request, one, word=word)


@login_required
@never_cache
@require_POST
def take_share(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the share to whoever has the word, until it is confirmed."""
    one = _for_those_who_run(request, pk)
    form = DOORS.doings["take_share"].form(request.POST)
    if not form.is_valid():
        return _page(request, one, status=422, word_form=form)
    try:
        share = DOORS.do("take_share", one, by=request.user, facts=form.facts(request.user))
    except Refusal as no:
        return _page(request, one, status=no.status, refusal=no)
    return _page(request, one, share=share.split("-"))


@login_required
@never_cache
@require_POST
def confirm_share(request: HttpRequest, pk: int) -> HttpResponse:
    """The share typed back from paper; its envelope is destroyed."""
    one = _for_those_who_run(request, pk)
    form = DOORS.doings["confirm_share"].form(request.POST)
    if not form.is_valid():
        return _page(request, one, status=422, share_form=form)
    try:
        DOORS.do("confirm_share", one, by=request.user, facts=form.facts(request.user))
    except Refusal as no:
        return _page(request, one, status=no.status, refusal=no)
    messages.success(request, _("Your share is confirmed; nobody can show it again."))
    return redirect("polls:scrutineers", one.pk)
