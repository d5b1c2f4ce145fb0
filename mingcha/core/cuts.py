"""Cuts of items, steps, papers, fees and days: what a reform took off, and what only looks so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Final

from mingcha.core.notice import Unfit

WEEK: Final = 5  # working days between two weekends


@dataclass(frozen=True)
class Load:
    """What an inventory asks of those who come: counts, and days over the items that have both.

    `timed` counts the items whose legal and promised limit are both known and counted in the same
    kind of days; `legal_days` and `promised_days` are the sums over these.

    >>> Load(items=1, steps=3) + Load(items=1, steps=2, papers=4)
    Load(items=2, steps=5, papers=4, fees=0, timed=0, legal_days=0, promised_days=0)
    """

    items: int = 0
    steps: int = 0
    papers: int = 0
    fees: int = 0
    timed: int = 0
    legal_days: int = 0
    promised_days: int = 0

    def __add__(self, other: Load) -> Load:
        return Load(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


NOTHING: Final = Load()


def total(loads: Iterable[Load]) -> Load:
    """The sum of many loads.

    >>> total([Load(items=1, papers=2), Load(items=1, papers=3)]).papers
    5
    """
    return sum(loads, NOTHING)


def cut(before: float, after: float) -> float | None:
    """The share that was taken off; None where there was nothing. Below 0 where it grew.

    Shapes: two numbers, not below 0. Source: domain reference F15, after [6]-[9].

    >>> round(cut(1018, 350), 3), round(cut(1156, 322), 3), round(cut(9.6, 5.9), 3)
    (0.656, 0.721, 0.385)
    >>> cut(20, 8), cut(0, 3), cut(2, 3)
    (0.6, None, -0.5)
    """
    if before < 0 or after < 0:
        raise Unfit("A count cannot be below 0. Give what there was and what is left.")
    return None if before == 0 else (before - after) / before


def before_a_cut(left: float, share: float) -> float:
    """How many there were, from what is left after a cut by a share.

    Shapes: a number, a share from 0 to under 1. Source: domain reference F15, after [6].

    >>> round(before_a_cut(212, 0.442))
    380
    """
    if not 0 <= share < 1:
        raise Unfit("A cut is a share from 0 to under 1. Write 0.442 for 44.2 %.")
    return left / (1 - share)


def promised_cut(load: Load) -> float | None:
    """By how much the promises undercut the law, over the items that have both.

    Shapes: one load. Source: domain reference F15, after [7] and [8].

    >>> promised_cut(Load(items=1, timed=1, legal_days=20, promised_days=8))
    0.6
    """
    return cut(load.legal_days, load.promised_days)


def only_counted(before: Load, after: Load) -> bool:
    """Whether fewer items are counted though nothing was taken off those who come.

    That is what merging does by itself: the count falls, and steps, papers, fees and days stay.
    Shapes: two loads. Source: domain reference F15 and P19.

    >>> two, merged = Load(items=2, steps=6, papers=9), Load(items=1, steps=6, papers=9)
    >>> only_counted(two, merged), only_counted(two, Load(items=1, steps=4, papers=9))
    (True, False)
    """
    eased = any(
        getattr(after, name) < getattr(before, name) for name in ("steps", "papers", "fees")
    )
    return after.items < before.items and not eased


def shortest_span(working_days: int) -> int:
    """The fewest days of the calendar that so many working days can take.

    Shapes: a whole number, not below 0. Source: the week; holidays only lengthen it.

    >>> [shortest_span(n) for n in (0, 1, 5, 6, 20)]
    [0, 1, 5, 8, 26]
    """
    return working_days + 2 * (max(working_days - 1, 0) // WEEK)


def surely_longer(promised: int, kind: str, legal: int, legal_kind: str) -> bool:
    """Whether a promise is longer than the law on every day of any year, whatever the kinds.

    Kinds are `working` and `calendar`. Where it depends on the day, the answer is no.
    Shapes: whole numbers, not below 0. Source: Licensing Law art. 82: licence periods are counted
    in working days.

    >>> surely_longer(21, "working", 20, "working"), surely_longer(20, "working", 30, "calendar")
    (True, False)
    >>> surely_longer(25, "working", 30, "calendar"), surely_longer(10, "calendar", 10, "working")
    (True, False)
    """
    if kind == legal_kind:
        return promised > legal
    if kind == "working":
        return shortest_span(promised) > legal
    return promised > 3 * legal + 14  # no holidays stretch working days further than that
