"""Pages on scores: the sheets of a quarter with who can be told apart, one sheet, the rules."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingcha.assessment import commands, doors, queries, record, wording
from mingcha.assessment.forms.quarter import RuleForm
from mingcha.assessment.models import RuleVersion, Sheet
from mingcha.assessment.views import whole
from mingcha.foundation import clockface, time
from mingcha.foundation.acts import act_page
from mingcha.foundation.listing import Column, Filter, Listing, text
from mingcha.foundation.story import story
from mingcha.organs.models import Unit
from mingcha.people.models import Duty
from mingcha.people.parties import holds, the_conduct_office, those_who_lead

S = Sheet.State
TONES: dict[str, str] = {
    S.COMPUTED: "attention",
    S.CHECKED: "attention",
    S.TOLD: "neutral",
    S.OBJECTED: "attention",
    S.REVIEWED: "attention",
    S.DECIDED: "good",
    S.SUPERSEDED: "withheld",
}


def _tag(sheet: Sheet) -> dict[str, Any]:
    # Not `get_state_display`, which puts all states into words for every row of a list.
    state = S(sheet.state)
    return {"code": sheet.state, "label": state.label, "tone": TONES[state]}


def _score(sheet: Sheet) -> dict[str, Any]:
    if sheet.score is None:
        return {"text": _("not rated"), "note": _("{n} checks").format(n=sheet.checks)}
    note = f"{sheet.low:.1f} – {sheet.high:.1f}"
    return {"text": f"{sheet.score:.2f}", "note": note}


LISTING = Listing(
    name="sheets",
    caption=gettext_lazy("Score sheets"),
    columns=(
        Column("number", gettext_lazy("Number"), lambda s: text(s.number), sort="number"),
        Column("organ", gettext_lazy("Organ"), lambda s: text(s.organ.name), sort="organ__code"),
        Column(
            "class",
            gettext_lazy("Class"),
            lambda s: text(Unit.Kind(s.organ_kind).label),
            sort="organ_kind",
        ),
        Column("period", gettext_lazy("Quarter"), lambda s: text(s.period), sort="period"),
        Column(
            "score",
            gettext_lazy("Score, 95 % interval"),
            _score,
            plain=wording.score_words,
            align="right",
        ),
        Column("band", gettext_lazy("Grade"), lambda s: text(wording.band_words(s.band))),
        Column(
            "checks",
            gettext_lazy("Checks"),
            lambda s: text(s.checks),
            lambda s: s.checks,
            sort="checks",
            align="right",
        ),
        Column(
            "faults",
            gettext_lazy("Faults"),
            lambda s: text(s.faults),
            lambda s: s.faults,
            sort="faults",
            align="right",
        ),
        Column("state", gettext_lazy("State"), lambda s: {"state": _tag(s)}, sort="state"),
    ),
    url=lambda s: reverse("assessment:sheet", args=[s.pk]),
    empty={
        "title": gettext_lazy("No sheet here"),
        "text": gettext_lazy(
            "Sheets are computed after a quarter is over, by the rule in force on its first day."
        ),
    },
    filters=(
        Filter(
            "period",
            gettext_lazy("Quarter"),
            lambda: [(period, period) for period in queries.periods(Sheet.objects.all())],
            lambda q, c: q.filter(period=c),
        ),
        Filter(
            "class",
            gettext_lazy("Class"),
            lambda: Unit.Kind.choices,
            lambda q, c: q.filter(organ_kind=c),
        ),
        Filter("state", gettext_lazy("State"), lambda: S.choices, lambda q, c: q.filter(state=c)),
        Filter(
            "band", gettext_lazy("Grade"), lambda: Sheet.Band.choices, lambda q, c: q.filter(band=c)
        ),
    ),
)


@login_required
@require_GET
def all_sheets(request: HttpRequest) -> HttpResponse:
    """The sheets this person may see, and who of one class can be told apart from whom."""
    seen = queries.visible_to(request.user)
    found = seen if request.GET.get("state") == S.SUPERSEDED else queries.current(seen)
    context = {"standing": _standing(request, found), "all_acts": _all_acts(request)}
    return LISTING.answer(request, queries.listed(found), "assessment/sheets.html", context)


def _standing(request: HttpRequest, found: Any) -> dict[str, Any] | None:
    """The plot of the class and quarter asked for, else of the newest quarter's first class."""
    if request.GET.get("format") or not holds(request.user, *queries.SEE_ALL):
        return None  # an organ is shown itself, not a table of the others
    known = queries.periods(found)
    period = request.GET.get("period") or (known[0] if known else "")
    kinds = (
        found.filter(period=period)
        .order_by("organ_kind")
        .values_list("organ_kind", flat=True)
        .distinct()
    )
    kind = request.GET.get("class") or kinds.first()
    if period not in known or kind not in Unit.Kind.values:
        return None
    return {"plot": queries.standing_plot(queries.standing(found, period, kind))}


def _all_acts(request: HttpRequest) -> dict[str, Any] | None:
    """What may be done to a whole quarter at once."""
    if holds(request.user, Duty.Role.AUDITOR):
        mine = ["check_all"]
    elif the_conduct_office(None, request.user):
        mine = ["compute", "tell_all", "decide_all"]
    else:
        mine = ["compute"] if those_who_lead(None, request.user) else []
    known = [period for period, _label in LISTING.filters[0].choices()]
    asked = request.GET.get("period", "")
    period = asked if asked in known else record.last_quarter(time.today())
    acts = whole.buttons(doors.ALL, mine, "assessment:period_act", period)
    return {"period": period, "acts": acts} if acts else None


@login_required
@require_POST
def period_act(request: HttpRequest, period: str, act: str) -> HttpResponse:
    """One act on every sheet of a quarter; what refuses is told, the others go on."""
    record.quarter(period)
    whole.carry_out(request, commands, doors.ALL, act, period)
    return redirect(f"{reverse('assessment:sheets')}?period={period}")


@login_required
@require_GET
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """One sheet with every step of its reckoning."""
    one = get_object_or_404(queries.visible_to(request.user), pk=pk)
    over = one.state in {S.DECIDED, S.SUPERSEDED}
    buttons = [] if over else doors.SHEETS.buttons(one, request.user)
    acts = whole.in_time(one, buttons)
    may_recompute = any(act["act"] == "recompute" and act["live"] for act in acts)
    context = {
        "organs_path": [
            {"label": _("Score sheets"), "url": reverse("assessment:sheets")},
            {"label": one.organ.name, "url": reverse("organs:organ", args=[one.organ_id])},
        ],
        "sheet": one,
        "state": _tag(one),
        "facts": _facts(one),
        "steps": wording.steps(one),
        "why_not": wording.why_not(one),
        "clock": None if over else clockface.face(one.clock, on=time.today()),
        "changed": may_recompute and queries.facts_changed(one),
        "later": getattr(one, "followed_by", None),
        "place": _place(request, one),
        "trend": queries.trend(one.organ, queries.visible_to(request.user)),
        "events": story(one, doors.DONE, words=("objection", "review", "reason")),
        "digest": " ".join(re.findall(".{8}", one.digest)),
        "acts": acts,
    }
    return render(request, "assessment/sheet.html", context)


def _place(request: HttpRequest, one: Sheet) -> str:
    """Where it stands in its class, if the data allow to say so; to the organ once decided."""
    told = one.state == S.DECIDED or holds(request.user, *queries.SEE_ALL)
    if one.score is None or one.state == S.SUPERSEDED or not told:
        return ""
    standing = queries.standing(Sheet.objects.select_related("organ"), one.period, one.organ_kind)
    band = standing.band_of(one)
    if band is None:
        return _("No rank: within its class it cannot be told apart from others.")
    words = _("Band {n} of {k} in its class; inside a band nobody can be told apart.")
    return words.format(n=band, k=len(standing.bands))


def _facts(one: Sheet) -> list[dict[str, Any]]:
    score = wording.score_words(one)
    rule = reverse("assessment:rule", args=[one.rule_id])
    organ = reverse("organs:organ", args=[one.organ_id])
    return [
        {"label": _("Score"), "value": score, "note": wording.band_words(one.band)},
        {"label": _("Quarter"), "value": one.period, "note": one.get_organ_kind_display()},
        {"label": _("Organ"), "value": one.organ.name, "url": organ},
        {"label": _("Checks"), "value": one.checks},
        {"label": _("Faults"), "value": one.faults},
        {"label": _("Rule version"), "value": one.rule.code, "url": rule},
    ]


@login_required
def sheet_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """One act on one sheet."""
    return act_page(doors.SHEETS)(request, pk, act)


@login_required
@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule version, the newest first."""
    columns = [
        {"key": "code", "label": _("Code")},
        {"key": "document", "label": _("Document")},
        {"key": "from", "label": _("Holds from")},
        {"key": "published", "label": _("Published on")},
    ]
    rows = [
        {
            "url": reverse("assessment:rule", args=[rule.pk]),
            "cells": [
                {"text": rule.code},
                {"text": rule.document},
                {"text": rule.valid_from.isoformat()},
                {"text": rule.published_on.isoformat()},
            ],
        }
        for rule in queries.rules_visible_to(request.user)
    ]
    empty = {
        "title": _("No rule version has been published"),
        "text": _("No score is computed without one. The conduct office publishes the first."),
    }
    table = {"caption": _("Rule versions"), "columns": columns, "rows": rows, "empty": empty}
    may = the_conduct_office(None, request.user)
    return render(request, "assessment/rules.html", {"table": table, "may_publish": may})


@login_required
@require_GET
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """One rule version with every figure and the paper it stands on."""
    one: RuleVersion = get_object_or_404(queries.rules_visible_to(request.user), pk=pk)
    columns = [
        {"key": "what", "label": _("Parameter")},
        {"key": "value", "label": _("Figure"), "align": "right"},
    ]
    rows = [
        {"cells": [{"text": row["label"]}, {"text": row["value"]}]}
        for row in wording.parameters(one)
    ]
    facts = [
        {"label": _("Holds from"), "value": one.valid_from.isoformat()},
        {"label": _("Published on"), "value": one.published_on.isoformat(), "note": one.by or ""},
        {"label": _("Sheets by it"), "value": one.sheets.count()},
    ]
    table = {"caption": _("Parameters"), "columns": columns, "rows": rows}
    context = {"rule": one, "facts": facts, "table": table}
    return render(request, "assessment/rule.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def publish_rule(request: HttpRequest) -> HttpResponse:
    """Publish a new version; it begins with the figures of the one before."""
    form = RuleForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        return render(request, "assessment/publish_rule.html", {"form": form}, status=status)
    one = commands.publish_rule(by=request.user, on=time.today(), **form.facts(request.user))
    messages.success(request, _("Published: {code}").format(code=one.code))
    return redirect("assessment:rule", one.pk)
