"""What a sheet is made of: its quarter, its frozen inputs, and the core's reckoning over them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from mingcha.assessment.models import RuleVersion, Sheet, YearSheet
from mingcha.assessment.refusals import PERIOD_UNFIT
from mingcha.core import rulebook, scoring
from mingcha.core.composite import YearScore
from mingcha.core.notice import Unfit

# What reading inputs or a rule raises that are not as they were kept.
UNREADABLE = (Unfit, AttributeError, KeyError, TypeError, ValueError)


def quarter(period: str) -> tuple[date, date]:
    """The first and the last day of a quarter written like 2026Q1."""
    if not (parts := re.fullmatch(r"(\d{4})Q([1-4])", period)):
        raise PERIOD_UNFIT(period=period)
    year, n = int(parts[1]), int(parts[2])
    following = date(year + n // 4, (3 * n) % 12 + 1, 1)
    return date(year, 3 * n - 2, 1), following - timedelta(1)


def last_quarter(on: date) -> str:
    """The quarter that was over last on a day."""
    year, n = (on.year, (on.month - 1) // 3) if on.month > 3 else (on.year - 1, 4)
    return f"{year}Q{n}"


def rule_of(row: RuleVersion) -> rulebook.RuleVersion:
    """The rule as the core reads it."""
    return rulebook.RuleVersion.of(row.code, row.parameters)


def frozen(seen: scoring.Visited) -> dict[str, Any]:
    """What went in, as it is kept."""
    return {**asdict(seen), "findings": [asdict(finding) for finding in seen.findings]}


def thawed(inputs: Mapping[str, Any]) -> scoring.Visited:
    """What went in, as the core reads it."""
    findings = tuple(scoring.Finding(**finding) for finding in inputs["findings"])
    return scoring.Visited(inputs["subject"], inputs["period"], inputs["checks"], findings)


def recomputed(sheet: Sheet) -> str:
    """The sheet reckoned once more from its own inputs and rule, by nothing but the core."""
    return scoring.score_visits(thawed(sheet.inputs), rule_of(sheet.rule)).to_json()


def agrees(sheet: Sheet) -> bool:
    """Whether a new computation gives the same bytes, digest and printed figures."""
    again = scoring.score_visits(thawed(sheet.inputs), rule_of(sheet.rule))
    return again.why_not == sheet.why_not and is_same(sheet, again)


def is_same(sheet: Sheet | YearSheet, again: scoring.ScoreSheet | YearScore) -> bool:
    """Whether bytes, digest, score, interval and band of a sheet are those of a reckoning."""
    figures = (sheet.score, sheet.low, sheet.high)
    printed = tuple(None if figure is None else f"{figure:.2f}" for figure in figures)
    return (
        again.to_json() == sheet.reckoning
        and again.digest == sheet.digest
        and printed == (again.score, *(again.interval or (None, None)))
        and sheet.band == (again.band or "")
    )
