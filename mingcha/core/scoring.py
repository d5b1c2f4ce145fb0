"""From findings, checks and a rule version to a score sheet that shows every step."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final, Literal

from mingcha.core.notice import Unfit
from mingcha.core.rulebook import BANDS, DEFAULT, RuleVersion, band_of
from mingcha.core.shares import rate_interval
from mingcha.core.steps import Step, canonical, exact, fixed, plain, rounded

__all__ = [
    "BANDS",
    "DEFAULT",
    "Finding",
    "Rated",
    "RuleVersion",
    "ScoreSheet",
    "Step",
    "Visited",
    "band_of",
    "canonical",
    "inputs_digest",
    "ranks_allowed",
    "score_visits",
]

WhyNot = Literal["", "no_checks", "few_checks"]

SCHEMA: Final = 1
METHOD: Final = "Fay and Feuer 1997, gamma limits for a weighted sum of Poisson counts"


@dataclass(frozen=True)
class Finding:
    """One confirmed fault as the score sees it; `number` is what the page links to."""

    number: str
    severity: str
    closed_on_time: bool = False
    relapsed: bool = False


@dataclass(frozen=True)
class Visited:
    """What was seen of one organ in one period: checks made, and the confirmed findings."""

    subject: str
    period: str
    checks: int
    findings: tuple[Finding, ...] = ()

    def __post_init__(self) -> None:
        if type(self.checks) is not int or self.checks < 0:
            raise Unfit("{n} checks cannot be. Check the visits of the period.", n=self.checks)
        ordered = sorted(self.findings, key=lambda finding: finding.number)
        object.__setattr__(self, "findings", tuple(ordered))
        for one, next_one in pairwise(ordered):
            if one.number == next_one.number:
                raise Unfit("Finding {number} is counted twice. Keep it once.", number=one.number)


@dataclass(frozen=True)
class ScoreSheet:
    """A score with every step, its interval and base, the rule and the digest of what went in.

    `score` has two decimals, as text so that no machine rounds it again; None if not rated, and
    then `why_not` says why. `interval` is at the 95 % level, `checks` and `findings` its base.
    """

    subject: str
    period: str
    rule: str
    score: str | None
    band: str | None
    why_not: WhyNot
    interval: tuple[str, str] | None
    method: str
    checks: int
    findings: int
    digest: str
    steps: Step

    def to_json(self) -> str:
        """The sheet as canonical text: computed again, it is the same to the byte."""
        return canonical({"schema": SCHEMA} | asdict(self))


def score_visits(seen: Visited, rule: RuleVersion) -> ScoreSheet:
    """The visits-and-rectification part of the yearly score.

    100 - 100 x points / checks, not below 0, where each confirmed finding costs the points of
    its severity. Closed on time, it gives a part back. A relapse costs a multiple and gives
    nothing back, for its closing did not hold. An organ nobody checked, or hardly anybody, is
    not rated: that is neither 0 nor 100. The band is judged by the score as printed.

    Args:
        seen: checks made and confirmed findings of one organ in one period.
        rule: the version in force for that period.
    Returns:
        a `ScoreSheet`; score and interval in points of 100, with two decimals.
    Raises:
        Unfit: if a finding has a severity the rule does not know.
    Source:
        Domain study, formula F20 (weights of this project); bands of F5.

    >>> seen = Visited("A01", "2026Q1", 100, (Finding("F-1", "2", closed_on_time=True),))
    >>> sheet = score_visits(seen, DEFAULT)
    >>> sheet.score, sheet.band, sheet.interval
    ('99.00', 'satisfied', ('84.29', '99.97'))
    """
    costs = [_cost(finding, rule) for finding in seen.findings]
    why_not: WhyNot = (
        "no_checks" if not seen.checks else "few_checks" if seen.checks < rule.min_checks else ""
    )
    points = _points_step(seen, costs, rule)
    score = None if why_not else rounded(max(Fraction(0), _score(sum(costs), seen.checks)), 2)
    return ScoreSheet(
        subject=seen.subject,
        period=seen.period,
        rule=rule.code,
        score=None if score is None else fixed(score, 2),
        band=None if score is None else band_of(score, rule.bands),
        why_not=why_not,
        interval=None if why_not else _interval(costs, seen.checks, rule),
        method=METHOD,
        checks=seen.checks,
        findings=len(costs),
        digest=inputs_digest(seen, rule),
        steps=_root_step(seen, points, score, rule),
    )


def inputs_digest(seen: Visited, rule: RuleVersion) -> str:
    """One short name for all that went into a sheet; findings in any order give the same.

    Args:
        seen, rule: as for `score_visits`.
    Returns:
        SHA-256 of both in canonical JSON, as hexadecimal.
    Source:
        FIPS 180-4; RFC 8259 with sorted keys and no spaces.

    >>> inputs_digest(Visited("A01", "2026Q1", 100), DEFAULT)[:12]
    '8c5ced701285'
    """
    said = {"rule": rule.parameters() | {"code": rule.code}, "seen": asdict(seen)}
    return hashlib.sha256(canonical(said).encode()).hexdigest()


@dataclass(frozen=True)
class Rated:
    """A published score with its interval, in points."""

    key: str
    score: float
    low: float
    high: float


def ranks_allowed(scores: Iterable[Rated]) -> tuple[tuple[str, ...], ...] | None:
    """Bands of organs the data cannot tell apart; None if no line at all may be drawn.

    Two organs whose intervals touch stand in one band, and so do all who are linked through
    others. Between two bands every interval of the upper lies above every one of the lower; only
    there may a bulletin speak of places. This is on the careful side: two 95 % intervals may
    overlap a little although the scores differ.

    Args:
        scores: rated organs only, of one class, in any order.
    Returns:
        keys by band, the best band first; inside a band in the order of keys, so that nobody
        reads a rank into it.
    Raises:
        ValueError: for an interval that does not hold its score.
    Source:
        H. Goldstein and M. J. R. Healy, J. R. Statist. Soc. A 158 (1995), 175-177, on overlap of
        intervals; H. Goldstein and D. J. Spiegelhalter, ibid. 159 (1996), 385-443, on tables.

    >>> ranks_allowed([Rated("a", 95, 93, 97), Rated("b", 90, 88, 92), Rated("c", 89, 84, 91)])
    (('a',), ('b', 'c'))
    """
    bands: list[list[Rated]] = []
    for one in sorted(scores, key=lambda one: (-one.high, one.key)):
        if not one.low <= one.score <= one.high:
            raise ValueError(f"{one.key}: {one.score} is not within {one.low} to {one.high}")
        if bands and one.high >= min(other.low for other in bands[-1]):
            bands[-1].append(one)
        else:
            bands.append([one])
    if len(bands) < 2:
        return None
    return tuple(tuple(sorted(one.key for one in band)) for band in bands)


def _score(points: Fraction | int, checks: int) -> Fraction:
    return 100 - Fraction(100) * points / checks


def _cost(finding: Finding, rule: RuleVersion) -> Fraction:
    weights = dict(rule.severity_weights)
    if finding.severity not in weights:
        raise Unfit(
            "Finding {number}: rule {code} knows no severity “{severity}”. Correct the finding, "
            "or use a rule that knows it.",
            number=finding.number,
            code=rule.code,
            severity=finding.severity,
        )
    weight = exact(weights[finding.severity])
    if finding.relapsed:
        return weight * exact(rule.relapse_factor)
    return weight * (1 - exact(rule.give_back)) if finding.closed_on_time else weight


def _interval(costs: Sequence[Fraction], checks: int, rule: RuleVersion) -> tuple[str, str]:
    # What was not seen is taken to weigh at most the gravest severity, unless more was seen.
    gravest = max(exact(weight) for _, weight in rule.severity_weights)
    heaviest = max([gravest, *costs])
    few, many = rate_interval([float(c) for c in costs if c], checks, float(heaviest))
    low, high = (max(0.0, 100 - 100 * rate) for rate in (many, few))
    return f"{low:.2f}", f"{high:.2f}"


def _root_step(seen: Visited, points: Step, score: Fraction | None, rule: RuleVersion) -> Step:
    checks = Step("visits.checks", "", str(seen.checks), (("min_checks", str(rule.min_checks)),))
    if score is None:
        return Step("visits.not_rated", "", "", (), (points, checks))
    bare = _score(exact(points.value), seen.checks)
    inputs = (("points", points.value), ("checks", str(seen.checks)))
    formula = "max(0, 100 - 100 × points ÷ checks)" if bare < 0 else "100 - 100 × points ÷ checks"
    return Step("visits.score", formula, fixed(score, 2), inputs, (points, checks))


def _points_step(seen: Visited, costs: Sequence[Fraction], rule: RuleVersion) -> Step:
    pairs = zip(seen.findings, costs, strict=True)
    lines = tuple(_finding_step(finding, cost, rule) for finding, cost in pairs)
    return Step("visits.points", "sum", plain(sum(costs, Fraction(0))), (), lines)


def _finding_step(finding: Finding, cost: Fraction, rule: RuleVersion) -> Step:
    inputs = [
        ("finding", finding.number),
        ("severity", finding.severity),
        ("weight", dict(rule.severity_weights)[finding.severity]),
    ]
    code, formula = "visits.finding", "weight"
    if finding.relapsed:
        code, formula = "visits.finding.relapsed", "weight × relapse_factor"
        inputs.append(("relapse_factor", rule.relapse_factor))
    elif finding.closed_on_time:
        code, formula = "visits.finding.closed_on_time", "weight × (1 - give_back)"
        inputs.append(("give_back", rule.give_back))
    return Step(code, formula, plain(cost), tuple(inputs))
