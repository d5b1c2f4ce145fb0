"""Rater severity: what of a score is the rated, and what is the one who rates.

A harsh hall and a mild hall give different numbers to the same organ. Crossed effects of raters
and targets take that apart wherever raters overlap; the adjusted value stands beside the raw
mean, never instead of it. Where raters do not overlap nothing can be told, and that is said.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from mingcha.core.crossed import CEILING, FLOOR, Crossed, NothingLeft, Point
from mingcha.core.descent import lowest
from mingcha.core.fixed import Fixed
from mingcha.core.gathered import Gathered
from mingcha.core.labels import Cells, Floats, Labels, labelled
from mingcha.core.notice import Unfit
from mingcha.core.ratings import Ratings, Table, check, disjoint, distinct, parts_of

METHODS: Final = ("REML", "ML", "LS")
FEW: Final = 500  # ratings; so few are solved in no time, from several starts


class Effect(NamedTuple):
    """One label of a factor.

    Attributes:
        name: the label as it was given.
        n: ratings it has.
        raw_mean: plain mean of those, in the unit of the scores.
        effect: how far above (+) or below (-) the intercept; for REML and ML the conditional
            mode, drawn towards 0 the more the fewer the ratings; for LS the contrast.
        se: its standard error; for REML and ML the conditional standard deviation.
    """

    name: Hashable
    n: int
    raw_mean: float
    effect: float
    se: float


class Adjusted(NamedTuple):
    """A target's raw mean, and beside it the value with the raters' severity taken out."""

    name: Hashable
    n: int
    raw_mean: float
    adjusted: float
    se: float


@dataclass(frozen=True)
class Fit:
    """What `fit` found. Everything but the deviance is in the unit of the scores.

    Attributes:
        method: "REML", "ML" or "LS".
        n: ratings used.
        deviance: ML: -2 log-likelihood; REML: the REML criterion; LS: residual sum of squares.
        intercept, intercept_se: the general mean and its standard error.
        sd: standard deviations of "rater", "target", "block" and "residual"; LS has the last only.
        targets, raters, blocks: effects by label, in the order of the labels.
        steps: iterations of the search.
    """

    method: str
    n: int
    deviance: float
    intercept: float
    intercept_se: float
    sd: Mapping[str, float]
    targets: tuple[Effect, ...]
    raters: tuple[Effect, ...]
    blocks: tuple[Effect, ...] = ()
    steps: int = 0
    block_of: Mapping[Hashable, Hashable] = field(default_factory=dict)

    def adjusted(self) -> tuple[Adjusted, ...]:
        """Per target the intercept and its effect, beside its raw mean.

        Where every target lies in one block (an organ in its class), the block's effect belongs
        to the target and is added; where blocks cross the targets they are taken out.

        Source:
            Domain study F16.

        >>> found = fit([94, 92, 79, 81, 81, 94], list("abcabc"), list("xxxyyy"), method="LS")
        >>> [(one.name, round(one.raw_mean, 2), round(one.adjusted, 2)) for one in found.adjusted()]
        [('x', 88.33, 88.33), ('y', 85.33, 85.33)]
        """
        shift = {one.name: one.effect for one in self.blocks} if self.block_of else {}
        return tuple(
            Adjusted(
                one.name,
                one.n,
                one.raw_mean,
                self.intercept + one.effect + shift.get(self.block_of.get(one.name), 0.0),
                one.se,
            )
            for one in self.targets
        )


def fit(
    scores: ArrayLike,
    raters: Labels,
    targets: Labels,
    *,
    blocks: Labels | None = None,
    method: str = "REML",
) -> Fit:
    """Crossed effects of raters and targets, and of blocks where given.

    Args:
        scores: (n,) numbers, any unit, higher is better.
        raters, targets, blocks: (n,) labels of the same rows; integers are fastest.
        method: "REML" (default) or "ML" for random effects; "LS" for fixed effects whose sums
            over raters and over targets are 0 (no blocks).
    Returns:
        a `Fit`; no figure in it is ever NaN or infinite.
    Raises:
        Unfit: for scores that are no numbers, columns of unequal length, a single rater, target
            or block, constant scores, labels that cannot be told apart, raters and targets that
            fall into separate parts, or effects that leave no residual. The sentence says which.
    Source:
        D. Bates and others, J. Stat. Softw. 67 (2015) i01, for the profiled criteria; domain study
        F16 for the least-squares form.

    >>> found = fit([94, 92, 79, 81, 81, 94, 92, 90, 77], list("123342124"), list("AAABBBCCC"),
    ...             method="LS")
    >>> [(one.name, round(one.adjusted, 2)) for one in found.adjusted()]
    [('A', 86.0), ('B', 88.0), ('C', 84.0)]
    """
    _check_method(method, blocks=blocks is not None)
    return _fitted(Table.of(scores, raters, targets, blocks), method)


def fit_gathered(table: Gathered, *, method: str = "REML") -> Fit:
    """`fit` for ratings that were gathered while a file was read.

    Args:
        table: with the columns "rater", "target" and perhaps "block".
        method: as for `fit`.
    Returns:
        the same `Fit`, up to rounding.
    Raises:
        Unfit: see `fit`.
    Source:
        See `fit`; cell means and sums of squares are sufficient.

    >>> from mingcha.core.gathered import Gathering
    >>> ratings = Gathering(("rater", "target"))
    >>> score = np.array([94, 92, 90, 79, 81, 77.0])
    >>> ratings.add(score, [np.array([0, 0, 0, 1, 1, 1]), np.array([0, 1, 2, 0, 1, 2])])
    >>> found = fit_gathered(ratings.done({"rater": "ab", "target": "xyz"}), method="LS")
    >>> [round(one.adjusted, 2) for one in found.adjusted()]
    [86.5, 86.5, 83.5]
    """
    _check_gathered(table, method)
    return _fitted(table, method)


def _fitted(table: Ratings, method: str) -> Fit:
    found = table.cells()
    check(table, found)
    count, of_rater, of_target = parts_of(
        found, table.columns["rater"].size, table.columns["target"].size
    )
    if count > 1:
        raise disjoint(table, of_rater, of_target, count)
    return _solved(table, found, method)


class Part(NamedTuple):
    """One set of raters and targets that overlap, with its own fit, or the reason for none."""

    raters: frozenset[Hashable]
    targets: frozenset[Hashable]
    fit: Fit | None
    reason: Unfit | None


def parts(raters: Labels, targets: Labels) -> list[tuple[frozenset[Hashable], frozenset[Hashable]]]:
    """The sets of raters and targets that hang together by their ratings.

    Args:
        raters, targets: (n,) labels of the same rows.
    Returns:
        one (raters, targets) for each part, in the order of the raters; one part is what `fit`
        needs.
    Raises:
        Unfit: for no rows, a row without a label, or columns of unequal length.
    Source:
        Connected designs, R. C. Bose (1947); S. R. Searle, Linear Models (1971), ch. 7.

    >>> [(sorted(who), sorted(whom)) for who, whom in parts(list("aabc"), list("xyyz"))]
    [(['a', 'b'], ['x', 'y']), (['c'], ['z'])]
    """
    who, whom = labelled(raters, "rater"), labelled(targets, "target")
    table = Table.of(np.zeros(who.codes.size), who, whom, None)
    count, of_rater, of_target = parts_of(table.cells(), who.size, whom.size)
    found: list[tuple[set[Hashable], set[Hashable]]] = [(set(), set()) for _ in range(count)]
    for side, (column, part) in enumerate(((who, of_rater), (whom, of_target))):
        for name, place in zip(column.names, part.tolist(), strict=True):
            found[place][side].add(name)
    return [(frozenset(left), frozenset(right)) for left, right in found]


def fit_each(
    scores: ArrayLike,
    raters: Labels,
    targets: Labels,
    *,
    blocks: Labels | None = None,
    method: str = "REML",
) -> list[Part]:
    """`fit` for every part by itself; no figure may be compared across parts.

    Args:
        scores, raters, targets, blocks, method: as for `fit`.
    Returns:
        a `Part` each, in the order of `parts`; where one cannot be fitted its `reason` says why.
    Raises:
        Unfit: for columns that cannot be read at all.
    Source:
        See `parts`.

    >>> one, other = fit_each([9, 7, 8, 5, 3], list("aabbc"), list("xyxyz"), method="LS")
    >>> sorted(other.raters), str(other.reason)[:15]
    (['c'], 'Only one rater,')
    """
    _check_method(method, blocks=blocks is not None)
    return _each(Table.of(scores, raters, targets, blocks), method)


def fit_each_gathered(table: Gathered, *, method: str = "REML") -> list[Part]:
    """`fit_each` for ratings that were gathered while a file was read.

    Args:
        table, method: see `fit_gathered`.
    Returns:
        see `fit_each`.
    Raises:
        Unfit: see `fit_each`.
    Source:
        See `fit_gathered`.

    >>> from mingcha.core.gathered import Gathering
    >>> ratings = Gathering(("rater", "target"))
    >>> ratings.add(np.array([9, 3.0]), [np.array([0, 1]), np.array([0, 1])])
    >>> len(fit_each_gathered(ratings.done({"rater": "ab", "target": "xy"})))
    2
    """
    _check_gathered(table, method)
    return _each(table, method)


def _each(table: Ratings, method: str) -> list[Part]:
    _, of_rater, _ = parts_of(
        table.cells(), table.columns["rater"].size, table.columns["target"].size
    )
    found = []
    for own in table.split(of_rater):
        who, whom = (frozenset(own.columns[name].names) for name in ("rater", "target"))
        try:
            seen = own.cells()
            check(own, seen)
            found.append(Part(who, whom, _solved(own, seen, method), None))
        except Unfit as no:
            found.append(Part(who, whom, None, no))
    return found


def _check_method(method: str, *, blocks: bool) -> None:
    if method not in METHODS:
        raise Unfit("“{method}” is no method. Write REML, ML or LS.", method=method)
    if method == "LS" and blocks:
        raise Unfit("The method LS knows no blocks. Leave them out, or choose REML.")


def _check_gathered(table: Gathered, method: str) -> None:
    _check_method(method, blocks="block" in table.columns)
    if not table.n:
        raise Unfit("There are no values in column “{column}”. Give one a row.", column="score")


def _solved(table: Ratings, found: Cells, method: str) -> Fit:
    sizes = [column.size for column in table.columns.values()]
    try:
        if method == "LS":
            return _least_squares(table, Crossed(found, sizes))
        return _likely(table, Crossed(found, sizes), method)
    except NothingLeft:
        if table.n < sum(sizes) + (method == "LS"):
            raise Unfit(
                "There are about as many effects as ratings, and nothing is left to tell how sure "
                "a figure is. Give more ratings where raters overlap, or report raw means."
            ) from None
        raise Unfit(
            "Raters and targets explain the scores entirely, and nothing is left to tell how sure "
            "a figure is. Give more ratings where raters overlap, or choose the method LS."
        ) from None


def _likely(table: Ratings, of: Crossed, method: str) -> Fit:
    reml = method == "REML"
    place, steps = _lowest(of, reml=reml)
    if (place.ratios >= CEILING).any():
        raise NothingLeft
    if (place.ratios <= FLOOR).any():
        place = Point(of, np.where(place.ratios <= FLOOR, 0.0, place.ratios), reml)
    residual = float(np.sqrt(place.r2 / place.free)) * of.scale
    deviations = np.sqrt(place.ratios) * residual
    names = list(table.columns)
    effects = {
        name: _effects(table, of, k, place.effects[k] * of.scale, place.spread(k) * residual)
        for k, name in enumerate(names)
    }
    return Fit(
        method=method,
        n=int(of.n),
        deviance=place.value + 2 * place.free * float(np.log(of.scale)),
        intercept=of.grand + place.mean * of.scale,
        intercept_se=residual / float(np.sqrt(place.rx2)),
        sd=dict(zip(names, deviations.tolist(), strict=True)) | {"residual": residual},
        targets=effects["target"],
        raters=effects["rater"],
        blocks=effects.get("block", ()),
        steps=steps,
        block_of=_block_of(table, of),
    )


def _lowest(of: Crossed, *, reml: bool) -> tuple[Point, int]:
    """The lowest point of the criterion; few ratings may have several dips, so all are tried."""
    starts = [of.start()]
    if of.n < FEW:
        starts += [np.full(len(of.sizes), height) for height in (0.1, 1e4)]
    found = [lowest(lambda ratios: Point(of, ratios, reml), at, FLOOR, CEILING) for at in starts]
    return min(found, key=lambda one: float(one[0].value))


def _least_squares(table: Ratings, of: Crossed) -> Fit:
    place = Fixed(of)
    residual = float(np.sqrt(place.r2 / place.free)) * of.scale
    effects = [
        _effects(table, of, k, place.effects[k] * of.scale, place.spread(k) * residual)
        for k in range(2)
    ]
    return Fit(
        method="LS",
        n=int(of.n),
        deviance=place.r2 * of.scale**2,
        intercept=of.grand + place.mean * of.scale,
        intercept_se=residual * place.mean_spread,
        sd={"residual": residual},
        targets=effects[1],
        raters=effects[0],
    )


def _effects(
    table: Ratings, of: Crossed, k: int, effect: Floats, error: Floats
) -> tuple[Effect, ...]:
    column = list(table.columns.values())[k]
    codes, count = of.cells.codes[k], of.cells.count
    n = np.bincount(codes, weights=count, minlength=column.size)
    mean = np.bincount(codes, weights=count * of.mean, minlength=column.size) / n
    raw = of.grand + of.scale * mean
    rows = (n.astype(int).tolist(), raw.tolist(), effect.tolist(), error.tolist())
    return tuple(map(Effect, column.names, *rows))


def _block_of(table: Ratings, of: Crossed) -> dict[Hashable, Hashable]:
    """The block of each target where every target has but one; else nothing."""
    if "block" not in table.columns:
        return {}
    target, block = table.columns["target"], table.columns["block"]
    if distinct(of.cells.codes[1], of.cells.codes[2], block.size) > target.size:
        return {}
    lies = np.zeros(target.size, np.int64)
    lies[of.cells.codes[1]] = of.cells.codes[2]
    return {name: block.names[code] for name, code in zip(target.names, lies.tolist(), strict=True)}
