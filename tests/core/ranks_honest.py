"""Simulated honest rounds: what is true, what was measured, and whether the sets hold."""

from collections.abc import Callable, Iterable

import numpy as np

ORGANS = 84
Round = tuple[np.ndarray, np.ndarray, np.ndarray]  # truth, estimates, standard errors


def city(chance: np.random.Generator) -> Round:
    """The domain study's F17: true means differ by 1.5, ballots by 14, 400 ballots an organ.

    The error is estimated from the ballots, as in a real round.
    """
    ballots = 400
    truth = 85 + 1.5 * chance.standard_normal(ORGANS)
    estimates = truth + 14 / np.sqrt(ballots) * chance.standard_normal(ORGANS)
    spread = 14 * np.sqrt(chance.chisquare(ballots - 1, ORGANS) / (ballots - 1))
    return truth, estimates, spread / np.sqrt(ballots)


def seen(truth: np.ndarray, errors: np.ndarray, chance: np.random.Generator) -> Round:
    return truth, truth + errors * chance.standard_normal(truth.size), errors


def equal(chance: np.random.Generator) -> Round:
    return seen(np.full(ORGANS, 85.0), np.full(ORGANS, 0.7), chance)


def clusters(chance: np.random.Generator) -> Round:
    return seen(np.repeat([83.0, 87.0], ORGANS // 2), np.full(ORGANS, 0.7), chance)


def outlier(chance: np.random.Generator) -> Round:
    truth = np.append(np.full(ORGANS - 1, 85.0), 78.0)
    return seen(truth, np.full(ORGANS, 0.7), chance)


def uneven(chance: np.random.Generator) -> Round:
    """Some organs have thirty times the ballots of others."""
    errors = np.exp(chance.uniform(np.log(0.3), np.log(3), ORGANS))
    return seen(85 + 1.5 * chance.standard_normal(ORGANS), errors, chance)


def ties(chance: np.random.Generator) -> Round:
    truth = 80 + 2.0 * chance.integers(0, 5, ORGANS)
    return seen(truth, chance.uniform(0.4, 1.2, ORGANS), chance)


SETTINGS: dict[str, Callable[[np.random.Generator], Round]] = {
    "city": city,
    "equal": equal,
    "clusters": clusters,
    "outlier": outlier,
    "uneven": uneven,
    "ties": ties,
}


def holds(truth: np.ndarray, ranges: Iterable[tuple[int, int]]) -> bool:
    """Whether every range holds all ranks that the truth, with its ties, allows the unit."""
    low = 1 + (truth[:, None] < truth[None]).sum(axis=1)
    high = truth.size - (truth[:, None] > truth[None]).sum(axis=1)
    given = np.array(list(ranges))
    return bool((given[:, 0] <= low).all() and (given[:, 1] >= high).all())


def width(ranges: Iterable[tuple[int, int]]) -> float:
    return float(np.mean([high - low for low, high in ranges]))
