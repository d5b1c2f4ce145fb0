"""Suspicion: blocks that pull are flagged, honest rounds are not, and few are never told apart."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from mingcha.core.marksheet import MarkSheet, sheet_of, sheet_of_papers
from mingcha.core.notice import Unfit
from mingcha.core.paper import Group, Paper
from mingcha.core.suspicion import LEAST, look, of_papers
from tests.core.suspicion_oracle import power_of_the_best_test
from tests.core.suspicion_rounds import BOUGHT, HONEST, bought, honest, sheet

ROUNDS = 12  # a kind; the nightly drill makes many more, and decision 0043 tells what came out
MANY = 100
SIZES = [(600, 30, 3), (600, 30, 5), (600, 30, 0), (400, 12, 3)]  # papers, organs, grades


def alarms(kind: str, rounds: int, size: tuple[int, int, int]) -> list[int]:
    return [seed for seed in range(rounds) if look(honest(seed, *size, **HONEST[kind]))]


def caught(how: str, rounds: int, size: tuple[int, int, int]) -> int:
    return sum(bool(look(bought(honest(seed, *size), how, seed))) for seed in range(rounds))


@pytest.mark.parametrize("kind", HONEST)
def test_honest_rounds_raise_no_flags(kind):
    assert alarms(kind, ROUNDS, (400, 12, 3)) == []


@pytest.mark.parametrize("how", BOUGHT)
def test_a_bought_block_of_5_percent_is_flagged_in_90_percent_of_rounds(how):
    assert caught(how, 10, (400, 12, 3)) >= 9


def test_a_block_that_marks_rivals_one_step_of_five_lower_is_flagged():
    assert caught("rivals_lower", 5, (600, 30, 5)) == 5


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", HONEST)
def test_of_many_honest_rounds_no_more_than_one_in_a_hundred_raises_a_flag(kind, size):
    assert len(alarms(kind, MANY, size)) <= 3  # four or more: 2 % chance if it is one in a hundred


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("how", BOUGHT)
def test_of_many_rounds_with_a_bought_block_nearly_all_are_flagged(how, size):
    assert caught(how, MANY, size) >= 0.9 * MANY


@pytest.mark.parametrize("size", [(600, 30, 3), (600, 30, 5), (400, 12, 3)])
def test_papers_that_only_lift_one_organ_are_not_seen_and_could_not_be(size):
    """Even who knows the organ, all merits and how the harsh differ finds few of them."""
    assert power_of_the_best_test(*size, rounds=100) <= 0.4


def test_no_target_is_flagged_twice_and_no_more_than_five_are_on_either_side():
    flags = [one for one in look(bought(honest(3), "two_camps", 3)) if "target" in one.facts]
    told = [(one.kind, one.facts["target"]) for one in flags if one.kind != "apart"]
    assert len(told) == len(set(told))
    assert all([kind for kind, _ in told].count(side) <= 5 for side in ("lifted", "pressed"))


def test_the_papers_that_press_a_few_organs_are_those_meant():
    round_ = bought(honest(4, 400, 12, 3), "some_rivals_worst", 4)
    before = honest(4, 400, 12, 3)
    block = (round_.marks != before.marks).any(axis=1)
    flag = next(flag for flag in look(round_) if flag.kind == "pressed")
    assert flag.facts["target"] in {"MZ001", "MZ002", "MZ003"}
    assert flag.members is not None
    assert (flag.members & block).sum() >= 0.6 * flag.members.sum()


def test_a_block_is_flagged_on_points_as_on_grades():
    assert look(bought(honest(1, 600, 30, 0), "rivals_lower", 1))


def test_the_lifted_organ_is_named_with_its_result_without_the_block():
    flags = look(bought(honest(3), "rivals_worst", 3))
    lifted = next(flag for flag in flags if flag.kind == "lifted")
    assert lifted.facts["target"] == "MZ000"
    (effect,) = lifted.effects
    assert effect.target == "MZ000"
    assert effect.without < effect.whole


def test_two_camps_are_named_from_both_ends():
    flag = next(flag for flag in look(bought(honest(3), "two_camps", 3)) if flag.kind == "one_way")
    up, down = (flag.facts[side].split(", ") for side in ("up", "down"))
    assert all(int(name[2:]) < 15 for name in up)
    assert all(int(name[2:]) >= 15 for name in down)


def test_one_dictated_paper_handed_in_many_times_is_found():
    round_ = honest(5)
    marks = round_.marks.copy()
    marks[:30] = marks[0]
    flags = look(round_.with_marks(marks))
    same = next(flag for flag in flags if flag.kind == "identical")
    assert same.papers >= 30
    assert same.members is not None
    assert same.members[:30].all()


def test_papers_of_one_mark_below_the_best_are_found():
    round_ = honest(5)
    marks = round_.marks.copy()
    marks[:30] = 1
    assert "straight" in {flag.kind for flag in look(round_.with_marks(marks))}


def test_content_papers_are_flagged_only_beyond_what_contentment_brings():
    round_ = honest(5)
    marks = round_.marks.copy()
    marks[:60] = marks.max()
    assert "best" in {flag.kind for flag in look(round_.with_marks(marks))}
    assert "best" not in {flag.kind for flag in look(round_)}


def test_the_same_seed_gives_the_same_flags():
    round_ = bought(honest(7), "rivals_lower", 7)
    assert look(round_, seed=3) == look(round_, seed=3)


def test_a_large_round_is_looked_at_in_part_and_its_papers_counted_in_full():
    rng = np.random.default_rng(2)
    marks = np.repeat(rng.integers(0, 3, (12_000, 40)).astype(float), 1, axis=1)
    marks[:600, 1:], marks[:600, 0] = 0, 2
    flags = look(sheet(marks, np.zeros(12_000, np.int64)), draws=20)
    assert next(flag for flag in flags if flag.kind == "identical").papers == 600


# Told what to say


def told_round(told: int, of: int = 200) -> list[SimpleNamespace]:
    rng = np.random.default_rng(1)
    return [
        SimpleNamespace(
            group="deputy" if n < of else "citizen",
            told=n < told,
            marks="".join(rng.choice(list("123"), 6)),
        )
        for n in range(2 * of)
    ]


PAPER = Paper("00" * 16, tuple("ABCDEF"), ("conduct",), 3, (Group("deputy"), Group("citizen")))


def test_reports_of_coaching_beyond_mistakes_are_a_flag_of_their_group():
    flags = [flag for flag in of_papers(PAPER, told_round(20)) if flag.kind == "told"]
    assert [(flag.facts["group"], flag.papers) for flag in flags] == [("deputy", 20)]
    assert not of_papers(PAPER, told_round(2))


def test_fewer_than_ten_reports_are_told_as_few_and_without_their_marks():
    (flag,) = of_papers(PAPER, told_round(8))
    assert flag.papers is None
    assert flag.effects == ()
    assert "papers" not in flag.facts
    assert flag.wording == "told_few"
    assert "8" not in json.dumps(flag.as_dict()["facts"])


def test_a_group_of_fewer_than_ten_raises_no_flag_of_coaching():
    assert not of_papers(PAPER, told_round(2, of=2)), "more than one of two would be both"
    assert not of_papers(PAPER, told_round(9, of=9))
    assert [flag.wording for flag in of_papers(PAPER, told_round(10, of=10))] == ["told"]


def test_a_seed_below_0_and_marks_beyond_single_precision_are_refused():
    with pytest.raises(Unfit, match="The seed -1"):
        look(honest(1, 40, 8), seed=-1)
    with pytest.raises(Unfit, match="Row 2: 1e\\+39 is too large"):
        sheet_of([1, 1e39], ["a", "b"], ["X", "X"])


def test_mistakes_are_no_false_alarm():
    rng = np.random.default_rng(11)
    alarms = 0
    for _ in range(300):
        told = rng.random(400) < 0.005
        papers = [SimpleNamespace(group="deputy", told=bool(one), marks="------") for one in told]
        alarms += bool(of_papers(PAPER, papers))
    assert alarms <= 6


# What leaves the count


@pytest.mark.parametrize("how", BOUGHT)
def test_no_flag_is_about_fewer_than_ten_papers_or_carries_its_members(how):
    for flag in look(bought(honest(9), how, 9)):
        assert flag.papers is None or flag.papers >= LEAST
        assert "members" not in flag.as_dict()
        assert json.dumps(flag.as_dict(), allow_nan=False)


@pytest.mark.parametrize("papers", [0, 1, 5, 19])
def test_a_handful_of_papers_is_never_looked_at(papers):
    votes = [SimpleNamespace(group="deputy", told=False, marks="111111")] * papers
    assert of_papers(PAPER, votes) == ()


def test_papers_without_any_grade_are_nothing_to_look_at():
    votes = [SimpleNamespace(group="deputy", told=False, marks="un-xxx")] * 50
    assert of_papers(PAPER, votes) == ()


def test_a_scale_of_the_wrong_length_is_refused():
    with pytest.raises(Unfit, match="Give one figure a grade"):
        sheet_of_papers(PAPER, [], [100, 50])


def test_a_rater_in_two_groups_is_refused():
    with pytest.raises(Unfit, match="two groups"):
        sheet_of([1, 2], ["a", "a"], ["X", "Y"], groups=["g", "h"])


def test_gaps_stay_gaps_in_the_sheet_and_its_targets():
    one = SimpleNamespace(group="deputy", told=False, marks="1u3-")
    paper = Paper("00" * 16, ("A", "B"), ("p", "q"), 3, (Group("deputy"),))
    found = sheet_of_papers(paper, [one])
    assert np.array_equal(found.by_target, [[100, 0]])
    assert np.isnan(found.marks).sum() == 2


def test_papers_that_all_bear_one_mark_are_nothing_to_look_at():
    assert look(sheet(np.full((60, 8), 75.0), np.zeros(60, int))) == ()


@pytest.mark.parametrize("seed", range(40))
def test_no_round_however_odd_stops_a_count(seed):
    rng = np.random.default_rng(seed)
    papers, organs, groups = rng.choice([1, 19, 20, 60]), rng.choice([1, 2, 8]), rng.choice([1, 3])
    shares = rng.dirichlet(np.full(4, rng.choice([0.1, 3.0])))
    marks = rng.choice([100.0, 75.0, 55.0, np.nan], size=(papers, organs), p=shares)
    odd = MarkSheet(
        marks.astype(np.float32),
        np.arange(organs),
        tuple(f"M{n}" for n in range(organs)),
        rng.integers(0, groups, papers),
        tuple(f"g{n}" for n in range(groups)),
        rng.random(papers) < 0.05,
    )
    assert all(flag.as_dict() for flag in look(odd))
