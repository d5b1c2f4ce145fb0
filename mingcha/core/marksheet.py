"""Papers as a table of marks: one row a paper, one column a question about a target."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mingcha.core.labels import Codes, Labelled, Labels, labelled, sized
from mingcha.core.notice import Unfit
from mingcha.core.paper import GRADES, Paper

Marks = NDArray[np.float32]
Mask = NDArray[np.bool_]

MOST: Final = 1e6  # points: marks are kept in single precision
LARGEST: Final = 200_000_000  # cells of one table


class Voted(Protocol):
    """What is known of one paper once it is open."""

    @property
    def group(self) -> str:
        """Code of its group."""

    @property
    def told(self) -> bool:
        """Whether the voter was told what to say."""

    @property
    def marks(self) -> str:
        """Marks, organ by organ and question by question."""


@dataclass(frozen=True)
class MarkSheet:
    """The marks of all papers of a round; no name of a voter is in it.

    `marks` is (n, m), larger is better, NaN where nothing was graded. `target` says for each of
    the m columns which of `targets` it is about; `group` for each of the n papers which of
    `groups`. Papers stand in no order that means anything.
    """

    marks: Marks
    target: Codes
    targets: tuple[str, ...]
    group: Codes
    groups: tuple[str, ...]
    told: Mask

    @property
    def papers(self) -> int:
        """How many papers there are."""
        return len(self.marks)

    @cached_property
    def by_target(self) -> Marks:
        """Each paper's mean mark of each target, (n, targets); NaN where it gave none.

        Source:
            Plain arithmetic.

        >>> sheet_of([90, 80, 70], ["a", "a", "b"], ["A", "B", "A"]).by_target.tolist()
        [[90.0, 80.0], [70.0, nan]]
        """
        if len(self.target) == len(self.targets):
            return self.marks[:, np.argsort(self.target)]
        given = ~np.isnan(self.marks)
        sums = np.zeros((self.papers, len(self.targets)), np.float32)
        n = np.zeros_like(sums)
        for column, place in enumerate(self.target):
            sums[:, place] += np.where(given[:, column], self.marks[:, column], 0)
            n[:, place] += given[:, column]
        return np.divide(sums, n, out=np.full_like(sums, np.nan), where=n > 0)

    def of(self, rows: NDArray[Any]) -> MarkSheet:
        """The sheet of some of the papers.

        Source:
            Plain arithmetic.

        >>> sheet_of([90, 80, 70], ["a", "b", "c"], "AAA").of(np.array([0, 2])).papers
        2
        """
        return self.with_marks(self.marks[rows], rows)

    def with_marks(self, marks: Marks, rows: NDArray[Any] | slice = slice(None)) -> MarkSheet:
        """The same sheet with other marks, for these of its papers.

        Source:
            Plain arithmetic.

        >>> sheet = sheet_of([90, 80], ["a", "b"], "AA")
        >>> sheet.with_marks(sheet.marks + 1).marks.tolist()
        [[91.0], [81.0]]
        """
        return MarkSheet(
            marks, self.target, self.targets, self.group[rows], self.groups, self.told[rows]
        )


def sheet_of(
    scores: ArrayLike,
    raters: Labels,
    targets: Labels,
    *,
    groups: Labels | None = None,
    told: ArrayLike | None = None,
) -> MarkSheet:
    """A sheet from single ratings; several of one rater about one target become their mean.

    Args:
        scores: (r,) finite numbers, larger is better.
        raters, targets: (r,) labels.
        groups: (r,) label of the rater's group, the same in all rows of a rater.
        told: (r,) whether the rater was told what to say, in any of the rows.
    Raises:
        Unfit: for a rater in two groups, a score beyond a million, or a table too large to be held.
    Source:
        Layout of this project.

    >>> sheet = sheet_of([3, 1, 2, 2], ["a", "a", "b", "b"], ["X", "Y", "X", "Y"])
    >>> sheet.marks.tolist(), sheet.targets
    ([[3.0, 1.0], [2.0, 2.0]], ('X', 'Y'))
    """
    points = np.asarray(scores, float)
    sized(points, MOST)
    whose, about = labelled(raters, "rater"), labelled(targets, "target")
    if whose.size * about.size > LARGEST:
        raise Unfit(
            "{raters} raters times {targets} targets are more than can be looked at in one go. "
            "Look at one group, or one part of the round, at a time.",
            raters=whose.size,
            targets=about.size,
        )
    cell, size = whose.codes * about.size + about.codes, whose.size * about.size
    n = np.bincount(cell, minlength=size)
    sums = np.bincount(cell, weights=points, minlength=size)
    of_group, group = _groups(groups, whose)
    was_told = np.zeros(whose.size, bool)
    if told is not None:
        was_told[whose.codes[np.asarray(told, bool)]] = True
    marks = np.divide(sums, n, out=np.full(size, np.nan), where=n > 0)
    return MarkSheet(
        marks.reshape(whose.size, about.size).astype(np.float32),
        np.arange(about.size),
        tuple(str(name) for name in about.names),
        group,
        of_group,
        was_told,
    )


def _groups(groups: Labels | None, whose: Labelled) -> tuple[tuple[str, ...], Codes]:
    if groups is None:
        return ("",), np.zeros(whose.size, np.int64)
    given = labelled(groups, "group")
    group = np.zeros(whose.size, np.int64)
    group[whose.codes] = given.codes
    if (group[whose.codes] != given.codes).any():
        raise Unfit("A rater stands in two groups. Give each rater one group in all rows.")
    return tuple(str(name) for name in given.names), group


def sheet_of_papers(
    paper: Paper, votes: Iterable[Voted], scale: Sequence[float] | None = None
) -> MarkSheet:
    """A sheet from the papers that a count has opened.

    Args:
        paper: what was asked.
        votes: group, marks and `told` of each paper; see `Voted`.
        scale: points of each grade, the best first; else 100 for the best down to 0, evenly.
    Raises:
        Unfit: if the scale has not one figure a grade.
    Source:
        Layout of this project.

    >>> from mingcha.core.paper import Group
    >>> from types import SimpleNamespace
    >>> paper = Paper("00" * 16, ("A", "B"), ("conduct",), 3, (Group("deputy"),))
    >>> one = SimpleNamespace(group="deputy", told=False, marks="1u")
    >>> sheet_of_papers(paper, [one]).marks.tolist()
    [[100.0, nan]]
    """
    points = scale or [100 - 100 * n / (paper.grades - 1) for n in range(paper.grades)]
    if len(points) != paper.grades:
        raise Unfit(
            "The scale has {given} figures for {asked} grades. Give one figure a grade.",
            given=len(points),
            asked=paper.grades,
        )
    value = np.full(256, np.nan, np.float32)
    for grade, point in zip(GRADES, points, strict=False):
        value[ord(grade)] = point
    opened = list(votes)
    raw = np.frombuffer("".join(one.marks for one in opened).encode("ascii"), np.uint8)
    place = {group.code: n for n, group in enumerate(paper.groups)}
    return MarkSheet(
        value[raw.reshape(len(opened), paper.cells)],
        np.repeat(np.arange(len(paper.organs)), len(paper.questions)),
        paper.organs,
        np.array([place[one.group] for one in opened], np.int64),
        tuple(group.code for group in paper.groups),
        np.array([one.told for one in opened], bool),
    )
