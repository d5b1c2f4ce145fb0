"""Pages on what is asked for: norms, institutions and checklists, on any day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingcha.core.notice import Unfit, parse_day
from mingcha.core.refusal import Refusal
from mingcha.foundation import time
from mingcha.foundation.acts import ActForm, act_page
from mingcha.foundation.listing import state_tag
from mingcha.foundation.refusals import NOT_FOR_YOU
from mingcha.foundation.story import story
from mingcha.norms import commands, doors, forms, lists, queries
from mingcha.norms.models import Checklist, Item, Norm
from mingcha.people.parties import those_who_lead

DRAFTING = frozenset({"add_item", "drop_item"})  # told only while it is drafted

norm_act = act_page(doors.NORMS)
institution_act = act_page(doors.INSTITUTIONS)
checklist_act = act_page(doors.CHECKLISTS)


@login_required
@require_GET
def norms(request: HttpRequest) -> HttpResponse:
    """The norms in force on a day, by the kind of failure they name."""
    on = _day(request)
    begin = [("norms:enter_norm", gettext_lazy("Enter a norm"))]
    buttons = _begin_buttons(request, begin)
    if not queries.visible_norms(request.user).exists():
        buttons = _catalogue_button(request) + buttons
    context = {"on": on, "acts": buttons}
    return lists.NORMS.answer(request, queries.norms(on=on), "norms/norms.html", context)


@login_required
@require_GET
def institutions(request: HttpRequest) -> HttpResponse:
    """The institutions in force on a day: the whole city's and those of single organs."""
    on = _day(request)
    begin = [("norms:enter_institution", gettext_lazy("Enter an institution"))]
    context = {"on": on, "acts": _begin_buttons(request, begin)}
    found = queries.institutions(on=on)
    return lists.INSTITUTIONS.answer(request, found, "norms/institutions.html", context)


@login_required
@require_GET
def checklists(request: HttpRequest) -> HttpResponse:
    """Every version of every checklist, by the kind of place."""
    begin = [("norms:draft_checklist", gettext_lazy("Draft a checklist"))]
    context = {"acts": _begin_buttons(request, begin)}
    found = queries.visible_to(request.user)
    return lists.CHECKLISTS.answer(request, found, "norms/checklists.html", context)


@login_required
@require_GET
def norm(request: HttpRequest, pk: int) -> HttpResponse:
    """One norm: what it asks, on what basis, where it is asked about, and how it was worded."""
    rule = get_object_or_404(queries.visible_norms(request.user), pk=pk)
    wordings: list[Any] = list(queries.wordings_of(rule))
    context = {
        "rule": rule,
        "mark": lists.mark(rule),
        "facts": _norm_facts(rule),
        "latest": wordings[-1],
        "wordings": [_worded(row, rule, "norms:norm", row.basis) for row in wordings],
        "asked": list(queries.asked_in(rule)),
        "acts": doors.NORMS.buttons(wordings[-1], request.user),
    }
    return render(request, "norms/norm.html", context)


@login_required
@require_GET
def institution(request: HttpRequest, pk: int) -> HttpResponse:
    """One institution: what it asks, whom it binds, and how it was worded."""
    rule = get_object_or_404(queries.visible_institutions(request.user), pk=pk)
    wordings: list[Any] = list(queries.wordings_of(rule))
    facts = [
        {"label": _("Code"), "value": rule.code},
        {"label": _("Binds"), "value": rule.organ or _("the whole city")},
        *_days(rule),
    ]
    context = {
        "rule": rule,
        "facts": facts,
        "latest": wordings[-1],
        "wordings": [_worded(row, rule, "norms:institution") for row in wordings],
        "acts": doors.INSTITUTIONS.buttons(wordings[-1], request.user),
    }
    return render(request, "norms/institution.html", context)


@login_required
@require_GET
def checklist(request: HttpRequest, pk: int) -> HttpResponse:
    """One version of a checklist: its questions, the norms behind them, what can be done."""
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    items = list(queries.items_of(found))
    versions = queries.visible_to(request.user).filter(place_type=found.place_type)
    labels = {act: doing.label for act, doing in doors.CHECKLISTS.doings.items()}
    told = story(
        found,
        {**labels, "draft": _("Draft")},
        words=("question", "title"),
        hidden=frozenset() if found.state == Checklist.State.DRAFTED else DRAFTING,
    )
    context = {
        "checklist": found,
        "state": state_tag(found, lists.TONES),
        "facts": _checklist_facts(found, len(items)),
        "table": _questions(items),
        "stale": _stale(found, items),
        "versions": [row for row in versions if row.pk != found.pk],
        "events": told,
        "acts": doors.CHECKLISTS.buttons(found, request.user),
    }
    return render(request, "norms/checklist.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def enter_norm(request: HttpRequest) -> HttpResponse:
    """Enter a norm."""
    page = {"title": _("Enter a norm"), "back": reverse("norms:norms")}
    return _begin(request, forms.EnterNorm, commands.enter_norm, "norms:norm", page)


@login_required
@require_http_methods(["GET", "POST"])
def enter_institution(request: HttpRequest) -> HttpResponse:
    """Enter an institution."""
    page = {"title": _("Enter an institution"), "back": reverse("norms:institutions")}
    form, command = forms.EnterInstitution, commands.enter_institution
    return _begin(request, form, command, "norms:institution", page)


@login_required
@require_http_methods(["GET", "POST"])
def draft_checklist(request: HttpRequest) -> HttpResponse:
    """Begin a checklist."""
    page = {"title": _("Draft a checklist"), "back": reverse("norms:checklists")}
    form, command = forms.DraftChecklist, commands.draft_checklist
    return _begin(request, form, command, "norms:checklist", page)


@login_required
@require_POST
def enter_catalogue(request: HttpRequest) -> HttpResponse:
    """Enter the norms, institutions and checklists that ship with the program."""
    commands.enter_catalogue(by=request.user, on=time.today())
    return redirect("norms:norms")


def _begin(
    request: HttpRequest,
    kind: type[ActForm],
    command: Callable[..., Any],
    then: str,
    page: dict[str, Any],
) -> HttpResponse:
    """The form of an act that makes something new; what was written survives a no."""
    if not those_who_lead(None, request.user):
        raise NOT_FOR_YOU()
    form, status = kind(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = command(by=request.user, **form.facts(request.user))
            except Refusal as no:
                page, status = {**page, "refusal": no}, no.status
            else:
                return redirect(then, made.pk)
    return render(request, "norms/begin.html", {**page, "form": form}, status=status)


def _begin_buttons(request: HttpRequest, begin: list[tuple[str, Any]]) -> list[dict[str, Any]]:
    if not those_who_lead(None, request.user):
        return []
    return [
        {"act": name, "label": label, "live": True, "url": reverse(name)} for name, label in begin
    ]


def _catalogue_button(request: HttpRequest) -> list[dict[str, Any]]:
    help_ = _("Twenty norms, eight institutions and four checklists; change them afterwards.")
    begin = [("norms:enter_catalogue", gettext_lazy("Enter what ships with the program"))]
    buttons = _begin_buttons(request, begin)
    return [{**button, "post": True, "primary": True, "help": help_} for button in buttons]


def _day(request: HttpRequest) -> date:
    """The day asked for; today where nothing sensible was asked."""
    try:
        return parse_day(request.GET["on"])
    except (KeyError, Unfit):
        return time.today()


def _norm_facts(rule: Norm) -> list[dict[str, Any]]:
    return [
        {"label": _("Failure"), "value": rule.get_failure_kind_display()},
        {"label": _("Severity"), "value": rule.get_severity_display()},
        {"label": _("Basis"), "value": rule.basis or "—"},
        *_days(rule),
    ]


def _days(rule: Any) -> list[dict[str, Any]]:
    since = {"label": _("In force from"), "value": rule.since.isoformat()}
    if rule.until is None:
        return [since]
    return [since, {"label": _("Until"), "value": rule.until.isoformat()}]


def _worded(row: Any, shown: Any, url: str, basis: str = "") -> dict[str, Any]:
    """One wording as a step of the timeline."""
    here = row.pk == shown.pk
    until = _("until {day}").format(day=row.until) if row.until else ""
    words = (row.text, _("Basis: {basis}").format(basis=basis) if basis else "")
    return {
        "when": row.since.isoformat(),
        "act": row.name,
        "who": " · ".join(word for word in (until, _("shown above") if here else "") if word),
        "words": "\n".join(word for word in words if word),
        "url": "" if here else reverse(url, args=[row.pk]),
    }


def _checklist_facts(found: Checklist, count: int) -> list[dict[str, Any]]:
    draft = queries.draft_for(found.place_type)
    facts: list[dict[str, Any]] = [
        {"label": _("Place"), "value": found.get_place_type_display()},
        {"label": _("Version"), "value": found.version},
        {"label": _("Questions"), "value": count},
    ]
    if draft is not None and draft.pk != found.pk:
        url = reverse("norms:checklist", args=[draft.pk])
        facts.append({"label": _("Being drafted"), "value": f"v{draft.version}", "url": url})
    return facts


def _questions(items: list[Item]) -> dict[str, Any]:
    columns = [
        {"key": "number", "label": _("No."), "align": "right"},
        {"key": "question", "label": _("Question")},
        {"key": "norm", "label": _("Norm")},
        {"key": "telling", "label": _("What tells something")},
    ]
    tells = {"yes": _("yes: praise"), "no": _("no: a fault")}
    rows = [
        {
            "key": item.pk,
            "cells": [
                {"text": item.number},
                {"text": item.question, "note": item.help},
                {
                    "text": item.norm,
                    "url": reverse("norms:norm", args=[item.norm_id]),
                    "note": lists.mark(item.norm).get("label", ""),
                },
                {"text": tells[item.telling]},
            ],
        }
        for item in items
    ]
    empty = {
        "title": _("No question yet"),
        "text": _("Add the first question; each points at the norm behind it."),
    }
    return {"caption": _("Questions"), "columns": columns, "rows": rows, "empty": empty}


def _stale(found: Checklist, items: list[Item]) -> str:
    """The numbers of the questions whose norm has been worded anew or ended since."""
    if found.state == Checklist.State.RETIRED:
        return ""
    today = time.today()
    gone = [row for row in items if row.norm.until is not None and row.norm.until < today]
    return "、".join(str(row.number) for row in gone)
