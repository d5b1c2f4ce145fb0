"""What a reform was expected to take off, and what it took off in real cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from mingcha.core.cuts import Load, cut
from mingcha.foundation import policy
from mingcha.powers.models import Reform
from mingcha.powers.rules import MEASURED_OVER


@dataclass(frozen=True)
class Measured:
    """Real cases of one item decided in a period: how many, and the days they took."""

    cases: int
    mean_days: float | None = None
    median_days: float | None = None


Measure = Callable[[str, date, date], Measured | None]
_measures: list[Measure] = []


def measure_by(measure: Measure) -> Measure:
    """Say how the cases of an item are measured: code, first day, last day.

    This room knows no cases; the room that keeps them tells it when it starts.
    """
    _measures[:] = [measure]
    return measure


@dataclass(frozen=True)
class Effect:
    """One reform: expected before and after, measured before and after where cases are known."""

    before: Load
    expected: Load
    was: Measured | None
    since: Measured | None

    @property
    def measured_cut(self) -> float | None:
        """The share of the mean days that real cases lost; None where either side has none."""
        if self.was is None or self.since is None:
            return None
        if self.was.mean_days is None or self.since.mean_days is None:
            return None
        return cut(self.was.mean_days, self.since.mean_days)


def effect_of(reform: Reform, *, on: date) -> Effect:
    """What was expected of a reform, and what cases on either side of its first day show."""
    first, span = reform.effective_on, timedelta(days=policy.value(MEASURED_OVER, on=on))
    code = reform.successor.code if reform.successor else reform.item.code
    was = _measured(reform.item.code, first - span, first - timedelta(days=1))
    since = _measured(code, first, min(first + span, on)) if first <= on else None
    return Effect(Load(**reform.before), Load(**reform.expected), was, since)


def _measured(code: str, first: date, last: date) -> Measured | None:
    return _measures[0](code, first, last) if _measures else None
