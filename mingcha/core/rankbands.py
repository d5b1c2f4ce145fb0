"""Bands of units instead of ranks, and what may be said of them in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from mingcha.core.ranksets import Apart, RankSets

Units = tuple[int, ...]


class Saying(NamedTuple):
    """One statement the data allow; a door words it, with the names of the places.

    `kind` says what of: "alike": none of `units` can be told from another of them; "alone": the
    one of `units` is told from everybody; "above": each of `units` is above each of `than`, inside
    one band; "below": each of `units` is below each of `than`, which are the bands before;
    "missing": `units` have no estimate.
    """

    kind: str
    units: Units
    than: Units = ()


@dataclass(frozen=True)
class Bands:
    """Places of units, the best first, in bands.

    `bands`: every unit of a band is proven above every unit of the next ones; nothing finer is.
    `runs`: longest rows of neighbours, by estimate, of whom none can be told from another; they
    may overlap, and a band is one of them unless its ends are apart. `sayings` hold all at once at
    the level of the sets.
    """

    bands: tuple[Units, ...]
    runs: tuple[Units, ...]
    sayings: tuple[Saying, ...]


def bands(sets: RankSets) -> Bands:
    """What a league table may honestly say.

    Args:
        sets: rank sets of n units; the simultaneous statements count.
    Returns:
        a `Bands`; units of which nothing is known are in no band.
    Source:
        Domain study F17 and P5: bands, not ranks, unless intervals part. Runs are the letters of
        H.-P. Piepho, J. Comput. Graph. Statist. 13 (2004), 456-466, kept to neighbours.

    >>> from mingcha.core.ranks import rank_sets
    >>> found = bands(rank_sets([9.0, 8.9, 1.0], [0.1, 0.1, 0.1]))
    >>> found.bands
    ((0, 1), (2,))
    >>> [tuple(one) for one in found.sayings]
    [('alike', (0, 1), ()), ('below', (2,), (0, 1)), ('alone', (2,), ())]
    """
    order = np.array(sets.order, np.int64)
    apart = sets.apart[np.ix_(order, order)]
    parts, runs = _cuts(apart), _runs(apart)
    said: list[Saying] = []
    for part in parts:
        if part.start:
            said.append(Saying("below", _named(order, part), _named(order, range(part.start))))
        said += _inside(apart, order, part, runs)
    if sets.missing:
        said.append(Saying("missing", sets.missing))
    return Bands(
        tuple(_named(order, part) for part in parts),
        tuple(_named(order, run) for run in runs),
        tuple(said),
    )


def _named(order: np.typing.NDArray[np.int64], rows: range) -> Units:
    return tuple(order[rows.start : rows.stop].tolist())


def _cuts(apart: Apart) -> list[range]:
    """Cut wherever everybody before is proven above everybody after."""
    n = len(apart)
    if not n:
        return []
    last_open = n - 1 - np.argmin(apart[:, ::-1], axis=1)  # nobody is proven above themselves
    ends = np.flatnonzero(np.maximum.accumulate(last_open) == np.arange(n)) + 1
    starts = [0, *ends[:-1].tolist()]
    return [range(a, b) for a, b in zip(starts, ends.tolist(), strict=True)]


def _runs(apart: Apart) -> list[range]:
    """Longest rows of neighbours without a proven pair."""
    n = len(apart)
    if not n:
        return []
    first = np.where(apart.any(axis=1), np.argmax(apart, axis=1), n)
    ends = np.minimum.accumulate(first[::-1])[::-1]
    new = np.append(True, ends[1:] > ends[:-1])
    return [range(a, b) for a, b in enumerate(ends.tolist()) if new[a]]


def _inside(
    apart: Apart, order: np.typing.NDArray[np.int64], part: range, runs: list[range]
) -> Iterator[Saying]:
    """What may be said inside one band."""
    if len(part) == 1:
        if len(order) > 1:
            yield Saying("alone", _named(order, part))
        return
    for run in runs:
        if part.start <= run.start and run.stop <= part.stop and len(run) > 1:
            yield Saying("alike", _named(order, run))
    below: dict[Units, list[int]] = {}
    for row in part:
        inside = np.flatnonzero(apart[row, part.start : part.stop]) + part.start
        if inside.size:
            below.setdefault(tuple(order[inside].tolist()), []).append(int(order[row]))
    for than, units in below.items():
        yield Saying("above", tuple(units), than)
