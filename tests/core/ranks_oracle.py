"""The plain way, written from the paper: all ordered pairs, all draws, nothing left out.

Mogstad, Romano, Shaikh and Wilhelm (2024), algorithm 3.2. `csranks` draws anew in each step, as
the R package of that name does; `plain` takes the draws it is given.
"""

from collections.abc import Callable

import numpy as np


def spread(covariance):
    v = np.diagonal(covariance)
    sd = np.sqrt(np.maximum(v[:, None] + v[None] - 2 * covariance, 0))
    np.fill_diagonal(sd, 1)
    return sd


def steps(x, sd, open_, draw: Callable[[], np.ndarray], level, stepdown=True):
    """Accepted statements "row above column", and the last critical value."""
    own = (x[:, None] - x[None]) / sd
    open_ = open_.copy()
    accepted = np.zeros_like(open_)
    while True:
        a, b = np.nonzero(open_)
        if not a.size:
            return accepted, None
        z = draw()
        largest = np.concatenate(
            [((part[:, a] - part[:, b]) / sd[a, b]).max(axis=1) for part in np.array_split(z, 20)]
        )
        critical = np.quantile(largest, level)
        new = open_ & (own > critical)
        accepted |= new
        open_ &= ~new
        if not stepdown or not new.any():
            return accepted, critical


def everyone(n):
    return ~np.eye(n, dtype=bool)


def around(n, unit, above=True, below=True):
    """The statements about one unit: others above it, and it above others."""
    open_ = np.zeros((n, n), bool)
    open_[:, unit], open_[unit] = above, below
    open_[unit, unit] = False
    return open_


def ranges(accepted):
    n = len(accepted)
    return list(zip((1 + accepted.sum(0)).tolist(), (n - accepted.sum(1)).tolist(), strict=True))


def plain(x, covariance, z, level=0.95, stepdown=True):
    """Simultaneous ranges, marginal ranges and critical value on the draws `z` (draws, units)."""
    n, sd = len(x), spread(covariance)
    accepted, critical = steps(x, sd, everyone(n), lambda: z, level, stepdown)
    own = []
    for unit in range(n):
        found, _ = steps(x, sd, around(n, unit), lambda: z, level, stepdown)
        own.append(ranges(found)[unit])
    return ranges(accepted), own, critical


def csranks(x, errors, chance, draws=1000, level=0.95, stepdown=True):
    """Simultaneous ranges as the R package finds them, with its default number of draws."""
    accepted, _ = steps(
        x,
        spread(np.diag(errors**2)),
        everyone(len(x)),
        lambda: chance.standard_normal((draws, len(x))) * errors,
        level,
        stepdown,
    )
    return ranges(accepted)
