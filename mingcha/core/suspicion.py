"""Signs that somebody pulled at a round: each with how often chance alone would show it.

A flag is a question to a person, never an answer: people are content, or strict, or of one mind
without being bought. Every flag says what was seen, what honest rounds of the same size would
show at most, and what the result would be without the papers in question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from math import log
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mingcha.core import apart, pulls, special, suspects
from mingcha.core.honest import Twins
from mingcha.core.marksheet import MarkSheet, Mask, Voted, sheet_of_papers
from mingcha.core.notice import Unfit
from mingcha.core.paper import Paper
from mingcha.core.suspects import FAR, Seen, seen

LEVEL: Final = 0.01  # false alarms a round, over all flags about papers together
EACH: Final = LEVEL / 8  # eight kinds of signs
DRAWS: Final = 40  # twins
CELLS: Final = 100_000  # marks of one twin: of larger rounds a part is looked at
FEWEST: Final = 600  # papers that are looked at, where there are as many
LEAST: Final = 10  # papers: fewer are never told apart
SHARE: Final = 0.01  # of papers: less moves nothing
MISTAKEN: Final = 0.005  # of voters press “I was told what to say” by mistake
SLACK: Final = 1.25  # tastes are more one-sided than twins know
MORE: Final = 1.1  # and honest rounds have a little more of the same
SURELY: Final = 3.0  # deviations: less is no wonder, however steady the twins
NAMED: Final = 5  # targets whose result is told with and without


@dataclass(frozen=True)
class Effect:
    """The mean mark of one target with all papers, and without those of the flag."""

    target: str
    whole: float
    without: float


@dataclass(frozen=True)
class Flag:
    """One thing to look into. `papers` is None where they are too few to be told.

    `statistic` above `threshold` raises it; `level` is how often an honest round does. `members`
    says which papers, for the count alone: it never leaves the memory.
    """

    kind: str
    statistic: float
    threshold: float
    level: float
    papers: int | None
    of: int
    facts: dict[str, Any]
    effects: tuple[Effect, ...] = ()
    members: Mask | None = field(default=None, repr=False, compare=False)

    @property
    def wording(self) -> str:
        """Under which name a door finds the sentence; `facts` go into it."""
        return self.kind if self.papers is not None else f"{self.kind}_few"

    def as_dict(self) -> dict[str, Any]:
        """The flag in plain JSON values, without its members."""
        plain: dict[str, Any] = {
            "kind": self.kind,
            "wording": self.wording,
            "papers": self.papers,
            "of": self.of,
        }
        plain |= {"statistic": round(self.statistic, 4), "threshold": round(self.threshold, 4)}
        plain |= {"false_alarm": self.level, "facts": self.facts}
        effects = [
            {"target": e.target, "with": round(e.whole, 2), "without": round(e.without, 2)}
            for e in self.effects
        ]
        return plain | {"effects": effects}


def of_papers(
    paper: Paper, votes: Iterable[Voted], scale: Sequence[float] | None = None, seed: int = 0
) -> tuple[Flag, ...]:
    """Flags of the papers that a count has opened.

    Args:
        paper: what was asked.
        votes: the open papers; their order must mean nothing.
        scale: points of each grade, the best first; else 100 down to 0, evenly.
        seed: of the twins.
    Returns:
        flags, for `as_dict`; nothing in them is about fewer than 10 papers.
    Raises:
        Unfit: if the scale does not fit the paper.
    Source:
        See `look`.

    >>> from mingcha.core.paper import Group
    >>> of_papers(Paper("00" * 16, ("A",), ("conduct",), 3, (Group("deputy"),)), [])
    ()
    """
    opened = list(votes)
    return look(sheet_of_papers(paper, opened, scale), seed=seed) if opened else ()


def look(sheet: MarkSheet, *, draws: int = DRAWS, seed: int = 0) -> tuple[Flag, ...]:
    """Look at all papers of a round for blocks that pull, for coaching, for groups apart.

    Args:
        sheet: the marks, n papers about up to some hundred targets.
        draws: how many honest twins to compare with, 20 or more.
        seed: of the twins; the same seed gives the same flags.
    Returns:
        flags; none is raised by fewer than 10 papers, or by less than 1 % of them; only reports of
        coaching that chance does not explain are told as "fewer than 10", of a group of 10 or more.
    Raises:
        Unfit: for a seed below 0.
    Source:
        Parametric bootstrap of the largest of many statistics (A. C. Davison and D. V. Hinkley,
        Bootstrap Methods and their Application, 1997, ch. 4), its upper tail by Gumbel's law.

    >>> from mingcha.core.marksheet import sheet_of
    >>> rng = np.random.default_rng(1)
    >>> marks = rng.integers(1, 4, (300, 12))
    >>> marks[:15, 0], marks[:15, 1:] = 3, 1  # bought
    >>> sheet = sheet_of(marks.ravel(), np.repeat(np.arange(300), 12), np.tile(np.arange(12), 300))
    >>> sorted({flag.kind for flag in look(sheet)})
    ['extreme', 'identical', 'lifted']
    """
    if seed < 0:
        raise Unfit("The seed {seed} cannot be. Give a whole number from 0 up.", seed=seed)
    flags = [*_blocks(sheet, draws, seed), *_told(sheet), *_apart(sheet)]
    return tuple(flags)


def gumbel(values: NDArray[Any], level: float) -> float:
    """What the largest of many reaches with this probability, from a few draws of it.

    Args:
        values: (k,) draws.
        level: probability, in (0, 1).
    Source:
        E. J. Gumbel, Statistics of Extremes, 1958; fitted by moments.

    >>> round(gumbel(np.array([1.0, 2.0, 3.0]), 0.01), 2)
    4.56
    """
    scale = float(np.std(values)) * 6**0.5 / np.pi
    return float(np.mean(values)) - scale * (np.euler_gamma + log(-log(1 - level)))


def _blocks(sheet: MarkSheet, draws: int, seed: int) -> list[Flag]:
    """Flags about papers, from the round and its twins."""
    few = _part(sheet, seed)
    if len(few.targets) < 2 or few.papers < 2 * LEAST or _all_alike(few):
        return []
    twins = Twins(few, seed)
    ends = pulls.edges(few)
    drawn = [seen(twins.draw(), ends) for _ in range(draws)]
    here = seen(few, ends)
    pulled = (*_far(sheet, here, drawn), *_stand_out(sheet, ends, here, drawn))
    return [*_counted(sheet, few, here, drawn), *_strongest(pulled), *_one_way(sheet, here, drawn)]


def _all_alike(sheet: MarkSheet) -> bool:
    """Whether no two marks differ: a round without an opinion has no block that pulls."""
    given = sheet.marks[~np.isnan(sheet.marks)]
    return given.size == 0 or bool((given == given[0]).all())


def _part(sheet: MarkSheet, seed: int) -> MarkSheet:
    """The papers that are looked at: of a large round, some of them drawn by the seed."""
    most = max(CELLS // max(sheet.marks.shape[1], 1), FEWEST)
    if sheet.papers <= most:
        return sheet
    rows = np.random.Generator(np.random.SFC64(seed)).choice(sheet.papers, most, replace=False)
    return sheet.of(np.sort(rows))


COUNTED: Final[dict[str, Callable[[Any], Mask]]] = {
    "best": suspects.all_best,
    "straight": lambda marks: suspects.straight(marks) & ~suspects.all_best(marks),
    "identical": suspects.identical,
    "extreme": suspects.extreme,
}


def _counted(sheet: MarkSheet, few: MarkSheet, here: Seen, drawn: Sequence[Seen]) -> Iterable[Flag]:
    """Papers filled in one way, when there are more than honest rounds have."""
    for kind, members_of in COUNTED.items():
        there = np.array([getattr(one, kind) for one in drawn], float)
        chance = max(gumbel(there, EACH), _poisson_most(there.mean() + 1 / len(there), EACH))
        most = max(chance, LEAST, SHARE * few.papers)
        found = getattr(here, kind)
        if found <= most:
            continue
        members = members_of(sheet.marks)
        papers = int(members.sum())
        if papers >= LEAST:
            bound = int(chance * sheet.papers / few.papers)
            facts = {"papers": papers, "of": sheet.papers, "most": bound}
            effects = _effects(sheet, members)
            yield Flag(kind, found, most, EACH, papers, sheet.papers, facts, effects, members)


def _far(sheet: MarkSheet, here: Seen, drawn: Sequence[Seen]) -> Iterable[Flag]:
    """Papers that put one target far above or below what they give the others."""
    there = np.stack([one.far for one in drawn])
    middle, spread = there.mean(axis=0), np.sqrt(there.var(axis=0) + 0.5)
    score = (here.far - middle) / spread
    most = gumbel(((there - middle) / spread).reshape(len(drawn), -1).max(axis=1), EACH)
    far: NDArray[Any] | None = None
    for side, place in np.argwhere(score > most):
        far = suspects.beside_others(sheet) if far is None else far
        members = (far[:, place] if side == 0 else -far[:, place]) > FAR
        yield from _at(sheet, int(side), int(place), float(score[side, place]), most, members)


def _stand_out(
    sheet: MarkSheet, ends: pulls.Edges, here: Seen, drawn: Sequence[Seen]
) -> Iterable[Flag]:
    """Papers on which one target stands alone, or two stand together, more than twins have."""
    usual = pulls.Usual.of([one.pulls for one in drawn])
    scores, twins = usual.score(here.pulls), [usual.score(one.pulls) for one in drawn]
    ways = ((pulls.who_alone, MORE), (pulls.who_together, SLACK))
    for kind, (who, slack) in enumerate(ways):
        there = np.array([one[kind].max() for one in twins])
        most = max(slack * gumbel(there, EACH), SURELY)
        at = scores[kind].argmax(axis=1)
        score = scores[kind].max(axis=1)
        for side, place in np.argwhere(score > most):
            members = who(sheet, ends, side, at[side, place], place)
            yield from _at(sheet, int(side), int(place), float(score[side, place]), most, members)


def _at(
    sheet: MarkSheet, side: int, place: int, value: float, most: float, members: Mask
) -> Iterable[Flag]:
    """The flag about one target, if enough papers make it up."""
    papers = int(members.sum())
    if papers < LEAST:
        return
    facts = {"papers": papers, "of": sheet.papers, "target": sheet.targets[place]}
    facts["ratio"] = round(value / most, 1)
    yield Flag(
        ("lifted", "pressed")[side], value, most, EACH, papers, sheet.papers, facts,
        _effects(sheet, members, [place]), members,
    )  # fmt: skip


def _strongest(flags: Iterable[Flag]) -> Iterable[Flag]:
    """One flag a target and side, and of each side those of a few targets only."""
    told: dict[str, set[str]] = {"lifted": set(), "pressed": set()}
    for flag in sorted(flags, key=lambda one: -one.statistic / one.threshold):
        names = told[flag.kind]
        if len(names) < NAMED and flag.facts["target"] not in names:
            names.add(flag.facts["target"])
            yield flag


def _one_way(sheet: MarkSheet, here: Seen, drawn: Sequence[Seen]) -> Iterable[Flag]:
    most = SLACK * gumbel(np.array([one.slant.max() for one in drawn]), EACH)
    if not here.slant.max() > most:
        return
    found = suspects.ways(sheet)
    way = int(found.slant.argmax())
    members = found.along[:, way] > FAR
    papers = int(members.sum())
    if papers < LEAST:
        return
    order = np.argsort(found.loads[:, way])
    up, down = (
        [sheet.targets[n] for n in ends if sign * found.loads[n, way] > 0][:3]
        for sign, ends in ((1, order[::-1]), (-1, order))
    )
    facts: dict[str, Any] = {"papers": papers, "of": sheet.papers}
    facts |= {"up": ", ".join(up) or "-", "down": ", ".join(down) or "-"}
    yield Flag(
        "one_way", float(here.slant.max()), most, EACH, papers, sheet.papers, facts,
        _effects(sheet, members), members,
    )  # fmt: skip


def _told(sheet: MarkSheet) -> Iterable[Flag]:
    """Groups in which more voters report coaching than press the button by mistake."""
    present = np.unique(sheet.group)
    for code in present:
        rows = sheet.group == code
        of, found = int(rows.sum()), int(sheet.told[rows].sum())
        most = _poisson_most(MISTAKEN * of, LEVEL / len(present))
        if found <= most or of < LEAST:  # "more than one of two" would name both
            continue
        members = rows & sheet.told
        enough = found >= LEAST
        facts: dict[str, Any] = {"of": of, "most": int(most), "least": LEAST}
        facts["group"] = sheet.groups[code]
        effects = _effects(sheet.of(np.flatnonzero(rows)), members[rows]) if enough else ()
        papers = found if enough else None
        facts |= {"papers": found} if enough else {}
        level = LEVEL
        shown = float(found) if enough else float(most + 1)
        yield Flag("told", shown, most, level, papers, of, facts, effects, members)


def _apart(sheet: MarkSheet) -> Iterable[Flag]:
    """Groups that say of one target the contrary of all others."""
    means, errors, n = apart.group_means(sheet, LEAST)
    for one in apart.against(means, errors, level=LEVEL):
        facts: dict[str, Any] = {"group": sheet.groups[one.group]}
        facts["target"] = sheet.targets[one.target]
        facts |= {"points": round(one.gap, 2), "most": round(one.most, 2)}
        papers = int(n[one.group, one.target])
        of = int((sheet.group == one.group).sum())
        yield Flag("apart", abs(one.gap), one.most, LEVEL, papers, of, facts)


def _effects(
    sheet: MarkSheet, members: Mask, places: Sequence[int] | None = None
) -> tuple[Effect, ...]:
    """Means with and without these papers: of the targets named, or of those they move most."""
    marks = sheet.by_target
    given = ~np.isnan(marks)
    value = np.where(given, marks, 0).astype(float)
    n, out = given.sum(axis=0), given[members].sum(axis=0)
    known = (out >= LEAST) & (n - out >= LEAST)
    whole = value.sum(axis=0) / np.maximum(n, 1)
    rest = (value.sum(axis=0) - value[members].sum(axis=0)) / np.maximum(n - out, 1)
    if places is None:
        moved = np.where(known, np.abs(whole - rest), -1.0)
        places = [int(n) for n in np.argsort(-moved)[:NAMED]]
    return tuple(
        Effect(sheet.targets[n], float(whole[n]), float(rest[n])) for n in places if known[n]
    )


def _poisson_most(mean: float, level: float) -> int:
    """The most that chance brings: more comes with a probability under the level."""
    k = int(mean)
    while special.gammainc(k + 1, mean) > level:  # probability of more than k
        k += 1
    return k
