"""The clock as an expression: a working-day index joined by date, equal to `core/clock.py`.

Every day of the span has its running number of working days; a limit is a shift along that
number, a pause is the working days it covers. Engines join and subtract; nobody walks over days.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any, Final

import numpy as np
import pyarrow as pa

from mingcha.core.workdays import Calendar
from mingcha.foundation.columns import Engine

BEFORE: Final = timedelta(days=400)
AFTER: Final = timedelta(days=366 * 30)  # the longest limit and extension, in working days
NO: Final = False


@dataclass(frozen=True)
class Days:
    """The working-day index of an engine: `by_day` from day to number, `by_rank` back.

    by_day: day, rank (working days up to and including it), next_rank (that of the day itself if
    it is worked, otherwise of the next working day), known (whether a notice covers its year).
    by_rank: rank, due (the day).
    """

    by_day: Any
    by_rank: Any
    engine: Engine
    kept: Iterator[int] = field(default_factory=count)

    def keep(self, table: Any) -> Any:
        """What was reckoned so far, as a table: expressions on it stay short enough to compile."""
        return self.engine.keep(f"clock_{next(self.kept)}", table)


def index(engine: Engine, calendar: Calendar, first: date, last: date) -> Days:
    """The index over every day that a log with such a span can need."""
    span = np.arange(np.datetime64(first - BEFORE), np.datetime64(last + AFTER))
    worked = calendar.is_working_many(span)
    rank = np.cumsum(worked)
    known = calendar.is_known_many(span)
    by_day = {"day": span, "rank": rank, "next_rank": rank + ~worked, "known": known}
    by_rank = {"rank": rank[worked], "due": span[worked]}
    return Days(
        engine.hold("days_by_day", pa.table(by_day)),
        engine.hold("days_by_rank", pa.table(by_rank)),
        engine,
    )


def with_rank(table: Any, days: Days, day: str, prefix: str) -> Any:
    """The table with `<prefix>_rank`, `<prefix>_next` and `<prefix>_known` of one of its days."""
    said = days.by_day.select(
        **{
            f"{prefix}_of": days.by_day["day"],
            f"{prefix}_rank": days.by_day["rank"],
            f"{prefix}_next": days.by_day["next_rank"],
            f"{prefix}_known": days.by_day["known"],
        }
    )
    return table.left_join(said, table[day] == said[f"{prefix}_of"]).drop(f"{prefix}_of")


def taken(table: Any, days: Days, first: str, last: str, name: str) -> Any:
    """The table with the working days from `first` (not counted) to `last`; 0 if it is earlier."""
    import ibis

    held = with_rank(with_rank(table, days, first, "a"), days, last, "b")
    span = ibis.greatest(held["b_rank"] - held["a_rank"], 0)
    held = held.mutate(**{name: span, f"{name}_known": held["a_known"] & held["b_known"]})
    return held.drop("a_rank", "a_next", "a_known", "b_rank", "b_next", "b_known")


def due(
    table: Any,
    days: Days,
    *,
    start: str,
    limit: str,
    unit: str = "wd",
    paused: str = "",
    rolls: bool = True,
) -> Any:
    """The table with `due` and `due_known`: when a limit that began on day `start` ends.

    Args:
        table: has the day `start`, the whole numbers `limit` and, if named, `paused`: days of
            the unit that the clock stood still. Extensions are part of `limit`.
        days: the index.
        start: the column of day zero, which is not counted.
        limit: the column of the length in days.
        unit: "wd" for working days; "d" for calendar days, ending on the next working day.
        paused: the column of days that were not counted; none if empty.
        rolls: whether calendar days end on the next working day; else on the day itself.

    Source:
        Civil Code of the PRC, art. 201 and 203; twin of `core.clock.due_many`.
    """
    import ibis

    total = table[limit] + table[paused] if paused else table[limit]
    if unit == "d" and not rolls:
        return table.mutate(due=_plus(table[start], total), due_known=ibis.literal(value=True))
    if unit == "d":
        plain = table.mutate(ends_on=_plus(table[start], total))
        ended = with_rank(plain, days, "ends_on", "z")
        rank = ended["z_next"]
        begun = with_rank(ended.mutate(due_rank=rank), days, start, "s")
    else:
        begun = with_rank(table.mutate(ends_on=table[start]), days, start, "s")
        total = begun[limit] + begun[paused] if paused else begun[limit]
        rank = ibis.ifelse(total == 0, begun["s_next"], begun["s_rank"] + total)
        begun = begun.mutate(due_rank=rank)
    made = begun.left_join(days.by_rank, begun["due_rank"] == days.by_rank["rank"]).drop("rank")
    last = with_rank(made, days, "due", "e")
    sure = last.mutate(due_known=last["s_known"] & last["e_known"])
    made_up = [
        name
        for name in sure.columns
        if name in {"due_rank", "ends_on"}
        or (name[:2] in {"s_", "z_", "e_"} and name not in table.columns)
    ]
    return sure.drop(*made_up)


def _plus(day: Any, days: Any) -> Any:
    return (day + days.cast("int32").as_interval("D")).cast("date")


def stood_still(stops: Any, days: Days, *, unit: str = "wd") -> Any:
    """Days each stop took from the count, beside it as `still`.

    `stops` has case_no, start (day zero of the clock), first (the first day that does not count)
    and until (the first that counts again). Days up to day zero count in no case.
    """
    import ibis

    begin = ibis.greatest(stops["first"] - ibis.interval(days=1), stops["start"]).cast("date")
    end = (stops["until"] - ibis.interval(days=1)).cast("date")
    spans = stops.mutate(still_from=begin, still_to=end)
    if unit == "d":
        counted = (spans["still_to"].delta(spans["still_from"], unit="day")).cast("int64")
        held = spans.mutate(still=ibis.greatest(counted, 0))
    else:
        held = taken(spans, days, "still_from", "still_to", "still").drop("still_known")
    return held.drop("still_from", "still_to")


def reckoned(
    cases: Any, days: Days, *, stops: Any = None, unit: str = "wd", rolls: bool = True
) -> Any:
    """Each case with its `due` day, whether it is sure, what stood still, and what did not fit.

    Args:
        cases: case_no, start (day zero), limit; and extra, extra_on: days added and the day on
            which they were, null or 0 where there were none.
        stops: case_no, first (the first day not counted), until (the first counted again), closed
            and in order; None if no clock of these cases ever stood still.
        unit: "wd" or "d".
        rolls: as in `due`.

    Added are due, due_known, paused, extended and misfits: pauses and extensions that came after
    the days had run out, which count for nothing. `core.clock.derive` refuses such a history.

    Source:
        Administrative Licensing Law, art. 42, 45, 82; twin of `core.clock.derive`.
    """
    plain = cases.mutate(whole=cases["limit"].cast("int64"))
    first = days.keep(_due_with(plain, days, stops, unit, rolls=rolls))
    in_time = first["extra"].fill_null(0).cast("int64") * (
        first["extra_on"] <= first["due"]
    ).fill_null(NO).cast("int64")  # fmt: skip
    late = ((first["extra"].fill_null(0) > 0) & (first["extra_on"] > first["due"])).fill_null(NO)
    again = first.mutate(
        extended=in_time, whole=first["whole"] + in_time, late=late.cast("int64")
    ).drop("due", "due_known", "paused", "misfits")
    last = days.keep(_due_with(days.keep(again), days, stops, unit, rolls=rolls))
    return last.mutate(misfits=last["misfits"] + last["late"]).drop("whole", "late")


def _due_with(cases: Any, days: Days, stops: Any, unit: str, *, rolls: bool) -> Any:
    import ibis

    if stops is None:
        still = cases.mutate(paused=ibis.literal(0, "int64"), misfits=ibis.literal(0, "int64"))
    else:
        summed = _stood(cases, days, stops, unit)
        joined = cases.left_join(summed, cases["case_no"] == summed["of_case"]).drop("of_case")
        still = joined.mutate(
            paused=joined["paused"].fill_null(0), misfits=joined["misfits"].fill_null(0)
        )
    return due(still, days, start="start", limit="whole", paused="paused", unit=unit, rolls=rolls)


def _stood(cases: Any, days: Days, stops: Any, unit: str) -> Any:
    """What stood still in each case, by the pauses that began before its days ran out."""
    import ibis

    begun = stops.join(cases.select("case_no", "start", "whole"), "case_no")
    held = stood_still(begun, days, unit=unit)
    so_far = ibis.cumulative_window(group_by="case_no", order_by="first")
    held = held.mutate(earlier=held["still"].sum().over(so_far) - held["still"])
    held = held.mutate(eve=(held["first"] - ibis.interval(days=1)).cast("date"))
    if unit == "d":
        gone = held["eve"].delta(held["start"], unit="day").cast("int64")
    else:
        held = taken(held, days, "start", "eve", "gone")
        gone = held["gone"]
    used = ibis.greatest(gone, 0) - held["earlier"]
    held = held.mutate(fits=used < held["whole"])
    summed = held.group_by("case_no").agg(
        paused=held["still"].sum(where=held["fits"]).cast("int32"),
        misfits=(~held["fits"]).sum().cast("int32"),
    )
    return summed.select(
        of_case=summed["case_no"], paused=summed["paused"].fill_null(0), misfits=summed["misfits"]
    )
