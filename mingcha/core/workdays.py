"""Working days under dated State Council notices; provisional wherever no notice speaks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mingcha.core.notice import DayRule, HolidayNotice, Unfit, parse_day

__all__ = ["Calendar", "Code", "DayKind", "DayRule", "HolidayNotice", "Unfit", "parse_day"]

Days = NDArray[np.datetime64]
Numbers = NDArray[np.int64]

DAY: Final = "datetime64[D]"
EPOCH: Final = date(1970, 1, 1).toordinal()
MOST_COUNTS: Final = 20_000  # spans remembered by one calendar
MONDAY: Final = -3  # 29 December 1969, the Monday on or before day number 0


class Code(StrEnum):
    """What sort of day a day is."""

    WORKING = "working"
    MAKE_UP = "make_up"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    ASSUMED = "assumed"


@dataclass(frozen=True)
class DayKind:
    """What a day is and why: `name` is the holiday; `provisional` if its year has no notice."""

    code: Code
    working: bool
    name: str = ""
    provisional: bool = False


@dataclass(frozen=True)
class Calendar:
    """Which days are worked, under the notices it was made of. It never changes.

    Beyond its notices, and before them, Monday to Friday is assumed and flagged provisional.
    """

    notices: tuple[HolidayNotice, ...]

    @classmethod
    def of(cls, notices: Iterable[HolidayNotice]) -> Calendar:
        """The calendar these notices make together; the later issued overrides the earlier.

        Raises:
            Unfit: if a notice amends a year that no earlier notice states.
        Source:
            State Council, Regulation on Public Holidays (全国年节及纪念日放假办法), yearly notices.

        >>> spring = DayRule(date(2024, 2, 9), off=True, name="春节")
        >>> calendar = Calendar.of([HolidayNotice(2024, date(2023, 10, 25), "", (spring,))])
        >>> calendar.is_working(date(2024, 2, 9)), calendar.is_working(date(2024, 2, 8))
        (False, True)
        """
        order = tuple(sorted(notices, key=lambda n: (n.issued_on, n.year, n.amends)))
        stated: set[int] = set()
        for notice in order:
            if notice.amends and notice.year not in stated:
                raise Unfit(
                    "The notice of {issued_on} amends {year}, but no earlier notice states that "
                    "year. Import the year's own notice first.",
                    issued_on=notice.issued_on,
                    year=notice.year,
                )
            stated.add(notice.year)
        return cls(order)

    @classmethod
    def as_of(cls, notices: Iterable[HolidayNotice], on: date) -> Calendar:
        """The calendar as it was known at the end of day `on`: later notices are not used yet.

        Source:
            A matter is judged by the notice in force on its day (decision record 0011).

        >>> Calendar.as_of([HolidayNotice(2026, date(2025, 11, 4), "", ())], date(2025, 11, 3))
        Calendar(notices=())
        """
        return cls.of(notice for notice in notices if notice.issued_on <= on)

    @cached_property
    def rules(self) -> dict[date, DayRule]:
        """Every day some notice in force speaks of, by day."""
        whole = {n.year: place for place, n in enumerate(self.notices) if not n.amends}
        in_force = (n for place, n in enumerate(self.notices) if place >= whole[n.year])
        return {rule.on: rule for notice in in_force for rule in notice.days}

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years for which there is a notice, ascending."""
        return tuple(sorted({notice.year for notice in self.notices}))

    @cached_property
    def version(self) -> str:
        """Twelve characters that change when, and only when, some day or known year does."""
        days = (f"{r.on} {int(r.off)} {r.name}" for _, r in sorted(self.rules.items()))
        text = "\n".join([*map(str, self.years), *days])
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @property
    def first_known(self) -> date | None:
        """The first day of the first year with a notice; None if there is no notice at all."""
        return date(self.years[0], 1, 1) if self.years else None

    @property
    def last_known(self) -> date | None:
        """The last day of the last year with a notice; None if there is no notice at all."""
        return date(self.years[-1], 12, 31) if self.years else None

    def is_known(self, day: date) -> bool:
        """Whether a notice for this day's year exists."""
        return day.year in self.years

    def is_working(self, day: date) -> bool:
        """Whether offices work on this day; assumed Monday to Friday where no notice speaks."""
        return self.why(day).working

    def why(self, day: date) -> DayKind:
        """What this day is, with the holiday's name.

        Raises:
            TypeError: for a moment instead of a day; which day it is depends on the place.
        Source:
            Labour ordinance of the State Council no. 174, art. 7: Saturday and Sunday are off.

        >>> Calendar(()).why(date(2027, 1, 1))
        DayKind(code=<Code.ASSUMED: 'assumed'>, working=True, name='', provisional=True)
        """
        if isinstance(day, datetime):
            raise TypeError("a calendar knows days, not moments: pass the local day")
        assumed = not self.is_known(day)
        if rule := self.rules.get(day):
            return _ruled(rule, assumed=assumed)
        weekday = day.weekday() < 5
        plain = Code.WORKING if weekday else Code.WEEKEND
        return DayKind(Code.ASSUMED if assumed else plain, weekday, provisional=assumed)

    def count(self, first: date, last: date) -> int:
        """Working days from `first` to `last`, both included.

        Raises:
            Unfit: if the last day is before the first.
        Source:
            Administrative Licensing Law, art. 82.

        >>> Calendar(()).count(date(2024, 9, 9), date(2024, 9, 15))
        5
        """
        span, known = (first, last), self._counts
        if span not in known:
            if len(known) >= MOST_COUNTS:
                known.clear()
            known[span] = int(self.count_many([np.datetime64(first)], [np.datetime64(last)])[0])
        return known[span]

    def add(self, day: date, n: int) -> date:
        """The n-th working day after `day`; before it if n is negative.

        For n = 0: the day itself if it is worked, otherwise the next working day.

        Source:
            Civil Code, art. 201: the day of the event is not counted.

        >>> Calendar(()).add(date(2024, 9, 6), 1)
        datetime.date(2024, 9, 9)
        """
        number = self.add_many([np.datetime64(day)], n).astype(np.int64)[0]
        return date.fromordinal(int(number) + EPOCH)

    def next_working(self, day: date) -> date:
        """The day itself if it is worked, otherwise the first working day after it.

        Source:
            Civil Code, art. 203.

        >>> Calendar(()).next_working(date(2024, 9, 7))
        datetime.date(2024, 9, 9)
        """
        return self.add(day, 0)

    def is_known_many(self, days: ArrayLike) -> NDArray[np.bool_]:
        """Whether each day's year has a notice: datetime64[D] array in, bool array out."""
        years = _numbers(days).astype(DAY).astype("datetime64[Y]").astype(np.int64) + 1970
        return np.isin(years, np.asarray(self.years, np.int64))

    def is_working_many(self, days: ArrayLike) -> NDArray[np.bool_]:
        """Whether each day is worked: datetime64[D] array in, bool array of its shape out.

        Raises:
            Unfit: naming the first row without a date.
        Source:
            Twin of `is_working`.

        >>> Calendar(()).is_working_many(["2024-09-06", "2024-09-07"]).tolist()
        [True, False]
        """
        number = _numbers(days)
        return self._rank(number) > self._rank(number - 1)

    def count_many(self, first: ArrayLike, last: ArrayLike) -> Numbers:
        """Working days in each span, ends included: datetime64[D] arrays in, int64 array out.

        Raises:
            Unfit: naming the first row that lacks a date or ends before it begins.
        Source:
            Twin of `count`.

        >>> Calendar(()).count_many(["2024-09-09"], ["2024-09-15"]).tolist()
        [5]
        """
        begin, end = np.broadcast_arrays(_numbers(first), _numbers(last))
        if (bad := np.flatnonzero(end < begin)).size:
            begin_day, end_day = (a.flat[bad[0]].astype(DAY) for a in (begin, end))
            raise Unfit(
                "The span ends on {last}, before it begins on {first}. Swap the two days.",
                first=begin_day,
                last=end_day,
            )
        counted: Numbers = self._rank(end) - self._rank(begin - 1)
        return counted

    def add_many(self, days: ArrayLike, n: ArrayLike) -> Days:
        """The n-th working day after each day: datetime64[D] and int arrays in, datetime64[D] out.

        Raises:
            Unfit: naming the first row without a date.
        Source:
            Twin of `add`; inverts the cumulative working-day index.

        >>> Calendar(()).add_many(["2024-09-06", "2024-09-06"], [1, -1]).astype(str).tolist()
        ['2024-09-09', '2024-09-05']
        """
        number, step = _numbers(days), np.asarray(n, np.int64)
        # After a day, its own rank counts as used; before it, and at n = 0, it does not.
        past = np.where(step > 0, self._rank(number), self._rank(number - 1) + 1)
        return self._day_of_rank(past + step).astype(DAY)

    @cached_property
    def _counts(self) -> dict[tuple[date, date], int]:
        # Lists ask for the same few spans again and again; the calendar never changes.
        return {}

    @cached_property
    def _index(self) -> tuple[Numbers, Numbers]:
        # Days that differ from Monday-Friday, and the running sum of the differences (0 first).
        odd = sorted((r.on, r.off) for r in self.rules.values() if r.off == (r.on.weekday() < 5))
        days = np.array([on.toordinal() - EPOCH for on, _ in odd], np.int64)
        steps = np.array([0, *(-1 if off else 1 for _, off in odd)], np.int64)
        return days, np.cumsum(steps)

    def _rank(self, number: Numbers) -> Numbers:
        # The cumulative working-day index: how many working days up to and including this day.
        days, shift = self._index
        ranks: Numbers = _weekdays(number) + shift[np.searchsorted(days, number, side="right")]
        return ranks

    @cached_property
    def _worked(self) -> tuple[Numbers, int, int]:
        # The working days between the first and the last odd day; the ranks just before and at end.
        days, _ = self._index
        if not days.size:
            return days, 0, 0
        span = np.arange(days[0], days[-1] + 1)
        low, high = (int(self._rank(np.asarray(edge))) for edge in (days[0] - 1, days[-1]))
        return span[self._rank(span) > self._rank(span - 1)], low, high

    def _day_of_rank(self, rank: Numbers) -> Numbers:
        worked, low, high = self._worked
        shift = np.where(rank > high, self._index[1][-1], 0)
        plain = _weekday_of(rank - shift)
        if not worked.size:
            return plain
        inside = worked[np.clip(rank - low - 1, 0, worked.size - 1)]
        return np.where((rank > low) & (rank <= high), inside, plain)


def _ruled(rule: DayRule, *, assumed: bool) -> DayKind:
    if rule.off:
        return DayKind(Code.HOLIDAY, working=False, name=rule.name, provisional=assumed)
    code = Code.WORKING if rule.on.weekday() < 5 else Code.MAKE_UP
    return DayKind(code, working=True, name=rule.name, provisional=assumed)


def _numbers(days: ArrayLike) -> Numbers:
    stamps = np.asarray(days, DAY)
    if (bad := np.flatnonzero(np.isnat(stamps))).size:
        raise Unfit("Row {row}: there is no date. Fill it in.", row=int(bad[0]) + 1)
    return stamps.astype(np.int64)


def _weekdays(number: Numbers) -> Numbers:
    weeks, day = np.divmod(number - MONDAY, 7)
    counted: Numbers = 5 * weeks + np.minimum(day + 1, 5)
    return counted


def _weekday_of(rank: Numbers) -> Numbers:
    weeks, day = np.divmod(rank - 1, 5)
    number: Numbers = 7 * weeks + day + MONDAY
    return number
