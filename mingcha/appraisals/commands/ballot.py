"""What a round does to its poll: has its paper made, seats its scrutineers, has it published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from mingcha.appraisals import record
from mingcha.appraisals.models import Round
from mingcha.people.models import Person
from mingcha.polls import commands as polls
from mingcha.polls.models import Poll

ENDED = {Poll.State.VOID, Poll.State.COUNTED, Poll.State.PUBLISHED}


def groups_of(round: Round) -> list[dict[str, Any]]:  # noqa: A002 -- the thing's name
    """The groups of the rule that carry weight for any class of the round, as a paper has them."""
    rule = record.rule_of(round.rule)
    kinds = set(round.subjects.values_list("kind", flat=True))
    heavy = {group for kind in kinds for group in rule.weights_of(kind)}
    return [
        {"code": group.code, "name": group.name, "name_en": group.name_en, "recused": []}
        for group in rule.groups
        if group.code in heavy
    ]


def make(
    round: Round,  # noqa: A002
    groups: Sequence[Mapping[str, Any]],
    *,
    drawn: bool,
    blind: bool,
    by: Any,
    on: date,
) -> Poll:
    """The poll of a round, drafted and frozen: questions, grades and block are the rule's."""
    rule = record.rule_of(round.rule)
    organs = [{"code": s.code, "name": s.name, "name_en": ""} for s in round.subjects.all()]
    poll = polls.draft(
        round.title,
        organs,
        [{"code": q.code, "text": q.text, "text_en": q.text_en} for q in rule.questions],
        [{"text": text, "text_en": text_en} for text, text_en in rule.grades],
        groups,
        by=by,
        on=on,
        block=min(rule.block, len(organs)),
        contact_first=rule.contact_first,
        drawn=drawn,
        blind=blind,
    )
    return polls.freeze(poll, by=by, on=on)


def seat(round: Round, scrutineers: Sequence[Person], *, by: Any, on: date) -> None:  # noqa: A002
    """Seat the scrutineers of the round's poll: without them it cannot be opened."""
    assert round.poll is not None
    polls.seat_scrutineers(round.poll, scrutineers, by=by, on=on)


def void(round: Round, reason: str, *, by: Any, on: date) -> None:  # noqa: A002
    """A round that is void takes its poll with it, unless the count is out already."""
    if round.poll is not None and round.poll.state not in ENDED:
        polls.void(round.poll, reason=reason, by=by, on=on)
