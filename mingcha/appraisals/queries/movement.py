"""Groups that moved against all others between two rounds that ask the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeGuard

import numpy as np
from numpy.typing import NDArray

from mingcha.appraisals import record
from mingcha.appraisals.models import Reckoning, Round
from mingcha.appraisals.queries.results import PUBLIC
from mingcha.core.apart import against
from mingcha.core.roundrule import RoundRule
from mingcha.core.roundscore import GroupFigures, from_json

Plain = dict[str, Any]
Values = NDArray[np.float64]
LEVEL: Final = 0.01  # false alarms a pair of rounds


def round_before(round_: Round) -> Reckoning | None:
    """The newest published round of the same kind that asked the same groups the same; or None."""
    ended = (
        Round.objects.select_related("rule")
        .defer("public")
        .filter(state__in=PUBLIC, public__isnull=False, of_kind=round_.of_kind)
    )
    rule = record.rule_of(round_.rule)
    for one in ended.filter(closes_on__lt=round_.opens_on).order_by("-closes_on", "-pk"):
        if asks_alike(record.rule_of(one.rule), rule):
            return one.reckonings.last()
    return None


def asks_alike(old: RoundRule, new: RoundRule) -> bool:
    """Whether means of groups can be compared: the same scale, questions and groups."""
    return (old.scale, old.questions, [g.code for g in old.groups]) == (
        new.scale,
        new.questions,
        [g.code for g in new.groups],
    )


def moved(made: Reckoning, before: Reckoning, rule: RoundRule, *, least: int) -> list[Plain]:
    """Flags of groups whose change about an organ is contrary to that of every other group.

    A mean counts where it has at least `least` answers in both rounds.
    """
    now, then = _figures(made), _figures(before)
    organs = [code for code in now if code in then]
    groups = [group.code for group in rule.groups]
    if not organs:
        return []
    shape = (len(groups), len(organs))
    means, errors, old = (np.full(shape, np.nan) for _ in range(3))
    for g, group in enumerate(groups):
        for o, organ in enumerate(organs):
            here, there = now[organ].get(group), then[organ].get(group)
            if _counts(here, least) and _counts(there, least):
                means[g, o], errors[g, o] = float(here.score or 0), float(here.se or 0)
                old[g, o] = float(there.score or 0)
    found = against(means, errors, before=old, level=LEVEL)
    number = before.round.number
    return [
        _flag(groups[one.group], organs[one.target], (one.gap, one.most), now, number)
        for one in found
    ]


def _figures(made: Reckoning) -> dict[str, dict[str, GroupFigures]]:
    scores = from_json(made.sheet)
    return {one.subject: {group.group: group for group in one.groups} for one in scores}


def _counts(one: GroupFigures | None, least: int) -> TypeGuard[GroupFigures]:
    if one is None or one.missing:
        return False
    return one.valid >= least and float(one.se or 0) > 0


def _flag(
    group: str,
    organ: str,
    gap: Sequence[float],
    now: Mapping[str, Mapping[str, GroupFigures]],
    number: str,
) -> Plain:
    n = now[organ][group].valid
    facts: Plain = {"group": group, "target": organ, "round": number}
    facts |= {"points": round(gap[0], 2), "most": round(gap[1], 2)}
    return {
        "kind": "moved",
        "wording": "moved",
        "papers": n,
        "of": now[organ][group].asked,
        "statistic": round(abs(gap[0]), 4),
        "threshold": round(gap[1], 4),
        "false_alarm": LEVEL,
        "facts": facts,
    }
