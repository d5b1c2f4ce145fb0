"""The claim: where raters overlap, adjusted scores lie nearer the truth than raw means.

Every setting is simulated anew from fixed seeds. What is asserted is the mean over rounds; the
shares printed with -rP tell how often a single round agrees.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import ndtr

from mingcha.core.notice import Unfit
from mingcha.core.severity import fit

ROUNDS = 20
Chance = np.random.Generator
Ints = NDArray[np.int64]


class Round(NamedTuple):
    scores: NDArray[np.float64]
    raters: Ints
    targets: Ints
    truth: NDArray[np.float64]
    blocks: Ints | None = None


def papers(chance: Chance, raters: int, targets: int, each: int) -> tuple[Ints, Ints]:
    """Each rater gets so many different targets at random."""
    whom = np.argsort(chance.random((raters, targets)), axis=1)[:, :each]
    return np.repeat(np.arange(raters), each), whom.ravel()


def hall(chance: Chance, each: int = 10, severity: float = 8.0) -> Round:
    """Domain F17: 84 organs, true means 1.5 apart, single ballots 14."""
    who, whom = papers(chance, 840, 84, each)
    truth = 85 + chance.normal(0, 1.5, 84)
    residual = np.sqrt(14.0**2 - severity**2)
    scores = truth[whom] + chance.normal(0, severity, 840)[who]
    return Round(scores + chance.normal(0, residual, who.size), who, whom, truth)


def agreed(chance: Chance) -> Round:
    """Nobody is harsh: nothing is to be gained, and nothing may be lost."""
    return hall(chance, severity=0.0)


def complete(chance: Chance) -> Round:
    """A few inspectors who each saw every organ."""
    who, whom = papers(chance, 12, 40, 40)
    truth = 85 + chance.normal(0, 3, 40)
    scores = truth[whom] + chance.normal(0, 6, 12)[who] + chance.normal(0, 5, who.size)
    return Round(scores, who, whom, truth)


def unequal(chance: Chance) -> Round:
    """Some organs are known to few, some raters answer for two organs only."""
    fame = chance.dirichlet(np.full(60, 0.5))
    who, whom = chance.integers(0, 300, 3000), chance.choice(60, 3000, p=fame)
    truth = 85 + chance.normal(0, 4, 60)
    scores = truth[whom] + chance.normal(0, 7, 300)[who] + chance.normal(0, 9, 3000)
    seen, whom = np.unique(whom, return_inverse=True)
    return Round(scores, who, whom, truth[seen])


def unlucky(chance: Chance) -> Round:
    """The harsh meet one half of the organs more often than the mild do."""
    harsh = chance.random(400) < 0.5
    odds = np.where(harsh[:, None], np.repeat([3.0, 1.0], 25), np.repeat([1.0, 3.0], 25))
    whom = np.argsort(chance.exponential(1 / odds), axis=1)[:, :8].ravel()
    who = np.repeat(np.arange(400), 8)
    truth = 85 + chance.normal(0, 2, 50)
    severity = np.where(harsh, -8, 8) + chance.normal(0, 2, 400)
    scores = truth[whom] + severity[who] + chance.normal(0, 8, who.size)
    return Round(scores, who, whom, truth)


def graded(chance: Chance) -> Round:
    """Three grades of 100, 75 and 55 points, as on a paper, mostly the best."""
    who, whom = papers(chance, 500, 50, 10)
    lean = 0.8 + chance.normal(0, 0.4, 50)
    feels = lean[whom] + chance.normal(0, 0.9, 500)[who]
    grade = (feels + chance.normal(0, 0.8, who.size) < np.array([[0.0], [-1.0]])).sum(axis=0)
    scale = np.array([100.0, 75.0, 55.0])
    below = ndtr((np.array([[0.0], [-1.0]]) - lean) / np.hypot(0.9, 0.8))
    truth = scale[0] + np.diff(scale) @ below
    return Round(scale[grade], who, whom, truth)


def classes(chance: Chance) -> Round:
    """Organs in four classes that differ as well."""
    who, whom = papers(chance, 300, 60, 8)
    lies = np.arange(60) % 4
    truth = 85 + chance.normal(0, 3, 4)[lies] + chance.normal(0, 2, 60)
    scores = truth[whom] + chance.normal(0, 6, 300)[who] + chance.normal(0, 8, who.size)
    return Round(scores, who, whom, truth, lies[whom])


def measure(setting: Callable[[Chance], Round], method: str) -> NDArray[np.float64]:
    """(rounds, 2) mean squared errors, raw and adjusted."""
    found = np.empty((ROUNDS, 2))
    for number in range(ROUNDS):
        drawn = setting(np.random.Generator(np.random.PCG64(1000 + number)))
        blocks = None if method == "LS" else drawn.blocks
        seen = fit(drawn.scores, drawn.raters, drawn.targets, blocks=blocks, method=method)
        rows = seen.adjusted()
        raw = np.array([one.raw_mean for one in rows]) - drawn.truth
        adjusted = np.array([one.adjusted for one in rows]) - drawn.truth
        found[number] = (raw**2).mean(), (adjusted**2).mean()
    return found


@pytest.mark.parametrize("setting", [hall, agreed, complete, unequal, unlucky, graded, classes])
def test_adjusted_scores_err_less_than_raw_means(setting: Callable[[Chance], Round]) -> None:
    errors = measure(setting, "REML")
    raw, adjusted = errors.mean(axis=0)
    wins = (errors[:, 1] < errors[:, 0]).mean()
    print(f"{setting.__name__}: raw {raw:.3f}, adjusted {adjusted:.3f}, better in {wins:.0%}")
    assert adjusted < raw


@pytest.mark.parametrize("setting", [hall, unlucky])
def test_least_squares_errs_less_where_severity_is_large(
    setting: Callable[[Chance], Round],
) -> None:
    raw, adjusted = measure(setting, "LS").mean(axis=0)
    assert adjusted < raw


def test_intervals_of_effects_hold_their_level() -> None:
    held = []
    for number in range(ROUNDS):
        drawn = hall(np.random.Generator(np.random.PCG64(number)))
        seen = fit(drawn.scores, drawn.raters, drawn.targets)
        truth = drawn.truth - 85
        effect = np.array([one.effect for one in seen.targets])
        error = np.array([one.se for one in seen.targets])
        held.append(np.abs(effect - truth) < 1.96 * error)
    assert 0.92 < np.mean(held) < 0.97


def test_without_overlap_no_setting_gives_a_figure() -> None:
    for number in range(ROUNDS):
        chance = np.random.Generator(np.random.PCG64(number))
        one, other = unequal(chance), unequal(chance)
        scores = np.concatenate([one.scores, other.scores])
        raters = np.concatenate([one.raters, other.raters + 1000])
        targets = np.concatenate([one.targets, other.targets + 1000])
        for method in ("REML", "ML", "LS"):
            with pytest.raises(Unfit, match="parts with no rating between them"):
                fit(scores, raters, targets, method=method)
