"""What the doctor finds: each look finds its fault and is silent on a healthy city."""

from datetime import date, timedelta

from mingcha.foundation import clocks, time
from mingcha.organs import commands as organs
from mingcha.people import commands as people
from mingcha.people.models import Duty
from mingcha.rectification import reactions, xrays
from mingcha.rectification.models import Order, Slip

LOOKS = (
    xrays.orders_out_without_a_clock,
    xrays.clocks_of_orders_that_are_over,
    xrays.slips_of_orders_that_are_over,
    xrays.slips_before_their_time,
    xrays.orders_of_organs_that_are_gone,
    xrays.orders_nobody_answers_for,
)


def test_a_healthy_city_has_nothing_to_find(life, issued):
    issued()
    life.whole()
    assert [found for look in LOOKS for found in look()] == []


def test_an_order_out_whose_period_has_ended_is_found(life):
    clocks.stop(life.order.clock, on=time.today())
    assert [f.which for f in xrays.orders_out_without_a_clock()] == [life.order.number]


def test_a_period_that_outlives_its_order_is_found(life):
    life.whole()
    clocks.start(life.order, "rectification.recheck_wd", side="centre", on=time.today())
    assert [f.which for f in xrays.clocks_of_orders_that_are_over()] == [life.order.number]


def test_a_slip_that_outlives_its_order_is_found(life, cast):
    life.to_work()
    with life.on(5, 7):
        reactions.press_what_is_overdue(life.day)
    Order.objects.update(state="closed")
    assert [f.which for f in xrays.slips_of_orders_that_are_over()] == ["DB-2026-0001"]


def test_a_slip_before_its_time_is_found(life):
    life.to_work()
    with life.on(5, 7):
        reactions.press_what_is_overdue(life.day)
    Slip.objects.update(issued_on=date(2026, 5, 6))
    assert [f.which for f in xrays.slips_before_their_time()] == ["DB-2026-0001"]


def test_the_order_of_a_dissolved_organ_names_its_successor(life, cast, day):
    third = organs.found("MZ009", "市综合局", level="organ", kind="management",
                         since=date(2020, 1, 1), by=cast.clerk)  # fmt: skip
    organs.merge([cast.organ, cast.water], into=third, on=day, document="1号", by=cast.clerk)
    (found,) = xrays.orders_of_organs_that_are_gone()
    assert found.which == life.order.number
    assert "市综合局" in found.remedy


def test_an_order_nobody_answers_for_is_found(life, cast, day):
    for person, role in ((cast.head, Duty.Role.HEAD), (cast.liaison, Duty.Role.LIAISON)):
        people.discharge(person, role, until=day - timedelta(1), organ=cast.organ, by=cast.clerk)
    assert [f.which for f in xrays.orders_nobody_answers_for()] == [life.order.number]
