"""A sheet's reckoning in words: every step with its formula, its figures, its findings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.assessment.models import Sheet
from mingcha.findings.rules import SEVERITIES

STEPS = {
    "visits.score": gettext_lazy("Score"),
    "visits.not_rated": gettext_lazy("Not rated"),
    "visits.points": gettext_lazy("Points lost by confirmed findings"),
    "visits.checks": gettext_lazy("Checks made: questions answered yes or no"),
    "visits.finding": gettext_lazy("Finding"),
    "visits.finding.closed_on_time": gettext_lazy("Finding, closed on time"),
    "visits.finding.relapsed": gettext_lazy("Finding, relapsed"),
}
FORMULAS = {
    "100 - 100 × points ÷ checks": gettext_lazy("100 − 100 × points ÷ checks"),
    "max(0, 100 - 100 × points ÷ checks)": gettext_lazy("100 − 100 × points ÷ checks, not below 0"),
    "sum": gettext_lazy("sum of the lines below"),
    "weight": gettext_lazy("weight of its severity"),
    "weight × relapse_factor": gettext_lazy("weight × factor of a relapse"),
    "weight × (1 - give_back)": gettext_lazy("weight × (1 − part given back)"),
}
INPUTS = {
    "points": gettext_lazy("points"),
    "checks": gettext_lazy("checks"),
    "min_checks": gettext_lazy("fewest for a rating"),
    "finding": gettext_lazy("finding"),
    "severity": gettext_lazy("severity"),
    "weight": gettext_lazy("weight"),
    "relapse_factor": gettext_lazy("factor of a relapse"),
    "give_back": gettext_lazy("part given back"),
}
PARAMETERS = {
    "give_back": gettext_lazy("Part of a finding's points given back when closed on time"),
    "relapse_factor": gettext_lazy("A relapse counts so many times, and nothing is given back"),
    "min_checks": gettext_lazy("Fewest checks for a rating"),
}


def steps(sheet: Sheet) -> dict[str, Any]:
    """The tree of the reckoning, as `_step.html` takes it."""
    return step(json.loads(sheet.reckoning)["steps"])


def step(said: Mapping[str, Any]) -> dict[str, Any]:
    """One line of a reckoning with what lies behind it."""
    return {
        "label": STEPS.get(said["label_code"], said["label_code"]),
        "formula": FORMULAS.get(said["formula"], said["formula"]),
        "value": said["value"],
        "inputs": [_input(name, value) for name, value in said["inputs"]],
        "children": [step(child) for child in said["children"]],
    }


def _input(name: str, value: str) -> dict[str, Any]:
    url = f"/n/{value}/" if name == "finding" else ""
    shown = dict(SEVERITIES).get(int(value), value) if name == "severity" else value
    return {"label": INPUTS.get(name, name), "value": shown, "url": url}


def why_not(sheet: Sheet) -> str:
    """Why an organ is not rated: neither 0 nor 100."""
    least = sheet.rule.parameters["min_checks"]
    reasons = {
        "no_checks": _("Not rated: no check was made in this quarter. That is neither 0 nor 100."),
        "few_checks": _(
            "Not rated: {n} checks are too few to judge by; at least {least} are asked for."
        ),
    }
    return reasons.get(sheet.why_not, "").format(n=sheet.checks, least=least)


def score_words(sheet: Sheet) -> str:
    """The score with its doubt: 96.40 (93.10 to 98.70)."""
    if sheet.score is None:
        return _("not rated")
    return _("{score} ({low} to {high})").format(
        score=f"{sheet.score:.2f}", low=f"{sheet.low:.1f}", high=f"{sheet.high:.1f}"
    )


def band_words(code: str) -> Any:
    """The band in the reader's language; a band of another rule as it is called there."""
    return dict(Sheet.Band.choices).get(code, code)


def parameters(rule: Any) -> list[dict[str, Any]]:
    """The figures of a rule version, one a row: what, how much."""
    held = rule.parameters
    weights = [
        {"label": _("Points of a finding: {grade}").format(grade=_grade(code)), "value": weight}
        for code, weight in sorted(held["severity_weights"].items())
    ]
    plain = [{"label": words, "value": held[name]} for name, words in PARAMETERS.items()]
    bands = [
        {"label": _("Band “{band}” from").format(band=band_words(name)), "value": floor}
        for name, floor in held["bands"]
    ]
    return [*weights, *plain, *bands]


def _grade(code: str) -> Any:
    return {str(number): words for number, words in SEVERITIES}.get(code, code)
