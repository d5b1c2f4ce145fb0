"""Honest twins of a round: what its papers would look like if nobody had pulled at them.

A twin has the same papers, groups, gaps and, but for chance, the same share of each mark about
each target in each group; its raters are as harsh and as lenient, and their marks about one
target hang together as much, as those of the round itself. What a twin does not have is a block
of papers that pulls one way. How often something is seen in twins is how often it is seen by
chance.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.random import SFC64, Generator
from numpy.typing import NDArray

from mingcha.core.marksheet import Marks, MarkSheet

# Twins are generous: people differ in how much of a scale they use, and some are very harsh.
STYLE: Final = 0.2  # standard deviation of the logarithm of how far a rater's marks spread
HARSH: Final = 6.0  # degrees of freedom of harshness: heavier tails than normal
TABLE: Final = 60_000
TRIES: Final = 3
LEVELS: Final = 16  # up to so many different marks a sheet is taken for graded
CLOSEST: Final = 0.9

Floats = NDArray[np.float32]


class Twins:
    """Draws honest twins of a sheet, from a seed.

    Source:
        Gaussian copula with the margins of the data (R. B. Nelsen, An Introduction to Copulas,
        2006, ch. 2) and one common factor a rater; correlation of the twin is brought to that
        of the round by repeated proportion.

    >>> from mingcha.core.marksheet import sheet_of
    >>> rng = np.random.default_rng(1)
    >>> scores = rng.integers(1, 4, 300)
    >>> sheet = sheet_of(scores, np.repeat(np.arange(30), 10), np.tile(np.arange(10), 30))
    >>> Twins(sheet, seed=1).draw().marks.shape
    (30, 10)
    """

    def __init__(self, sheet: MarkSheet, seed: int) -> None:
        self.sheet = sheet
        self.chance = Generator(SFC64(seed))
        self.given = ~np.isnan(sheet.marks)
        self.levels = np.unique(sheet.marks[self.given])
        self.rater = self.halo = 0.0
        wanted = _together(sheet)
        self._fit(wanted)

    def draw(self) -> MarkSheet:
        """One twin, (n, m) as the sheet."""
        sheet = self.sheet
        n, m = sheet.marks.shape
        chance = self.chance
        common = self._harshness(n)[:, None] * np.float32(self.rater**0.5)
        left = np.float32(max(1 - self.rater - self.halo, 0.0) ** 0.5)
        latent = common + left * chance.standard_normal((n, m), dtype=np.float32)
        if self.halo:
            halo = chance.standard_normal((n, len(sheet.targets)), dtype=np.float32)
            latent += np.float32(self.halo**0.5) * halo[:, sheet.target]
        latent *= np.exp(np.float32(STYLE) * chance.standard_normal((n, 1), dtype=np.float32))
        return sheet.with_marks(self._marks(latent))

    def _harshness(self, n: int) -> Floats:
        t = self.chance.standard_t(HARSH, n) * ((HARSH - 2) / HARSH) ** 0.5
        return np.asarray(t, np.float32)

    def _fit(self, wanted: tuple[float, float]) -> None:
        """Bring the twin's correlations to those of the round."""
        apart, same = (min(max(one, 0.0), CLOSEST) for one in wanted)
        self.rater, self.halo = apart, max(same - apart, 0.0)
        for _ in range(TRIES if apart or same else 0):
            self._cut()
            drawn_apart, drawn_same = _together(self.draw())
            rater = self.rater * _proportion(apart, drawn_apart)
            halo = self.halo * _proportion(same - apart, drawn_same - drawn_apart)
            self.rater = min(rater, CLOSEST)
            self.halo = min(halo, CLOSEST - self.rater)
        self._cut()

    def _cut(self) -> None:
        """Where the latent value is cut so that each mark has the share it has in the round."""
        chance = self.chance
        one = self._harshness(TABLE) * self.rater**0.5
        one = one + (1 - self.rater) ** 0.5 * chance.standard_normal(TABLE, dtype=np.float32)
        one *= np.exp(STYLE * chance.standard_normal(TABLE, dtype=np.float32))
        table = np.sort(one)
        self.cuts: list[tuple[NDArray[np.intp], Floats]] = []
        probabilities = (np.arange(1, TABLE + 1) - 0.5) / TABLE
        graded = len(self.levels) <= LEVELS
        for code in range(len(self.sheet.groups)):
            rows = np.flatnonzero(self.sheet.group == code)
            marks = self.sheet.marks[rows]
            if not len(rows):
                continue
            if not graded:
                self.cuts.append((rows, np.sort(marks, axis=0)))
                continue
            n = np.maximum((~np.isnan(marks)).sum(axis=0), 1)
            below = np.stack([(marks <= level).sum(axis=0) for level in self.levels[:-1]]) / n
            cut = np.interp(below, probabilities, table).astype(np.float32)
            cut[below <= 0], cut[below >= 1] = -np.inf, np.inf
            self.cuts.append((rows, cut))
        self.table = table

    def _marks(self, latent: Floats) -> Marks:
        out = np.full(latent.shape, np.nan, np.float32)
        for rows, cut in self.cuts:
            value = latent[rows]
            if len(self.levels) <= LEVELS:
                place = np.zeros(value.shape, np.int8)
                for level in cut:
                    place += value > level
                out[rows] = self.levels[place]
            else:
                share = np.searchsorted(self.table, value.ravel()).reshape(value.shape) / TABLE
                n = (~np.isnan(cut)).sum(axis=0)
                place = np.minimum((share * n).astype(np.intp), np.maximum(n - 1, 0))
                out[rows] = np.take_along_axis(cut, place, axis=0)
        out[~self.given] = np.nan
        return out


def _proportion(wanted: float, seen: float) -> float:
    return min(max(wanted / seen, 0.25), 4.0) if seen > 0 and wanted > 0 else float(wanted > 0)


def standardised(sheet: MarkSheet) -> Floats:
    """Marks less the mean of their column in their group, in its deviations; 0 where none is.

    Args:
        sheet: n papers, m columns.
    Returns:
        (n, m) float array, dimensionless.
    Source:
        Plain arithmetic.

    >>> from mingcha.core.marksheet import sheet_of
    >>> standardised(sheet_of([1, 3], ["a", "b"], ["X", "X"])).tolist()
    [[-1.0], [1.0]]
    """
    out = np.zeros(sheet.marks.shape, np.float32)
    for code in range(len(sheet.groups)):
        rows = np.flatnonzero(sheet.group == code)
        marks = sheet.marks[rows]
        given = ~np.isnan(marks)
        n = np.maximum(given.sum(axis=0), 1)
        apart = np.where(given, marks - np.where(given, marks, 0).sum(axis=0) / n, 0)
        spread = np.sqrt((apart**2).sum(axis=0) / n)
        out[rows] = np.divide(apart, spread, out=np.zeros_like(apart), where=spread > 1e-6)
    return out


def _together(sheet: MarkSheet) -> tuple[float, float]:
    """Mean correlation of a rater's marks: about different targets, and about the same."""
    marks, given = standardised(sheet), ~np.isnan(sheet.marks)
    sums, n = _by_target(sheet, marks), _by_target(sheet, given.astype(np.float32))
    square, count = (marks**2).sum(dtype=float), given.sum(dtype=float)
    inside, pairs = (sums**2).sum(dtype=float), (n**2).sum(dtype=float)
    whole = (marks.sum(axis=1, dtype=float) ** 2).sum() - inside
    all_pairs = (given.sum(axis=1, dtype=float) ** 2).sum() - pairs
    apart = whole / all_pairs if all_pairs else 0.0
    same = (inside - square) / (pairs - count) if pairs > count else apart
    return float(apart), float(same)


def _by_target(sheet: MarkSheet, values: Floats) -> Floats:
    if len(sheet.target) == len(sheet.targets):
        return values
    out = np.zeros((len(values), len(sheet.targets)), np.float32)
    for column, place in enumerate(sheet.target):
        out[:, place] += values[:, column]
    return out
