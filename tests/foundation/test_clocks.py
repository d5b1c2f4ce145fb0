"""Deadlines in the database: a cache of events, counted anew, ended for good."""

from datetime import date

import pytest

from mingcha.core.refusal import Refusal
from mingcha.foundation import clocks, journal, policy, time, workdays
from mingcha.foundation.models import JournalEntry

SEPTEMBER = date(2024, 9, 10)  # the test vector F14 of the domain reference


@pytest.fixture
def clock(organ):
    return clocks.start(organ, "licence", side="organ", on=SEPTEMBER, days=20)


def test_twenty_working_days_from_the_tenth_of_september_end_on_the_fourteenth(clock):
    assert (clock.due_on, clock.provisional) == (date(2024, 10, 14), False)


def test_a_standstill_moves_the_date_by_the_working_days_it_covers(clock):
    clocks.pause(clock, on=date(2024, 9, 23), reason="专家评审")
    clocks.resume(clock, on=date(2024, 9, 28))
    assert clock.due_on == date(2024, 10, 21)


def test_an_extension_lengthens_the_period_in_its_own_unit(clock):
    clocks.extend(clock, 10, on=date(2024, 10, 14), reason="局长批准")
    assert clock.due_on == date(2024, 10, 28)


def test_events_that_do_not_fit_are_refused_and_nothing_changes(clock):
    with pytest.raises(Refusal) as no:
        clocks.resume(clock, on=date(2024, 9, 28))
    assert no.value.code == "clock.unfit"
    clock.refresh_from_db()
    assert clock.due_on == date(2024, 10, 14)


def test_an_ended_period_cannot_be_touched(clock):
    clocks.stop(clock, on=date(2024, 10, 8))
    with pytest.raises(Refusal) as no:
        clocks.pause(clock, on=date(2024, 10, 9), reason="迟到的申请")
    assert no.value.code == "clock.ended"


def test_the_derivation_counts_every_day_up_to_the_date(clock):
    seen = clocks.derivation(clock, on=date(2024, 9, 30))
    assert seen.due == clock.due_on
    assert sum(row.counts for row in seen.rows) == 20


def test_the_turn_passes_and_only_one_period_runs(clock, organ):
    reply = clocks.hand_over(clock, organ, "recheck", side="centre", on=date(2024, 9, 20), days=10)
    clock.refresh_from_db()
    assert clock.ended_on == date(2024, 9, 20)
    assert (reply.side, reply.ended_on) == ("centre", None)


NOTICE_2027 = {
    "year": 2027,
    "issued_on": "2026-11-05",
    "paper": "测试通知",
    "days": [{"on": "2027-01-01", "off": True, "name": "元旦"}],
}


def test_a_date_beyond_the_last_notice_is_provisional_until_the_notice_comes(organ, clerk):
    clock = clocks.start(organ, "licence", side="organ", on=date(2026, 12, 30), days=3)
    ended = clocks.start(organ, "licence", side="organ", on=date(2026, 12, 30), days=3)
    clocks.stop(ended, on=date(2026, 12, 31))
    assert (clock.due_on, clock.provisional) == (date(2027, 1, 4), True)

    workdays.enter_notice(NOTICE_2027, by=clerk)
    moved = clocks.recount(by=clerk)

    clock.refresh_from_db()
    ended.refresh_from_db()
    assert (clock.due_on, clock.provisional) == (date(2027, 1, 5), False)
    assert [(m.clock, m.was) for m in moved] == [(clock, date(2027, 1, 4))]
    assert ended.due_on == date(2027, 1, 4), "closed matters keep the notice they were judged by"
    assert journal.about(clock).get().verb == "foundation.clock.move"


def test_a_notice_that_cannot_be_read_is_refused_with_the_line(clerk):
    broken = {**NOTICE_2027, "days": [{"on": "2027-13-01", "off": True, "name": "元旦"}]}
    with pytest.raises(Refusal) as no:
        workdays.enter_notice(broken, by=clerk)
    assert "2027-13-01" in no.value.because
    with pytest.raises(Refusal) as no:
        workdays.enter_notice({**NOTICE_2027, "year": 2026, "issued_on": "2025-11-04"}, by=clerk)
    assert no.value.code in {"calendar.known", "calendar.unfit"}


def test_a_rule_holds_from_its_day_on_and_is_never_edited(clerk, day, monkeypatch):
    monkeypatch.setitem(policy.RULES, "t.days", policy.Rule("t.days", 5, "words", ""))
    policy.change("t.days", 7, valid_from=date(2026, 5, 1), reason="试行", by=clerk, on=day)
    assert policy.value("t.days", on=day) == 5
    assert policy.value("t.days", on=date(2026, 5, 1)) == 7
    assert JournalEntry.objects.filter(verb="foundation.policy.change").count() == 1


@pytest.mark.parametrize(
    ("key", "value", "since", "code"),
    [
        ("nothing", 1, date(2026, 5, 1), "policy.unknown"),
        ("t.days", "seven", date(2026, 5, 1), "policy.unfit"),
        ("t.days", 7, date(2026, 4, 9), "policy.backdated"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(clerk, day, monkeypatch, key, value, since, code):
    monkeypatch.setitem(policy.RULES, "t.days", policy.Rule("t.days", 5, "words", ""))
    with pytest.raises(Refusal) as no:
        policy.change(key, value, valid_from=since, reason="试行", by=clerk, on=day)
    assert no.value.code == code


def test_pretending_a_day_ends_with_the_block():
    with time.at(date(2026, 1, 5)):
        assert time.today() == date(2026, 1, 5)
        with time.at(date(2026, 1, 6)):
            assert time.today() == date(2026, 1, 6)
        assert time.today() == date(2026, 1, 5)


def test_a_page_of_deadlines_looks_up_the_calendar_once(organ, day, django_assert_num_queries):
    running = clocks.start(organ, "licence", side="organ", on=day, days=3)
    with workdays.asked_once(), django_assert_num_queries(1):
        assert {clocks.left(running, on=day) for _ in range(50)} == {3}


def test_a_notice_entered_meanwhile_is_seen_at_once(clerk, day):
    notice = {
        "year": 2027,
        "issued_on": "2026-11-05",
        "paper": "测试通知",
        "days": [{"on": "2027-01-01", "off": True, "name": "元旦"}],
    }
    with workdays.asked_once():
        assert workdays.calendar().is_working(date(2027, 1, 1))
        workdays.enter_notice(notice, by=clerk)
        assert not workdays.calendar().is_working(date(2027, 1, 1))
