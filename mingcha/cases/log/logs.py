"""A log as tables of an engine: coded events, cases, names; and the canonical table over them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import pyarrow as pa

from mingcha.cases.log.arranged import Read
from mingcha.cases.log.mapping import Mapping
from mingcha.foundation.columns import Engine


@dataclass
class Log:
    """One log: `events` has a row an event, with numbers for names, ordered within its case.

    Columns of `events`: case_no, activity_no, at (moment in UTC), day (local calendar date), seq
    (row in the file), n (place within the case, from 1), next_no (the activity after it), and
    `<column>_no` for each further column. `refused` are rows that are no events, with the reason;
    `left_out` says how many there are in all.
    """

    engine: Engine
    events: Any
    names: dict[str, list[str]]
    case_names: list[str]
    size: int
    refused: tuple[tuple[int, str, str], ...] = ()
    left_out: int = 0
    unread: tuple[tuple[int, str, str], ...] = ()
    twins: int = 0
    known: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    days: tuple[date, date] = (date.min, date.min)
    span: tuple[date, date] = (date.min, date.min)  # with the dates beside, which may lie apart
    zone: str = ""
    kept: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, engine: Engine, read: Read, mapping: Mapping) -> Log:
        """The log an engine holds of what was read."""
        import pyarrow.compute as pc

        dates = tuple(f"x_{name}" for name in mapping.dates)
        named = ("day", *(f"{name}_day" for name in dates))
        ends = [pc.min_max(read.events[name]).as_py() for name in named]
        known = [day for one in ends for day in one.values() if day is not None]
        return cls(
            engine,
            engine.hold("events", read.events),
            read.names,
            read.cases,
            read.events.num_rows,
            read.refused,
            read.left_out,
            read.unread,
            read.twins,
            mapping.known,
            dates,
            (ends[0]["min"], ends[0]["max"]),
            (min(known), max(known)),
            mapping.zone,
        )

    @property
    def activities(self) -> list[str]:
        """The names of the activities that occur, as they first came."""
        return self.names["activity"]

    def numbers(self, names: Any) -> list[int]:
        """The numbers of activities; those that may occur but do not have none."""
        places = {name: number for number, name in enumerate(self.activities)}
        return [places[name] for name in names if name in places]

    @cached_property
    def cases(self) -> Any:
        """The numbers of cases and their names."""
        named = {"case_no": range(len(self.case_names)), "case": self.case_names}
        return self.engine.hold("case_names", _table(named))

    @cached_property
    def table(self) -> Any:
        """The canonical table: names instead of numbers, one row an event."""
        held = self.events.join(self.cases, "case_no")
        for name, listed in self.names.items():
            named = {f"{name}_no": range(len(listed)), name: listed}
            held = held.left_join(self.engine.hold(f"{name}_names", _table(named)), f"{name}_no")
        plain = ["case", "activity", "at", "day", "seq", "n"]
        more = [name for name in self.names if name != "activity"]
        beside = [one for name in self.dates for one in (name, f"{name}_day")]
        return held.select(*plain, *more, *beside)


def _table(named: dict[str, Any]) -> Any:
    kinds = {True: pa.int32(), False: pa.string()}
    return pa.table(
        {name: pa.array(values, kinds[name.endswith("_no")]) for name, values in named.items()}
    )
