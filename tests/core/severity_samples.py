"""Tables of ratings with known answers, and made ones that are the same in every run."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import multivariate_normal

PENICILLIN = Path(__file__).parents[3] / "shared" / "data" / "penicillin.csv"
Columns = tuple[Sequence[Any], Sequence[Any], Sequence[Any]]


def penicillin() -> Columns:
    """Diameters, plates and samples; the test is skipped where the file is absent."""
    if not PENICILLIN.exists():
        pytest.skip(f"{PENICILLIN} is absent")
    with PENICILLIN.open() as file:
        rows = list(csv.DictReader(file))
    return tuple([row[name] for row in rows] for name in ("diameter", "plate", "sample"))  # type: ignore[return-value]


@dataclass(frozen=True)
class Made:
    """Ratings drawn from known effects."""

    scores: NDArray[np.float64]
    raters: NDArray[np.int64]
    targets: NDArray[np.int64]
    blocks: NDArray[np.int64] | None
    truth: NDArray[np.float64]

    @property
    def columns(self) -> Columns:
        return self.scores, self.raters, self.targets  # type: ignore[return-value]


def made(
    n: int,
    raters: int,
    targets: int,
    *,
    seed: int,
    sd: tuple[float, float, float, float] = (2.0, 1.5, 1.0, 3.0),
    blocks: int = 0,
    crossed: bool = False,
) -> Made:
    """Ratings at random; `sd` is that of raters, targets, blocks and residuals."""
    chance = np.random.Generator(np.random.PCG64(seed))
    who, whom = chance.integers(0, raters, n), chance.integers(0, targets, n)
    level = 80 + chance.normal(0, sd[1], targets)
    scores = level[whom] + chance.normal(0, sd[0], raters)[who] + chance.normal(0, sd[3], n)
    block = None
    if blocks:
        block = chance.integers(0, blocks, n) if crossed else whom % blocks
        scores = scores + chance.normal(0, sd[2], blocks)[block]
    return Made(scores, who, whom, block, level)


def density(made: Made, ratios: Sequence[float], *, reml: bool) -> float:
    """The profiled criterion from the dense covariance matrix, with nothing clever in it."""
    columns = [made.raters, made.targets, *([] if made.blocks is None else [made.blocks])]
    n = made.scores.size
    cover = np.eye(n)
    for ratio, labels in zip(ratios, columns, strict=True):
        cover += ratio * (labels[:, None] == labels)
    one = np.linalg.solve(cover, np.ones(n))
    mean = one @ made.scores / one.sum()
    free = n - 1 if reml else n
    left = made.scores - mean
    residual = left @ np.linalg.solve(cover, left) / free
    value = -2 * multivariate_normal(np.full(n, mean), residual * cover).logpdf(made.scores)
    if reml:
        # The density integrated over the mean; n / free corrects the scale of the exponent.
        value += np.log(one.sum()) - np.log(2 * np.pi * residual)
    return float(value)
