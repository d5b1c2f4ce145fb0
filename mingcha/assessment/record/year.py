"""What a year sheet is made of: frozen inputs of every part, and the core's sum over them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from mingcha.assessment.models import YearRule, YearSheet
from mingcha.assessment.record.quarter import UNREADABLE as UNREADABLE
from mingcha.assessment.record.quarter import is_same
from mingcha.assessment.refusals import YEAR_UNFIT
from mingcha.core import rulebook, scoring
from mingcha.core.composite import Extra, Given, Source, YearScore, composite
from mingcha.core.steps import Step
from mingcha.core.yearrule import YearRule as Rule

Plain = dict[str, Any]
EXTRAS = ("bonuses", "deductions", "vetoes")


def days_of(year: int) -> tuple[date, date]:
    """The first and the last day of a year."""
    if not 1949 <= year <= 9998:
        raise YEAR_UNFIT(year=year)
    return date(year, 1, 1), date(year, 12, 31)


def rule_of(row: YearRule) -> Rule:
    """The rule as the core reads it."""
    return Rule.of(row.code, row.parameters)


def given_of(inputs: Plain) -> Given:
    """What went in, as the core takes it; the visits part is reckoned from its findings."""
    parts = {code: [_source(one) for one in found] for code, found in inputs["parts"].items()}
    extras = {name: [Extra(**one) for one in inputs[name]] for name in EXTRAS}
    why = dict(inputs["why"])
    if inputs["visits"] is not None:
        sheet = _visits(inputs["visits"], inputs["subject"])
        if sheet.score is None:
            why["visits"] = sheet.why_not
        else:
            low, high = sheet.interval or (None, None)
            behind = (sheet.steps,)
            parts["visits"] = [Source(inputs["visits"]["rule"], sheet.score, low, high, behind)]
    return Given(parts, why, late=inputs["late"], **extras)


def _visits(said: Plain, subject: str) -> scoring.ScoreSheet:
    """The visits and corrections of the whole year, by the quarterly rule in force at its start."""
    findings = tuple(scoring.Finding(**one) for one in said["findings"])
    seen = scoring.Visited(subject, said["period"], said["checks"], findings)
    rule = rulebook.RuleVersion.of(said["rule"], said["parameters"])
    return scoring.score_visits(seen, rule)


def _source(one: Plain) -> Source:
    """One round's result with its groups; what is too small to be told was never kept."""
    behind = tuple(_group(group) for group in one["groups"])
    whole = one["standing"] == "rated"
    return Source(one["number"], one["value"], one["low"], one["high"], behind, whole)


def _group(one: Plain) -> Step:
    if one["valid"] is None:
        return Step("round.group.withheld", "", "", (("group", one["name"]),))
    shown = (("group", one["name"]), ("weight", one["used"]), ("valid", str(one["valid"])))
    shares = tuple((f"grade {n}", share) for n, share in enumerate(one["shares"], 1))
    return Step("round.group", "", one["score"], (*shown, *shares))


def reckoned(inputs: Plain, rule: Rule) -> YearScore:
    """The sheet from its own inputs and rule, by nothing but the core."""
    return composite(inputs["subject"], inputs["period"], given_of(inputs), rule)


def recomputed(sheet: YearSheet) -> YearScore:
    """A sheet on record reckoned once more."""
    return reckoned(sheet.inputs, rule_of(sheet.rule))


def agrees(sheet: YearSheet) -> bool:
    """Whether a new computation gives the same bytes, digest and printed figures."""
    return is_as(sheet, recomputed(sheet))


def is_as(sheet: YearSheet, again: YearScore) -> bool:
    """Whether all that a sheet says is what a reckoning of it gives."""
    shown = (sheet.standing, sheet.missing) == (again.standing, lacking(again))
    return shown and is_same(sheet, again)


def lacking(made: YearScore) -> list[str]:
    """What a sheet lacks: weighted parts without a value, and as `code*` those not whole."""
    return [*made.missing, *(f"{code}*" for code in made.incomplete)]


def moved(one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    """The names of inputs whose digests differ."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def values_of(inputs: Plain, rule: Rule) -> dict[str, str]:
    """The value of each part that is there, as a trial takes it."""
    figures = reckoned(inputs, rule).parts
    return {one.code: one.value for one in figures if one.value is not None}


def lacks(parts: Mapping[str, Sequence[Any]], rule: Rule) -> list[str]:
    """Codes of the rule's parts for which nothing was found."""
    return [part.code for part in rule.parts if not parts.get(part.code)]


def figures_of(sheet: YearSheet) -> list[Plain]:
    """The parts as they stand in the reckoning that was kept."""
    found: list[Plain] = json.loads(sheet.reckoning)["parts"]
    return found
