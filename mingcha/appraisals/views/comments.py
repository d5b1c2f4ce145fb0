"""Pages of comments: the list, one of them, and the two acts on all comments of a round."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from mingcha.appraisals import doors, queries
from mingcha.appraisals.commands import docket as commands
from mingcha.appraisals.models import Comment
from mingcha.appraisals.views.rounds import get_round, path
from mingcha.core.refusal import Refusal
from mingcha.foundation import clockface, time
from mingcha.foundation.acts import act_page
from mingcha.foundation.listing import Column, Filter, Listing, state_cell, state_tag, text
from mingcha.foundation.story import story

S = Comment.State
TONES: dict[str, str] = {
    S.RAW: "attention",
    S.CLEANED: "neutral",
    S.WITHHELD: "withheld",
    S.HANDED_OVER: "attention",
    S.REPLIED: "attention",
    S.ACCEPTED: "good",
}
RUNS = {S.HANDED_OVER, S.REPLIED}
INSIDE = frozenset({"clean", "withhold"})  # what the centre did before the organ had it
SHORT = 40


def _due(one: Comment) -> dict[str, Any]:
    due = clockface.due_part(one.clock, on=time.today()) if one.state in RUNS else None
    return text("") if due is None else {"due": due}


def _said(one: Comment) -> dict[str, Any]:
    """How the cleaned text begins; the raw one is in no list and no file."""
    return text(one.text if len(one.text) <= SHORT else f"{one.text[:SHORT]}…")


LISTING = Listing(
    name="comments",
    caption=gettext_lazy("Comments from ballots"),
    columns=(
        Column("number", gettext_lazy("Number"), lambda c: text(c.number), sort="number"),
        Column("round", gettext_lazy("Round"), lambda c: text(c.subject.round.number)),
        Column(
            "organ", gettext_lazy("Organ"), lambda c: text(c.subject.name), sort="subject__name"
        ),
        Column("text", gettext_lazy("As handed over"), _said, plain=lambda c: c.text),
        Column("state", gettext_lazy("State"), lambda c: state_cell(c, TONES), sort="state"),
        Column("due", gettext_lazy("Whose turn, until when"), _due, sort="clock__due_on"),
    ),
    url=lambda c: reverse("appraisals:comment", args=[c.pk]),
    empty={
        "title": gettext_lazy("No comment here"),
        "text": gettext_lazy("Comments are opened at the count, cleaned, and handed over."),
    },
    filters=(
        Filter("state", gettext_lazy("State"), lambda: S.choices, lambda q, c: q.filter(state=c)),
    ),
)
comment_act = act_page(doors.COMMENTS)


def _list() -> dict[str, Any]:
    return {"label": _("Comments"), "url": reverse("appraisals:comments")}


@login_required
@require_GET
def comments(request: HttpRequest) -> HttpResponse:
    """The comments this person may see, in the order of chance in which they were numbered."""
    found = queries.comments_visible_to(request.user).order_by("-subject__round_id", "number")
    return LISTING.answer(request, found, "appraisals/comments.html", {"organs_path": path()})


@login_required
@require_GET
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """One comment: for the centre before and after, for the organ what it must answer."""
    found = queries.comments_visible_to(request.user).select_related("same_as", "cleaned_by")
    one = get_object_or_404(found, pk=pk)
    inside = queries.reads_raw(request.user)
    context = {
        "organs_path": path(_list()),
        "comment": one,
        "inside": inside,
        "next": _next(one, request.user) if inside else None,
        "state": state_tag(one, TONES),
        "facts": _facts(one),
        "clock": clockface.face(one.clock, on=time.today()) if one.state in RUNS else None,
        "events": story(
            one,
            doors.COMMENT_DONE,
            words=("why", "reply"),
            hidden=frozenset() if inside else INSIDE,
        ),
        "acts": doors.COMMENTS.buttons(one, request.user),
    }
    return render(request, "appraisals/comment.html", context)


def _next(one: Comment, person: Any) -> Comment | None:
    """The next one of the round that nobody has cleaned."""
    found = queries.comments_visible_to(person).filter(subject__round=one.subject.round_id)
    return found.filter(state=S.RAW).exclude(pk=one.pk).order_by("number").first()


def _facts(one: Comment) -> list[dict[str, Any]]:
    round_ = one.subject.round
    return [
        {"label": _("Organ"), "value": one.subject.name, "note": one.subject.code},
        {
            "label": _("Round"),
            "value": round_.number,
            "url": reverse("appraisals:round", args=[round_.pk]),
        },
        {"label": _("Replied on"), "value": one.replied_on or "—"},
    ]


@login_required
@require_POST
def take_comments(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a round's comments over from its counted ballots."""
    one = get_round(request, pk)
    try:
        n = commands.take_comments(one, by=request.user, on=time.today())
    except Refusal as no:
        return _refused(request, pk, no)
    words = ngettext("{n} comment taken over", "{n} comments taken over", n)
    messages.success(request, words.format(n=n))
    return redirect("appraisals:comments")


@login_required
@require_POST
def hand_over_comments(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand every cleaned comment of a round to its organ."""
    one = get_round(request, pk)
    try:
        n = commands.hand_over_comments(one, by=request.user, on=time.today())
    except Refusal as no:
        return _refused(request, pk, no)
    words = ngettext("{n} comment handed over", "{n} comments handed over", n)
    messages.success(request, words.format(n=n))
    return redirect("appraisals:comments")


def _refused(request: HttpRequest, pk: int, no: Refusal) -> HttpResponse:
    context = {"refusal": no, "back": reverse("appraisals:round", args=[pk])}
    return render(request, "appraisals/refused.html", context, status=no.status)
