"""Papers as a table of marks: one row a paper, one column a question about a target."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mingcha.core.notice import Unfit
from mingcha.core.paper import GRADES, Paper

Marks = NDArray[np.float32]
Codes = NDArray[np.int64]
Mask = NDArray[np.bool_]

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
    raters: Sequence[Any] | NDArray[Any],
    targets: Sequence[Any] | NDArray[Any],
    *,
    groups: Sequence[Any] | NDArray[Any] | None = None,
    told: ArrayLike | None = None,
) -> MarkSheet:
    """A sheet from single ratings; several of one rater about one target become their mean.

    Args:
        scores: (r,) finite numbers, larger is better.
        raters, targets: (r,) labels.
        groups: (r,) label of the rater's group, the same in all rows of a rater.
        told: (r,) whether the rater was told what to say, in any of the rows.
    Raises:
        Unfit: for a rater in two groups, or a table too large to be held.
    Source:
        Layout of this project.

    >>> sheet = sheet_of([3, 1, 2, 2], ["a", "a", "b", "b"], ["X", "Y", "X", "Y"])
    >>> sheet.marks.tolist(), sheet.targets
    ([[3.0, 1.0], [2.0, 2.0]], ('X', 'Y'))
    """
    whose, first, rater = np.unique(np.asarray(raters), return_index=True, return_inverse=True)
    about, target = np.unique(np.asarray(targets), return_inverse=True)
    if len(whose) * len(about) > LARGEST:
        raise Unfit(
            "{raters} raters times {targets} targets are more than can be looked at in one go. "
            "Look at one group, or one part of the round, at a time.",
            raters=len(whose),
            targets=len(about),
        )
    shape = (len(whose), len(about))
    sums, n = np.zeros(shape), np.zeros(shape)
    np.add.at(sums, (rater, target), np.asarray(scores, float))
    np.add.at(n, (rater, target), 1)
    of_group, group = _groups(groups, rater, first)
    was_told = np.zeros(len(whose), bool)
    if told is not None:
        np.logical_or.at(was_told, rater, np.asarray(told, bool))
    return MarkSheet(
        np.divide(sums, n, out=np.full(shape, np.nan), where=n > 0).astype(np.float32),
        np.arange(len(about)),
        tuple(str(name) for name in about),
        group,
        of_group,
        was_told,
    )


def _groups(
    groups: Sequence[Any] | NDArray[Any] | None, rater: NDArray[Any], first: NDArray[Any]
) -> tuple[tuple[str, ...], Codes]:
    if groups is None:
        return ("",), np.zeros(len(first), np.int64)
    names, group = np.unique(np.asarray(groups), return_inverse=True)
    if (group[first][rater] != group).any():
        raise Unfit("A rater stands in two groups. Give each rater one group in all rows.")
    return tuple(str(name) for name in names), group[first].astype(np.int64)


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
