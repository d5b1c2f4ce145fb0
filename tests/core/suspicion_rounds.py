"""Rounds made for the tests of suspicion: honest ones of six kinds, and ones that were bought."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from mingcha.core.marksheet import MarkSheet

HONEST: Final = {
    "plain": {},
    "harsh_tails": {"tails": True},
    "styles": {"style": 0.25},
    "tastes": {"taste": 0.5},
    "very_harsh": {"harsh": 0.8},
    "uneven_organs": {"uneven": 0.25},
}
BOUGHT: Final = ("rivals_worst", "rivals_lower", "some_rivals_worst", "two_camps")


def honest(
    seed: int,
    papers: int = 600,
    organs: int = 30,
    grades: int = 3,
    groups: int = 3,
    *,
    harsh: float = 0.5,
    tails: bool = False,
    style: float = 0.0,
    taste: float = 0.0,
    uneven: float = 0.1,
) -> MarkSheet:
    """A round nobody pulled at: harshness, taste and chance, cut into grades (0: points)."""
    rng = np.random.default_rng(seed)
    group = rng.integers(0, groups, papers)
    rater = rng.standard_t(4, papers) / np.sqrt(2) if tails else rng.standard_normal(papers)
    merit = 0.25 * rng.standard_normal(organs) + 0.1 * rng.standard_normal((groups, organs))[group]
    noise = rng.standard_normal((papers, organs)) * np.exp(uneven * rng.standard_normal(organs))
    camp = rng.integers(0, 2, organs) * 2 - 1
    latent = merit + harsh * rater[:, None] + noise
    latent += taste * np.outer(rng.standard_normal(papers), camp)
    latent *= np.exp(style * rng.standard_normal((papers, 1)))
    return sheet(_cut(latent, grades, float(np.hypot(1, harsh))), group)


def _cut(latent: np.ndarray[Any, Any], grades: int, spread: float) -> np.ndarray[Any, Any]:
    cuts = {3: [-1.6, -0.12], 5: [-2.2, -1.4, -0.5, 0.6]}.get(grades)
    if cuts is None:
        return np.clip(np.round(80 + 10 * latent), 0, 100)
    return np.searchsorted(np.array(cuts) * spread, latent).astype(float)


def sheet(marks: np.ndarray[Any, Any], group: np.ndarray[Any, Any]) -> MarkSheet:
    organs = marks.shape[1]
    return MarkSheet(
        marks.astype(np.float32),
        np.arange(organs),
        tuple(f"MZ{n:03}" for n in range(organs)),
        group,
        tuple(f"g{n}" for n in range(int(group.max()) + 1)),
        np.zeros(len(marks), bool),
    )


def bought(round_: MarkSheet, how: str, seed: int, share: float = 0.05) -> MarkSheet:
    """The round with 5 % of its papers bought for the first organ: it gets the best mark.

    What happens to the others: all worst; all one step lower; a quarter worst; or half of the
    organs get the best and the other half the worst.
    """
    marks = round_.marks.copy()
    rng = np.random.default_rng(seed)
    who = rng.permutation(len(marks))[: round(share * len(marks))]
    best, worst = marks.max(), marks.min()
    part, organs = marks[who], marks.shape[1]
    step = (best - worst) / (2 if len(np.unique(marks)) == 3 else 4)
    if how == "rivals_worst":
        part[:] = worst
    elif how == "rivals_lower":
        part = np.maximum(part - step, worst)
    elif how == "some_rivals_worst":
        part[:, 1 : 1 + organs // 4] = worst
    elif how == "two_camps":
        part[:, : organs // 2], part[:, organs // 2 :] = best, worst
    part[:, 0] = best
    marks[who] = part
    return round_.with_marks(marks)
