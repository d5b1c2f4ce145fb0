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
    """`z[unit, draw]`: errors drawn for each unit; exact answers on them."""

    z: NDArray[np.float32]
    tight: bool  # whether `reach` is reached, or only an upper bound

    @property
    def count(self) -> int:
        """How many draws there are."""
        return int(self.z.shape[1])

    @abstractmethod
    def spread(self, a: Whole, b: Whole) -> Floats:
        """Standard deviation of the difference of the units a and b, broadcast."""

    @abstractmethod
    def reach(self, units: slice, draws: Whole | None = None) -> NDArray[np.float32]:
        """(units, draws): at least the largest value of all pairs the unit is in, either way."""

    @abstractmethod
    def ceilings(self) -> Floats:
        """(draws,): at least the largest value of all pairs."""

    def against(self, unit: int, others: Whole, draws: Whole) -> NDArray[np.float32]:
        """(others, draws): value of "the other is above `unit`", 0 for itself."""
        sd = self.spread(others, np.array(unit))
        sd[others == unit] = 1
        rows = self.z.take(draws, axis=1).take(others, axis=0)
        rows -= self.z[unit, draws]
        rows *= (1 / sd).astype(np.float32)[:, None]
        return rows


class Independent(Draws):
    """Errors of units that have nothing to do with each other; ascending standard errors."""

    tight = True

    def __init__(self, errors: Floats, count: int, seed: int) -> None:
        chance = np.random.Generator(np.random.SFC64(seed))
        self.variance = np.asarray(errors, float) ** 2
        self._small = self.variance.astype(np.float32)
        self.z = chance.standard_normal((errors.size, count), np.float32)
        self.z *= np.asarray(errors, np.float32)[:, None]
        self._find_fronts()

    def spread(self, a: Whole, b: Whole) -> Floats:
        """See `Draws`."""
        spread: Floats = np.sqrt(self.variance[a] + self.variance[b])
        return spread

    def _find_fronts(self) -> None:
        """Who matters in each draw; draws are put in order of how many do, the most first."""
        n, count = self.z.shape
        step = max(1, CHUNK // n)
        found = [_fronts(self.z[:, at : at + step], at) for at in range(0, count, step)]
        draw, unit = (np.concatenate(part) for part in zip(*found, strict=True))
        last = np.append((draw[1:] != draw[:-1]) | (np.diff(unit) < 0), True)
        # Of units with the same error only the last to exceed the others matters.
        last[:-1] |= self.variance[unit[1:]] > self.variance[unit[:-1]]
        draw, unit = draw[last], unit[last]
        sizes = np.bincount(draw, minlength=count)
        order = np.argsort(-sizes, kind="stable")
        for row in self.z:
            row[:] = row.take(order)
        place = np.empty(count, np.int64)
        place[order] = np.arange(count)
        by_place = np.argsort(place[draw], kind="stable")
        self._unit, self._draw = unit[by_place], place[draw][by_place]
        self._sizes = sizes[order]
        self._starts = np.concatenate([[0], np.cumsum(self._sizes)])
        self._front_z = self.z[self._unit, self._draw]
        self._front_v = self._small[self._unit]

    def reach(self, units: slice, draws: Whole | None = None) -> NDArray[np.float32]:
        """See `Draws`."""
        z = self.z[units] if draws is None else self.z[units][:, draws]
        starts = self._starts[:-1] if draws is None else self._starts[draws]
        sizes = self._sizes if draws is None else self._sizes[draws]
        most = np.zeros(z.shape, np.float32)
        step = max(1, CHUNK // max(1, z.shape[0]))
        for at in range(0, z.shape[1], step):
            part = slice(at, at + step)
            self._climb(z[:, part], self._small[units], starts[part], sizes[part], most[:, part])
        return np.sqrt(most, out=most)

    def _climb(
        self, z: Floats, variance: Floats, starts: Whole, sizes: Whole, most: Floats
    ) -> None:
        """Square of the largest value against the front; sizes descend, so a head is enough."""
        for slot in range(int(sizes.max(initial=0))):
            head = int(np.searchsorted(-sizes, -slot, side="left"))
            entry = starts[:head] + slot
            square = z[:, :head] - self._front_z[entry]
            square *= square
            square /= variance[:, None] + self._front_v[entry]
            np.maximum(most[:, :head], square, out=most[:, :head])

    def ceilings(self) -> Floats:
        """See `Draws`; here it is the largest value itself."""
        most = np.zeros(self._draw.size, np.float32)
        for slot in range(int(self._sizes[0])):
            head = int(np.searchsorted(-self._sizes, -slot, side="left"))
            entries = slice(0, self._starts[head])
            other = self._starts[self._draw[entries]] + slot
            square = self._front_z[entries] - self._front_z[other]
            square *= square
            square /= self._front_v[entries] + self._front_v[other]
            np.maximum(most[entries], square, out=most[entries])
        top: Floats = np.sqrt(np.maximum.reduceat(most, self._starts[:-1])) * ROUNDED
        return top


def _fronts(z: NDArray[np.float32], at: int) -> tuple[Whole, Whole]:
    """Draws and units of all who exceed, then of all who are under, everybody before them."""
    draws, units = [], []
    for highest, beyond in ((np.maximum, np.greater), (np.minimum, np.less)):
        new = np.ones(z.shape, bool)
        beyond(z[1:], highest.accumulate(z, axis=0)[:-1], out=new[1:])
        unit, draw = np.divmod(np.flatnonzero(new), z.shape[1])
        order = np.argsort(draw, kind="stable")
        draws.append(draw[order] + at)
        units.append(unit[order])
    return np.concatenate(draws), np.concatenate(units)


class Correlated(Draws):
    """Errors with a covariance matrix."""

    tight = False

    def __init__(self, covariance: Floats, count: int, seed: int) -> None:
        chance = np.random.Generator(np.random.SFC64(seed))
        self.covariance = np.asarray(covariance, float)
        root = _root(self.covariance)
        self.z = root.astype(np.float32) @ chance.standard_normal(
            (root.shape[1], count), np.float32
        )
        self._least = self._least_spread()

    def spread(self, a: Whole, b: Whole) -> Floats:
        """See `Draws`."""
        variance = np.diagonal(self.covariance)
        spread: Floats = np.sqrt(variance[a] + variance[b] - 2 * self.covariance[a, b])
        return spread

    def _least_spread(self) -> Floats:
        """Of each unit: the smallest standard deviation of its difference from another."""
        n = self.covariance.shape[0]
        variance, least = np.diagonal(self.covariance), np.empty(n)
        for unit in range(n):
            square = variance + variance[unit] - 2 * self.covariance[unit]
            square[unit] = np.inf
            twin = int(square.argmin())
            if square[twin] <= 1e-12 * (variance[unit] + variance[twin]):
                raise Unfit(
                    "Rows {a} and {b} of the covariance matrix always err alike, so nothing is "
                    "unsure between them. Put the two together, or check the matrix.",
                    a=min(unit, twin) + 1,
                    b=max(unit, twin) + 1,
                )
            least[unit] = np.sqrt(square[twin])
        return least.astype(np.float32)

    def reach(self, units: slice, draws: Whole | None = None) -> NDArray[np.float32]:
        """See `Draws`."""
        z = self.z if draws is None else self.z[:, draws]
        mine = z[units]
        most: NDArray[np.float32] = np.maximum(z.max(axis=0) - mine, mine - z.min(axis=0))
        most /= self._least[units, None] / ROUNDED
        return most

    def ceilings(self) -> Floats:
        """See `Draws`."""
        step = max(1, CHUNK // self.count)
        top = np.zeros(self.count, np.float32)
        for at in range(0, self.z.shape[0], step):
            np.maximum(top, self.reach(slice(at, at + step)).max(axis=0), out=top)
        return top


def _root(covariance: Floats) -> Floats:
    values, vectors = np.linalg.eigh(covariance)
    if values[0] < -1e-8 * values[-1]:
        raise Unfit(
            "The covariance matrix says that some mixture of the units has a variance below 0, "
            "which cannot be. Check the matrix."
        )
    root: Floats = vectors * np.sqrt(np.maximum(values, 0))
    return root
