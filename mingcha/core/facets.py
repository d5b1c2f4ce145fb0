"""Graded answers taken apart: target, question and rater, on one scale of logits.

The linear model of `severity` treats grades as points. This one knows that they are ordered and
end somewhere: a many-facet rating-scale model by marginal maximum likelihood. Both stand beside
the raw means; where they disagree, a person looks.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg import lapack, solve_triangular

from mingcha.core.labels import Codes, Floats, Labelled, Labels, labelled, numbers
from mingcha.core.notice import Unfit
from mingcha.core.ratings import Table, disjoint, parts_of
from mingcha.core.ratingscale import FLAT, REACH, Likelihood, Parameters, Ratings, spread_of

LEAST_NODES: Final = 41
MOST_NODES: Final = 801
CLOSE: Final = 1.0  # nodes lie no farther apart than this many posterior standard deviations
STEPS: Final = 60
PATIENCE: Final = 12  # steps by the approximate curvature, good where posteriors are narrow
SMALL: Final = 200_000  # entries: below it the exact curvature costs next to nothing
DONE: Final = 1e-8


class Level(NamedTuple):
    """One item, rater or threshold in logits: the higher, the harder to be graded well."""

    name: Hashable
    n: int
    measure: float
    se: float


class Measured(NamedTuple):
    """One target.

    Attributes:
        name, n, raw_mean: label, ratings, and their plain mean in grades.
        measure: expected value in logits given its ratings; higher is better.
        se: standard deviation of the same.
        fair_mean: mean grade expected on all items from a rater of average severity.
    """

    name: Hashable
    n: int
    raw_mean: float
    measure: float
    se: float
    fair_mean: float


@dataclass(frozen=True)
class Facets:
    """What `fit` found. Measures are logits, means are grades.

    Attributes:
        n: ratings used.
        log_likelihood: marginal, at its maximum.
        sd, sd_se: standard deviation of the targets and its standard error; both 0 where the
            targets do not differ.
        targets, items, raters, thresholds: in the order of their labels; raters have mean 0,
            thresholds sum 0 and are named by the grade they lead to.
        nodes, steps: size of the grid and number of steps.
    """

    n: int
    log_likelihood: float
    sd: float
    sd_se: float
    targets: tuple[Measured, ...]
    items: tuple[Level, ...]
    raters: tuple[Level, ...]
    thresholds: tuple[Level, ...]
    nodes: int
    steps: int


def fit(grades: ArrayLike, targets: Labels, items: Labels, raters: Labels) -> Facets:
    """The many-facet rating-scale model by marginal maximum likelihood.

    Args:
        grades: (n,) whole numbers, higher is better, every number from lowest to highest given.
        targets, items, raters: (n,) labels of the same rows.
    Returns:
        `Facets`; no figure in it is ever NaN or infinite.
    Raises:
        Unfit: for grades that are no whole numbers or leave a gap, a single target or rater, an
            item or a rater with the lowest or highest grade only, raters whose targets or items do
            not overlap, or a search without end.
    Source:
        J. M. Linacre, Many-Facet Rasch Measurement (1994); D. Andrich, Psychometrika 43 (1978),
        561-573; R. D. Bock and M. Aitkin, Psychometrika 46 (1981), 443-459.

    >>> rows = [(t, i, r) for t in range(6) for i in range(3) for r in range(4)]
    >>> who = [list(column) for column in zip(*rows)]
    >>> found = fit([(t + i + 2 * r + t * r) % 3 for t, i, r in rows], *who)
    >>> found.n, len(found.targets), abs(sum(one.measure for one in found.raters)) < 1e-9
    (72, 6, True)
    """
    read, lowest = _grades(grades)
    table = Table.of(read.astype(np.float64), raters, targets, None)
    rater, target, item = table.columns["rater"], table.columns["target"], labelled(items, "item")
    _check_columns(table, item)
    _check_overlap(table, item)
    for name, column in (("item", item), ("rater", rater)):
        _check_extremes(read, column, name)
    of = Ratings(read, target, item, rater)
    place, steps = _highest(of)
    return _told(of, place, steps, (target, item, rater), lowest)


def _grades(given: ArrayLike) -> tuple[Codes, int]:
    """Grades from 0 up, and what 0 stands for."""
    read = numbers(given, "grade")
    if (odd := np.flatnonzero(read != np.floor(read))).size:
        raise Unfit(
            "Row {row}: grade {grade} is not a whole number. Number the grades from worst to best.",
            row=int(odd[0]) + 1,
            grade=f"{read[odd[0]]:g}",
        )
    low, high = float(read.min()), float(read.max())
    if low == high:
        raise Unfit("Everybody gave grade {grade}. There is nothing to adjust.", grade=f"{low:g}")
    if high - low > 100:
        raise Unfit(
            "Grades from {low} to {high} are points and not grades. Reckon their severity instead.",
            low=f"{low:g}",
            high=f"{high:g}",
        )
    codes = (read - low).astype(np.int64)
    if (gaps := np.flatnonzero(np.bincount(codes) == 0)).size:
        raise Unfit(
            "Nobody gave grade {grade}. Join it with a neighbour and number the grades anew.",
            grade=int(low) + int(gaps[0]),
        )
    return codes, int(low)


def _check_columns(table: Table, item: Labelled) -> None:
    if item.codes.size != table.scores.size:
        raise Unfit(
            "Column “{column}” has {length} rows and the scores have {rows}. Give each score one.",
            column="item",
            length=item.codes.size,
            rows=table.scores.size,
        )
    for name, column in table.columns.items():
        if column.size == 1:
            raise Unfit(
                "Only one {column}, “{label}”. Give the ratings of others as well, or report raw "
                "means.",
                column=name,
                label=column.names[0],
            )
    if int(np.bincount(table.columns["target"].codes).max()) == 1:
        raise Unfit(
            "Every target has one rating only, so that its level cannot be told from chance. "
            "Let several raters rate each target."
        )


def _check_overlap(table: Table, item: Labelled) -> None:
    found = table.cells()
    rater = table.columns["rater"]
    count, of_rater, of_target = parts_of(found, rater.size, table.columns["target"].size)
    if count > 1:
        raise disjoint(table, of_rater, of_target, count)
    by_item = Table(table.scores, {"rater": rater, "target": item})
    count, _, _ = parts_of(by_item.cells(), rater.size, item.size)
    if count > 1:
        raise Unfit(
            "Raters and items fall into {count} parts: whether a rater is harsh or an item hard "
            "cannot be told. Let some raters answer items of several parts.",
            count=count,
        )


def _check_extremes(grades: Codes, column: Labelled, name: str) -> None:
    count = np.bincount(column.codes)
    total = np.bincount(column.codes, weights=grades)
    ends = np.flatnonzero((total == 0) | (total == count * grades.max()))
    if ends.size:
        raise Unfit(
            "The {column} “{label}” has the lowest or the highest grade only, and could be "
            "endlessly harsh or mild. Leave its {count} ratings out, and say so.",
            column=name,
            label=column.names[int(ends[0])],
            count=int(count[ends[0]]),
        )


def _highest(of: Ratings) -> tuple[Likelihood, int]:
    """Up to the maximum, on a grid that resolves the posteriors there."""
    at, taken = of.start(), 0
    nodes = _nodes(Likelihood(of, at, LEAST_NODES))
    while True:
        place, more = _climb(Likelihood(of, at, nodes))
        taken += more
        wanted = _nodes(place)
        if wanted <= nodes:
            return place, taken
        at, nodes = place.at, min(wanted + 10, MOST_NODES)


def _nodes(place: Likelihood) -> int:
    """How many nodes resolve nearly all posteriors, from the information of their ratings."""
    of, (mean, _) = place.of, place.moments
    tails = spread_of(mean[of.row] - place.delta[of.seen.indices], place.at.thresholds)[1]
    middle = tails.sum(axis=0)
    steps = (2 * np.arange(of.top) + 1)[:, None]
    variance = (tails * steps).sum(axis=0) - middle**2
    total = np.bincount(of.row, weights=variance * of.seen.data)
    widths = 1 / np.sqrt(total + np.exp(-2 * place.at.log_sd))
    reach = 2 * REACH * float(np.exp(place.at.log_sd))
    wanted = int(reach / (CLOSE * float(np.quantile(widths, 0.05)))) + 2
    return min(max(wanted, LEAST_NODES), MOST_NODES)


def _climb(here: Likelihood) -> tuple[Likelihood, int]:
    basis = here.of.basis
    for taken in range(STEPS):
        slope = basis.T @ here.slope
        flat = here.at.log_sd <= FLAT and slope[-1] < 0
        exact = taken >= PATIENCE or here.of.seen.nnz * here.nodes < SMALL
        step = _newton(here, slope, flat=flat, exact=exact)
        promise = float(slope @ step)
        if promise < DONE:
            return here, taken
        there = _up(here, basis @ step, promise)
        if there is None:
            return here, taken
        here = there
    raise Unfit(
        "The search found no end after {steps} steps. Leave out raters with very few ratings.",
        steps=STEPS,
    )


def _newton(here: Likelihood, slope: Floats, *, flat: bool, exact: bool) -> Floats:
    basis = here.of.basis
    free = np.arange(slope.size - 1 if flat else slope.size)
    step = np.zeros_like(slope)
    first = here.information if exact else here.approximate
    for information in (first, lambda: here.complete):
        bend = (basis.T @ information() @ basis)[np.ix_(free, free)]
        factor, info = lapack.dpotrf(bend, lower=1)
        if not info:
            step[free] = lapack.dpotrs(factor, slope[free], lower=1)[0]
            return step
    step[free] = slope[free] / np.maximum(np.diagonal(bend), 1.0)
    return step


def _up(here: Likelihood, step: Floats, promise: float) -> Likelihood | None:
    # No parameter moves by more than two logits at once: beyond it the curvature tells nothing.
    share = min(1.0, 2.0 / float(np.abs(step).max()))
    for _ in range(30):
        there = Likelihood(here.of, _moved(here.at, share * step), here.nodes)
        if there.value >= here.value + 1e-4 * share * promise or promise < 1e-6:
            return there
        share /= 3
    return None


def _moved(at: Parameters, step: Floats) -> Parameters:
    ends = np.cumsum([at.items.size, at.raters.size, at.thresholds.size])
    items, raters, thresholds, log_sd = np.split(step, ends)
    return Parameters(
        at.items + items,
        at.raters + raters,
        at.thresholds + thresholds,
        max(at.log_sd + float(log_sd[0]), FLAT),
    )


def _told(
    of: Ratings, place: Likelihood, steps: int, columns: Sequence[Labelled], lowest: int
) -> Facets:
    at, (target, item, rater) = place.at, columns
    errors = _errors(place)
    ends = np.cumsum([at.items.size, at.raters.size, at.thresholds.size])
    item_se, rater_se, threshold_se, sd_se = np.split(errors, ends)
    sd = 0.0 if at.log_sd <= FLAT else float(np.exp(at.log_sd))
    grades = range(lowest + 1, lowest + 1 + of.top)
    return Facets(
        n=of.n,
        log_likelihood=place.value,
        sd=sd,
        sd_se=sd * float(sd_se[0]),
        targets=_targets(of, place, target, lowest),
        items=_levels(item.names, np.bincount(item.codes), at.items, item_se),
        raters=_levels(rater.names, np.bincount(rater.codes), at.raters, rater_se),
        thresholds=_levels(tuple(grades), of.tails.astype(int), at.thresholds, threshold_se),
        nodes=place.nodes,
        steps=steps,
    )


def _errors(place: Likelihood) -> Floats:
    """Standard errors in natural coordinates; 0 for what cannot move."""
    basis = place.of.basis
    if place.at.log_sd <= FLAT:
        basis = basis[:, :-1]
    factor, info = lapack.dpotrf(basis.T @ place.information() @ basis, lower=1, clean=1)
    if info:
        raise Unfit(
            "The grades do not tell items, raters and thresholds apart. Give more ratings where "
            "raters overlap."
        )
    root = solve_triangular(factor, basis.T, lower=True)
    return np.asarray(np.sqrt((root**2).sum(axis=0)))


def _targets(of: Ratings, place: Likelihood, target: Labelled, lowest: int) -> tuple[Measured, ...]:
    mean, error = place.moments
    eta = place.theta - place.at.items[:, None]
    grade = spread_of(eta, place.at.thresholds)[1].sum(axis=0).mean(axis=0) + lowest
    fair = np.einsum("nq,q->n", place.posterior, grade)
    n = np.bincount(target.codes)
    raw = of.total / n + lowest
    rows = (n.tolist(), raw.tolist(), mean.tolist(), error.tolist(), fair.tolist())
    return tuple(map(Measured, target.names, *rows))


def _levels(
    names: Sequence[Hashable], n: Codes, measure: Floats, error: Floats
) -> tuple[Level, ...]:
    return tuple(map(Level, names, n.tolist(), measure.tolist(), error.tolist()))
