"""A group that moves against all others since the round before is raised with the count."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from mingcha.appraisals import queries
from mingcha.appraisals.commands import result
from mingcha.appraisals.commands import round as rounds
from mingcha.appraisals.models import Round
from mingcha.appraisals.queries.movement import asks_alike, round_before
from mingcha.appraisals.record import rule_of
from mingcha.appraisals.views.flags import of_flag
from mingcha.foundation import time
from tests.appraisals.conftest import SHARES, count, marks

OPENS, COUNTED_ON = date(2026, 9, 1), date(2026, 9, 15)


@pytest.fixture
def again(final, units, clerk, scrutineers):
    """The same round a quarter later, counted; `pull` is the share of best marks of one group."""

    def make(pull=None, **facts):
        given = {"period": "2026Q3", "units": units, "rule": final.rule, "kind": "quarterly"}
        given |= {"opens_on": OPENS, "closes_on": date(2026, 9, 11), **facts}
        with time.at(date(2026, 7, 1)):
            made = rounds.design("三季度评议", by=clerk, on=date(2026, 7, 1), **given)
            rounds.publish(made, by=clerk, on=date(2026, 7, 1))
        with time.at(date(2026, 8, 12)):
            on = date(2026, 8, 12)
            rounds.draw_panel(made, drawn=True, blind=False, by=clerk, on=on)
        with time.at(OPENS):
            rounds.open(made, scrutineers=scrutineers, by=clerk, on=OPENS)
        shares = {code: share + 0.01 for code, share in SHARES.items()}
        poll = count(made.poll, shares)
        if pull is not None:
            poll.tally["cells"]["MZ001"]["citizen"]["conduct"] = marks(300, pull)
            poll.save()
        with time.at(COUNTED_ON):
            result.score(made, by=clerk, on=COUNTED_ON)
        return made

    return make


def test_a_group_that_moved_against_all_others_is_raised_with_its_rate(again, final):
    one = again(pull=0.3).suspicions.get()
    assert (one.sign, one.group, one.target) == ("moved", "citizen", "MZ001")
    assert one.flag["facts"]["round"] == final.number
    assert one.flag["false_alarm"] == 0.01
    assert one.figures["taken"] == {"citizen": 300}
    with translation.override("en"):
        said = of_flag(one.flag, {"MZ001": "the bureau"}, {"citizen": "citizens"})
    assert final.number in said
    assert "the bureau" in said


def test_a_round_in_which_all_move_alike_raises_nothing(again):
    assert not again().suspicions.exists()


def test_a_round_before_that_is_not_published_is_not_compared_with(again, final):
    Round.objects.filter(pk=final.pk).update(state=Round.State.OBJECTIONS)
    assert not again(pull=0.3).suspicions.exists()


def test_a_rule_that_asks_otherwise_is_not_compared_with(again, final, ruled):
    other = ruled(code="quarterly-2026-2", scale=["100", "60", "0"])
    assert not asks_alike(rule_of(final.rule), rule_of(other))
    made = again(pull=0.3, rule=other)
    assert round_before(made) is None
    assert not made.suspicions.exists()


def test_organs_that_are_new_and_groups_with_few_answers_are_left_out(again, final):
    made = again(pull=0.3)
    now, then = queries.newest(made), queries.newest(final)
    found = queries.moved(now, then, rule_of(made.rule), least=301)
    assert found == []
