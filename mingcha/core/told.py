"""How many of those who graded an organ said that they were told what to mark, as far as it may be
shown: small numbers never, nor what would give them away.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from mingcha.core.suppression import withhold


class ToldIn(NamedTuple):
    """Of one group: ballots in all and told, ballots that graded the organ and told of these."""

    ballots: int
    told: int
    graded: int
    graded_told: int


class ToldOf(NamedTuple):
    """One line that may be shown: of these groups together so many of so many were told."""

    groups: tuple[str, ...]
    told: int
    graded: int


def told_of(groups: Mapping[str, ToldIn], least: int) -> tuple[ToldOf, ...]:
    """What may be shown of one organ: groups alone where they can be, the others together.

    A group stands alone if, with its totals known, neither the number that is shown nor any of
    those that follow from it by subtraction is from 1 to below `least`. The others stand
    together if there are two or more and their sums pass the same test; else they are left out.

    Args:
        groups: figures by code; a group that may not mark the organ is not among them.
        least: smallest count that may be printed, in ballots.

    Returns:
        the lines, groups alone first, in the order of codes.
    Source:
        Domain study N5 and 4.11; secondary suppression after Cox (1980), see
        `core.suppression.withhold`.

    >>> told_of({"peer": ToldIn(100, 30, 80, 20), "leader": ToldIn(20, 3, 15, 3)}, 10)
    (ToldOf(groups=('peer',), told=20, graded=80),)
    """
    alone = [code for code, one in sorted(groups.items()) if _may_stand(one, least)]
    rest = [code for code in sorted(groups) if code not in alone]
    lines = [ToldOf((code,), groups[code].graded_told, groups[code].graded) for code in alone]
    if len(rest) > 1:
        sums = ToldIn(*(sum(n) for n in zip(*(groups[code] for code in rest), strict=True)))
        if _may_stand(sums, least):
            lines.append(ToldOf(tuple(rest), sums.graded_told, sums.graded))
    return tuple(lines)


def _may_stand(one: ToldIn, least: int) -> bool:
    """Nothing small in the whole table, totals included: told or not, graded or not."""
    if one.graded < least:
        return False
    not_told = one.graded - one.graded_told
    table = [
        [one.graded_told, one.told - one.graded_told],
        [not_told, one.ballots - one.told - not_told],
    ]
    return not withhold(table, least).any()
