"""Severity at the count: what it keeps of the papers, and that it keeps nothing of a single one."""

from __future__ import annotations

import json

import numpy as np
import pytest

from mingcha.core.ballot import Group, Paper
from mingcha.polls.reckoning import FEW, adjusted

SCALE = ("100", "75", "55")
POINTS = {"1": 100.0, "2": 75.0, "3": 55.0}


def paper(organs=6, questions=("q",), groups=("deputy",)):
    codes = tuple(f"MZ{n:03d}" for n in range(organs))
    return Paper("00" * 16, codes, questions, 3, tuple(Group(code) for code in groups))


def as_marks(rows):
    return np.frombuffer("".join(rows).encode(), np.uint8).reshape(len(rows), -1)


def blocks(n, organs, seed, hard=0.0):
    """Papers on three neighbouring organs of a ring; those on the first half by harsh voters."""
    chance = np.random.default_rng(seed)
    rows = []
    for voter in range(n):
        begin = voter % organs
        mood = chance.normal(0, 0.4) - (hard if begin < organs // 2 else 0)
        row = ["."] * organs
        for step in range(3):
            seen = 0.5 + mood + chance.normal(0, 0.6)
            row[(begin + step) % organs] = "1" if seen > 0 else "2" if seen > -1 else "3"
        rows.append("".join(row))
    return as_marks(rows)


def test_an_organ_marked_by_harsh_voters_is_put_right():
    made = adjusted(paper(), {"deputy": [blocks(1200, 6, 1, hard=0.8)]}, SCALE)
    mild = {code: float(by["deputy"]["mildness"]) for code, by in made["organs"].items()}
    assert mild["MZ002"] < -1.0, "only harsh voters marked it"
    assert mild["MZ005"] > 1.0, "only mild voters marked it"
    raw = {code: float(by["deputy"]["mean"]) for code, by in made["organs"].items()}
    spread = {code: raw[code] - mild[code] for code in raw}
    assert np.ptp(list(spread.values())) < 0.6 * np.ptp(list(raw.values()))
    assert float(made["groups"]["deputy"]["sd"]["rater"]) > 3


def test_where_everybody_marks_everybody_nothing_moves():
    chance = np.random.default_rng(2)
    rows = ["".join(chance.choice(list("123"), 6)) for _voter in range(60)]
    made = adjusted(paper(), {"deputy": [as_marks(rows)]}, SCALE)
    assert {by["deputy"]["mildness"] for by in made["organs"].values()} == {"0.00"}


def test_the_one_paper_that_leaves_an_organ_out_does_not_lie_open():
    chance = np.random.default_rng(3)
    rows = ["".join(chance.choice(list("12"), 6)) for _voter in range(60)]
    rows[0] = "u33333"
    made = adjusted(paper(), {"deputy": [as_marks(rows)]}, SCALE)
    assert made["organs"]["MZ000"]["deputy"]["mildness"] is None
    for n in range(1, FEW):
        rows[n] = "u" + rows[n][1:]
    made = adjusted(paper(), {"deputy": [as_marks(rows)]}, SCALE)
    assert made["organs"]["MZ000"]["deputy"]["mildness"] is not None, "ten together tell of none"


def test_no_class_of_papers_is_smaller_than_ten():
    made = adjusted(paper(), {"deputy": [blocks(300, 6, 4, hard=0.5)]}, SCALE)
    sizes = [one["papers"] for one in made["papers"]]
    assert sum(sizes) == 300
    assert len(sizes) > 3
    assert min(sizes) >= FEW
    ends = [(one["from"], one["to"]) for one in made["papers"]]
    assert [a[1] for a in ends[:-1]] == [b[0] for b in ends[1:]]


def test_one_paper_harsher_than_all_others_shows_in_no_class():
    rows = blocks(300, 6, 4)
    held = adjusted(paper(), {"deputy": [rows]}, SCALE)["papers"]
    assert (held[0]["from"], held[-1]["to"]) == (None, None)
    harsher = rows.copy()
    harsher[0] = ord("3")
    made = adjusted(paper(), {"deputy": [harsher]}, SCALE)["papers"]
    assert (made[0]["from"], made[-1]["to"]) == (None, None)
    assert min(one["papers"] for one in made) >= FEW


def test_fewer_than_ten_papers_of_a_group_are_not_reckoned():
    groups = ("deputy", "leader")
    votes = {"deputy": [blocks(60, 6, 5)], "leader": [blocks(9, 6, 6)]}
    made = adjusted(paper(groups=groups), votes, SCALE)
    assert made["groups"]["leader"]["why_not"] == "few"
    assert {tuple(by) for by in made["organs"].values()} == {("deputy",)}
    alone = adjusted(paper(groups=groups), {"leader": [blocks(9, 6, 6)]}, SCALE)
    assert (alone["organs"], alone["papers"]) == ({}, [])


def test_parts_that_share_no_voter_are_told_and_not_compared():
    left = as_marks(["12...."] * 20 + ["21...."] * 20)
    right = as_marks(["....13"] * 20 + ["....31"] * 20)
    made = adjusted(paper(), {"deputy": [left, right]}, SCALE)
    assert made["groups"]["deputy"]["why_not"] == "apart"


@pytest.mark.parametrize(("mark", "why"), [("1", "alike"), ("u", "one_organ")])
def test_a_count_never_fails_for_severitys_sake(mark, why):
    made = adjusted(paper(), {"deputy": [as_marks([mark * 6] * 30)]}, SCALE)
    assert made["groups"]["deputy"]["why_not"] == why
    assert adjusted(paper(), {"deputy": []}, SCALE)["groups"]["deputy"]["why_not"] == "few"


def test_a_paper_without_points_is_not_reckoned():
    assert adjusted(paper(), {"deputy": [blocks(60, 6, 7)]}, ()) is None


def test_variants_of_a_group_are_one_group():
    groups = ("peer", "peer.1")
    votes = {"peer": [blocks(60, 6, 8)], "peer.1": [blocks(12, 6, 9)]}
    made = adjusted(paper(groups=groups), votes, SCALE)
    assert made["groups"].keys() == {"peer"}
    assert made["groups"]["peer"]["papers"] == 72


def test_several_questions_of_a_paper_are_one_answer_about_an_organ():
    rows = ["11", "12", "33", "u2", "21", "1u"] * 6
    held = paper(organs=2, questions=("p", "q"))
    whole = [a + b for a, b in zip(rows, rows[1:] + rows[:1], strict=True)]
    made = adjusted(held, {"deputy": [as_marks(whole)]}, SCALE)
    by = made["organs"]["MZ000"]["deputy"]
    means = [np.mean([POINTS[m] for m in row if m in POINTS]) for row in rows]
    assert float(by["mean"]) == pytest.approx(np.mean(means), abs=1e-4)


def test_what_is_kept_does_not_grow_with_the_papers():
    few = json.dumps(adjusted(paper(), {"deputy": [blocks(120, 6, 10)]}, SCALE))
    many = json.dumps(adjusted(paper(), {"deputy": [blocks(2400, 6, 10)]}, SCALE))
    assert len(many) < len(few) + 400
