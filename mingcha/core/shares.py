"""Shares of a count in its base: intervals, shrinkage for small samples, differences, volumes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mingcha.core import special
from mingcha.core.notice import Unfit

Shares = NDArray[np.float64]
Groups = NDArray[np.int64]

Z95: Final = 1.959963984540054  # the normal quantile that leaves 2.5 % on either side
VOLUMES: Final = (2_000, 10_000)  # cases a year


class Interval(NamedTuple):
    """From the lowest to the highest value the data allow at the level asked for."""

    low: float
    high: float


@dataclass(frozen=True)
class Share:
    """So many of so many. Without its base a share says nothing, so it never travels without.

    >>> Share(4, 5).value, Share(0, 0).value
    (0.8, None)
    """

    count: int
    base: int

    def __post_init__(self) -> None:
        if not 0 <= self.count <= self.base:
            raise Unfit(
                "{count} of {base} cannot be. Check both figures.", count=self.count, base=self.base
            )

    @property
    def value(self) -> float | None:
        """The share in [0, 1]; None where nothing was counted, which is neither 0 nor 1."""
        return self.count / self.base if self.base else None

    def interval(self, z: float = Z95) -> Interval:
        """The Wilson interval, in [0, 1]; all of it where nothing was counted.

        Source:
            See `wilson`.

        >>> print("{:.1%} to {:.1%}".format(*Share(4, 5).interval()))
        37.6% to 96.4%
        """
        low, high = wilson([self.count], [self.base], z)
        return Interval(float(low[0]), float(high[0]))

    def __add__(self, other: Share) -> Share:
        return Share(self.count + other.count, self.base + other.base)

    def as_dict(self) -> dict[str, Any]:
        """Count, base, value and 95 % interval in plain JSON values."""
        low, high = self.interval()
        return {
            "count": self.count,
            "base": self.base,
            "value": self.value,
            "interval": [low, high],
        }


def wilson(count: ArrayLike, base: ArrayLike, z: float = Z95) -> tuple[Shares, Shares]:
    """The interval in which a share lies; honest for few cases, for none and for all.

    Args:
        count: (k,) whole numbers, cases of the kind.
        base: (k,) whole numbers, all cases; where it is 0, the interval is all of [0, 1].
        z: standard normal quantile, dimensionless; the default gives 95 %.

    Returns:
        low, high: (k,) float arrays, shares in [0, 1].

    Raises:
        ValueError: naming the first row whose counts cannot be true.
    Source:
        E. B. Wilson, J. Amer. Statist. Assoc. 22 (1927), 209-212.

    >>> low, high = wilson([4, 960], [5, 1000])
    >>> [f"{a:.1%} to {b:.1%}" for a, b in zip(low, high)]
    ['37.6% to 96.4%', '94.6% to 97.0%']
    """
    x, n = _counts(count, base)
    weight = n + z**2
    spread = np.divide(x * (n - x), n, out=np.zeros_like(x), where=n > 0)
    centre = (x + z**2 / 2) / weight
    reach = z / weight * np.sqrt(spread + z**2 / 4)
    # None and all have an exact end; rounding must not move it off.
    low = np.where(x == 0, 0.0, np.clip(centre - reach, 0, 1))
    high = np.where(x == n, 1.0, np.clip(centre + reach, 0, 1))
    return low, high


def shrink(count: ArrayLike, base: ArrayLike, prior_share: float, prior_weight: float) -> Shares:
    """Shares drawn towards a prior share, the more so the fewer the cases.

    Args:
        count: (k,) whole numbers, cases of the kind.
        base: (k,) whole numbers, all cases; 0 gives the prior share itself.
        prior_share: what is expected of an organ nothing is known of, in [0, 1].
        prior_weight: how many cases that expectation is worth, above 0.

    Returns:
        (k,) float array, shares in [0, 1].

    Raises:
        ValueError: naming the first row whose counts cannot be true, or an unfit prior.
    Source:
        Posterior mean under a beta prior; B. Efron and C. Morris, J. Amer. Statist. Assoc. 70
        (1975), 311-319, on why to shrink. Weight 30 at 95 % is this project's default.

    >>> [f"{share:.1%}" for share in shrink([4, 960], [5, 1000], 0.95, 30)]
    ['92.9%', '96.0%']
    """
    x, n = _counts(count, base)
    if not (0 <= prior_share <= 1 and prior_weight > 0):
        raise ValueError(f"a prior share of {prior_share} with weight {prior_weight} cannot be")
    return np.asarray((x + prior_weight * prior_share) / (n + prior_weight))


@dataclass(frozen=True)
class Difference:
    """How far two shares lie apart: the first minus the second, and what the data allow."""

    first: Share
    second: Share
    value: float | None
    interval: Interval

    @property
    def parted(self) -> bool:
        """Whether the data rule out that the two are the same."""
        return self.interval.low > 0 or self.interval.high < 0


def difference(first: Share, second: Share, z: float = Z95) -> Difference:
    """The first share minus the second, of two separate groups, with its interval in [-1, 1].

    Args:
        first, second: two shares with their bases; nobody is counted in both.
        z: standard normal quantile, dimensionless; the default gives 95 %.

    Returns:
        a `Difference`; its value is None if one of the bases is 0.
    Source:
        R. G. Newcombe, Statist. Med. 17 (1998), 873-890, method 10 (square and add).

    >>> apart = difference(Share(56, 70), Share(48, 80))
    >>> print(f"{apart.value:.4f} ({apart.interval.low:.4f} to {apart.interval.high:.4f})")
    0.2000 (0.0524 to 0.3339)
    """
    (low1, high1), (low2, high2) = first.interval(z), second.interval(z)
    if first.value is None or second.value is None:
        return Difference(first, second, None, Interval(low1 - high2, high1 - low2))
    apart = first.value - second.value
    down = float(np.hypot(first.value - low1, high2 - second.value))
    up = float(np.hypot(high1 - first.value, second.value - low2))
    return Difference(first, second, apart, Interval(apart - down, apart + up))


def volume_groups(volumes: ArrayLike, limits: Sequence[int] = VOLUMES) -> Groups:
    """Sort organs by how much they handle; only organs of one group may be compared.

    Args:
        volumes: (k,) cases a year, 0 or more.
        limits: ascending lower bounds, in cases a year, of every group but the smallest.

    Returns:
        (k,) int array, group numbers: 0 is the smallest group, len(limits) the largest.

    Raises:
        ValueError: for limits that do not ascend, or naming the first volume below 0.
    Source:
        India's grievance redressal index compares ministries inside three groups: under 2,000,
        2,000 to 9,999, and from 10,000 grievances a year.

    >>> volume_groups([120, 1999, 2000, 9999, 10000]).tolist()
    [0, 0, 1, 1, 2]
    """
    cases, bounds = np.asarray(volumes, float), np.asarray(limits, float)
    if (np.diff(bounds) <= 0).any():
        raise ValueError(f"limits must ascend: {list(limits)}")
    if (bad := np.flatnonzero(~(cases >= 0))).size:
        raise ValueError(f"row {bad[0]}: a volume of {cases[bad[0]]:g} cannot be")
    return np.searchsorted(bounds, cases, side="right").astype(np.int64)


def rate_interval(
    weights: Sequence[float], base: float, heaviest: float, level: float = 0.95
) -> Interval:
    """The interval of a weighted number of events per unit, exact where all weigh the same.

    Args:
        weights: (n,) what each event that occurred weighs, in points; n may be 0.
        base: units observed, above 0; taken as known.
        heaviest: the most one event may weigh, in points; a unit nobody saw might.
        level: coverage, dimensionless; never below it in the authors' studies.
    Returns:
        low, high: points per unit, 0 or more.
    Raises:
        ValueError: for a base or a heaviest weight that is not above 0.
    Source:
        M. P. Fay and E. J. Feuer, Statist. Med. 16 (1997), 791-801, formulas 2 and 4. With equal
        weights it is the exact Poisson interval of F. Garwood, Biometrika 28 (1936), 437-442.

    >>> low, high = rate_interval([1] * 5, 1, 1)
    >>> print(f"{low:.3f} to {high:.3f}")
    1.623 to 11.668
    """
    if not (base > 0 and heaviest > 0):
        raise ValueError(f"base {base} and heaviest weight {heaviest} must be above 0")
    total, square = sum(weights), sum(weight**2 for weight in weights)
    tail = (1 - level) / 2
    low = square / total * special.gammaincinv(total**2 / square, tail) if total else 0.0
    total, square = total + heaviest, square + heaviest**2
    high = square / total * special.gammaincinv(total**2 / square, 1 - tail)
    return Interval(float(low) / base, float(high) / base)


def _counts(count: ArrayLike, base: ArrayLike) -> tuple[Shares, Shares]:
    x, n = np.broadcast_arrays(np.asarray(count, float), np.asarray(base, float))
    if (bad := np.flatnonzero(~((x >= 0) & (x <= n) & (n < np.inf)))).size:
        row = bad[0]
        raise ValueError(f"row {row}: {x.flat[row]:g} of {n.flat[row]:g} cannot be")
    return x, n
