"""Who goes where: teams of inspectors for drawn targets, under recusal, slots and equal load."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from mingcha.core.notice import Unfit
from mingcha.core.pool import Candidate, Inspector

FEWEST: Final = 2  # inspectors to a team
Mark = Callable[[str, str, str], str]  # (part of the draw, target, inspector) -> digest


@dataclass(frozen=True)
class Team:
    """Who visits one target: its members in order, who leads, and the turn in which they go."""

    target: str
    slot: int
    leader: str
    members: tuple[str, ...]


def draw_teams(
    targets: Sequence[Candidate],
    inspectors: Sequence[Inspector],
    mark: Mark,
    *,
    size: int = FEWEST,
    abreast: int | None = None,
) -> tuple[Team, ...]:
    """Give every target a team by lot.

    Targets go out in the order drawn, `abreast` of them in each slot; in one slot nobody is in
    two teams. Seats are offered to those with the fewest visits so far, among them by the
    smallest mark; where a seat would stay empty, earlier seats are exchanged. Nobody makes more
    than ceil(targets x size / inspectors) + 1 visits. The leader is drawn among the members.

    Args:
        targets: in the order drawn.
        inspectors: everybody who may be sent.
        mark: the lot of an inspector for a target; see `draw.mark`.
        size: members of a team, at least 2.
        abreast: teams out at one time; None: as many as recusals and numbers allow.

    Returns:
        one team per target, in the order of targets.

    Raises:
        Unfit: naming the target that cannot be given a team, and why.
    Source:
        H. W. Kuhn, Nav. Res. Logist. Q. 2 (1955), 83-97 (exchange along augmenting paths): if
        any seating within these rules exists, one is found.

    >>> people = [Inspector("p1", frozenset({"a"})), Inspector("p2"), Inspector("p3")]
    >>> team, = draw_teams([Candidate("a")], people, lambda part, target, who: who)
    >>> team.members, team.leader, team.slot
    (('p2', 'p3'), 'p2', 1)
    """
    _check(targets, inspectors, size, abreast)
    mark = cache(mark)
    if abreast is not None:
        return _Seating(targets, inspectors, mark, size, abreast).teams()
    for width in range(max(1, len(inspectors) // size), 1, -1):
        try:
            return _Seating(targets, inspectors, mark, size, width).teams()
        except Unfit:
            continue
    return _Seating(targets, inspectors, mark, size, 1).teams()


def _check(
    targets: Sequence[Candidate], inspectors: Sequence[Inspector], size: int, abreast: int | None
) -> None:
    if size < FEWEST:
        raise Unfit("A team has at least {least} inspectors, not {size}.", least=FEWEST, size=size)
    if abreast is not None and abreast < 1:
        raise Unfit("At least one team must be out at a time, not {abreast}.", abreast=abreast)
    for target in targets:
        able = sum(one.may_visit(target) for one in inspectors)
        if able < size:
            raise Unfit(
                "Target {target}: of {all} inspectors {recused} must stay away, and a team needs "
                "{size}. Add inspectors who are not recused.",
                target=target.key,
                all=len(inspectors),
                recused=len(inspectors) - able,
                size=size,
            )


Chair = tuple[str, int]  # one inspector's hands in one slot


@dataclass
class _Seating:
    """The seats as they are filled; lives for one draw only."""

    targets: Sequence[Candidate]
    inspectors: Sequence[Inspector]
    mark: Mark
    size: int
    abreast: int
    taken: dict[Chair, int] = field(default_factory=dict)  # whose target sits there
    load: Counter[str] = field(default_factory=Counter)  # visits by inspector

    def teams(self) -> tuple[Team, ...]:
        for place in range(len(self.targets)):
            for _member in range(self.size):
                self._seat(place)
        return tuple(self._team(place) for place in range(len(self.targets)))

    @property
    def _most(self) -> int:
        return -(-len(self.targets) * self.size // len(self.inspectors)) + 1

    def _slot(self, place: int) -> int:
        return place // self.abreast + 1

    def _seat(self, place: int) -> None:
        """Find one more member for this target, moving others if need be; nearest way first."""
        # chair -> (target that would take it, chair given up for it); no target: only vacated
        came: dict[Chair, tuple[int | None, Chair | None]] = {}
        queue: deque[tuple[int, Chair | None]] = deque([(place, None)])
        while queue:
            seeker, leaves = queue.popleft()
            for who in self._offers(seeker):
                chair = (who, self._slot(seeker))
                if chair in came or self.taken.get(chair) == seeker:
                    continue
                came[chair] = (seeker, leaves)
                if chair not in self.taken and self.load[who] < self._most:
                    self._move(chair, came)
                    return
                queue.extend(self._disturbed(chair, came))
        raise self._stuck(place)

    def _disturbed(
        self, chair: Chair, came: dict[Chair, tuple[int | None, Chair | None]]
    ) -> list[tuple[int, Chair | None]]:
        """The targets of which one would have to look for somebody else."""
        if chair in self.taken:
            return [(self.taken[chair], chair)]
        found: list[tuple[int, Chair | None]] = []
        for other in sorted(held for held in self.taken if held[0] == chair[0]):
            if other not in came:
                came[other] = (None, chair)
                found.append((self.taken[other], other))
        return found

    def _move(self, last: Chair, came: dict[Chair, tuple[int | None, Chair | None]]) -> None:
        chair: Chair | None = last
        while chair is not None:
            seeker, before = came[chair]
            if self.taken.pop(chair, None) is not None:
                self.load[chair[0]] -= 1
            if seeker is not None:
                self.taken[chair] = seeker
                self.load[chair[0]] += 1
            chair = before

    def _offers(self, place: int) -> list[str]:
        target = self.targets[place]
        able = [one.key for one in self.inspectors if one.may_visit(target)]
        return sorted(
            able, key=lambda who: (self.load[who], self.mark("team", target.key, who), who)
        )

    def _team(self, place: int) -> Team:
        key, slot = self.targets[place].key, self._slot(place)
        members = sorted(
            who for (who, when), at in self.taken.items() if (when, at) == (slot, place)
        )
        leader = min(members, key=lambda who: (self.mark("leader", key, who), who))
        return Team(key, slot, leader, tuple(members))

    def _stuck(self, place: int) -> Unfit:
        return Unfit(
            "Target {target}: every inspector who may go is busy in slot {slot} or has {most} "
            "visits already. Send fewer teams at a time, or add inspectors who are not recused.",
            target=self.targets[place].key,
            slot=self._slot(place),
            most=self._most,
        )
