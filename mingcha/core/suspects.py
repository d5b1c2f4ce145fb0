"""What a block of papers looks like: one number for a whole round, and which papers make it up.

Each of these is measured on the round and on its honest twins; see `suspicion`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.random import SFC64, Generator
from numpy.typing import NDArray

from mingcha.core.honest import standardised
from mingcha.core.marksheet import Marks, MarkSheet, Mask
from mingcha.core.pulls import LEAST_MARKS, Edges, Pulls, edges, pulls

FAR: Final = 2.0  # deviations
WAYS: Final = 3  # directions in which papers differ most
ALIKE: Final = 3  # papers that are the same to the last mark

Values = NDArray[np.float64]


class Ends(NamedTuple):
    """The lowest and the highest mark of each paper, (n,), and how many it gave."""

    low: NDArray[np.float32]
    high: NDArray[np.float32]
    n: NDArray[np.int64]


def ends_of(marks: Marks) -> Ends:
    """Lowest mark, highest mark and number of marks of each paper.

    Args:
        marks: (n, m), NaN where nothing was marked.
    Returns:
        an `Ends`; infinite where a paper bears no mark.
    Source:
        None needed.

    >>> low, high, n = ends_of(np.array([[1, 3, np.nan]], "f4"))
    >>> low.tolist(), high.tolist(), n.tolist()
    ([1.0], [3.0], [2])
    """
    given = ~np.isnan(marks)
    low = np.where(given, marks, np.inf).min(axis=1, initial=np.inf)
    high = np.where(given, marks, -np.inf).max(axis=1, initial=-np.inf)
    return Ends(low.astype(np.float32), high.astype(np.float32), given.sum(axis=1))


class Seen(NamedTuple):
    """A round, or a twin of it, in a few numbers."""

    best: int
    straight: int
    identical: int
    extreme: int
    far: Values  # (2, targets): deviations beyond FAR, above and below what papers give others
    slant: Values  # (WAYS,): how one-sided the papers lie along each way
    pulls: Pulls


def seen(sheet: MarkSheet, at: Edges | None = None) -> Seen:
    """All numbers of one sheet.

    Args:
        sheet: the round, or a twin of it.
        at: ends of the scale in the round, if the sheet is a twin.
    Source:
        See each of them.

    >>> from mingcha.core.marksheet import sheet_of
    >>> scores = [2] * 5 + [1, 2, 3, 2, 1]
    >>> sheet = sheet_of(scores, np.repeat([0, 1], 5), np.tile(np.arange(5), 2))
    >>> seen(sheet).straight
    1
    """
    far = beside_others(sheet)
    ends = ends_of(sheet.marks)
    one_mark, best = straight(sheet.marks, ends), all_best(sheet.marks, ends)
    return Seen(
        int(best.sum()),
        int((one_mark & ~best).sum()),
        int(identical(sheet.marks, ends).sum()),
        int(extreme(sheet.marks, ends).sum()),
        np.stack([np.maximum(sign * far - FAR, 0).sum(axis=0) for sign in (1, -1)]),
        ways(sheet).slant,
        pulls(sheet, at or edges(sheet)),
    )


def straight(marks: Marks, ends: Ends | None = None) -> Mask:
    """Papers that give the same mark to everything they mark.

    Args:
        marks: (n, m), NaN where nothing was marked.
        ends: what `ends_of` tells of them, if it is known.
    Returns:
        (n,) bool.
    Source:
        C. Meade and S. B. Craig, Psychological Methods 17 (2012), 437-455: long strings.

    >>> straight(np.array([[2, 2, 2, 2.0], [2, 2, 1, 2]], "f4")).tolist()
    [True, False]
    """
    low, high, n = ends or ends_of(marks)
    return np.asarray((n >= LEAST_MARKS) & (low == high))


def all_best(marks: Marks, ends: Ends | None = None) -> Mask:
    """Papers that give the best mark to everything they mark: common where people are content.

    Args:
        marks: (n, m), NaN where nothing was marked.
        ends: what `ends_of` tells of them, if it is known.
    Returns:
        (n,) bool.
    Source:
        See `straight`.

    >>> all_best(np.array([[3, 3, 3, 3.0], [2, 2, 2, 2]], "f4")).tolist()
    [True, False]
    """
    low, high, n = ends or ends_of(marks)
    return np.asarray((n >= LEAST_MARKS) & (low == high.max(initial=-np.inf)))


def extreme(marks: Marks, ends: Ends | None = None) -> Mask:
    """Papers that use the best and the worst mark and nothing between.

    Args:
        marks: (n, m), NaN where nothing was marked.
        ends: what `ends_of` tells of them, if it is known.
    Returns:
        (n,) bool; nobody where fewer than three different marks were given in all.
    Source:
        T. A. Warm and others; here simply counted, and compared with honest twins.

    >>> extreme(np.array([[1, 3, 1, 3.0], [1, 2, 3, 3]], "f4")).tolist()
    [True, False]
    """
    low, high, n = ends or ends_of(marks)
    lowest, highest = low.min(initial=np.inf), high.max(initial=-np.inf)
    given = ~np.isnan(marks)
    middle = (given & (marks > lowest) & (marks < highest)).any(axis=1)
    if not middle.any():
        return np.zeros(len(marks), bool)
    return np.asarray((n >= LEAST_MARKS) & (low == lowest) & (high == highest) & ~middle)


def identical(marks: Marks, ends: Ends | None = None) -> Mask:
    """Papers that are the same, mark by mark and gap by gap, as two others or more.

    Papers with one and the same mark throughout are left to `straight`.

    Args:
        marks: (n, m), NaN where nothing was marked.
        ends: what `ends_of` tells of them, if it is known.
    Returns:
        (n,) bool.
    Source:
        Plain comparison, by a 64-bit digest of each row.

    >>> one, two = [1, 2, 3, 2.0], [3, 2, 1, 1.0]
    >>> identical(np.array([one, one, two, one], "f4")).tolist()
    [True, True, False, True]
    """
    plain = np.nan_to_num(marks, nan=-1e9).astype(np.float32)
    weights = Generator(SFC64(7)).integers(1, 2**63 - 1, marks.shape[1], np.int64) | 1
    digests = (plain.view(np.int32).astype(np.int64) * weights).sum(axis=1)
    _, place, times = np.unique(digests, return_inverse=True, return_counts=True)
    low, high, n = ends or ends_of(marks)
    return np.asarray((times[place] >= ALIKE) & (n >= LEAST_MARKS) & (low < high))


def beside_others(sheet: MarkSheet) -> Values:
    """How far each paper's mark of a target lies from what it gives the others.

    Both are counted from the mean of the paper's group, so that a harsh rater and a weak target
    are nothing to wonder about.

    Returns:
        (n, targets) float array, in deviations of the target's column; 0 where nothing is known.
    Source:
        Deleted residual of a two-way table (J. W. Tukey, Exploratory Data Analysis, 1977, ch. 10).

    >>> from mingcha.core.marksheet import sheet_of
    >>> rng = np.random.default_rng(3)
    >>> marks = rng.normal(80, 5, (50, 6))
    >>> marks[0, 0], marks[0, 1:] = 100, 60
    >>> sheet = sheet_of(marks.ravel(), np.repeat(np.arange(50), 6), np.tile(np.arange(6), 50))
    >>> int(beside_others(sheet)[:, 0].argmax())
    0
    """
    marks = sheet.by_target
    given = ~np.isnan(marks)
    apart = np.zeros(marks.shape)
    for code in range(len(sheet.groups)):
        rows = np.flatnonzero(sheet.group == code)
        part, has = marks[rows], given[rows]
        middle = np.where(has, part, 0).sum(axis=0) / np.maximum(has.sum(axis=0), 1)
        apart[rows] = np.where(has, part - middle, 0)
    n = given.sum(axis=1, keepdims=True)
    others = (apart.sum(axis=1, keepdims=True) - apart) / np.maximum(n - 1, 1)
    out = np.where(given & (n >= LEAST_MARKS), apart - others, 0.0)
    spread = np.sqrt((out**2).sum(axis=0) / np.maximum(given.sum(axis=0), 1))
    return np.asarray(np.divide(out, spread, out=np.zeros_like(out), where=spread > 1e-9))


@dataclass(frozen=True)
class Ways:
    """The directions in which papers differ most, the strongest last.

    `along` is (n, k) where each paper lies, in deviations; `slant` (k,) how one-sided that is;
    `loads` (targets, k) what each target has to do with it.
    """

    along: Values
    slant: Values
    loads: Values


def ways(sheet: MarkSheet) -> Ways:
    """Find the directions in which papers differ most once harshness is taken out.

    People differ in taste along such directions too, but to both sides; a block of papers that
    lifts some targets and presses others lies all on one side.

    Source:
        Principal components with their skewness, a one-sided projection index (P. J. Huber,
        Annals of Statistics 13 (1985), 435-475).

    >>> from mingcha.core.marksheet import sheet_of
    >>> rng = np.random.default_rng(3)
    >>> marks = rng.normal(80, 5, (200, 10))
    >>> marks[:10, :5], marks[:10, 5:] = 100, 60
    >>> sheet = sheet_of(marks.ravel(), np.repeat(np.arange(200), 10), np.tile(np.arange(10), 200))
    >>> bool(ways(sheet).slant[-1] > 3)
    True
    """
    places = np.arange(len(sheet.targets))
    flat = MarkSheet(sheet.by_target, places, sheet.targets, sheet.group, sheet.groups, sheet.told)
    marks, given = standardised(flat), ~np.isnan(flat.marks)
    n = np.maximum(given.sum(axis=1, keepdims=True), 1)
    rest = np.where(given, marks - marks.sum(axis=1, keepdims=True) / n, 0).astype(float)
    _, vectors = np.linalg.eigh(rest.T @ rest)
    loads = vectors[:, -min(WAYS, len(places)) :]
    along = rest @ loads
    along = along - along.mean(axis=0)
    spread = along.std(axis=0)
    along = np.divide(along, spread, out=np.zeros_like(along), where=spread > 1e-9)
    slant = (along**3).mean(axis=0)
    sign = np.where(slant < 0, -1.0, 1.0)
    return Ways(along * sign, slant * sign, loads * sign)
