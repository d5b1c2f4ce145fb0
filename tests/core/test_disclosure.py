"""What may be published: large enough, adding up, and with nothing behind it to be worked out."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingcha.core.ballot import Group, Paper
from mingcha.core.disclosure import Disclosure, Rule, classes_of, disclose, pooled
from mingcha.core.pollscore import Scoring, score_of, stepped
from mingcha.core.suppression import exposed

SCALE = {"1": "100", "2": "75", "3": "55"}


@st.composite
def polls(draw: st.DrawFn) -> tuple[Paper, dict[str, Any], Rule]:
    groups = draw(st.integers(1, 4))
    recused = draw(st.sampled_from([(), ("B",)]))
    paper = Paper(
        "00" * 16,
        ("A", "B", "C")[: draw(st.integers(1, 3))],
        ("p", "q")[: draw(st.integers(1, 2))],
        3,
        tuple(Group(f"g{n}", recused if n == 0 else ()) for n in range(groups)),
    )
    sizes = {g.code: draw(st.sampled_from([0, 3, 12, 40, 200])) for g in paper.groups}
    cells: dict[str, Any] = {}
    chance = np.random.default_rng(draw(st.integers(0, 10**6)))
    for organ in paper.organs:
        for group in paper.groups:
            if organ not in group.recused and sizes[group.code]:
                shares = chance.dirichlet([4, 2, 0.5, 0.5, 0.5, 0.2])
                cells.setdefault(organ, {})[group.code] = {
                    q: _dict(paper, chance.multinomial(sizes[group.code], shares))
                    for q in paper.questions
                }
    tally = {"groups": {code: {"ballots": n} for code, n in sizes.items()}, "cells": cells}
    budget = draw(st.sampled_from(["0.25", "1", "6", "30"]))
    return paper, tally, Rule(draw(st.sampled_from([2, 10, 30])), 5, budget)


def _dict(paper: Paper, counts: Any) -> dict[str, int]:
    return {mark: int(n) for mark, n in zip(paper.allowed, counts, strict=True)}


def scoring(paper: Paper) -> Scoring:
    each = f"1/{len(paper.groups)}"
    return Scoring(SCALE, {o: {g.code: each for g in paper.groups} for o in paper.organs})


def scorings(paper: Paper) -> list[Scoring]:
    """Plain; with questions that weigh differently; with a group that counts as another's."""
    plain = scoring(paper)
    weighed = dict(zip(paper.questions, ("0.7", "0.3"), strict=False))
    first, *others = (group.code for group in paper.groups)
    together = dict.fromkeys(others[:1], first)
    weights = {
        organ: {g: w for g, w in row.items() if g not in together}
        for organ, row in plain.weights.items()
    }
    return [plain, replace(plain, questions=weighed), Scoring(SCALE, weights, weighed, together)]


def counted(tally: Any, organ: str, groups: Any, question: str, marks: str) -> int:
    cells = tally["cells"].get(organ, {})
    return sum(cells.get(g, {}).get(question, {}).get(m, 0) for g in groups for m in marks)


def everything(seen: Disclosure) -> Any:
    for organ, parts in seen.organs.items():
        for part in parts:
            for question, classes in part.questions:
                yield organ, part, question, classes


@settings(max_examples=150, deadline=None)
@given(polls())
def test_every_printed_count_is_the_true_one_and_nobody_is_left_out(poll: Any) -> None:
    paper, tally, rule = poll
    for organ, part, question, classes in everything(disclose(paper, tally, None, rule)):
        assert "".join(marks for marks, _ in classes) == paper.allowed
        for marks, n in classes:
            assert n == counted(tally, organ, part.groups, question, marks)
        assert sum(n for _, n in classes) == part.ballots
    for organ, parts in disclose(paper, tally, None, rule).organs.items():
        groups = [g for part in parts for g in part.groups]
        assert len(groups) == len(set(groups))
        heard = set(tally["cells"].get(organ, {}))
        assert not parts or heard <= set(groups)


@settings(max_examples=150, deadline=None)
@given(polls())
def test_nothing_small_is_printed(poll: Any) -> None:
    paper, tally, rule = poll
    for organ, part, question, classes in everything(disclose(paper, tally, None, rule)):
        assert counted(tally, organ, part.groups, question, "123") >= rule.least
        assert len(classes) == 1 or min(n for _, n in classes) >= rule.class_least


@settings(max_examples=150, deadline=None)
@given(polls())
def test_no_count_that_is_not_printed_can_be_worked_out(poll: Any) -> None:
    """Who knows all printed counts and the ballots of every group still faces several values."""
    paper, tally, rule = poll
    for organ, part, question, classes in everything(disclose(paper, tally, None, rule)):
        groups = [g for g in part.groups if counted(tally, organ, [g], question, paper.allowed)]
        if len(groups) < 2 or len(classes) < 2:
            continue  # one group: the printed counts; one class: the ballots, which all know
        table = [
            [counted(tally, organ, [g], question, marks) for marks, _ in classes] for g in groups
        ]
        mask = np.zeros((len(groups) + 1, len(classes) + 1), bool)
        mask[:-1, :-1] = True
        assert not exposed(table, mask, zeros="withhold").any()


@settings(max_examples=150, deadline=None)
@given(polls())
def test_all_that_is_published_of_one_paper_stays_within_the_budget(poll: Any) -> None:
    paper, tally, rule = poll
    for each in scorings(paper):
        seen = disclose(paper, tally, each, rule)
        assert seen.hints <= float(rule.budget) + 1e-9
        assert 0.5 <= seen.success < 1


@settings(max_examples=100, deadline=None)
@given(polls())
def test_scores_are_the_true_ones_rounded_and_withheld_where_the_counts_are(poll: Any) -> None:
    paper, tally, rule = poll
    for each in scorings(paper):
        _rounded_truly(disclose(paper, tally, each, rule), tally, each)


def _rounded_truly(seen: Disclosure, tally: Any, each: Scoring) -> None:
    for organ, text in seen.scores.items():
        exact = score_of(tally["cells"].get(organ, {}), organ, each)
        if text is not None and exact is not None and seen.step is not None:
            assert seen.organs[organ]
            assert text == stepped(exact, seen.step)
            assert abs(Fraction(text) - exact) <= Fraction(seen.step) / 2


def test_a_few_marks_moved_by_the_widest_gap_move_a_score_by_one_step_at_most() -> None:
    paper, tally = even(400)
    rule = Rule(budget="100")
    seen = disclose(paper, tally, scoring(paper), rule)
    counts = tally["cells"]["A"]["g0"]["q"]
    counts["1"] -= rule.class_least
    counts["3"] += rule.class_least
    after = disclose(paper, tally, scoring(paper), rule)
    assert seen.step == after.step
    for one, other in zip(seen.scores.values(), after.scores.values(), strict=True):
        assert abs(Fraction(one or 0) - Fraction(other or 0)) <= Fraction(seen.step or 0)


def even(size: int, groups: int = 2, organs: str = "ABCDEFGH") -> tuple[Paper, dict[str, Any]]:
    """A poll with every organ marked alike."""
    paper = Paper("00" * 16, tuple(organs), ("q",), 3, tuple(Group(f"g{n}") for n in range(groups)))
    parts = [0.6, 0.2, 0.1, 0.04, 0.04, 0.02]
    counts = [int(size * part) for part in parts]
    counts[0] += size - sum(counts)
    cells = {o: {g.code: {"q": _dict(paper, counts)} for g in paper.groups} for o in paper.organs}
    return paper, {"groups": {g.code: {"ballots": size} for g in paper.groups}, "cells": cells}


def test_a_group_of_three_is_never_printed_by_itself() -> None:
    paper, tally = even(2000, 3)
    for organ in paper.organs:
        tally["cells"][organ]["g2"]["q"] = _dict(paper, [2, 0, 1, 0, 0, 0])
    tally["groups"]["g2"]["ballots"] = 3
    seen = disclose(paper, tally)
    assert {part.groups for parts in seen.organs.values() for part in parts} == {
        ("g0", "g2"),
        ("g1",),
    }


def test_an_organ_that_hardly_anybody_knows_is_withheld_whole_with_its_score() -> None:
    paper, tally = even(400)
    for group in ("g0", "g1"):
        tally["cells"]["A"][group]["q"] = _dict(paper, [9, 3, 2, 6, 380, 0])
    seen = disclose(paper, tally, scoring(paper))
    assert (seen.organs["A"], seen.scores["A"]) == ((), None)
    assert seen.organs["B"]
    assert seen.scores["B"] is not None


def test_where_few_marked_many_organs_not_even_scores_are_exact() -> None:
    steps = []
    for size in (50, 400, 5000):
        paper, tally = even(size, 4, "".join(map(chr, range(0x4E00, 0x4E00 + 84))))
        steps.append(disclose(paper, tally, scoring(paper)).step)
    assert steps[0] is None
    assert steps[1] is not None
    assert Fraction(steps[2] or 0) < Fraction(steps[1])


def test_a_step_fixed_by_rule_is_kept_and_what_it_costs_is_said() -> None:
    paper, tally = even(50, 4, "".join(map(chr, range(0x4E00, 0x4E00 + 84))))
    seen = disclose(paper, tally, scoring(paper), Rule(step="0.01"))
    assert seen.step == "0.01"
    assert seen.success > 0.7


@pytest.mark.parametrize(
    "facts", [{"budget": "0"}, {"step": "0"}, {"least": 0}, {"class_least": 0}]
)
def test_a_rule_that_protects_nobody_is_refused(facts: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="above 0"):
        disclose(*even(40), None, Rule(**facts))


@given(st.lists(st.integers(0, 50), min_size=1, max_size=6), st.integers(1, 60))
def test_parts_hold_every_group_once_and_are_large_enough_if_all_together_are(
    sizes: list[int], least: int
) -> None:
    named = {f"g{n}": size for n, size in enumerate(sizes)}
    parts = pooled(named, least)
    assert sorted(g for part in parts for g in part) == sorted(named)
    if sum(sizes) >= least:
        assert all(sum(named[g] for g in part) >= least for part in parts)
    else:
        assert len(parts) == 1


@given(st.lists(st.integers(0, 30), min_size=6, max_size=6), st.integers(1, 40))
def test_no_other_joining_of_neighbours_gives_more_classes(counts: list[int], least: int) -> None:
    made = classes_of(dict(zip("123un-", counts, strict=True)), "123un-", least)
    best = 1
    for cuts in range(2**5):
        sums, run = [], 0
        for n, count in enumerate(counts):
            run += count
            if n == 5 or cuts >> n & 1:
                sums.append(run)
                run = 0
        if min(sums) >= least:
            best = max(best, len(sums))
    assert len(made) == best
