"""Pages of year sheets: the list with who can be compared, one sheet down to what was counted."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from mingcha.appraisals.models import Round
from mingcha.assessment import doors, queries
from mingcha.assessment.commands import year as commands
from mingcha.assessment.models import RuleVersion, Sheet, YearSheet
from mingcha.assessment.record import year as record
from mingcha.assessment.views import whole
from mingcha.assessment.wording import year as wording
from mingcha.assessment.wording.quarter import band_words
from mingcha.foundation import clockface, time
from mingcha.foundation.acts import act_page
from mingcha.foundation.listing import Column, Filter, Listing, state_cell, text
from mingcha.foundation.story import story
from mingcha.organs.models import Unit
from mingcha.people.models import Duty
from mingcha.people.parties import holds, the_conduct_office, the_leader, those_who_lead

S = YearSheet.State
TONES: dict[str, str] = {
    S.COMPUTED: "attention",
    S.CHECKED: "attention",
    S.TOLD: "neutral",
    S.OBJECTED: "attention",
    S.REVIEWED: "attention",
    S.PROPOSED: "attention",
    S.DECIDED: "good",
    S.SUPERSEDED: "withheld",
}


def _score(sheet: YearSheet) -> dict[str, Any]:
    if sheet.score is None:
        return {"text": _("not rated"), "note": wording.missing(sheet)}
    note = "" if sheet.low is None else f"{sheet.low:.1f} – {sheet.high:.1f}"
    return {"text": f"{sheet.score:.2f}", "note": note}


def _state(sheet: YearSheet) -> dict[str, Any]:
    if sheet.provisional and sheet.state in {S.COMPUTED, S.CHECKED}:
        label = _("Provisional, facts until {day}").format(day=sheet.until)
        return {"state": {"code": sheet.state, "label": label, "tone": "withheld"}}
    return state_cell(sheet, TONES)


def _grade(sheet: YearSheet) -> Any:
    return band_words(sheet.grade or sheet.band)


LISTING = Listing(
    name="years",
    caption=gettext_lazy("Year sheets"),
    columns=(
        Column("number", gettext_lazy("Number"), lambda s: text(s.number), sort="number"),
        Column("organ", gettext_lazy("Organ"), lambda s: text(s.organ.name), sort="organ__code"),
        Column(
            "class",
            gettext_lazy("Class"),
            lambda s: text(Unit.Kind(s.organ_kind).label),
            sort="organ_kind",
        ),
        Column("year", gettext_lazy("Year"), lambda s: text(s.year), lambda s: s.year, sort="year"),
        Column(
            "score",
            gettext_lazy("Score, 95 % interval"),
            _score,
            plain=wording.year_score,
            align="right",
        ),
        Column("grade", gettext_lazy("Grade or band"), lambda s: text(_grade(s))),
        Column("missing", gettext_lazy("Missing parts"), lambda s: text(len(s.missing)),
               plain=wording.missing, align="right"),
        Column("state", gettext_lazy("State"), _state, sort="state"),
    ),
    url=lambda s: reverse("assessment:year_sheet", args=[s.pk]),
    empty={
        "title": gettext_lazy("No year sheet here"),
        "text": gettext_lazy(
            "A year is added up by the rule published before it began; provisionally while it runs."
        ),
    },
    filters=(
        Filter(
            "year",
            gettext_lazy("Year"),
            lambda: [(str(y), str(y)) for y in queries.known_years(YearSheet.objects.all())],
            lambda q, c: q.filter(year=c),
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
)  # fmt: skip
year_sheet_act = act_page(doors.YEARS)


@login_required
@require_GET
def year_sheets(request: HttpRequest) -> HttpResponse:
    """The year sheets this person may see, and who of one class can be compared with whom."""
    seen = queries.years_visible_to(request.user)
    found = seen if request.GET.get("state") == S.SUPERSEDED else queries.years_current(seen)
    context = {"classes": _class(request, found), "all_acts": _all_acts(request)}
    return LISTING.answer(
        request, queries.years_listed(found), "assessment/year_sheets.html", context
    )


def _class(request: HttpRequest, found: Any) -> dict[str, Any] | None:
    """The plots of the class and year asked for, else of the newest year's first class."""
    if request.GET.get("format") or not holds(request.user, *queries.SEE_ALL):
        return None  # an organ is shown itself, not a table of the others
    known = queries.known_years(found)
    asked = request.GET.get("year", "")
    year = int(asked) if re.fullmatch(r"\d{4}", asked) else (known[0] if known else 0)
    kinds = found.filter(year=year).order_by("organ_kind").values_list("organ_kind", flat=True)
    kind = request.GET.get("class") or kinds.first()
    if year not in known or kind not in Unit.Kind.values:
        return None
    one = queries.in_class(found, year, kind)
    alone = [
        {"name": s.organ.name, "url": LISTING.url(s), "score": wording.year_score(s)}
        for s in one.alone
    ]
    shown = [
        {"plot": queries.class_plot(peers), "lacks": [wording.part(code) for code in peers.missing]}
        for peers in one.peers
    ]
    return {"kind": Unit.Kind(kind).label, "year": year, "peers": shown, "alone": alone}


def _all_acts(request: HttpRequest) -> dict[str, Any] | None:
    """What may be done to a whole year at once."""
    mine = _whole_acts(request.user)
    asked = request.GET.get("year", "")
    year = int(asked) if re.fullmatch(r"\d{4}", asked) else time.today().year
    acts = whole.buttons(doors.ALL_OF_YEAR, mine, "assessment:year_act", year)
    return {"year": year, "acts": acts} if acts else None


def _whole_acts(person: Any) -> list[str]:
    if holds(person, Duty.Role.AUDITOR):
        return ["check_all"]
    if the_conduct_office(None, person):
        return ["compute", "tell_all", "propose_all"]
    if the_leader(None, person):
        return ["decide_all"]
    return ["compute"] if those_who_lead(None, person) else []


@login_required
@require_POST
def year_act(request: HttpRequest, year: int, act: str) -> HttpResponse:
    """One act on every sheet of a year; what refuses is told, the others go on."""
    whole.carry_out(request, commands, doors.ALL_OF_YEAR, act, year)
    return redirect(f"{reverse('assessment:year_sheets')}?year={year}")


@login_required
@require_GET
def year_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """One year with every step down to ballots by group, findings and orders."""
    one = get_object_or_404(queries.years_visible_to(request.user), pk=pk)
    over = one.state in {S.DECIDED, S.SUPERSEDED}
    rule = record.rule_of(one.rule)
    keeps = those_who_lead(one, request.user) or holds(request.user, Duty.Role.AUDITOR)
    compared = keeps and "compare" in request.GET
    context = {
        "organs_path": [
            {"label": _("Year sheets"), "url": reverse("assessment:year_sheets")},
            {"label": one.organ.name, "url": reverse("organs:organ", args=[one.organ_id])},
        ],
        "sheet": one,
        "state": _state(one)["state"],
        "facts": _facts(one),
        "lead": wording.year_why_not(one, rule) if one.score is None else _place(request, one),
        "missing": wording.missing(one),
        "parts": _parts(one),
        "steps": wording.year_steps(one, _links(one)),
        "clock": None if over else clockface.face(one.clock, on=time.today()),
        "keeps": keeps,
        "compared": compared,
        "moved": queries.facts_moved(one) if compared else [],
        "later": getattr(one, "followed_by", None),
        "graded": _graded(one),
        "events": story(one, doors.YEAR_DONE, words=STORY),
        "digest": " ".join(re.findall(".{8}", one.digest)),
        "acts": [] if over else whole.in_time(one, doors.YEARS.buttons(one, request.user)),
    }
    return render(request, "assessment/year_sheet.html", context)


STORY = ("objection", "review", "proposal_reason", "grade_reason", "reason")


def _links(one: YearSheet) -> dict[str, str]:
    """From numbers in the reckoning to the pages of what they name."""
    numbers = [r["number"] for results in one.inputs["parts"].values() for r in results]
    found = Round.objects.filter(number__in={number.partition(" ")[0] for number in numbers})
    keys = dict(found.values_list("number", "pk"))
    links = {}
    for number in numbers:
        round_, _space, code = number.partition(" ")
        subject = code or one.inputs["subject"]
        if round_ in keys:
            links[number] = reverse("appraisals:organ_result", args=[keys[round_], subject])
    if one.inputs["visits"]:
        code = one.inputs["visits"]["rule"]
        pk = RuleVersion.objects.filter(code=code).values_list("pk", flat=True).first()
        links[code] = reverse("assessment:rule", args=[pk]) if pk else ""
    return links


def _place(request: HttpRequest, one: YearSheet) -> str:
    """Where it stands in its class, if the data allow to say so; to the organ once decided."""
    told = one.state == S.DECIDED or holds(request.user, *queries.SEE_ALL)
    if one.state == S.SUPERSEDED or not told:
        return ""
    held = queries.in_class(YearSheet.objects.all(), one.year, one.organ_kind)
    if any(sheet.pk == one.pk for sheet in held.alone):
        return _("Not compared: a result it rests on is incomplete or has no interval.")
    place = held.place_of(one)
    if place is None:
        return _("No rank: within its class it cannot be told apart from others.")
    words = _("Band {n} of {k} among organs of its class whose year has the same parts.")
    return words.format(n=place[0], k=place[1])


def _facts(one: YearSheet) -> list[dict[str, Any]]:
    rule = reverse("assessment:year_rule", args=[one.rule_id])
    organ = reverse("organs:organ", args=[one.organ_id])
    grade = band_words(one.grade) if one.state == S.DECIDED else "—"
    return [
        {"label": _("Score"), "value": wording.year_score(one)},
        {"label": _("Band"), "value": band_words(one.band) or "—", "note": wording.reach(one)},
        {"label": _("Grade"), "value": grade or _("no grade: not rated")},
        {"label": _("Year"), "value": one.year, "note": one.get_organ_kind_display()},
        {"label": _("Organ"), "value": one.organ.name, "url": organ},
        {"label": _("Year rule"), "value": one.rule.code, "url": rule},
    ]


def _graded(one: YearSheet) -> list[dict[str, Any]]:
    """What was proposed and decided, each with its reason."""
    rows = []
    if one.state in {S.PROPOSED, S.DECIDED}:
        said = (_("Grade proposed"), one.proposal, one.proposal_reason)
        rows.append(said)
    if one.state == S.DECIDED:
        rows.append((_("Grade decided"), one.grade, one.grade_reason))
    return [
        {"label": label, "grade": band_words(grade) or _("no grade: not rated"), "why": why}
        for label, grade, why in rows
    ]


def _parts(one: YearSheet) -> dict[str, Any]:
    """One row a part: its value, points, interval, weight of the rule and weight used."""
    rows = []
    for figure in record.figures_of(one):
        ends = figure["interval"]
        shown = f"{ends[0]} – {ends[1]}" if ends else ""
        value = (
            {"text": figure["points"], "note": shown}
            if figure["points"] is not None
            else {"text": _("missing"), "note": wording.WHY.get(figure["why"], figure["why"])}
        )
        used = wording.percent(figure["used"]) if figure["used"] != "0" else "—"
        rows.append(
            {
                "tone": "withheld" if figure["points"] is None else "",
                "cells": [
                    {"text": wording.part(figure["code"])},
                    value,
                    {"text": wording.weight(figure["weight"])},
                    {"text": used},
                    {"text": figure["results"]},
                ],
            }
        )
    columns = [
        {"key": "part", "label": _("Part")},
        {"key": "points", "label": _("Points, 95 % interval"), "align": "right"},
        {"key": "weight", "label": _("Weight of the rule"), "align": "right"},
        {"key": "used", "label": _("Weight used"), "align": "right"},
        {"key": "results", "label": _("Results"), "align": "right"},
    ]
    return {"caption": _("Parts of the year"), "columns": columns, "rows": rows}
