"""Objections and comments: from the organ's page to the final notice, and who sees what."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mingcha.appraisals import queries, record
from mingcha.appraisals.commands import docket, objection, result
from mingcha.appraisals.models import Comment, Objection
from mingcha.foundation import time
from mingcha.foundation.models import JournalEntry
from mingcha.people.models import Duty, Message
from mingcha.polls.models import Comment as Written
from tests.appraisals.conftest import COUNTED_ON
from tests.appraisals.test_rounds import refused
from tests.hearing import hear_everything

R = Duty.Role
FINAL_ON = date(2026, 6, 25)
RAW = "窗口的王小明六月三日骂人，态度差！"
CLEAN = "窗口工作人员态度差"


@pytest.fixture
def handler(charged):
    return charged("handler", "方经办", R.CASE_HANDLER)


@pytest.fixture
def objected(told, head):
    with time.at(COUNTED_ON):
        subject = told.subjects.get(code="MZ001")
        return objection.file(subject, text="办件数有误", by=head, on=COUNTED_ON)


@pytest.fixture
def taken(final, clerk):
    """Two comments on the head's organ, one on another, taken over after the count."""
    for organ, text in (("MZ001", RAW), ("MZ001", "办得快"), ("MZ002", "电话打不通")):
        Written.objects.create(poll=final.poll, organ=organ, text=text)
    with time.at(FINAL_ON):
        docket.take_comments(final, by=clerk, on=FINAL_ON)
    return final


@pytest.fixture
def comment(taken):
    return Comment.objects.get(raw=RAW)


@pytest.fixture
def handed(comment, handler):
    with time.at(FINAL_ON):
        docket.clean(comment, text=CLEAN, by=handler, on=FINAL_ON)
        return docket.hand_over(comment, by=handler, on=FINAL_ON)


def test_only_the_organ_itself_objects_in_time_and_once(told, head, inspector):
    own, other = told.subjects.get(code="MZ001"), told.subjects.get(code="MZ002")
    facts = {"text": "办件数有误", "on": COUNTED_ON}
    late = date(2026, 6, 24)
    with time.at(COUNTED_ON):
        assert refused(objection.file, own, by=inspector, **facts) == "workflow.not_yours"
        assert refused(objection.file, other, by=head, **facts) == "workflow.not_yours"
        assert refused(objection.file, own, text=" ", by=head, on=late) == (
            "appraisals.objection_late"
        )
        made = objection.file(own, by=head, **facts)
        assert refused(objection.file, own, by=head, **facts) == "appraisals.objects_already"
    assert (made.number, made.state, made.clock.due_on) == (
        "YY-2026-0001", "filed", date(2026, 6, 30),
    )  # fmt: skip


def test_nobody_objects_before_results_are_told(counted, head):
    own = counted.subjects.get(code="MZ001")
    with time.at(COUNTED_ON):
        assert refused(objection.file, own, text="x", by=head, on=COUNTED_ON) == (
            "appraisals.no_objection_now"
        )


def test_whoever_counted_does_not_decide_and_a_note_is_written(objected, clerk, director):
    facts = {"answer": "核对属实", "on": COUNTED_ON}
    with time.at(COUNTED_ON):
        assert refused(objection.reject, objected, by=clerk, **facts) == "workflow.not_yours"
        assert refused(objection.uphold, objected, annotation=" ", by=director, **facts) == (
            "appraisals.no_note"
        )
        objection.uphold(objected, annotation="办件数更正为 412 件", by=director, **facts)
    assert (objected.state, objected.decided_by, objected.clock.ended_on) == (
        "upheld", director, COUNTED_ON,
    )  # fmt: skip
    assert list(queries.notes_on(objected.subject.round)) == [objected]


def test_a_round_is_not_final_while_an_objection_waits(objected, told, director):
    with time.at(FINAL_ON):
        code = refused(result.decide, told, by=director, on=FINAL_ON)
        assert code == "appraisals.objections_undecided"
        objection.reject(objected, answer="数据无误", by=director, on=FINAL_ON)
        result.decide(told, by=director, on=FINAL_ON)
    assert told.state == "final"


def test_an_objection_is_seen_by_those_who_keep_rounds_and_its_organ(
    objected, clerk, director, auditor, head, inspector, leader, charged, units
):
    other = charged("head2", "水局长", R.HEAD, units[1])
    for person in (clerk, director, auditor, head):
        assert list(queries.objections_visible_to(person)) == [objected]
    for person in (inspector, leader, other, None):
        assert not queries.objections_visible_to(person).exists()
    assert list(queries.objections_about(units[0], head)) == [objected]
    assert not queries.objections_about(units[1], clerk).exists()


def test_those_concerned_are_told_of_an_objection_and_its_decision(
    objected, director, clerk, head, day
):
    with time.at(COUNTED_ON):
        objection.reject(objected, answer="数据无误", by=director, on=COUNTED_ON)
    hear_everything()
    texts = Message.objects.filter(url__contains="/objections/")
    assert {m.to for m in texts} == {director, head}
    assert not texts.filter(to=clerk).exists()  # who counted does not decide


def test_comments_are_taken_over_once_and_after_the_count(opened, clerk, director):
    facts = {"by": clerk, "on": COUNTED_ON}
    assert refused(docket.take_comments, opened, **facts) == "appraisals.not_counted"
    assert refused(docket.take_comments, opened, by=director, on=COUNTED_ON) == (
        "workflow.not_yours"
    )


def test_taking_comments_over_keeps_no_order_and_no_group(taken, clerk):
    rows = list(Comment.objects.order_by("number"))
    assert [bytes(row.key) for row in rows] == sorted(bytes(row.key) for row in rows)
    assert {row.group for row in rows} == {""}
    assert refused(docket.take_comments, taken, by=clerk, on=FINAL_ON) == (
        "appraisals.comments_taken"
    )
    facts = JournalEntry.objects.get(verb="appraisals.round.take_comments").facts
    assert facts == {"n": 3}


def test_nothing_reaches_an_organ_before_a_human_cleaned_it(comment, head, handler, auditor):
    assert not queries.comments_visible_to(head).exists()
    assert queries.comments_visible_to(handler).count() == 3
    assert queries.reads_raw(auditor)
    assert not queries.reads_raw(head)
    with time.at(FINAL_ON):
        assert refused(docket.hand_over, comment, by=handler, on=FINAL_ON) == (
            "workflow.wrong_state"
        )
        facts = {"by": handler, "on": FINAL_ON}
        assert refused(docket.clean, comment, text=" ", **facts) == "appraisals.no_reason"
        docket.clean(comment, text=CLEAN, **facts)
        assert not queries.comments_visible_to(head).exists()
        docket.hand_over(comment, **facts)
    assert list(queries.comments_visible_to(head)) == [comment]
    assert (comment.raw, comment.text, comment.cleaned_by) == (RAW, CLEAN, handler)


def test_comments_are_handed_over_when_the_round_is_final(told, clerk, handler):
    Written.objects.create(poll=told.poll, organ="MZ001", text="办得快")
    with time.at(COUNTED_ON):
        docket.take_comments(told, by=clerk, on=COUNTED_ON)
        one = Comment.objects.get()
        docket.clean(one, text="办得快", by=handler, on=COUNTED_ON)
        facts = {"by": handler, "on": COUNTED_ON}
        assert refused(docket.hand_over, one, **facts) == "appraisals.round_not_final"
        assert refused(docket.hand_over_comments, told, **facts) == "appraisals.round_not_final"


def test_what_is_withheld_says_why_and_never_reaches_the_organ(comment, head, handler):
    facts = {"by": handler, "on": FINAL_ON}
    with time.at(FINAL_ON):
        assert refused(docket.withhold, comment, why=" ", **facts) == "appraisals.no_reason"
        docket.withhold(comment, why="点名个人", **facts)
    assert not queries.comments_visible_to(head).exists()


def test_identical_comments_are_flagged_punctuation_aside(taken, handler):
    first, second, third = Comment.objects.order_by("number")
    with time.at(FINAL_ON):
        docket.clean(first, text="态度好，办事快。", by=handler, on=FINAL_ON)
        docket.clean(second, text="态度好 办事快", by=handler, on=FINAL_ON)
        docket.clean(third, text="电话打不通", by=handler, on=FINAL_ON)
    assert (second.same_as, third.same_as) == (first, None)


def test_an_organ_replies_and_the_centre_sends_back_or_accepts(handed, head, handler):
    assert (handed.clock.side, handed.clock.due_on) == ("organ", date(2026, 7, 9))
    with time.at(FINAL_ON):
        facts = {"on": FINAL_ON}
        assert refused(docket.reply, handed, reply="x", by=handler, **facts) == (
            "workflow.not_yours"
        )
        docket.reply(handed, reply="已处理", by=head, **facts)
        assert handed.clock.side == "centre"
        docket.send_back(handed, why="没有说怎样处理", by=handler, **facts)
        assert (handed.state, handed.clock.side) == ("handed_over", "organ")
        docket.reply(handed, reply="已约谈并公开道歉", by=head, **facts)
        docket.accept(handed, by=handler, **facts)
    assert (handed.state, handed.clock.ended_on) == ("accepted", FINAL_ON)


def test_all_cleaned_comments_of_a_round_are_handed_over_together(taken, handler, head):
    with time.at(FINAL_ON):
        for one in Comment.objects.filter(subject__code="MZ001"):
            docket.clean(one, text=CLEAN, by=handler, on=FINAL_ON)
        assert docket.hand_over_comments(taken, by=handler, on=FINAL_ON) == 2
        assert refused(docket.hand_over_comments, taken, by=head, on=FINAL_ON) == (
            "workflow.not_yours"
        )
    hear_everything()
    assert Message.objects.filter(to=head, url="/appraisals/comments/").count() == 1


def test_what_waits_is_said_to_those_whose_turn_it_is(
    objected, told, clerk, director, head, handler
):
    def numbers(person, on):
        with time.at(on):
            return [w.number for w in queries.waiting_for(person, on=on)]

    assert objected.number in numbers(director, COUNTED_ON)
    assert objected.number not in numbers(clerk, COUNTED_ON)
    assert numbers(head, COUNTED_ON) == []


def test_comments_wait_by_round_until_clean_and_one_by_one_afterwards(
    taken, comment, handler, head
):
    later = FINAL_ON + timedelta(1)
    with time.at(later):
        assert [w.number for w in queries.waiting_for(handler, on=later)] == [taken.number]
        docket.clean(comment, text=CLEAN, by=handler, on=later)
        docket.hand_over(comment, by=handler, on=later)
        assert [w.number for w in queries.waiting_for(head, on=later)] == [comment.number]
        docket.reply(comment, reply="已处理", by=head, on=later)
        assert queries.waiting_for(head, on=later) == []
        assert comment.number in [w.number for w in queries.waiting_for(handler, on=later)]
    assert Objection.objects.count() == 0


def test_its_like_is_found_by_one_row_however_many_comments_a_round_has(
    taken, handler, django_assert_num_queries
):
    found = Comment.objects.select_related("subject__round", "subject__unit__organ")
    first, other, one = found.order_by("number")
    with time.at(FINAL_ON):
        docket.clean(first, text="窗口没人，电话也打不通。", by=handler, on=FINAL_ON)
        docket.clean(other, text="办得快", by=handler, on=FINAL_ON)
    with django_assert_num_queries(1) as asked:
        assert docket._alike(one, record.likeness_of("窗口没人 电话也打不通")) == first
    assert "LIMIT 1" in asked.captured_queries[0]["sql"]
    assert docket._alike(one, record.likeness_of("。。")) is None
