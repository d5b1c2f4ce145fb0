"""Signs that somebody pulled at the papers, looked for while they lie open at the count.

Which papers a sign is about is forgotten with them. Kept are counts of ten papers and more, and
by how much an organ's mean moves without them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mingcha.core.ballot import Paper
from mingcha.core.marksheet import MarkSheet
from mingcha.core.steps import exact
from mingcha.core.suspicion import look


@dataclass(frozen=True)
class Pile:
    """The papers of one group: marks as characters, and who was told what to say."""

    marks: Sequence[NDArray[np.uint8]]
    told: Sequence[bool]


def flags(paper: Paper, piles: Mapping[str, Pile], scale: Sequence[str]) -> list[dict[str, Any]]:
    """The flags of a count, in plain JSON values; `scale` are points, the best grade first.

    Twins are drawn from a fixed seed: counted again, the same papers raise the same flags.
    """
    if len(scale) != paper.grades or not any(pile.marks for pile in piles.values()):
        return []
    value = np.full(256, np.nan, np.float32)
    for n, text in enumerate(scale, 1):
        value[ord(str(n))] = float(exact(text))
    # Variants of a group are one group: `peer.1` votes as `peer` does.
    whole = {code: code.partition(".")[0] for code in piles}
    groups = tuple(dict.fromkeys(whole.values()))
    there = {code: pile for code, pile in piles.items() if pile.marks}
    sheet = MarkSheet(
        value[np.concatenate([part for pile in there.values() for part in pile.marks])],
        np.repeat(np.arange(len(paper.organs)), len(paper.questions)),
        paper.organs,
        np.repeat(
            [groups.index(whole[code]) for code in there],
            [len(pile.told) for pile in there.values()],
        ),
        groups,
        np.array([told for pile in there.values() for told in pile.told], bool),
    )
    return [flag.as_dict() for flag in look(_in_no_order(sheet))]


def _in_no_order(sheet: MarkSheet) -> MarkSheet:
    """Papers sorted by what is on them, so that the order of the box decides nothing."""
    given = np.nan_to_num(sheet.marks, nan=-1.0)
    return sheet.of(np.lexsort([*given.T[::-1], sheet.told, sheet.group]))
