"""What a count would be without a block of papers, told so that nobody can work out fewer than ten.

With and without give the block by subtraction, and two blocks give what they differ by. So a block
leaves a group only where every part into which the blocks told so far and this one divide the
group, the rest too, has ten papers or none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mingcha.core.marksheet import MarkSheet, Mask

LEAST: Final = 10  # papers: fewer are never told apart

Codes = NDArray[np.int64]
Values = NDArray[np.float64]


@dataclass(frozen=True)
class Without:
    """One block taken out of the groups where it may be: `taken` papers of each.

    `means` is (groups, columns) of the sheet: the mean mark of those left; NaN where it stays as
    it was, because the block is not taken out there or too few of either side marked it.
    """

    taken: dict[int, int]
    means: Values


def without(
    sheet: MarkSheet, blocks: Sequence[Mask], least: int = LEAST
) -> tuple[Without | None, ...]:
    """Take each block out of the sheet by itself, as far as that tells of no few papers.

    Args:
        sheet: the marks of n papers.
        blocks: (n,) masks; the first have precedence where two differ by too few papers.
        least: the fewest papers of anything that can be worked out, 1 or more.
    Returns:
        a `Without` for each block; None where it cannot be taken out anywhere. Of a block that
        is taken out of some groups only, what stays in the others is `least` papers or more, or
        none.
    Source:
        Sums over any combination of the blocks are constant on the atoms of the algebra of sets
        that they generate (P. R. Halmos, Lectures on Boolean Algebras, 1963); each atom is held
        to the minimum size, as secondary suppression does for tables (L. H. Cox, J. Amer.
        Statist. Assoc. 75 (1980), 377-385).

    >>> from mingcha.core.marksheet import sheet_of
    >>> scores = [50.0] * 10 + [90.0] * 20
    >>> sheet = sheet_of(scores, np.arange(30), ["A"] * 30)
    >>> block, almost = np.arange(30) < 10, np.arange(30) < 11
    >>> first, second = without(sheet, [block, almost])
    >>> first.taken, first.means.tolist(), second
    ({0: 10}, [[90.0]], None)
    """
    atoms = sheet.group.astype(np.int64)  # which part of the sheet each paper lies in
    found: list[Without | None] = []
    for block in blocks:
        finer = np.unique(2 * atoms + block, return_inverse=True)[1].astype(np.int64)
        taken = _taken(sheet, block, finer, least)
        if not taken:
            found.append(None)
            continue
        touched = np.isin(sheet.group, list(taken))
        # Apart from where it is taken out, the block says nothing and divides nothing.
        atoms = np.where(touched, finer + atoms.max() + 1, atoms)
        atoms = np.unique(atoms, return_inverse=True)[1].astype(np.int64)
        found.append(Without(taken, _means(sheet, block, atoms, taken, least)))
    return tuple(found)


def _taken(sheet: MarkSheet, block: Mask, finer: Codes, least: int) -> dict[int, int]:
    """Papers of the block by group, where it may be taken out of the group."""
    sizes = np.bincount(finer)
    found: dict[int, int] = {}
    for code in np.unique(sheet.group[block]).tolist():
        rows = sheet.group == code
        n = int((rows & block).sum())
        if n < int(rows.sum()) and sizes[np.unique(finer[rows])].min() >= least:
            found[code] = n
    left = int(block.sum()) - sum(found.values())
    if found and 0 < left < least:  # "how many" is told of the whole block
        del found[min(found, key=lambda code: (found[code], code))]
    return found


def _means(
    sheet: MarkSheet, block: Mask, atoms: Codes, taken: dict[int, int], least: int
) -> Values:
    means = np.full((len(sheet.groups), sheet.marks.shape[1]), np.nan)
    for code in taken:
        rows = np.flatnonzero(sheet.group == code)
        marks, out = sheet.marks[rows], block[rows]
        given = ~np.isnan(marks)
        n, gone = given[~out].sum(axis=0), given[out].sum(axis=0)
        told = (n >= least) & (gone >= least)
        for part in _parts(atoms[rows]):
            marked = given[part].sum(axis=0)
            told &= (marked == 0) | (marked >= least)
        sums = np.where(given, marks, 0.0)[~out].sum(axis=0, dtype=float)
        means[code, told] = sums[told] / n[told]
    return means


def _parts(atoms: Codes) -> Iterator[Mask]:
    for atom in np.unique(atoms):
        yield atoms == atom
