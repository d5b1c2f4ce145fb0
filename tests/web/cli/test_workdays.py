"""`mingcha workdays` answers as JSON and in sentences, and refuses with a remedy."""

import argparse
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from mingcha.web.cli import workdays

pytestmark = pytest.mark.django_db  # the notices a city entered itself count too


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def ask(*words: str) -> int:
    parser = argparse.ArgumentParser()
    workdays.register(parser.add_subparsers())
    return workdays.run(parser.parse_args(["workdays", *words]))


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert ask(*words, "--json") == 0
    read: dict[str, Any] = json.loads(capsys.readouterr().out)
    return read


@pytest.mark.parametrize(
    ("more", "due"),
    [
        ((), "2024-10-14"),
        (("--pause", "2024-09-23:2024-09-27"), "2024-10-21"),
        (("--pause", "2024-09-26:2024-09-27", "--pause", "2024-09-23:2024-09-25"), "2024-10-21"),
        (("--extend", "10"), "2024-10-28"),
        (("--at", "18:00", "--cut-off", "17:30"), "2024-10-15"),
    ],
)
def test_due_gives_the_known_days(
    capsys: pytest.CaptureFixture[str], more: tuple[str, ...], due: str
) -> None:
    seen = answer(capsys, "due", "--from", "2024-09-10", "--days", "20", *more)
    assert (seen["due"], seen["provisional"]) == (due, False)
    assert seen["derivation"][-1]["on"] == due


def test_due_counts_calendar_days_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    seen = answer(capsys, "due", "--from", "2024-09-18", "--days", "15", "--unit", "d")
    assert seen["due"] == "2024-10-08"


@pytest.mark.parametrize("first", ["２０２４－０９－１０", "2024年9月10日", "2024/9/10"])
def test_days_and_numbers_are_read_as_people_write_them(
    capsys: pytest.CaptureFixture[str], first: str
) -> None:
    assert answer(capsys, "due", "--from", first, "--days", "２０")["due"] == "2024-10-14"


def test_due_for_people_prints_the_day_and_the_count(capsys: pytest.CaptureFixture[str]) -> None:
    assert ask("due", "--from", "2024-09-10", "--days", "20", "--on", "2024-10-16") == 0
    printed = capsys.readouterr().out
    assert "2024-10-14" in printed.splitlines()[0]
    assert "Late by: 2" in printed
    assert "2024-09-15" in printed
    assert "中秋节" in printed


def test_a_date_beyond_the_notices_says_that_it_is_provisional(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert ask("due", "--from", "2026-12-20", "--days", "20") == 0
    assert "Provisional" in capsys.readouterr().out


def test_count_includes_both_ends(capsys: pytest.CaptureFixture[str]) -> None:
    seen = answer(capsys, "count", "--from", "2024-09-11", "--to", "2024-10-14")
    assert (seen["working_days"], seen["provisional"]) == (20, False)


def test_count_can_be_asked_as_of_an_earlier_day(capsys: pytest.CaptureFixture[str]) -> None:
    span = ("count", "--from", "2020-01-31", "--to", "2020-02-01")
    assert answer(capsys, *span, "--as-of", "2020-01-10")["working_days"] == 2
    assert answer(capsys, *span)["working_days"] == 0


def test_show_lists_holidays_make_up_days_and_totals(capsys: pytest.CaptureFixture[str]) -> None:
    seen = answer(capsys, "show", "--year", "2026")
    assert (seen["working_days"], seen["days"], seen["provisional"]) == (248, 365, False)
    spring = {"name": "春节", "first": "2026-02-15", "last": "2026-02-23", "days": 9}
    assert spring in seen["holidays"]
    assert len(seen["holidays"]) == 7
    assert [row["on"] for row in seen["make_up"]] == [
        "2026-01-04",
        "2026-02-14",
        "2026-02-28",
        "2026-05-09",
        "2026-09-20",
        "2026-10-10",
    ]
    assert ask("show", "--year", "2027") == 0
    assert "Provisional" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("due", "--from", "soon", "--days", "20"), "not a date"),
        (("due", "--from", "2024-02-30", "--days", "20"), "no such day"),
        (("due", "--from", "2024-09-10", "--days", "many"), "not a whole number"),
        (("due", "--from", "2024-09-10", "--days", "-1"), "no length of time"),
        (("due", "--from", "2024-09-10", "--days", "2", "--unit", "weeks"), "no unit of time"),
        (("due", "--from", "2024-09-10", "--days", "2", "--at", "18:00"), "--cut-off"),
        (("due", "--from", "2024-09-10", "--days", "2", "--pause", "2024-09-11"), "not a span"),
        (
            ("due", "--from", "2024-09-10", "--days", "2", "--pause", "2024-09-12:2024-09-11"),
            "Swap the two days",
        ),
        (
            ("due", "--from", "2024-09-10", "--days", "2", "--pause", "2024-10-11:2024-10-12"),
            "nothing left to pause",
        ),
        (("count", "--from", "2024-09-10", "--to", "2024-09-01"), "Swap the two days"),
        (("show", "--year", "twenty"), "not a whole number"),
        (("due", "--from", "9999-12-30", "--days", "20"), "beyond the year 9999"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_a_sentence_and_exit_code_2(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str
) -> None:
    assert ask(*words) == 2
    told = capsys.readouterr()
    assert says in told.err
    assert told.out == ""
