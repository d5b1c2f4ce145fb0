"""The year in one figure: weighted parts, bonus, deductions and vetoes, with every step."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from math import sqrt
from typing import Any, Final

from mingcha.core.notice import Unfit
from mingcha.core.rulebook import band_of
from mingcha.core.steps import Step, canonical, exact, fixed, plain, rounded
from mingcha.core.yearrule import NOT_RATED, YEAR, Part, YearRule

SCHEMA: Final = 2
METHOD: Final = "Zou and Donner 2008, limits of a weighted sum from the limits of its parts"
Limits = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Source:
    """One result a part is the mean of: its number, value, 95 % limits, what lies behind it.

    `whole` is False where the result itself lacks something, as a group that hardly answered.
    """

    number: str
    value: str
    low: str | None = None
    high: str | None = None
    behind: tuple[Step, ...] = ()
    whole: bool = True


@dataclass(frozen=True)
class Extra:
    """One bonus, deduction or veto: the number of its paper, its reason, its points if any."""

    number: str
    reason: str
    points: str = "0"


@dataclass(frozen=True)
class PartFigure:
    """One part as it went in. `used` is its weight after those of missing parts were spread.

    `value` is the mean of its results, `points` what it earned between the goalposts; both None
    where the part is missing, and then `why` says why. `results` is their number; `whole` is
    False where one of them lacks something.
    """

    code: str
    weight: str
    used: str
    value: str | None
    points: str | None
    interval: tuple[str, str] | None
    results: int
    whole: bool
    why: str = ""


@dataclass(frozen=True)
class YearScore:
    """The year's figure of one organ. `standing` is rated, partial or not_rated.

    Partial means that a part is missing and its weight was spread, or that a result is not whole:
    it is shown, and compared at most with organs that miss the same parts. `band` is after
    vetoes, `band_by_score` before them. `reach` are the bands the interval reaches into.
    `digests` name each input by itself, so that a sheet that no longer gives its digest says
    which input has moved.
    """

    subject: str
    period: str
    rule: str
    standing: str
    why_not: str
    score: str | None
    interval: tuple[str, str] | None
    method: str
    band: str | None
    band_by_score: str | None
    reach: tuple[str, ...]
    parts: tuple[PartFigure, ...]
    there: str
    vetoes: tuple[Extra, ...]
    digests: tuple[tuple[str, str], ...]
    digest: str
    steps: Step

    @property
    def missing(self) -> tuple[str, ...]:
        """Weighted parts without a value."""
        return tuple(one.code for one in self.parts if one.points is None and one.weight != "0")

    @property
    def incomplete(self) -> tuple[str, ...]:
        """Parts that count with a result that is not whole: nobody is compared by them."""
        return tuple(one.code for one in self.parts if one.used != "0" and not one.whole)

    def to_json(self) -> str:
        """The sheet as canonical text: computed again, it is the same to the byte."""
        return canonical({"schema": SCHEMA} | asdict(self))


@dataclass(frozen=True)
class Given:
    """All that goes into a year beside the rule. `why` says of a part without results why."""

    parts: Mapping[str, Sequence[Source]]
    why: Mapping[str, str]
    bonuses: Sequence[Extra] = ()
    deductions: Sequence[Extra] = ()
    vetoes: Sequence[Extra] = ()
    late: Sequence[str] = ()


def composite(subject: str, period: str, given: Given, rule: YearRule = YEAR) -> YearScore:
    """Add a year up: weighted parts, plus bonus, less deductions; a veto caps the band.

    A part is the plain mean of its results, put between its goalposts. The weight of a missing
    part is spread over the others in proportion, unless the rule says that there is no score
    then; with too little weight present there is none either. Bonus and deductions stop at the
    rule's most. The sum stays within 0 and 100 plus the most bonus; the band is judged by the
    score as printed. The interval takes parts and results as independent and bonus, deductions
    and goalposts as certain; it is there only if every part that counts has one.

    Args:
        subject, period: whose year.
        given: results by part, points of 100 as text; extras, late orders by number.
        rule: the version in force.
    Returns:
        a `YearScore`; score and interval in points, with two decimals.
    Raises:
        Unfit: for a part the rule does not know, or points below 0.
    Source:
        Domain study F20; F6 for parts that are missing; G. Y. Zou and A. Donner, Statist. Med.
        27 (2008), 1693-1702, for the interval.

    >>> year = dict(zip([p.code for p in YEAR.parts], ["84", "87.5", "91", "88", "96", "82"]))
    >>> parts = {code: [Source("R-1", value)] for code, value in year.items()}
    >>> sheet = composite("A01", "2026", Given(parts, {}, late=["ZG-1", "ZG-2"]))
    >>> sheet.score, sheet.band
    ('84.90', 'fairly_satisfied')
    """
    for code in given.parts:
        rule.part(code)
    met = [_Met(part, given.parts.get(part.code, ()), given.why) for part in rule.parts]
    there = sum((one.weight for one in met if one.value is not None), Fraction(0))
    why_not = _why_not(met, there, rule)
    counted = [] if why_not else [one for one in met if one.value is not None and one.weight]
    late = [Extra(number, "late_order", rule.late_order) for number in given.late]
    more = _extras("composite.bonus", given.bonuses, rule.bonus_most)
    less = _extras("composite.deductions", [*given.deductions, *late], rule.deduction_most)
    total = sum((one.weight / there * one.points for one in counted), Fraction(0))
    shift = exact(more.value) - exact(less.value)
    score = None if why_not else rounded(max(Fraction(0), total + shift), 2)
    interval = _interval(counted, there, total + shift) if counted else None
    banned = tuple(sorted(given.vetoes, key=lambda veto: veto.number))
    by_score = None if score is None else band_of(score, rule.bands)
    digests = _digests(given, rule)
    return YearScore(
        subject=subject,
        period=period,
        rule=rule.code,
        standing=_standing(counted, there),
        why_not=why_not,
        score=None if score is None else fixed(score, 2),
        interval=interval,
        method=METHOD,
        band=_capped(by_score, rule) if banned else by_score,
        band_by_score=by_score,
        reach=_reach(interval, rule, banned=bool(banned)),
        parts=tuple(one.figure(there, counts=one in counted) for one in met),
        there=plain(there),
        vetoes=banned,
        digests=digests,
        digest=_sha({"subject": subject, "period": period, "inputs": dict(digests)}),
        steps=_root(score, (_base(met, counted, there, total), more, less), banned, rule),
    )


class _Met:
    """A part with what came in for it."""

    def __init__(self, part: Part, sources: Sequence[Source], why: Mapping[str, str]) -> None:
        self.part, self.sources = part, sorted(sources, key=lambda source: source.number)
        self.weight = exact(part.weight)
        values = [exact(source.value) for source in self.sources]
        enough = len(values) >= part.least
        self.value = sum(values, Fraction(0)) / len(values) if enough else None
        few = "few" if values else "none"
        self.why = "" if enough else why.get(part.code, few)
        self.points = Fraction(0) if self.value is None else part.points(self.value)

    @property
    def limits(self) -> Limits | None:
        """95 % limits of the points; None where a result came without."""
        ends = [(s.low, s.high) for s in self.sources]
        if self.value is None or not all(low and high for low, high in ends):
            return None
        pulls = [
            (exact(s.value) - exact(s.low or "0"), exact(s.high or "0") - exact(s.value))
            for s in self.sources
        ]
        down, up = (_root_of_squares(side) / len(ends) for side in zip(*pulls, strict=True))
        low, high = sorted(self.part.points(self.value + step) for step in (-down, up))
        return low, high

    def figure(self, there: Fraction, *, counts: bool) -> PartFigure:
        limits = self.limits
        return PartFigure(
            code=self.part.code,
            weight=plain(self.weight),
            used=plain(self.weight / there) if counts else "0",
            value=None if self.value is None else fixed(self.value, 2),
            points=None if self.value is None else fixed(self.points, 2),
            interval=None if limits is None else (fixed(limits[0], 2), fixed(limits[1], 2)),
            results=len(self.sources),
            whole=all(source.whole for source in self.sources),
            why=self.why,
        )


def _root_of_squares(values: Sequence[Fraction]) -> Fraction:
    return Fraction(sqrt(sum(value * value for value in values)))


def _why_not(met: Sequence[_Met], there: Fraction, rule: YearRule) -> str:
    gone = [one for one in met if one.weight and one.value is None]
    if gone and rule.missing == NOT_RATED:
        return "part_missing"
    return "little_weight" if there < exact(rule.least_weight) else ""


def _standing(counted: Sequence[_Met], there: Fraction) -> str:
    if not counted:
        return "not_rated"
    whole = all(source.whole for one in counted for source in one.sources)
    return "rated" if there == 1 and whole else "partial"


def _interval(counted: Sequence[_Met], there: Fraction, centre: Fraction) -> tuple[str, str] | None:
    downs, ups = [], []
    for one in counted:
        if (limits := one.limits) is None:
            return None
        share = one.weight / there
        downs.append(share * (one.points - limits[0]))
        ups.append(share * (limits[1] - one.points))
    low = max(Fraction(0), centre - _root_of_squares(downs))
    high = max(Fraction(0), centre + _root_of_squares(ups))
    return fixed(low, 2), fixed(high, 2)


def _reach(interval: tuple[str, str] | None, rule: YearRule, *, banned: bool) -> tuple[str, ...]:
    if interval is None:
        return ()
    names = [name for name, _ in rule.bands]
    worst, best = (band_of(exact(end), rule.bands) for end in interval)
    if banned:
        worst, best = (str(_capped(band, rule)) for band in (worst, best))
    return tuple(names[names.index(best) : names.index(worst) + 1])


def _base(met: Sequence[_Met], counted: Sequence[_Met], there: Fraction, total: Fraction) -> Step:
    lines = [_line(one, one.weight / there if one in counted else None) for one in met]
    return Step("composite.base", "sum", plain(total) if counted else "", (), tuple(lines))


def _line(one: _Met, used: Fraction | None) -> Step:
    name = ("part", one.part.code)
    if one.value is None:
        facts = (name, ("weight_published", plain(one.weight)), ("why", one.why))
        return Step("composite.missing", "", "", facts, _behind(one))
    inputs = [name, ("value", fixed(one.value, 2))]
    if (one.part.low, one.part.high, one.part.cap) != ("0", "100", "100"):
        inputs += [("low", one.part.low), ("high", one.part.high), ("cap", one.part.cap)]
    inputs.append(("points", fixed(one.points, 2)))
    if used is None:
        return Step("composite.beside", "", "", tuple(inputs), _behind(one))
    if used != one.weight:
        inputs.append(("weight_published", plain(one.weight)))
    inputs.append(("weight", plain(used)))
    gained = fixed(used * one.points, 4)
    return Step("composite.part", "weight × points", gained, tuple(inputs), _behind(one))


def _behind(one: _Met) -> tuple[Step, ...]:
    return tuple(
        Step("composite.result", "", source.value, _ends(source), source.behind)
        for source in one.sources
    )


def _ends(source: Source) -> tuple[tuple[str, str], ...]:
    ends = (("from", source.low), ("to", source.high))
    shown = tuple((name, end) for name, end in ends if end is not None)
    lacks = () if source.whole else (("incomplete", "1"),)
    return (("number", source.number), *shown, *lacks)


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


def _capped(band: str | None, rule: YearRule) -> str | None:
    names = [name for name, _ in rule.bands]
    return None if band is None else max(band, rule.veto_cap, key=names.index)


def _root(
    score: Fraction | None, parts: tuple[Step, ...], vetoes: Sequence[Extra], rule: YearRule
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


def _digests(given: Given, rule: YearRule) -> tuple[tuple[str, str], ...]:
    named: dict[str, Any] = {"rule": rule.digest}
    for part in rule.parts:
        found = sorted(given.parts.get(part.code, ()), key=lambda source: source.number)
        said = {"results": [asdict(one) for one in found], "why": given.why.get(part.code, "")}
        named[f"part {part.code}"] = _sha(said)
    for name in ("bonuses", "deductions", "vetoes"):
        extras = sorted(getattr(given, name), key=lambda extra: extra.number)
        named[name] = _sha({"extras": [asdict(extra) for extra in extras]})
    named["late orders"] = _sha({"numbers": sorted(given.late)})
    return tuple(sorted(named.items()))


def _sha(said: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(said).encode()).hexdigest()
