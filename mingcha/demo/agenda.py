"""The demonstration's diary: who does what on which day; days are lived through in order."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from datetime import time as hour

from mingcha.core.workdays import Calendar
from mingcha.foundation import reactions, time, workdays

Deed = Callable[[date], object]

MORNING = hour(9)


class Agenda:
    """Deeds by day. What a deed leads to is put down as further deeds of later days."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 -- a repeatable city, not a secret
        self.calendar: Calendar = workdays.calendar()
        self._deeds: list[tuple[date, int, Deed]] = []
        self._put_down = 0

    def on(self, day: date, deed: Deed) -> None:
        """Put a deed down for a day; deeds of one day are done in the order put down."""
        self._put_down += 1
        heapq.heappush(self._deeds, (day, self._put_down, deed))

    def after(self, day: date, working_days: int, deed: Deed) -> date:
        """Put a deed down for so many working days after a day."""
        then = self.calendar.add(day, working_days) if working_days else day
        self.on(then, deed)
        return then

    def live(self, first: date, last: date) -> None:
        """Live through the days: in the morning what the calendar does, then what people do."""
        day = first
        while day <= last:
            with time.at(self._hour(day, 0)), reactions.heard_afterwards():
                reactions.live_through(day)
            self._do(day)
            day += timedelta(days=1)

    def _do(self, day: date) -> None:
        minutes = 5
        while self._deeds and self._deeds[0][0] <= day:
            deed = heapq.heappop(self._deeds)[2]
            with time.at(self._hour(day, minutes)), reactions.heard_afterwards():
                deed(day)
            minutes = min(minutes + 1, 520)

    def _hour(self, day: date, minutes: int) -> datetime:
        return datetime.combine(day, MORNING, time.city_zone()) + timedelta(minutes=minutes)

    def one_in(self, n: int) -> bool:
        """Once in n times, by lot."""
        return self.chance.randrange(n) == 0

    def days(self, low: int, high: int) -> int:
        """So many days, by lot."""
        return self.chance.randint(low, high)
