"""A table of ratings, read and checked: what can be told from it, and why something cannot."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from mingcha.core.gathered import Gathered
from mingcha.core.labels import (
    ROOMY,
    Cells,
    Codes,
    Floats,
    Labelled,
    Labels,
    cells,
    labelled,
    numbers,
)
from mingcha.core.notice import Unfit

DENSE: Final = 20_000  # labels beside the largest factor: their square must fit the memory
ALIKE: Final = 1e-150  # scores closer than this are the same
NAMED: Final = 3  # labels of one part told in a refusal


@dataclass(frozen=True)
class Table:
    """Scores and labels of the same rows, by column: "rater", "target" and perhaps "block"."""

    scores: Floats
    columns: dict[str, Labelled]

    @classmethod
    def of(cls, scores: ArrayLike, raters: Labels, targets: Labels, blocks: Labels | None) -> Table:
        """Read the columns.

        Raises:
            Unfit: naming the first row or the column that cannot be used.
        """
        read = numbers(scores, "score")
        columns = {"rater": labelled(raters, "rater"), "target": labelled(targets, "target")}
        if blocks is not None:
            columns["block"] = labelled(blocks, "block")
        for name, column in columns.items():
            if column.codes.size != read.size:
                raise Unfit(
                    "Column “{column}” has {length} rows and the scores have {rows}. "
                    "Give each score one.",
                    column=name,
                    length=column.codes.size,
                    rows=read.size,
                )
        return cls(read, columns)

    @property
    def n(self) -> int:
        """How many ratings there are."""
        return int(self.scores.size)

    @property
    def alike(self) -> bool:
        """Whether no two scores differ."""
        return bool(self.scores.max() - self.scores.min() <= ALIKE)

    @property
    def one(self) -> float:
        """Any of the scores, if they are alike."""
        return float(self.scores[0])

    def cells(self) -> Cells:
        """Ratings gathered by their labels, factors in the order of the columns."""
        return cells(self.scores, list(self.columns.values()))

    def split(self, part_of: Codes) -> Iterator[Table]:
        """The rows of each part as a table of its own; `part_of` tells the part of a rater."""
        row_part = part_of[self.columns["rater"].codes]
        order = np.argsort(row_part, kind="stable")
        ends = np.flatnonzero(np.diff(row_part[order])) + 1
        for rows in np.split(order, ends):
            yield Table(
                self.scores[rows],
                {name: _chosen(column, rows) for name, column in self.columns.items()},
            )


Ratings = Table | Gathered


def _chosen(column: Labelled, rows: Codes) -> Labelled:
    few = labelled(column.codes[rows], "")
    return Labelled(few.codes, tuple(column.names[code] for code in few.names))  # type: ignore[call-overload]


def parts_of(found: Cells, raters: int, targets: int) -> tuple[int, Codes, Codes]:
    """How many parts do not overlap, and the part of each rater and of each target.

    Args:
        found: cells whose first two factors are raters and targets.
        raters, targets: how many there are of each.
    Returns:
        the number of parts; (raters,) and (targets,) int arrays of part numbers from 0.
    Raises:
        ValueError: for codes beyond the numbers given.
    Source:
        Connected designs; S. R. Searle, Linear Models (1971), ch. 7.

    >>> table = Table.of([1, 2, 3], list("aab"), list("xyz"), None)
    >>> count, of_rater, of_target = parts_of(table.cells(), 2, 3)
    >>> count, of_rater.tolist(), of_target.tolist()
    (2, [0, 1], [0, 0, 1])
    """
    size = raters + targets
    edges = coo_array(
        (np.ones(found.count.size, np.int8), (found.codes[0], found.codes[1] + raters)),
        shape=(size, size),
    )
    count, part = connected_components(edges, directed=False)
    return int(count), part[:raters], part[raters:]


def distinct(a: Codes, b: Codes, size: int) -> int:
    """How many different pairs two columns of codes form.

    Args:
        a, b: (n,) codes from 0.
        size: how many codes there are in b.
    Returns:
        a number of pairs, at most n.
    Raises:
        ValueError: for columns of unequal length.
    Source:
        None needed.

    >>> distinct(np.array([0, 0, 1]), np.array([1, 1, 0]), 2)
    2
    """
    key = a * size + b
    if key.size and int(key.max()) < max(ROOMY, 4 * key.size):
        return int(np.count_nonzero(np.bincount(key)))
    return int(np.unique(key).size)


def check(table: Ratings, found: Cells) -> None:
    """Refuse what has no answer.

    Args:
        table: the columns, read; scores in any unit.
        found: their cells.
    Raises:
        Unfit: the sentence says what is missing, and what to do.
    Source:
        Identifiability of crossed effects; S. R. Searle, Linear Models (1971), ch. 9.

    >>> try:
    ...     single = Table.of([1, 2, 3], list("aaa"), list("xyx"), None)
    ...     check(single, single.cells())
    ... except Unfit as no:
    ...     print(no)
    Only one rater, “a”. Severity is a difference between raters: report raw means.
    """
    for name, column in table.columns.items():
        if column.size == 1:
            _refuse_single(name, column.names[0])
    for name, column in table.columns.items():
        if column.size == table.n:
            _refuse_once(name)
    if table.alike:
        raise Unfit(
            "All scores are {score}. Where nothing differs there is nothing to adjust: "
            "report the score as it is.",
            score=f"{table.one:g}",
        )
    _check_blocks(table, found)
    sizes = sorted(column.size for column in table.columns.values())
    if sum(sizes[:-1]) > DENSE:
        raise Unfit(
            "{count} labels beside the largest column are too many for one machine (limit "
            "{limit}). Give the ratings of one class of targets at a time.",
            count=sum(sizes[:-1]),
            limit=DENSE,
        )


def _refuse_single(name: str, label: Hashable) -> None:
    if name == "rater":
        raise Unfit(
            "Only one rater, “{label}”. Severity is a difference between raters: report raw means.",
            label=label,
        )
    if name == "target":
        raise Unfit(
            "Only one target, “{label}”. Severity shows where raters rate several targets: "
            "give the ratings of the others as well.",
            label=label,
        )
    raise Unfit("Only one block, “{label}”. Leave the blocks out.", label=label)


def _refuse_once(name: str) -> None:
    if name == "rater":
        raise Unfit(
            "Every rater gave one rating only, so that severity cannot be told from chance. "
            "Let raters rate several targets, or report raw means."
        )
    if name == "target":
        raise Unfit(
            "Every target has one rating only, so that its level cannot be told from chance. "
            "Let several raters rate each target."
        )
    raise Unfit("Every block has one rating only. Leave the blocks out.")


def _check_blocks(table: Ratings, found: Cells) -> None:
    if "block" not in table.columns:
        return
    block = table.columns["block"]
    for place, name in enumerate(("rater", "target")):
        other = table.columns[name]
        pairs = distinct(found.codes[place], found.codes[2], block.size)
        if pairs == other.size == block.size:
            raise Unfit(
                "Each block is one rater, or one target, and the other way round: their effects "
                "cannot be told apart. Leave the blocks out."
            )


def disjoint(table: Ratings, part_of_rater: Codes, part_of_target: Codes, count: int) -> Unfit:
    """The refusal of raters and targets that fall into parts, with the first two named.

    Args:
        table: the columns.
        part_of_rater, part_of_target, count: as `parts_of` tells them.
    Returns:
        an `Unfit`, not raised.
    Source:
        None needed.

    >>> table = Table.of([1, 2], list("ab"), list("xy"), None)
    >>> str(disjoint(table, np.array([0, 1]), np.array([0, 1]), 2))[:81]
    'Raters and targets fall into 2 parts with no rating between them, like (a: x) and'
    """
    told = [
        f"({_few(table.columns['rater'], part_of_rater == part)}: "
        f"{_few(table.columns['target'], part_of_target == part)})"
        for part in range(2)
    ]
    return Unfit(
        "Raters and targets fall into {count} parts with no rating between them, like {first} and "
        "{second}: whether a rater is harsh or a target weak cannot be told across parts. Let "
        "some raters rate targets of several parts, or reckon each part by itself.",
        count=count,
        first=told[0],
        second=told[1],
    )


def _few(column: Labelled, inside: Any) -> str:
    members = np.flatnonzero(inside)
    names = ", ".join(str(column.names[code]) for code in members[:NAMED])
    return names + (f" … {members.size}" if members.size > NAMED else "")
