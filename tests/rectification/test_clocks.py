"""Only the time of the side whose turn it is counts; worked with the holidays of spring 2026.

Working days from 10 April: 13-17, 20-24, 27-30 April; 1-5 May are off; 6-8 May, and Saturday
9 May is worked in exchange; 11-15 May and so on.
"""

from datetime import date

import pytest

from mingcha.foundation import clocks
from mingcha.foundation.models import Clock
from mingcha.rectification import balltime, queries, record, rules
from mingcha.rectification.commands import turn
from mingcha.rectification.models import Order


def test_fifteen_working_days_from_the_tenth_of_april_end_after_the_may_holiday(life):
    life.receive()
    assert life.order.work_clock.due_on == date(2026, 5, 6)
    assert life.order.clock.due_on == date(2026, 4, 15), "three working days for the plan"
    life.plan()
    assert life.order.clock == life.order.work_clock


@pytest.mark.parametrize(
    ("pace", "due"), [("at_once", date(2026, 4, 17)), ("long", date(2026, 5, 12))]
)
def test_each_pace_has_its_term(life, issued, pace, due):
    life.order = issued(pace=pace)
    life.receive()
    assert life.order.work_clock.due_on == due


def test_the_organs_time_stands_still_while_the_centre_rules_on_not_ours(life, cast):
    life.receive()
    with life.on(4, 13):
        life.ask_return(cast.liaison, whose=cast.water, reason="非我局职责")
        assert life.order.clock.side == Clock.Side.CENTRE
        assert life.order.clock.due_on == date(2026, 4, 15), "two working days to rule"
    with life.on(4, 15):
        life.refuse_return(cast.director, reason="三定方案")
    # 13, 14 and 15 April belonged to the centre: three working days more than 6 May.
    assert life.order.work_clock.due_on == date(2026, 5, 9), "a Saturday that is worked"
    assert life.order.clock.name == rules.PLAN


def test_the_clock_is_not_blamed_on_the_organ_whichever_day_it_reports(life, cast):
    life.to_work()
    with life.on(5, 6):  # the last day
        life.report()
        assert life.order.clock.due_on == date(2026, 5, 19), "ten working days to re-check"
    with life.on(5, 19):
        life.fails()
        life.send_back(cast.handler, reason="仍无人在岗")
    # One day was left, so the return gives a fresh term of five: 20, 21, 22, 25, 26 May.
    assert life.order.work_clock.name == rules.RETURNED
    assert life.order.work_clock.due_on == date(2026, 5, 26)
    with life.on(5, 20):
        assert record.overdue_days(life.order, on=life.day) == 0


def test_with_time_enough_left_a_return_only_lets_the_old_clock_run_again(life, cast):
    life.to_work()
    with life.on(4, 15):
        life.report()  # 13 and 14 April are used, thirteen working days are left
    with life.on(4, 20):
        life.fails()
        life.send_back(cast.handler, reason="仍无人在岗")
        seen = clocks.derivation(life.order.work_clock, on=life.day)
    assert (seen.used, seen.left, seen.paused) == (2, 13, 4)
    assert life.order.work_clock.due_on == date(2026, 5, 11)


def test_handed_back_and_in_again_on_one_day_counts_no_day_twice(life, cast):
    life.to_work()
    with life.on(4, 15):
        life.report()
        life.fails()
        life.send_back(cast.handler, reason="仍无人在岗")
        life.report()
        life.passes()
        life.call()
        life.close()
    assert life.order.work_clock.ended_on == date(2026, 4, 15)
    assert queries.closed_on_time(life.order)


def test_an_extension_adds_its_days_and_the_days_of_deciding_do_not_count(life, cast):
    life.to_work()
    with life.on(5, 6):
        life.ask_extension(cast.head, days=5, reason="设备采购")
        assert life.order.clock.due_on == date(2026, 5, 8)
    with life.on(5, 8):
        life.grant_extension(cast.handler, reason="理由成立")
    # The last day was not used up; it and five more follow: 9 (worked), 11, 12, 13, 14, 15 May.
    assert life.order.work_clock.due_on == date(2026, 5, 15)


def test_a_refused_extension_leaves_the_day_on_which_it_was_asked(life, cast):
    life.to_work()
    with life.on(5, 6):
        life.ask_extension(cast.head, days=5, reason="设备采购")
    with life.on(5, 8):
        life.refuse_extension(cast.handler, reason="可先行整改")
    assert life.order.work_clock.due_on == date(2026, 5, 9)


def test_a_late_report_stays_late_even_after_a_return_that_is_met_in_time(life, cast):
    life.to_work()
    with life.on(5, 8):
        life.report()
    with life.on(5, 11):
        life.fails()
        life.send_back(cast.handler, reason="仍无人在岗")
        assert life.order.work_clock.due_on == date(2026, 5, 18)
    with life.on(5, 12):
        life.report()
        life.passes()
        life.call()
        life.close()
    assert not queries.closed_on_time(life.order)
    assert list(queries.closed_late()) == [life.order]


def test_the_centres_delay_is_never_the_organs(life):
    life.to_work()
    with life.on(4, 13):
        life.report()
    with life.on(6, 30):
        life.order.refresh_from_db()
        assert list(queries.overdue(on=life.day)) == []
        assert list(queries.overdue_at_the_centre(on=life.day)) == [life.order]
        assert record.overdue_days(life.order, on=life.day) == 0
        life.passes()
        life.call()
        life.close()
    assert queries.closed_on_time(life.order)


def test_milestones_every_twenty_working_days_and_a_late_one_begins_anew(life, issued, cast):
    life.order = issued(pace=Order.Pace.LONG)
    life.to_work()
    assert life.order.clock.due_on == date(2026, 5, 12)
    with life.on(5, 11):
        life.reach_milestone(cast.liaison, reached="设备已到")
        assert life.order.clock.due_on == date(2026, 6, 9), "from the old day, not from today"
    with life.on(6, 12):
        life.reach_milestone(cast.liaison, reached="安装完成")
        assert life.order.clock.due_on == date(2026, 7, 13)
        life.report()
        life.passes()
        life.call()
        life.close()
    assert not queries.closed_on_time(life.order)


def test_ball_time_counts_each_working_day_on_one_desk_only(life, cast):
    with life.on(4, 13):
        life.receive()  # one day to sign
    with life.on(4, 14):
        life.plan()
    with life.on(4, 17):
        life.report()  # 14, 15, 16 April
    with life.on(4, 22):
        life.fails()
        life.send_back(cast.handler, reason="仍无人在岗")  # the centre: 20, 21, 22 April
    with life.on(4, 24):  # the organ again: 23 and 24 April
        desk = balltime.of_order(life.order, on=life.day)
    assert (desk.organ, desk.centre) == (6, 3)


def test_ball_time_of_a_readdressed_order_begins_with_the_new_organ(life, cast):
    life.receive()
    with life.on(4, 14):
        life.ask_return(cast.liaison, whose=cast.water, reason="非我局职责")
    with life.on(4, 16):
        life.rule_return(cast.director, organ=cast.water, reason="属水务")
    with life.on(4, 17):
        assert balltime.of_order(life.order, on=life.day) == balltime.Desk(organ=1, centre=0)


def test_ageing_adds_up_open_orders_by_age_and_desk(life, issued, cast):
    life.to_work()
    issued()
    with life.on(5, 11):  # 19 working days after 10 April
        rows = balltime.ageing(queries.visible_to(cast.office), on=life.day)
    by_age = {row.age: row for row in rows}
    assert [row.orders for row in rows] == [0, 0, 2, 0]
    assert (by_age["16–30"].organ, by_age["16–30"].centre) == (38, 0)
    assert by_age["16–30"].overdue == 2


def test_a_passed_turn_leaves_one_running_period_and_one_that_stands_still(life):
    life.to_work()
    assert turn.fresh(life.order.work_clock_id) == life.order.work_clock
    told = turn.to_centre(life.order, rules.RECHECK, on=date(2026, 4, 15), reason="复查")
    assert record.stands_still(told["work_clock"])
    assert told["clock"].side == Clock.Side.CENTRE
    again = turn.hold(told["work_clock"], on=date(2026, 4, 16), reason="再停")
    assert len(clocks.events(again)) == 2, "what stands still is not stopped twice"
    running = turn.let_run(again, on=date(2026, 4, 17))
    assert not record.stands_still(running)
    life.order.refresh_from_db()
    back = turn.to_organ(life.order, on=date(2026, 4, 17))
    assert back["clock"] == back["work_clock"]
    turn.end_work(life.order, on=date(2026, 4, 17))
    turn.end_turn(life.order, on=date(2026, 4, 17))
    assert not record.stands_still(back["work_clock"])
