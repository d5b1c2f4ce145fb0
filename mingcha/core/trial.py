"""The same ballots weighed otherwise, fast enough to follow a hand on a slider; nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mingcha.core.notice import Unfit
from mingcha.core.roundrule import RoundRule
from mingcha.core.weighting import GRADES, Cells

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Ballots:
    """Counts of marks about some organs: (organs, groups, questions, grades), in ballots.

    `asked` are the ballots that were asked about an organ, by group; `checks` the work check of
    each organ in points, nan where there is none.
    """

    organs: tuple[str, ...]
    groups: tuple[str, ...]
    counts: Floats
    asked: Floats
    checks: Floats

    @classmethod
    def of(
        cls,
        cells: Mapping[str, Cells],
        rule: RoundRule,
        *,
        checks: Mapping[str, str | None] | None = None,
        void: Sequence[str] = (),
    ) -> Ballots:
        """Read counts by organ, group, question and mark; void groups have none.

        Args:
            cells: counts by organ.
            rule: whose groups, questions and grades are read.
            checks: the work check by organ, in points of 100, as text.
            void: groups whose ballots do not count.
        Source:
            See `weighting.score_round`.

        >>> from mingcha.core.roundrule import DEFAULT
        >>> held = Ballots.of({"A": {"peer": {"conduct": {"1": 8, "2": 2, "u": 1}}}}, DEFAULT)
        >>> held.counts[0, -1, 0].tolist(), float(held.asked[0, -1])
        ([8.0, 2.0, 0.0], 11.0)
        """
        organs, groups = tuple(cells), tuple(group.code for group in rule.groups)
        marks, questions = GRADES[: len(rule.scale)], [q.code for q in rule.questions]
        counts = np.zeros((len(organs), len(groups), len(questions), len(marks)))
        asked = np.zeros((len(organs), len(groups)))
        for o, organ in enumerate(organs):
            for g, group in enumerate(groups):
                for q, question in enumerate(questions if group not in void else ()):
                    cell = cells[organ].get(group, {}).get(question, {})
                    counts[o, g, q] = [cell.get(mark, 0) for mark in marks]
                    asked[o, g] = max(asked[o, g], sum(cell.values()))
        said = checks or {}
        points = [float(said.get(organ) or "nan") for organ in organs]
        return cls(organs, groups, counts, asked, np.array(points))


@dataclass(frozen=True)
class Tried:
    """One organ weighed otherwise: score and standard error in points.

    `whole`: every group with a weight is there, so that it may be compared.
    """

    score: float
    se: float
    whole: bool


def weighed(
    ballots: Ballots,
    rule: RoundRule,
    *,
    scale: Sequence[float],
    weights: Mapping[str, float],
) -> dict[str, Tried]:
    """Score every organ on another scale, with other weights of the groups.

    Everything else is as the rule says: questions, fewest answers of a group, coverage, the
    work check. The sums are those of `weighting.score_round`, in machine numbers.

    Args:
        ballots: what was counted, of organs of one class.
        rule: the rule of the round.
        scale: points of each grade, the best first, never rising, from 0 to 100.
        weights: weight by group, 0 or more, not all 0; they need not sum to 1.
    Returns:
        a `Tried` for each organ that is rated under these weights.
    Raises:
        Unfit: for a scale that rises or does not fit the grades, or weights that cannot be.
    Source:
        Domain study F3, F6 and P20.

    >>> from mingcha.core.roundrule import DEFAULT
    >>> full = {g.code: {q.code: {"1": 80, "2": 20} for q in DEFAULT.questions}
    ...         for g in DEFAULT.groups}
    >>> held = Ballots.of({"A": full}, DEFAULT)
    >>> found = weighed(held, DEFAULT, scale=[100, 60, 0], weights={"peer": 1})
    >>> f"{found['A'].score:.1f}"
    '92.0'
    """
    points, parts = _scale(scale, rule), _weights(weights, ballots)
    answers = ballots.counts.sum(axis=3)
    valid = answers.min(axis=2)
    least = np.array([group.min_valid for group in rule.groups])
    there = (valid >= least) & (parts > 0)
    used = np.where(there, parts, 0.0)
    total = used.sum(axis=1, keepdims=True)
    used = np.divide(used, total, out=np.zeros_like(used), where=total > 0)
    means, errors = _by_group(ballots.counts, points, rule)
    score, se = (used * means).sum(axis=1), np.sqrt(((used * errors) ** 2).sum(axis=1))
    share, rest = (float(part) for part in rule.parts)
    if rest:
        score, se = share * score + rest * ballots.checks, share * se
    asked = (ballots.asked * (parts > 0)).sum(axis=1)
    answered = (valid * (parts > 0)).sum(axis=1)
    rated = (total[:, 0] > 0) & (answered >= float(rule.coverage) * asked) & ~np.isnan(score)
    whole = (there | (parts == 0)).all(axis=1)
    return {
        organ: Tried(float(score[n]), float(se[n]), bool(whole[n]))
        for n, organ in enumerate(ballots.organs)
        if rated[n]
    }


def _scale(scale: Sequence[float], rule: RoundRule) -> Floats:
    points = np.asarray(scale, float)
    falls = len(points) == len(rule.scale) and bool((np.diff(points) <= 0).all())
    if not (falls and points[-1] >= 0 and points[0] <= 100 and points[0] > points[-1]):
        raise Unfit("Points fall from grade to grade, from 100 at most to 0 at least. Check them.")
    return points


def _weights(weights: Mapping[str, float], ballots: Ballots) -> Floats:
    parts = np.array([float(weights.get(group, 0)) for group in ballots.groups])
    if not (np.isfinite(parts).all() and (parts >= 0).all() and parts.sum() > 0):
        raise Unfit("A weight is not below 0, and at least one is above. Check the weights.")
    return parts


def _by_group(counts: Floats, points: Floats, rule: RoundRule) -> tuple[Floats, Floats]:
    """Mean and standard error of each group about each organ, in points."""
    by_question = np.array([float(q.weight) for q in rule.questions])
    by_question = by_question / by_question.sum()
    answers = counts.sum(axis=3)
    means = np.divide(counts @ points, answers, out=np.zeros_like(answers), where=answers > 0)
    more = counts + 0.5  # Jeffreys: see `weighting`
    n = more.sum(axis=3)
    middle = (more @ points) / n
    spread = np.maximum((more @ points**2) / n - middle**2, 0.0)
    return means @ by_question, np.sqrt(spread / n) @ by_question
