"""Supervision slips day by day: what the calendar does, what people do, what never happens."""

from datetime import date, timedelta

import pytest

from mingcha.core.refusal import Refusal
from mingcha.foundation import time
from mingcha.people.models import Message
from mingcha.rectification import commands, queries, reactions
from mingcha.rectification.commands import slip as slips
from mingcha.rectification.models import Order, Slip
from tests.hearing import hear_everything

P = Slip.State


def walk(first, last):
    """Let the calendar turn from a day to a day, as the worker does."""
    day = first
    while day <= last:
        with time.at(day):
            reactions.receive_what_nobody_signed(day)
            reactions.press_what_is_overdue(day)
            reactions.remind(day)
        day += timedelta(1)


def slip_of(order):
    return order.slips.first()


@pytest.fixture
def late(life):
    """Due on Wednesday 6 May; nobody does anything."""
    life.to_work()
    walk(date(2026, 4, 11), date(2026, 5, 7))
    return life


def test_blue_comes_on_the_first_working_day_after_the_last(late):
    slip = slip_of(late.order)
    assert (slip.colour, slip.issued_on, slip.number) == ("blue", date(2026, 5, 7), "DB-2026-0001")
    assert late.order.required in slip.requirement
    assert slip.clock.due_on == date(2026, 5, 13), "five working days, the 9th among them"


def test_no_slip_on_a_day_off(life, cast):
    """Due on Friday 8 May minus the make-up Saturday: nothing happens on a Sunday."""
    life.to_work()
    with life.on(5, 6):
        life.ask_extension(cast.head, days=2, reason="设备采购")
        life.grant_extension(cast.handler, reason="可")  # due on Saturday the 9th, worked
    assert life.order.work_clock.due_on == date(2026, 5, 9)
    walk(date(2026, 5, 7), date(2026, 5, 10))
    assert not Slip.objects.exists()
    walk(date(2026, 5, 11), date(2026, 5, 11))
    assert slip_of(life.order).colour == "blue"


def test_orange_then_red_then_a_proposal_and_never_more_than_one_open(late):
    walk(date(2026, 5, 8), date(2026, 5, 13))
    assert [s.colour for s in Slip.objects.all()] == ["blue"], "its limit is not over yet"
    walk(date(2026, 5, 14), date(2026, 5, 14))
    assert [s.colour for s in Slip.objects.order_by("pk")] == ["blue", "orange"]
    walk(date(2026, 5, 15), date(2026, 5, 20))
    red = slip_of(late.order)
    assert (red.colour, red.issued_on) == ("red", date(2026, 5, 20))
    assert (red.follows.colour, red.follows.follows.colour) == ("orange", "blue")
    walk(date(2026, 5, 21), date(2026, 5, 25))
    red.refresh_from_db()
    assert red.state == P.PROPOSED
    walk(date(2026, 5, 26), date(2026, 6, 30))
    assert Slip.objects.count() == 3
    assert Slip.objects.exclude(state=P.ESCALATED).count() == 1


def test_heard_twice_on_one_day_the_calendar_does_nothing_twice(late):
    walk(date(2026, 5, 7), date(2026, 5, 7))
    walk(date(2026, 5, 7), date(2026, 5, 7))
    assert Slip.objects.count() == 1
    told = Message.objects.filter(to=late.cast.head, about__startswith="rectification.order.remind")
    assert told.count() == 1


def test_an_important_matter_starts_at_orange(life, cast):
    life.to_work()
    life.press(cast.leader, colour="orange", reason="民生急事")
    walk(date(2026, 5, 7), date(2026, 5, 7))
    assert slip_of(life.order).colour == "orange"


def test_an_answer_stops_the_limit_until_it_is_judged(late, cast):
    slip = slip_of(late.order)
    with late.on(5, 12):
        with pytest.raises(Refusal) as no:
            slips.answer(slip, by=cast.liaison, on=late.day, answer=" ")
        assert no.value.code == "rectification.no_answer"
        with pytest.raises(Refusal) as no:
            slips.answer(slip, by=cast.stranger, on=late.day, answer="不是我")
        assert no.value.code == "workflow.not_yours"
        slips.answer(slip, by=cast.liaison, on=late.day, answer="设备五月二十日到")
    walk(date(2026, 5, 13), date(2026, 6, 5))
    slip.refresh_from_db()
    assert slip.state == P.ANSWERED, "the centre has not judged: that is not the organ's delay"
    assert Slip.objects.count() == 1


def test_accept_gives_days_and_find_poor_lets_the_limit_run_on(late, cast):
    slip = slip_of(late.order)
    with late.on(5, 12):
        slips.answer(slip, by=cast.head, on=late.day, answer="设备五月二十日到")
        slips.find_poor(slip, by=cast.handler, on=late.day, remark="无具体日期")
        assert slip.state == P.OPEN
        slips.answer(slip, by=cast.head, on=late.day, answer="五月二十日前完成")
        with pytest.raises(Refusal) as no:
            slips.accept(slip, by=cast.handler, on=late.day, days=5, remark=" ")
        assert no.value.code == "rectification.no_reason"
        slips.accept(slip, by=cast.handler, on=late.day, days=5, remark="有采购合同")
    # Of five days 8, 9, 11 were used; two are left and five more: 13 to 21 May.
    assert slip.clock.due_on == date(2026, 5, 21)
    walk(date(2026, 5, 13), date(2026, 5, 21))
    assert Slip.objects.count() == 1
    walk(date(2026, 5, 22), date(2026, 5, 22))
    assert slip_of(late.order).colour == "orange"


def test_an_answer_after_the_limit_can_still_be_accepted(life, cast):
    life.to_work()
    walk(date(2026, 5, 7), date(2026, 5, 7))
    slip = slip_of(life.order)
    with life.on(5, 14):  # before the calendar has turned
        slips.answer(slip, by=cast.head, on=life.day, answer="明日完成")
        slips.accept(slip, by=cast.handler, on=life.day, days=2, remark="可")
    assert slip.clock.due_on == date(2026, 5, 18)


def test_while_the_centre_re_checks_no_slip_turns(late, cast):
    with late.on(5, 12):
        late.report()
    walk(date(2026, 5, 13), date(2026, 6, 10))
    assert [s.colour for s in Slip.objects.all()] == ["blue"]
    with late.on(6, 10):
        late.fails()
        late.send_back(cast.handler, reason="仍无人在岗")
    walk(date(2026, 6, 11), date(2026, 6, 17))
    assert Slip.objects.count() == 1, "five days to mend it, not overdue yet"


def test_a_closed_order_closes_its_slip_and_a_withdrawn_one_too(late, cast):
    slip = slip_of(late.order)
    with late.on(5, 12):
        with pytest.raises(Refusal) as no:
            slips.close(slip, by=cast.director, on=late.day)
        assert no.value.code == "rectification.still_due"
        late.report()
        late.passes()
        late.call()
        late.close()
    slip.refresh_from_db()
    assert (slip.state, slip.clock.ended_on) == (P.CLOSED, late.day)


def test_withdrawing_ends_the_slip(late, cast):
    with late.on(5, 12):
        late.withdraw(cast.director, reason="事实有误")
    assert slip_of(late.order).state == P.CLOSED


def test_slips_are_issued_only_for_overdue_orders_and_not_by_everybody(life, cast):
    life.to_work()
    for by, code in ((cast.handler, "workflow.not_yours"), (None, "rectification.not_overdue")):
        with pytest.raises(Refusal) as no:
            slips.issue(life.order, by=by, on=time.today())
        assert no.value.code == code


def test_one_matter_one_slip(late, cast):
    late.order.refresh_from_db()
    with late.on(5, 8), pytest.raises(Refusal) as no:
        slips.issue(late.order, by=cast.director, on=late.day)
    assert no.value.code == "rectification.slip_open"


def test_nobody_skips_a_colour(late, cast):
    slip = slip_of(late.order)
    with late.on(5, 8):
        for act, code in (
            (slips.escalate, "rectification.slip_runs"),
            (slips.propose_talk, "rectification.not_red"),
        ):
            with pytest.raises(Refusal) as no:
                act(slip, by=None, on=late.day)
            assert no.value.code == code
    assert Slip.objects.count() == 1


def test_the_director_may_propose_the_talk_as_soon_as_it_is_due_and_not_before(life, cast):
    life.to_work()
    life.press(cast.leader, colour="red", reason="民生急事")
    walk(date(2026, 5, 7), date(2026, 5, 7))
    red = slip_of(life.order)
    with life.on(5, 11), pytest.raises(Refusal) as no:
        slips.propose_talk(red, by=cast.director, on=life.day)
    assert no.value.code == "rectification.slip_runs"
    with life.on(5, 21):  # ten working days overdue, and the limit of two is over
        slips.propose_talk(red, by=cast.director, on=life.day)
    assert (red.state, red.clock_id is not None) == (P.PROPOSED, True)


def test_red_is_the_last_colour_and_people_decide_on_the_proposal(life, cast):
    life.to_work()
    life.press(cast.leader, colour="red", reason="民生急事")
    walk(date(2026, 5, 7), date(2026, 5, 7))
    red = slip_of(life.order)
    with life.on(5, 30), pytest.raises(Refusal) as no:
        slips.escalate(red, by=cast.director, on=life.day)
    assert no.value.code == "rectification.last_colour"
    walk(date(2026, 5, 8), date(2026, 5, 30))
    red.refresh_from_db()
    assert red.state == P.PROPOSED
    with pytest.raises(Refusal) as no:
        slips.decide(red, by=cast.director, on=time.today(), remark="约谈")
    assert no.value.code == "workflow.not_yours"
    slips.decide(red, by=cast.office, on=time.today(), remark="约谈局长，不通报")
    assert red.state == P.DECIDED


def test_close_all_leaves_an_order_without_slips_alone(life, cast):
    slips.close_all(life.order, by=cast.director, on=time.today())
    assert not Slip.objects.exists()


def test_the_list_knows_the_colour_and_who_is_pressed(late, cast):
    orders = Order.objects.all()
    assert list(queries.with_slip(orders, "blue")) == [late.order]
    assert list(queries.with_slip(orders, "red")) == []
    assert queries.colours_of(orders)[late.order.pk].colour == "blue"
    assert queries.pressing(late.order) == slip_of(late.order)
    assert list(queries.past_its_time(on=date(2026, 5, 7))) == [late.order]


def test_whoever_must_not_see_the_order_does_not_see_its_slip(late, cast):
    assert queries.slips_visible_to(cast.head).count() == 1
    assert queries.slips_visible_to(cast.leader).count() == 1
    for person in (cast.stranger, cast.otherchief, cast.supervisor, cast.staff):
        assert not queries.slips_visible_to(person).exists()


def test_the_calendar_tells_heads_liaisons_and_nobody_else(late, cast):
    hear_everything()
    told = set(Message.objects.filter(text__contains="DB-2026-0001").values_list("to", flat=True))
    assert told == {cast.head.pk, cast.liaison.pk}
    assert commands.slip is slips
