"""What-ifs are the reckoning of the rule in machine numbers, and refuse what cannot be."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingcha.core.notice import Unfit
from mingcha.core.roundrule import DEFAULT
from mingcha.core.trial import Ballots, weighed
from mingcha.core.weighting import score_round

RULE = replace(DEFAULT, questions=DEFAULT.questions[:2])
ROW = {group: float(weight) for group, weight in RULE.weights_of("service").items()}
SCALE = [float(points) for points in RULE.scale]
marks = st.fixed_dictionaries({mark: st.integers(0, 90) for mark in "123u"})
cells = st.fixed_dictionaries(
    {g.code: st.fixed_dictionaries({q.code: marks for q in RULE.questions}) for g in RULE.groups}
)


@given(cells)
@settings(max_examples=30, deadline=None)
def test_with_the_rules_own_figures_a_what_if_is_the_score(held):
    score = score_round("A", "service", held, RULE)
    made = weighed(Ballots.of({"A": held}, RULE), RULE, scale=SCALE, weights=ROW).get("A")
    if score.standing == "not_rated":
        assert made is None
        return
    assert made.score == pytest.approx(float(score.score), abs=1e-4)
    assert made.se == pytest.approx(float(score.se), abs=1e-4)
    assert made.whole == (score.standing == "rated")


def full(n=80):
    return {g.code: {q.code: {"1": n, "2": 20, "3": 5} for q in RULE.questions}
            for g in RULE.groups}  # fmt: skip


def test_a_void_group_and_a_work_check_count_as_in_the_rule():
    rule = replace(RULE, parts=("0.7", "0.3"))
    score = score_round("A", "service", full(), rule, checks="93", void=("citizen",))
    held = Ballots.of({"A": full()}, rule, checks={"A": "93"}, void=("citizen",))
    made = weighed(held, rule, scale=SCALE, weights=ROW)["A"]
    assert made.score == pytest.approx(float(score.score), abs=1e-4)
    assert not made.whole
    unchecked = Ballots.of({"A": full()}, rule, checks={"A": None})
    assert weighed(unchecked, rule, scale=SCALE, weights=ROW) == {}


def test_weights_need_not_sum_to_one_and_one_group_may_be_left_out():
    held = Ballots.of({"A": full()}, RULE)
    once = weighed(held, RULE, scale=SCALE, weights=ROW)["A"]
    thrice = weighed(held, RULE, scale=SCALE, weights={g: 3 * w for g, w in ROW.items()})["A"]
    assert once.score == pytest.approx(thrice.score)
    assert weighed(held, RULE, scale=SCALE, weights=ROW | {"citizen": 0})["A"].whole


@pytest.mark.parametrize(
    "scale", [[100, 55, 75], [100, 75], [101, 75, 55], [90, 50, -1], [5, 5, 5]]
)
def test_a_scale_that_rises_or_leaves_its_bounds_is_refused(scale):
    with pytest.raises(Unfit):
        weighed(Ballots.of({"A": full()}, RULE), RULE, scale=scale, weights=ROW)


@pytest.mark.parametrize("weights", [{}, {"peer": 0}, {"peer": -1}, {"peer": float("nan")}])
def test_weights_that_weigh_nothing_are_refused(weights):
    with pytest.raises(Unfit):
        weighed(Ballots.of({"A": full()}, RULE), RULE, scale=SCALE, weights=weights)
