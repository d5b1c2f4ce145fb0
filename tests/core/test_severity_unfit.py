"""What severity refuses: each a sentence with its remedy, and never a figure that is none."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingcha.core import ratings
from mingcha.core.gathered import Gathering
from mingcha.core.notice import Unfit
from mingcha.core.severity import Fit, fit, fit_each, fit_each_gathered, fit_gathered, parts
from tests.core.severity_samples import made

GOOD = ([94, 92, 79, 81, 81, 94, 92, 90, 78], list("123342124"), list("AAABBBCCC"))


def refused(*columns: Sequence[Any], **options: Any) -> str:
    with pytest.raises(Unfit) as no:
        fit(*columns, **options)
    return str(no.value)


def figures(found: Fit) -> list[float]:
    effects = found.targets + found.raters + found.blocks
    plain = [found.deviance, found.intercept, found.intercept_se, *found.sd.values()]
    return plain + [x for one in effects for x in (one.raw_mean, one.effect, one.se)]


@pytest.mark.parametrize(
    "value",
    ["good", float("nan"), float("inf"), None, "", [1], 10**400],
    ids=lambda value: f"{value!r}"[:9],
)
def test_a_score_that_is_no_number_is_named_by_its_row(value: Any) -> None:
    scores = [*GOOD[0][:4], value, *GOOD[0][5:]]
    told = refused(scores, *GOOD[1:])
    assert told.startswith("Row 5: “")
    assert "Correct it, or leave the row out." in told


@pytest.mark.parametrize("unit", [1e160, 1e300])
def test_scores_whose_squares_no_machine_holds_are_refused(unit: float) -> None:
    scores = [unit * n for n in range(1, len(GOOD[0]) + 1)]
    assert refused(scores, *GOOD[1:]).startswith("Row 1: 1e+")


def test_scores_that_differ_by_less_than_can_be_squared_are_the_same() -> None:
    scores = [1e-300 * n for n in range(len(GOOD[0]))]
    assert refused(scores, *GOOD[1:]).startswith("All scores are 0.")


@pytest.mark.parametrize("label", [None, "", "  ", float("nan")], ids=lambda label: f"{label!r}")
@pytest.mark.parametrize("column", [1, 2])
def test_a_row_without_a_label_is_named(column: int, label: Any) -> None:
    columns: list[list[Any]] = [list(part) for part in GOOD]
    columns[column][2] = label
    name = ["score", "rater", "target"][column]
    told = f"Row 3: column “{name}” is empty. Fill it in, or leave the row out."
    assert refused(*columns) == told


def test_nothing_at_all_is_refused() -> None:
    assert refused([], [], []) == "There are no values in column “score”. Give one a row."
    assert "column “rater”" in refused([1.0], [], ["a"])
    with pytest.raises(Unfit, match="column “rater”"):
        parts([], [])


def test_columns_of_unequal_length_are_refused() -> None:
    told = "Column “target” has 8 rows and the scores have 9. Give each score one."
    assert refused(GOOD[0], GOOD[1], GOOD[2][1:]) == told


def test_one_rater_and_one_target_are_refused() -> None:
    assert refused(GOOD[0], ["甲"] * 9, GOOD[2]).startswith("Only one rater, “甲”.")
    assert refused(GOOD[0], GOOD[1], ["税务局"] * 9).startswith("Only one target, “税务局”.")
    assert refused(*GOOD, blocks=[1] * 9) == "Only one block, “1”. Leave the blocks out."


def test_constant_scores_are_refused() -> None:
    told = refused([75] * 9, *GOOD[1:])
    assert told.startswith("All scores are 75.")
    assert refused([0.1] * 9, *GOOD[1:]).startswith("All scores are 0.1.")


def test_raters_and_targets_that_do_not_overlap_are_never_adjusted_silently() -> None:
    told = refused([1, 2, 3, 4, 5, 6, 7, 8.5], list("aabbccdd"), list("wxwxyzyz"))
    assert "fall into 2 parts" in told
    assert "(a, b: w, x)" in told
    assert "(c, d: y, z)" in told
    assert "Let some raters rate targets of several parts" in told


def test_of_a_large_part_only_the_first_members_are_named() -> None:
    table = made(300, 20, 9, seed=1)
    apart = [label + 1000 for label in table.raters], [label + 1000 for label in table.targets]
    told = refused(
        [*table.scores, *table.scores], [*table.raters, *apart[0]], [*table.targets, *apart[1]]
    )
    assert "(0, 1, 2 … 20: 0, 1, 2 … 9)" in told
    assert "(1000, 1001, 1002 … 20: " in told


def test_one_rating_each_is_too_few() -> None:
    assert refused([1, 2, 3], list("abc"), list("xxy")).startswith("Every rater gave one rating")
    assert refused([1, 2, 3], list("aab"), list("xyz")).startswith("Every target has one rating")
    assert refused(*GOOD, blocks=range(9)) == (
        "Every block has one rating only. Leave the blocks out."
    )


def test_scores_without_a_residual_are_refused_with_the_way_out() -> None:
    exact = [10 * r + t for r in range(4) for t in range(5)]
    who, whom = [r for r in range(4) for _ in range(5)], list(range(5)) * 4
    for method in ("ML", "REML"):
        assert "choose the method LS" in refused(exact, who, whom, method=method)
    found = fit(exact, who, whom, method="LS")
    assert [one.effect for one in found.targets] == pytest.approx([-2, -1, 0, 1, 2])
    told = refused([1, 2, 4], list("aab"), list("xyy"), method="LS")
    assert "as many effects as ratings" in told


def test_blocks_that_are_targets_or_raters_cannot_be_told_apart() -> None:
    told = "Each block is one rater, or one target, and the other way round"
    assert refused(*GOOD, blocks=[f"of {one}" for one in GOOD[2]]).startswith(told)
    assert refused(*GOOD, blocks=GOOD[1]).startswith(told)


def test_an_unknown_method_and_blocks_by_least_squares_are_refused() -> None:
    assert refused(*GOOD, method="lme4") == "“lme4” is no method. Write REML, ML or LS."
    assert refused(*GOOD, blocks=list("xxyyxyxyx"), method="LS").startswith("The method LS knows")


def test_more_labels_than_one_machine_can_solve_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ratings, "DENSE", 2)
    assert refused(*GOOD).startswith("3 labels beside the largest column are too many")


def test_an_unreadable_table_is_refused_by_parts_as_well() -> None:
    with pytest.raises(Unfit, match="Row 1"):
        fit_each(["x"], ["a"], ["b"])


@settings(max_examples=80, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.one_of(
                st.sampled_from([0.0, 55.0, 75.0, 100.0]),
                st.floats(allow_nan=False, allow_infinity=False, width=32),
            ),
            st.integers(0, 3),
            st.integers(0, 3),
            st.integers(0, 2),
        ),
        min_size=1,
        max_size=24,
    ),
    method=st.sampled_from(["ML", "REML", "LS"]),
    with_blocks=st.booleans(),
)
def test_whatever_is_given_the_answer_is_finite_or_a_sentence(
    rows: list[tuple[float, int, int, int]], method: str, *, with_blocks: bool
) -> None:
    scores, who, whom, blocks = zip(*rows, strict=True)
    for part in _each(scores, who, whom, blocks if with_blocks else None, method):
        assert all(map(math.isfinite, figures(part)))


def _each(scores: Any, who: Any, whom: Any, blocks: Any, method: str) -> list[Fit]:
    try:
        found = fit_each(scores, who, whom, blocks=blocks, method=method)
    except Unfit:
        return []
    for part in found:
        assert (part.fit is None) != (part.reason is None)
        assert part.reason is None or str(part.reason).endswith(".")
    return [part.fit for part in found if part.fit is not None]


def test_scores_of_any_size_are_taken() -> None:
    for size in (1e-150, 1e150):
        found = fit(np.array(GOOD[0]) * size, *GOOD[1:])
        assert all(map(math.isfinite, figures(found)))


@pytest.mark.parametrize("act", [fit_gathered, fit_each_gathered])
def test_no_ratings_are_refused_however_they_were_gathered(act: Any) -> None:
    nothing = Gathering(("rater", "target")).done({"rater": [], "target": []})
    with pytest.raises(Unfit, match="There are no values in column “score”"):
        act(nothing)
