"""Graded answers: the marginal likelihood by plain integration, and what is refused."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.integrate import quad

from mingcha.core.facets import Facets, fit
from mingcha.core.labels import labelled
from mingcha.core.notice import Unfit
from mingcha.core.ratingscale import Likelihood, Parameters, Ratings, shared, spread_of

Ints = NDArray[np.int64]
Rows = tuple[Ints, Ints, Ints, Ints]


def made(
    targets: int, items: int, raters: int, each: int, *, grades: int = 4, seed: int = 1
) -> tuple[Rows, dict[str, NDArray[np.float64]]]:
    """Grades drawn from known measures: every item of a target by some raters at random."""
    chance = np.random.Generator(np.random.PCG64(seed))
    harsh = chance.normal(0, 0.8, raters)
    truth = {
        "target": chance.normal(0, 1, targets),
        "item": chance.normal(0, 0.5, items),
        "rater": harsh - harsh.mean(),
    }
    t = np.repeat(np.arange(targets), items * each)
    i = np.tile(np.repeat(np.arange(items), each), targets)
    r = np.argsort(chance.random((targets * items, raters)), axis=1)[:, :each].ravel()
    eta = truth["target"][t] - truth["item"][i] - truth["rater"][r]
    _, tails = spread_of(eta, np.linspace(-1.2, 1.2, grades - 1))
    return ((chance.random(t.size) < tails).sum(axis=0), t, i, r), truth


def by_hand(rows: Rows, at: Parameters) -> float:
    """The same likelihood target by target, integrated by a general routine."""
    grades, targets, items, raters = rows
    heights = np.concatenate([[0.0], np.cumsum(at.thresholds)])
    steps, deviation, value = np.arange(heights.size), math.exp(at.log_sd), 0.0
    for one in np.unique(targets):
        mine = targets == one
        shift = at.items[items[mine]] + at.raters[raters[mine]]

        def density(t: float, shift: Any = shift, given: Any = grades[mine]) -> float:
            chances = np.exp(steps * (t - shift)[:, None] - heights)
            chances /= chances.sum(axis=1, keepdims=True)
            likely = float(np.prod(chances[np.arange(given.size), given]))
            return likely * math.exp(-0.5 * (t / deviation) ** 2) / deviation

        area = quad(density, -8 * deviation, 8 * deviation, epsabs=0, epsrel=1e-9, limit=200)[0]
        value += math.log(area / math.sqrt(2 * math.pi))
    return value


def read(rows: Rows) -> Ratings:
    grades, *labels = rows
    return Ratings(grades, *(labelled(column, "x") for column in labels))


def test_the_likelihood_is_the_integral() -> None:
    rows, _ = made(12, 3, 5, 2)
    at = Parameters(
        np.array([-0.3, 0.1, 0.6]),
        np.array([-0.5, -0.1, 0.0, 0.2, 0.4]),
        np.array([-1.0, 0.3, 0.7]),
        0.2,
    )
    assert Likelihood(read(rows), at, 81).value == pytest.approx(by_hand(rows, at), abs=1e-6)


def test_slope_and_information_are_its_derivatives() -> None:
    rows, _ = made(30, 3, 5, 2)
    of = read(rows)
    at = of.start()

    def moved(step: NDArray[np.float64]) -> Likelihood:
        parts = np.split(step, [3, 8, 11])
        return Likelihood(
            of,
            Parameters(
                at.items + parts[0],
                at.raters + parts[1],
                at.thresholds + parts[2],
                at.log_sd + float(parts[3][0]),
            ),
            81,
        )

    here, small = Likelihood(of, at, 81), 1e-4 * np.eye(12)
    slopes = [(moved(e).value - moved(-e).value) / 2e-4 for e in small]
    bends = [(moved(-e).slope - moved(e).slope) / 2e-4 for e in small]
    assert here.slope == pytest.approx(slopes, abs=1e-5)
    assert here.information() == pytest.approx(np.array(bends), abs=1e-4)


def test_nothing_near_the_answer_is_likelier() -> None:
    rows, _ = made(25, 3, 6, 2)
    found = fit(*rows)
    best = parameters(found)
    chance = np.random.Generator(np.random.PCG64(5))
    assert by_hand(rows, best) == pytest.approx(found.log_likelihood, abs=1e-6)
    for _ in range(5):
        near = Parameters(
            best.items + chance.normal(0, 0.05, 3),
            best.raters + chance.normal(0, 0.05, 6),
            best.thresholds + chance.normal(0, 0.05, 3),
            best.log_sd + chance.normal(0, 0.05),
        )
        assert by_hand(rows, near) < found.log_likelihood


def parameters(found: Facets) -> Parameters:
    return Parameters(
        np.array([one.measure for one in found.items]),
        np.array([one.measure for one in found.raters]),
        np.array([one.measure for one in found.thresholds]),
        math.log(found.sd),
    )


def test_known_measures_are_found_within_their_errors() -> None:
    rows, truth = made(300, 6, 20, 3, seed=9)
    found = fit(*rows)
    off = [(a.measure - b) / a.se for a, b in zip(found.items, truth["item"], strict=True)]
    assert np.abs(off).max() < 4
    off = [(a.measure - b) / a.se for a, b in zip(found.raters, truth["rater"], strict=True)]
    assert 0.6 < np.std(off) < 1.5
    off = [(a.measure - b) / a.se for a, b in zip(found.targets, truth["target"], strict=True)]
    assert 0.9 < np.std(off) < 1.1
    assert abs(found.sd - 1) < 4 * found.sd_se


def test_a_fair_mean_errs_less_than_the_raw_one() -> None:
    rows, truth = made(120, 4, 30, 2, seed=3)
    found = fit(*rows)
    _, tails = spread_of(
        truth["target"][:, None] - truth["item"] - np.zeros(1), np.linspace(-1.2, 1.2, 3)
    )
    fair = tails.sum(axis=0).mean(axis=1)
    raw_error = np.mean(
        [(one.raw_mean - f) ** 2 for one, f in zip(found.targets, fair, strict=True)]
    )
    fair_error = np.mean(
        [(one.fair_mean - f) ** 2 for one, f in zip(found.targets, fair, strict=True)]
    )
    assert fair_error < raw_error


def test_grades_may_begin_anywhere_and_labels_may_be_names() -> None:
    (grades, t, i, r), _ = made(30, 3, 6, 2)
    plain = fit(grades, t, i, r)
    names = np.array([f"机关{k:02}" for k in range(30)])
    moved = fit(grades + 1, names[t], i, r)
    assert moved.log_likelihood == pytest.approx(plain.log_likelihood)
    assert moved.targets[3].name == "机关03"
    assert moved.targets[3].raw_mean == pytest.approx(plain.targets[3].raw_mean + 1)
    assert moved.targets[3].fair_mean == pytest.approx(plain.targets[3].fair_mean + 1)
    assert [one.name for one in moved.thresholds] == [2, 3, 4]


def test_two_grades_are_the_rasch_model() -> None:
    rows, _ = made(60, 5, 6, 2, grades=2)
    found = fit(*rows)
    assert [one.measure for one in found.thresholds] == [0.0]
    assert by_hand(rows, parameters(found)) == pytest.approx(found.log_likelihood, abs=1e-6)


def test_targets_that_do_not_differ_have_no_deviation() -> None:
    for seed in range(30):
        chance = np.random.Generator(np.random.PCG64(seed))
        (_, t, i, r), _ = made(20, 2, 5, 2)
        found = fit(chance.integers(0, 3, t.size), t, i, r)
        assert all(math.isfinite(x) for x in figures(found))
        if found.sd == 0:
            assert found.sd_se == 0
            assert {round(one.measure, 3) for one in found.targets} == {0.0}
            return
    pytest.fail("thirty rounds of chance, and none was found to be chance")


@given(
    st.lists(st.floats(-20, 20), min_size=1, max_size=4),
    st.lists(st.floats(-5, 5), min_size=1, max_size=5),
)
def test_chances_fall_and_their_covariances_sum_to_the_variance(
    eta: list[float], thresholds: list[float]
) -> None:
    normal, tails = spread_of(np.array(eta), np.array(thresholds))
    assert np.isfinite(normal).all()
    assert (np.diff(tails, axis=0) <= 1e-12).all()
    chances = -np.diff(np.vstack([np.ones(len(eta)), tails, np.zeros(len(eta))]), axis=0)
    grades = np.arange(chances.shape[0])[:, None]
    mean = (chances * grades).sum(axis=0)
    assert tails.sum(axis=0) == pytest.approx(mean)
    assert shared(tails).sum(axis=0) == pytest.approx(
        (chances * grades**2).sum(axis=0) - mean**2, abs=1e-9
    )


def figures(found: Facets) -> list[float]:
    levels = [x for one in found.items + found.raters + found.thresholds for x in one[2:]]
    return [found.log_likelihood, found.sd, found.sd_se, *levels] + [
        x for one in found.targets for x in one[2:]
    ]


# What is refused


def refused(rows: Any) -> str:
    with pytest.raises(Unfit) as no:
        fit(*rows)
    return str(no.value)


def changed(column: int, row: int, value: Any) -> list[list[Any]]:
    columns: list[list[Any]] = [one.tolist() for one in made(12, 2, 4, 2)[0]]
    columns[column][row] = value
    return columns


def test_unfit_grades_are_named() -> None:
    assert refused(changed(0, 4, "优")).startswith("Row 5: “优” in column “grade”")
    assert "Row 5: grade 1.5 is not a whole number" in refused(changed(0, 4, 1.5))
    assert "Nobody gave grade 4." in refused(changed(0, 4, 5))
    assert "are points and not grades" in refused(changed(0, 4, 555))
    (_, *labels), _ = made(12, 2, 4, 2)
    assert refused([[2] * 48, *labels]).startswith("Everybody gave grade 2.")


def test_single_labels_and_short_columns_are_refused() -> None:
    grades, t, i, r = made(12, 2, 4, 2)[0]
    assert "Only one target" in refused([grades, t * 0, i, r])
    assert "Only one rater" in refused([grades, t, i, r * 0])
    assert "Column “item” has 47 rows" in refused([grades, t, i[1:], r])
    assert "one rating only" in refused([grades, np.arange(48), i, r])


def test_a_rater_of_one_extreme_grade_is_named() -> None:
    grades, t, i, r = made(12, 2, 4, 2)[0]
    told = refused([np.where(r == 2, 3, grades), t, i, r])
    assert told.startswith("The rater “2” has the lowest or the highest grade only")


def test_raters_without_overlap_are_refused() -> None:
    grades, t, i, r = made(12, 2, 4, 2)[0]
    both = [np.concatenate([a, b]) for a, b in ((grades, grades), (t, t + 12), (i, i), (r, r + 4))]
    assert "fall into 2 parts" in refused(both)
    assert "Raters and items fall into 2 parts" in refused([grades, t, r % 2, r])


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 4), st.integers(0, 1), st.integers(0, 2)),
        min_size=4,
        max_size=40,
    )
)
def test_whatever_is_given_the_answer_is_finite_or_a_sentence(
    rows: list[tuple[int, int, int, int]],
) -> None:
    try:
        found = fit(*zip(*rows, strict=True))
    except Unfit as no:
        told = str(no)
    else:
        told = "." if all(math.isfinite(x) for x in figures(found)) else ""
    assert told.endswith(".")
