"""The list of bulletins, composing one, and the page of one for whoever looks at it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from mingcha.bulletins import commands, doors, forms, queries
from mingcha.bulletins.models import Issue
from mingcha.bulletins.views import shown
from mingcha.core.refusal import Refusal
from mingcha.foundation import time
from mingcha.foundation.acts import act_page
from mingcha.foundation.listing import Column, Filter, Listing, state_cell, text
from mingcha.foundation.refusals import NOT_FOR_YOU
from mingcha.people.parties import those_who_lead

issue_act = act_page(doors.ISSUES)
named_act = act_page(doors.NAMED_ORGANS)

ISSUES = Listing(
    name="bulletins",
    caption=gettext_lazy("Bulletins"),
    columns=(
        Column(
            "number", gettext_lazy("Number"), lambda one: text(one.doc_number or one.number),
            sort="number",
        ),
        Column("title", gettext_lazy("Title of the bulletin"), lambda one: text(one.headline)),
        Column(
            "period", gettext_lazy("Period"), lambda one: text(f"{one.since} – {one.until}"),
            sort="since",
        ),
        Column("kind", gettext_lazy("Kind"), lambda one: text(one.get_purpose_display())),
        Column("scope", gettext_lazy("Readers"), lambda one: text(one.get_scope_display())),
        Column("state", gettext_lazy("State"), lambda one: state_cell(one, shown.TONES)),
        Column(
            "published", gettext_lazy("Day of publication"), lambda one: text(one.published_on),
            sort="published_on",
        ),
    ),
    url=lambda one: reverse("bulletins:issue", args=[one.pk]),
    empty={
        "title": gettext_lazy("No bulletin yet"),
        "text": gettext_lazy(
            "A bulletin is composed from the figures of a period that is over, "
            "told to those it names, approved and published."
        ),
    },
    filters=(
        Filter(
            "state", gettext_lazy("State"), lambda: Issue.State.choices,
            lambda found, asked: found.filter(state=asked),
        ),
        Filter(
            "kind", gettext_lazy("Kind"), lambda: Issue.Kind.choices,
            lambda found, asked: found.filter(purpose=asked),
        ),
        Filter(
            "scope", gettext_lazy("Readers"), lambda: Issue.Scope.choices,
            lambda found, asked: found.filter(scope=asked),
        ),
    ),
)  # fmt: skip


@login_required
@require_GET
def issues(request: HttpRequest) -> HttpResponse:
    """Every bulletin this person may see, the newest first."""
    begin = {"act": "compose", "label": _("Compose a bulletin"), "live": True, "primary": True}
    may = those_who_lead(None, request.user)
    acts = [{**begin, "url": reverse("bulletins:compose")}] if may else []
    found = queries.listed(queries.visible_to(request.user))
    return ISSUES.answer(request, found, "bulletins/issues.html", {"acts": acts})


@login_required
@require_http_methods(["GET", "POST"])
def compose(request: HttpRequest) -> HttpResponse:
    """Copy the figures of a period into a new bulletin."""
    if not those_who_lead(None, request.user):
        raise NOT_FOR_YOU()
    form, no = forms.ComposeForm(request.POST or None, initial=shown.last_quarter()), None
    if request.method == "POST" and form.is_valid():
        try:
            made = commands.compose(by=request.user, on=time.today(), **form.facts(request.user))
            return redirect("bulletins:issue", made.pk)
        except Refusal as refused:
            no = refused
    context = {"form": form, "refusal": no, "back": reverse("bulletins:issues")}
    status = 422 if request.method == "POST" else 200
    return render(request, "bulletins/compose.html", context, status=status)


@login_required
@require_GET
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """One bulletin: as its composer, as its reader, or as the organ it names."""
    seen = queries.visible_to(request.user).defer("figures", "corrects__figures")
    found = get_object_or_404(seen, pk=pk)
    if not queries.reads_whole(found, request.user):
        return render(request, "bulletins/hearing.html", _hearing(request, found))
    if found.doc_number:
        return render(request, "bulletins/issue.html", _reader(request, found))
    return render(request, "bulletins/draft.html", _draft(request, found))


@login_required
@require_GET
def named(request: HttpRequest, pk: int) -> HttpResponse:
    """The place of one organ in its bulletin."""
    one = get_object_or_404(queries.named_visible_to(request.user), pk=pk)
    return redirect(f"{reverse('bulletins:issue', args=[one.issue_id])}#named-{one.pk}")


@login_required
@require_GET
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The bulletin as it will come off the press, page by page."""
    found = get_object_or_404(queries.readable_by(request.user), pk=pk)
    pages = range(1, len(shown.pages(found)) + 1)
    return render(request, "bulletins/preview.html", {"issue": found, "pages": pages})


@login_required
@require_GET
def page_image(request: HttpRequest, pk: int, n: int) -> HttpResponse:
    """One page of the paper as a picture."""
    found = get_object_or_404(queries.readable_by(request.user), pk=pk)
    return shown.picture(found, n)


@login_required
@require_GET
def file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The bulletin as PDF, as Word document, or as the canonical text its digest is made of."""
    found = get_object_or_404(queries.readable_by(request.user), pk=pk)
    return shown.file(found, form)


def _common(request: HttpRequest, found: Issue) -> dict[str, Any]:
    later = found.corrected_by.defer("figures", "content").exclude(doc_number="")
    return {
        "issue": found,
        "state": shown.tag(found),
        "facts": shown.facts(found),
        "acts": doors.ISSUES.buttons(found, request.user),
        "corrected_by": later.first(),
    }


def _reader(request: HttpRequest, found: Issue) -> dict[str, Any]:
    """What a reader sees: the paper as a page, its proof, its files."""
    drafts = queries.sees_drafts(request.user)
    return {
        **_common(request, found),
        "paper": shown.document(found),
        "files": shown.files("bulletins:file", found),
        "hearings": shown.hearings(found, request.user, drafts=drafts),
        "events": shown.events(found) if drafts else (),
    }


def _draft(request: HttpRequest, found: Issue) -> dict[str, Any]:
    """What those who draft and approve see: steps, words, passages, preview."""
    common = _common(request, found)
    buttons = common["acts"]
    live = {button["act"] for button in buttons if button["live"]}
    return {
        **common,
        "acts": [button for button in buttons if button["act"] != "edit_text"],
        "steps": shown.steps(found),
        "form": forms.TextForm(initial=forms.TextForm.beginning(found)),
        "may_edit": "edit_text" in live,
        "paper": shown.document(found),
        "hearings": shown.hearings(found, request.user, drafts=True),
        "events": shown.events(found),
    }


def _hearing(request: HttpRequest, found: Issue) -> dict[str, Any]:
    """What an organ sees before anybody else reads: its own passage, its days, its answer."""
    return {
        "issue": found,
        "state": shown.tag(found),
        "hearings": shown.hearings(found, request.user, drafts=False),
        "withdrawn": found.state == Issue.State.WITHDRAWN,
    }
