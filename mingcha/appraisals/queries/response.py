"""Questions about who answered: by group, and of which lists they were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Count

from mingcha.appraisals import record
from mingcha.appraisals.models import PanelMember, Reckoning, Round
from mingcha.core.response import Uneven, silent_gap, uneven
from mingcha.core.shares import Share
from mingcha.core.standing import Standings


@dataclass(frozen=True)
class FromList:
    """So many were invited of one list with so many on it. Who of them answered, nobody knows."""

    code: str
    owner: str
    listed: int
    invited: int


@dataclass(frozen=True)
class Answered:
    """One group: ballots back of tickets out, and the lists its members were drawn from."""

    group: str
    share: Share
    lists: tuple[FromList, ...]


def answered(round_: Round, made: Reckoning) -> list[Answered]:
    """Response by group, variants of a group put together."""
    issued, back = record.merged(made.inputs["issued"]), record.merged(made.inputs["ballots"])
    lists = _lists(round_)
    return [
        Answered(group, Share(min(back.get(group, 0), n), n), tuple(lists.get(group, ())))
        for group, n in issued.items()
    ]


def _lists(round_: Round) -> dict[str, list[FromList]]:
    rows = (
        PanelMember.objects.filter(round=round_, frame__isnull=False, left_out="")
        .values("group", "frame__code", "frame__owner", "frame__size")
        .annotate(n=Count("pk"))
        .order_by("frame__code")
    )
    found: dict[str, list[FromList]] = {}
    for row in rows:
        one = FromList(row["frame__code"], row["frame__owner"], row["frame__size"], row["n"])
        found.setdefault(record.base_of(row["group"]), []).append(one)
    return found


def evenness(found: Sequence[Answered]) -> Uneven:
    """Whether some groups answered more readily than others."""
    return uneven({one.group: one.share for one in found})


@dataclass(frozen=True)
class Silence:
    """A line between two bands: who stands next to it, and what the silent could do to it.

    `gap` lies between the lowest above and the highest below; `needed` is how much lower than
    the others the silent would have to think of the one above, and nobody lower of the one
    below, for the line to vanish. Both in points; `needed` is None if nobody was silent.
    """

    above: str
    below: str
    gap: float
    needed: float | None


def silences(
    stand: Standings, scores: Mapping[str, float], response: float | None
) -> list[Silence]:
    """Every line through a class, with what silence could do to it."""
    if response is None:
        return []
    found = []
    for upper, lower in pairwise(stand.bands):
        above, below = min(upper, key=scores.__getitem__), max(lower, key=scores.__getitem__)
        gap = scores[above] - scores[below]
        found.append(Silence(above, below, gap, silent_gap(gap, min(response, 1.0))))
    return found
