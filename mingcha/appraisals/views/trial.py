"""What if: sliders for the weights of groups and the points of grades; nothing is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mingcha.appraisals import queries, record, verdict, wording
from mingcha.appraisals.models.rule import Kind
from mingcha.appraisals.queries import Figures, Handle, Outcome
from mingcha.appraisals.queries.trial import OTHERS
from mingcha.appraisals.views import sections
from mingcha.appraisals.views.panels import cells, column
from mingcha.appraisals.views.rounds import get_round, path
from mingcha.core.notice import Unfit
from mingcha.core.roundrule import RoundRule
from mingcha.core.shares import Z95
from mingcha.foundation.calendar import said
from mingcha.foundation.http import show
from mingcha.polls.record import listed

FIGURE = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")
WIDE = 1000  # units of an interval bar
Asked = Mapping[str, str]


@login_required
@require_GET
def trial(request: HttpRequest, pk: int) -> HttpResponse:
    """The organs of one class, weighed as the sliders say, beside how the rule weighs them."""
    one = get_round(request, pk)
    seen = queries.shown(one, request.user)
    if not seen.all_organs or one.of_kind == Kind.ON_THE_SPOT:
        raise Http404
    rule, made = record.rule_of(one.rule), queries.newest(one)
    found = queries.figures(one, made)
    kinds = list(dict.fromkeys(f.subject.kind for f in found))
    kind = request.GET.get("class", "")
    kind = kind if kind in kinds else kinds[0]
    held = [f for f in found if f.subject.kind == kind]
    known = queries.handles(held, rule, kind, seen)
    grades = _grades(request.GET, rule)
    context: dict[str, Any] = {
        "organs_path": path(
            {"label": one.number, "url": reverse("appraisals:round", args=[pk])},
            {"label": _("Result"), "url": reverse("appraisals:result", args=[pk])},
        ),
        "round": one,
        "kinds": [{"code": k, "label": wording.class_of(k), "on": k == kind} for k in kinds],
        "groups": _groups(request.GET, known, rule),
        "grades": grades,
        "together": any(handle.key == OTHERS for handle in known),
    }
    by_rule = queries.tried(made, rule, kind, scale=_ruled(rule), weights=_row(rule, kind))
    try:
        weights = queries.spread_out(_moved(request.GET, known), known, rule, kind)
        scale = [float(grade["value"]) for grade in grades]
        now = queries.tried(made, rule, kind, scale=scale, weights=weights)
    except Unfit as no:
        context |= {"unfit": said(no)}
    else:
        context |= _compared(held, by_rule, now)
    return show(request, "appraisals/trial.html", context)


def _ruled(rule: RoundRule) -> list[float]:
    return [float(points) for points in rule.scale]


def _row(rule: RoundRule, kind: str) -> dict[str, float]:
    return {group: float(weight) for group, weight in rule.weights_of(kind).items()}


def _number(text: str | None, otherwise: float) -> float:
    """A number from 0 to 100 as a slider sends it; anything else is not read."""
    if text is None or not FIGURE.fullmatch(text):
        return otherwise
    return min(float(text), 100.0)


def _moved(asked: Asked, known: Sequence[Handle]) -> dict[str, float]:
    out = asked.get("out", "")
    return {
        h.key: 0.0 if h.key == out else _number(asked.get(f"w-{h.key}"), 100 * h.weight)
        for h in known
    }


def _groups(asked: Asked, known: Sequence[Handle], rule: RoundRule) -> list[dict[str, Any]]:
    """One slider a group; what it weighs of all in the end stands beside it."""
    moved, names = _moved(asked, known), wording.groups(rule)
    whole = sum(moved.values())
    return [
        {
            "key": handle.key,
            "label": names.get(handle.key) or _("Small groups together"),
            "note": listed(names[g] for g in handle.groups) if handle.key == OTHERS else "",
            "value": f"{_number(asked.get(f'w-{handle.key}'), 100 * handle.weight):g}",
            "part": wording.percent(moved[handle.key] / whole if whole else None),
            "rule": wording.percent(handle.weight),
            "out": asked.get("out", "") == handle.key,
        }
        for handle in known
    ]


def _grades(asked: Asked, rule: RoundRule) -> list[dict[str, Any]]:
    pairs = enumerate(zip(wording.grades(rule), rule.scale, strict=True), 1)
    return [
        {
            "key": f"s-{n}",
            "label": grade,
            "value": f"{_number(asked.get(f's-{n}'), float(points)):g}",
            "rule": points,
        }
        for n, (grade, points) in pairs
    ]


def _compared(held: Sequence[Figures], by_rule: Outcome, now: Outcome) -> dict[str, Any]:
    """The table, the highest first, and the sentence of both ways."""
    names = sections.names_of(held)
    order = sorted(now.scores, key=lambda code: (-now.scores[code].score, code))
    ends = [(t.score - Z95 * t.se, t.score + Z95 * t.se) for t in now.scores.values()]
    low, high = (min(e[0] for e in ends), max(e[1] for e in ends)) if ends else (0.0, 1.0)
    rows = [_row_of(code, names, by_rule, now) for code in order]
    columns = [
        column("organ", _("Organ")),
        column("now", _("Score, weighed so"), "right"),
        column("move", _("Against the rule"), "right"),
        column("places", sections.places_of(now.standings)),
        column("places_rule", _("Places by the rule")),
    ]
    by, so = (verdict.apart(names, outcome.standings) for outcome in (by_rule, now))
    table = {"caption": _("Weighed so"), "total": len(rows), "columns": columns, "rows": rows}
    bars = [_bar(code, names, now, (low, high)) for code in order]
    return {"table": table, "bars": bars, "by_rule": by, "so": so, "same": by == so}


def _row_of(code: str, names: Mapping[str, str], by_rule: Outcome, now: Outcome) -> dict[str, Any]:
    one, before = now.scores[code], by_rule.scores.get(code)
    move = None if before is None else wording.signed(one.score - before.score)
    score = {"text": wording.doubted(one.score, one.se), "note": ""}
    if not one.whole:
        score["note"] = str(_("Incomplete: a group is missing"))
    return {"cells": cells({"text": names[code]}, score, move, _places(now, code),
                           _places(by_rule, code))}  # fmt: skip


def _places(outcome: Outcome, code: str) -> str:
    return verdict.span(outcome.standings.place(code))


def _bar(
    code: str, names: Mapping[str, str], now: Outcome, span: tuple[float, float]
) -> dict[str, Any]:
    """Where interval and score lie on a line from the lowest to the highest end."""
    low, high = span
    reach, one = (high - low) or 1.0, now.scores[code]
    ends = (one.score - Z95 * one.se, one.score, one.score + Z95 * one.se)
    at = [WIDE * (x - low) / reach for x in ends]
    band = next((n for n, held in enumerate(now.standings.bands) if code in held), None)
    return {
        "name": names[code],
        "x": round(at[0]),
        "wide": max(round(at[2] - at[0]), 1),
        "dot": round(at[1]),
        "shaded": band is not None and band % 2 == 0,
        "score": f"{one.score:.1f}",
    }
