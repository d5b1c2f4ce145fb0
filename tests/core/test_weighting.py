"""Scores of rounds: the worked numbers of the domain study, and what may never happen."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha.core.notice import Unfit
from mingcha.core.roundrule import DEFAULT, NOT_RATED, WEIGHTS, Evaluators, Question, RoundRule
from mingcha.core.roundscore import from_json, to_json
from mingcha.core.steps import exact, fixed
from mingcha.core.weighting import graded_mean, mixed, score_round
from mingcha.core.whatif import SCALES, bands_apart, carried, left_out, on_scales

ONE = replace(
    DEFAULT,
    code="one",
    scale=("100", "50", "0"),
    questions=(Question("all", "总体"),),
    groups=(Evaluators("a", "甲", min_valid=10), Evaluators("b", "乙", min_valid=10)),
    weights=(("service", (("a", "0.5"), ("b", "0.5"))),),
)


def counts(a, b, mark="1", other="3"):
    """Two groups, one question: (best, worst) of each."""
    return {
        "a": {"all": {mark: a[0], other: a[1]}},
        "b": {"all": {mark: b[0], other: b[1]}},
    }


def test_f1_do_not_know_is_left_out_and_two_modes_are_mixed_six_to_four():
    scale = ["100", "75", "55"]
    phone, paper = graded_mean([520, 330, 60], scale), graded_mean([110, 70, 10], scale)
    assert (fixed(phone, 2), fixed(paper, 2)) == ("87.97", "88.42")
    both = mixed({"phone": phone, "paper": paper}, {"phone": "0.6", "paper": "0.4"})
    assert fixed(both, 2) == "88.15"
    assert graded_mean([520, 330, 60, 90], [*scale, "0"]) == exact("80.05")


def test_f1_comes_out_alike_where_the_two_ways_are_two_groups_of_a_rule():
    """How a city mixes ways whose ballots are never told apart in one box: decision 0052."""
    ways = (Evaluators("citizen_tel", "电话", min_valid=30), Evaluators("citizen_paper", "纸质"))
    row = ("service", (("citizen_tel", "0.6"), ("citizen_paper", "0.4")))
    rule = replace(ONE, scale=("100", "75", "55"), groups=ways, weights=(row,))
    said = {
        "citizen_tel": {"all": {"1": 520, "2": 330, "3": 60, "u": 90}},
        "citizen_paper": {"all": {"1": 110, "2": 70, "3": 10, "u": 10}},
    }
    score = score_round("MZ001", "service", said, rule)
    assert (score.standing, fixed(exact(score.score), 2)) == ("rated", "88.15")


def test_f2_the_same_ballots_on_a_harder_scale():
    assert fixed(graded_mean([520, 330, 60], ["100", "70", "30"]), 2) == "84.51"


def test_f3_the_scale_can_reverse_the_order():
    rows = on_scales({"A": [700, 200, 100], "B": [560, 420, 20]}, SCALES)
    assert [tuple(value for _, value in row.points) for row in rows] == [
        ("90.50", "88.60"),
        ("87.00", "86.00"),
        ("82.00", "81.20"),
        ("86.00", "89.60"),
    ]
    assert [row.turned for row in rows] == [(), (), (), (("A", "B"),)]


def test_f4_five_grades():
    assert graded_mean([700, 250, 40, 7, 3], ["10", "8", "6", "3", "0"]) == exact("9.261")


def test_f5_the_plain_mean_of_five_items_and_its_band():
    items = dict(zip([q.code for q in DEFAULT.questions], [90, 84, 88, 79, 92], strict=True))
    rule = replace(ONE, questions=DEFAULT.questions)
    cells = {g: {q: {"1": n, "3": 100 - n} for q, n in items.items()} for g in "ab"}
    score = score_round("MZ001", "service", cells, rule)
    assert (score.score, score.band) == ("86.6000", "satisfied")


def test_f6_groups_weigh_what_the_plan_says():
    users = {"enterprise": "88", "city": "90", "leader": "92", "organ": "94", "peer": "96"}
    parts = dict(zip(users, ["0.4", "0.2", "0.2", "0.1", "0.1"], strict=True))
    questionnaire = mixed({name: exact(value) for name, value in users.items()}, parts)
    assert questionnaire / 2 == exact("45.3")
    three = {"users": questionnaire, "social": exact("82"), "checks": exact("91")}
    total = mixed(three, {"users": "0.5", "social": "0.3", "checks": "0.2"})
    assert total == exact("88.1")
    assert exact("0.20") + exact("0.30") * exact("0.70") == exact("0.41")


def test_f6_the_shipped_rows_sum_to_one():
    assert [sum(exact(w) for _, w in row) for _, row in WEIGHTS] == [1, 1, 1, 1]


def test_f7_ballot_and_work_check_seventy_to_thirty_with_a_veto_that_caps():
    rule = replace(ONE, parts=("0.7", "0.3"))
    cells = counts((864, 136), (864, 136))
    score = score_round("MZ001", "service", cells, rule, checks="93")
    assert (score.ballot, score.score, score.band) == ("86.4000", "88.3800", "satisfied")
    struck = score_round("MZ001", "service", cells, rule, checks="93", veto="重大事故")
    assert (struck.score, struck.band) == ("88.3800", "basically_satisfied")
    assert struck.band_by_score == "satisfied"
    unchecked = score_round("MZ001", "service", cells, rule)
    assert (unchecked.standing, unchecked.why_not) == ("not_rated", "no_checks")


def test_a_veto_never_lifts_a_band():
    low = score_round("MZ001", "service", counts((10, 90), (10, 90)), ONE, veto="x")
    assert low.band == "dissatisfied"


def test_f8_one_part_can_decide_everything():
    first, last = {"social": "46.4927", "rest": "45.4620"}, {"social": "41", "rest": "45"}
    assert sum(map(exact, first.values())) - sum(map(exact, last.values())) == exact("5.9547")
    assert fixed(carried(first, last)["social"] * 100, 1) == "92.2"
    assert carried(first, first) == {}


def test_f9_an_index_without_its_scale_cannot_be_recomputed():
    def scale_for(worst):
        """Two equations, 81.68 of 2006 and 80.35 of 2004, solved for the two other points."""
        s1, b1, d1 = (exact(x) for x in ("0.5893", "0.4062", "0.0045"))
        s2, b2, d2 = (exact(x) for x in ("0.5473", "0.4457", "0.0070"))
        y1, y2 = exact("81.68") - d1 * worst, exact("80.35") - d2 * worst
        det = s1 * b2 - s2 * b1
        return (y1 * b2 - y2 * b1) / det, (s1 * y2 - s2 * y1) / det

    def rounded_to(worst):
        return tuple(fixed(value, 1) for value in scale_for(worst))

    assert (rounded_to(0), rounded_to(60)) == (("93.4", "65.6"), ("94.6", "63.1"))
    shares = {"2006": [5893, 4062, 45], "2004": [5473, 4457, 70]}
    row = on_scales(shares, [["90", "70", "50"]])[0]
    assert dict(row.points) == {"2006": "81.70", "2004": "80.81"}  # published: 81.68 and 80.35


def test_turnout_inside_a_group_moves_the_doubt_and_not_the_weight():
    few = score_round("MZ001", "service", counts((90, 10), (10, 10)), ONE)
    many = score_round("MZ001", "service", counts((90, 10), (1000, 1000)), ONE)
    assert few.score == many.score == "70.0000"
    assert exact(few.se) > exact(many.se)


def test_a_missing_group_is_dropped_and_the_organ_cannot_be_compared():
    score = score_round("MZ001", "service", counts((90, 10), (5, 4)), ONE)
    assert (score.standing, score.score) == ("incomplete", "90.0000")
    assert [(g.group, g.used, g.missing) for g in score.groups] == [
        ("a", "1", ""),
        ("b", "0", "few"),
    ]
    assert bands_apart([score]) is None


def test_a_rule_may_say_that_a_missing_group_means_no_score():
    score = score_round(
        "MZ001", "service", counts((90, 10), (5, 4)), replace(ONE, missing=NOT_RATED)
    )
    assert (score.standing, score.why_not, score.score) == ("not_rated", "group_missing", None)


def test_a_void_group_is_missing_however_large():
    score = score_round("MZ001", "service", counts((90, 10), (900, 4)), ONE, void=["b"])
    assert score.groups[1].missing == "void"
    assert score.standing == "incomplete"


def test_below_the_coverage_limit_an_organ_is_not_rated():
    cells = counts((20, 0), (20, 0))
    for group in cells.values():
        group["all"]["n"] = 400
    score = score_round("MZ001", "service", cells, ONE)
    assert (score.standing, score.why_not, score.score) == ("not_rated", "coverage", None)
    assert score.coverage == "0.0476"


def test_unknown_is_left_out_of_the_score_and_reported():
    cells = counts((30, 10), (30, 10))
    cells["a"]["all"]["u"] = 20
    score = score_round("MZ001", "service", cells, ONE)
    assert (score.score, score.unknown_rate) == ("75.0000", "0.2000")


def test_the_gap_names_the_best_and_the_worst_group():
    score = score_round("MZ001", "service", counts((90, 10), (60, 40)), ONE)
    assert score.gap == ("30.0000", "a", "b")


def test_agreement_is_not_taken_for_certainty():
    score = score_round("MZ001", "service", counts((10, 0), (10, 0)), ONE)
    assert score.score == "100.0000"
    assert float(score.interval[0]) < 98


def test_nobody_at_all_is_not_rated_and_no_error():
    score = score_round("MZ001", "service", {}, ONE)
    assert (score.standing, score.why_not, score.coverage) == ("not_rated", "no_group", "0.0000")


def test_a_class_without_weights_is_refused_by_name():
    with pytest.raises(Unfit, match="utility"):
        score_round("MZ001", "utility", {}, DEFAULT)


def test_leaving_a_group_out_says_who_would_change_places():
    scores = [
        score_round("A", "service", counts((900, 100), (500, 500)), ONE),
        score_round("B", "service", counts((600, 400), (700, 300)), ONE),
        score_round("C", "service", counts((100, 900), (100, 900)), ONE),
    ]
    rows = {row.group: row for row in left_out(scores)}
    assert rows["a"].moved == ("A", "B")
    assert rows["a"].clear == (("A", "B"),)
    assert rows["b"].moved == ()
    assert rows["a"].most == "20.00"


def test_a_score_is_the_same_to_the_byte_and_every_step_adds_up():
    cells = counts((90, 10), (60, 40))
    one, two = (score_round("MZ001", "service", cells, ONE) for _ in range(2))
    assert to_json([one]) == to_json([two])
    assert to_json(from_json(to_json([one]))) == to_json([one])
    ballot = one.steps.children[0]
    assert sum(exact(step.value) for step in ballot.children) == exact(one.score)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("scale", ["100", "100", "100"]),
        ("scale", ["55", "75", "100"]),
        ("scale", ["110", "75", "55"]),
        ("grades", [{"text": "满意"}]),
        ("questions", []),
        ("questions", [{"code": "a", "text": "甲"}] * 2),
        ("groups", [{"code": "a", "name": "甲", "min_valid": 1}]),
        ("groups", [{"code": "a.1", "name": "甲"}]),
        ("weights", {"service": {"enterprise": "0.9"}}),
        ("weights", {"service": {"stranger": "1"}}),
        ("weights", {"service": {"enterprise": "1.5", "citizen": "-0.5"}}),
        ("weights", {}),
        ("missing", "guess"),
        ("coverage", "1.1"),
        ("bands", [["satisfied", "85"]]),
        ("parts", ["0.7", "0.2"]),
        ("parts", ["0", "1"]),
        ("veto_cap", "golden"),
        ("block", -1),
        ("least", 0),
    ],
)
def test_a_rule_that_cannot_be_is_refused_by_the_parameter(name, value):
    with pytest.raises(Unfit, match=name):
        RoundRule.of("r", DEFAULT.parameters() | {name: value})


def test_a_rule_read_back_with_its_keys_in_another_order_gives_the_same_bytes():
    held = DEFAULT.parameters()
    turned = {kind: dict(reversed(row.items())) for kind, row in held["weights"].items()}
    held["weights"] = dict(reversed(turned.items()))
    again = RoundRule.of(DEFAULT.code, held)
    assert (again, again.digest) == (DEFAULT, DEFAULT.digest)


@given(st.lists(st.integers(0, 500), min_size=6, max_size=6))
def test_weighted_shares_times_the_scale_give_the_score(marks):
    cells = {
        group: {"all": dict(zip("123", marks[n : n + 3], strict=True))}
        for group, n in (("a", 0), ("b", 3))
    }
    score = score_round("MZ001", "service", cells, ONE)
    if score.score is None:
        assert score.standing == "not_rated"
        return
    total = sum(exact(s) * exact(p) for s, p in zip(score.shares, ONE.scale, strict=True))
    assert abs(total - exact(score.score)) < Fraction(1, 50)
    assert float(score.interval[0]) <= float(score.score) <= float(score.interval[1]) + 1e-9
