"""Bursts: more events in one short span than a steady stream brings by chance.

For reviews and complaints, which carry a time. Ballots carry none, and never will.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mingcha.core import special
from mingcha.core.notice import Unfit

LEVEL: Final = 0.01
LEAST: Final = 4  # events: three of a kind are no burst

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Burst:
    """`count` events from `first` to `last`, where `expected` would come in a window.

    `most` is what the fullest window of a steady stream holds; more than that has the
    probability `level` in the whole period, windows overlapping and all.
    """

    first: float
    last: float
    count: int
    expected: float
    most: int
    level: float


def bursts(
    times: ArrayLike,
    window: float,
    *,
    background: ArrayLike | None = None,
    period: tuple[float, float] | None = None,
    level: float = LEVEL,
) -> list[Burst]:
    """Spans in which events came faster than a Poisson stream brings them.

    Args:
        times: (n,) when each event came, in any unit and order, from any zero.
        window: length of a span, in the unit of the times, above 0.
        background: (h,) times at which events of the whole city came in the same period: where
            many come, many are expected; else a steady stream over the period.
        period: first and last moment that was watched; else from the first to the last event.
        level: false alarms over the whole period, in (0, 1).
    Returns:
        bursts in the order of time; overlapping windows are told as one.
    Raises:
        Unfit: for a time that is no number, a window that is not above 0 or longer than the
            period, or events outside it.
    Source:
        Scan statistic: J. I. Naus, J. Amer. Statist. Assoc. 77 (1982), 177-183; S. E. Alm,
        Statist. Probab. Letters 17 (1993) for the tail used here. Time is stretched so that the
        background is steady.

    >>> steady = np.arange(0, 240, 2.5)
    >>> found = bursts([*steady, *np.linspace(100.5, 101.5, 12)], 2.0)
    >>> [(one.first, one.last, one.count) for one in found]
    [(100.0, 102.5, 14)]
    """
    when = np.sort(np.asarray(times, float))
    start, end = _period(when, window, period)
    if len(when) < LEAST:
        return []
    clock = _clock(when, background, start, end)
    own = np.asarray(clock(when))  # time at which the stream is steady, from 0 to 1
    spans = np.asarray(clock(np.minimum(when + window, end))) - own
    return _merged(when, own, spans, window, level)


def _merged(when: Values, own: Values, spans: Values, window: float, level: float) -> list[Burst]:
    n = len(when)
    last = np.searchsorted(when, when + window, side="right")
    counts = last - np.arange(n)
    found: list[tuple[int, int, float, int]] = []
    limits: dict[float, int] = {}
    for at in np.flatnonzero(counts >= LEAST):
        share = max(float(spans[at]), 1e-12)
        key = round(share, 6)
        if key not in limits:
            limits[key] = fullest(n, share, level)
        if counts[at] > limits[key]:
            found.append((int(at), int(last[at]) - 1, n * share, limits[key]))
    return _joined(found, when, level)


def _joined(found: list[tuple[int, int, float, int]], when: Values, level: float) -> list[Burst]:
    out: list[Burst] = []
    runs: list[list[tuple[int, int, float, int]]] = []
    for one in found:
        if runs and one[0] <= max(end for _, end, _, _ in runs[-1]):
            runs[-1].append(one)
        else:
            runs.append([one])
    for run in runs:
        at, end = run[0][0], max(last for _, last, _, _ in run)
        best = max(run, key=lambda one: one[1] - one[0])
        out.append(Burst(float(when[at]), float(when[end]), end - at + 1, best[2], best[3], level))
    return out


def fullest(n: int, share: float, level: float) -> int:
    """How many of n events the fullest of all windows of this length holds, at most.

    Args:
        n: events in the whole period.
        share: length of a window as a part of the period, in (0, 1].
        level: probability that more fall into some window.
    Source:
        S. E. Alm (1983), in J. Glaz, J. Naus and S. Wallenstein, Scan Statistics (2001), ch. 11:
        P(some window holds k or more) is about
        1 - F(k-1) exp(-(k - λ) / k · λ (1/share - 1) p(k-1)).

    >>> fullest(96, 2 / 240, 0.01)
    7
    """
    mean = n * share
    k = int(mean) + 1
    while k < n and _some_window(k + 1, mean, share) > level:
        k += 1
    return k


def _some_window(k: int, mean: float, share: float) -> float:
    """The probability that some window holds k events or more."""
    one = float(special.gammaincc(k, mean))  # k - 1 or fewer in one window
    density = float(np.exp((k - 1) * np.log(mean) - mean - special.gammaln(k)))
    ups = max(k - mean, 0.0) / k * mean * max(1 / share - 1, 0.0) * density
    return float(1 - one * np.exp(-ups)) if k > mean else float(special.gammainc(k, mean))


def _period(when: Values, window: float, period: tuple[float, float] | None) -> tuple[float, float]:
    if not np.isfinite(when).all():
        raise Unfit("One of the times is no number. Leave such rows out.")
    if not window > 0:
        raise Unfit("A window of {window} cannot be. Give a length above 0.", window=window)
    start, end = period or ((float(when[0]), float(when[-1])) if len(when) else (0.0, window))
    if len(when) and (when[0] < start or when[-1] > end):
        raise Unfit("Some events lie outside the period. Widen it, or leave them out.")
    if len(when) >= LEAST and window > (end - start) / 2:
        raise Unfit(
            "A window of {window} is longer than half the period of {period}. Give a shorter one.",
            window=f"{window:g}",
            period=f"{end - start:g}",
        )
    return start, end


def _clock(when: Values, background: ArrayLike | None, start: float, end: float) -> Any:
    """From time to the part of all events that a steady background has brought by then."""
    if background is None:
        return lambda at: (np.asarray(at) - start) / (end - start)
    others = np.sort(np.asarray(background, float))
    others = others[(others >= start) & (others <= end)]
    if len(others) < max(100, len(when)):
        raise Unfit(
            "The background has {n} events, which is too few to tell what is usual. Give those of "
            "the whole city, 100 or more.",
            n=len(others),
        )
    # Steps of the background are evened out over bins that hold some of its events each.
    bins = max(len(others) // 20, 2)
    edges = np.unique(np.quantile(others, np.linspace(0, 1, bins + 1)))
    edges = np.unique(np.concatenate([[start], edges[1:-1], [end]]))
    shares = np.searchsorted(others, edges, side="right") / len(others)
    shares[0], shares[-1] = 0.0, 1.0
    assert all(a <= b for a, b in pairwise(shares))
    return lambda at: np.interp(at, edges, shares)
