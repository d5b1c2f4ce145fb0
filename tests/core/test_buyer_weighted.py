"""The buyer again, where questions weigh differently and recused members have papers of their own.

He has bought a member of the small variant, whom fewest hide, and knows all true shares.
"""

from __future__ import annotations

from functools import lru_cache
from math import log, sqrt
from typing import Any

import numpy as np
import pytest

from mingcha.core.ballot import Group, Paper
from mingcha.core.disclosure import Disclosure, disclose
from mingcha.core.pollscore import Scoring
from tests.core import test_buyer as buyer

ORGANS, TRIALS = 42, 200
WEIGHTS = {"p": 0.8, "q": 0.2}
SIZE, VARIANT = 450, 30
GROUPS = ("g0", "g0.1", "g1")
SIZES = {"g0": SIZE - VARIANT, "g0.1": VARIANT, "g1": SIZE}


def a_paper() -> Paper:
    organs = tuple(f"MZ{n:03}" for n in range(ORGANS))
    groups = tuple(Group(code, organs[:1] if code == "g0.1" else ()) for code in GROUPS)
    return Paper("00" * 16, organs, tuple(WEIGHTS), 3, groups)


def a_scoring(paper: Paper) -> Scoring:
    weights = {organ: {"g0": "1/2", "g1": "1/2"} for organ in paper.organs}
    points = {mark: f"{value:g}" for mark, value in buyer.POINTS.items()}
    questions = {code: str(weight) for code, weight in WEIGHTS.items()}
    return Scoring(points, weights, questions, {"g0.1": "g0"})


@lru_cache(maxsize=4)
def trials(dictate: str) -> tuple[tuple[Any, Any, bool, Disclosure], ...]:
    chance = np.random.default_rng([91, buyer.DICTATES.index(dictate)])
    return tuple(_trial(chance, dictate) for _ in range(TRIALS))


def _trial(chance: np.random.Generator, dictate: str) -> tuple[Any, Any, bool, Disclosure]:
    one = a_paper()
    shares = chance.dirichlet(buyer.SHARES * 40, (ORGANS, 2)).clip(0.002)
    shares /= shares.sum(axis=2, keepdims=True)
    rarest = dictate == buyer.DICTATES[0]
    pattern = shares.argmin(axis=2) if rarest else np.full((ORGANS, 2), 2)
    cast = bool(chance.integers(2))
    cells: dict[str, Any] = {organ: {} for organ in one.organs}
    for group in one.groups:
        mine = cast and group.code == "g0.1"
        counts = chance.multinomial(SIZES[group.code] - mine, shares)
        if mine:
            np.put_along_axis(
                counts, pattern[..., None],
                np.take_along_axis(counts, pattern[..., None], 2) + 1, 2,
            )  # fmt: skip
        for place, organ in enumerate(one.organs):
            if organ not in group.recused:
                its = counts[place].tolist()
                cells[organ][group.code] = {
                    q: dict(zip(one.allowed, row, strict=True))
                    for q, row in zip(one.questions, its, strict=True)
                }
    tally = {"groups": {code: {"ballots": n} for code, n in SIZES.items()}, "cells": cells}
    return shares, pattern, cast, disclose(one, tally, a_scoring(one))


def likelihood(shares: Any, pattern: Any, seen: Disclosure) -> float:
    """As `test_buyer.likelihood`, over both questions; the first organ is not asked of him."""
    marks, total = a_paper().allowed, 0.0
    for place, organ in list(enumerate(seen.organs))[1:]:
        for part in seen.organs[organ]:
            if "g0.1" not in part.groups:
                continue
            for n, (_question, classes) in enumerate(part.questions):
                facts = (shares[place, n], marks, int(pattern[place, n]))
                total += buyer._of_classes(classes, part.ballots, *facts)
        total += of_score(seen, organ, shares[place], pattern[place], marks)
    return total


def of_score(seen: Disclosure, organ: str, shares: Any, pattern: Any, marks: str) -> float:
    """What the rounded score adds, the classes known."""
    text, step = seen.scores[organ], seen.step
    if text is None or step is None:
        return 0.0
    centre = spread = shift = 0.0
    for part in seen.organs[organ]:
        for n, (question, classes) in enumerate(part.questions):
            own, weight = shares[n], WEIGHTS[question] / (2 * SIZE)
            answered = own[:3].sum()
            mean = float(own[:3] @ np.array(list(buyer.POINTS.values())) / answered)
            move = [weight * (buyer.POINTS.get(m, mean) - mean) / answered for m in marks]
            centre += weight * part.ballots * mean
            for name, count in classes:
                at = [marks.index(one) for one in name]
                there = np.array([move[one] for one in at])
                inside = float(own[at] @ there / own[at].sum())
                spread += count * float(own[at] @ (there - inside) ** 2 / own[at].sum())
                centre += count * inside
                bought = "g0.1" in part.groups and pattern[n] in at
                shift += move[pattern[n]] - inside if bought else 0.0
    low, high = float(text) - float(step) / 2, float(text) + float(step) / 2
    moved = buyer._within(low, high, centre + shift, sqrt(spread))
    return log(moved / buyer._within(low, high, centre, sqrt(spread)))


@pytest.mark.parametrize("dictate", buyer.DICTATES[:2])
def test_unequal_questions_and_variants_tell_the_buyer_no_more(dictate: str) -> None:
    many = trials(dictate)
    assert all(seen.step is not None for _s, _p, _c, seen in many), "scores are published"
    assert max(seen.success for _s, _p, _c, seen in many) < buyer.NEAR_CHANCE
    right = [(likelihood(s, p, seen) > 0) == cast for s, p, cast, seen in many]
    assert np.mean(right) < buyer.NEAR_CHANCE + buyer.TOLERANCE


def test_counts_of_a_variant_are_added_to_the_group_it_belongs_to() -> None:
    seen = trials(buyer.DICTATES[0])[0][3]
    for parts in list(seen.organs.values())[1:]:
        assert sum(part.ballots for part in parts) == 2 * SIZE
