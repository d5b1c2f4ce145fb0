"""Groups that go against all others: one says up where every other says down."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mingcha.core import special
from mingcha.core.marksheet import MarkSheet
from mingcha.core.notice import Unfit

SLACK: Final = 1.2  # the middle of a small table makes taste look smaller than it is
NORMAL_MIDDLE: Final = 0.6745  # half of normal values lie within so many deviations

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Apart:
    """A group that goes against all others about one target, by `gap` points.

    `most` is the gap that chance, and the taste in which groups always differ, would reach.
    """

    group: int
    target: int
    gap: float
    most: float


def against(
    means: ArrayLike, errors: ArrayLike, *, before: ArrayLike | None = None, level: float = 0.01
) -> list[Apart]:
    """Groups whose say about a target is contrary to that of every other group.

    What a group gives on average, and what a target gets on average, is taken out; how far
    groups differ in taste is learnt from the table itself, by its middle, so that a few that
    were pulled do not count as taste. With `before`, it is the changes that are compared.

    Args:
        means: (groups, targets), points; NaN where too few said something.
        errors: (groups, targets), standard errors of the means, above 0.
        before: (groups, targets), means of the earlier round; its errors are taken as alike.
        level: false alarms a table, in (0, 1).
    Returns:
        what stands out, the widest gap first; nothing from fewer than three groups or targets.
    Raises:
        Unfit: for tables of different shapes, or a standard error that is not above 0.
    Source:
        Two-way residuals with the median absolute deviation (P. J. Rousseeuw and C. Croux,
        J. Amer. Statist. Assoc. 88 (1993), 1273-1283), Bonferroni over the table.

    >>> means = np.add.outer([0.0, 1, 2, 3], np.arange(80, 92.0))
    >>> means += np.random.default_rng(1).normal(0, 0.5, means.shape)
    >>> means[0, 4] -= 9
    >>> [(one.group, one.target) for one in against(means, np.full(means.shape, 0.5))]
    [(0, 4)]
    """
    value, error = np.asarray(means, float), np.asarray(errors, float)
    _check(value, error, before)
    if before is not None:
        value, error = value - np.asarray(before, float), error * sqrt(2)
    known = ~np.isnan(value)
    rows, columns = (known.sum(axis=1) >= 3), (known.sum(axis=0) >= 3)
    known &= rows[:, None] & columns[None, :]
    freedom = known.sum() - rows.sum() - columns.sum() + 1
    if known.sum() < 9 or freedom < 4:
        return []
    rest = _two_way(value, known)
    variance = _taste(value, error, known) ** 2 + error**2
    bar = SLACK * float(special.stdtrit(freedom / 2, 1 - level / (2 * known.sum())))
    found = []
    # What lies near the middle of the table is not worth a closer look.
    for group, target in np.argwhere(known & (np.abs(rest) > bar / 2 * np.sqrt(variance))):
        others = known[:, target] & (np.arange(len(known)) != group)
        gap = _gap(value, known, others, (int(group), int(target)))
        most = bar * sqrt(variance[group, target] + _of_middle(variance[others, target]))
        beyond = np.sign(rest[group, target] - rest[others, target])
        if abs(gap) > most and (beyond == np.sign(gap)).all():
            found.append(Apart(int(group), int(target), float(gap), float(most)))
    return sorted(found, key=lambda one: -abs(one.gap))


def group_means(sheet: MarkSheet, least: int) -> tuple[Values, Values, NDArray[np.int64]]:
    """Mean mark of each target by group, its standard error, and how many papers gave one.

    Args:
        sheet: the marks.
        least: with fewer papers there is no mean.
    Returns:
        means, errors, n: (groups, targets); NaN where there is none.
    Source:
        Plain arithmetic; half a mark's spread is added so that agreement is not certainty.

    >>> from mingcha.core.marksheet import sheet_of
    >>> sheet = sheet_of([1, 3], ["a", "b"], ["X", "X"])
    >>> group_means(sheet, 2)[0].tolist()
    [[2.0]]
    """
    marks = sheet.by_target.astype(float)
    shape = (len(sheet.groups), len(sheet.targets))
    means, errors = np.full(shape, np.nan), np.full(shape, np.nan)
    counts = np.zeros(shape, np.int64)
    if np.isnan(marks).all():
        return means, errors, counts
    floor = 1e-6 + 0.01 * float(np.nanstd(marks))
    for code in range(len(sheet.groups)):
        part = marks[sheet.group == code]
        counts[code] = n = (~np.isnan(part)).sum(axis=0)
        enough = n >= least
        if enough.any():
            means[code, enough] = np.nanmean(part[:, enough], axis=0)
            spread = np.nanstd(part[:, enough], axis=0)
            errors[code, enough] = np.maximum(spread, floor) / np.sqrt(n[enough] - 1)
    return means, errors, counts


def _check(value: Values, error: Values, before: ArrayLike | None) -> None:
    shapes = {value.shape, error.shape} | ({np.shape(before)} if before is not None else set())
    if len(shapes) > 1 or value.ndim != 2:
        raise Unfit("Means and standard errors are not tables of one shape. Give one row a group.")
    bad = np.argwhere(~np.isnan(value) & ~(error > 0))
    if len(bad):
        raise Unfit(
            "Row {row}: a standard error of {value} cannot be. Give one above 0.",
            row=int(bad[0][0]) + 1,
            value=float(error[tuple(bad[0])]),
        )


def _two_way(value: Values, known: NDArray[np.bool_]) -> Values:
    """What is left when rows and columns are taken out, by medians: one cell moves few others."""
    rest = np.where(known, value, np.nan)
    keep_rows, keep_columns = known.any(axis=1), known.any(axis=0)
    for _ in range(10):
        rest[keep_rows] -= np.nanmedian(rest[keep_rows], axis=1, keepdims=True)
        rest[:, keep_columns] -= np.nanmedian(rest[:, keep_columns], axis=0, keepdims=True)
    return rest


def _taste(value: Values, error: Values, known: NDArray[np.bool_]) -> float:
    """How far groups differ beyond chance, in points: half of the differences between two groups
    lie within 0.67 of their deviation. What a target gets from all cancels out of them.
    """
    apart, chance = [], []
    for one, other in combinations(np.flatnonzero(known.any(axis=1)), 2):
        both = known[one] & known[other]
        if both.any():
            gap = value[one, both] - value[other, both]
            apart.append(np.abs(gap - np.median(gap)))
            chance.append(error[one, both] ** 2 + error[other, both] ** 2)
    size, noise = np.concatenate(apart), np.concatenate(chance)
    low, high = 0.0, float(size.max()) + 1e-9
    for _ in range(50):
        middle = (low + high) / 2
        seen = float(np.median(size / np.sqrt(noise + 2 * middle**2)))
        low, high = (middle, high) if seen > NORMAL_MIDDLE else (low, middle)
    return high


def _gap(
    value: Values, known: NDArray[np.bool_], others: NDArray[np.bool_], cell: tuple[int, int]
) -> float:
    """The cell less what the other groups and the other targets lead one to expect."""
    group, target = cell
    columns = known[group] & (np.arange(known.shape[1]) != target)
    block = np.ix_(others, columns)
    apart = value[group, columns][None, :] - np.where(known[block], value[block], np.nan)
    usual = np.nanmedian(apart, axis=1)  # how this group differs from each other
    return float(np.median(value[group, target] - value[others, target] - usual))


def _of_middle(variance: Values) -> float:
    """Variance of the middle one of several values."""
    more = np.pi / 2 if len(variance) > 2 else 1.0
    return float(more * variance.mean() / len(variance))
