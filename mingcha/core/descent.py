"""The way down to the best variance ratios: scoring steps with the boundary kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STEPS: Final = 200
SURE: Final = 1e-8  # of the criterion: below it the figures are too rough to judge a step by
DONE: Final = 1e-14
REACH: Final = 30.0  # no parameter grows by more in one step, except near zero
NEAR: Final = 0.1
FLAT: Final = 1e-9  # of the scaled curvature: flatter directions are not believed


class Place(Protocol):
    """A point of the criterion with its value, slope and curvature."""

    value: float

    @property
    def slope(self) -> Floats:
        """(K,) first derivatives."""

    @property
    def curvature(self) -> Floats:
        """(K, K) second derivatives, or something like them that is not negative definite."""


def lowest(at: Callable[[Floats], Any], start: Floats, low: float, high: float) -> tuple[Any, int]:
    """The lowest point of a criterion between bounds, and how many steps it took.

    Args:
        at: from (K,) parameters to a `Place`; it may raise ArithmeticError outside its domain.
        start: (K,) parameters to begin with, inside the bounds.
        low, high: bounds that hold for every parameter; the search ends at the upper one.
    Returns:
        the lowest place found, and the number of steps.
    Raises:
        ArithmeticError: if the criterion cannot be told at the start, or a step leads nowhere.
    Source:
        Projected Newton steps, D. P. Bertsekas, SIAM J. Control Optim. 20 (1982), 221-246.

    >>> from types import SimpleNamespace as Of
    >>> parabola = lambda x: Of(ratios=x, value=float((x - 2) @ (x - 2)), slope=2 * (x - 2),
    ...                         curvature=2 * np.eye(1))
    >>> lowest(parabola, np.array([9.0]), 0.0, 10.0)[0].ratios.round(6).tolist()
    [2.0]
    """
    here, promised = at(start), np.inf
    for taken in range(STEPS):
        step, promise = _step(here, low)
        if promise < DONE or (promise < SURE and promise > promised / 2):
            return here, taken
        there = _down(at, here, step, promise, (low, high))
        if there is None:
            return here, taken
        if promise < SURE * 100 and promise * promise / promised < DONE * 1e3:
            return there, taken + 1  # the step after this one would change nothing
        here, promised = there, promise
        if (here.ratios >= high).any():
            return here, taken + 1
    return here, STEPS


def _step(here: Any, low: float) -> tuple[Floats, float]:
    """Where to go, and how much lower it should be: zero at a minimum."""
    at, slope = here.ratios, here.slope
    free = (at > low) | (slope < 0)
    step = np.zeros_like(slope)
    if free.any():
        step[free] = _newton(slope[free], here.curvature[np.ix_(free, free)], at[free])
    return step, float(-slope @ step)


def _newton(slope: Floats, bend: Floats, at: Floats) -> Floats:
    """Newton's step, always downhill; a curvature lost in rounding is replaced by a likely one."""
    least = np.abs(slope) / (REACH * np.maximum(at, NEAR))
    size = np.sqrt(np.maximum(np.diagonal(bend), np.maximum(least, 1e-300)))
    values, vectors = np.linalg.eigh(bend / np.outer(size, size))
    kept = np.maximum(np.abs(values), FLAT)
    return np.asarray(-(vectors @ ((vectors.T @ (slope / size)) / kept)) / size)


def _down(
    at: Callable[[Floats], Any],
    here: Any,
    step: Floats,
    promise: float,
    bounds: tuple[float, float],
) -> Any | None:
    ceiling = np.minimum(REACH * np.maximum(here.ratios, NEAR), bounds[1])
    floor = np.where(here.ratios > 1, here.ratios / REACH, bounds[0])
    share = 1.0
    for _ in range(40):
        ratios = np.clip(here.ratios + share * step, floor, ceiling)
        try:
            there = at(ratios)
        except ArithmeticError:
            share /= 4
            continue
        gain = here.value - there.value
        if promise < SURE or gain >= 1e-4 * float(here.slope @ (here.ratios - ratios)):
            return there
        share /= 3
    return None
