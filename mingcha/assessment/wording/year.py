"""The year in words: parts, steps with what lies behind them, and why something is missing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.assessment.models import YearSheet
from mingcha.assessment.wording import quarter
from mingcha.assessment.wording.quarter import band_words
from mingcha.core.steps import exact, fixed
from mingcha.core.yearrule import NOT_RATED
from mingcha.core.yearrule import YearRule as Rule

Links = Mapping[str, str]
PARTS = {
    "quarterly": gettext_lazy("Quarterly appraisals"),
    "concentrated": gettext_lazy("Concentrated appraisal"),
    "year_end": gettext_lazy("Year-end appraisal"),
    "key_offices": gettext_lazy("Key-point offices"),
    "on_the_spot": gettext_lazy("On-the-spot appraisal"),
    "service_users": gettext_lazy("Service users"),
    "visits": gettext_lazy("Visits and rectification"),
    "approvals": gettext_lazy("Approvals and promises"),
}
WHY = {
    "no_room": gettext_lazy("nothing in this system measures it yet"),
    "no_round": gettext_lazy("no such round in the year"),
    "not_final": gettext_lazy("a round is not final yet"),
    "not_rated": gettext_lazy("not rated in the round"),
    "no_checks": gettext_lazy("no check was made"),
    "few_checks": gettext_lazy("too few checks to judge by"),
    "few": gettext_lazy("fewer results than the rule asks for"),
    "none": gettext_lazy("no result"),
}
WHY_NOT = {
    "part_missing": gettext_lazy(
        "Not rated: a part is missing, and the rule asks for all of them. That is neither 0 nor "
        "100."
    ),
    "little_weight": gettext_lazy(
        "Not rated: only {there} of the weight is there, and the rule asks for {least}. That is "
        "neither 0 nor 100."
    ),
}
STEPS = {
    "composite.score": gettext_lazy("Score of the year"),
    "composite.not_rated": gettext_lazy("Not rated"),
    "composite.base": gettext_lazy("Parts by their weight"),
    "composite.bonus": gettext_lazy("Bonus"),
    "composite.deductions": gettext_lazy("Deductions"),
    "composite.bonus.line": gettext_lazy("Bonus"),
    "composite.deductions.line": gettext_lazy("Deduction"),
    "composite.veto": gettext_lazy("Veto event: best band"),
    "composite.result": gettext_lazy("Result"),
    "round.group": gettext_lazy("Group"),
    "round.group.withheld": gettext_lazy("Group, withheld because it is small"),
    "visits.score": gettext_lazy("Visits and rectification of the year"),
    "visits.not_rated": gettext_lazy("Visits and rectification of the year: not rated"),
}
FORMULAS = {
    "weight × points": gettext_lazy("weight × points"),
    "min(most, sum)": gettext_lazy("sum of the lines below, at most the rule's most"),
    "max(0, base + bonus - deductions)": gettext_lazy("parts + bonus − deductions, not below 0"),
}
INPUTS = {
    "value": gettext_lazy("value"),
    "points": gettext_lazy("points earned"),
    "low": gettext_lazy("earns 0 at"),
    "high": gettext_lazy("earns 100 at"),
    "cap": gettext_lazy("most"),
    "weight": gettext_lazy("weight used"),
    "weight_published": gettext_lazy("weight of the rule"),
    "why": gettext_lazy("missing"),
    "number": gettext_lazy("result no."),
    "reason": gettext_lazy("ground"),
    "most": gettext_lazy("most"),
    "from": gettext_lazy("interval from"),
    "to": gettext_lazy("interval to"),
    "incomplete": gettext_lazy("a group is missing in it"),
    "group": gettext_lazy("group"),
    "valid": gettext_lazy("answers"),
}


def part(code: str) -> Any:
    """A part of the year in words; `code*` says that a result of it is not whole."""
    if code.endswith("*"):
        return _("{part} (incomplete)").format(part=part(code[:-1]))
    return PARTS.get(code, code)


def year_steps(sheet: YearSheet, links: Links) -> dict[str, Any]:
    """The tree of the reckoning, as `_step.html` takes it; `links` lead from numbers to pages."""
    return _step(json.loads(sheet.reckoning)["steps"], links)


def _step(said: Mapping[str, Any], links: Links) -> dict[str, Any]:
    code = said["label_code"]
    if code.startswith("visits.") and code not in STEPS:
        return quarter.step(said)
    given = dict(said["inputs"])
    return {
        "label": _label(code, given),
        "formula": FORMULAS.get(said["formula"], quarter.FORMULAS.get(said["formula"], "")),
        "value": _value(code, said["value"]),
        "inputs": _inputs(code, said["inputs"], links),
        "children": [_step(child, links) for child in said["children"]],
    }


def _label(code: str, given: Mapping[str, str]) -> Any:
    if "part" in given:
        name = part(given["part"])
        if code == "composite.missing":
            return _("{part}: missing").format(part=name)
        if code == "composite.beside":
            return _("{part}: shown beside, not counted").format(part=name)
        return name
    return STEPS.get(code, code)


def _value(code: str, value: str) -> str:
    if code == "composite.veto":
        return str(band_words(value))
    return fixed(exact(value), 2) if value and not code.startswith("visits.") else value


def _inputs(code: str, given: Any, links: Links) -> list[dict[str, Any]]:
    shown = []
    for name, value in given:
        if name == "part":
            continue
        words, url = _said(code, name, value), ""
        if name == "number":
            url = links.get(value, f"/n/{value.partition(' ')[0]}/")
        shown.append({"label": _input_label(name), "value": words, "url": url})
    return shown


def _input_label(name: str) -> Any:
    if name.startswith("grade "):
        return _("grade {n}").format(n=name.partition(" ")[2])
    return INPUTS.get(name, quarter.INPUTS.get(name, name))


def _said(code: str, name: str, value: str) -> Any:
    if name == "why":
        return WHY.get(value, value)
    if name == "reason":
        return _("order overrun") if value == "late_order" else value
    if name == "incomplete":
        return ""
    if name in {"weight", "weight_published"} or name.startswith("grade "):
        return percent(value)
    return value


def percent(value: str) -> str:
    """A weight or a share as per cent."""
    shown = fixed(100 * exact(value), 1)
    return f"{shown.removesuffix('.0')} %"


def weight(value: str) -> Any:
    """A part's weight of the rule; what has none is shown beside."""
    return percent(value) if exact(value) else _("beside")


def year_why_not(sheet: YearSheet, rule: Rule) -> str:
    """Why an organ has no score of the year."""
    said = json.loads(sheet.reckoning)
    words = WHY_NOT.get(said["why_not"], "")
    return str(words).format(there=percent(said["there"]), least=percent(rule.least_weight))


def year_score(sheet: YearSheet) -> str:
    """The score with its doubt; without an interval where a result came without."""
    if sheet.score is None:
        return _("not rated")
    if sheet.low is None or sheet.high is None:
        return f"{sheet.score:.2f}"
    return _("{score} ({low} to {high})").format(
        score=f"{sheet.score:.2f}", low=f"{sheet.low:.1f}", high=f"{sheet.high:.1f}"
    )


def reach(sheet: YearSheet) -> str:
    """The bands the interval reaches into, where there are several."""
    found = json.loads(sheet.reckoning)["reach"]
    names = " / ".join(str(band_words(name)) for name in found)
    return _("the interval reaches into: {bands}").format(bands=names) if len(found) > 1 else ""


def missing(sheet: YearSheet) -> str:
    """The parts that are missing or incomplete, in one line."""
    return "、".join(str(part(code)) for code in sheet.missing)


def rule_parts(rule: Rule) -> list[list[Any]]:
    """One row a part: what, weight, goalposts, most points, fewest results."""
    return [
        [part(one.code), weight(one.weight), one.low, one.high, one.cap, one.least]
        for one in rule.parts
    ]  # fmt: skip


def rule_figures(rule: Rule) -> list[tuple[Any, Any]]:
    """The other figures of a year rule."""
    spread = _("Its weight goes to the others in proportion; the year is partial")
    missing_words = _("The organ is not rated") if rule.missing == NOT_RATED else spread
    figures = [
        (_("A part without a value"), missing_words),
        (_("Least weight for a score"), percent(rule.least_weight)),
        (_("Most bonus, in points"), rule.bonus_most),
        (_("Most deductions, in points"), rule.deduction_most),
        (_("Points off for each order overrun"), rule.late_order),
        (_("Best band under a veto event"), band_words(rule.veto_cap)),
    ]
    bands = [
        (_("Band “{band}” from").format(band=band_words(name)), floor) for name, floor in rule.bands
    ]
    return [*figures, *bands]
