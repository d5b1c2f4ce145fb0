"""The scrutineers' sitting, led step by step: from their words to the signed protocol."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mingcha.appraisals.forms.hall import SharesForm
from mingcha.appraisals.models import Round
from mingcha.appraisals.views.rounds import path
from mingcha.appraisals.views.screen import in_the_hall
from mingcha.core.refusal import Refusal
from mingcha.foundation import time
from mingcha.foundation.refusals import NOT_HERE
from mingcha.polls import commands
from mingcha.polls.models import Poll
from mingcha.polls.workflow import POLL

P = Poll.State
BEGUN = {P.OPEN, P.PAPER, P.CLOSED, P.COUNTED, P.PUBLISHED}
CLOSED = {P.CLOSED, P.COUNTED, P.PUBLISHED}
COUNTED = {P.COUNTED, P.PUBLISHED}


@dataclass(frozen=True)
class Step:
    """One step: what is done, whether it is, and where it is done by whom."""

    title: Any
    said: str
    done: bool
    url: str = ""
    label: Any = ""
    count: bool = False


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def sitting(request: HttpRequest, pk: int) -> HttpResponse:
    """The steps; at the count two scrutineers type their shares here, which are kept nowhere."""
    one = in_the_hall(request, pk)
    if one.poll is None:
        raise NOT_HERE()
    form = SharesForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return _page(request, one, form, status=200 if request.method == "GET" else 422)
    try:
        commands.count(one.poll, by=request.user, on=time.today(), **form.facts(request.user))
    except Refusal as no:
        return _page(request, one, SharesForm(), refusal=no, status=no.status)
    messages.success(request, _("The box is open and counted; the key is forgotten."))
    return redirect("appraisals:sitting", pk)


def _page(
    request: HttpRequest, one: Round, form: SharesForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    poll = one.poll
    assert poll is not None
    steps = _steps(one, poll)
    now = next((n for n, step in enumerate(steps) if not step.done), len(steps))
    back = {"label": one.number, "url": reverse("appraisals:round", args=[one.pk])}
    context = {
        "organs_path": path(back),
        "round": one,
        "poll": poll,
        "steps": [(step, _stands(n, now)) for n, step in enumerate(steps)],
        "form": form,
        "cannot": POLL.why_not("count", poll, request.user),
        "root": [poll.root[n : n + 4] for n in range(0, len(poll.root), 4)],
    }
    return render(request, "appraisals/sitting.html", context | more, status=status)


def _stands(n: int, now: int) -> str:
    return "done" if n < now else "now" if n == now else "later"


def _steps(one: Round, poll: Poll) -> list[Step]:
    return [*_before(one, poll), *_after(one, poll)]


def _before(one: Round, poll: Poll) -> list[Step]:
    three = list(poll.scrutineers.select_related("person"))
    own = reverse("polls:scrutineers", args=[poll.pk])
    chair = reverse("appraisals:chair", args=[one.pk])
    begun = poll.state in BEGUN
    locked, took = [s for s in three if s.lock or s.took], [s for s in three if s.took]
    names = "、".join(str(s.person.name) for s in three)
    seated = len(three) == 3
    return [
        Step(_("Three scrutineers are named"), names or _("Nobody is named yet."), seated or begun),
        Step(
            _("Each takes a one-time word"),
            _("{n} of 3; each alone at a machine.").format(n=len(locked)),
            begun or bool(poll.seal) or len(locked) == 3,
            own,
            _("Scrutineers' page"),
        ),
        Step(
            _("The chair makes the key"),
            _("Split at once into three shares; the machine forgets it."),
            begun or bool(poll.seal),
            chair,
            _("Chair's table"),
        ),
        Step(
            _("Each takes a share and confirms it"),
            _("{n} of 3; written on paper, shown to nobody.").format(n=len(took)),
            begun or len(took) == 3,
            own,
            _("Scrutineers' page"),
        ),
    ]


def _after(one: Round, poll: Poll) -> list[Step]:
    chair = reverse("appraisals:chair", args=[one.pk])
    closed, counted = poll.state in CLOSED, poll.state in COUNTED
    return [
        Step(
            _("The hall votes until the chair closes"),
            _voted(poll) if closed else _("Nobody knows a result."),
            closed,
            chair,
            _("Chair's table"),
        ),
        Step(
            _("Two of three open the box and count"),
            _counted(poll) if counted else _("Each types their share; nobody else looks."),
            counted,
            count=True,
        ),
        Step(
            _("The results are reckoned by the published rule"),
            _("The hall sees shares of grades; nobody is ranked."),
            one.counted_on is not None,
            reverse("appraisals:round", args=[one.pk]),
            _("Page of the round"),
        ),
        Step(
            _("The protocol is printed and signed"),
            _("Chair and three scrutineers sign; it names the root of the receipts."),
            poll.state == P.PUBLISHED,
            reverse("polls:protocol", args=[poll.pk]) if counted else "",
            _("Protocol to print and sign"),
        ),
    ]


def _voted(poll: Poll) -> str:
    words = _("{b} ballots for {t} tickets, fixed for good")
    return words.format(b=sum(poll.ballots.values()), t=sum(poll.issued.values()))


def _counted(poll: Poll) -> str:
    broken = (poll.tally or {}).get("broken", 0)
    if broken:
        return _("{n} papers were broken and are not counted").format(n=broken)
    return _("Every paper was opened and judged again; none was broken.")
