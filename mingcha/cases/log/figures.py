"""What a log comes to: cases, variants, starts and ends, how long, what follows what."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from mingcha.cases.log import clock
from mingcha.cases.log.clock import Days
from mingcha.cases.log.logs import Log
from mingcha.core.workdays import Calendar

DAY: Final = 86_400_000_000  # microseconds
SHARES: Final = {"median": 0.5, "p75": 0.75, "p90": 0.9, "p95": 0.95}


@dataclass(frozen=True)
class Figures:
    """The figures of a log; days elapsed are of 86,400 s, working days by the notices."""

    cases: int
    events: int
    activities: int
    variants: int
    starts: dict[str, int]
    ends: dict[str, int]
    throughput_days: dict[str, float]
    throughput_working_days: dict[str, float]
    provisional: int  # cases with a day that no notice covers
    directly_follows: list[tuple[str, str, int]]

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "cases": self.cases,
            "events": self.events,
            "activities": self.activities,
            "variants": self.variants,
            "starts": self.starts,
            "ends": self.ends,
            "throughput_days": self.throughput_days,
            "throughput_working_days": self.throughput_working_days,
            "provisional_cases": self.provisional,
            "directly_follows": [list(pair) for pair in self.directly_follows],
        }


def by_case(log: Log) -> Any:
    """One row a case: its first and last moment and day, how many events, its variant's marks.

    Kept once asked: everything else about cases is asked of this small table.
    """
    if "by_case" not in log.kept:
        log.kept["by_case"] = log.engine.keep("by_case", _by_case(log.events))
    return log.kept["by_case"]


def _by_case(events: Any) -> Any:
    opens, closes = events["n"] == 1, events["next_no"].isnull()
    return events.group_by("case_no").agg(
        first=events["at"].min(),
        last=events["at"].max(),
        first_day=events["day"].min(where=opens),
        last_day=events["day"].max(where=closes),
        start_no=events["activity_no"].min(where=opens),
        end_no=events["activity_no"].min(where=closes),
        events=events.count(),
        mark_a=events["mark_a"].sum(),
        mark_b=events["mark_b"].sum(),
    )


def index(log: Log, calendar: Calendar) -> Days:
    """The working-day index over the log's span; kept once asked."""
    if "days" not in log.kept:
        log.kept["days"] = clock.index(log.engine, calendar, *log.span)
    found: Days = log.kept["days"]
    return found


def durations(log: Log, calendar: Calendar) -> Any:
    """One row a case: `elapsed` days of 86,400 s and working days `taken` between its ends."""
    cases = by_case(log)
    spans = cases.mutate(elapsed=microseconds(cases["last"], cases["first"]) / DAY)
    return clock.taken(spans, index(log, calendar), "first_day", "last_day", "taken")


def microseconds(later: Any, earlier: Any) -> Any:
    """What lies between two moments."""
    return later.delta(earlier, unit="microsecond")


def throughput(log: Log, calendar: Calendar) -> dict[str, Any]:
    """Mean, quantiles (interpolated) and the longest, elapsed and in working days; variants."""
    import ibis

    held = durations(log, calendar)
    way = ibis.struct({"a": held["mark_a"], "b": held["mark_b"]})
    asked: dict[str, Any] = {
        "provisional": (~held["taken_known"]).sum(),
        "variants": way.nunique(),
    }
    for name in ("elapsed", "taken"):
        spans = held[name].cast("float64")
        asked[f"{name}_mean"], asked[f"{name}_max"] = spans.mean(), spans.max()
        for share, quantile in SHARES.items():
            asked[f"{name}_{share}"] = spans.quantile(quantile)
    return log.engine.rows(held.agg(**asked))[0]


def variants(log: Log) -> Any:
    """One row a variant: how many cases went that way; told apart by the sum of 80 bits of marks.

    Two different ways share both sums with a probability of 2 to the minus 80.
    """
    cases = by_case(log)
    return cases.group_by("mark_a", "mark_b").agg(
        cases=cases.count(), example=cases["case_no"].min(), events=cases["events"].max()
    )


def follows(log: Log) -> Any:
    """One row a pair of activities: how often the second came directly after the first.

    `next_no` is null where a case ends; `starts` of the first stand at the begin of a case.
    """
    events = log.events
    opens = (events["n"] == 1).cast("int64").sum()
    return events.group_by("activity_no", "next_no").agg(n=events.count(), starts=opens)


def figures(log: Log, calendar: Calendar) -> Figures:
    """All figures of a log."""
    pairs = log.engine.rows(follows(log))
    known = throughput(log, calendar)
    ends = [row for row in pairs if row["next_no"] is None]
    return Figures(
        cases=sum(row["n"] for row in ends),
        events=log.size,
        activities=len({row["activity_no"] for row in pairs}),
        variants=int(known["variants"]),
        starts=_named(log, [(row["activity_no"], row["starts"]) for row in pairs]),
        ends=_named(log, [(row["activity_no"], row["n"]) for row in ends]),
        throughput_days=_spread(known, "elapsed"),
        throughput_working_days=_spread(known, "taken"),
        provisional=int(known["provisional"]),
        directly_follows=_pairs(log, pairs),
    )


def _spread(known: dict[str, Any], name: str) -> dict[str, float]:
    return {one: float(known[f"{name}_{one}"]) for one in ("mean", *SHARES, "max")}


def _named(log: Log, rows: list[tuple[int, int]]) -> dict[str, int]:
    counted: Counter[int] = Counter()
    for number, n in rows:
        counted[number] += n
    ordered = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    return {log.activities[number]: int(n) for number, n in ordered if n}


def _pairs(log: Log, rows: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    told = [row for row in rows if row["next_no"] is not None]
    told.sort(key=lambda row: (-row["n"], row["activity_no"], row["next_no"]))
    names = log.activities
    return [(names[row["activity_no"]], names[row["next_no"]], row["n"]) for row in told]
