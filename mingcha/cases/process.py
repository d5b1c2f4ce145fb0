"""The process of an item as its cases went through it: which way, how often, where time is lost."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, pairwise
from statistics import median
from typing import NamedTuple

from mingcha.cases.models import Meaning
from mingcha.core.workdays import Calendar

ONE = timedelta(days=1)
OTHERS = (Meaning.NOTICE, Meaning.SUSPENDED)  # after these somebody else is waited for


class Step(NamedTuple):
    """One event on its way through a case."""

    case: int
    activity: str
    meaning: str
    on: date


@dataclass(frozen=True)
class Node:
    """One activity: in how many cases, how often in all, how many mostly come before it."""

    activity: str
    cases: int
    times: int
    along: float


@dataclass(frozen=True)
class Arc:
    """One activity directly after another: how often, working days between, whose time it was."""

    first: str
    then: str
    times: int
    middle: float
    days: int  # all working days lost here, over all cases
    others: bool


@dataclass(frozen=True)
class Path:
    """One way through, from the first to the last activity, and how many cases went it."""

    activities: tuple[str, ...]
    cases: int


@dataclass(frozen=True)
class Process:
    """All of it: activities in their usual order, arcs by frequency, ways by frequency."""

    cases: int
    nodes: tuple[Node, ...]
    arcs: tuple[Arc, ...]
    paths: tuple[Path, ...]

    @property
    def own_days(self) -> int:
        """Working days that were the organ's."""
        return sum(arc.days for arc in self.arcs if not arc.others)

    @property
    def other_days(self) -> int:
        """Working days in which applicants or experts were waited for."""
        return sum(arc.days for arc in self.arcs if arc.others)


def process(steps: Iterable[Step], calendar: Calendar) -> Process:
    """What the cases went through. Steps come case by case, in their order."""
    paths: Counter[tuple[str, ...]] = Counter()
    along: dict[str, list[float]] = defaultdict(list)
    inside: Counter[str] = Counter()
    waits: dict[tuple[str, str], list[int]] = defaultdict(list)
    others: Counter[tuple[str, str]] = Counter()
    for _case, told in groupby(steps, key=lambda step: step.case):
        way = list(told)
        paths[tuple(step.activity for step in way)] += 1
        inside.update({step.activity for step in way})
        for n, step in enumerate(way):
            along[step.activity].append(n / max(len(way) - 1, 1))
        for first, then in pairwise(way):
            arc = (first.activity, then.activity)
            waits[arc].append(_days(calendar, first.on, then.on))
            others[arc] += first.meaning in OTHERS
    before = _before(paths)
    nodes = [Node(a, inside[a], len(p), before[a] + sum(p) / len(p)) for a, p in along.items()]
    arcs = [_arc(arc, days, others[arc]) for arc, days in waits.items()]
    ways = [Path(activities, n) for activities, n in paths.items()]
    return Process(
        cases=paths.total(),
        nodes=tuple(sorted(nodes, key=lambda node: (node.along, -node.cases, node.activity))),
        arcs=tuple(sorted(arcs, key=lambda arc: (-arc.times, arc.first, arc.then))),
        paths=tuple(sorted(ways, key=lambda way: (-way.cases, way.activities))),
    )


def _before(paths: Counter[tuple[str, ...]]) -> dict[str, int]:
    """How many activities stand one after another before each, as most cases have it."""
    ahead: Counter[tuple[str, str]] = Counter()
    for way, cases in paths.items():
        order = list(dict.fromkeys(way))
        for n, first in enumerate(order):
            for then in order[n + 1 :]:
                ahead[(first, then)] += cases
    mostly: dict[str, set[str]] = defaultdict(set)
    for (first, then), n in ahead.items():
        if n > ahead.get((then, first), 0):
            mostly[then].add(first)
    depth = dict.fromkeys((activity for way in paths for activity in way), 0)
    for _round in depth:  # a circle of majorities ends here, not never
        deeper = {a: max((depth[b] + 1 for b in mostly[a]), default=0) for a in depth}
        if deeper == depth:
            break
        depth = deeper
    return depth


def _arc(arc: tuple[str, str], days: Sequence[int], others: int) -> Arc:
    return Arc(*arc, len(days), float(median(days)), sum(days), others * 2 > len(days))


def _days(calendar: Calendar, first: date, last: date) -> int:
    return calendar.count(first + ONE, last) if last > first else 0
