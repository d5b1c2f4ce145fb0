"""Flags: raised once, heard, judged by a person; and what follows from a confirmed one."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from mingcha.cases import commands, queries
from mingcha.cases.commands import card, flags
from mingcha.cases.models import Card, Flag
from mingcha.core.refusal import Refusal
from mingcha.findings.models import Finding
from mingcha.foundation import reactions, time
from mingcha.foundation.models import JournalEntry
from mingcha.people.models import Message
from tests.cases.room import lines as room

F = Flag.State
WHY = "经核对办件系统，确已超期。"


def found(raised):
    return sorted(one.check_code for one in raised)


def refused(code, act, *args, **facts):
    with pytest.raises(Refusal) as no:
        act(*args, **facts)
    assert no.value.code == code


def test_a_case_as_it_should_be_raises_nothing(take_in, day):
    take_in(*room.usual("A-1"))
    assert commands.flag(on=day) == []


def test_a_late_case_is_flagged_with_article_promise_time_and_derivation(late):
    assert (late.failure_kind, late.article) == ("slow", "服务承诺制")
    assert (late.promise, late.taken, late.unit) == (8, 13, "wd")
    assert late.derivation["due"] == "2026-03-12"
    assert len(late.derivation["derivation"]) == 11
    assert late.state == F.RAISED
    assert late.clock.due_on == date(2026, 4, 15)


def test_the_same_suspicion_is_raised_once_however_often_it_is_looked_for(late, day):
    assert commands.flag(on=day) == []
    assert commands.flag(on=date(2026, 4, 13)) == []


def test_nothing_is_scored_carded_or_found_before_a_person_confirms(late):
    assert not Finding.objects.exists()
    assert not Card.objects.exists()


def test_a_flag_is_not_confirmed_before_the_organ_was_heard(late, handler, day):
    refused("cases.not_heard", flags.confirm, late, by=handler, on=day, decision=WHY)
    assert late.state == F.RAISED
    with time.at(date(2026, 4, 16)):
        flags.confirm(late, by=handler, on=date(2026, 4, 16), decision=WHY)
    assert late.state == F.CONFIRMED


def test_an_answered_flag_is_confirmed_and_becomes_a_finding_and_a_card(late, handler, head, day):
    flags.answer(late, by=head, on=day, answer="承办人休假，未及时交接。")
    flags.confirm(late, by=handler, on=day, decision=WHY)
    finding = late.finding
    assert (finding.norm.code, finding.failure_kind) == ("N08", "slow")
    assert finding.organ == late.organ
    assert finding.origin_name == late.number
    assert list(finding.finders.all()) == [handler]
    assert "13" in finding.facts
    assert "承办人休假" in finding.facts
    assert late.card.colour == Card.Colour.YELLOW
    assert late.clock.ended_on == day


def test_what_goes_on_record_is_in_the_city_s_language_whoever_confirms(late, handler, head, day):
    flags.answer(late, by=head, on=day, answer="承办人休假。")
    with translation.override("en"):
        flags.confirm(late, by=handler, on=day, decision=WHY)
    assert "超过承诺期限" in late.finding.facts
    assert "confirmed" not in late.card.reason


def test_an_excused_flag_leaves_nothing_but_its_reason(late, handler, day):
    flags.excuse(late, by=handler, on=day, decision="系统停机三日，有公告。")
    assert (late.state, late.finding) == (F.EXCUSED, None)
    assert not Card.objects.exists()


def test_answers_and_decisions_need_words(late, handler, head, day):
    refused("cases.no_words", flags.answer, late, by=head, on=day, answer="  ")
    refused("cases.no_reason", flags.excuse, late, by=handler, on=day, decision=" ")


def test_only_the_organ_answers_and_only_the_centre_judges(late, handler, head, stranger, day):
    refused("workflow.not_yours", flags.answer, late, by=stranger, on=day, answer="…")
    refused("workflow.not_yours", flags.answer, late, by=handler, on=day, answer="…")
    refused("workflow.not_yours", flags.confirm, late, by=head, on=day, decision=WHY)
    refused("workflow.not_yours", flags.excuse, late, by=head, on=day, decision=WHY)


def test_whoever_belongs_to_the_organ_does_not_judge_its_flags(late, charged, organ, day):
    insider = charged("insider", "内人", "case_handler", organ=organ)
    refused("workflow.not_yours", flags.excuse, late, by=insider, on=day, decision=WHY)


def test_a_flag_without_a_norm_in_force_is_not_confirmed(take_in, head, handler, day):
    take_in(*room.usual("A-1", decided="2026-03-19"))
    flag = commands.flag(on=day)[0]
    flags.answer(flag, by=head, on=day, answer="情况属实。")
    refused("cases.no_norm", flags.confirm, flag, by=handler, on=day, decision=WHY)
    assert Flag.objects.get(pk=flag.pk).state == F.ANSWERED


def test_the_organ_is_told_when_a_flag_is_raised_and_decided(take_in, norm, head, handler, day):
    with reactions.heard_afterwards():
        take_in(*room.usual("A-1", decided="2026-03-19"))
        flag = commands.flag(on=day)[0]
    assert flag.number in Message.objects.get(to=head).text
    with reactions.heard_afterwards():
        flags.answer(flag, by=head, on=day, answer="情况属实。")
    assert flag.number in Message.objects.get(to=handler).text
    with reactions.heard_afterwards():
        flags.excuse(flag, by=handler, on=day, decision="有公告。")
    assert Message.objects.filter(to=head).count() == 2


def test_an_insider_is_not_told_to_decide(late, charged, organ, head, handler, day):
    insider = charged("insider", "内人", "case_handler", organ=organ)
    with reactions.heard_afterwards():
        flags.answer(late, by=head, on=day, answer="情况属实。")
    assert not Message.objects.filter(to=insider).exists()
    assert Message.objects.filter(to=handler).exists()


def test_the_night_asks_no_more_of_many_cases_than_of_two(take_in, norm, day):
    asked = []
    for some in (("A", 2), ("B", 12)):
        take_in(*(line for n in range(some[1]) for line in room.usual(f"{some[0]}-{n}")))
        with CaptureQueriesContext(connection) as night:
            assert commands.flag(on=day) == []
        asked.append(len(night))
    assert asked[1] <= asked[0]


def test_the_journal_tells_what_was_raised_and_never_who_applied(late):
    entry = JournalEntry.objects.get(verb="cases.flag.raise", about_id=str(late.pk))
    assert (entry.by, entry.facts["promise"], entry.facts["taken"]) == (None, 8, 13)


def test_flags_of_a_rule_that_came_with_a_log_are_raised_by_hand(late, day):
    fresh = Flag(
        case=late.case, organ=late.organ, failure_kind="wilful", check_code="R7",
        says="先审查，后决定", article="第三十四条", happened_on=day,
    )  # fmt: skip
    [raised] = flags.raise_flags([fresh], by=None, on=day)
    assert raised.number.startswith("BY-2026-")


def test_open_cases_are_looked_at_again_when_a_day_has_passed(take_in, day):
    take_in(*room.usual("A-1", received="2026-04-01")[:2])
    assert commands.flag(on=day) == []
    take_in(*room.usual("A-2"), on=date(2026, 4, 16))
    assert found(commands.flag(on=date(2026, 4, 17))) == ["slow.promise"]
    take_in(*room.usual("A-3"), on=date(2026, 4, 20))
    assert found(commands.flag(on=date(2026, 4, 21))) == ["absent.silent"]


def test_a_log_that_repeats_what_was_known_tells_that_nothing_else_happened(take_in, day):
    begun = room.usual("A-1", received="2026-04-09")[:2]
    take_in(*begun)
    assert commands.flag(on=day) == []
    known = take_in(*begun, room.line("", "收件", "2026-04-10"), on=date(2026, 4, 27))
    assert known.events == 0
    assert "absent.silent" in found(commands.flag(on=date(2026, 4, 28)))


def test_nothing_is_judged_beyond_the_day_up_to_which_the_log_tells(take_in, day):
    take_in(*room.usual("A-1", received="2026-04-01")[:2])
    assert commands.flag(on=date(2026, 6, 1)) == [], "it may long be decided: no log says"


def waits(person, day):
    return [(one.number, one.mine) for one in queries.waiting_for(person, on=day)]


def test_a_flag_waits_for_the_organ_then_for_the_desk_but_never_for_an_insider(
    late, charged, head, handler, organ, day
):
    insider = charged("insider", "内人", "case_handler", organ=organ)
    assert waits(head, day) == [(late.number, True)]
    assert waits(handler, day) == [(late.number, False)]
    flags.answer(late, by=head, on=day, answer="情况属实。")
    assert waits(handler, day) == [(late.number, True)]
    assert waits(insider, day) == [], "nobody is asked to do what they may not"


def test_an_objection_waits_for_other_hands_than_those_that_issued_the_card(
    late, head, handler, director, day
):
    flags.answer(late, by=head, on=day, answer="情况属实。")
    flags.confirm(late, by=handler, on=day, decision=WHY)
    card.object(late.card, by=head, on=day, objection="暂停期间未扣除。")
    assert waits(handler, day) == []
    assert waits(director, day) == [(late.card.number, True)]
