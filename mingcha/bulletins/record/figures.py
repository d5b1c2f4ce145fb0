"""The figures of a bulletin as they stood on the day it was composed: copied once, then frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import TypeAdapter


@dataclass(frozen=True)
class Rate:
    """So many of so many with what the data allow; a withheld count takes its rate with it."""

    count: int | None  # None: withheld
    base: int
    low: float | None = None
    high: float | None = None

    @property
    def value(self) -> float | None:
        """The share in [0, 1]; None where nothing was counted, or it is withheld."""
        return None if self.count is None or self.low is None else self.count / self.base


@dataclass(frozen=True)
class ClassRow:
    """One class of organs: how many stood, were visited, were checked, and what was confirmed."""

    code: str
    organs: int
    visited: int
    visits: int
    faults: Rate


@dataclass(frozen=True)
class NormRow:
    """One norm: confirmed faults by class in the order of the classes, and in all."""

    code: str
    title: str
    cells: tuple[int | None, ...]
    faults: Rate


@dataclass(frozen=True)
class Overdue:
    """One order past its day: whose turn, how many working days."""

    number: str
    organ_id: int
    organ: str
    what: str
    due_on: date
    days: int
    turn: str  # organ, centre or city
    slip: str = ""  # colour of the open slip


@dataclass(frozen=True)
class Passage:
    """What a bulletin would say of one organ."""

    organ_id: int
    organ: str
    tone: str
    text: str


@dataclass(frozen=True)
class Score:
    """One organ's decided score with its interval; None where it is not rated."""

    organ: str
    score: float | None
    low: float | None = None
    high: float | None = None
    checks: int = 0


@dataclass(frozen=True)
class Scores:
    """The score sheets of one class; no rows as long as one of them waits for its decision."""

    code: str
    rule: str
    rows: tuple[Score, ...]
    waiting: int = 0


@dataclass(frozen=True)
class Head:
    """The fixed words of the paper, as the city's rules had them that day."""

    office: str
    code: str
    addressees: tuple[str, ...]
    copies_to: tuple[str, ...]


@dataclass(frozen=True)
class Figures:
    """Everything a bulletin counts."""

    head: Head
    since: date
    until: date
    as_of: date
    minimum: int
    organs: int
    visited: int
    open_visits: int
    covert_visits: int
    faults: Rate
    other_faults: int  # confirmed, but not from a visit: in no rate
    praises: int
    by_class: tuple[ClassRow, ...]
    by_norm: tuple[NormRow, ...]
    withheld: int
    orders: tuple[tuple[str, int], ...]  # issued in the period, by where they stand
    on_time: Rate
    overdue: tuple[Overdue, ...]
    slips: tuple[tuple[str, int], ...]
    revisits: Rate  # re-visits of closed orders, and how many found a relapse
    not_ours: Rate  # “not ours” asked and ruled; count: those ruled not theirs
    named: tuple[Passage, ...]
    scores: tuple[Scores, ...] = ()

    def plain(self) -> dict[str, Any]:
        """The figures as JSON keeps them."""
        return dict(SHAPE.dump_python(self, mode="json"))

    @classmethod
    def of(cls, kept: Any) -> Figures:
        """The figures that `plain` wrote."""
        return SHAPE.validate_python(kept)


SHAPE = TypeAdapter(Figures)
