"""Papers that pull at a few targets: how many stand out as no honest round makes them.

Two things are counted. A target *alone*: best where little else is, or where much else is worst.
Two targets *together*: worst both, on papers that are content with the rest. And both the other
way round. Each is compared with honest twins of the round; where the round has more of all kinds
than its twins have (people differ more than twins know), that much more is taken for usual.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mingcha.core.marksheet import Marks, MarkSheet, Mask

LEAST_MARKS: Final = 4  # a paper with fewer says nothing about how it was filled in
EDGE: Final = 0.15  # of all marks: those at an end of the scale
FEW: Final = ((1, 0), (2, 0), (1, 8), (1, 4))  # "little else": so many, or so large a part
MANY: Final = (8, 4, 2)  # "much else": an eighth, a quarter, half of the paper
CONTENT: Final = 0.3  # of papers are no more content than a content one
DOUR: Final = 0.25  # of papers are no less dour than a dour one
ODD: Final = 0.3  # honest counts may be so much larger than those of twins
SPARE: Final = 1.0  # papers: of few, one more is no wonder
MIDDLE, UPPER = 0.5, 0.75  # quantiles that tell how much more a round has than its twins

Values = NDArray[np.float64]


class Edges(NamedTuple):
    """Marks up to `low` and from `high` are at an end of the scale, in points."""

    low: float
    high: float


class Pulls(NamedTuple):
    """Counts of papers, from both sides: `alone` (2, ways, targets), `pairs` (2, targets, targets).

    Side 0 lifts and side 1 presses. A pair of side 0 is best both, of side 1 worst both.
    """

    alone: Values
    pairs: Values


def edges(sheet: MarkSheet) -> Edges:
    """Which marks are at an end of the scale: a small part of all, or the outermost mark.

    Source:
        None needed.

    >>> from mingcha.core.marksheet import sheet_of
    >>> edges(sheet_of([3] * 5 + [2] * 4 + [1], list("aabbccddee"), list("XY" * 5)))
    Edges(low=1.0, high=3.0)
    """
    marks = sheet.by_target
    values, n = np.unique(marks[~np.isnan(marks)], return_counts=True)
    return Edges(_edge(values, n), _edge(values[::-1], n[::-1]))


def _edge(values: Marks, n: NDArray[Any]) -> float:
    inside = np.flatnonzero(np.cumsum(n) <= EDGE * n.sum())
    return float(values[inside[-1] if inside.size else 0])


def pulls(sheet: MarkSheet, ends: Edges) -> Pulls:
    """Count.

    Args:
        sheet: the round, or a twin of it.
        ends: of the round, for all its twins.
    Returns:
        a `Pulls`.
    Source:
        Counts of rows with a property; compared with twins, see `Usual`.

    >>> from mingcha.core.marksheet import sheet_of
    >>> sheet = sheet_of([3, 1, 1, 1] * 5, np.repeat(np.arange(5), 4), list("WXYZ" * 5))
    >>> pulls(sheet, edges(sheet)).alone[0, 0].tolist()
    [5.0, 0.0, 0.0, 0.0]
    """
    both = [_Side(sheet.by_target, ends, side) for side in (0, 1)]
    alone = np.stack([[way.sum(axis=0) for way in one.alone()] for one in both])
    pairs = []
    for one in both:
        of_both = one.good[one.sober].astype(np.float32)
        pairs.append(of_both.T @ of_both)
    return Pulls(alone.astype(float), np.stack(pairs).astype(float))


class _Side:
    """Papers looked at from one side; from the other, worst is best."""

    def __init__(self, marks: Marks, ends: Edges, side: int) -> None:
        if side:
            marks, ends = -marks, Edges(-ends.high, -ends.low)
        self.marks, self.given = marks, ~np.isnan(marks)
        self.n = self.given.sum(axis=1)
        self.good, self.bad = self.given & (marks >= ends.high), self.given & (marks <= ends.low)

    def alone(self) -> list[Mask]:
        """(n, targets) each: who has a target alone, way by way."""
        highest = np.where(self.given, self.marks, -np.inf).max(axis=1, initial=-np.inf)
        lowest = np.where(self.given, self.marks, np.inf).min(axis=1, initial=np.inf)
        told = (self.n >= LEAST_MARKS) & (lowest < highest)
        top = self.given & (self.marks == highest[:, None]) & told[:, None]
        at_top, at_bottom = top.sum(axis=1), self.bad.sum(axis=1)
        few = [np.maximum(least, self.n // part if part else 0) for least, part in FEW]
        many = [np.maximum(2, self.n // part) for part in MANY]
        dour = self._dour()
        return [
            *(top & (at_top <= most)[:, None] for most in few),
            *(top & (dour & (at_top <= most))[:, None] for most in few[:2]),
            *(self.good & (told & (at_bottom >= least))[:, None] for least in many),
        ]

    def _dour(self) -> Mask:
        """(n,) papers that give all but their best mark less than most papers do."""
        first = np.where(self.given, self.marks, -np.inf).argmax(axis=1)
        rest = self.scaled.sum(axis=1) - self.scaled[np.arange(len(first)), first]
        mean = rest / np.maximum(self.n - 1, 1)
        told = self.n >= LEAST_MARKS
        if not told.any():
            return np.zeros(len(told), bool)
        return np.asarray(told & (mean <= np.quantile(mean[told], DOUR)), bool)

    @cached_property
    def scaled(self) -> Values:
        """Marks less the mean of their target, in its deviations; 0 where none is."""
        n = np.maximum(self.given.sum(axis=0), 1)
        value = np.where(self.given, self.marks, 0).astype(float)
        apart = np.where(self.given, value - value.sum(axis=0) / n, 0)
        spread = np.sqrt((apart**2).sum(axis=0) / n)
        return np.asarray(
            np.divide(apart, spread, out=np.zeros_like(apart), where=spread > 1e-9), float
        )

    @property
    def sober(self) -> Mask:
        """(n,) papers that are not best with everything: seen without their best marks."""
        rest = self.given & ~self.good
        left = rest.sum(axis=1)
        mean = np.where(rest, self.scaled, 0).sum(axis=1) / np.maximum(left, 1)
        told = left >= 2
        if not told.any():
            return np.zeros(len(told), bool)
        return np.asarray(told & (mean <= np.quantile(mean[told], 1 - CONTENT)), bool)


class Score(NamedTuple):
    """How far counts lie above those of honest rounds, in standard deviations, target by target.

    `alone` (2, ways, targets); `pairs` (2, targets, targets), nothing on the diagonal.
    """

    alone: Values
    pairs: Values


@dataclass(frozen=True)
class Usual:
    """What is usual in honest twins of a round.

    Source:
        Counts against a negative binomial (overdispersed) reference whose mean and variance come
        from a parametric bootstrap; the general excess of a round by the median (pairs: upper
        quartile) of its ratios, as in genomic control (B. Devlin and K. Roeder, Biometrics 55
        (1999), 997-1004).

    >>> flat = Pulls(np.ones((2, 7, 3)), np.ones((2, 3, 3)))
    >>> float(Usual.of([flat, flat]).score(flat).alone.max())
    0.0
    """

    mean: Pulls
    variance: Pulls
    base: tuple[Values, Values]

    @classmethod
    def of(cls, drawn: Sequence[Pulls]) -> Usual:
        """From the counts of twins.

        Source:
            See the class.

        >>> flat = Pulls(np.ones((2, 7, 3)), np.ones((2, 3, 3)))
        >>> float(Usual.of([flat]).base[0].max())
        1.0
        """
        alone, pairs = (np.stack(counts) for counts in zip(*drawn, strict=True))
        mean = Pulls(alone.mean(axis=0), pairs.mean(axis=0))
        base = [_excess(one, mean) for one in drawn]
        usual = (np.mean([one[0] for one in base], axis=0), np.mean([one[1] for one in base], 0))
        return cls(mean, Pulls(alone.var(axis=0), pairs.var(axis=0)), usual)

    def score(self, counts: Pulls) -> Score:
        """How far these counts lie above the usual.

        Source:
            See the class.

        >>> flat = Pulls(np.ones((2, 7, 3)), np.ones((2, 3, 3)))
        >>> more = flat._replace(alone=flat.alone + np.array([8, 0, 0]))
        >>> Usual.of([flat]).score(more).alone[0, 0].round(1).tolist()
        [1.8, 0.0, 0.0]
        """
        more = [
            np.maximum(here / there, 1)
            for here, there in zip(_excess(counts, self.mean), self.base, strict=True)
        ]
        parts = zip(counts, self.mean, self.variance, more, strict=True)
        alone, pairs = (_above(*part) for part in parts)
        pairs[:, np.arange(pairs.shape[1]), np.arange(pairs.shape[1])] = 0
        return Score(alone, pairs)


def _above(counts: Values, mean: Values, variance: Values, more: Values) -> Values:
    usual = np.maximum(more, _from_other_side(counts, mean)) * mean
    spread = np.maximum(variance, usual) + (ODD * usual) ** 2 + SPARE
    return np.asarray((counts - usual) / np.sqrt(spread))


def _from_other_side(counts: Values, mean: Values) -> Values:
    """How much more there surely is of the contrary: tastes go both ways, a block goes one way."""
    seen = counts + 0.5
    return np.asarray(((seen - np.sqrt(seen)) / (mean + 0.5))[::-1])


def _excess(counts: Pulls, mean: Pulls) -> tuple[Values, Values]:
    """How much more there is of everything than in twins: (2, ways, 1) and (2, 1, 1)."""
    ratio = (counts.alone + 0.5) / (mean.alone + 0.5)
    upper = np.triu_indices(counts.pairs.shape[1], 1)
    of_pairs = ((counts.pairs + 0.5) / (mean.pairs + 0.5))[:, *upper]
    return (
        np.quantile(ratio, MIDDLE, axis=-1)[..., None],
        np.quantile(of_pairs, UPPER, axis=-1)[:, None, None],
    )


def who_alone(sheet: MarkSheet, ends: Edges, side: int, way: int, target: int) -> Mask:
    """The papers counted for one target alone.

    Args:
        sheet, ends: see `pulls`.
        side, way, target: place in `Pulls.alone`.
    Returns:
        (n,) bool.
    Source:
        See `pulls`.

    >>> from mingcha.core.marksheet import sheet_of
    >>> sheet = sheet_of([3, 1, 1, 1] * 2 + [1, 3, 3, 1], np.repeat(np.arange(3), 4), "WXYZ" * 3)
    >>> who_alone(sheet, edges(sheet), 0, 0, 0).tolist()
    [True, True, False]
    """
    return np.asarray(_Side(sheet.by_target, ends, side).alone()[way][:, target])


def who_together(sheet: MarkSheet, ends: Edges, side: int, other: int, target: int) -> Mask:
    """The papers counted for two targets together.

    Args:
        sheet, ends: see `pulls`.
        side, other, target: place in `Pulls.pairs`.
    Returns:
        (n,) bool.
    Source:
        See `pulls`.

    >>> from mingcha.core.marksheet import sheet_of
    >>> sheet = sheet_of([1, 1, 3, 3] * 2 + [3, 3, 3, 3], np.repeat(np.arange(3), 4), "WXYZ" * 3)
    >>> who_together(sheet, edges(sheet), 1, 0, 1).tolist()
    [True, True, False]
    """
    seen = _Side(sheet.by_target, ends, side)
    return np.asarray(seen.sober & seen.good[:, target] & seen.good[:, other])
