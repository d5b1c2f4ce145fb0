"""The score of an organ from the counts of a poll, and how far a single ballot can move it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from math import lcm, sqrt
from typing import Any, Final

from mingcha.core.steps import exact, plain

Counts = Mapping[str, int]  # mark -> ballots
Cells = Mapping[str, Mapping[str, Mapping[str, Counts]]]  # organ -> group -> question -> counts
Printed = tuple[tuple[str, ...], str, Sequence[str]]  # groups, question, classes of marks

ROUNDING: Final = 1.81  # what a rounded normal value still tells, in its deviations per step
_figure = lru_cache(maxsize=512)(exact)  # the same few figures are read for every cell


@dataclass(frozen=True)
class Scoring:
    """How marks become a score: points of each grade, weight of each group by organ.

    A group's score is the mean over questions of the mean points of its answers, weighted by
    `questions`; without these, plain. A group without answers is left out and the other weights
    are scaled up to 1. `together` names groups of the paper whose ballots count as another's:
    members who may not mark an organ have a paper of their own, but no weight of their own.
    """

    scale: Mapping[str, str]
    weights: Mapping[str, Mapping[str, str]]
    questions: Mapping[str, str] = field(default_factory=dict)
    together: Mapping[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The scoring in plain JSON values."""
        weights = {organ: dict(by) for organ, by in self.weights.items()}
        more = {"questions": dict(self.questions), "together": dict(self.together)}
        plain_ = {"scale": dict(self.scale), "weights": weights}
        return plain_ | {name: said for name, said in more.items() if said}

    def weight_of(self, question: str) -> Fraction:
        """What a question weighs in the mean of a group."""
        return _figure(self.questions[question]) if self.questions else Fraction(1)

    def whole(
        self, cells: Mapping[str, Mapping[str, Counts]]
    ) -> Mapping[str, Mapping[str, Counts]]:
        """Counts of one organ by group that has a weight: variants put together.

        >>> scoring = Scoring({}, {}, together={"peer.1": "peer"})
        >>> scoring.whole({"peer": {"q": {"1": 2}}, "peer.1": {"q": {"1": 1, "2": 1}}})
        {'peer': {'q': {'1': 3, '2': 1}}}
        """
        if not self.together:
            return cells
        found: dict[str, dict[str, dict[str, int]]] = {}
        for group, questions in cells.items():
            into = found.setdefault(self.together.get(group, group), {})
            for question, counts in questions.items():
                total = into.setdefault(question, {})
                for mark, n in counts.items():
                    total[mark] = total.get(mark, 0) + n
        return found


def score_of(
    cells: Mapping[str, Mapping[str, Counts]], organ: str, scoring: Scoring
) -> Fraction | None:
    """The exact score of one organ, in points; None where nobody with a weight answered.

    Source:
        Domain study F6: weighted groups, unknown left out.

    >>> scoring = Scoring({"1": "100", "2": "75", "3": "55"}, {"A": {"d": "0.5", "e": "0.5"}})
    >>> score_of({"d": {"q": {"1": 3, "2": 1}}, "e": {"q": {"u": 9}}}, "A", scoring)
    Fraction(375, 4)
    """
    total, weights, whole = Fraction(0), Fraction(0), scoring.whole(cells)
    for group, weight in scoring.weights.get(organ, {}).items():
        mean = group_mean(whole.get(group, {}), scoring)
        if mean is not None:
            total, weights = total + _figure(weight) * mean, weights + _figure(weight)
    return total / weights if weights else None


def group_mean(questions: Mapping[str, Counts], scoring: Scoring) -> Fraction | None:
    """Weighted mean over questions of the mean points of the answers; None without any answer.

    >>> group_mean({"p": {"1": 1, "2": 1}, "q": {"u": 4}}, Scoring({"1": "100", "2": "75"}, {}))
    Fraction(175, 2)
    >>> group_mean({"p": {"1": 1}, "q": {"2": 1}},
    ...            Scoring({"1": "100", "2": "50"}, {}, {"p": "0.8", "q": "0.2"}))
    Fraction(90, 1)
    """
    total, weights = Fraction(0), Fraction(0)
    for question, counts in questions.items():
        mean = _mean(counts, scoring.scale)
        if mean is not None:
            weight = scoring.weight_of(question)
            total, weights = total + weight * mean, weights + weight
    return total / weights if weights else None


def _mean(counts: Counts, scale: Mapping[str, str]) -> Fraction | None:
    points, unit = _whole(tuple(scale.items()))
    answers = sum(counts.get(mark, 0) for mark in points)
    total = sum(counts.get(mark, 0) * value for mark, value in points.items())
    return Fraction(total, unit * answers) if answers else None


@lru_cache(maxsize=64)
def _whole(scale: tuple[tuple[str, str], ...]) -> tuple[dict[str, int], int]:
    """The points as whole numbers of one unit, and how many units make a point."""
    exactly = {mark: exact(value) for mark, value in scale}
    unit = lcm(*(value.denominator for value in exactly.values()))
    return {mark: int(value * unit) for mark, value in exactly.items()}, unit


def stepped(value: Fraction, step: str) -> str:
    """The value as a multiple of the step, halves up.

    >>> stepped(Fraction("88.75"), "0.5"), stepped(Fraction("88.7"), "0.02")
    ('89', '88.7')
    """
    size = _figure(step)
    return plain(int(value / size + Fraction(1, 2)) * size)


@dataclass(frozen=True)
class Reach:
    """How far one ballot moves an organ's score beyond what printed classes tell, in points.

    `ballot` is what one ballot moves at most, `chance` the deviation of all others together,
    `widest` what the widest change of one mark moves.
    """

    ballot: float
    chance: float
    widest: float

    def hint(self, step: float) -> float:
        """What the score, rounded to this step, tells of one ballot: squared deviations.

        Source:
            Fisher information of a rounded normal value, averaged over where it lies between
            two steps: at most 1.81 deviations per step (the integral of phi^2 / (Phi (1 - Phi))).

        >>> f"{Reach(0.1, 1.0, 0.1).hint(3.62):.4f}"
        '0.0050'
        """
        if not self.chance:
            return 0.0  # all alike: it is the step that hides a single one
        return (self.ballot / self.chance) ** 2 * min(1.0, ROUNDING * self.chance / step)


def reach(
    cells: Mapping[str, Mapping[str, Counts]],
    organ: str,
    scoring: Scoring,
    printed: Sequence[Printed],
) -> Reach:
    """How far one ballot reaches: points of a mark less the mean of the class it is printed in.

    Args:
        cells: counts by group, question and mark.
        organ: whose score.
        scoring: points and weights.
        printed: which groups and marks are printed together.

    Returns:
        a `Reach`, in points of the organ's score.
    Source:
        Residual of a linear statistic, given the counts of the classes.

    >>> scoring = Scoring({"1": "100", "2": "60"}, {"A": {"d": "1"}})
    >>> far = reach({"d": {"q": {"1": 50, "2": 50}}}, "A", scoring, [(("d",), "q", ["12"])])
    >>> far.ballot, far.chance, far.widest
    (0.2, 2.0, 0.4)
    """
    most: dict[str, list[float]] = {}  # group -> furthest up and furthest down
    variance = widest = 0.0
    whole = scoring.whole(cells)
    shares = _shares(whole, organ, scoring)
    for groups, question, classes in printed:
        moves = {}
        for group in groups:
            base = scoring.together.get(group, group)
            share = shares.get((base, question))
            moves[group] = _moves(whole.get(base, {}), question, scoring, share)
        widest = max([widest, *(max(m.values()) - min(m.values()) for m in moves.values())])
        beyond = {group: [0.0, 0.0] for group in groups}
        for marks in classes:
            variance += _beyond(cells, question, moves, marks, beyond)
        for group, (up, down) in beyond.items():
            before = most.setdefault(group, [0.0, 0.0])
            before[:] = [before[0] + up, before[1] + down]
    ballot = max((max(up, -down) for up, down in most.values()), default=0.0)
    return Reach(ballot, sqrt(variance), widest)


def _shares(
    cells: Mapping[str, Mapping[str, Counts]], organ: str, scoring: Scoring
) -> dict[tuple[str, str], float]:
    """Weight of the mean of each group that answered a question, in the organ's score."""
    weights: dict[tuple[str, str], float] = {}
    whole = 0.0
    for group, weight in scoring.weights.get(organ, {}).items():
        heard = {
            question: float(scoring.weight_of(question))
            for question, counts in cells.get(group, {}).items()
            if _mean(counts, scoring.scale) is not None
        }
        its = float(_figure(weight)) if heard else 0.0
        whole += its
        for question, part in heard.items():
            weights[group, question] = its * part / sum(heard.values())
    return {place: weight / whole for place, weight in weights.items()} if whole else {}


def _moves(
    questions: Mapping[str, Counts], question: str, scoring: Scoring, share: float | None
) -> dict[str, float]:
    """By how many points each mark of one more ballot moves the organ's score."""
    counts = questions.get(question, {})
    mean = _mean(counts, scoring.scale)
    if share is None or mean is None:
        return {"": 0.0}
    answers = sum(counts.get(mark, 0) for mark in scoring.scale)
    middle, each = float(mean), share / answers
    return {"": 0.0} | {m: each * (float(_figure(p)) - middle) for m, p in scoring.scale.items()}


def _beyond(
    cells: Mapping[str, Mapping[str, Counts]],
    question: str,
    moves: Mapping[str, Mapping[str, float]],
    marks: str,
    beyond: Mapping[str, list[float]],
) -> float:
    """The spread inside one class; widens what a ballot can reach beyond the class's mean."""
    inside = []
    for group, values in moves.items():
        counts = cells.get(group, {}).get(question, {})
        inside += [(group, counts.get(mark, 0), values.get(mark, 0.0)) for mark in marks]
    ballots = sum(n for _, n, _ in inside)
    mean = sum(n * value for _, n, value in inside) / ballots if ballots else 0.0
    for group, _, value in inside:
        up, down = beyond[group]
        beyond[group][:] = [max(up, value - mean), min(down, value - mean)]
    return sum(n * (value - mean) ** 2 for _, n, value in inside)
