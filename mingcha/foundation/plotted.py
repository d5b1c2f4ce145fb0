"""What is plotted: one row each, in plain figures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Ageing:
    """Working days that orders of one age have spent on one side's desk."""

    bucket: str
    side: str
    days: int
    orders: int
    overdue: bool = False


@dataclass(frozen=True)
class Trend:
    """One period's value with the interval that the data allow and the number behind it."""

    period: str
    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Burden:
    """How often one organ was visited or made to fill in forms, against its ceiling."""

    organ: str
    count: int
    ceiling: int


@dataclass(frozen=True)
class Left:
    """One total before and after: what is left of it is its bar."""

    name: str
    before: float
    after: float


@dataclass(frozen=True)
class Interval:
    """One organ's score with its interval; organs that cannot be told apart share a band."""

    organ: str
    value: float
    low: float
    high: float
    band: int
    n: int
