"""From counts by group to one score: every group weighs what the rule says, however many voted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import sqrt
from typing import Final

from mingcha.core.notice import Unfit
from mingcha.core.roundrule import NOT_RATED, RoundRule
from mingcha.core.roundscore import GroupFigures, RoundScore
from mingcha.core.rulebook import band_of
from mingcha.core.steps import Step, exact, fixed, plain, rounded

GRADES: Final = "12345"
UNKNOWN: Final = "u"
NO_CONTACT: Final = "n"
Z95: Final = 1.96
Cell = Mapping[str, int]  # mark -> how many: one question of one group about one organ
Cells = Mapping[str, Mapping[str, Cell]]  # group -> question -> cell


def graded_mean(counts: Sequence[int], scale: Sequence[str]) -> Fraction | None:
    """The mean of graded answers on a scale; "do not know" is in neither sum.

    Args:
        counts: how many gave each grade, the best first.
        scale: points of each grade, as text.
    Returns:
        points, exact; None where nobody gave a grade.
    Raises:
        ValueError: if the two differ in length.
    Source:
        Domain study F1.

    >>> fixed(graded_mean([520, 330, 60], ["100", "75", "55"]), 2)
    '87.97'
    """
    points = [n * exact(value) for n, value in zip(counts, scale, strict=True)]
    total = sum(counts)
    return sum(points, Fraction(0)) / total if total else None


def mixed(scores: Mapping[str, Fraction], weights: Mapping[str, str]) -> Fraction:
    """Scores of several ways of asking, or of several parts, in fixed proportion.

    Source:
        Domain study F1 (telephone to paper 6:4) and F7 (questionnaire to work check 70:30).

    >>> fixed(mixed({"phone": Fraction("87.97"), "paper": Fraction("88.42")},
    ...             {"phone": "0.6", "paper": "0.4"}), 2)
    '88.15'
    """
    if scores.keys() != weights.keys() or sum(exact(w) for w in weights.values()) != 1:
        raise Unfit("The weights name other parts than the scores, or do not sum to 1. Check them.")
    return sum((exact(weights[name]) * score for name, score in scores.items()), Fraction(0))


def capped(band: str, rule: RoundRule, *, veto: bool) -> str:
    """The band after a veto event: never better than the rule's cap.

    Source:
        Domain study F7.

    >>> from mingcha.core.roundrule import DEFAULT
    >>> capped("satisfied", DEFAULT, veto=True), capped("dissatisfied", DEFAULT, veto=True)
    ('basically_satisfied', 'dissatisfied')
    """
    names = [name for name, _ in rule.bands]
    return max(band, rule.veto_cap, key=names.index) if veto else band


def score_round(
    subject: str,
    kind: str,
    cells: Cells,
    rule: RoundRule,
    *,
    checks: str | None = None,
    veto: str = "",
    void: Sequence[str] = (),
) -> RoundScore:
    """The score of one organ in one round.

    Inside a group every question has its mean and the group the weighted mean of those; then the
    groups are weighed by the row of the organ's class. How many of a group voted moves the
    doubt, never the weight. A group with fewer graded answers than its `min_valid`, or declared
    void, is missing: it is left out, the other weights grow to 1 and the organ is incomplete, so
    that nobody compares it. Under the coverage limit the organ is not rated.

    Args:
        subject, kind: whose score, and the class whose weights hold.
        cells: counts of marks by group and question.
        rule: the version in force for the round.
        checks: the work check in points of 100, where the rule gives it a part.
        veto: the ground of a veto event, "" if there is none.
        void: groups whose ballots do not count.
    Returns:
        a `RoundScore`; points with four decimals, as text.
    Raises:
        Unfit: if the rule does not know the class.
    Source:
        Domain study F1, F5-F7 and P3; standard errors of a stratified mean (Cochran 1977, ch. 5)
        with Jeffreys' half ballots, so that agreement is not taken for certainty.

    >>> from mingcha.core.roundrule import DEFAULT
    >>> full = {g.code: {q.code: {"1": 80, "2": 20} for q in DEFAULT.questions}
    ...         for g in DEFAULT.groups}
    >>> score = score_round("MZ001", "service", full, DEFAULT)
    >>> score.score, score.band, score.shares
    ('95.0000', 'satisfied', ('0.8000', '0.2000', '0.0000'))
    """
    row = rule.weights_of(kind)
    met = {code: _Met(rule, code, cells.get(code, {}), is_void=code in void) for code in row}
    present = {code: weight for code, weight in row.items() if not met[code].missing}
    asked = sum(one.asked for one in met.values())
    coverage = Fraction(sum(one.valid for one in met.values()), asked) if asked else Fraction(0)
    why_not = _why_not(present, row, rule, coverage, checks)
    whole = sum(present.values(), Fraction(0))
    used = {} if why_not else {code: weight / whole for code, weight in present.items()}
    reckoned = _Reckoned(rule, row, met, used)
    score, by_score = None, None
    if used:
        score = rounded(reckoned.whole(checks), 4)
        by_score = band_of(rounded(score, 2), rule.bands)
    unknown = sum(one.most(UNKNOWN) for one in met.values())
    return RoundScore(
        subject=subject,
        kind=kind,
        rule=rule.code,
        standing="not_rated" if why_not else "rated" if len(used) == len(row) else "incomplete",
        why_not=why_not,
        score=None if score is None else fixed(score, 4),
        ballot=fixed(reckoned.ballot, 4) if used else None,
        se=f"{reckoned.se:.4f}" if used else None,
        interval=None if score is None else reckoned.interval(score),
        band=None if by_score is None else capped(by_score, rule, veto=bool(veto)),
        band_by_score=by_score,
        shares=reckoned.shares,
        coverage=fixed(coverage, 4),
        unknown_rate=fixed(Fraction(unknown, asked) if asked else Fraction(0), 4),
        gap=reckoned.gap,
        groups=tuple(reckoned.figures(code) for code in row),
        steps=reckoned.steps(score, checks, veto),
    )


def _why_not(
    present: Mapping[str, Fraction],
    row: Mapping[str, Fraction],
    rule: RoundRule,
    coverage: Fraction,
    checks: str | None,
) -> str:
    if not present:
        return "no_group"
    if rule.missing == NOT_RATED and len(present) < len(row):
        return "group_missing"
    if coverage < exact(rule.coverage):
        return "coverage"
    return "no_checks" if exact(rule.parts[1]) > 0 and checks is None else ""


class _Met:
    """One group's counts about one organ, with means and standard error."""

    def __init__(
        self, rule: RoundRule, code: str, cells: Mapping[str, Cell], *, is_void: bool
    ) -> None:
        self.code, self.rule = code, rule
        self.cells = {q.code: cells.get(q.code, {}) for q in rule.questions}
        marks = GRADES[: len(rule.scale)]
        self.counts = {q: [cell.get(m, 0) for m in marks] for q, cell in self.cells.items()}
        self.valid = min(sum(counts) for counts in self.counts.values())
        self.asked = max(sum(cell.values()) for cell in self.cells.values())
        least = next(g.min_valid for g in rule.groups if g.code == code)
        few = "few" if self.valid < least else ""
        self.missing = "void" if is_void else "none" if not self.asked else few

    def most(self, mark: str) -> int:
        """How many made a mark, at the question where most did."""
        return max(cell.get(mark, 0) for cell in self.cells.values())

    @cached_property
    def weights(self) -> dict[str, Fraction]:
        """Each question's part of the group's score."""
        parts = {q.code: exact(q.weight) for q in self.rule.questions}
        return {q: part / sum(parts.values()) for q, part in parts.items()}

    @cached_property
    def items(self) -> dict[str, Fraction]:
        """Mean by question; only asked of groups that count."""
        scale = self.rule.scale
        return {q: graded_mean(n, scale) or Fraction(0) for q, n in self.counts.items()}

    @cached_property
    def mean(self) -> Fraction:
        """The group's score."""
        items = self.items
        return sum((weight * items[q] for q, weight in self.weights.items()), Fraction(0))

    @cached_property
    def shares(self) -> list[Fraction]:
        """Part of each grade, over questions as the score weighs them."""
        weights, places = self.weights, range(len(self.rule.scale))
        return [
            sum((w * Fraction(self.counts[q][n], sum(self.counts[q])) for q, w in weights.items()))
            + Fraction(0)
            for n in places
        ]

    @cached_property
    def se(self) -> float:
        """Standard error in points."""
        weights = self.weights
        return sum(float(w) * _se(self.counts[q], self.rule.scale) for q, w in weights.items())


def _se(counts: Sequence[int], scale: Sequence[str]) -> float:
    """Of one mean, with half a ballot more in each grade (Jeffreys)."""
    more = [n + 0.5 for n in counts]
    points, total = [float(exact(value)) for value in scale], sum(more)
    mean = sum(n * x for n, x in zip(more, points, strict=True)) / total
    spread = sum(n * (x - mean) ** 2 for n, x in zip(more, points, strict=True)) / total
    return sqrt(spread / total)


@dataclass(frozen=True)
class _Reckoned:
    """The groups of one organ and the weights that hold in the end."""

    rule: RoundRule
    row: Mapping[str, Fraction]
    met: Mapping[str, _Met]
    used: Mapping[str, Fraction]

    @cached_property
    def ballot(self) -> Fraction:
        """The ballot's part of the score."""
        return sum((w * self.met[code].mean for code, w in self.used.items()), Fraction(0))

    def whole(self, checks: str | None) -> Fraction:
        """Ballot and work check as the rule shares them."""
        share, rest = (exact(part) for part in self.rule.parts)
        return share * self.ballot + (rest * exact(checks) if rest and checks is not None else 0)

    @cached_property
    def se(self) -> float:
        """Standard error of the whole score: the work check is taken as it stands."""
        share = float(exact(self.rule.parts[0]))
        return share * sqrt(sum((float(w) * self.met[c].se) ** 2 for c, w in self.used.items()))

    def interval(self, score: Fraction) -> tuple[str, str]:
        """At the 95 % level, inside what the scale allows."""
        low, high = float(score) - Z95 * self.se, float(score) + Z95 * self.se
        return f"{max(low, 0.0):.2f}", f"{min(high, 100.0):.2f}"

    @cached_property
    def shares(self) -> tuple[str, ...]:
        """Part of each grade, weighted as the score is."""
        places = range(len(self.rule.scale)) if self.used else ()
        parts = {code: self.met[code].shares for code in self.used}
        return tuple(
            fixed(sum((w * parts[c][n] for c, w in self.used.items()), Fraction(0)), 4)
            for n in places
        )

    @property
    def gap(self) -> tuple[str, str, str] | None:
        """Points between the best and the worst group, and which they are."""
        means = {code: self.met[code].mean for code in self.used}
        if len(means) < 2:
            return None
        best, worst = max(means, key=means.__getitem__), min(means, key=means.__getitem__)
        return fixed(means[best] - means[worst], 4), best, worst

    def figures(self, code: str) -> GroupFigures:
        """One group as it is kept."""
        one, counts = self.met[code], not self.met[code].missing
        return GroupFigures(
            group=code,
            weight=plain(self.row[code]),
            used=plain(self.used.get(code, Fraction(0))),
            asked=one.asked,
            valid=one.valid,
            unknown=one.most(UNKNOWN),
            no_contact=one.most(NO_CONTACT),
            score=fixed(one.mean, 4) if counts else None,
            se=f"{one.se:.4f}" if counts else None,
            shares=tuple(fixed(share, 4) for share in one.shares) if counts else (),
            missing=one.missing,
        )

    def steps(self, score: Fraction | None, checks: str | None, veto: str) -> Step:
        """Every line of the reckoning down to the counts."""
        groups = tuple(self._group_step(code) for code in self.row)
        said = (Step("weighting.veto", "", self.rule.veto_cap, (("ground", veto),)),)
        more = said if veto else ()
        if score is None:
            return Step("weighting.not_rated", "", "", (), (*groups, *more))
        ballot = Step("weighting.ballot", "sum", plain(self.ballot), (), groups)
        share, rest = self.rule.parts
        if not exact(rest):
            return Step("weighting.score", "ballot", fixed(score, 4), (), (ballot, *more))
        inputs = (("share", share), ("rest", rest), ("checks", str(checks)))
        formula = "share × ballot + rest × checks"
        return Step("weighting.score", formula, fixed(score, 4), inputs, (ballot, *more))

    def _group_step(self, code: str) -> Step:
        one, weight = self.met[code], self.row[code]
        inputs: tuple[tuple[str, str], ...] = (("group", code), ("weight", plain(weight)))
        inputs += (("valid", str(one.valid)),)
        if code not in self.used:
            why = (("missing", one.missing),) if one.missing else ()
            return Step("weighting.group.left_out", "", "", inputs + why)
        inputs += (("used", plain(self.used[code])), ("score", plain(one.mean)))
        value = plain(self.used[code] * one.mean)
        items = tuple(self._item_step(one, question) for question in one.cells)
        return Step("weighting.group", "used × score", value, inputs, items)

    def _item_step(self, one: _Met, question: str) -> Step:
        counts, scale = one.counts[question], self.rule.scale
        inputs: tuple[tuple[str, str], ...] = (("question", question),)
        inputs += (("part", plain(one.weights[question])),)
        inputs += tuple((points, str(n)) for points, n in zip(scale, counts, strict=True))
        formula = "sum of points × ballots ÷ ballots"
        return Step("weighting.item", formula, plain(one.items[question]), inputs)
