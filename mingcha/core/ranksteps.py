"""Which statements "a is above b" hold all at once: critical values of drawn differences, in steps.

Each step takes the level's quantile of the largest value over the statements not yet accepted,
and accepts those whose own value exceeds it. All steps use the same draws, so a step never takes
back what an earlier one accepted, and accepting in steps never accepts less than one step does.
Because the critical value only falls, the accepted statements are always those with a value above
the present one.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mingcha.core.rankdraws import CHUNK, ROUNDED, Draws, Floats, Whole

SURE: Final = 3.0  # standard errors of a drawn quantile that count as Monte Carlo error
AHEAD: Final = 150  # draws looked at before it is known that they decide: saves rounds
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

    @cached_property
    def needed(self) -> int:
        """How many of the largest numbers decide."""
        return self.count - int(max(0, np.floor(self._place - self._error)))

    @cached_property
    def _place(self) -> float:
        return (self.count - 1) * self.level

    @cached_property
    def _error(self) -> float:
        return SURE * float(np.sqrt(self.count * self.level * (1 - self.level)))

    def of(self, largest: Floats) -> Critical:
        """The quantile, given the largest `needed` numbers, the largest first."""
        from_top = self.count - 1 - self._place
        places = np.array([from_top, from_top + self._error, from_top - self._error])
        value, low, high = np.interp(places, np.arange(largest.size), largest)
        return Critical(float(value), float(low), float(high))


def joint(draws: Draws, estimates: Floats, level: float, *, stepdown: bool) -> Critical:
    """The critical value for the statements about all pairs together.

    Args:
        draws: errors drawn for n units.
        estimates: (n,) in the unit of the errors and in the order of the draws' units.
        level: probability with which no wrong statement is accepted.
        stepdown: whether to go on in steps after the first.
    Returns:
        a `Critical`, in standard errors of a difference.
    Source:
        Mogstad, Romano, Shaikh and Wilhelm (2024), algorithm 3.2.

    >>> from mingcha.core.rankdraws import Independent
    >>> draws = Independent(np.array([1.0, 1.0]), 10_000, 0)
    >>> round(joint(draws, np.array([0.0, 0.5]), 0.95, stepdown=True).value, 1)
    2.0
    """
    family = (_All if draws.tight else _AllPlainly)(draws, estimates)
    return _Steps(family, Quantile(level, draws.count)).critical(stepdown=stepdown)


class _Steps:
    """Steps down, looking at as few draws as it takes.

    A draw is looked at only if it may decide the quantile, and only again if the statement that
    was largest in it has been accepted meanwhile.
    """

    def __init__(self, family: _Family, rule: Quantile) -> None:
        self.family, self.rule = family, rule
        self.ceilings = family.ceilings()
        self.look = min(self.ceilings.size, rule.needed + min(rule.needed, AHEAD))
        self._keep(3 * self.look)

    def _keep(self, size: int) -> None:
        """Look at so many draws, those with the highest ceilings; `rest` is under all others."""
        out = max(0, self.ceilings.size - size)
        order = np.argpartition(self.ceilings, out)
        self.which, self.rest = np.sort(order[out:]), self.ceilings[order[:out]].max(initial=NEVER)
        self.top = np.asarray(self.ceilings[self.which], float)
        self.pair = np.zeros((2, self.which.size), np.int64)  # with itself: not looked at yet

    def critical(self, *, stepdown: bool, first: Critical | None = None) -> Critical:
        """The critical value of the last step; that of the first may be known."""
        last = first or Critical(np.inf, np.inf, np.inf)
        while True:
            found = self._quantile(last.value)
            if not stepdown or found.value >= last.value or self.family.done(found.value):
                return found
            last = found

    def _quantile(self, accepted: float) -> Critical:
        """The quantile over the statements not accepted."""
        needed, step = self.rule.needed, max(1, CHUNK // self.family.n)
        while True:
            first = np.argpartition(self.top, self.top.size - self.look)[-self.look :]
            first = first[np.argsort(-self.top[first])]
            if self.top[first[-1]] < self.rest:
                self._keep(3 * self.which.size)
                continue
            holds = self._holds(first, accepted)
            if holds[:needed].all():
                return self.rule.of(np.maximum(self.top[first[:needed]], 0))  # ties part nobody
            stale = np.sort(first[~holds])
            for at in range(0, stale.size, step):
                part = stale[at : at + step]
                found = self.family.search(self.which[part], accepted)
                self.top[part], self.pair[:, part] = found

    def _holds(self, which: Whole, accepted: float) -> NDArray[np.bool_]:
        a, b = self.pair[:, which]
        holds: NDArray[np.bool_] = a != b
        a, b = a[holds], b[holds]
        holds[holds] = self.family.own(a, b) <= accepted
        return holds


class _Family(ABC):
    """Statements "a is above b" that are taken together."""

    def __init__(self, draws: Draws, estimates: Floats) -> None:
        self.draws, self.x, self.n = draws, estimates, estimates.size

    def own(self, a: Whole, b: Whole) -> Floats:
        """The data's own value of each statement."""
        values: Floats = (self.x[a] - self.x[b]) / self.draws.spread(a, b)
        return values

    @abstractmethod
    def ceilings(self) -> Floats:
        """(draws,): at least the largest value of all statements."""

    def done(self, accepted: float) -> bool:
        """Whether all are accepted; not where a statement and its contrary are both among them."""
        return False

    @abstractmethod
    def search(self, which: Whole, accepted: float) -> tuple[Floats, Whole]:
        """In these ascending draws: the largest value of a statement not accepted, and which."""


class _All(_Family):
    """The statements about all pairs."""

    def ceilings(self) -> Floats:
        """See `_Family`."""
        return self.draws.ceilings()

    def search(self, which: Whole, accepted: float) -> tuple[Floats, Whole]:
        """See `_Family`. Units are tried in the order of how far any of their pairs could reach,
        until none can beat what was found.
        """
        z = np.ascontiguousarray(self.draws.rows(which).T)
        reach = self.draws.reach(slice(None), which) * ROUNDED
        best, pair = np.full(which.size, NEVER), np.zeros((2, which.size), np.int64)
        live = np.arange(which.size)
        while True:
            unit = reach.argmax(axis=0)
            alive = reach[unit, np.arange(live.size)] > best[live]
            if not alive.all():
                live, unit, z, reach = live[alive], unit[alive], z[:, alive], reach[:, alive]
            if not live.size:
                return best, pair
            value, found = self._row(z, unit, accepted)
            better = value > best[live]
            best[live[better]], pair[:, live[better]] = value[better], found[:, better]
            reach[unit, np.arange(live.size)] = NEVER

    def _row(self, z: NDArray[np.float32], unit: Whole, accepted: float) -> tuple[Floats, Whole]:
        """For each draw, of one unit's pairs either way: the largest open one, and which it is."""
        column = np.arange(unit.size)
        itself = unit, column
        sd = self.draws.spread(np.arange(self.n)[:, None], unit)
        sd[itself] = 1
        value = (z - z[itself].astype(float)) / sd
        own = (self.x[:, None] - self.x[unit]) / sd
        above = np.where(own <= accepted, value, NEVER)
        below = np.where(own >= -accepted, -value, NEVER)
        above[itself] = below[itself] = NEVER
        a, b = above.argmax(axis=0), below.argmax(axis=0)
        up, down = above[a, column], below[b, column]
        return np.maximum(up, down), np.where(up >= down, [a, unit], [unit, b])


class _AllPlainly(_All):
    """The same where no bound is close: all pairs are looked at, draw by draw."""

    def __init__(self, draws: Draws, estimates: Floats) -> None:
        super().__init__(draws, estimates)
        self.scale = np.zeros((self.n, self.n), np.float32)  # 0 where accepted
        for unit in range(self.n):
            self.scale[unit] = 1 / draws.spreads(unit)
        np.fill_diagonal(self.scale, 0)
        self.accepted = np.inf

    def search(self, which: Whole, accepted: float) -> tuple[Floats, Whole]:
        """See `_Family`."""
        self._close(accepted)
        rows, work = self.draws.rows(which), np.empty_like(self.scale)
        flat = np.empty(which.size, np.int64)
        for place, z in enumerate(rows):
            np.subtract.outer(z, z, out=work)
            np.multiply(work, self.scale, out=work)
            flat[place] = work.argmax()
        a, b = pair = np.stack(np.divmod(flat, self.n))
        draw = np.arange(which.size)
        value = (rows[draw, a] - rows[draw, b].astype(float)) * self.scale[a, b]
        closed = self.scale[a, b] == 0  # whatever is open has a value below 0
        if closed.any():
            value[closed], pair[:, closed] = super().search(which[closed], accepted)
        return value, pair

    def _close(self, accepted: float) -> None:
        if accepted < self.accepted:
            self.accepted = accepted
            for unit in range(self.n):
                own = (self.x[unit] - self.x) / self.draws.spreads(unit)
                self.scale[unit, own > accepted] = 0


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
    """For each unit the critical value for the statements about its own pairs.

    Args:
        draws, estimates, level, stepdown: see `joint`.
        sides: which of the two kinds of statements are wanted.
    Returns:
        one `Critical` for each unit.
    Source:
        See `joint`.

    >>> from mingcha.core.rankdraws import Independent
    >>> draws = Independent(np.array([1.0, 1.0]), 10_000, 0)
    >>> low = each(draws, np.array([0.0, 0.5]), 0.95, Sides(above_others=False), stepdown=True)
    >>> [round(one.value, 1) for one in low]  # one side only: a smaller value is enough
    [1.7, 1.7]
    """
    found: list[Critical] = []
    rule, step = Quantile(level, draws.count), max(16, CHUNK // draws.count)
    for at in range(0, estimates.size, step):
        for row, reach in enumerate(draws.reach(slice(at, at + step))):
            alone = _One(draws, estimates, at + row, reach, sides)
            first = alone.first(rule)
            if first and not (stepdown and alone.goes_on(first)):
                found.append(first)
            else:
                found.append(_Steps(alone, rule).critical(stepdown=stepdown, first=first))
    return found


class _One(_Family):
    """The statements about one unit."""

    def __init__(
        self, draws: Draws, x: Floats, unit: int, reach: NDArray[np.float32], sides: Sides
    ) -> None:
        super().__init__(draws, x)
        self.unit, self.reach, self.sides = unit, reach, sides
        self.exact = draws.tight and sides.both
        self.others = (x - x[unit]) / draws.spreads(unit)

    def first(self, rule: Quantile) -> Critical | None:
        """The critical value of the first step, where reach is reached."""
        if not self.exact:
            return None
        first = np.partition(self.reach, self.reach.size - rule.needed)[-rule.needed :]
        return rule.of(-np.sort(-first))

    def goes_on(self, first: Critical) -> bool:
        """Whether the first step accepts anything, so that a second may accept more."""
        return bool(np.abs(self.others).max() > first.value)

    def ceilings(self) -> Floats:
        """See `_Family`."""
        return self.reach * ROUNDED

    def done(self, accepted: float) -> bool:
        """See `_Family`."""
        own = np.delete(self.others, self.unit)
        own = own if self.sides.others_above else -own
        return not self.sides.both and bool((own > accepted).all())

    def search(self, which: Whole, accepted: float) -> tuple[Floats, Whole]:
        """See `_Family`."""
        if self.sides.both and accepted == np.inf:
            value, other = self.draws.leaders(self.unit, which)
            first, value = value > 0, np.abs(value)
        else:
            rows = self.draws.against(self.unit, which)
            wanted = self.sides.others_above, self.sides.above_others
            up = self._closed(self.others, accepted, wanted=wanted[0])
            down = self._closed(-self.others, accepted, wanted=wanted[1])
            everyone = np.arange(which.size)
            above = rows + up
            a = above.argmax(axis=1)
            below = np.subtract(down, rows, out=rows)
            b = below.argmax(axis=1)
            above_value, below_value = above[everyone, a], below[everyone, b]
            first = above_value >= below_value
            value, other = np.maximum(above_value, below_value), np.where(first, a, b)
        unit = np.full(which.size, self.unit)
        return value, np.where(first, [other, unit], [unit, other])

    def _closed(self, own: Floats, accepted: float, *, wanted: bool) -> NDArray[np.float32]:
        """0 for statements that are open, less than any value for the others."""
        closed = (own > accepted) | (not wanted)
        closed[self.unit] = True
        return np.where(closed, np.float32(NEVER), np.float32(0))
