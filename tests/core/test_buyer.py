"""A buyer who dictated 84 marks, and knows how everybody marks, cannot tell whether they were cast.

He has everything that is published, the true share of every mark for every organ, and one guess:
cast or not. The test can fail: where the exact lists are published, he knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import erf, log, sqrt
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from mingcha.core.ballot import Group, Paper
from mingcha.core.disclosure import Disclosure, disclose
from mingcha.core.pollscore import Scoring

ORGANS = 84
POINTS = {"1": 100.0, "2": 75.0, "3": 55.0}
TRIALS = 200
NEAR_CHANCE = 0.60
TOLERANCE = 0.09  # two and a half deviations of a share among 200 trials
SHARES = np.array([0.62, 0.20, 0.08, 0.04, 0.05, 0.01])  # 1, 2, 3, don't know, no contact, blank
DICTATES = ["the rarest mark for every organ", "the worst grade for every organ", "any grades"]
Shares = NDArray[np.float64]


@dataclass(frozen=True)
class Trial:
    """One poll: the true shares, what was dictated, whether it was cast, and what came out."""

    shares: Shares  # organ x mark
    pattern: NDArray[np.int64]
    cast: bool
    counts: NDArray[np.int64]  # group x organ x mark
    seen: Disclosure


def paper(groups: int) -> Paper:
    organs = tuple(f"MZ{n:03}" for n in range(ORGANS))
    return Paper("00" * 16, organs, ("q",), 3, tuple(Group(f"g{n}") for n in range(groups)))


@lru_cache(maxsize=16)
def trials(dictate: str, groups: int, size: int) -> tuple[Trial, ...]:
    chance = np.random.default_rng([DICTATES.index(dictate), groups, size])
    return tuple(_trial(chance, dictate, groups, size) for _ in range(TRIALS))


def _trial(chance: np.random.Generator, dictate: str, groups: int, size: int) -> Trial:
    one = paper(groups)
    shares = chance.dirichlet(SHARES * 40, ORGANS).clip(0.002)
    shares /= shares.sum(axis=1, keepdims=True)
    pattern = {
        DICTATES[0]: shares.argmin(axis=1),
        DICTATES[1]: np.full(ORGANS, 2),
        DICTATES[2]: chance.integers(0, 3, ORGANS),
    }[dictate]
    cast = bool(chance.integers(2))
    counts = np.stack([chance.multinomial(size - (cast and g == 0), shares) for g in range(groups)])
    if cast:
        counts[0, np.arange(ORGANS), pattern] += 1
    cells = {
        organ: {
            group.code: {"q": dict(zip(one.allowed, counts[g, o].tolist(), strict=True))}
            for g, group in enumerate(one.groups)
        }
        for o, organ in enumerate(one.organs)
    }
    tally: dict[str, Any] = {"groups": {g.code: {"ballots": size} for g in one.groups}}
    weights = {organ: {g.code: f"1/{groups}" for g in one.groups} for organ in one.organs}
    scoring = Scoring({mark: f"{value:g}" for mark, value in POINTS.items()}, weights)
    seen = disclose(one, tally | {"cells": cells}, scoring)
    return Trial(shares, pattern, cast, counts, seen)


def likelihood(trial: Trial) -> float:
    """The logarithm of how much likelier the published figures are if the pattern was cast."""
    one = paper(len(trial.counts))
    total = 0.0
    for o, organ in enumerate(one.organs):
        shares, mark = trial.shares[o], int(trial.pattern[o])
        for part in trial.seen.organs[organ]:
            if "g0" in part.groups:
                total += _of_classes(part.questions[0][1], part.ballots, shares, one.allowed, mark)
        total += _of_score(trial, organ, shares, mark, one.allowed)
    return total


def _of_classes(classes: Any, ballots: int, shares: Shares, marks: str, mark: int) -> float:
    """One fixed ballot among n turns the multinomial probability by count / (n share)."""
    name, count = next(c for c in classes if marks[mark] in c[0])
    share = sum(shares[marks.index(one)] for one in name)
    return float(log(count / (ballots * share))) if count else -50.0


def _of_score(trial: Trial, organ: str, shares: Shares, mark: int, marks: str) -> float:
    """What the rounded score adds, the classes known: an interval of a normal value, moved."""
    text, step = trial.seen.scores[organ], trial.seen.step
    if text is None or step is None:
        return 0.0
    ballots, width = int(trial.counts[:, 0].sum()), float(step)
    answered = shares[:3].sum()
    mean = float(shares[:3] @ np.array(list(POINTS.values())) / answered)
    move = np.array([(POINTS.get(m, mean) - mean) / (ballots * answered) for m in marks])
    centre, spread, shift = mean, 0.0, 0.0
    for classes in [part.questions[0][1] for part in trial.seen.organs[organ]]:
        for name, count in classes:
            at = [marks.index(one) for one in name]
            inside = float(shares[at] @ move[at] / shares[at].sum())
            spread += count * float(shares[at] @ (move[at] - inside) ** 2 / shares[at].sum())
            centre += count * inside
            shift += move[mark] - inside if mark in at else 0.0
    low, high = float(text) - width / 2, float(text) + width / 2
    moved = _within(low, high, centre + shift, sqrt(spread))
    return log(moved / _within(low, high, centre, sqrt(spread)))


def _within(low: float, high: float, centre: float, spread: float) -> float:
    def below(x: float) -> float:
        return (1 + erf((x - centre) / spread / sqrt(2))) / 2

    return max(1e-9, below(high) - below(low))


def careless(trial: Trial) -> float:
    """The same guess from the exact lists of the buyer's group."""
    counts = trial.counts[0, np.arange(ORGANS), trial.pattern]
    shares = trial.shares[np.arange(ORGANS), trial.pattern]
    if not counts.all():
        return -50.0
    return float(np.log(counts / (trial.counts[0, 0].sum() * shares)).sum())


def rare_marks(trial: Trial) -> float:
    """Exact matching: he says "cast" unless a printed count shows that a mark was not made."""
    marks = paper(len(trial.counts)).allowed
    for o, parts in enumerate(trial.seen.organs.values()):
        mark = marks[int(trial.pattern[o])]
        for part in parts:
            for name, count in part.questions[0][1]:
                if mark in name and count == 0:
                    return -1.0
    return 1.0


def success(of: Any, many: tuple[Trial, ...]) -> float:
    """How often he guesses right."""
    return float(np.mean([(of(trial) > 0) == trial.cast for trial in many]))


MEETING, ROUND = (4, 200), (4, 450)  # 800 people; a concentrated round of 1,800
GUESSES = [
    (DICTATES[0], *MEETING),
    (DICTATES[0], *ROUND),
    (DICTATES[1], *MEETING),
    pytest.param(DICTATES[1], *ROUND, marks=pytest.mark.slow),
    pytest.param(DICTATES[2], *MEETING, marks=pytest.mark.slow),
    pytest.param(DICTATES[2], *ROUND, marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("dictate", "groups", "size"), GUESSES)
def test_whoever_knows_all_true_shares_guesses_hardly_better_than_by_luck(
    dictate: str, groups: int, size: int
) -> None:
    many = trials(dictate, groups, size)
    assert max(trial.seen.success for trial in many) < NEAR_CHANCE
    assert success(likelihood, many) < NEAR_CHANCE + TOLERANCE
    assert abs(success(rare_marks, many) - 0.5) < TOLERANCE


@pytest.mark.parametrize("dictate", DICTATES[:2])
def test_the_buyer_knows_where_exact_lists_are_published(dictate: str) -> None:
    assert success(careless, trials(dictate, 4, 200)) > 0.85
