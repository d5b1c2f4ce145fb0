"""Which statements "a is above b" hold all at once: critical values of drawn differences, in steps.

Each step takes the level's quantile of the largest value over the statements not yet accepted,
and accepts those whose own value exceeds it. All steps use the same draws, so a step never takes
back what an earlier one accepted, and accepting in steps never accepts less than one step does.
Because the critical value only falls, the accepted statements are always those with a value above
the present one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mingcha.core.rankdraws import CHUNK, ROUNDED, Draws, Floats, Whole

SURE: Final = 3.0  # standard errors of a drawn quantile that count as Monte Carlo error
NEVER: Final = -np.inf


class Critical(NamedTuple):
    """A critical value, and from where to where other draws could have moved it."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Quantile:
    """The level's quantile of `count` numbers, of which only the largest need be known.

    Source:
        R. J. Hyndman and Y. Fan, Amer. Statist. 50 (1996), 361-365, definition 7, as R's default;
        its error: the number of draws beyond it is binomial.

    >>> Quantile(0.5, 5).of(np.array([5.0, 4.0, 3.0, 2.0, 1.0])).value
    3.0
    """

    level: float
    count: int

    @property
    def needed(self) -> int:
        """How many of the largest numbers decide."""
        return self.count - int(max(0, np.floor(self._place - self._error)))

    @property
    def _place(self) -> float:
        return (self.count - 1) * self.level

    @property
    def _error(self) -> float:
        return SURE * float(np.sqrt(self.count * self.level * (1 - self.level)))

    def of(self, largest: Floats) -> Critical:
        """The quantile, given the largest `needed` numbers, the largest first."""
        from_top = self.count - 1 - self._place
        places = np.array([from_top, from_top + self._error, from_top - self._error])
        value, low, high = np.interp(places, np.arange(largest.size), largest)
        return Critical(float(value), float(low), float(high))


def joint(draws: Draws, estimates: Floats, level: float, *, stepdown: bool) -> Critical:
    """The critical value for the statements about all pairs together."""
    rule = Quantile(level, draws.count)
    top = np.asarray(draws.ceilings(), float)
    pair = np.zeros((2, top.size), np.int64)  # a pair of a unit with itself: not looked at yet
    critical = Critical(np.inf, np.inf, np.inf)
    while True:
        found = _largest(draws, estimates, rule, top, pair, critical.value)
        if not stepdown or found.value >= critical.value:
            return found
        critical = found


def _largest(
    draws: Draws, x: Floats, rule: Quantile, top: Floats, pair: Whole, accepted: float
) -> Critical:
    """The quantile over the statements not accepted; `top` and `pair` are brought up to date."""
    while True:
        first = np.argpartition(-top, rule.needed - 1)[: rule.needed]
        a, b = pair[:, first]
        open_ = a != b
        a, b = a[open_], b[open_]
        open_[open_] = (x[a] - x[b]) / draws.spread(a, b) <= accepted
        if open_.all():
            return rule.of(-np.sort(-top[first]))
        stale, step = np.sort(first[~open_]), max(1, CHUNK // x.size)
        for at in range(0, stale.size, step):
            part = stale[at : at + step]
            top[part], pair[:, part] = _search(draws, x, part, accepted)


def _search(draws: Draws, x: Floats, which: Whole, accepted: float) -> tuple[Floats, Whole]:
    """In each of these draws: the largest value of a statement not accepted, and its pair.

    Units are tried in the order of how far any of their pairs could reach, until none can beat
    what was found.
    """
    z, reach = draws.z[:, which], draws.reach(slice(None), which) * ROUNDED
    best, pair = np.full(which.size, NEVER), np.zeros((2, which.size), np.int64)
    live = np.arange(which.size)
    while live.size:
        unit = reach.argmax(axis=0)
        alive = reach[unit, np.arange(live.size)] > best[live]
        if not alive.all():
            live, unit, z, reach = live[alive], unit[alive], z[:, alive], reach[:, alive]
        if not live.size:
            break
        value, found = _row(draws, x, z, unit, accepted)
        better = value > best[live]
        best[live[better]], pair[:, live[better]] = value[better], found[:, better]
        reach[unit, np.arange(live.size)] = NEVER
    return best, pair


def _row(
    draws: Draws, x: Floats, z: NDArray[np.float32], unit: Whole, accepted: float
) -> tuple[Floats, Whole]:
    """For each draw, of one unit's pairs either way: the largest open one, and which it is."""
    column, everyone = np.arange(unit.size), np.arange(x.size)[:, None]
    sd = draws.spread(everyone, unit)
    itself = unit, column
    sd[itself] = 1
    value = (z - z[itself].astype(float)) / sd
    own = (x[:, None] - x[unit]) / sd
    above = np.where(own <= accepted, value, NEVER)
    below = np.where(own >= -accepted, -value, NEVER)
    above[itself] = below[itself] = NEVER
    a, b = above.argmax(axis=0), below.argmax(axis=0)
    up, down = above[a, column], below[b, column]
    first = up >= down
    pair = np.where(first, [a, unit], [unit, b])
    return np.maximum(up, down), pair


@dataclass(frozen=True)
class Sides:
    """Which bounds are wanted: statements that others are above a unit, and that it is above."""

    others_above: bool = True
    above_others: bool = True

    @property
    def both(self) -> bool:
        """Whether both bounds are."""
        return self.others_above and self.above_others


def each(
    draws: Draws, estimates: Floats, level: float, sides: Sides, *, stepdown: bool
) -> list[Critical]:
    """For each unit the critical value for the statements about its own pairs."""
    found: list[Critical] = []
    step = max(1, CHUNK // draws.count)
    for at in range(0, estimates.size, step):
        reach = draws.reach(slice(at, at + step))
        for row, one in enumerate(reach):
            alone = _Alone(draws, estimates, at + row, Quantile(level, draws.count), sides)
            found.append(alone.critical(one, stepdown=stepdown))
    return found


class _Alone:
    """One unit's own comparisons."""

    def __init__(self, draws: Draws, x: Floats, unit: int, rule: Quantile, sides: Sides) -> None:
        self.draws, self.unit, self.rule, self.sides = draws, unit, rule, sides
        sd = draws.spread(np.arange(x.size), np.array(unit))
        sd[unit] = 1
        self.others = (x - x[unit]) / sd

    def critical(self, reach: NDArray[np.float32], *, stepdown: bool) -> Critical:
        """The critical value, given how far each draw reaches at most."""
        needed = self.rule.needed
        if self.draws.tight and self.sides.both:
            first = np.partition(reach, reach.size - needed)[-needed:]
            found = self.rule.of(-np.sort(-first))
            if not stepdown or np.abs(self.others).max() <= found.value:
                return found
        size = min(reach.size, 2 * needed)
        while True:
            order = np.argpartition(reach, reach.size - size)
            rest = reach[order[:-size]].max(initial=0) * ROUNDED
            found, least = self._steps(order[-size:], stepdown=stepdown)
            if least >= rest or size == reach.size:
                return found
            size = min(2 * size, reach.size)

    def _steps(self, which: Whole, *, stepdown: bool) -> tuple[Critical, float]:
        """The critical value from these draws alone, and the least number it rests on.

        The others stand in the order of their own values, so those not yet accepted are a slice.
        The unit itself stands among them with 0, which no quantile from one half up can be.
        """
        order = np.argsort(self.others)
        rows, own = self.draws.against(self.unit, order, which), self.others[order]
        last = Critical(np.inf, np.inf, np.inf)
        while True:
            above = np.searchsorted(own, last.value, side="right")
            below = np.searchsorted(own, -last.value, side="left")
            largest = np.zeros(which.size, np.float32)
            if self.sides.others_above:
                np.maximum(largest, rows[:above].max(axis=0), out=largest)
            if self.sides.above_others:
                np.maximum(largest, -rows[below:].min(axis=0), out=largest)
            first = -np.sort(-largest)[: self.rule.needed]
            found = self.rule.of(first)
            if not stepdown or found.value >= last.value:
                return found, float(first[-1])
            last = found
