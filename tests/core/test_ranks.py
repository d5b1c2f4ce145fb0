"""Which ranks the data allow: known sets, the plain way, and what may not be asked."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.special import ndtr

from mingcha.core.notice import Unfit
from mingcha.core.rankdraws import Correlated, Independent
from mingcha.core.ranks import possible_best, possible_worst, rank_sets
from mingcha.core.ranksteps import Quantile, Sides, each
from tests.core import ranks_oracle as oracle

PISA = Path(__file__).parents[3] / "shared" / "data" / "pisa2018_math.csv"
TOGETHER = {
    "Japan": (1, 6), "Korea": (1, 7), "Estonia": (1, 6), "Netherlands": (1, 11),
    "Poland": (1, 12), "Switzerland": (1, 13), "Canada": (3, 17), "Sweden": (5, 24),
    "United Kingdom": (6, 24), "Italy": (15, 31), "United States": (23, 32), "Israel": (31, 34),
    "Chile": (35, 37), "Mexico": (35, 37), "Costa Rica": (35, 38), "Colombia": (37, 38),
}  # fmt: skip
ALONE = {
    "Japan": (1, 4), "Korea": (1, 6), "Estonia": (1, 6), "Netherlands": (1, 7),
    "Poland": (2, 11), "Switzerland": (2, 11), "Canada": (4, 12), "United Kingdom": (8, 23),
}  # fmt: skip
BEST_FIVE = {
    "Belgium", "Canada", "Denmark", "Estonia", "Finland", "Japan", "Korea", "Netherlands",
    "Poland", "Slovenia", "Sweden", "Switzerland",
}  # fmt: skip


@pytest.fixture(scope="module")
def pisa():
    if not PISA.exists():
        pytest.skip(f"{PISA} is not here")
    with PISA.open() as table:
        rows = list(csv.DictReader(table))
    names = [row["jurisdiction"] for row in rows]
    return names, [float(row["math_score"]) for row in rows], [float(r["math_se"]) for r in rows]


def bounds(ranges):
    return [(one.low, one.high) for one in ranges]


def honest(seed, n=20, spread=2.0):
    chance = np.random.default_rng(seed)
    errors = chance.uniform(0.3, 2, n)
    return spread * chance.standard_normal(n) + errors * chance.standard_normal(n), errors


def covariance_of(errors, seed=0):
    mixed = np.random.default_rng(seed).standard_normal((len(errors), 3))
    return np.diag(np.asarray(errors) ** 2) + 0.2 * mixed @ mixed.T


# Known sets


def test_the_known_sets_of_pisa_2018_come_out_or_are_said_to_be_near(pisa):
    names, scores, errors = pisa
    sets = rank_sets(scores, errors, draws=100_000)
    together = dict(zip(names, sets.simultaneous, strict=True))
    alone = dict(zip(names, sets.marginal, strict=True))
    for found, known in ((together, TOGETHER), (alone, ALONE)):
        for name, wanted in known.items():
            one = found[name]
            off = max(abs(one.low - wanted[0]), abs(one.high - wanted[1]))
            assert off == 0 or (one.near and off == 1), (name, one, wanted)
    assert bounds(together[name] for name in TOGETHER) == list(TOGETHER.values())
    assert {names[place] for place in sets.best(5)} == BEST_FIVE


def test_few_draws_wobble_only_where_they_say_so(pisa):
    _, scores, errors = pisa
    exact = rank_sets(scores, errors, draws=100_000, marginal=False).simultaneous
    for seed in range(12):
        few = rank_sets(scores, errors, draws=2_000, seed=seed, marginal=False).simultaneous
        for one, sure in zip(few, exact, strict=True):
            assert one[:2] == sure[:2] or one.near


def test_with_many_draws_hardly_anything_is_near(pisa):
    _, scores, errors = pisa
    few, many = (rank_sets(scores, errors, draws=n, marginal=False) for n in (1_000, 100_000))
    assert sum(one.near for one in many.simultaneous) < sum(one.near for one in few.simultaneous)


def test_marginal_critical_values_agree_with_the_integral_that_gives_them_exactly():
    """Given the error of the unit itself, the others are independent: one integral is enough."""
    x, errors = honest(3, n=9)
    order = np.lexsort((x, errors))
    x, errors = x[order], errors[order]
    draws = Independent(errors, 50_000, 1)
    found = each(draws, x, 0.95, Sides(), stepdown=False)
    node, weight = np.polynomial.hermite_e.hermegauss(60)
    weight /= weight.sum()
    for unit, critical in enumerate(found):
        others = np.delete(errors, unit)
        reach = np.hypot(others, errors[unit])

        def covered(c, others=others, reach=reach, unit=unit):
            mine = errors[unit] * node[:, None]
            inside = ndtr((c * reach + mine) / others) - ndtr((mine - c * reach) / others)
            return weight @ inside.prod(axis=1) - 0.95

        assert critical.low < brentq(covered, 1, 8) < critical.high


def test_two_units_with_the_same_error_part_at_the_normal_quantile():
    sets = rank_sets([0.0, 1.0], [1.0, 1.0], draws=200_000)
    assert sets.critical == pytest.approx(1.959964, abs=0.015)


# The plain way


@settings(max_examples=30, deadline=None)
@given(
    n=st.integers(2, 24),
    seed=st.integers(0, 10_000),
    spread=st.sampled_from([0.1, 2.0, 6.0, 40.0]),
    level=st.sampled_from([0.5, 0.9, 0.95, 0.99]),
    alike=st.sampled_from(["all", "some", "none"]),
    stepdown=st.booleans(),
    correlated=st.booleans(),
)
def test_the_sets_are_those_of_all_pairs_in_all_draws(
    n, seed, spread, level, alike, stepdown, correlated
):
    x, errors = honest(seed, n, spread)
    if alike != "none":
        errors[: n if alike == "all" else n // 2] = 1.0
    if correlated:
        matrix = covariance_of(errors, seed)
        z = Correlated(matrix, 300, seed).z.astype(float)
        sets = rank_sets(x, covariance=matrix, draws=300, seed=seed, level=level, stepdown=stepdown)
    else:
        matrix, order = np.diag(errors**2), np.lexsort((x, errors))
        z = np.empty((300, n))
        z[:, order] = Independent(errors[order], 300, seed).z
        sets = rank_sets(x, errors, draws=300, seed=seed, level=level, stepdown=stepdown)
    together, alone, critical = oracle.plain(x, matrix, z, level, stepdown)
    assert bounds(sets.simultaneous) == together
    assert bounds(sets.marginal) == alone
    assert critical is None or sets.critical == pytest.approx(max(critical, 0), rel=1e-5)


@pytest.mark.parametrize("correlated", [False, True])
@pytest.mark.parametrize(("n", "spread"), [(20, 2.0), (2, 0.5), (3, 40.0), (12, 60.0)])
@pytest.mark.parametrize(("side", "above", "below"), [("low", True, False), ("high", False, True)])
def test_a_single_bound_asks_only_the_statements_it_needs(
    side, above, below, n, spread, correlated
):
    x, errors = honest(8, n, spread)
    matrix = covariance_of(errors) if correlated else np.diag(errors**2)
    how = {"covariance": matrix} if correlated else {"errors": errors}
    sets = rank_sets(x, **how, draws=500, side=side)
    z = np.empty((500, x.size))
    if correlated:
        z = Correlated(matrix, 500, 0).z.astype(float)
    else:
        order = np.lexsort((x, errors))
        z[:, order] = Independent(errors[order], 500, 0).z
    for unit, one in enumerate(sets.marginal):
        statements = oracle.around(x.size, unit, above, below)
        found, _ = oracle.steps(x, oracle.spread(matrix), statements, lambda: z, 0.95)
        low, high = oracle.ranges(found)[unit]
        assert (one.low, one.high) == ((low, x.size) if above else (1, high))


def test_only_the_largest_numbers_decide_a_quantile():
    numbers = np.random.default_rng(4).standard_normal(1_000)
    for level in (0.5, 0.9, 0.95, 0.999):
        rule = Quantile(level, numbers.size)
        found = rule.of(-np.sort(-numbers)[: rule.needed])
        assert found.value == pytest.approx(np.quantile(numbers, level), abs=1e-12)
        assert found.low <= found.value <= found.high


# What must hold of any sets


def test_stepping_down_is_never_wider():
    for seed in range(25):
        x, errors = honest(seed, spread=4.0)
        steps = rank_sets(x, errors, draws=500, seed=seed)
        single = rank_sets(x, errors, draws=500, seed=seed, stepdown=False)
        for kind in ("simultaneous", "marginal"):
            for a, b in zip(getattr(steps, kind), getattr(single, kind), strict=True):
                assert b.low <= a.low <= a.high <= b.high


def test_marginal_sets_are_no_wider_than_simultaneous_ones():
    x, errors = honest(1, n=60)
    sets = rank_sets(x, errors)
    for alone, together in zip(sets.marginal, sets.simultaneous, strict=True):
        assert together.low <= alone.low <= alone.high <= together.high


def test_the_same_seed_gives_the_same_sets_and_the_order_of_rows_does_not_matter():
    x, errors = honest(2)
    turned = np.random.default_rng(0).permutation(x.size)
    sets, again = rank_sets(x, errors, seed=5), rank_sets(x[turned], errors[turned], seed=5)
    assert sets == rank_sets(x, errors, seed=5)
    assert [sets.simultaneous[place] for place in turned] == list(again.simultaneous)
    assert [sets.marginal[place] for place in turned] == list(again.marginal)
    assert rank_sets(x, errors, seed=6).critical != sets.critical


def test_turning_the_scale_over_turns_the_ranks_over():
    x, errors = honest(6)
    matrix = covariance_of(errors)
    up, down = (
        rank_sets(sign * x, covariance=matrix, draws=20_000, marginal=False) for sign in (1, -1)
    )
    for a, b in zip(up.simultaneous, down.simultaneous, strict=True):
        assert a.near or b.near or (a.low, a.high) == (x.size + 1 - b.high, x.size + 1 - b.low)


def test_errors_move_the_sets_as_their_covariance_does():
    """What all units share parts nobody; what a unit shares with another parts the two sooner."""
    x = [3.0, 2.0, 1.0]
    apart = rank_sets(x, covariance=0.01 * np.eye(3) + 4.0)
    assert bounds(apart.simultaneous) == [(1, 1), (2, 2), (3, 3)]
    assert bounds(rank_sets(x, [2.0, 2.0, 2.0]).simultaneous) == [(1, 3)] * 3


def test_who_may_be_best_or_worst_is_asked_of_the_bounds():
    x, errors = honest(9, spread=5.0)
    sets = rank_sets(x, errors)
    assert possible_best(3, x, errors) == sets.best(3)
    assert possible_worst(3, x, errors) == sets.worst(3)
    assert sets.best(3) == {n for n, one in enumerate(sets.simultaneous) if one.low <= 3}
    assert sets.worst(3) == {n for n, one in enumerate(sets.simultaneous) if one.high >= 18}
    assert sets.best(20) == sets.worst(20) == set(range(20))


# What is missing, and what cannot be


def test_a_missing_estimate_holds_no_rank_and_the_others_are_ranked_among_themselves():
    x, errors = honest(7)
    with_gaps, more = [None, *x, float("nan")], [None, *errors, 1.0]
    sets, whole = rank_sets(with_gaps, more), rank_sets(x, errors)
    assert sets.missing == (0, 21)
    assert sets.simultaneous == (None, *whole.simultaneous, None)
    assert sets.marginal == (None, *whole.marginal, None)
    assert not sets.best(20) & {0, 21}
    assert not sets.worst(20) & {0, 21}
    matrix = np.full((22, 22), np.nan)
    matrix[1:-1, 1:-1] = np.diag(errors**2)
    assert rank_sets(with_gaps, covariance=matrix).missing == (0, 21)


def test_nobody_and_one_alone_are_ranked_too():
    assert rank_sets([], []).simultaneous == ()
    assert rank_sets([None], [None]).simultaneous == (None,)
    assert bounds(rank_sets([5.0], [1.0]).marginal) == [(1, 1)]


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        ({"errors": [1.0, 0.0]}, "Row 2: a standard error of 0 "),
        ({"errors": [-1.0, 1.0]}, "Row 1: a standard error of -1 "),
        ({"errors": [1.0, None]}, "Row 2: a standard error of nothing "),
        ({"errors": [1.0, "x"]}, "Row 2: “x” is no number"),
        ({"errors": [1.0, float("inf")]}, "Row 2: “inf” is no number"),
        ({"errors": [1.0]}, "2 estimates and 1 errors"),
        ({}, "without errors"),
        ({"errors": [1.0, 1.0], "covariance": np.eye(2)}, "Give one of the two"),
        ({"covariance": np.ones((2, 3))}, "not square"),
        ({"covariance": np.eye(3)}, "2 estimates and 3 errors"),
        ({"covariance": np.diag([1.0, 0.0])}, "Row 2: a variance of 0 "),
        ({"covariance": [[1.0, 0.5], [0.2, 1.0]]}, "not the same both ways"),
        ({"covariance": [[1.0, 2.0], [2.0, 1.0]]}, "variance below 0"),
        ({"covariance": np.ones((2, 2))}, "Rows 1 and 2 of the covariance matrix always err alike"),
        ({"covariance": [[1.0, float("nan")], [float("nan"), 1.0]]}, "not the same both ways"),
        ({"covariance": [[1.0], [1.0, 1.0]]}, "not square"),
        ({"covariance": [[1e40, 0.0], [0.0, 1.0]]}, "Row 1: 1e.40 is too large or too small"),
        ({"errors": [1.0, 1e20]}, "Row 2: 1e.20 is too large or too small"),
        ({"errors": [1e-40, 1.0]}, "Row 1: 1e-40 is too large or too small"),
        ({"errors": [1.0, 10**400]}, "Row 2: inf is too large"),
        ({"errors": [1.0, 1.0], "level": 1.0}, "A level of 1.0"),
        ({"errors": [1.0, 1.0], "level": 0.2}, "A level of 0.2"),
        ({"errors": [1.0, 1.0], "draws": 5}, "5 draws say nothing"),
        ({"errors": [1.0, 1.0], "draws": 10**9}, "Ask for at most 25000000"),
        ({"errors": [1.0, 1.0], "seed": -1}, "The seed -1"),
        ({"errors": [1.0, 1.0], "side": "left"}, "“left” is no side"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_the_row_and_the_remedy(given_, says):
    with pytest.raises(Unfit, match=says):
        rank_sets([1.0, 2.0], **given_)


def test_an_estimate_that_is_no_number_is_named():
    with pytest.raises(Unfit, match="Row 2: “well” is no number"):
        rank_sets([1.0, "well"], [1.0, 1.0])
