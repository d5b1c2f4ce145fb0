"""The wall of a final round: class by class and band by band, from published scores alone."""

from __future__ import annotations

import pytest

from mingcha.appraisals.views import screen
from mingcha.core.standing import as_published


@pytest.fixture
def shown(final):
    """A final round with scores in steps of half a point."""
    scores = {"MZ001": "97.5", "MZ002": "84", "MZ003": "94.5", "MZ004": "94"}
    final.public |= {"step": "0.5", "scores": scores}
    final.save(update_fields=["public"])
    return screen.picture_of(final, final.poll)


def test_organs_stand_by_class_and_band_and_the_first_of_a_class_says_the_sentence(shown):
    rows = [(row["code"], str(row["class"]), row["shaded"]) for row in shown["organs"]]
    assert rows == [
        ("MZ001", "管理类第 1 档", True),
        ("MZ002", "管理类第 2 档", False),
        ("MZ003", "服务类第 1 档", True),
        ("MZ004", "服务类第 1 档", True),
    ]
    heads = [str(row["head"].get("sentence", "")) for row in shown["organs"]]
    assert heads == ["市规划局高于市水务局。", "", "本类 2 个机关无法区分。", ""]


def test_where_no_score_may_be_published_the_wall_shows_no_bands(final):
    final.public |= {"step": None, "scores": dict.fromkeys(final.public["scores"])}
    rows = screen.picture_of(final, final.poll)["organs"]
    assert {row.get("class") for row in rows} == {None}
    assert [row["code"] for row in rows] == ["MZ001", "MZ002", "MZ003", "MZ004"]


def test_the_larger_the_step_the_fewer_the_lines():
    errors = {"A": 0.4, "B": 0.4}
    fine, coarse = (as_published({"A": "92", "B": "89"}, errors, step) for step in ("0.5", "5"))
    assert (fine.parted, coarse.parted) == (True, False)
