"""Who goes into the bag of a panel: once each, recused where tied, nobody lost silently."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from mingcha.core.draw import DrawRecord, replay
from mingcha.core.notice import Unfit
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
    named: bool = False  # by the body that owns the list; not drawn


@dataclass(frozen=True)
class PanelPlan:
    """The bag, the places by stratum, who votes in which variant, who is left out and why.

    `recused` names for each code of a group or variant the organs its members do not rate.
    `short` says how many are missing where a list holds fewer than the quota. `named` holds those
    who have a place without the draw, by the stratum whose place it is; `wants` is without them.
    """

    candidates: tuple[Candidate, ...]
    wants: Mapping[str, int]
    recused: Mapping[str, tuple[str, ...]]
    left_out: Mapping[str, str]
    short: Mapping[str, int]
    named: Mapping[str, str] = field(default_factory=dict)

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
    at_random: int = 0,
) -> PanelPlan:
    """Lay out the draw of a panel.

    Args:
        entries: everybody on the lists.
        quotas: how many of each group, in the order in which groups claim a person; 0 means all.
        organs: codes on the paper; other ties do not matter.
        variants: whether members with ties are drawn into variants of their group.
        least: fewest members of a variant.
        at_random: places of a stratum in a hundred that are drawn; as many others may be named.

    Returns:
        a `PanelPlan`; every entry of a known group is in the bag, named, or left out by name.

    Raises:
        Unfit: if more of a stratum are named than may be.
    Source:
        Domain study 5.6: recusal for one's own organ; lists never from the organ rated; Hangzhou
        draws 80 in a hundred at random inside each layer of its delegates.

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
    named: dict[str, str] = {}
    for group, quota in quotas.items():
        by_tie = _by_tie(held.get(group, ()), organs)
        want = _tied(by_tie, quota, left_out, variants=variants, least=least)
        for n, tie in enumerate(sorted(by_tie)):
            code = group if not tie else f"{group}.{n + (() not in by_tie)}"
            recused[code] = tie
            sizes = Counter(_stratum(code, one) for one in by_tie[tie])
            places = allot(sizes, want[tie])
            mine = {one.key: _stratum(code, one) for one in by_tie[tie] if one.named}
            wants |= _to_draw(places, Counter(mine.values()), at_random)
            named |= mine
            rest = (one for one in by_tie[tie] if not one.named)
            bag += [Candidate(one.key, _stratum(code, one)) for one in rest]
        if missing := quota - sum(want.values()):
            short |= {group: missing} if quota and group in held else {}
    return PanelPlan(tuple(bag), wants, recused, left_out, short, named)


def _to_draw(places: Mapping[str, int], named: Mapping[str, int], share: int) -> dict[str, int]:
    """Places by stratum that are left to the draw."""
    for name, n in named.items():
        most = most_named(places[name], share)
        if n > most:
            raise Unfit(
                "Of {places} places in {stratum} {named} are named, {most} may be. "
                "Let the body that owns the list name fewer.",
                stratum=name,
                places=places[name],
                named=n,
                most=most,
            )
    left = {name: n - named.get(name, 0) for name, n in places.items()}
    return {name: n for name, n in left.items() if n}


def most_named(places: int, at_random: int) -> int:
    """How many of so many places may be named, where a share in a hundred is drawn at least.

    >>> most_named(12, 80), most_named(4, 80)
    (2, 0)
    """
    return places * (100 - at_random) // 100


def named_fingerprint(named: Mapping[str, str]) -> str:
    """Those who were named, in 64 characters: it stands in the purpose of the draw.

    Whoever has the list of keys, one `key|stratum` a line, sorted, gets the same from `sha256sum`.

    >>> named_fingerprint({"L/2": "peer", "L/1": "peer"})[:12]
    '73c508a87879'
    """
    lines = sorted(f"{key}|{stratum}" for key, stratum in named.items())
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def panel_faults(record: DrawRecord, named: Mapping[str, str], at_random: int) -> tuple[Unfit, ...]:
    """What is wrong with a panel that was drawn and named: nothing, if anybody can repeat it.

    Args:
        record: of the draw; its purpose ends with the fingerprint of those named, if there are any.
        named: key to stratum of those who were not drawn.
        at_random: places of a stratum in a hundred that are drawn at least.

    Returns:
        the faults: the draw does not come out so, others were named than was read out before,
        somebody is named and in the bag, more are named than may be.
    Source:
        Domain study 5.6; decision record 0012 for the draw itself.

    >>> from mingcha.core.draw import Pool, draw
    >>> bag = Pool((Candidate("L/1", "peer"), Candidate("L/2", "peer")))
    >>> record = draw(bag, purpose="Q1", seed="dice:3-1-6", wants={"peer": 1})
    >>> panel_faults(record, {}, 80)
    ()
    >>> len(panel_faults(record, {"L/2": "peer"}, 80))
    3
    """
    faults = list(replay(record).faults)
    if named and not record.purpose.endswith(named_fingerprint(named)):
        faults.append(Unfit("Others were named than was read out before the draw."))
    if both := sorted(set(named) & {one.key for one in record.pool.candidates}):
        faults.append(Unfit("{key} is named and in the bag. Nobody has two chances.", key=both[0]))
    wants = dict(record.wants)
    for stratum, n in sorted(Counter(named.values()).items()):
        places = n + wants.get(stratum, 0)
        if n > most_named(places, at_random):
            faults.append(
                Unfit(
                    "In {stratum} {named} of {places} are named. Too few were drawn.",
                    stratum=stratum,
                    named=n,
                    places=places,
                )
            )
    return tuple(faults)


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
