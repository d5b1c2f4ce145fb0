"""Signs that somebody pulled at the papers, looked for while they lie open at the count.

Which papers a sign is about is forgotten with them. Kept are counts of ten papers and more, and
what those left give each organ, group by group, as far as nobody can work out fewer than ten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mingcha.core.ballot import Paper
from mingcha.core.marksheet import MarkSheet
from mingcha.core.steps import exact
from mingcha.core.suspicion import Flag, look
from mingcha.core.without import Without, without

KEPT: Final = 20  # blocks of which the result without them is kept, the clearest first
Plain = dict[str, Any]


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
    sheet = _in_no_order(sheet)
    found = look(sheet)
    apart = _without(sheet, paper, found)
    # Means of an organ over all groups would give away what the groups one by one hold back.
    return [
        flag.as_dict() | {"effects": [], "without": one}
        for flag, one in zip(found, apart, strict=True)
    ]


def _without(sheet: MarkSheet, paper: Paper, found: Sequence[Flag]) -> list[Plain | None]:
    """By flag: how many papers were taken out of which group, and the means of those left."""
    clear = [n for n, flag in enumerate(found) if flag.members is not None]
    clear.sort(key=lambda n: (-found[n].statistic / max(found[n].threshold, 1e-9), n))
    blocks = [block for n in clear[:KEPT] if (block := found[n].members) is not None]
    kept: list[Plain | None] = [None] * len(found)
    for n, one in zip(clear, without(sheet, blocks), strict=False):
        kept[n] = None if one is None else _as_kept(one, sheet, paper)
    return kept


def _as_kept(one: Without, sheet: MarkSheet, paper: Paper) -> Plain:
    """Plain JSON values: the mean by organ, group and question, only where it is told."""
    many = len(paper.questions)
    organs: dict[str, Any] = {}
    for group, cell in np.argwhere(~np.isnan(one.means)).tolist():
        of_organ = organs.setdefault(paper.organs[cell // many], {})
        of_group = of_organ.setdefault(sheet.groups[group], {})
        of_group[paper.questions[cell % many]] = f"{one.means[group, cell]:.2f}"
    taken = {sheet.groups[group]: n for group, n in one.taken.items()}
    return {"taken": taken, "means": organs}


def _in_no_order(sheet: MarkSheet) -> MarkSheet:
    """Papers sorted by what is on them, so that the order of the box decides nothing."""
    given = np.nan_to_num(sheet.marks, nan=-1.0)
    return sheet.of(np.lexsort([*given.T[::-1], sheet.told, sheet.group]))
