"""Questions about what has changed since the round that the rule names as its baseline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mingcha.appraisals import record
from mingcha.appraisals.models import Reckoning, Round
from mingcha.appraisals.queries.results import PUBLIC, Figures
from mingcha.core.roundrule import RoundRule
from mingcha.core.roundscore import RoundScore, from_json
from mingcha.core.standing import Change, changes
from mingcha.core.trial import weighed

Scored = dict[str, tuple[float, float]]


@dataclass(frozen=True)
class Baseline:
    """The round compared with, and the change of every organ that can be compared.

    `rescored`: its ballots were weighed anew by the rule of this round, so that a change of the
    rule is not taken for a change of the organs. `why_not` says in a word why nothing can be
    compared; "" if it can.
    """

    round: Round
    changes: Mapping[str, Change]
    rescored: bool = False
    why_not: str = ""


def baseline_of(round_: Round, found: Sequence[Figures], rule: RoundRule) -> Baseline | None:
    """What has changed since the baseline; None where the round's rule names none that is final."""
    if not rule.baseline:
        return None
    ended = Round.objects.select_related("rule").filter(state__in=PUBLIC)
    before = ended.filter(number=rule.baseline).first()
    made = before.reckonings.last() if before is not None else None
    if before is None or made is None:
        return None
    old = record.rule_of(before.rule)
    if len(old.scale) != len(rule.scale):
        return Baseline(before, {}, why_not="grades")
    same = _alike(old, rule)
    then = _as_then(made) if same else _as_now(made, rule)
    now = _scored([one.score for one in found])
    return Baseline(before, changes(now, then), not same, "" if then else "questions")


def _alike(old: RoundRule, new: RoundRule) -> bool:
    """Whether both rules make the same score of the same ballots."""
    return all(
        getattr(old, name) == getattr(new, name)
        for name in ("scale", "questions", "weights", "parts", "coverage", "missing")
    ) and [(g.code, g.min_valid) for g in old.groups] == [(g.code, g.min_valid) for g in new.groups]


def _as_then(made: Reckoning) -> Scored:
    """Scores as they were told then."""
    return _scored(from_json(made.sheet))


def _as_now(made: Reckoning, rule: RoundRule) -> Scored:
    """The ballots of then by the rule of now."""
    weights = {kind: rule.weights_of(kind) for kind, _row in rule.weights}
    found: Scored = {}
    for kind, row in weights.items():
        held = record.ballots_of(made.inputs, rule, kind)
        parts = {group: float(weight) for group, weight in row.items()}
        scale = [float(points) for points in rule.scale]
        tried = weighed(held, rule, scale=scale, weights=parts)
        found |= {code: (one.score, one.se) for code, one in tried.items() if one.whole}
    return found


def _scored(scores: Sequence[RoundScore]) -> Scored:
    return {
        s.subject: (float(s.score), float(s.se))
        for s in scores
        if s.standing == "rated" and s.score is not None and s.se is not None
    }
