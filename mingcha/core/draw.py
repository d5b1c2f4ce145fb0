"""Draws of targets and teams that anyone can repeat with a hash function; decision record 0012."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from mingcha.core.drawrecord import ALGORITHM, Drawn, DrawRecord, from_json, to_json
from mingcha.core.notice import Unfit
from mingcha.core.pool import (
    WHOLE,
    Candidate,
    Inspector,
    Pool,
    allot,
    canonical_seed,
    pool_fingerprint,
    rfc3797_key,
    rfc3797_select,
)
from mingcha.core.teams import FEWEST, Team, draw_teams

__all__ = [
    "WHOLE",
    "Candidate",
    "DrawRecord",
    "Drawn",
    "Inspector",
    "Pool",
    "Replay",
    "Team",
    "allot",
    "canonical_seed",
    "draw",
    "draw_targets",
    "draw_teams",
    "from_json",
    "mark",
    "pool_fingerprint",
    "replay",
    "rfc3797_key",
    "rfc3797_select",
    "to_json",
]


@dataclass(frozen=True)
class Replay:
    """Whether a record is what its seed and pool give; each fault is a sentence with its facts."""

    faults: tuple[Unfit, ...]

    @property
    def agrees(self) -> bool:
        """Whether nothing differs."""
        return not self.faults

    @property
    def differences(self) -> tuple[str, ...]:
        """What differs, in English sentences; doors translate `faults` instead."""
        return tuple(str(fault) for fault in self.faults)


def mark(seed: str, turn: int, part: str, *names: str) -> str:
    """The lot of one ticket: a number nobody could choose, as 64 hexadecimal characters.

    Args:
        seed: the canonical seed.
        turn: the round, from 1; a new round under the same seed gives new lots.
        part: what is drawn: "target", "team" or "leader".
        names: key and ticket of a target; or key of a target and key of an inspector.

    Returns:
        SHA-256 of all of them with bars between, in UTF-8; the smallest mark is drawn first.
    Source:
        RFC 3797 with SHA-256 (FIPS 180-4) in place of MD5. In a shell:
        printf '%s' 'dice:3-1-6|1|target|A01|1' | sha256sum

    >>> mark("dice:3-1-6", 1, "target", "A01", "1")[:12]
    '8c1768254d26'
    """
    return hashlib.sha256("|".join([seed, str(turn), part, *names]).encode()).hexdigest()


def draw_targets(
    candidates: Sequence[Candidate], *, seed: str, wants: Mapping[str, int], turn: int = 1
) -> tuple[Drawn, ...]:
    """Draw targets from each stratum by their best tickets.

    A target with odds w has w tickets in the bag and is drawn by the smallest mark among them.
    This is the same as drawing tickets one by one and laying aside further tickets of what is
    drawn already. So of two targets, one of odds v and one of odds w, the first goes before the
    second with chance v / (v + w) exactly; the first place goes to a target with chance w over
    the sum of odds in its stratum. Further places follow the same rule among those left, so
    chances to be drawn at all rise with the odds, but less than in proportion. More odds never
    harm a target under the same seed.

    Args:
        candidates: the targets, in any order.
        seed: any form of the seed (see `canonical_seed`).
        wants: places by stratum, or `{"*": n}` over all.
        turn: the round, from 1.

    Returns:
        those drawn: stratum by stratum in the order of names, within it in the order drawn.

    Raises:
        Unfit: if a stratum holds fewer than are wanted, or is not in the pool.
    Source:
        P. S. Efraimidis and P. G. Spirakis, Inf. Process. Lett. 97 (2006), 181-185: the largest
        of w uniform numbers is distributed as their key u^(1/w); with whole odds no logarithm
        and no rounding is needed.

    >>> bag = [Candidate("a"), Candidate("b"), Candidate("c", odds=3)]
    >>> [one.key for one in draw_targets(bag, seed="dice:3-1-6", wants={"*": 2})]
    ['c', 'a']
    """
    lot, drawn = partial(mark, canonical_seed(seed), turn, "target"), []
    strata = _strata(candidates, wants)
    for name, want in sorted(wants.items()):
        held = strata.get(name, [])
        if not 0 <= want <= len(held):
            raise Unfit(
                "From stratum “{stratum}” {want} are wanted, but it holds {size}. Ask for fewer, "
                "or add targets.",
                stratum=name,
                want=want,
                size=len(held),
            )
        best = (_best(one, lot) for one in held)
        drawn += sorted(best, key=lambda one: (one.mark, one.key))[:want]
    return tuple(drawn)


def _strata(
    candidates: Sequence[Candidate], wants: Mapping[str, int]
) -> dict[str, list[Candidate]]:
    if WHOLE not in wants:
        names = {one.stratum for one in candidates}
        return {name: [one for one in candidates if one.stratum == name] for name in names}
    if len(wants) > 1:
        raise Unfit("Draw over the whole pool or from its strata, not both. Choose one.")
    return {WHOLE: list(candidates)}


def _best(target: Candidate, lot: Callable[..., str]) -> Drawn:
    tickets = range(1, target.odds + 1)
    least, ticket = min((lot(target.key, str(ticket)), ticket) for ticket in tickets)
    return Drawn(target.key, target.stratum, ticket, least)


def draw(  # the facts of a draw are its contract
    pool: Pool,
    *,
    purpose: str,
    seed: str,
    wants: Mapping[str, int],
    source: str = "",
    witnesses: Sequence[str] = (),
    turn: int = 1,
    team_size: int = FEWEST,
    abreast: int | None = None,
) -> DrawRecord:
    """Draw targets and, if the pool names inspectors, a team for each; keep all of it.

    Args:
        pool: fixed, and its fingerprint read out, before the seed is known.
        purpose: what is drawn for, in the words of the plan.
        seed: public dice or a later public value (see `canonical_seed`).
        wants: places by stratum, or `{"*": n}` over all (see `draw_targets`, `allot`).
        source: how the seed came about: where, when, thrown by whom.
        witnesses: who saw it.
        turn: the round, from 1.
        team_size, abreast: see `draw_teams`.

    Returns:
        the record; `replay` repeats it.

    Raises:
        Unfit: if the pool cannot give what is wanted, naming the stratum or the target.
    Source:
        Decision record 0012.

    >>> bag = Pool((Candidate("a"), Candidate("b")), (Inspector("p"), Inspector("q")))
    >>> record = draw(bag, purpose="Q1", seed="dice:3-1-6", wants={"*": 1})
    >>> record.teams[0].members, replay(record).agrees
    (('p', 'q'), True)
    """
    seed, wants = canonical_seed(seed), dict(sorted(wants.items()))
    targets = draw_targets(pool.candidates, seed=seed, wants=wants, turn=turn)
    return DrawRecord(
        purpose=purpose.strip(),
        pool=pool,
        fingerprint=pool_fingerprint(pool),
        seed=seed,
        source=source.strip(),
        witnesses=tuple(witnesses),
        round=turn,
        wants=tuple(wants.items()),
        team_size=team_size,
        abreast=abreast,
        targets=targets,
        teams=_teams(pool, targets, partial(mark, seed, turn), team_size, abreast),
    )


def _teams(
    pool: Pool,
    targets: Sequence[Drawn],
    lot: Callable[..., str],
    size: int,
    abreast: int | None,
) -> tuple[Team, ...]:
    if not pool.inspectors:
        return ()
    by_key = {one.key: one for one in pool.candidates}
    # Strata are mixed by lot, so that no stratum always goes out first.
    order = sorted(targets, key=lambda one: (one.mark, one.key))
    going = [by_key[one.key] for one in order]
    return draw_teams(going, pool.inspectors, lot, size=size, abreast=abreast)


def replay(record: DrawRecord, *, published: str | None = None) -> Replay:
    """Draw again from the record's own pool and seed, and say in sentences what differs.

    Args:
        record: as it was kept or published.
        published: the fingerprint that was read out before the draw, if the reader has it from
            elsewhere; without it, a record made anew with another pool agrees with itself.

    Returns:
        a `Replay`.
    Source:
        Decision record 0012.

    >>> record = draw(Pool((Candidate("a"),)), purpose="", seed="dice:1-2", wants={"*": 1})
    >>> replay(record, published="00").differences[0][:40]
    'The pool is not the one that was publish'
    """
    if record.algorithm != ALGORITHM:
        return Replay((_unknown_algorithm(record.algorithm),))
    faults = list(_pool_faults(record, published))
    try:
        again = draw(
            record.pool,
            purpose=record.purpose,
            seed=record.seed,
            wants=dict(record.wants),
            turn=record.round,
            team_size=record.team_size,
            abreast=record.abreast,
        )
    except Unfit as no:
        return Replay((*faults, no))
    faults += _target_faults(record.targets, again.targets)
    faults += _team_faults(record.teams, again.teams)
    return Replay(tuple(faults))


def _unknown_algorithm(name: str) -> Unfit:
    return Unfit(
        "This version does not know the method “{name}”. Use the version that made the record.",
        name=name,
    )


def _pool_faults(record: DrawRecord, published: str | None) -> Iterator[Unfit]:
    found = pool_fingerprint(record.pool)
    if found != record.fingerprint:
        yield Unfit(
            "The pool was changed after it was fixed: its fingerprint is {found}, the record "
            "says {said}.",
            found=found,
            said=record.fingerprint,
        )
    if published is not None and published.strip().lower() != found:
        yield Unfit(
            "The pool is not the one that was published: its fingerprint is {found}, published "
            "was {said}.",
            found=found,
            said=published.strip(),
        )


def _target_faults(said: Sequence[Drawn], found: Sequence[Drawn]) -> Iterator[Unfit]:
    kept, drawn = {one.key: one for one in said}, {one.key: one for one in found}
    for key in sorted(drawn.keys() - kept.keys()):
        yield Unfit("Target {key} is drawn by the seed, but the record leaves it out.", key=key)
    for key in sorted(kept.keys() - drawn.keys()):
        yield Unfit("Target {key} stands in the record, but the seed does not draw it.", key=key)
    for key in sorted(kept.keys() & drawn.keys()):
        if kept[key] != drawn[key]:
            yield Unfit("Target {key}: its ticket, mark or stratum is not what was drawn.", key=key)
    same = kept.keys() == drawn.keys()
    if same and [one.key for one in said] != [one.key for one in found]:
        yield Unfit("The targets stand in another order than they were drawn, or one stands twice.")


def _team_faults(said: Sequence[Team], found: Sequence[Team]) -> Iterator[Unfit]:
    kept, drawn = {team.target: team for team in said}, {team.target: team for team in found}
    if len(kept) != len(said):
        yield Unfit("A target has two teams in the record.")
    for key in sorted(drawn.keys() - kept.keys()):
        yield Unfit("The record has no team for target {key}.", key=key)
    for key in sorted(kept.keys() - drawn.keys()):
        yield Unfit("The record has a team for target {key}, which gets none.", key=key)
    for key in sorted(kept.keys() & drawn.keys()):
        if kept[key] != drawn[key]:
            yield Unfit(
                "Target {key}: the record sends {said}, the seed sends {found}.",
                key=key,
                said=_team_words(kept[key]),
                found=_team_words(drawn[key]),
            )


def _team_words(team: Team) -> str:
    return f"{', '.join(team.members)} ({team.leader}; {team.slot})"
