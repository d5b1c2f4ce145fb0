"""Pages of results: the round as a whole, and one organ with every step."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mingcha.appraisals import queries, record, verdict, wording
from mingcha.appraisals.models import Round
from mingcha.appraisals.models.rule import Kind
from mingcha.appraisals.queries import Figures
from mingcha.appraisals.views import docket, panels, sections
from mingcha.appraisals.views.rounds import get_round, path
from mingcha.core.roundrule import RoundRule
from mingcha.polls.record import listed


@login_required
@require_GET
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """What a round came to, as far as this person may see it; refused before the count."""
    one = get_round(request, pk)
    seen = queries.shown(one, request.user)
    made = queries.newest(one)
    found = queries.figures(one, made)
    mine = [f for f in found if seen.exact(f.subject.code)]
    known = sections.beside(one, made, found, seen)
    rule = known.rule
    classes = sections.by_class(one, mine, known)
    context: dict[str, Any] = {
        "organs_path": path(_of_round(one)),
        "round": one,
        "spot": known.spot,
        "facts": _facts(one, found),
        "is_interim": one.state not in queries.PUBLIC,
        "sections": classes if seen.all_organs else [],
        "own": classes if seen.own else [],
        "bulletin": _bulletin(one, found, known) if seen.all_organs or seen.public else [],
        "sayable": bool(queries.standings_published(one, found)),
        "baseline": _baseline(known),
        "keeps": seen.keeps,
        "published": panels.published(one, found, rule) if seen.public else None,
        "step": (one.public or {}).get("step"),
        "void": [
            {"group": wording.groups(rule).get(group, group), "why": why}
            for group, why in one.void_groups.items()
        ],
        "versions": one.reckonings.exclude(reason="").only("made_on", "reason"),
        "told": _told(one, rule) if seen.keeps else None,
        "notes": queries.notes_on(one, None if seen.all_organs or seen.public else seen.own),
    }
    return render(request, "appraisals/result.html", context)


def _bulletin(one: Round, found: list[Figures], known: sections.Beside) -> list[dict[str, Any]]:
    """Sentences that a bulletin may take as they stand; a final round's are the published ones."""
    if known.spot:
        return []
    public = queries.standings_published(one, found)
    stand = public or (known.standings if known.seen.all_organs else {})
    returned = found[0].returned if found else 0
    share = wording.percent(found[0].response if found else None)
    lines = [{"label": "", "text": verdict.counted(one.title, returned, share)}]
    for kind in dict.fromkeys(f.subject.kind for f in found) if stand else ():
        names = sections.names_of([f for f in found if f.subject.kind == kind])
        label, text = wording.class_of(kind), verdict.apart(names, stand.get(kind))
        lines.append({"label": label, "text": text})
    if known.seen.all_organs and known.baseline is not None:
        names = sections.names_of(found)
        text = verdict.changed(names, known.baseline.changes, known.baseline.round.number)
        lines += [{"label": "", "text": text}] if text else []
    return lines


def _baseline(known: sections.Beside) -> dict[str, Any] | None:
    """With which round results are compared, and what was done so that they can be."""
    base = known.baseline
    if base is None:
        return None
    return {
        "number": base.round.number,
        "title": base.round.title,
        "url": reverse("appraisals:round", args=[base.round.pk]),
        "rescored": base.rescored,
        "why_not": wording.NOT_COMPARED.get(base.why_not, ""),
    }


def _told(one: Round, rule: RoundRule) -> dict[str, Any]:
    """How many said that somebody told them what to mark: a lead for a finding."""
    names, least = wording.groups(rule), queries.least_told()
    few = _("under {n}").format(n=least)
    rows = [
        {
            "cells": panels.cells(
                names.get(group, group),
                few if n is None else n,
                wording.percent(n / ballots if n is not None and ballots else None),
                "—" if ballots is None else ballots,
            )
        }
        for group, n, ballots in queries.told(one, least=least)
    ]
    columns = [
        panels.column("group", _("Group")),
        panels.column("told", _("Were told what to mark"), "right"),
        panels.column("share", _("Share of ballots"), "right"),
        panels.column("n", _("Ballots in"), "right"),
    ]
    return {"caption": _("Told what to mark"), "columns": columns, "rows": rows}


def _told_about(one: Round, code: str, rule: RoundRule) -> dict[str, Any] | None:
    """The same of one organ, groups put together where one alone would be too small."""
    names, least = wording.groups(rule), queries.least_told()
    rows = [
        {
            "cells": panels.cells(
                listed(names.get(group, group) for group in line.groups),
                line.told, wording.percent(line.told / line.graded), line.graded,
            )
        }
        for line in queries.told_about(one, code, least=least)
    ]  # fmt: skip
    columns = [
        panels.column("group", _("Group")),
        panels.column("told", _("Were told what to mark"), "right"),
        panels.column("share", _("Share of those who graded it"), "right"),
        panels.column("n", _("Graded it"), "right"),
    ]
    caption = _("Told what to mark, of those who graded this organ")
    return {"caption": caption, "columns": columns, "rows": rows} if rows else None


def _of_round(one: Round) -> dict[str, Any]:
    return {"label": one.number, "url": reverse("appraisals:round", args=[one.pk])}


def _facts(one: Round, found: list[Figures]) -> list[dict[str, Any]]:
    first = found[0] if found else None
    rated = sum(f.score.standing == "rated" for f in found)
    return [
        {"label": _("Tickets issued"), "value": first.issued if first else 0},
        {"label": _("Ballots returned"), "value": first.returned if first else 0},
        {"label": _("Response"), "value": wording.percent(first.response if first else None)},
        {"label": _("Rated"), "value": f"{rated} / {len(found)}"},
        {"label": _("Rule version"), "value": one.rule.code},
    ]


@login_required
@require_GET
def organ_result(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One organ: its groups, and for those who keep rounds every step down to the counts."""
    one = get_round(request, pk)
    seen = queries.shown(one, request.user)
    rule = record.rule_of(one.rule)
    found = next((f for f in queries.figures(one) if f.subject.code == code), None)
    if found is None or not (seen.exact(code) or seen.public):
        raise Http404
    context: dict[str, Any] = {
        "organs_path": path(_of_round(one), _of_result(one)),
        "round": one,
        "subject": found.subject,
        "published": panels.published_counts(one, code, rule) if seen.public else None,
        "notes": queries.notes_on(one, frozenset({code})),
        "acts": docket.objecting(one, code, request.user),
    }
    if seen.exact(code):
        context |= _exact(one, found, rule, seen)
    return render(request, "appraisals/organ_result.html", context)


def _of_result(one: Round) -> dict[str, Any]:
    return {"label": _("Result"), "url": reverse("appraisals:result", args=[one.pk])}


def _exact(one: Round, found: Figures, rule: RoundRule, seen: queries.Shown) -> dict[str, Any]:
    """Everything on one organ; without the steps for whoever may not see small groups."""
    score, least = found.score, queries.least_told()
    groups = None if seen.keeps else queries.told_groups(score.groups, least=least)
    spot = one.of_kind == Kind.ON_THE_SPOT
    facts = [
        {"label": _("Score"), "value": wording.score(score)},
        {"label": _("Band"), "value": wording.band(score.band)},
        {"label": " / ".join(wording.grades(rule)), "value": wording.shares(score.shares)},
        {"label": _("Base"), "value": found.valid},
        {"label": _("Do not know"), "value": wording.percent(score.unknown_rate)},
        {"label": _("Standing"), "value": wording.standing(score)},
    ]
    steps = queries.figures_of(one, found.subject.code).steps if seen.keeps else None
    return {
        "facts": facts[2:5] if spot else facts,
        "groups": panels.group_table(score, rule, seen=groups, least=least),
        "told": _told_about(one, found.subject.code, rule) if seen.keeps else None,
        "steps": wording.steps(steps, rule) if steps is not None and not spot else None,
    }
