"""Deadlines derived from events: the known values, the law's edges, and a slow second opinion."""

from collections.abc import Sequence
from datetime import date, time, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha.core.clock import (
    Event,
    Extended,
    Limit,
    Paused,
    Received,
    Resumed,
    Unit,
    derive,
    due_many,
    events_from_json,
    events_to_json,
    parse_time,
)
from mingcha.core.workdays import Calendar, Unfit
from mingcha.foundation.calendar import shipped

CALENDAR = Calendar.of(shipped())
MONDAY_TO_FRIDAY = Calendar.of([])
ONE = timedelta(days=1)
RECEIVED = Received(date(2024, 9, 10))
EXPERTS: tuple[Event, ...] = (Paused(date(2024, 9, 23), "专家评审"), Resumed(date(2024, 9, 28)))


def due(days: int, *events: Event, unit: Unit = "wd", calendar: Calendar = CALENDAR) -> date:
    return derive(Limit(days, unit), events or (RECEIVED,), calendar).due


# The known values (holidays of 2024)


def test_twenty_working_days_from_10_september_2024_end_on_14_october() -> None:
    assert due(20) == date(2024, 10, 14)


def test_with_an_expert_review_from_23_to_27_september_they_end_on_21_october() -> None:
    assert due(20, RECEIVED, *EXPERTS) == date(2024, 10, 21)


def test_an_extension_by_ten_from_14_october_ends_on_28_october() -> None:
    assert due(20, RECEIVED, Extended(10, date(2024, 10, 14))) == date(2024, 10, 28)


def test_a_monday_to_friday_calendar_would_say_8_october() -> None:
    assert due(20, calendar=MONDAY_TO_FRIDAY) == date(2024, 10, 8)


def test_a_promise_of_eight_working_days_ends_on_23_september() -> None:
    assert due(8) == date(2024, 9, 23)


def test_make_up_days_count_and_holidays_do_not() -> None:
    counts = {row.on: row.counts for row in derive(Limit(20), [RECEIVED], CALENDAR).rows}
    assert [counts[date(2024, 9, n)] for n in (14, 15, 16, 17, 29)] == [True, *[False] * 3, True]
    assert [counts[date(2024, 10, n)] for n in (1, 7, 12)] == [False, False, True]


# The law's edges


def test_the_day_of_receipt_is_day_zero() -> None:
    seen = derive(Limit(1), [RECEIVED], CALENDAR)
    assert (seen.started_on, seen.due) == (date(2024, 9, 10), date(2024, 9, 11))
    assert seen.rows[0].marks == ("received", "day_zero")
    assert not seen.rows[0].counts


def test_without_business_hours_a_receipt_on_saturday_counts_from_monday() -> None:
    assert due(1, Received(date(2024, 9, 21))) == date(2024, 9, 23)


@pytest.mark.parametrize(
    ("on", "at", "start"),
    [
        (date(2024, 9, 10), time(17, 30), date(2024, 9, 10)),  # on the stroke is in time
        (date(2024, 9, 10), time(17, 31), date(2024, 9, 11)),
        (date(2024, 9, 13), time(18, 0), date(2024, 9, 14)),  # the Saturday is worked
        (date(2024, 9, 14), time(18, 0), date(2024, 9, 18)),  # then three days off
        (date(2024, 9, 21), time(9, 0), date(2024, 9, 23)),
        (date(2024, 9, 21), None, date(2024, 9, 23)),
    ],
)
def test_with_business_hours_what_comes_outside_them_is_received_on_the_next_working_day(
    on: date, at: time | None, start: date
) -> None:
    limit = Limit(5, cut_off=time(17, 30))
    assert derive(limit, [Received(on, at)], CALENDAR).started_on == start


def test_calendar_days_that_end_on_a_holiday_end_on_the_next_working_day() -> None:
    assert due(15, Received(date(2024, 9, 18)), unit="d") == date(2024, 10, 8)  # 3 October is off
    assert due(15, Received(date(2024, 9, 14)), unit="d") == date(2024, 9, 29)  # a worked Sunday


def test_a_limit_of_no_days_ends_on_the_day_of_receipt_or_the_next_that_is_worked() -> None:
    assert due(0) == date(2024, 9, 10)
    assert due(0, Received(date(2024, 9, 15))) == date(2024, 9, 18)


# The clock as seen from a day


def test_used_and_left_add_up_and_left_is_negative_when_late() -> None:
    def left(on: date) -> tuple[int | None, int | None, bool]:
        seen = derive(Limit(8), [RECEIVED], CALENDAR, on=on)
        return seen.used, seen.left, seen.late

    assert left(date(2024, 9, 10)) == (0, 8, False)
    assert left(date(2024, 9, 17)) == (4, 4, False)
    assert left(date(2024, 9, 23)) == (8, 0, False)
    assert left(date(2024, 9, 25)) == (8, -2, True)


def test_a_matter_is_late_on_the_saturday_after_its_friday_though_no_working_day_is_lost() -> None:
    seen = derive(Limit(7), [RECEIVED], CALENDAR, on=date(2024, 9, 21))
    assert (seen.due, seen.late, seen.left) == (date(2024, 9, 20), True, 0)


def test_while_the_clock_stands_still_what_is_left_does_not_shrink_and_the_date_moves() -> None:
    def seen(on: date) -> tuple[int | None, date, bool, bool]:
        at = derive(Limit(20), [RECEIVED, EXPERTS[0]], CALENDAR, on=on)
        return at.left, at.due, at.paused_now, at.provisional

    assert seen(date(2024, 9, 22)) == (13, date(2024, 10, 14), False, True)
    assert seen(date(2024, 9, 23)) == (13, date(2024, 10, 15), True, True)
    assert seen(date(2024, 9, 27)) == (13, date(2024, 10, 21), True, True)
    resumed = derive(Limit(20), [RECEIVED, *EXPERTS], CALENDAR, on=date(2024, 9, 28))
    assert (resumed.left, resumed.due, resumed.paused) == (13, date(2024, 10, 21), 5)
    assert not resumed.provisional


def test_a_date_that_leans_on_a_year_without_notice_is_provisional() -> None:
    seen = derive(Limit(5), [Received(date(2026, 12, 30))], CALENDAR)
    assert (seen.provisional, seen.doubts) == (True, ("calendar",))
    assert not derive(Limit(1), [Received(date(2026, 12, 30))], CALENDAR).provisional


def test_a_new_notice_moves_the_date_of_the_same_events() -> None:
    events = [Received(date(2020, 1, 20))]
    before = derive(Limit(10), events, Calendar.as_of(shipped(), on=date(2020, 1, 20)))
    after = derive(Limit(10), events, Calendar.as_of(shipped(), on=date(2020, 1, 27)))
    assert (before.due, after.due) == (date(2020, 2, 7), date(2020, 2, 11))
    assert before.calendar != after.calendar


def test_the_rows_tell_the_reasons_of_pause_and_extension_and_the_name_of_the_holiday() -> None:
    events: list[Event] = [RECEIVED, *EXPERTS, Extended(10, date(2024, 10, 9), "负责人批准")]
    rows = {row.on: row for row in derive(Limit(20), events, CALENDAR).rows}
    assert rows[date(2024, 9, 23)].marks == ("paused",)
    assert rows[date(2024, 9, 23)].note == "专家评审"
    assert rows[date(2024, 9, 28)].marks == ("resumed",)
    assert rows[date(2024, 10, 1)].note == "国庆节"
    assert (rows[date(2024, 10, 9)].marks, rows[date(2024, 10, 9)].note) == (
        ("extended",),
        "负责人批准",
    )


def test_the_derivation_as_json_carries_the_due_day_and_every_row() -> None:
    plain = derive(Limit(20), [RECEIVED], CALENDAR).as_dict()
    assert (plain["due"], plain["provisional"]) == ("2024-10-14", False)
    assert len(plain["derivation"]) == 35
    assert plain["derivation"][-1]["number"] == 20


# Events that do not fit together


@pytest.mark.parametrize(
    ("events", "says"),
    [
        ([], "exactly one receipt, but there are 0"),
        ([RECEIVED, RECEIVED], "there are 2"),
        ([RECEIVED, Resumed(date(2024, 9, 12))], "was not paused"),
        ([RECEIVED, Paused(date(2024, 9, 12)), Paused(date(2024, 9, 13))], "before the pause"),
        ([RECEIVED, Paused(date(2024, 9, 9))], "before the receipt on 2024-09-10"),
        ([RECEIVED, Extended(10, date(2024, 10, 15))], "ran out on 2024-10-14"),
        ([RECEIVED, Paused(date(2024, 10, 15))], "nothing left to pause"),
    ],
)
def test_events_that_do_not_fit_together_are_refused_with_the_reason(
    events: list[Event], says: str
) -> None:
    with pytest.raises(Unfit, match=says):
        derive(Limit(20), events, CALENDAR)


def test_an_extension_within_an_earlier_extension_is_in_time() -> None:
    events: list[Event] = [
        RECEIVED,
        Extended(10, date(2024, 10, 14)),
        Extended(5, date(2024, 10, 28)),
    ]
    assert due(20, *events) == date(2024, 11, 4)


@pytest.mark.parametrize("days", [-1, 4000, 2.5, True])
def test_a_length_that_is_no_number_of_days_is_refused(days: int) -> None:
    with pytest.raises(Unfit, match="no length of time"):
        Limit(days)


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(Unfit, match="no unit of time"):
        Limit(5, "weeks")  # type: ignore[arg-type]


def test_events_recorded_late_are_counted_on_their_own_day() -> None:
    assert due(20, *reversed([RECEIVED, *EXPERTS])) == date(2024, 10, 21)


# JSON


def test_events_come_back_from_json_as_they_went() -> None:
    events = (Received(date(2024, 9, 10), time(14, 5)), *EXPERTS, Extended(10, date(2024, 10, 9)))
    assert events_from_json(events_to_json(events)) == events


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"event": "halted"}, "Event 1: “halted” is unknown"),
        ({"event": "paused"}, "“first_day” is missing"),
        ({"event": "resumed", "on": "2024-09-28", "why": "x"}, "“why” is missing or does not"),
        ({"event": "resumed", "on": None}, "is not a date"),
        ({"event": "received", "on": "2024-09-28", "at": "25:00"}, "not a time of day"),
        ({"event": "extended", "on": "2024-09-28", "days": "10"}, "no length of time"),
    ],
)
def test_json_that_is_no_event_is_refused_with_its_row(row: dict[str, object], says: str) -> None:
    with pytest.raises(Unfit, match=says):
        events_from_json([row])


@pytest.mark.parametrize("text", ["17", "17:30+08:00", "half past five"])
def test_what_is_no_local_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(Unfit, match="not a time of day"):
        parse_time(text)


# Properties, against a slow second opinion


def slowly(
    limit: Limit, received: Received, pauses: Sequence[tuple[date, date]], more: int
) -> date:
    """The same law written another way: strike out days of a long list, then pick from it."""
    zero = received.on
    if limit.cut_off:
        late = received.at is not None and received.at > limit.cut_off
        zero += ONE if late else timedelta(0)
        while not CALENDAR.is_working(zero):
            zero += ONE
    struck = {a + n * ONE for a, b in pauses for n in range((b - a).days + 1)}
    ahead = [zero + n * ONE for n in range(1, 900)]
    eligible = [d for d in ahead if limit.unit == "d" or CALENDAR.is_working(d)]
    eligible = [zero, *(d for d in eligible if d not in struck)]
    last = eligible[limit.days + more]
    while not CALENDAR.is_working(last):
        last += ONE
    return last


@st.composite
def clocks(draw: st.DrawFn) -> tuple[Limit, Received, list[tuple[date, date]], int]:
    unit: Unit = draw(st.sampled_from(["wd", "d"]))
    cut_off = draw(st.sampled_from([None, time(12), time(17, 30)]))
    limit = Limit(draw(st.integers(1, 60)), unit, cut_off)
    at = draw(st.none() | st.times().map(lambda t: t.replace(microsecond=0)))
    received = Received(draw(st.dates(date(2018, 6, 1), date(2027, 6, 1))), at)
    pauses, on = [], received.on
    for gap, length in draw(
        st.lists(st.tuples(st.integers(0, 15), st.integers(0, 20)), max_size=3)
    ):
        first = on + gap * ONE
        pauses.append((first, first + length * ONE))
        on = pauses[-1][1] + ONE
    return limit, received, pauses, draw(st.sampled_from([0, 0, 10, 15]))


def told(received: Received, pauses: Sequence[tuple[date, date]], more: int) -> list[Event]:
    events: list[Event] = [received]
    for first, last in pauses:
        events += [Paused(first), Resumed(last + ONE)]
    return [*events, Extended(more, received.on)] if more else events


def fits(events: Sequence[Event], limit: Limit) -> bool:
    """Whether no pause comes after the end: the one thing the drawn events may get wrong."""
    try:
        derive(limit, events, CALENDAR)
    except Unfit as no:
        if "nothing left to pause" not in str(no):
            raise
        return False
    return True


@given(clocks())
def test_the_derivation_agrees_with_the_slow_second_opinion(
    clock: tuple[Limit, Received, list[tuple[date, date]], int],
) -> None:
    limit, received, pauses, more = clock
    events = told(received, pauses, more)
    while not fits(events, limit):
        pauses.pop()
        events = told(received, pauses, more)
    assert derive(limit, events, CALENDAR).due == slowly(limit, received, pauses, more)


@given(clocks())
def test_many_at_once_agree_with_each_by_itself(
    clock: tuple[Limit, Received, list[tuple[date, date]], int],
) -> None:
    limit, received, pauses, more = clock
    events = told(received, pauses, more)
    while not fits(events, limit):
        pauses.pop()
        events = told(received, pauses, more)
    alone = derive(limit, events, CALENDAR)
    hour = received.at or time(0)
    stamp = np.datetime64(f"{received.on}T{hour.isoformat('seconds')}")
    seen = due_many(
        np.array([stamp]),
        limit.days,
        CALENDAR,
        unit=limit.unit,
        paused=np.array([alone.paused]),
        extended=more,
        cut_off=limit.cut_off,
    )
    assert seen.due.astype(object).tolist() == [alone.due]
    assert seen.provisional.tolist() == [alone.provisional]


def test_many_at_once_take_what_comes_on_the_stroke_as_in_time() -> None:
    moments = np.array(["2024-09-10T17:30", "2024-09-10T17:31"], "datetime64[m]")
    seen = due_many(moments, 8, CALENDAR, cut_off=time(17, 30))
    assert seen.due.astype(str).tolist() == ["2024-09-23", "2024-09-24"]


@given(clocks())
def test_the_rows_are_one_for_each_day_and_number_every_counted_day_once(
    clock: tuple[Limit, Received, list[tuple[date, date]], int],
) -> None:
    limit, received, _pauses, more = clock
    seen = derive(limit, told(received, [], more), CALENDAR)
    days = [row.on for row in seen.rows]
    assert days == [received.on + n * ONE for n in range((seen.due - received.on).days + 1)]
    assert [row.number for row in seen.rows if row.counts] == list(range(1, seen.total + 1))


@given(clocks(), st.integers(1, 30))
def test_a_longer_limit_never_ends_earlier(
    clock: tuple[Limit, Received, list[tuple[date, date]], int], longer: int
) -> None:
    limit, received, _pauses, _more = clock
    further = Limit(limit.days + longer, limit.unit, limit.cut_off)
    short, long = (derive(one, [received], CALENDAR).due for one in (limit, further))
    assert short <= long


@pytest.mark.parametrize(
    ("received", "days", "says"),
    [(["NaT"], 3, "no date"), (["2024-09-10"], -1, "negative"), (["2024-09-10"], 1.5, "whole")],
)
def test_many_at_once_refuse_what_one_would_refuse(
    received: list[str], days: float, says: str
) -> None:
    with pytest.raises(Unfit, match=says):
        due_many(received, days, CALENDAR)
