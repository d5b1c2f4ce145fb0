"""The year in one figure: weighted parts, bonus, deductions and vetoes, with every step."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Final

from mingcha.core.notice import Unfit
from mingcha.core.rulebook import BANDS, Bands, band_of, bands_hold, unfit
from mingcha.core.steps import Step, canonical, exact, fixed, plain, rounded

SCHEMA: Final = 1


@dataclass(frozen=True)
class CompositeRule:
    """How the parts of a year are added up. Weights sum to 1; figures are decimals as text.

    `veto_cap` is the best band an organ under a veto may reach.
    """

    code: str
    weights: tuple[tuple[str, str], ...]
    bonus_most: str = "5"
    deduction_most: str = "10"
    bands: Bands = BANDS
    veto_cap: str = "basically_satisfied"

    def __post_init__(self) -> None:
        weights = [exact(weight) for _, weight in self.weights]
        if sum(weights) != 1 or min(weights) <= 0 or len(dict(self.weights)) != len(weights):
            raise unfit(self.code, "weights")
        for name in ("bonus_most", "deduction_most"):
            if exact(getattr(self, name)) < 0:
                raise unfit(self.code, name)
        if not bands_hold(self.bands):
            raise unfit(self.code, "bands")
        if self.veto_cap not in dict(self.bands):
            raise unfit(self.code, "veto_cap")


YEAR: Final = CompositeRule(
    "year-default-1",
    (
        ("quarterly", "0.20"),
        ("concentrated", "0.20"),
        ("service_users", "0.20"),
        ("visits", "0.20"),
        ("approvals", "0.10"),
        ("key_offices", "0.10"),
    ),
)


@dataclass(frozen=True)
class Extra:
    """One bonus, deduction or veto: the number of its paper, its reason, its points if any."""

    number: str
    reason: str
    points: str = "0"


@dataclass(frozen=True)
class CompositeSheet:
    """The year's figure of one organ. Incomplete, it may be shown but never ranked.

    `missing` are parts without a value; `score` is None if all are. `band` is after vetoes,
    `band_by_score` before them.
    """

    subject: str
    period: str
    rule: str
    score: str | None
    band: str | None
    band_by_score: str | None
    missing: tuple[str, ...]
    vetoes: tuple[Extra, ...]
    digest: str
    steps: Step

    @property
    def complete(self) -> bool:
        """Whether every part was there; only then may the sheet enter a ranking."""
        return not self.missing

    def to_json(self) -> str:
        """The sheet as canonical text: computed again, it is the same to the byte."""
        return canonical({"schema": SCHEMA} | asdict(self))


def composite(
    subject: str,
    period: str,
    parts: Mapping[str, str | None],
    rule: CompositeRule = YEAR,
    *,
    bonuses: Sequence[Extra] = (),
    deductions: Sequence[Extra] = (),
    vetoes: Sequence[Extra] = (),
) -> CompositeSheet:
    """Add a year up: weighted parts, plus bonus, less deductions; a veto caps the band.

    A part that was not rated is left out, the other weights are scaled up to 1, and the sheet is
    incomplete. Bonus and deductions stop at the rule's most; the sum is not below 0 and may,
    by bonus, be above 100. The band is judged by the score as printed.

    Args:
        subject, period: whose year.
        parts: score in points of 100 by name, as text; None or absent where not rated.
        rule: the version in force.
        bonuses, deductions: with points of 0 or more each; vetoes: points do not count.
    Returns:
        a `CompositeSheet`; the score in points, with two decimals.
    Raises:
        Unfit: for a part the rule does not know, a score outside 0 to 100, or points below 0.
    Source:
        Domain study F20; F6 for parts that are missing.

    >>> parts = dict(zip(dict(YEAR.weights), ["84", "87.5", "91", "88", "96", "82"]))
    >>> late = Extra("D-7", "late_orders", "3")
    >>> sheet = composite("A01", "2026", parts, bonuses=[Extra("B-1", "reform", "2")],
    ...                   deductions=[late])
    >>> sheet.score, sheet.band
    ('86.90', 'satisfied')
    """
    values = _values(parts, rule)
    missing = tuple(name for name, _ in rule.weights if name not in values)
    base = _base(values, rule)
    more = _extras("composite.bonus", bonuses, rule.bonus_most)
    less = _extras("composite.deductions", deductions, rule.deduction_most)
    bare = exact(base.value) + exact(more.value) - exact(less.value) if values else None
    score = None if bare is None else rounded(max(Fraction(0), bare), 2)
    by_score = None if score is None else band_of(score, rule.bands)
    banned = tuple(sorted(vetoes, key=lambda veto: veto.number))
    return CompositeSheet(
        subject=subject,
        period=period,
        rule=rule.code,
        score=None if score is None else fixed(score, 2),
        band=_capped(by_score, rule) if banned else by_score,
        band_by_score=by_score,
        missing=missing,
        vetoes=banned,
        digest=_digest(subject, period, values, rule, [bonuses, deductions, banned]),
        steps=_root(score, (base, more, less), banned, rule),
    )


def _values(parts: Mapping[str, str | None], rule: CompositeRule) -> dict[str, Fraction]:
    if odd := sorted(parts.keys() - dict(rule.weights).keys()):
        raise Unfit(
            "Rule {code} knows no part “{part}”. Take it out, or use a rule that knows it.",
            code=rule.code,
            part=odd[0],
        )
    values = {name: exact(value) for name, value in parts.items() if value is not None}
    for name, value in values.items():
        if not 0 <= value <= 100:
            raise Unfit(
                "Part “{part}”: {value} points cannot be. Give 0 to 100.",
                part=name,
                value=plain(value),
            )
    return values


def _base(values: Mapping[str, Fraction], rule: CompositeRule) -> Step:
    weights = {name: exact(weight) for name, weight in rule.weights if name in values}
    whole = sum(weights.values(), Fraction(0))
    lines = []
    for name, weight in weights.items():
        scaled = weight / whole
        inputs = (("part", name), ("weight", plain(scaled)), ("score", plain(values[name])))
        part = plain(scaled * values[name])
        lines.append(Step("composite.part", "weight × score", part, inputs))
    total = sum((exact(line.value) for line in lines), Fraction(0))
    return Step("composite.base", "sum", plain(total), (), tuple(lines))


def _extras(code: str, extras: Sequence[Extra], most: str) -> Step:
    lines = []
    for extra in sorted(extras, key=lambda extra: extra.number):
        if exact(extra.points) < 0:
            raise Unfit(
                "{number}: points are written without a minus. Check them.", number=extra.number
            )
        inputs = (("number", extra.number), ("reason", extra.reason))
        lines.append(Step(f"{code}.line", "", plain(exact(extra.points)), inputs))
    total = min(exact(most), sum((exact(line.value) for line in lines), Fraction(0)))
    return Step(code, "min(most, sum)", plain(total), (("most", most),), tuple(lines))


def _capped(band: str | None, rule: CompositeRule) -> str | None:
    names = [name for name, _ in rule.bands]
    return None if band is None else max(band, rule.veto_cap, key=names.index)


def _root(
    score: Fraction | None, parts: tuple[Step, ...], vetoes: Sequence[Extra], rule: CompositeRule
) -> Step:
    said = tuple(
        Step(
            "composite.veto",
            "",
            rule.veto_cap,
            (("number", veto.number), ("reason", veto.reason)),
        )
        for veto in vetoes
    )
    if score is None:
        return Step("composite.not_rated", "", "", (), (*parts, *said))
    formula = "max(0, base + bonus - deductions)"
    return Step("composite.score", formula, fixed(score, 2), (), (*parts, *said))


def _digest(
    subject: str,
    period: str,
    values: Mapping[str, Fraction],
    rule: CompositeRule,
    extras: Sequence[Sequence[Extra]],
) -> str:
    said = {
        "subject": subject,
        "period": period,
        "rule": asdict(rule),
        "parts": {name: plain(value) for name, value in values.items()},
        "extras": [[asdict(e) for e in sorted(kind, key=lambda e: e.number)] for kind in extras],
    }
    return hashlib.sha256(canonical(said).encode()).hexdigest()
