"""What a round asks of its poll, and what programs may send as points."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mingcha.appraisals.commands import ballot
from mingcha.appraisals.commands import round as rounds
from mingcha.core.refusal import Refusal
from mingcha.foundation import time
from mingcha.polls.models import Poll
from tests.appraisals.conftest import CLOSES, OPENS


def test_a_paper_asks_the_groups_that_carry_weight(published):
    codes = [group["code"] for group in ballot.groups_of(published)]
    assert codes[0] == "enterprise"
    assert "peer" in codes  # of weight in the class of management


def test_a_paper_is_made_of_the_rule_and_fixed_at_once(published, clerk, day):
    poll = ballot.make(
        published, ballot.groups_of(published), drawn=True, blind=False, by=clerk, on=day
    )
    assert (poll.state, len(poll.paper_digest)) == (Poll.State.FROZEN, 64)
    assert [q["code"] for q in poll.questions] == ["conduct"]
    assert [g["text"] for g in poll.grades] == ["满意", "基本满意", "不满意"]


def test_scrutineers_keep_no_lists(drawn, clerk, scrutineers):
    with time.at(OPENS), pytest.raises(Refusal):
        ballot.seat(drawn, [clerk, *scrutineers[:2]], by=clerk, on=OPENS)
    ballot.seat(drawn, scrutineers, by=clerk, on=OPENS)
    assert drawn.poll.scrutineers.count() == 3


def test_a_round_of_offices_has_the_class_of_their_organ(clerk, organ, rule, day):
    from mingcha.organs import commands as organs

    office = organs.found("MZ001-01", "用地科", level="office", parent=organ, since=day, by=clerk)
    one = rounds.design(
        "重点处室评议", kind="quarterly", period="2026Q2", rule=rule, units=[office],
        opens_on=OPENS, closes_on=CLOSES, by=clerk, on=day,
    )  # fmt: skip
    assert one.subjects.get().kind == "management"


@pytest.mark.parametrize(
    ("text", "points"), [("93.5", Decimal("93.50")), ("", None), (None, None), (" ", None)]
)
def test_points_are_read_exactly(text, points):
    assert rounds.points_of(text) == points


@pytest.mark.parametrize("text", ["many", "NaN", "1e400", "Infinity"])
def test_what_are_no_points_is_refused(text):
    with pytest.raises(Refusal):
        rounds.points_of(text)
