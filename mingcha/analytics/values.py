"""From cases to figures: a share, a rate, a number, a time; each with interval and base."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from mingcha.analytics.measures import Form
from mingcha.core.quantiles import quantile
from mingcha.core.shares import Z95, Share, rate_interval

MANY = 100_000  # events from which an exact interval is no other than the normal one


class Cell(NamedTuple):
    """So many cases of one value, of one organ in one month."""

    organ: str
    month: int
    value: int
    n: int


@dataclass(frozen=True)
class Figure:
    """One figure with its interval and base; without a base there is no value.

    `count` is what was counted: hits of a share, events of a rate. `ninth` is the ninth decile of
    a time.
    """

    value: float | None
    low: float | None
    high: float | None
    base: int
    count: int | None = None
    ninth: float | None = None

    @property
    def bounded(self) -> bool:
        """Whether the interval has both ends."""
        return self.low is not None and self.high is not None


NONE = Figure(None, None, None, 0)


def figure(form: Form, cells: Iterable[Cell]) -> Figure:
    """What some cases come to."""
    seen: Counter[int] = Counter()
    for cell in cells:
        seen[cell.value] += cell.n
    made = {Form.SHARE: _share, Form.RATE: _rate, Form.COUNT: _count, Form.DAYS: _days}
    return made[form](seen) if sum(seen.values()) or form == Form.COUNT else NONE


def _share(seen: Mapping[int, int]) -> Figure:
    share = Share(seen.get(1, 0), sum(seen.values()))
    low, high = share.interval()
    return Figure(share.value, low, high, share.base, share.count)


def _rate(seen: Mapping[int, int]) -> Figure:
    base, events = sum(seen.values()), sum(value * n for value, n in seen.items())
    if events < MANY:
        low, high = rate_interval([1] * events, base, 1)
    else:
        reach = Z95 * events**0.5
        low, high = (events - reach) / base, (events + reach) / base
    return Figure(events / base, low, high, base, events)


def _count(seen: Mapping[int, int]) -> Figure:
    n = sum(seen.values())
    return Figure(float(n), None, None, n, n)


def _days(seen: Mapping[int, int]) -> Figure:
    values, counts = list(seen), list(seen.values())
    median = quantile(values, counts, 0.5)
    ninth = quantile(values, counts, 0.9).value
    return Figure(median.value, median.low, median.high, median.n, ninth=ninth)
