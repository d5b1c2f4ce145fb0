"""Pages of rule versions: the list, one version with its what-if, its preparation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from mingcha.appraisals import doors, queries, record, wording
from mingcha.appraisals.commands import rule as commands
from mingcha.appraisals.forms.rule import DraftRuleForm
from mingcha.appraisals.models import RuleVersion
from mingcha.appraisals.models.rule import Kind
from mingcha.appraisals.views.panels import cells, column
from mingcha.appraisals.views.rounds import path
from mingcha.core.refusal import Refusal
from mingcha.core.roundrule import RoundRule
from mingcha.core.steps import exact
from mingcha.core.whatif import SCALES, on_scales
from mingcha.foundation import time
from mingcha.foundation.acts import act_page
from mingcha.foundation.listing import Column, Filter, Listing, state_cell, state_tag, text
from mingcha.foundation.story import story
from mingcha.people.parties import the_conduct_office

S = RuleVersion.State
TONES: dict[str, str] = {S.DRAFTED: "withheld", S.PUBLISHED: "good", S.DISCARDED: "withheld"}
SPLIT = re.compile(r"[\s/,，、]+")
MOST_BALLOTS = 10_000_000
FIRST, SECOND = "700/200/100", "560/420/20"  # domain study F3: the scale turns their order

LISTING = Listing(
    name="appraisal-rules",
    caption=gettext_lazy("Rule versions of appraisals"),
    columns=(
        Column("code", gettext_lazy("Code"), lambda r: text(r.code), sort="code"),
        Column("title", gettext_lazy("Title"), lambda r: text(r.title), sort="title"),
        Column("kind", gettext_lazy("Kind"), lambda r: text(Kind(r.of_kind).label), sort="of_kind"),
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
    url=lambda r: reverse("appraisals:rule", args=[r.pk]),
    empty={
        "title": gettext_lazy("No rule version has been published"),
        "text": gettext_lazy("A round opens only under a rule that everybody could read before."),
    },
    filters=(
        Filter(
            "kind",
            gettext_lazy("Kind"),
            lambda: Kind.choices,
            lambda found, kind: found.filter(of_kind=kind),
        ),
    ),
)
rule_act = act_page(doors.RULES)


@login_required
@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule version this person may see."""
    may = the_conduct_office(None, request.user)
    found = queries.rules_visible_to(request.user).defer("parameters")
    return LISTING.answer(request, found, "appraisals/rules.html", {"may_draft": may})


@login_required
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest) -> HttpResponse:
    """Prepare a rule version; the form begins with what ships with the program."""
    form = DraftRuleForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "organs_path": path(_list())}
    if not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "appraisals/draft_rule.html", context, status=status)
    try:
        made = commands.draft(by=request.user, on=time.today(), **form.facts(request.user))
    except Refusal as no:
        context["refusal"] = no
        return render(request, "appraisals/draft_rule.html", context, status=no.status)
    return redirect("appraisals:rule", made.pk)


def _list() -> dict[str, Any]:
    return {"label": _("Rule versions"), "url": reverse("appraisals:rules")}


@login_required
@require_GET
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """One rule version: every figure, and what another scale would change."""
    one = get_object_or_404(queries.rules_visible_to(request.user), pk=pk)
    held = record.rule_of(one)
    context = {
        "organs_path": path(_list()),
        "rule": one,
        "state": state_tag(one, TONES),
        "facts": _facts(one, held),
        "weights": _weights(held),
        "scale": _scale(held),
        "questions": _questions(held),
        "bands": "、".join(f"{wording.band(name)} ≥ {floor}" for name, floor in held.bands),
        "digest": " ".join(re.findall(".{8}", one.digest)),
        "what_if": _what_if(request.GET, held),
        "events": story(one, doors.RULE_DONE, words=("document",)),
        "acts": doors.RULES.buttons(one, request.user),
    }
    return render(request, "appraisals/rule.html", context)


def _facts(one: RuleVersion, held: RoundRule) -> list[dict[str, Any]]:
    ballot, checks = (wording.percent(part) for part in held.parts)
    return [
        {"label": _("Kind of round"), "value": Kind(one.of_kind).label},
        {"label": _("Published on"), "value": one.published_on or "—"},
        {"label": _("Ballot / work check"), "value": f"{ballot} / {checks}"},
        {"label": _("Coverage limit"), "value": wording.percent(held.coverage)},
        {"label": _("Best band under a veto"), "value": wording.band(held.veto_cap)},
    ]


def _weights(held: RoundRule) -> dict[str, Any]:
    """The weight of every group in every class; each column of classes sums to 1."""
    rows = []
    for group in held.groups:
        figures = [dict(row).get(group.code, "0") for _kind, row in held.weights]
        name = {"text": wording.in_language(group.name, group.name_en), "note": group.code}
        shown = ["—" if exact(w) == 0 else wording.percent(w) for w in figures]
        rows.append({"cells": cells(name, *shown, group.quota or "—", group.min_valid)})
    columns = [
        column("group", _("Group")),
        *(column(kind, wording.class_of(kind), "right") for kind, _row in held.weights),
        column("quota", _("To be drawn"), "right"),
        column("least", _("Fewest answers"), "right"),
    ]
    return {"caption": _("Weights by class of organs"), "columns": columns, "rows": rows}


def _scale(held: RoundRule) -> dict[str, Any]:
    pairs = zip(wording.grades(held), held.scale, strict=True)
    columns = [column("grade", _("Grade")), column("points", _("Points"), "right")]
    rows = [{"cells": cells(grade, points)} for grade, points in pairs]
    return {"caption": _("Scale"), "columns": columns, "rows": rows}


def _questions(held: RoundRule) -> dict[str, Any]:
    columns = [column("question", _("Question asked")), column("weight", _("Weight"), "right")]
    texts = wording.questions(held)
    rows = [{"cells": cells(texts[q.code], q.weight)} for q in held.questions]
    return {"caption": _("Questions asked"), "columns": columns, "rows": rows}


def _what_if(asked: Mapping[str, str], held: RoundRule) -> dict[str, Any]:
    """Two organs' counts on this rule's scale and on others: whether the order turns."""
    shown = {name: asked.get(name, "") or begin for name, begin in (("a", FIRST), ("b", SECOND))}
    if len(held.scale) != 3 and not asked.get("a"):
        shown = {"a": "500/200/100/100/100", "b": "300/400/240/50/10"}
    counts = {name: _counts(text, len(held.scale)) for name, text in shown.items()}
    said: dict[str, Any] = {"asked": shown, "grades": " / ".join(wording.grades(held))}
    given = {name: values for name, values in counts.items() if values is not None}
    if len(given) < 2:
        return {**said, "unfit": True}
    scales = list(dict.fromkeys((held.scale, *_scales(len(held.scale)))))
    table = on_scales(given, scales)
    rows = [
        {
            "tone": "attention" if row.turned else "",
            "cells": cells(
                " / ".join(row.scale),
                *(points for _name, points in row.points),
                _("turned") if row.turned else _("as before"),
            ),
        }
        for row in table
    ]
    columns = [
        column("scale", _("Scale")),
        column("a", _("Organ A"), "right"),
        column("b", _("Organ B"), "right"),
        column("order", _("Order of the two")),
    ]
    table_ = {"caption": _("The same ballots on other scales"), "columns": columns, "rows": rows}
    return {**said, "table": table_, "turned": any(row.turned for row in table)}


def _scales(grades: int) -> tuple[tuple[str, ...], ...]:
    five = (("100", "80", "60", "30", "0"), ("100", "75", "50", "25", "0"))
    return SCALES if grades == 3 else five


def _counts(typed: str, grades: int) -> list[int] | None:
    """Numbers as somebody types them; None where they are no counts of this scale."""
    parts = [part for part in SPLIT.split(typed.strip()) if part]
    if len(parts) != grades or not all(part.isdecimal() and len(part) < 9 for part in parts):
        return None
    values = [int(part) for part in parts]
    return values if 0 < sum(values) <= MOST_BALLOTS else None
