"""Random draws of errors, and their largest studentised differences without looking at all pairs.

A pair (a, b) stands for the statement "a is above b". In one draw its value is
`(z_a - z_b) / sd(z_a - z_b)`. What is asked for is the largest value over the pairs that are not
yet told apart. All answers are exact; only pairs that cannot be the largest are passed over:

* With independent errors, replacing a by a unit with a larger draw and no larger error cannot
  lower the value. So in each draw only few units matter, its *front*: those whose draw exceeds
  (or is under) the draws of all units with no larger error. About log n of n do.
* Only draws near the quantile asked for are ever looked at again.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mingcha.core.notice import Unfit

Floats = NDArray[np.floating]
Whole = NDArray[np.int64]
CHUNK: Final = 250_000  # numbers worked on at once: what fits the caches
ROUNDED: Final = np.float32(1 + 4e-6)  # single precision must not make a bound too small


class Draws(ABC):
    """Errors drawn for each unit, and exact answers on them; draws go by number."""

    z: NDArray[np.float32]  # (draws, units)
    tight = False  # whether `reach` is reached, or only an upper bound

    @property
    def count(self) -> int:
        """How many draws there are."""
        return len(self.z)

    def rows(self, draws: Whole) -> NDArray[np.float32]:
        """(draws, units): the errors of these draws."""
        return self.z.take(draws, axis=0)

    @abstractmethod
    def spread(self, a: Whole, b: Whole) -> Floats:
        """Standard deviation of the difference of the units a and b, broadcast."""

    @abstractmethod
    def spreads(self, unit: int) -> Floats:
        """(units,): standard deviation of the difference of each from one unit; 1 for itself."""

    @abstractmethod
    def reach(self, units: slice, draws: Whole | None = None) -> NDArray[np.float32]:
        """(units, draws): at least the largest value of all pairs the unit is in, either way."""

    @abstractmethod
    def ceilings(self) -> Floats:
        """(draws,): at least the largest value of all pairs."""

    def against(self, unit: int, draws: Whole) -> NDArray[np.float32]:
        """(draws, units): value of "the other is above `unit`", 0 for itself."""
        rows = self.rows(draws)
        rows -= rows[:, [unit]]
        rows *= (1 / self.spreads(unit)).astype(np.float32)
        return rows

    def leaders(self, unit: int, draws: Whole) -> tuple[Floats, Whole]:
        """(draws,): value farthest from 0 of "the other is above `unit`"; and who the other is."""
        rows = self.against(unit, draws)
        other = np.abs(rows).argmax(axis=1)
        return rows[np.arange(draws.size), other], other


class Independent(Draws):
    """Errors of units that have nothing to do with each other; ascending standard errors.

    Draws are numbered by how many units matter in them, the most first: so those with a further
    unit to look at are always a head of the others.
    """

    tight = True

    def __init__(self, errors: Floats, count: int, seed: int) -> None:
        chance = np.random.Generator(np.random.SFC64(seed))
        self.variance = np.asarray(errors, float) ** 2
        self._small = self.variance.astype(np.float32)
        self.z = chance.standard_normal((count, errors.size), np.float32)
        self.z *= np.asarray(errors, np.float32)
        self._find_fronts()

    def rows(self, draws: Whole) -> NDArray[np.float32]:
        """See `Draws`."""
        return self.z.take(self._order[draws], axis=0)

    def spread(self, a: Whole, b: Whole) -> Floats:
        """See `Draws`."""
        spread: Floats = np.sqrt(self.variance[a] + self.variance[b])
        return spread

    def spreads(self, unit: int) -> Floats:
        """See `Draws`."""
        spreads: Floats = np.sqrt(self.variance + self.variance[unit])
        spreads[unit] = 1
        return spreads

    def _find_fronts(self) -> None:
        """Who matters in each draw, one after the other."""
        count, n = self.z.shape
        step, alike = max(1, CHUNK // n), _alike(self.variance)
        found = [_front(self.z[at : at + step], alike) for at in range(0, count, step)]
        sizes = np.concatenate([part.sum(axis=1) for part in found])
        unit = np.concatenate([np.flatnonzero(part) % n for part in found])
        self._order = np.argsort(-sizes, kind="stable")
        self._sizes = sizes[self._order]
        starts = np.cumsum(sizes) - sizes
        self._starts = np.cumsum(self._sizes) - self._sizes
        draw = np.repeat(np.arange(count), self._sizes)
        entry = np.arange(unit.size) + np.repeat(starts[self._order] - self._starts, self._sizes)
        unit = unit[entry]
        self._front_z = self.z[self._order[draw], unit]
        self._front_v = self._small[unit]

    def _heads(self, sizes: Whole) -> list[int]:
        """How many draws have a first, a second, a third ... unit that matters."""
        slots = np.arange(int(sizes.max(initial=0)))
        heads: list[int] = np.searchsorted(-sizes, -slots, side="left").tolist()
        return heads

    def reach(self, units: slice, draws: Whole | None = None) -> NDArray[np.float32]:
        """See `Draws`; `draws` ascend."""
        which = slice(None) if draws is None else draws
        z = np.ascontiguousarray(self.z[:, units].take(self._order[which], axis=0).T)
        starts, sizes = self._starts[which], self._sizes[which]
        most = np.zeros(z.shape, np.float32)
        step = max(1, CHUNK // max(1, len(z)))
        for at in range(0, z.shape[1], step):
            part = slice(at, at + step)
            self._climb(z[:, part], self._small[units], starts[part], sizes[part], most[:, part])
        return np.sqrt(most, out=most)

    def _climb(
        self, z: Floats, variance: Floats, starts: Whole, sizes: Whole, most: Floats
    ) -> None:
        """Square of the largest value against all who matter."""
        for slot, head in enumerate(self._heads(sizes)):
            entry = starts[:head] + slot
            square = z[:, :head] - self._front_z[entry]
            square *= square
            square /= variance[:, None] + self._front_v[entry]
            np.maximum(most[:, :head], square, out=most[:, :head])

    def ceilings(self) -> Floats:
        """See `Draws`; here it is the largest value itself."""
        most = np.zeros(self.count, np.float32)
        earlier: list[tuple[Floats, Floats]] = []
        for slot, head in enumerate(self._heads(self._sizes)):
            entry = self._starts[:head] + slot
            z, variance = self._front_z[entry], self._front_v[entry]
            for other_z, other_variance in earlier:
                square = other_z[:head] - z
                square *= square
                square /= other_variance[:head] + variance
                np.maximum(most[:head], square, out=most[:head])
            earlier.append((z, variance))
        return np.sqrt(most) * ROUNDED


def _alike(variance: Floats) -> list[slice]:
    """Rows of units with one and the same error."""
    ends = np.append(np.flatnonzero(np.diff(variance)) + 1, variance.size).tolist()
    return [slice(a, b) for a, b in zip([0, *ends[:-1]], ends, strict=True) if b - a > 1]


def _front(z: NDArray[np.float32], alike: list[slice]) -> NDArray[np.bool_]:
    """(draws, units): who exceeds, or is under, everybody with no larger error."""
    by_unit = np.ascontiguousarray(z.T)
    front = np.zeros(by_unit.shape, bool)
    for highest, beyond in ((np.maximum, np.greater), (np.minimum, np.less)):
        new = np.ones(by_unit.shape, bool)
        beyond(by_unit[1:], highest.accumulate(by_unit, axis=0)[:-1], out=new[1:])
        for part in alike:  # of these only the last to exceed the others matters
            later = np.logical_or.accumulate(new[part][::-1], axis=0)[::-1]
            new[part][:-1] &= ~later[1:]
        front |= new
    return np.ascontiguousarray(front.T)


class Correlated(Draws):
    """Errors with a covariance matrix."""

    def __init__(self, covariance: Floats, count: int, seed: int) -> None:
        chance = np.random.Generator(np.random.SFC64(seed))
        self.covariance = np.asarray(covariance, float)
        self._variance = np.diagonal(self.covariance)
        root = _root(self.covariance).astype(np.float32)
        self._least = np.array([self._nearest(unit) for unit in range(len(root))])
        self.z = chance.standard_normal((count, len(root)), np.float32) @ root.T

    def spread(self, a: Whole, b: Whole) -> Floats:
        """See `Draws`."""
        square = self._variance[a] + self._variance[b] - 2 * self.covariance[a, b]
        spread: Floats = np.sqrt(square)
        return spread

    def spreads(self, unit: int) -> Floats:
        """See `Draws`."""
        square = self._variance + self._variance[unit] - 2 * self.covariance[unit]
        square[unit] = 1
        spreads: Floats = np.sqrt(square)
        return spreads

    def _nearest(self, unit: int) -> np.float32:
        """The smallest standard deviation of its difference from another."""
        square = self._variance + self._variance[unit] - 2 * self.covariance[unit]
        square[unit] = np.inf
        twin = int(square.argmin())
        if square[twin] <= 1e-12 * (self._variance[unit] + self._variance[twin]):
            raise Unfit(
                "Rows {a} and {b} of the covariance matrix always err alike, so nothing is "
                "unsure between them. Put the two together, or check the matrix.",
                a=min(unit, twin) + 1,
                b=max(unit, twin) + 1,
            )
        return np.float32(np.sqrt(square[twin]))

    def reach(self, units: slice, draws: Whole | None = None) -> NDArray[np.float32]:
        """See `Draws`."""
        z = self.z if draws is None else self.rows(draws)
        mine, high, low = z[:, units], z.max(axis=1), z.min(axis=1)
        most: NDArray[np.float32] = np.maximum(high[:, None] - mine, mine - low[:, None]).T
        most *= ROUNDED / self._least[units, None]
        return most

    def ceilings(self) -> Floats:
        """See `Draws`."""
        step = max(1, CHUNK // len(self._least))
        parts = [np.arange(at, min(at + step, self.count)) for at in range(0, self.count, step)]
        return np.concatenate([self.reach(slice(None), part).max(axis=0) for part in parts])


def _root(covariance: Floats) -> Floats:
    try:
        lower: Floats = np.linalg.cholesky(covariance)
    except np.linalg.LinAlgError:
        return _even_if_flat(covariance)
    return lower


def _even_if_flat(covariance: Floats) -> Floats:
    values, vectors = np.linalg.eigh(covariance)
    if values[0] < -1e-8 * values[-1]:
        raise Unfit(
            "The covariance matrix says that some mixture of the units has a variance below 0, "
            "which cannot be. Check the matrix."
        )
    # Of all roots the symmetric one: rounding cannot turn it, even where two values are the same.
    root: Floats = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
    return root
