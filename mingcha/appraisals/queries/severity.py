"""Questions about harsh and lenient voters: what the count kept, and adjusted beside raw scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mingcha.appraisals.models import Reckoning
from mingcha.core.roundscore import RoundScore

Plain = Mapping[str, Any]


@dataclass(frozen=True)
class Adjusted:
    """A score without the severity of those who happened to mark the organ, beside the raw one.

    `shift` is adjusted less raw, in points; `whole` says whether every group could be reckoned.
    Where all but a few of a group marked the organ, its severity is left in: it moves next to
    nothing, and taking it out would tell of those few.
    """

    score: float
    se: float
    shift: float
    whole: bool


@dataclass(frozen=True)
class Spread:
    """How the scores of one group vary: standard deviations in points, of whole answers."""

    group: str
    papers: int
    answers: int
    why_not: str
    organ: float | None = None
    voter: float | None = None
    rest: float | None = None

    @property
    def part(self) -> float | None:
        """The voters' part of the variance of one answer about one organ, in [0, 1]."""
        if self.organ is None or self.voter is None or self.rest is None:
            return None
        whole = self.organ**2 + self.voter**2 + self.rest**2
        return self.voter**2 / whole if whole else None


def kept(made: Reckoning) -> Plain | None:
    """What the count kept of severity; None for a count that did not look."""
    found: Plain | None = made.inputs["tally"].get("adjusted")
    return found


def adjusted(made: Reckoning, scores: Sequence[RoundScore], part: float) -> dict[str, Adjusted]:
    """Adjusted scores by organ; `part` is the ballot's part of the score.

    An organ is there only if the severity of at least one of its groups could be reckoned; the
    other groups stand in it as they are.
    """
    said = kept(made)
    if said is None:
        return {}
    pairs = ((s, said["organs"].get(s.subject, {})) for s in scores)
    found = {score.subject: _adjusted(score, groups, part) for score, groups in pairs}
    return {code: one for code, one in found.items() if one is not None}


def _adjusted(score: RoundScore, groups: Plain, part: float) -> Adjusted | None:
    counts = [g for g in score.groups if float_of(g.used) > 0]
    known = [g.group for g in counts if g.group in groups]
    if score.score is None or not known:
        return None
    shift = variance = 0.0
    for one in counts:
        weight, held = part * float_of(one.used), groups.get(one.group, {})
        mild = held.get("mildness")  # None where it would tell of fewer than ten papers
        variance += (weight * float(one.se or 0 if mild is None else held["se"])) ** 2
        shift -= weight * float(mild or 0)
    whole = len(known) == len(counts)
    return Adjusted(float(score.score) + shift, variance**0.5, shift, whole)


def float_of(text: str) -> float:
    """A weight as it is kept: a decimal, or a fraction such as 1/3."""
    above, _line, below = text.partition("/")
    return float(above) / float(below or 1)


def spreads(made: Reckoning) -> list[Spread]:
    """How scores vary in each group that voted."""
    said = kept(made) or {"groups": {}}
    return [_spread(code, one) for code, one in said["groups"].items()]


def _spread(code: str, one: Plain) -> Spread:
    bare = Spread(code, one["papers"], one["answers"], one["why_not"])
    if one["why_not"]:
        return bare
    sd = {name: float(value) for name, value in one["sd"].items()}
    return Spread(code, bare.papers, bare.answers, "", sd["target"], sd["rater"], sd["residual"])


def paper_classes(made: Reckoning) -> list[tuple[float | None, float | None, int]]:
    """How many papers were how mild or harsh: from, to (points), papers, never fewer than ten.

    The first has no beginning and the last no end.
    """
    said = kept(made) or {"papers": []}
    return [(one["from"], one["to"], one["papers"]) for one in said["papers"]]
