"""The clock as an expression counts, case by case, as the clock that walks over days."""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from mingcha.cases.log import clock
from mingcha.core.clock import Extended, Limit, Paused, Received, Resumed, derive
from mingcha.core.notice import Unfit
from mingcha.core.workdays import Calendar
from mingcha.foundation import columns
from mingcha.foundation.calendar import shipped

CALENDAR = Calendar.of(shipped())
UNSHRUNK = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
WHOLE = [Phase.explicit, Phase.reuse, Phase.generate]  # a history says itself what is wrong with it
FIRST, LAST = date(2023, 1, 1), date(2027, 12, 31)


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    with columns.opened(tmp_path_factory.mktemp("log"), "duckdb") as opened:
        yield opened


@pytest.fixture(scope="module")
def days(engine):
    return clock.index(engine, CALENDAR, FIRST, LAST)


@st.composite
def histories(draw):
    """One clock: received, a limit, some closed pauses in order, perhaps an extension."""
    start = draw(st.dates(date(2024, 1, 1), date(2026, 12, 31)))
    limit = draw(st.integers(0, 45))
    stops, day = [], start
    for _ in range(draw(st.integers(0, 3))):
        first = day + timedelta(draw(st.integers(0, 20)))
        until = first + timedelta(draw(st.integers(0, 25)))
        stops.append((first, until))
        day = until + timedelta(draw(st.integers(1, 3)))
    extra = draw(st.sampled_from([0, 0, 10, 15]))
    return start, limit, stops, extra, start + timedelta(draw(st.integers(0, 60)))


def by_walking(history, unit):
    """What the core says of a history; None where it refuses it."""
    start, limit, stops, extra, extra_on = history
    events = [Received(start)]
    for first, until in stops:
        events += [Paused(first), Resumed(until)]
    if extra:
        events.append(Extended(extra, extra_on))
    try:
        return derive(Limit(limit, unit), events, CALENDAR)
    except Unfit:
        return None


def by_columns(engine, days, many, unit):
    """What the expression says of the same histories, all at once."""
    cases = pa.table(
        {
            "case_no": pa.array(range(len(many)), pa.int32()),
            "start": pa.array([h[0] for h in many], pa.date32()),
            "limit": pa.array([h[1] for h in many], pa.int64()),
            "extra": pa.array([h[3] for h in many], pa.int64()),
            "extra_on": pa.array([h[4] if h[3] else None for h in many], pa.date32()),
        }
    )
    stops = [(n, *stop) for n, h in enumerate(many) for stop in h[2]]
    paused = pa.table(
        {
            "case_no": pa.array([s[0] for s in stops], pa.int32()),
            "first": pa.array([s[1] for s in stops], pa.date32()),
            "until": pa.array([s[2] for s in stops], pa.date32()),
        }
    )
    held = engine.hold("clock_cases", cases)
    made = clock.reckoned(held, days, stops=engine.hold("clock_stops", paused), unit=unit)
    return sorted(engine.rows(made), key=lambda row: row["case_no"])


@settings(max_examples=8, suppress_health_check=UNSHRUNK, phases=WHOLE)
@given(st.lists(histories(), min_size=100, max_size=200), st.sampled_from(["wd", "d"]))
def test_due_days_pauses_and_extensions_equal_the_core_case_by_case(engine, days, many, unit):
    rows = by_columns(engine, days, many, unit)
    assert len(rows) == len(many)
    for history, row in zip(many, rows, strict=True):
        walked = by_walking(history, unit)
        if walked is None:
            assert row["misfits"] > 0, history
            continue
        assert row["misfits"] == 0, history
        assert (row["due"], row["paused"]) == (walked.due, walked.paused), history
        assert row["due_known"] is ("calendar" not in walked.doubts), history


@settings(max_examples=5, suppress_health_check=UNSHRUNK, phases=WHOLE)
@given(st.lists(st.tuples(st.dates(FIRST, LAST), st.integers(0, 400)), min_size=20, max_size=100))
def test_working_days_between_two_days_equal_the_calendar_s_count(engine, days, many):
    spans = [(first, first + timedelta(more)) for first, more in many]
    table = engine.hold(
        "spans",
        pa.table(
            {
                "no": list(range(len(spans))),
                "a": pa.array([s[0] for s in spans], pa.date32()),
                "b": pa.array([s[1] for s in spans], pa.date32()),
            }
        ),
    )
    rows = sorted(engine.rows(clock.taken(table, days, "a", "b", "wd")), key=lambda row: row["no"])
    for (first, last), row in zip(spans, rows, strict=True):
        assert row["wd"] == CALENDAR.count(first, last) - CALENDAR.count(first, first)


def test_the_law_s_own_example_of_2024(engine, days):
    accepted = date(2024, 9, 10)
    review = [(date(2024, 9, 23), date(2024, 9, 28))]
    many = [
        (accepted, 20, [], 0, accepted),
        (accepted, 20, review, 0, accepted),
        (accepted, 20, [], 10, date(2024, 10, 14)),
        (accepted, 8, [], 0, accepted),
    ]
    due = [row["due"] for row in by_columns(engine, days, many, "wd")]
    assert due == [date(2024, 10, 14), date(2024, 10, 21), date(2024, 10, 28), date(2024, 9, 23)]
