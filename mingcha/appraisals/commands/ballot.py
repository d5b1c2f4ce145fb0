"""What a round does to its poll: has its paper made, seats its scrutineers, has it published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from mingcha.appraisals import record
from mingcha.appraisals.models import Round
from mingcha.core.roundrule import RoundRule
from mingcha.people.models import Person
from mingcha.polls import commands as polls
from mingcha.polls.models import Poll

ENDED = {Poll.State.VOID, Poll.State.COUNTED, Poll.State.PUBLISHED}


def groups_of(round_: Round) -> list[dict[str, Any]]:
    """The groups of the rule that carry weight for any class of the round, as a paper has them."""
    rule = record.rule_of(round_.rule)
    kinds = set(round_.subjects.values_list("kind", flat=True))
    heavy = {group for kind in kinds for group in rule.weights_of(kind)}
    return [
        {"code": group.code, "name": group.name, "name_en": group.name_en, "recused": []}
        for group in rule.groups
        if group.code in heavy
    ]


def make(
    round_: Round,
    groups: Sequence[Mapping[str, Any]],
    *,
    drawn: bool,
    blind: bool,
    by: Any,
    on: date,
) -> Poll:
    """The poll of a round, drafted and frozen: questions, grades and block are the rule's."""
    rule = record.rule_of(round_.rule)
    organs = [{"code": s.code, "name": s.name, "name_en": ""} for s in round_.subjects.all()]
    poll = polls.draft(
        round_.title,
        organs,
        [{"code": q.code, "text": q.text, "text_en": q.text_en} for q in rule.questions],
        _grades(rule),
        groups,
        by=by,
        on=on,
        block=min(rule.block, len(organs)),
        contact_first=rule.contact_first,
        drawn=drawn,
        blind=blind,
    )
    return polls.freeze(poll, by=by, on=on)


def _grades(rule: RoundRule) -> list[dict[str, str]]:
    """The grades with their points, by which the count sees who was harsh."""
    return [
        {"text": text, "text_en": text_en, "points": points}
        for (text, text_en), points in zip(rule.grades, rule.scale, strict=True)
    ]


def seat(round_: Round, scrutineers: Sequence[Person], *, by: Any, on: date) -> None:
    """Seat the scrutineers of the round's poll: without them it cannot be opened."""
    assert round_.poll is not None
    polls.seat_scrutineers(round_.poll, scrutineers, by=by, on=on)


def publish(round_: Round, *, by: Any, on: date) -> None:
    """Publish the poll's bundle with scores and the digest of the rule, unless it is out."""
    poll = round_.poll
    if poll is not None and poll.state == Poll.State.COUNTED:
        scoring = record.scoring_in_force(round_)
        polls.publish(poll, scoring=scoring, rule=round_.rule.digest, by=by, on=on)


def void(round_: Round, reason: str, *, by: Any, on: date) -> None:
    """A round that is void takes its poll with it, unless the count is out already."""
    if round_.poll is not None and round_.poll.state not in ENDED:
        polls.void(round_.poll, reason=reason, by=by, on=on)
