"""Pages of polls for those who run them: the list, one poll, a new paper, slips, the count."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from mingcha.core.machine import NOT_YOURS
from mingcha.core.refusal import Refusal
from mingcha.foundation import time
from mingcha.foundation.acts import act_page
from mingcha.foundation.listing import Column, Filter, Listing, state_cell, text
from mingcha.people.parties import the_conduct_office
from mingcha.polls import commands, paperwork, queries
from mingcha.polls.doors import DOORS, SCRUTINEERS_OWN
from mingcha.polls.forms import PaperForm
from mingcha.polls.models import Poll
from mingcha.polls.views import panels
from mingcha.polls.workflow import POLL

LISTING = Listing(
    name="polls",
    caption=gettext_lazy("Polls"),
    columns=(
        Column("number", gettext_lazy("Number"), lambda p: text(p.number), sort="number"),
        Column("title", gettext_lazy("Title"), panels.title_cell, sort="title"),
        Column("state", gettext_lazy("State"), lambda p: state_cell(p, panels.TONES), sort="state"),
        Column(
            "organs",
            gettext_lazy("Organs"),
            lambda p: text(len(p.organs)),
            plain=lambda p: len(p.organs),
            align="right",
        ),
        Column("groups", gettext_lazy("Groups"), lambda p: text(panels.group_names(p))),
        Column(
            "opened_on",
            gettext_lazy("Opened on"),
            lambda p: text(p.opened_on),
            plain=lambda p: p.opened_on,
            sort="opened_on",
        ),
    ),
    url=lambda p: reverse("polls:poll", args=[p.pk]),
    empty={
        "title": gettext_lazy("No poll is here for you to see"),
        "text": gettext_lazy(
            "A poll comes with a round of appraisals, or is drafted by the conduct office."
        ),
    },
    filters=(
        Filter(
            "state",
            gettext_lazy("State"),
            lambda: Poll.State.choices,
            lambda found, state: found.filter(state=state),
        ),
    ),
)

poll_act = act_page(DOORS)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@login_required
@require_GET
def polls(request: HttpRequest) -> HttpResponse:
    """The polls a person may see, newest first."""
    found = queries.visible_to(request.user).defer("tally")
    may_draft = the_conduct_office(None, request.user)
    return LISTING.answer(request, found, "polls/polls.html", {"may_draft": may_draft})


def seen(request: HttpRequest, pk: int) -> Poll:
    """The poll, if this person may see it."""
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


@login_required
@require_GET
def poll(request: HttpRequest, pk: int) -> HttpResponse:
    """One poll: what is asked, how far it is, what the chair can do next."""
    one = seen(request, pk)
    buttons = DOORS.buttons(one, request.user)
    context = {
        "poll": one,
        "organs_path": PATH,
        "acts": [button for button in buttons if _is_of_now(button["act"], one)],
        "runs": panels.runs(one, request.user),
        "desk": panels.desk(one, request.user),
        **panels.face(one),
    }
    return render(request, "polls/poll.html", context)


def _is_of_now(act: str, one: Poll) -> bool:
    """Of all acts to come those whose turn it is; the rest is told by the state."""
    never = {"make_tickets", "make_more_slips", "return_slips"} if not one.drawn else set()
    never |= {"admit"} if not one.blind else set()
    return one.state in POLL[act].sources and act not in {*SCRUTINEERS_OWN, *never}


PATH = [{"label": gettext_lazy("Polls"), "url": "/polls/"}]


@login_required
@require_GET
def intake(request: HttpRequest, pk: int) -> HttpResponse:
    """The living part of the page: how many tickets and ballots, by group."""
    one = seen(request, pk)
    return render(request, "polls/_intake.html", {"poll": one, "intake": panels.intake(one)})


@login_required
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest) -> HttpResponse:
    """A paper by hand."""
    if not the_conduct_office(None, request.user):
        raise NOT_YOURS(who=the_conduct_office.words)
    form = PaperForm(request.POST or None)
    context = {"form": form, "organs_path": PATH}
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        return render(request, "polls/draft.html", context, status=status)
    try:
        facts = form.facts(request.user)
        made = commands.draft(by=request.user, on=time.today(), **facts)
    except Refusal as no:
        return render(request, "polls/draft.html", {**context, "refusal": no}, status=no.status)
    return redirect("polls:poll", made.pk)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def make_tickets(request: HttpRequest, pk: int) -> HttpResponse:
    """Print slips or paper ballots of one group, once."""
    return _printed(request, pk, "make_tickets", _sheets(request))


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def make_more_slips(request: HttpRequest, pk: int) -> HttpResponse:
    """Print slips or paper ballots for those who come after the opening, once."""
    return _printed(request, pk, "make_more_slips", _sheets(request))


def _sheets(request: HttpRequest) -> Any:
    return paperwork.ballots if "as_ballots" in request.POST else paperwork.slips


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def admit(request: HttpRequest, pk: int) -> HttpResponse:
    """Print invitations of one group, once."""
    return _printed(request, pk, "admit", paperwork.invitations)


def _printed(request: HttpRequest, pk: int, act: str, sheets: Any) -> HttpResponse:
    one, doing = seen(request, pk), DOORS.doings[act]
    form = doing.form(request.POST or None, poll=one)  # type: ignore[call-arg]
    if request.method == "GET" or not form.is_valid():
        return shown(request, one, act, form, status=200 if request.method == "GET" else 422)
    facts = form.facts(request.user)
    try:
        made = DOORS.do(act, one, by=request.user, facts=facts)
    except Refusal as no:
        return shown(request, one, act, form, no=no, status=no.status)
    address = request.build_absolute_uri(f"/vote/{one.code}/")
    content = sheets(one, facts["group"], made, address=address, on=time.today())
    return file(content, f"{one.number}-{facts['group']}.pdf", "application/pdf")


def shown(
    request: HttpRequest,
    one: Poll,
    act: str,
    form: Any,
    *,
    no: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of an act whose words are kept nowhere, not even as a draft on this machine."""
    refusal = no or DOORS.machine.why_not(act, one, request.user)
    context = {
        "thing": one,
        "doing": DOORS.doings[act],
        "form": form,
        "refusal": refusal,
        "back": reverse(DOORS.page, args=[one.pk]),
    }
    return render(request, "act.html", context, status=status)


def file(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file that is kept by no cache on its way."""
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def return_slips(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how many slips of a group were not handed out."""
    one, doing = seen(request, pk), DOORS.doings["return_slips"]
    form = doing.form(request.POST or None, poll=one)  # type: ignore[call-arg]
    return _done(request, one, "return_slips", form)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def count(request: HttpRequest, pk: int) -> HttpResponse:
    """Two scrutineers type their shares; not in one transaction, for counting takes its time."""
    one = seen(request, pk)
    return _done(request, one, "count", DOORS.doings["count"].form(request.POST or None))


def _done(request: HttpRequest, one: Poll, act: str, form: Any) -> HttpResponse:
    if request.method == "GET" or not form.is_valid():
        return shown(request, one, act, form, status=200 if request.method == "GET" else 422)
    try:
        DOORS.do(act, one, by=request.user, facts=form.facts(request.user))
    except Refusal as no:
        return shown(request, one, act, form, no=no, status=no.status)
    messages.success(request, _("Done: {act}").format(act=DOORS.doings[act].label))
    return redirect(DOORS.page, one.pk)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def take_kit(request: HttpRequest, pk: int) -> HttpResponse:
    """An auditor takes everything in the box, still sealed; their taking it is on record."""
    return _taken(request, pk, "take_kit", "kit.json", "application/json")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def take_scans(request: HttpRequest, pk: int) -> HttpResponse:
    """An auditor takes the opened pictures of paper ballots; their taking them is on record."""
    return _taken(request, pk, "take_scans", "pages.zip", "application/zip")


def _taken(request: HttpRequest, pk: int, act: str, name: str, kind: str) -> HttpResponse:
    one = seen(request, pk)
    form = DOORS.doings[act].form(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return shown(request, one, act, form, status=200 if request.method == "GET" else 422)
    try:
        content = DOORS.do(act, one, by=request.user, facts=form.facts(request.user))
    except Refusal as no:
        return shown(request, one, act, form, no=no, status=no.status)
    return file(content, f"{one.number}-{name}", kind)


@login_required
@require_GET
def protocol(request: HttpRequest, pk: int) -> HttpResponse:
    """The protocol to print and sign: what was fixed at the close, and at the count."""
    return _protocol(seen(request, pk), "pdf", "application/pdf")


@login_required
@require_GET
def protocol_docx(request: HttpRequest, pk: int) -> HttpResponse:
    """The same protocol for Word, where something has to be written into it by hand."""
    return _protocol(seen(request, pk), "docx", DOCX)


def _protocol(one: Poll, kind: str, of: str) -> HttpResponse:
    word = kind == "docx"
    content = paperwork.protocol(one, panels.protocol(one), word=word, on=time.today())
    return file(content, f"{one.number}-protocol.{kind}", of)
