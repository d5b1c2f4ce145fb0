"""Who stands above whom: bands that the data can part, and what may be said of them in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Final

import numpy as np

from mingcha.core import special
from mingcha.core.notice import Unfit
from mingcha.core.ranks import bands, rank_sets
from mingcha.core.ranksets import Apart
from mingcha.core.shares import Z95

DRAWS: Final = 10_000
SEED: Final = 20_071_228  # the same for every round: nobody picks the draw that suits
COARSE: Final = 0.25  # to what a standard error is rounded up before it may be published


@dataclass(frozen=True)
class Places:
    """From the best to the worst place the data allow one organ; 1 is the highest score.

    `near`: one of the two lies within the error of the random draws.
    """

    key: str
    low: int
    high: int
    near: bool = False


@dataclass(frozen=True)
class Band:
    """Organs between which no line can be drawn, in the order of keys: nobody reads a rank into it.

    `alike`: not even two of them can be told apart. If some can, each of `above` stands above
    each of `below`, as far as places say so.
    """

    keys: tuple[str, ...]
    alike: bool = True
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()


@dataclass(frozen=True)
class Standings:
    """The organs of one class, the highest score first, and the bands the data can part.

    All sets hold together at the level asked for. Of several bands, everybody in an upper one
    stands above everybody in a lower one.
    """

    places: tuple[Places, ...]
    parts: tuple[Band, ...]

    @property
    def bands(self) -> tuple[tuple[str, ...], ...]:
        """The organs band by band, the best first."""
        return tuple(band.keys for band in self.parts)

    def place(self, key: str) -> Places | None:
        """The places of one organ; None if it was not compared."""
        return next((one for one in self.places if one.key == key), None)

    @property
    def parted(self) -> bool:
        """Whether at least one line can be drawn through the class."""
        return len(self.parts) > 1


def standings(
    estimates: Mapping[str, float], errors: Mapping[str, float], *, level: float = 0.95
) -> Standings:
    """Places and bands of the organs of one class.

    A line is drawn only where everybody before it is proven above everybody after it. Scores of
    one round come from the same voters, who are harsh or mild to all organs alike; that makes
    differences surer than is reckoned here, where estimates are taken as independent.

    Args:
        estimates: score by organ, in points; only organs that may be compared.
        errors: standard error by organ, in points, above 0.
        level: probability with which all sets hold together.
    Returns:
        `Standings`; no organ gives no places and no bands.
    Raises:
        Unfit: if an organ has a score and no error, or the other way round.
    Source:
        M. Mogstad, J. P. Romano, A. M. Shaikh, D. Wilhelm, Rev. Econ. Stud. 91 (2024), 476-518;
        see `ranks.rank_sets` and `ranks.bands`.

    >>> found = standings({"A": 90.0, "B": 89.5, "C": 80.0}, {"A": 1.0, "B": 1.0, "C": 1.0})
    >>> found.bands
    (('A', 'B'), ('C',))
    >>> [(one.key, one.low, one.high) for one in found.places]
    [('A', 1, 2), ('B', 1, 2), ('C', 3, 3)]
    """
    if estimates.keys() != errors.keys():
        raise Unfit("Scores and errors name different organs. Give each organ both.")
    keys = sorted(estimates, key=lambda key: (-estimates[key], key))
    if not keys:
        return Standings((), ())
    values, doubts = [estimates[key] for key in keys], [errors[key] for key in keys]
    sets = rank_sets(values, doubts, level=level, draws=DRAWS, seed=SEED, marginal=False)
    ranges = zip(keys, sets.simultaneous, strict=True)
    places = {key: Places(key, one.low, one.high, one.near) for key, one in ranges if one}
    parts = [_band(keys, units, places, sets.apart) for units in bands(sets).bands]
    return Standings(tuple(places.values()), tuple(parts))


def _band(
    keys: Sequence[str], units: Sequence[int], places: Mapping[str, Places], apart: Apart
) -> Band:
    """One band, and who in it certainly stands above whom."""
    inside = tuple(sorted(keys[unit] for unit in units))
    if not apart[np.ix_(units, units)].any():
        return Band(inside)
    worst = max(places[key].low for key in inside)
    above = [key for key in inside if places[key].high < worst]
    lowest = max((places[key].high for key in above), default=0)
    below = [key for key in inside if above and places[key].low > lowest]
    return Band(inside, alike=False, above=tuple(above), below=tuple(below))


def as_published(
    scores: Mapping[str, str | None], errors: Mapping[str, float], step: str | None
) -> Standings | None:
    """Places and bands from nothing but what is published: rounded scores, coarse errors.

    The rounding is taken as doubt: half a step each way. Errors are rounded up to quarter points,
    so that a single ballot does not show in them. What is made of published figures alone tells
    a buyer of votes nothing that they do not.

    Args:
        scores: published score by organ, as text; None where none may be.
        errors: standard error by organ, in points.
        step: to what scores were rounded, in points; None if no score is published.
    Returns:
        `Standings` of those with a score and an error; None where no score is published.
    Source:
        Post-processing adds nothing; see decision 0048.

    >>> as_published({"A": "90", "B": "80"}, {"A": 0.9, "B": 0.9}, "1").bands
    (('A',), ('B',))
    >>> as_published({"A": None}, {"A": 0.9}, None) is None
    True
    """
    shown = {key: float(text) for key, text in scores.items() if text is not None}
    shown = {key: value for key, value in shown.items() if key in errors}
    if step is None or not shown:
        return None
    more = float(step) / 2 / Z95
    return standings(shown, {key: coarse(errors[key]) + more for key in shown})


def coarse(error: float) -> float:
    """A standard error rounded up to quarter points.

    >>> coarse(0.51), coarse(0.25)
    (0.75, 0.25)
    """
    return max(1, ceil(error / COARSE - 1e-9)) * COARSE


@dataclass(frozen=True)
class Change:
    """A score less its earlier one, in points, with the interval at the 95 % level.

    `clear`: the change is beyond chance although so many organs were looked at together.
    """

    value: float
    low: float
    high: float
    clear: bool

    @property
    def way(self) -> str:
        """Up or down where it is clear, else none."""
        return ("up" if self.value > 0 else "down") if self.clear else "none"


def changes(
    now: Mapping[str, tuple[float, float]],
    before: Mapping[str, tuple[float, float]],
    *,
    level: float = 0.95,
) -> dict[str, Change]:
    """What has changed between two rounds with separate voters, organ by organ.

    Each interval holds by itself; `clear` holds for all organs together (Holm), because among
    twenty organs that have not changed one would else seem to.

    Args:
        now, before: score and standard error by organ, in points; errors above 0.
        level: probability for which intervals and flags are made.
    Returns:
        a `Change` for every organ that is in both.
    Raises:
        Unfit: for an error that is not above 0.
    Source:
        Difference of independent estimates; S. Holm, Scand. J. Statist. 6 (1979), 65-70.

    >>> found = changes({"A": (90, 1), "B": (80, 1)}, {"A": (84, 1), "B": (79, 1)})
    >>> [(key, one.way) for key, one in found.items()]
    [('A', 'up'), ('B', 'none')]
    >>> print(f"{found['A'].value:.1f} ({found['A'].low:.1f} to {found['A'].high:.1f})")
    6.0 (3.2 to 8.8)
    """
    both = [key for key in now if key in before]
    if any(not error > 0 for rows in (now, before) for _, error in rows.values()):
        raise Unfit("A standard error must be above 0. Check the scores of both rounds.")
    apart = {key: now[key][0] - before[key][0] for key in both}
    errors = {key: sqrt(now[key][1] ** 2 + before[key][1] ** 2) for key in both}
    chance = {key: 2 * float(special.ndtr(-abs(apart[key]) / errors[key])) for key in both}
    clear = _holm(chance, 1 - level)
    reach = {key: Z95 * errors[key] for key in both}
    return {
        key: Change(apart[key], apart[key] - reach[key], apart[key] + reach[key], key in clear)
        for key in both
    }


def _holm(chance: Mapping[str, float], most: float) -> frozenset[str]:
    """Those that are beyond chance together, the surest first until one is not."""
    found: set[str] = set()
    for n, key in enumerate(sorted(chance, key=lambda key: (chance[key], key))):
        if chance[key] > most / (len(chance) - n):
            break
        found.add(key)
    return frozenset(found)
