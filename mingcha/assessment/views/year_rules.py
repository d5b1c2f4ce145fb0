"""Pages of year rules: the list, one rule with its trial and what-if, its preparation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from mingcha.assessment import doors, queries
from mingcha.assessment.commands import year_rule as commands
from mingcha.assessment.forms.year import DraftYearRuleForm
from mingcha.assessment.models import YearRule
from mingcha.assessment.record import year as record
from mingcha.assessment.wording import trial as wording
from mingcha.assessment.wording import year as words
from mingcha.core.notice import Unfit
from mingcha.core.refusal import Refusal
from mingcha.core.yearrule import YearRule as Rule
from mingcha.core.yeartrial import try_rule, typed_weights
from mingcha.foundation import time
from mingcha.foundation.acts import act_page
from mingcha.foundation.calendar import said
from mingcha.foundation.http import show
from mingcha.foundation.listing import Column, Listing, state_cell, state_tag, text
from mingcha.foundation.story import story
from mingcha.people.parties import holds, the_conduct_office

S = YearRule.State
TONES: dict[str, str] = {S.DRAFTED: "withheld", S.PUBLISHED: "good", S.DISCARDED: "withheld"}

LISTING = Listing(
    name="year-rules",
    caption=gettext_lazy("Year rules"),
    columns=(
        Column("code", gettext_lazy("Code"), lambda r: text(r.code), sort="code"),
        Column("title", gettext_lazy("Title"), lambda r: text(r.title), sort="title"),
        Column(
            "first_year",
            gettext_lazy("First year judged"),
            lambda r: text(r.first_year),
            plain=lambda r: r.first_year,
            sort="first_year",
        ),
        Column("document", gettext_lazy("Document"), lambda r: text(r.document)),
        Column(
            "published_on",
            gettext_lazy("Published on"),
            lambda r: text(r.published_on),
            plain=lambda r: r.published_on,
            sort="published_on",
        ),
        Column("state", gettext_lazy("State"), lambda r: state_cell(r, TONES), sort="state"),
    ),
    url=lambda r: reverse("assessment:year_rule", args=[r.pk]),
    empty={
        "title": gettext_lazy("No year rule has been published"),
        "text": gettext_lazy("A year is added up only by a rule published before it began."),
    },
)
year_rule_act = act_page(doors.YEAR_RULES)


def _path(*more: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"label": _("Year sheets"), "url": reverse("assessment:year_sheets")}, *more]


def _list() -> dict[str, Any]:
    return {"label": _("Year rules"), "url": reverse("assessment:year_rules")}


@login_required
@require_GET
def year_rules(request: HttpRequest) -> HttpResponse:
    """Every year rule this person may see."""
    found = queries.year_rules_visible_to(request.user).defer("parameters", "trial")
    may = the_conduct_office(None, request.user)
    context = {"may_draft": may, "organs_path": _path()}
    return LISTING.answer(request, found, "assessment/year_rules.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def draft_year_rule(request: HttpRequest) -> HttpResponse:
    """Prepare a year rule; the form begins with what ships with the program."""
    begin = {"first_year": time.today().year + 1}
    form = DraftYearRuleForm(request.POST or None, initial=begin)
    context: dict[str, Any] = {"form": form, "organs_path": _path(_list())}
    if not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "assessment/draft_year_rule.html", context, status=status)
    try:
        made = commands.draft(by=request.user, on=time.today(), **form.facts(request.user))
    except Refusal as no:
        context["refusal"] = no
        return render(request, "assessment/draft_year_rule.html", context, status=no.status)
    return redirect("assessment:year_rule", made.pk)


@login_required
@require_GET
def year_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """One year rule: its figures, its trial, and what other weights would change."""
    one = get_object_or_404(queries.year_rules_visible_to(request.user), pk=pk)
    held, tried = record.rule_of(one), queries.as_tried(one)
    named = holds(request.user, *queries.SEE_ALL)
    context = {
        "organs_path": _path(_list()),
        "rule": one,
        "state": state_tag(one, TONES),
        "facts": _facts(one),
        "parts": _parts(held),
        "figures": _figures(held),
        "trial": wording.trial(one, tried) if tried else None,
        "stale": tried is not None and not queries.is_fresh(one),
        "named": named,
        "what_if": _what_if(request.GET, one, held, tried) if named else None,
        "digest": " ".join(re.findall(".{8}", one.digest)),
        "events": story(one, doors.RULE_DONE, words=("document",)),
        "acts": doors.YEAR_RULES.buttons(one, request.user),
    }
    return render(request, "assessment/year_rule.html", context)


@login_required
@require_GET
def what_if(request: HttpRequest, pk: int) -> HttpResponse:
    """The what-if alone, for sliders that move without a new page."""
    one = get_object_or_404(queries.year_rules_visible_to(request.user), pk=pk)
    if not holds(request.user, *queries.SEE_ALL):
        raise Http404  # it names organs with figures that are not everybody's
    held, tried = record.rule_of(one), queries.as_tried(one)
    context = {"rule": one, "what_if": _what_if(request.GET, one, held, tried)}
    return show(request, "assessment/what_if.html", context)


def _facts(one: YearRule) -> list[dict[str, Any]]:
    return [
        {"label": _("First year judged"), "value": one.first_year},
        {"label": _("Published on"), "value": one.published_on or "—", "note": one.by or ""},
        {"label": _("Sheets by it"), "value": one.sheets.count()},
    ]


def _parts(held: Rule) -> dict[str, Any]:
    columns = [
        {"key": "part", "label": _("Part")},
        {"key": "weight", "label": _("Weight"), "align": "right"},
        {"key": "low", "label": _("Earns 0 at"), "align": "right"},
        {"key": "high", "label": _("Earns 100 at"), "align": "right"},
        {"key": "cap", "label": _("Most points"), "align": "right"},
        {"key": "least", "label": _("Fewest results"), "align": "right"},
    ]
    rows = [{"cells": [{"text": cell} for cell in row]} for row in words.rule_parts(held)]
    return {"caption": _("Parts of the year"), "columns": columns, "rows": rows}


def _figures(held: Rule) -> dict[str, Any]:
    columns = [
        {"key": "what", "label": _("Parameter")},
        {"key": "value", "label": _("Figure"), "align": "right"},
    ]
    rows = [
        {"cells": [{"text": label}, {"text": value}]} for label, value in words.rule_figures(held)
    ]
    return {"caption": _("Parameters"), "columns": columns, "rows": rows}


def _what_if(
    asked: Mapping[str, str], one: YearRule, held: Rule, tried: queries.Tried | None
) -> dict[str, Any] | None:
    """Other weights on the values the rule was tried with; a part left out has weight 0."""
    if tried is None:
        return None
    typed = [(name[2:], value) for name, value in asked.items() if name.startswith("w_")]
    shown = {part.code: _per_cent(part.weight) for part in held.parts}
    shown |= {code: value for code, value in typed if code in shown}
    sliders = [
        {"code": code, "label": words.part(code), "value": value} for code, value in shown.items()
    ]
    said_ = {"sliders": sliders, "url": reverse("assessment:what_if", args=[one.pk])}
    if not typed:
        return said_
    try:
        other = typed_weights(held, typed)
    except Unfit as no:
        return {**said_, "unfit": said(no)}
    return {**said_, **wording.compared(try_rule(tried.values, tried.kinds, held, other), tried)}


def _per_cent(weight: str) -> str:
    return words.percent(weight).removesuffix(" %")
