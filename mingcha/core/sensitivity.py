"""How much of a year's bands is the rule's own choice: many draws over weights and scales."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.random import PCG64, Generator
from numpy.typing import NDArray

from mingcha.core.notice import Unfit
from mingcha.core.steps import exact
from mingcha.core.yearrule import YearRule
from mingcha.core.yeartrial import Values

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FACTORS: Final = ("weights", "scale", "mean", "missing")
SCALES: Final = ("goalposts", "moved_goalposts", "sample_range", "z")
NUDGE: Final = 0.1  # goalposts move by at most this part of their distance
FLOOR: Final = 1.0  # points below which a geometric mean does not look


@dataclass(frozen=True)
class Doubt:
    """One organ: its band by the rule, the share of draws with another one, where scores fell.

    `low` and `high` hold the middle 90 % of its scores, `first` and `last` of its places inside
    its class; None where it is not rated.
    """

    unit: str
    band: str | None
    changed: float | None
    low: float | None
    high: float | None
    first: int | None
    last: int | None


@dataclass(frozen=True)
class Sensitivity:
    """All organs. `alone` says how often bands change when only one choice is varied."""

    rule: str
    draws: int
    spread: float
    seed: int
    units: tuple[Doubt, ...]
    alone: tuple[tuple[str, float], ...]

    @property
    def changed(self) -> float:
        """Mean share of draws in which a rated organ's band is another one; 0 if none is rated."""
        shares = [one.changed for one in self.units if one.changed is not None]
        return round(sum(shares) / len(shares), 4) if shares else 0.0

    def as_dict(self) -> dict[str, Any]:
        """In plain JSON values."""
        return asdict(self) | {"changed": self.changed}


def sensitivity(
    values: Mapping[str, Values],
    kinds: Mapping[str, str],
    rule: YearRule,
    *,
    draws: int = 1000,
    spread: float = 0.25,
    seed: int = 0,
) -> Sensitivity:
    """What becomes of bands and places when the choices in a rule are varied at random.

    Every draw multiplies each weight by 1 - spread to 1 + spread, takes one of four scales (the
    goalposts, goalposts moved by up to a tenth, the range found among the organs, z scores; the
    last two put on points so that every part spreads alike), the arithmetic or the geometric
    mean, and spreads the weight of a missing part or fills in the middle value of the class.
    Then each choice is varied alone. Extras are left aside, they do not depend on these choices.

    Args:
        values: by organ, the value of each part as text; None or absent where missing.
        kinds: the class of each organ; places are counted inside it.
        rule: the version looked at; only organs it rates take part.
        draws: 1 or more; spread: in [0, 1); seed: an integer of 0 or more.
    Returns:
        a `Sensitivity`; shares in [0, 1] with four decimals, scores in points with two.
    Raises:
        Unfit: for draws, spread or a seed that cannot be.
    Source:
        OECD/JRC Handbook on Constructing Composite Indicators (2008), steps 5-7; M. Saisana, A.
        Saltelli and S. Tarantola, J. R. Statist. Soc. A 168 (2005), 307-323.

    >>> from mingcha.core.yearrule import Part
    >>> rule = YearRule("r", (Part("visits", "0.5"), Part("quarterly", "0.5")))
    >>> values = {"A": {"visits": "99", "quarterly": "98"},
    ...           "B": {"visits": "73", "quarterly": "98"}}
    >>> seen = sensitivity(values, dict.fromkeys(values, "service"), rule, draws=200)
    >>> [unit.band for unit in seen.units], seen.units[0].changed, seen.units[1].changed > 0.1
    (['satisfied', 'satisfied'], 0.0, True)
    """
    if draws < 1 or not 0 <= spread < 1 or seed < 0:
        raise Unfit("A trial takes 1 draw or more, a spread from 0 to below 1, a seed from 0 up.")
    field = _Field(values, kinds, rule)
    if not field.rated.any():
        units = tuple(Doubt(name, None, None, None, None, None, None) for name in values)
        return Sensitivity(rule.code, draws, spread, seed, units, ())
    chance = Generator(PCG64(seed))
    scores = field.drawn(frozenset(FACTORS), draws, spread, chance)
    alone = tuple(
        (
            factor,
            round(float(field.changed(field.drawn({factor}, draws, spread, chance)).mean()), 4),
        )
        for factor in FACTORS
    )
    return Sensitivity(rule.code, draws, spread, seed, field.doubts(scores), tuple(alone))


class _Field:
    """The organs a rule rates, as arrays: values by part, weights, goalposts, floors of bands."""

    def __init__(
        self, values: Mapping[str, Values], kinds: Mapping[str, str], rule: YearRule
    ) -> None:
        parts = rule.counted
        self.names = list(values)
        table = [[_number(held.get(part.code)) for part in parts] for held in values.values()]
        every = np.array(table, dtype=np.float64).reshape(len(self.names), len(parts))
        self.weights = np.array([float(exact(part.weight)) for part in parts])
        there = (~np.isnan(every) * self.weights).sum(axis=1)
        least = 1.0 if rule.missing == "not_rated" else float(exact(rule.least_weight))
        self.rated = there >= least - 1e-9
        self.x = every[self.rated]
        held_kinds = [kinds[name] for name in self.names]
        self.kinds = np.array(held_kinds)[self.rated]
        self.low, self.high, self.cap = (
            np.array([float(exact(getattr(part, name))) for part in parts])
            for name in ("low", "high", "cap")
        )
        self.bands = [name for name, _ in rule.bands]
        self.floors = np.array([float(exact(floor)) for _, floor in rule.bands])
        self.base = self._scores(self._points(self.low, self.high), self.weights, "arithmetic")
        self.band = self._band(self.base)

    def drawn(
        self, varied: frozenset[str] | set[str], draws: int, spread: float, chance: Generator
    ) -> Floats:
        """Scores by draw and organ, with only some of the choices varied."""
        made = np.empty((draws, len(self.x)))
        for n in range(draws):
            lots = chance.random(3)
            noise = chance.uniform(1 - spread, 1 + spread, len(self.weights))
            nudges = chance.uniform(-NUDGE, NUDGE, (2, len(self.weights)))
            weights = self.weights * noise if "weights" in varied else self.weights
            scale = SCALES[int(lots[0] * len(SCALES))] if "scale" in varied else SCALES[0]
            points = self._scaled(scale, nudges)
            if "missing" in varied and lots[2] < 0.5:
                points = self._filled(points)
            geometric = "mean" in varied and lots[1] < 0.5
            made[n] = self._scores(points, weights, "geometric" if geometric else "arithmetic")
        return made

    def changed(self, scores: Floats) -> Floats:
        """By organ, the share of draws in which its band is another one."""
        shares: Floats = (self._band(scores) != self.band).mean(axis=0)
        return shares

    def doubts(self, scores: Floats) -> tuple[Doubt, ...]:
        changed, places = self.changed(scores), self._places(scores)
        ends = np.percentile(scores, [5, 95], axis=0)
        spots = np.percentile(places, [5, 95], axis=0, method="nearest").astype(int)
        told = iter(range(len(self.x)))
        return tuple(
            self._doubt(name, next(told), changed, ends, spots)
            if is_rated
            else Doubt(name, None, None, None, None, None, None)
            for name, is_rated in zip(self.names, self.rated, strict=True)
        )

    def _doubt(self, name: str, n: int, changed: Floats, ends: Floats, spots: Ints) -> Doubt:
        return Doubt(
            unit=name,
            band=self.bands[int(self.band[n])],
            changed=round(float(changed[n]), 4),
            low=round(float(ends[0, n]), 2),
            high=round(float(ends[1, n]), 2),
            first=int(spots[0, n]),
            last=int(spots[1, n]),
        )

    def _points(self, low: Floats, high: Floats) -> Floats:
        points: Floats = np.clip(100 * (self.x - low) / (high - low), 0, self.cap)
        return points

    def _scaled(self, scale: str, nudges: Floats) -> Floats:
        if scale == "goalposts":
            return self._points(self.low, self.high)
        if scale == "moved_goalposts":
            span = self.high - self.low
            return self._points(self.low + nudges[0] * span, self.high + nudges[1] * span)
        points = self._points(self.low, self.high)
        if scale == "sample_range":
            centre, reach = _ends(points)
        else:
            centre, reach = _means(points)
        share = self.weights / self.weights.sum()
        alike = np.nansum(share * reach)
        wide = np.where(reach > 0, reach, 1.0)
        spread: Floats = np.clip(centre + alike * (points - centre) / wide, 0, 100)
        return spread

    def _filled(self, points: Floats) -> Floats:
        """Missing points as the middle of those of the class, where there are any."""
        full = points.copy()
        for kind in np.unique(self.kinds):
            rows = np.flatnonzero(self.kinds == kind)
            for k in range(points.shape[1]):
                column = points[rows, k]
                known = column[~np.isnan(column)]
                if known.size:
                    full[rows, k] = np.where(np.isnan(column), np.median(known), column)
        return full

    def _scores(self, points: Floats, weights: Floats, mean: str) -> Floats:
        held = ~np.isnan(points) * weights
        held = held / held.sum(axis=1, keepdims=True)
        known = np.where(np.isnan(points), 0.0, points)
        if mean == "geometric":
            logs = np.log(np.maximum(known, FLOOR))
            scores: Floats = np.exp((held * logs).sum(axis=1))
        else:
            scores = (held * known).sum(axis=1)
        return scores

    def _band(self, scores: Floats) -> Ints:
        """The place of the best band whose floor each score, as printed, reaches."""
        printed = np.floor(scores * 100 + 0.5 + 1e-7) / 100
        band: Ints = (printed[..., None] < self.floors - 1e-9).sum(axis=-1)
        return band

    def _places(self, scores: Floats) -> Ints:
        places = np.empty(scores.shape, dtype=np.int64)
        for kind in np.unique(self.kinds):
            rows = np.flatnonzero(self.kinds == kind)
            some = scores[:, rows]
            places[:, rows] = 1 + (some[:, None, :] > some[:, :, None] + 1e-9).sum(axis=2)
        return places


def _number(text: str | None) -> float:
    return float("nan") if text is None else float(exact(text))


def _ends(points: Floats) -> tuple[Floats, Floats]:
    """Middle and width of the range found in each part; 0 where nothing was found."""
    known = ~np.isnan(points)
    some = known.any(axis=0)
    low = np.where(some, np.where(known, points, np.inf).min(axis=0), 0.0)
    high = np.where(some, np.where(known, points, -np.inf).max(axis=0), 0.0)
    return (low + high) / 2, high - low


def _means(points: Floats) -> tuple[Floats, Floats]:
    """Mean and standard deviation of each part; 0 where nothing was found."""
    known = ~np.isnan(points)
    n = np.maximum(known.sum(axis=0), 1)
    filled = np.where(known, points, 0.0)
    mean = filled.sum(axis=0) / n
    spread = np.sqrt((known * (filled - mean) ** 2).sum(axis=0) / n)
    return mean, spread


def seen_in(trial: Sequence[Doubt], *, at_least: float) -> tuple[Doubt, ...]:
    """Organs whose band is another one in at least so large a share of draws, the most first.

    Source:
        See `sensitivity`.

    >>> seen_in([Doubt("A", "good", 0.4, 80, 90, 1, 3)], at_least=0.5)
    ()
    """
    found = [one for one in trial if one.changed is not None and one.changed >= at_least]
    return tuple(sorted(found, key=lambda one: (-(one.changed or 0.0), one.unit)))
