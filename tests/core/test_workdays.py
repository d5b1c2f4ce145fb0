"""Which days are worked: agreement with the notices, with two other calendars, and with itself."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import chinese_calendar  # type: ignore[import-untyped]
import holidays
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha.core.workdays import (
    Calendar,
    Code,
    DayRule,
    HolidayNotice,
    Unfit,
    parse_day,
)
from mingcha.foundation.calendar import shipped

CALENDAR = Calendar.of(shipped())
SHARED = Path(__file__).parents[3] / "shared" / "data" / "cn_workdays"
ONE = timedelta(days=1)
TOTALS = {2019: 250, 2020: 249, 2021: 250, 2022: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248}
days_near = st.dates(date(2017, 1, 1), date(2029, 12, 31))


def every_day(first: date, last: date) -> list[date]:
    return [first + n * ONE for n in range((last - first).days + 1)]


def notice(**changes: object) -> dict[str, object]:
    row: dict[str, object] = {
        "year": 2027,
        "issued_on": "2026-11-03",
        "paper": "a notice made for this test",
        "days": [{"on": "2027-01-01", "off": True, "name": "元旦"}],
    }
    return row | changes


def day(on: str, *, off: bool = True) -> dict[str, object]:
    return {"on": on, "off": off, "name": "春节"}


# What the notices say


def test_every_day_of_2019_to_2026_agrees_with_chinese_calendar() -> None:
    for on in every_day(date(2019, 1, 1), date(2026, 12, 31)):
        assert CALENDAR.is_working(on) == chinese_calendar.is_workday(on), on


def test_every_day_of_2019_to_2026_agrees_with_holidays() -> None:
    china = holidays.country_holidays("CN", years=range(2018, 2028))
    for on in every_day(date(2019, 1, 1), date(2026, 12, 31)):
        assert CALENDAR.is_working(on) == china.is_working_day(on), on


@pytest.mark.parametrize("year", range(2019, 2026))
def test_every_day_of_the_reference_data_is_as_it_says(year: int) -> None:
    file = SHARED / f"{year}.json"
    if not file.exists():
        pytest.skip(f"reference data absent: {file}")
    for row in json.loads(file.read_text(encoding="utf-8"))["days"]:
        on = date.fromisoformat(row["date"])
        assert CALENDAR.is_working(on) != row["isOffDay"], on
        # A weekday that simply stays one needs no rule; every other day carries its holiday's name.
        if row["isOffDay"] or on.weekday() >= 5:
            assert CALENDAR.why(on).name == row["name"]


@pytest.mark.parametrize(("year", "total"), TOTALS.items())
def test_each_year_has_the_working_days_that_are_published(year: int, total: int) -> None:
    assert CALENDAR.count(date(year, 1, 1), date(year, 12, 31)) == total


def test_shipped_notices_are_two_for_2019_and_2020_and_one_for_each_other_year() -> None:
    years = [row.year for row in shipped()]
    assert sorted(years) == [2019, 2019, 2020, 2020, *range(2021, 2027)]
    assert all(row.paper for row in shipped())


@pytest.mark.parametrize(
    ("on", "code", "name"),
    [
        (date(2024, 9, 13), Code.WORKING, ""),
        (date(2024, 9, 14), Code.MAKE_UP, "中秋节"),
        (date(2024, 9, 15), Code.HOLIDAY, "中秋节"),
        (date(2024, 9, 21), Code.WEEKEND, ""),
        (date(2027, 3, 3), Code.ASSUMED, ""),
    ],
)
def test_a_day_says_why_it_is_what_it_is(on: date, code: Code, name: str) -> None:
    kind = CALENDAR.why(on)
    assert (kind.code, kind.name) == (code, name)


def test_beyond_the_last_notice_and_before_the_first_days_are_provisional() -> None:
    assert (CALENDAR.first_known, CALENDAR.last_known) == (date(2019, 1, 1), date(2026, 12, 31))
    for on in (date(2018, 6, 1), date(2027, 1, 1), date(2027, 12, 31)):
        assert not CALENDAR.is_known(on)
        assert CALENDAR.why(on).provisional
        assert CALENDAR.is_working(on) == (on.weekday() < 5)


def test_a_calendar_without_notices_knows_nothing_and_counts_monday_to_friday() -> None:
    bare = Calendar.of([])
    assert (bare.first_known, bare.last_known) == (None, None)
    assert bare.count(date(2024, 1, 1), date(2024, 12, 31)) == 262


def test_a_moment_is_not_taken_for_a_day() -> None:
    with pytest.raises(TypeError, match="moments"):
        CALENDAR.is_working(datetime(2024, 9, 14, 9, 0))  # noqa: DTZ001 -- the point of the test


# As judged by the notice of that day


def test_the_extended_spring_festival_of_2020_is_known_only_from_its_notice_on() -> None:
    before = Calendar.as_of(shipped(), on=date(2020, 1, 10))
    after = Calendar.as_of(shipped(), on=date(2020, 2, 5))
    assert before.is_working(date(2020, 1, 31))
    assert before.is_working(date(2020, 2, 1))
    assert not after.is_working(date(2020, 1, 31))
    assert not after.is_working(date(2020, 2, 1))
    assert after.is_working(date(2020, 2, 3))
    assert before.version != after.version


def test_labour_day_of_2019_was_one_day_until_it_became_four() -> None:
    before = Calendar.as_of(shipped(), on=date(2019, 3, 21))
    after = Calendar.as_of(shipped(), on=date(2019, 3, 22))
    assert before.is_working(date(2019, 5, 2))
    assert not after.is_working(date(2019, 5, 2))
    assert after.why(date(2019, 5, 5)).code is Code.MAKE_UP


def test_a_year_is_provisional_until_its_notice_is_issued() -> None:
    assert not Calendar.as_of(shipped(), on=date(2025, 11, 3)).is_known(date(2026, 2, 16))
    assert Calendar.as_of(shipped(), on=date(2025, 11, 4)).is_known(date(2026, 2, 16))


def test_a_full_notice_replaces_its_year_and_an_amending_one_only_its_days() -> None:
    first = HolidayNotice.parse(notice(days=[day("2027-02-08"), day("2027-02-09")]))
    amended = HolidayNotice.parse(
        notice(issued_on="2027-01-10", amends=True, days=[day("2027-02-09", off=False)])
    )
    anew = HolidayNotice.parse(notice(issued_on="2027-01-20", days=[day("2027-02-10")]))
    off = [8, 9, 10]
    works = [Calendar.of([first, amended]).is_working(date(2027, 2, n)) for n in off]
    assert works == [False, True, True]
    works = [Calendar.of([first, amended, anew]).is_working(date(2027, 2, n)) for n in off]
    assert works == [True, True, False]


def test_a_notice_that_amends_nothing_is_refused() -> None:
    with pytest.raises(Unfit, match="Import the year's own notice first"):
        Calendar.of([HolidayNotice.parse(notice(amends=True))])


def test_the_version_depends_on_the_days_and_not_on_the_order_or_the_title() -> None:
    assert Calendar.of(reversed(shipped())).version == CALENDAR.version
    plain = HolidayNotice.parse(notice())
    renamed = HolidayNotice.parse(notice(paper="another title"))
    moved = HolidayNotice.parse(notice(days=[day("2027-01-04")]))
    assert Calendar.of([plain]).version == Calendar.of([renamed]).version
    assert Calendar.of([plain]).version != Calendar.of([moved]).version


# A notice that cannot be true


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"days": [day("2027-02-08"), day("2027-02-08")]}, "Row 2: 2027-02-08 is listed twice"),
        ({"days": [day("2026-02-08")]}, "Row 1: 2026-02-08 does not belong"),
        ({"days": [day("2027-02-08", off=False)]}, "Row 1: 2027-02-08 is a working day already"),
        ({"days": [day("2027-02-30")]}, "Row 1: .* no such day"),
        ({"days": [day("soon")]}, "Row 1: .* is not a date"),
        ({"days": [day("2027-02-08") | {"off": "yes"}]}, "Row 1: “off” is neither"),
        ({"days": [day("2027-02-08") | {"name": " "}]}, "Row 1: the holiday has no name"),
        ({"days": ["2027-02-08"]}, "Row 1: a day needs exactly"),
        ({"days": []}, "lists no days"),
        ({"year": "2027"}, "is not a year"),
        ({"issued_on": "2024-11-03"}, "cannot have been issued on 2024-11-03"),
        ({"url": "x"}, "unknown field “url”"),
        ({"amends": "no"}, "neither true nor false"),
    ],
)
def test_a_notice_that_cannot_be_true_is_refused_with_its_row(
    changes: dict[str, object], says: str
) -> None:
    with pytest.raises(Unfit, match=says):
        HolidayNotice.parse(notice(**changes))


def test_a_notice_without_a_date_of_issue_is_refused() -> None:
    row = notice()
    del row["issued_on"]
    with pytest.raises(Unfit, match="has no “issued_on”"):
        HolidayNotice.parse(row)


def test_a_notice_may_name_the_last_days_of_the_year_before() -> None:
    parsed = HolidayNotice.parse(notice(days=[day("2026-12-31")]))
    assert parsed.days == (DayRule(date(2026, 12, 31), off=True, name="春节"),)


# Days as people write them


@pytest.mark.parametrize(
    "text",
    ["2024-09-10", "2024/9/10", "2024.9.10", "2024年9月10日", "２０２４－０９－１０", "20240910"],
)
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert parse_day(f" {text} ") == date(2024, 9, 10)


@pytest.mark.parametrize("text", ["", "10.9.2024", "2024-13-01", "2024-02-30", "tomorrow", "2024"])
def test_what_is_no_day_is_refused_with_the_text_and_a_remedy(text: str) -> None:
    with pytest.raises(Unfit, match=f"“{text}”"):
        parse_day(text)


# Counting


@given(days_near, st.integers(1, 400))
def test_counting_to_the_nth_working_day_gives_n(start: date, n: int) -> None:
    there = CALENDAR.add(start, n)
    assert CALENDAR.is_working(there)
    assert CALENDAR.count(start + ONE, there) == n


@given(days_near, st.integers(1, 400))
def test_going_back_from_the_nth_working_day_returns_to_the_start(start: date, n: int) -> None:
    start = CALENDAR.next_working(start)
    assert CALENDAR.add(CALENDAR.add(start, n), -n) == start


@given(days_near, days_near, st.integers(-300, 300))
def test_a_later_start_never_ends_earlier(one: date, other: date, n: int) -> None:
    early, late = sorted((one, other))
    assert CALENDAR.add(early, n) <= CALENDAR.add(late, n)


@given(days_near, st.integers(0, 500))
def test_a_count_is_the_number_of_days_that_are_worked(first: date, length: int) -> None:
    last = first + length * ONE
    assert CALENDAR.count(first, last) == sum(map(CALENDAR.is_working, every_day(first, last)))


@given(days_near, st.integers(-120, 120))
def test_adding_is_the_same_as_walking(start: date, n: int) -> None:
    on, left = start, abs(n)
    if n == 0:
        while not CALENDAR.is_working(on):
            on += ONE
    while left:
        on += ONE if n > 0 else -ONE
        left -= CALENDAR.is_working(on)
    assert CALENDAR.add(start, n) == on


def test_the_arrays_agree_with_single_days_on_every_day_of_twelve_years() -> None:
    all_days = every_day(date(2017, 1, 1), date(2028, 12, 31))
    stamps = np.array(all_days, "datetime64[D]")
    assert CALENDAR.is_working_many(stamps).tolist() == [CALENDAR.is_working(d) for d in all_days]
    assert CALENDAR.is_known_many(stamps).tolist() == [CALENDAR.is_known(d) for d in all_days]


def test_a_span_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(Unfit, match="Swap the two days"):
        CALENDAR.count(date(2024, 9, 10), date(2024, 9, 9))


def test_an_array_with_a_missing_date_names_its_row() -> None:
    with pytest.raises(Unfit, match="Row 2: there is no date"):
        CALENDAR.add_many(["2024-09-10", "NaT"], 3)
