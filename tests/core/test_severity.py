"""Severity: published answers first, then what must hold for every table of ratings."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from mingcha.core import gram
from mingcha.core.severity import Effect, Fit, fit, fit_each, parts
from tests.core.severity_samples import density, made, penicillin

F16 = ([94, 92, 79, 81, 81, 94, 92, 90, 77], list("123342124"), list("AAABBBCCC"))


def close(a: Fit, b: Fit, times: float = 1.0, shift: float = 0.0) -> bool:
    """Whether b is a with its scores multiplied and shifted."""
    ours = [x for one in a.targets + a.raters + a.blocks for x in (one.effect, one.se)]
    theirs = [x for one in b.targets + b.raters + b.blocks for x in (one.effect, one.se)]
    return (
        np.allclose(np.array(ours) * times, theirs, atol=1e-4 * times)
        and np.isclose(a.intercept * times + shift, b.intercept, atol=1e-4 * times)
        and np.allclose(
            np.array(list(a.sd.values())) * times, list(b.sd.values()), atol=1e-4 * times
        )
    )


# Known answers


def test_penicillin_by_maximum_likelihood_is_as_published() -> None:
    found = fit(*penicillin(), method="ML")
    assert f"{found.deviance:.5f}" == "332.18835"
    assert f"{found.intercept:.5f} {found.intercept_se:.5f}" == "22.97222 0.74460"
    sd = found.sd
    assert sd["rater"] == pytest.approx(0.845572, abs=2e-6)
    assert sd["target"] == pytest.approx(1.770666, rel=2e-5)  # lme4 stops a little short of it
    assert sd["residual"] == pytest.approx(0.549932, abs=2e-6)
    told = [f"{one.name} {one.effect:.5f}" for one in found.targets]
    published = ["A 2.18566", "B -1.00983", "C 1.93666", "D -0.09683", "E -0.01383", "F -3.00182"]
    assert told == published


def test_penicillin_by_restricted_likelihood_is_as_published() -> None:
    found = fit(*penicillin())
    assert f"{found.deviance:.4f}" == "330.8606"
    sd = [found.sd[name] for name in ("rater", "target", "residual")]
    assert sd == pytest.approx([0.846703, 1.931614, 0.549923], rel=5e-5)


def test_a_balanced_table_has_the_variances_of_its_analysis_of_variance() -> None:
    scores, plates, samples = penicillin()
    table = np.array(scores, float).reshape(24, 6)
    assert plates[:7] == ["a"] * 6 + ["b"]
    assert samples[:6] == list("ABCDEF")
    plate, sample = table.mean(1), table.mean(0)
    left = table - plate[:, None] - sample + table.mean()
    error = (left**2).sum() / (23 * 5)
    found = fit(scores, plates, samples).sd
    assert found["residual"] ** 2 == pytest.approx(error, rel=1e-6)
    assert found["rater"] ** 2 == pytest.approx(plate.var(ddof=1) - error / 6, rel=1e-5)
    assert found["target"] ** 2 == pytest.approx(sample.var(ddof=1) - error / 24, rel=1e-5)


def test_the_example_of_the_domain_study_turns_its_order_round() -> None:
    found = fit(*F16, method="LS")
    raw = {one.name: round(one.raw_mean, 2) for one in found.adjusted()}
    adjusted = {one.name: round(one.adjusted, 6) for one in found.adjusted()}
    assert raw == {"A": 88.33, "B": 85.33, "C": 86.33}
    assert adjusted == {"A": 86, "B": 88, "C": 84}
    assert [round(one.effect, 6) for one in found.raters] == [8, 6, -7, -7]
    assert found.sd == {"residual": 0.0}


# Against the textbook formula


@pytest.mark.parametrize("method", ["ML", "REML"])
@pytest.mark.parametrize("blocks", [0, 3])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_criterion_is_the_lowest_of_the_dense_one(seed: int, blocks: int, method: str) -> None:
    table = made(60, 7, 5, seed=seed, blocks=blocks, crossed=seed == 2)
    found = fit(*table.columns, blocks=table.blocks, method=method)
    ratios = [(sd / found.sd["residual"]) ** 2 for sd in list(found.sd.values())[:-1]]
    reml = method == "REML"
    assert found.deviance == pytest.approx(density(table, ratios, reml=reml), abs=1e-7)
    lowest = minimize(
        lambda logs: density(table, np.exp(logs), reml=reml),  # type: ignore[arg-type]
        np.full(len(ratios), -1.0),
        method="Nelder-Mead",
        options={"xatol": 1e-3, "fatol": 1e-6},
    )
    assert found.deviance <= lowest.fun + 1e-6


def test_effects_are_conditional_means_and_their_errors_conditional_deviations() -> None:
    table = made(80, 6, 9, seed=5, blocks=2, crossed=True)
    found = fit(*table.columns, blocks=table.blocks)
    labels = [table.raters, table.targets, table.blocks]
    shares = [found.sd[name] ** 2 for name in ("rater", "target", "block")]
    design = [(column[:, None] == np.unique(column)).astype(float) for column in labels]  # type: ignore[index]
    z = np.hstack(design)
    g = np.diag(np.repeat(shares, [part.shape[1] for part in design]))
    v = z @ g @ z.T + found.sd["residual"] ** 2 * np.eye(80)
    modes = g @ z.T @ np.linalg.solve(v, table.scores - found.intercept)
    errors = np.sqrt(np.diag(g - g @ z.T @ np.linalg.solve(v, z @ g)))
    effects = found.raters + found.targets + found.blocks
    assert [one.effect for one in effects] == pytest.approx(modes, abs=1e-7)
    assert [one.se for one in effects] == pytest.approx(errors, abs=1e-7)
    assert found.intercept_se == pytest.approx(np.linalg.inv(v).sum() ** -0.5, abs=1e-7)


def test_least_squares_is_the_solution_with_sums_zero() -> None:
    table = made(70, 5, 8, seed=6)
    found = fit(*table.columns, method="LS")
    design = np.column_stack(
        [
            np.ones(70),
            (table.raters[:, None] == np.arange(4)) * 1.0 - (table.raters == 4)[:, None],
            (table.targets[:, None] == np.arange(7)) * 1.0 - (table.targets == 7)[:, None],
        ]
    )
    solved, left, _, _ = np.linalg.lstsq(design, table.scores)
    covers = np.linalg.inv(design.T @ design) * left[0] / (70 - 12)
    errors = np.sqrt(np.diag(covers))
    assert found.intercept == pytest.approx(solved[0])
    assert [one.effect for one in found.raters[:-1]] == pytest.approx(solved[1:5])
    assert [one.effect for one in found.targets[:-1]] == pytest.approx(solved[5:])
    assert found.intercept_se == pytest.approx(errors[0])
    assert [one.se for one in found.raters[:-1]] == pytest.approx(errors[1:5])
    assert [one.se for one in found.targets[:-1]] == pytest.approx(errors[5:])
    assert found.deviance == pytest.approx(left[0])


# What must hold whatever the ratings


@pytest.mark.parametrize("method", ["ML", "REML", "LS"])
@pytest.mark.parametrize("seed", [11, 12])
def test_order_and_names_of_rows_change_nothing(seed: int, method: str) -> None:
    table = made(90, 8, 6, seed=seed)
    order = np.random.Generator(np.random.PCG64(seed)).permutation(90)
    names = np.array([f"评{k}" for k in range(8)])
    scores, raters, targets = (np.asarray(column)[order] for column in table.columns)
    plain = fit(*table.columns, method=method)
    moved = fit(scores, names[raters], targets, method=method)
    assert close(plain, moved)
    assert [one.name for one in moved.raters] == names.tolist()


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    times=st.sampled_from([1e-6, 0.01, 7.0, 1e9]),
    shift=st.sampled_from([0.0, -500.0, 1e4]),
    method=st.sampled_from(["ML", "REML", "LS"]),
)
def test_another_unit_changes_the_unit_only(
    seed: int, times: float, shift: float, method: str
) -> None:
    table = made(80, 5, 4, seed=seed)
    plain = fit(*table.columns, method=method)
    moved = fit(table.scores * times + shift * times, *table.columns[1:], method=method)
    assert close(plain, moved, times, shift * times)


def test_raters_and_targets_may_change_places() -> None:
    table = made(200, 30, 6, seed=3)
    one = fit(table.scores, table.raters, table.targets)
    other = fit(table.scores, table.targets, table.raters)
    assert one.deviance == pytest.approx(other.deviance, abs=1e-9)
    for ours, theirs in ((one.targets, other.raters), (one.raters, other.targets)):
        assert np.allclose([row[1:] for row in ours], [row[1:] for row in theirs])


def test_the_ways_to_sum_products_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    table = made(400, 40, 12, seed=8, blocks=4)
    found = {}
    for name, kept in (("paired", 20_000_000), ("streamed", 0)):
        monkeypatch.setattr(gram, "KEPT", kept)
        found[name] = fit(*table.columns, blocks=table.blocks)
    even = made(4000, 40, 5, seed=8)
    monkeypatch.setattr(gram, "KEPT", 20_000_000)
    classed = fit(*even.columns)
    monkeypatch.setattr(gram, "KEPT", 0)
    assert close(found["paired"], found["streamed"])
    assert close(classed, fit(*even.columns))


def test_an_effect_that_is_not_there_is_none_at_all() -> None:
    for seed in range(20):
        table = made(60, 6, 6, seed=seed, sd=(0.0, 2.0, 0.0, 3.0))
        found = fit(*table.columns)
        if found.sd["rater"] == 0:
            assert all(one.effect == 0 and one.se == 0 for one in found.raters)
            return
    pytest.fail("twenty rounds without severity, and none was found to have none")


def test_blocks_of_targets_belong_to_the_adjusted_value_and_crossed_ones_do_not() -> None:
    table = made(300, 10, 12, seed=4, blocks=3, sd=(1, 1, 9, 1))
    inside = fit(*table.columns, blocks=table.blocks)
    block = {one.name: one.effect for one in inside.blocks}
    for one, raw in zip(inside.adjusted(), inside.targets, strict=True):
        lies = block[int(one.name) % 3]  # type: ignore[call-overload]
        assert one.adjusted == pytest.approx(inside.intercept + raw.effect + lies)
        assert abs(one.adjusted - one.raw_mean) < 2
    across = made(300, 10, 12, seed=4, blocks=3, crossed=True)
    free = fit(*across.columns, blocks=across.blocks)
    assert [one.adjusted - free.intercept for one in free.adjusted()] == pytest.approx(
        [one.effect for one in free.targets]
    )


# Parts


def test_parts_are_told_with_their_members() -> None:
    found = parts(list("aabbcd"), list("xyyxzz"))
    assert found == [
        (frozenset("ab"), frozenset("xy")),
        (frozenset("cd"), frozenset("z")),
    ]


def test_each_part_is_fitted_by_itself_or_says_why_not() -> None:
    left, right = made(60, 5, 4, seed=1), made(60, 5, 4, seed=2)
    scores = np.concatenate([left.scores, right.scores, [80.0, 81.0]])
    raters = np.concatenate([left.raters, right.raters + 5, [10, 11]])
    targets = np.concatenate([left.targets, right.targets + 4, [8, 8]])
    first, second, third = fit_each(scores, raters, targets)
    assert close(first.fit, fit(*left.columns))  # type: ignore[arg-type]
    assert close(second.fit, fit(*right.columns))  # type: ignore[arg-type]
    assert third.targets == {8}
    assert third.fit is None
    assert "Only one target" in str(third.reason)


def test_an_effect_is_a_plain_row() -> None:
    assert Effect("A", 3, 88.0, 1.0, 0.5)._asdict()["raw_mean"] == 88.0
