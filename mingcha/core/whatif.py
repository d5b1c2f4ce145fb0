"""What another scale, or a group left out, would change: who turns, never a rank of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Final

from mingcha.core.roundscore import RoundScore
from mingcha.core.scoring import Rated, ranks_allowed
from mingcha.core.steps import exact, fixed
from mingcha.core.weighting import graded_mean

SCALES: Final = (
    ("100", "75", "55"),
    ("100", "70", "30"),
    ("100", "60", "0"),
    ("100", "80", "0"),
)


@dataclass(frozen=True)
class OnScale:
    """The same counts on one scale: points by name, and pairs whose order has turned."""

    scale: tuple[str, ...]
    points: tuple[tuple[str, str | None], ...]
    turned: tuple[tuple[str, str], ...]


def on_scales(
    counts: Mapping[str, Sequence[int]], scales: Sequence[Sequence[str]] = SCALES
) -> tuple[OnScale, ...]:
    """The same counts on several scales; the first is the one the others are compared with.

    Args:
        counts: by name, how many gave each grade, the best first.
        scales: points of each grade, as text.
    Returns:
        one `OnScale` for each scale; points with two decimals.
    Source:
        Domain study F3: the scale can reverse the order, so it is part of the rule.

    >>> rows = on_scales({"A": [700, 200, 100], "B": [560, 420, 20]})
    >>> [dict(row.points) for row in rows][-1], rows[-1].turned
    ({'A': '86.00', 'B': '89.60'}, (('A', 'B'),))
    """
    means = [{name: graded_mean(n, scale) for name, n in counts.items()} for scale in scales]
    return tuple(
        OnScale(
            tuple(scale),
            tuple((name, None if x is None else fixed(x, 2)) for name, x in mean.items()),
            _turned(means[0], mean),
        )
        for scale, mean in zip(scales, means, strict=True)
    )


def _turned(
    first: Mapping[str, Fraction | None], other: Mapping[str, Fraction | None]
) -> tuple[tuple[str, str], ...]:
    """Pairs of which one was above and is now below; a tie turns nothing."""
    return tuple(
        (a, b)
        for a, b in combinations(first, 2)
        if _sign(first[a], first[b]) * _sign(other[a], other[b]) < 0
    )


def _sign(a: Fraction | None, b: Fraction | None) -> int:
    if a is None or b is None:
        return 0
    return (a > b) - (a < b)


@dataclass(frozen=True)
class LeftOut:
    """What leaving one group out would do inside one class.

    `moved` are organs that would change places with another; `clear` are those pairs among them
    that the data could tell apart before. `most` is the largest change of a score, in points.
    """

    group: str
    moved: tuple[str, ...]
    clear: tuple[tuple[str, str], ...]
    most: str


def left_out(scores: Sequence[RoundScore]) -> tuple[LeftOut, ...]:
    """For each group: who would change places if it had not been asked.

    Args:
        scores: of one class; those that are not rated are passed over.
    Returns:
        one row for each group that carries weight, in the order of the rule.
    Source:
        Domain study P20; OECD/JRC Handbook on Constructing Composite Indicators (2008), step 7.

    >>> left_out([])
    ()
    """
    rated = [score for score in scores if score.ballot is not None]
    base = {score.subject: exact(score.ballot or "0") for score in rated}
    apart = _apart(rated)
    rows = []
    for group in dict.fromkeys(g.group for s in rated for g in s.groups if exact(g.used) > 0):
        without = {score.subject: _without(score, group) for score in rated}
        turned = _turned(base, without)
        moved = tuple(dict.fromkeys(name for pair in turned for name in pair))
        clear = tuple(pair for pair in turned if frozenset(pair) in apart)
        changes = [abs(x - base[name]) for name, x in without.items() if x is not None]
        rows.append(LeftOut(group, moved, clear, fixed(max(changes, default=Fraction(0)), 2)))
    return tuple(rows)


def _without(score: RoundScore, group: str) -> Fraction | None:
    """The ballot part with one group's weight given to the others; None if nothing is left."""
    others = [g for g in score.groups if g.group != group and exact(g.used) > 0]
    whole = sum((exact(g.used) for g in others), Fraction(0))
    if not whole:
        return None
    total = sum((exact(g.used) * exact(g.score or "0") for g in others), Fraction(0))
    return total / whole


def _apart(rated: Sequence[RoundScore]) -> frozenset[frozenset[str]]:
    """Pairs whose intervals do not touch."""
    spans = {s.subject: s.interval for s in rated if s.interval is not None}
    return frozenset(
        frozenset((a, b))
        for a, b in combinations(spans, 2)
        if exact(spans[a][0]) > exact(spans[b][1]) or exact(spans[b][0]) > exact(spans[a][1])
    )


def bands_apart(scores: Sequence[RoundScore]) -> tuple[tuple[str, ...], ...] | None:
    """Bands of organs of one class that the data can tell apart; None if they cannot.

    Only organs whose every group is there are compared.

    Source:
        See `scoring.ranks_allowed`.

    >>> bands_apart([]) is None
    True
    """
    return ranks_allowed(
        Rated(s.subject, float(s.score), float(s.interval[0]), float(s.interval[1]))
        for s in scores
        if s.standing == "rated" and s.score is not None and s.interval is not None
    )


def carried(first: Mapping[str, str], last: Mapping[str, str]) -> dict[str, Fraction]:
    """Which part of the distance between two totals each of their parts carries.

    Args:
        first, last: weighted points by part, as text; both name the same parts.
    Returns:
        shares that sum to 1; empty where the totals do not differ.
    Source:
        Domain study F8: of 5.9547 points between first and last, one part carried 5.4927.

    >>> first, last = {"social": "45.4927", "other": "44.462"}, {"social": "40", "other": "44"}
    >>> fixed(carried(first, last)["social"], 3)
    '0.922'
    """
    gaps = {name: exact(first[name]) - exact(last[name]) for name in first}
    total = sum(gaps.values(), Fraction(0))
    return {name: gap / total for name, gap in gaps.items()} if total else {}
