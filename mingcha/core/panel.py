"""Who goes into the bag of a panel: once each, recused where tied, nobody lost silently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from mingcha.core.pool import Candidate, allot, clean

TWICE: Final = "twice"  # stands in another group's list already
TIED: Final = "tied"  # has a tie to an organ on the paper, and variants are not wanted
TIED_FEW: Final = "tied_few"  # too few share the tie to be counted apart without being known
LOST: Final = "lost"  # no way to reach them
BETWEEN: Final = "/"


@dataclass(frozen=True)
class Entry:
    """One person of a list: `key` is list and number, `person` tells the same one in two lists."""

    key: str
    group: str
    stratum: str = ""
    person: str = ""
    ties: frozenset[str] = field(default=frozenset())
    reachable: bool = True


@dataclass(frozen=True)
class PanelPlan:
    """The bag, the places by stratum, who votes in which variant, who is left out and why.

    `recused` names for each code of a group or variant the organs its members do not rate.
    `short` says how many are missing where a list holds fewer than the quota.
    """

    candidates: tuple[Candidate, ...]
    wants: Mapping[str, int]
    recused: Mapping[str, tuple[str, ...]]
    left_out: Mapping[str, str]
    short: Mapping[str, int]

    def counts(self) -> dict[str, int]:
        """How many are left out, by reason."""
        return dict(Counter(self.left_out.values()))


def code_in(stratum: str) -> str:
    """The code of the group or variant that a stratum of the bag belongs to.

    >>> code_in("peer.2/district")
    'peer.2'
    """
    return stratum.partition(BETWEEN)[0]


def plan_panel(
    entries: Iterable[Entry],
    quotas: Mapping[str, int],
    organs: frozenset[str],
    *,
    variants: bool = False,
    least: int = 30,
) -> PanelPlan:
    """Lay out the draw of a panel.

    Args:
        entries: everybody on the lists.
        quotas: how many of each group, in the order in which groups claim a person; 0 means all.
        organs: codes on the paper; other ties do not matter.
        variants: whether members with ties are drawn into variants of their group.
        least: fewest members of a variant.

    Returns:
        a `PanelPlan`; every entry of a known group is either in the bag or left out by name.
    Source:
        Domain study 5.6: recusal for one's own organ; lists never from the organ rated.

    >>> some = [Entry(f"L/{n}", "peer", ties=frozenset({"A"} if n < 2 else ())) for n in range(9)]
    >>> plan = plan_panel(some, {"peer": 5}, frozenset({"A"}))
    >>> dict(plan.wants), plan.counts()
    ({'peer': 5}, {'tied': 2})
    """
    left_out: dict[str, str] = {}
    held = _claimed(entries, quotas, left_out)
    bag: list[Candidate] = []
    wants: dict[str, int] = {}
    recused: dict[str, tuple[str, ...]] = {}
    short: dict[str, int] = {}
    for group, quota in quotas.items():
        by_tie = _by_tie(held.get(group, ()), organs)
        want = _tied(by_tie, quota, left_out, variants=variants, least=least)
        for n, tie in enumerate(sorted(by_tie)):
            code = group if not tie else f"{group}.{n + (() not in by_tie)}"
            recused[code] = tie
            bag += [Candidate(one.key, _stratum(code, one)) for one in by_tie[tie]]
            sizes = Counter(_stratum(code, one) for one in by_tie[tie])
            wants |= {name: places for name, places in allot(sizes, want[tie]).items() if places}
        if missing := quota - sum(want.values()):
            short |= {group: missing} if quota and group in held else {}
    return PanelPlan(tuple(bag), wants, recused, left_out, short)


def _claimed(
    entries: Iterable[Entry], quotas: Mapping[str, int], left_out: dict[str, str]
) -> dict[str, list[Entry]]:
    """Entries by group; who stands in two lists is in the group that comes first."""
    place = {group: n for n, group in enumerate(quotas)}
    known = sorted(
        (one for one in entries if one.group in place), key=lambda e: (place[e.group], e.key)
    )
    seen: set[str] = set()
    held: dict[str, list[Entry]] = {}
    for one in known:
        group = held.setdefault(one.group, [])
        if not one.reachable:
            left_out[one.key] = LOST
        elif one.person and one.person in seen:
            left_out[one.key] = TWICE
        else:
            group.append(one)
            seen.add(one.person)
    return held


def _by_tie(entries: Sequence[Entry], organs: frozenset[str]) -> dict[tuple[str, ...], list[Entry]]:
    found: dict[tuple[str, ...], list[Entry]] = {}
    for one in entries:
        found.setdefault(tuple(sorted(one.ties & organs)), []).append(one)
    return found


def _tied(
    by_tie: dict[tuple[str, ...], list[Entry]],
    quota: int,
    left_out: dict[str, str],
    *,
    variants: bool,
    least: int,
) -> dict[tuple[str, ...], int]:
    """Places by tie; whoever cannot be drawn leaves `by_tie` for `left_out`."""
    if not variants:
        for tie in [tie for tie in by_tie if tie]:
            left_out |= {one.key: TIED for one in by_tie.pop(tie)}
    while True:
        sizes = {BETWEEN.join(tie): len(held) for tie, held in by_tie.items()}
        whole = sum(sizes.values())
        places = allot(sizes, min(quota, whole) if quota else whole)
        few = [tie for tie in by_tie if tie and places[BETWEEN.join(tie)] < least]
        if not few:
            return {tie: places[BETWEEN.join(tie)] for tie in by_tie}
        smallest = min(few, key=lambda tie: (len(by_tie[tie]), tie))
        left_out |= {one.key: TIED_FEW for one in by_tie.pop(smallest)}


def _stratum(code: str, one: Entry) -> str:
    return clean(f"{code}{BETWEEN}{one.stratum}") if one.stratum else code
