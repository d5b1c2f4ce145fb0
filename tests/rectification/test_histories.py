"""Whatever happens to an order, its days are those a patient person counts on a wall calendar."""

import random
from datetime import date, timedelta

import pytest

from mingcha.core.refusal import Refusal
from mingcha.foundation import clocks, time, workdays
from mingcha.rectification import balltime, record
from mingcha.rectification.models import Order

ONE = timedelta(1)
S = Order.State


class Walk:
    """Leads one order through a random life and writes down on which days it passed over."""

    def __init__(self, life, cast, seed):
        self.life, self.cast, self.chance = life, cast, random.Random(seed)
        self.today, self.side = date(2026, 4, 10), "organ"
        self.turns, self.signed = [(date(2026, 4, 10), "organ")], None

    def ways(self):
        """What can come next, by state."""
        life, cast = self.life, self.cast
        return {
            S.ISSUED: [life.receive],
            S.RECEIVED: [life.plan, lambda: life.ask_return(
                cast.liaison, whose=cast.water, reason="非我局职责")],
            S.RETURN_ASKED: [lambda: life.refuse_return(cast.director, reason="三定方案")],
            S.IN_PROGRESS: [life.report, life.report, lambda: life.ask_extension(
                cast.head, days=3, reason="等候配件")],
            S.EXTENSION_ASKED: [
                lambda: life.grant_extension(cast.handler, reason="成立"),
                lambda: life.refuse_extension(cast.handler, reason="不成立")],
            S.REPORTED: [self.sent_back, life.passes],
            S.PASSED: [],
        }[life.order.state]  # fmt: skip

    def sent_back(self):
        self.life.fails()
        act = self.life.return_again if self.life.order.times_returned else self.life.send_back
        act(self.cast.director, reason="仍无人在岗")

    def step(self):
        """A few days pass, then something happens, or is refused."""
        self.today += timedelta(self.chance.randint(0, 4))
        ways = self.ways()
        if not ways:
            return
        with time.at(self.today):
            try:
                self.chance.choice(ways)()
            except Refusal:
                self.life.order.refresh_from_db()
        if self.signed is None and self.life.order.state != S.ISSUED:
            self.signed = self.today
        side = "centre" if self.life.order.state in record.WITH_THE_CENTRE else "organ"
        if side != self.side:
            self.side = side
            self.turns.append((self.today, side))

    def counted(self):
        """Working days with either side, counted day by day.

        The organ's days are those before the one on which it hands over; signing has its day.
        The day on which the centre hands back is still the centre's.
        """
        days, calendar = {"organ": 0, "centre": 0}, workdays.calendar()
        day = self.turns[0][0] + ONE
        while day <= self.today:
            if calendar.is_working(day) and (side := self._whose(day)):
                days[side] += 1
            day += ONE
        return days["organ"], days["centre"]

    def _whose(self, day):
        before = [side for when, side in self.turns if when < day][-1]
        if before == "centre":
            return "centre"
        handed_over = any(when == day for when, _side in self.turns)
        return "organ" if not handed_over or day == self.signed else ""


@pytest.mark.parametrize("seed", range(12))
def test_each_sides_days_are_those_one_counts_by_hand(life, cast, seed):
    walk = Walk(life, cast, seed)
    for _n in range(9):
        walk.step()
        spent = balltime.of_order(life.order, on=walk.today)
        assert (spent.organ, spent.centre) == walk.counted(), (walk.turns, walk.today)


@pytest.mark.parametrize("seed", range(12, 20))
def test_the_organs_own_clock_never_counts_a_day_of_the_centres(life, cast, seed):
    walk = Walk(life, cast, seed)
    for _n in range(9):
        walk.step()
        work = life.order.work_clock
        if work is None or work.ended_on is not None:
            continue
        seen = clocks.derivation(work, on=walk.today)
        assert seen.used <= walk.counted()[0], (walk.turns, walk.today)
