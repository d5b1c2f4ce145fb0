"""What rules ask of each case, gathered in one pass over the events: when what first happened."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import Any

from mingcha.cases.log.language import is_apart
from mingcha.cases.log.logs import Log


class Features:
    """Aggregates over the events of a case, each asked for once, however many rules need it."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self._asked: dict[str, Any] = {}
        events = log.events
        opens, closes = events["n"] == 1, events["next_no"].isnull()
        self._asked["last_seq"] = events["seq"].max(where=closes)
        self._asked["events"] = events.count()
        self._ends = {"start": opens, "end": closes}

    def table(self) -> Any:
        """One row a case, with every column that was asked for; kept."""
        made = self.log.events.group_by("case_no").agg(**self._asked)
        return self.log.engine.keep("features", made)

    def _ask(self, name: str, made: Any) -> str:
        self._asked.setdefault(name, made)
        return name

    def _is(self, activity: Any) -> tuple[str, Any]:
        """A short name for some activities, and which events are one of them."""
        names = (activity,) if isinstance(activity, str) else tuple(activity)
        numbers = self.log.numbers(names)
        number = self.log.events["activity_no"]
        if not numbers:
            return "none", number == -1  # it may occur, but did not
        key = "a" + "_".join(map(str, sorted(numbers)))
        return key, reduce(lambda x, y: x | y, [number == one for one in numbers])

    def events_of(self, activity: Any) -> Any:
        """The events that are one of these activities."""
        return self.log.events.filter(self._is(activity)[1])

    def count(self, activity: Any) -> str:
        """The column of how often an activity happened."""
        key, where = self._is(activity)
        return self._ask(f"{key}_count", where.cast("int64").sum().fill_null(0))

    def place(self, activity: Any, *, last: bool = False) -> str:
        """The column of where in the case an activity first happened, or last."""
        key, where = self._is(activity)
        n = self.log.events["n"]
        made = n.max(where=where) if last else n.min(where=where)
        return self._ask(f"{key}_{'last' if last else 'first'}", made)

    def seq(self, activity: Any) -> str:
        """The column of the row in which an activity first stands."""
        return self._first(activity, "seq")

    def actor(self, activity: Any) -> str:
        """The column of who first did an activity; -1 if nobody is named."""
        key, where = self._is(activity)
        held = self.log.events["actor_no"].fill_null(-1)
        return self._ask(f"{key}_actor", held.argmin(self.log.events["n"], where=where))

    def _first(self, activity: Any, column: str) -> str:
        key, where = self._is(activity)
        events = self.log.events
        made = events[column].argmin(events["n"], where=where)
        return self._ask(f"{key}_{column}", made)

    def point(self, point: Any, what: str) -> str:
        """The column of the `at`, `day` or `seq` of a point in time of the case."""
        if not isinstance(point, str) or not is_apart(point):
            return self._first(point, what)
        events = self.log.events
        if point in self._ends:
            return self._ask(f"{point}_{what}", events[what].min(where=self._ends[point]))
        column = {"at": point, "day": f"{point}_day", "seq": "seq"}[what]
        opens = self._ends["start"]
        return self._ask(f"{point}_{what}", events[column].min(where=opens))

    def gather(self, points: Iterable[Any], *whats: str) -> None:
        """Ask for several points at once."""
        for point in points:
            for what in whats:
                self.point(point, what)
