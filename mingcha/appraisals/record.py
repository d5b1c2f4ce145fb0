"""What went into a round's results, as it is kept, and the same results reckoned once more."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from mingcha.appraisals.models import Reckoning, Round, RuleVersion, Subject
from mingcha.appraisals.refusals import NOT_COUNTED
from mingcha.core.disclosure import Rule, disclose
from mingcha.core.pollscore import Scoring
from mingcha.core.roundrule import RoundRule
from mingcha.core.roundscore import RoundScore, from_json, to_json
from mingcha.core.steps import canonical
from mingcha.core.trial import Ballots
from mingcha.core.weighting import score_round
from mingcha.polls.models import Poll
from mingcha.polls.record import paper_of

PERIOD = re.compile(r"^\d{4}(Q[1-4])?$")
Plain = dict[str, Any]


def rule_of(row: RuleVersion) -> RoundRule:
    """The rule as the core reads it."""
    return RoundRule.of(row.code, row.parameters)


def base_of(group: str) -> str:
    """The group whose weight a ballot has: a variant for recused members is `peer.1` of `peer`."""
    return group.partition(".")[0]


def merged(counts: Mapping[str, int]) -> dict[str, int]:
    """Numbers by group, variants put together."""
    total: dict[str, int] = {}
    for group, n in counts.items():
        total[base_of(group)] = total.get(base_of(group), 0) + n
    return total


def frozen(round_: Round, subjects: Iterable[Subject]) -> Plain:
    """Everything that goes into the results, in plain JSON values."""
    poll = round_.poll
    if poll is None or poll.tally is None:
        raise NOT_COUNTED(number=round_.number)
    return {
        "poll": poll.code,
        "rule": round_.rule.digest,
        "tally": poll.tally,
        "issued": poll.issued,
        "ballots": poll.ballots,
        "void": round_.void_groups,
        "subjects": [
            {"code": s.code, "kind": s.kind, "other": _text(s.other), "veto": s.veto}
            for s in subjects
        ],
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def cells_of(inputs: Plain, code: str) -> dict[str, dict[str, dict[str, int]]]:
    """Counts about one organ by group and question, variants of a group put together."""
    cells: dict[str, dict[str, dict[str, int]]] = {}
    for group, questions in inputs["tally"]["cells"].get(code, {}).items():
        into = cells.setdefault(base_of(group), {})
        for question, counts in questions.items():
            total = into.setdefault(question, {})
            for mark, n in counts.items():
                total[mark] = total.get(mark, 0) + n
    return cells


def ballots_of(inputs: Plain, rule: RoundRule, kind: str) -> Ballots:
    """The counts about the organs of one class, to be weighed otherwise."""
    subjects = [one for one in inputs["subjects"] if one["kind"] == kind]
    return Ballots.of(
        {one["code"]: cells_of(inputs, one["code"]) for one in subjects},
        rule,
        checks={one["code"]: one["other"] for one in subjects},
        void=tuple(inputs["void"]),
    )


def reckon(inputs: Plain, rule: RoundRule) -> list[RoundScore]:
    """The results of every organ, from inputs and rule alone."""
    void = tuple(inputs["void"])
    return [
        score_round(
            one["code"],
            one["kind"],
            cells_of(inputs, one["code"]),
            rule,
            checks=one["other"],
            veto=one["veto"],
            void=void,
        )
        for one in inputs["subjects"]
    ]


def digest_of(inputs: Plain) -> str:
    """One short name for all that went in; the rule is in it by its own digest."""
    return hashlib.sha256(canonical(inputs).encode()).hexdigest()


def agrees(reckoning: Reckoning) -> bool:
    """Whether a new computation from what was kept gives the same bytes and digest."""
    rule = rule_of(reckoning.round.rule)
    again = to_json(reckon(reckoning.inputs, rule))
    return again == reckoning.sheet and digest_of(reckoning.inputs) == reckoning.digest


def scoring_of(scores: Sequence[RoundScore], rule: RoundRule, tally: Plain) -> Scoring | None:
    """The weights that held in the end, organ by organ, as the public bundle takes them.

    None where the rule weighs questions unequally: the bundle knows only their plain mean.
    """
    if len({question.weight for question in rule.questions}) > 1:
        return None
    if any(base_of(group) != group for group in tally["groups"]):
        return None  # a weight is of the whole group, not of each variant
    scale = {str(n): points for n, points in enumerate(rule.scale, 1)}
    weights = {
        score.subject: {g.group: g.used for g in score.groups if g.used != "0"} for score in scores
    }
    return Scoring(scale, {organ: row for organ, row in weights.items() if row})


def public_of(poll: Poll, scoring: Scoring | None) -> Plain:
    """What may be published of a count: parts and classes of marks, and rounded scores.

    The same as in the poll's public bundle, whose verifier recomputes it.
    """
    assert poll.tally is not None
    shown = disclose(paper_of(poll), poll.tally, scoring, Rule(least=max(1, poll.least)))
    return {**shown.as_dict(), "step": shown.step, "scores": dict(shown.scores)}


def scoring_in_force(round_: Round) -> Scoring | None:
    """The weights of the newest reckoning, as the public bundle takes them."""
    made = round_.reckonings.last()
    if made is None:
        raise NOT_COUNTED(number=round_.number)
    return scoring_of(from_json(made.sheet), rule_of(round_.rule), made.inputs["tally"])
