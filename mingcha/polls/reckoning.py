"""Harsh and lenient voters, seen while the papers lie open at the count and never again.

Of the papers nothing is kept: only by how much an organ's mean moves once the severity of those
who marked it is taken out, how scores vary between organs, between papers and inside them, and
how many papers were how harsh, in classes of ten papers and more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from mingcha.core.ballot import Paper
from mingcha.core.notice import Unfit
from mingcha.core.steps import exact

if TYPE_CHECKING:
    from mingcha.core.severity import Fit

Marks = NDArray[np.uint8]  # papers x cells, as the characters of their marks
Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Plain = dict[str, Any]

FEW: Final = 10  # papers of a group, or of a class of papers
WIDTHS: Final = (1, 2, 5, 10, 20)  # points, of a class of papers
CLASSES: Final = 12


def adjusted(
    paper: Paper, votes: Mapping[str, Sequence[Marks]], scale: Sequence[str]
) -> Plain | None:
    """What taking out the voters' severity does to each organ, group by group.

    `votes` are the opened papers by group; `scale` the points of each grade, the best first, as
    text. A paper's answer about an organ is the plain mean of its graded questions. None where
    the poll has no scale. A group that cannot be reckoned says why instead.
    """
    if len(scale) != paper.grades:
        return None
    points = np.full(256, np.nan)
    for n, text in enumerate(scale, 1):
        points[ord(str(n))] = float(exact(text))
    held = {code: _Answers.of(paper, rows, points) for code, rows in _merged(votes).items()}
    fits = {code: _fitted(answers) for code, answers in held.items()}
    known = {code: one for code, one in fits.items() if not isinstance(one, str)}
    return {
        "scale": list(scale),
        "groups": {code: _group(held[code], one) for code, one in fits.items()},
        "organs": _organs(paper, {code: (held[code], one) for code, one in known.items()}),
        "papers": _classes([_harshness(one) for one in known.values()]),
    }


def _merged(votes: Mapping[str, Sequence[Marks]]) -> dict[str, list[Marks]]:
    """Variants of a group put together: `peer.1` votes as `peer` does."""
    total: dict[str, list[Marks]] = {}
    for code, rows in votes.items():
        total.setdefault(code.partition(".")[0], []).extend(rows)
    return total


@dataclass(frozen=True)
class _Answers:
    """One number for each organ that a paper graded."""

    papers: int
    points: Floats
    raters: Codes
    targets: Codes

    @classmethod
    def of(cls, paper: Paper, rows: Sequence[Marks], points: Floats) -> _Answers:
        organs, many = len(paper.organs), len(paper.questions)
        said = np.concatenate(rows) if rows else np.zeros((0, organs * many), np.uint8)
        graded = points[said].reshape(-1, organs, many)
        there = ~np.isnan(graded)
        answers = there.sum(axis=2)
        total = np.where(there, graded, 0.0).sum(axis=2)
        raters, targets = np.nonzero(answers)
        means = total[raters, targets] / answers[raters, targets]
        return cls(len(said), means, raters.astype(np.int64), targets.astype(np.int64))


def _fitted(held: _Answers) -> Fit | str:
    """The fit, or in one word why there is none. A count never fails for its sake."""
    from mingcha.core.severity import fit, parts  # linear algebra: loaded where papers are counted

    if held.papers < FEW:
        return "few"
    if len(np.unique(held.targets)) < 2:
        return "one_organ"
    if len(parts(held.raters, held.targets)) > 1:
        return "apart"
    try:
        return fit(held.points, held.raters, held.targets)
    except (Unfit, ValueError, ArithmeticError):
        return "alike"


def _group(held: _Answers, found: Fit | str) -> Plain:
    """Papers, answers, and how they vary: standard deviations in points."""
    said: Plain = {"papers": held.papers, "answers": len(held.points)}
    if isinstance(found, str):
        return said | {"why_not": found}
    sd = {name: f"{found.sd[name]:.4f}" for name in ("target", "rater", "residual")}
    return said | {"why_not": "", "mean": f"{found.intercept:.4f}", "sd": sd}


def _effects(found: Fit, many: int) -> Floats:
    """How mild each paper is, in points; 0 for one that graded nothing."""
    effects = np.zeros(many)
    for one in found.raters:
        effects[int(str(one.name))] = one.effect
    return effects


def _organs(paper: Paper, known: Mapping[str, tuple[_Answers, Fit]]) -> Plain:
    """By organ and group: answers, plain mean, what severity added to it, error without it."""
    found: dict[str, Plain] = {organ: {} for organ in paper.organs}
    for code, (held, one) in known.items():
        mild = _effects(one, held.papers)[held.raters]
        total = np.bincount(held.targets, weights=mild, minlength=len(paper.organs))
        for effect in one.targets:
            place, n = int(str(effect.name)), effect.n
            found[paper.organs[place]][code] = {
                "n": n,
                "mean": f"{effect.raw_mean:.4f}",
                "mildness": _mildness(float(total[place]), n, held.papers - n),
                "se": f"{_error(effect.se, n, one):.4f}",
            }
    return {organ: groups for organ, groups in found.items() if groups}


def _mildness(total: float, n: int, others: int) -> str | None:
    """How mild those were who graded an organ; None where it would tell of fewer than ten papers.

    All papers of a group together are neither mild nor harsh, so the mean of those who graded an
    organ tells that of those who did not: the one paper that left an organ out would lie open.
    """
    if not others:
        return "0.00"
    return None if min(n, others) < FEW else f"{total / n:.2f}"


def _error(se: float, n: int, found: Fit) -> float:
    """The error of an organ's own mean: what was drawn towards the middle is put back."""
    between, inside = found.sd["target"] ** 2, found.sd["residual"] ** 2
    return se * (n * between + inside) / (n * between) if between else (inside / n) ** 0.5


def _harshness(found: Fit) -> Floats:
    return np.array([one.effect for one in found.raters])


def _classes(effects: Sequence[Floats]) -> list[Plain]:
    """How many papers were how mild, in points: neighbours together until they are ten.

    None as an end: the outermost classes are open, lest they tell of their outermost paper.
    """
    all_ = np.concatenate(effects) if effects else np.zeros(0)
    if len(all_) < 2 * FEW:
        return []
    span = float(all_.max() - all_.min())
    width = next((w for w in WIDTHS if span / w <= CLASSES), WIDTHS[-1])
    places, counts = np.unique(np.floor(all_ / width).astype(int), return_counts=True)
    made: list[Plain] = []
    held, begin = 0, int(places[0]) * width
    for place, n in zip(places.tolist(), counts.tolist(), strict=True):
        held += n
        if held >= FEW:
            made.append({"from": begin, "to": (place + 1) * width, "papers": held})
            held, begin = 0, (place + 1) * width
    if held and made:
        made[-1]["papers"] += held
    if made:  # both ends stay open: where the classes end is where one single paper lies
        made[0]["from"] = made[-1]["to"] = None
    return made
