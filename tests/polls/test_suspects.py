"""Flags at the count: found in the open papers, blind to the order of the box, kept as JSON."""

import json

import numpy as np
import pytest

from mingcha.core.paper import Group, Paper
from mingcha.polls.suspects import Pile, flags

ORGANS = tuple(f"MZ{n:03}" for n in range(30))
PAPER = Paper(
    "00" * 16,
    ORGANS,
    ("conduct",),
    3,
    (Group("deputy"), Group("peer"), Group("peer.1", ("MZ001",))),
)
SCALE = ("100", "75", "55")


def papers(n: int, bought: int, seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    latent = rng.standard_normal((n, 30)) + 0.5 * rng.standard_normal((n, 1))
    marks = np.full(latent.shape, ord("2"), np.uint8)
    marks[latent > -0.1], marks[latent < -1.8] = ord("1"), ord("3")
    marks[:bought] = ord("3")
    marks[:bought, 0] = ord("1")
    return marks


def pile(marks: np.ndarray, told: int = 0) -> Pile:
    return Pile([marks], [n < told for n in range(len(marks))])


def test_a_bought_block_is_flagged_and_its_organ_named():
    found = flags(PAPER, {"deputy": pile(papers(400, 30))}, SCALE)
    lifted = [one for one in found if one["kind"] == "lifted"]
    assert [one["facts"]["target"] for one in lifted] == ["MZ000"]
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_honest_papers_raise_nothing():
    assert flags(PAPER, {"deputy": pile(papers(400, 0))}, SCALE) == []


def test_the_order_of_the_box_decides_nothing():
    marks = papers(400, 30)
    turned = marks[np.random.default_rng(2).permutation(400)]
    assert flags(PAPER, {"deputy": pile(marks)}, SCALE) == flags(
        PAPER, {"deputy": pile(turned)}, SCALE
    )


def test_variants_of_a_group_are_one_group():
    piles = {"peer": pile(papers(200, 0), told=8), "peer.1": pile(papers(200, 0, 2), told=8)}
    (told,) = (one for one in flags(PAPER, piles, SCALE) if one["kind"] == "told")
    assert told["facts"]["group"] == "peer"
    assert told["papers"] == 16


@pytest.mark.parametrize("scale", [(), ("100", "75")])
def test_a_poll_without_points_is_not_looked_at(scale):
    assert flags(PAPER, {"deputy": pile(papers(400, 30))}, scale) == []


def test_an_empty_box_is_not_looked_at():
    assert flags(PAPER, {"deputy": Pile([], [])}, SCALE) == []


# The result without them


def test_means_without_the_block_are_kept_by_group_and_are_those_of_the_rest():
    marks = papers(400, 30)
    found = flags(PAPER, {"deputy": pile(marks), "peer": pile(papers(300, 0, 2))}, SCALE)
    value = np.where(marks == ord("1"), 100, np.where(marks == ord("2"), 75, 55))
    kept = [one["without"] for one in found if one["without"]]
    assert kept
    for one in kept:
        assert set(one["taken"]) <= {"deputy", "peer"}
        assert min(one["taken"].values()) >= 10
    alone = next(one for one in kept if one["taken"].get("deputy") == 30)
    assert float(alone["means"]["MZ000"]["deputy"]["conduct"]) == pytest.approx(
        value[30:, 0].mean(), abs=0.005
    )


def test_no_means_over_all_groups_are_kept_beside_those_of_each():
    found = flags(PAPER, {"deputy": pile(papers(400, 30))}, SCALE)
    assert all(one["effects"] == [] for one in found)


def test_blocks_that_are_nearly_the_same_are_kept_once():
    """Thirty papers that lift an organ are the thirty that press the others."""
    found = flags(PAPER, {"deputy": pile(papers(400, 30))}, SCALE)
    assert len(found) > 1
    sizes = {one["without"]["taken"]["deputy"] for one in found if one["without"]}
    assert all(a == b or abs(a - b) >= 10 for a in sizes for b in sizes)


def test_reports_of_fewer_than_ten_have_no_result_without_them():
    found = flags(PAPER, {"peer": pile(papers(300, 0), told=8)}, SCALE)
    (told,) = (one for one in found if one["kind"] == "told")
    assert told["papers"] is None
    assert told["without"] is None
