"""Questions of the kind "what if the groups weighed otherwise": reckoned at once, kept nowhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mingcha.appraisals import record
from mingcha.appraisals.models import Reckoning
from mingcha.appraisals.queries.results import Figures, Shown, least_told, told_groups
from mingcha.appraisals.queries.standing import standings_of
from mingcha.core.roundrule import RoundRule
from mingcha.core.standing import Standings
from mingcha.core.trial import Tried, weighed

OTHERS = "others"  # groups that are too small to be weighed one by one


@dataclass(frozen=True)
class Handle:
    """What can be moved: one group, or small groups together; its weight by the rule."""

    key: str
    groups: tuple[str, ...]
    weight: float


@dataclass(frozen=True)
class Outcome:
    """The organs of a class weighed one way: scores, and who can be told apart."""

    scores: Mapping[str, Tried]
    standings: Standings


def handles(held: Sequence[Figures], rule: RoundRule, kind: str, seen: Shown) -> list[Handle]:
    """The weights that may be moved one by one.

    Whoever could weigh a small group alone would read its exact score off the page. For those
    who may not see small groups they move together, as the rule shares their weight.
    """
    row = {group: float(weight) for group, weight in rule.weights_of(kind).items()}
    free = set(row) if seen.keeps else set(row) & _told(held)
    small = [group for group in row if group not in free]
    if len(small) == 1 and free:
        small.append(min(free, key=lambda group: (row[group], group)))
    made = [Handle(group, (group,), weight) for group, weight in row.items() if group not in small]
    if small:
        made.append(Handle(OTHERS, tuple(small), sum(row[group] for group in small)))
    return made


def _told(held: Sequence[Figures]) -> frozenset[str]:
    """Groups that are large enough for every organ of the class."""
    least = least_told()
    sets = [told_groups(one.score.groups, least=least) for one in held]
    return frozenset.intersection(*sets) if sets else frozenset()


def spread_out(
    moved: Mapping[str, float], known: Sequence[Handle], rule: RoundRule, kind: str
) -> dict[str, float]:
    """Weight by group: what was moved together is shared as the rule does."""
    row = {group: float(weight) for group, weight in rule.weights_of(kind).items()}
    return {
        group: moved[handle.key] * row[group] / handle.weight
        for handle in known
        for group in handle.groups
    }


def tried(
    made: Reckoning,
    rule: RoundRule,
    kind: str,
    *,
    scale: Sequence[float],
    weights: Mapping[str, float],
) -> Outcome:
    """The organs of one class as these weights and this scale would have it.

    Raises:
        Unfit: for a scale or weights that cannot be.
    """
    ballots = record.ballots_of(made.inputs, rule, kind)
    scores = weighed(ballots, rule, scale=scale, weights=weights)
    compared = {code: one for code, one in scores.items() if one.whole and one.se > 0}
    found = standings_of(
        {code: one.score for code, one in compared.items()},
        {code: one.se for code, one in compared.items()},
    )
    return Outcome(scores, found)
