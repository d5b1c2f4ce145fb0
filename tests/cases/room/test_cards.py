"""Cards: reminders before the limit, yellow and red after a flag, objections by other hands."""

from __future__ import annotations

from datetime import date

import pytest

from mingcha.cases import commands
from mingcha.cases.commands import card, flags
from mingcha.cases.models import Card
from mingcha.core.refusal import Refusal
from mingcha.foundation import time
from tests.cases.room import lines as room

C = Card.State


def refused(code, act, *args, **facts):
    with pytest.raises(Refusal) as no:
        act(*args, **facts)
    assert no.value.code == code


@pytest.fixture
def yellow(late, head, handler, day):
    """The card of a confirmed flag."""
    flags.answer(late, by=head, on=day, answer="情况属实。")
    flags.confirm(late, by=handler, on=day, decision="确已超期。")
    return late.card


def test_a_reminder_goes_out_one_working_day_before_the_promised_limit_and_once(take_in, day):
    take_in(*room.usual("A-1", received="2026-03-31")[:2])  # promised by Monday, 13 April
    [one] = card.remind(on=day)
    assert (one.colour, one.state, one.issued_by) == ("reminder", C.ISSUED, None)
    assert "2026-04-13" in one.reason
    assert card.remind(on=day) == []


def test_nobody_is_reminded_of_a_case_that_stands_still(take_in, day):
    take_in(*room.usual("A-1", received="2026-03-31")[:2], room.line("A-1", "中止", "2026-04-01"))
    assert card.remind(on=day) == []


def test_a_reminder_is_taken_note_of_and_cannot_be_objected_to(take_in, head, day):
    take_in(*room.usual("A-1", received="2026-03-31")[:2])
    [one] = commands.card.remind(on=day)
    refused("cases.reminders_stand", card.object, one, by=head, on=day, objection="不合理")
    card.acknowledge(one, by=head, on=day)
    assert (one.state, one.clock.ended_on) == (C.ACKNOWLEDGED, day)


def test_an_objection_is_decided_by_somebody_who_did_not_issue_the_card(
    yellow, head, handler, director, day
):
    card.object(yellow, by=head, on=day, objection="暂停期间未扣除。")
    refused("workflow.not_yours", card.uphold, yellow, by=handler, on=day, decision="维持")
    refused("cases.no_reason", card.uphold, yellow, by=director, on=day, decision=" ")
    card.uphold(yellow, by=director, on=day, decision="暂停无书面通知，不予扣除。")
    assert (yellow.state, yellow.decided_on) == (C.UPHELD, day)


def test_a_card_is_cancelled_with_its_reason(yellow, director, day):
    card.cancel(yellow, by=director, on=day, decision="经复核，系统时间有误。")
    assert yellow.state == C.CANCELLED


def test_after_three_working_days_nobody_objects_any_more(yellow, head, day):
    assert yellow.object_by == date(2026, 4, 15)
    with time.at(date(2026, 4, 16)):
        refused("cases.too_late", card.object, yellow, by=head, on=date(2026, 4, 16), objection="…")


def test_an_objection_needs_words_and_another_organ_has_none(yellow, head, stranger, day):
    refused("cases.no_words", card.object, yellow, by=head, on=day, objection=" ")
    refused("workflow.not_yours", card.acknowledge, yellow, by=stranger, on=day)


def test_a_card_is_issued_for_a_case_with_its_flag(late, handler, day):
    one = card.issue_card(late.case, "red", reason="超期", by=handler, on=day, flag=late)
    assert (one.number[:3], one.organ) == ("JP-", late.organ)
