"""The paper: drafted, amended until it is fixed, fixed for good."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.core.machine import NOT_YOURS
from mingcha.foundation import journal, policy
from mingcha.foundation.numbers import next_number
from mingcha.foundation.workflow import advance
from mingcha.people.parties import the_conduct_office
from mingcha.polls import record
from mingcha.polls.keys import make_group_key
from mingcha.polls.locks import locked
from mingcha.polls.models import GroupKey, Poll
from mingcha.polls.refusals import NO_SUCH_GRADES, PAPER_UNFIT
from mingcha.polls.rules import LEAST, QUORUM
from mingcha.polls.workflow import POLL

Rows = Sequence[Mapping[str, Any]]
MOST_ORGANS, MOST_QUESTIONS = 300, 20
TEXTS = ("title", "organs", "questions", "grades", "groups")
PAPER = (*TEXTS, "block", "contact_first", "drawn", "blind", "closes_at")


@transaction.atomic
def draft(
    title: str,
    organs: Rows,
    questions: Rows,
    grades: Rows,
    groups: Rows,
    *,
    by: Any,
    on: date,
    block: int = 0,
    contact_first: bool = True,
    drawn: bool = True,
    blind: bool = False,
    closes_at: datetime | None = None,
) -> Poll:
    """Write down whom to ask what about whom; it can be amended until it is frozen.

    `organs`, `questions` and `groups` are rows with `code` and words in one or two languages;
    `grades` are words, the best first. A group's `recused` names organs it may not mark.
    """
    if not the_conduct_office(None, by):
        raise NOT_YOURS(who=the_conduct_office.words)
    poll = Poll(
        title=title.strip(),
        organs=_plain(organs),
        questions=_plain(questions),
        grades=_plain(grades),
        groups=_plain(groups),
        block=block,
        contact_first=contact_first,
        drawn=drawn,
        blind=blind,
        closes_at=closes_at,
    )
    _fits(poll)
    _ruled(poll, on)
    _numbered(poll, on).save(force_insert=True)
    journal.record("polls.poll.draft", about=poll, by=by, facts=_facts(poll))
    return poll


def _plain(rows: Rows) -> list[dict[str, Any]]:
    return [dict(row) for row in rows]


def _numbered(poll: Poll, on: date) -> Poll:
    poll.number, poll.code = next_number("TP", on.year), secrets.token_hex(16)
    return poll


def _ruled(poll: Poll, on: date) -> None:
    """The rules of the day on which the paper is drafted hold for the whole poll."""
    poll.least = policy.value(LEAST, on=on)
    poll.quorum = Decimal(str(policy.value(QUORUM, on=on))).quantize(Decimal("0.001"))


def _facts(poll: Poll) -> dict[str, Any]:
    sizes = {name: len(getattr(poll, name)) for name in ("organs", "questions", "grades")}
    groups = [group["code"] for group in poll.groups]
    return {"title": poll.title, "groups": groups, "drawn": poll.drawn, "blind": poll.blind} | sizes


@transaction.atomic
def amend(poll: Poll, *, by: Any, on: date, **changes: Any) -> Poll:
    """Change the draft: any of title, organs, questions, grades, groups, block and ways."""
    given = {name: changes[name] for name in PAPER if name in changes}
    before = {name: getattr(poll, name) for name in given}
    for name, value in given.items():
        setattr(poll, name, _plain(value) if isinstance(value, (list, tuple)) else value)
    given = {name: getattr(poll, name) for name in given}
    try:
        _fits(poll)
    except Exception:
        for name, value in before.items():
            setattr(poll, name, value)
        raise
    return advance(POLL, poll, "amend", by=by, **given)


@transaction.atomic
def freeze(poll: Poll, *, by: Any, on: date) -> Poll:
    """Fix the paper for good; its digest can be read out, tickets can be made."""
    digest = record.paper_digest(poll)
    advance(POLL, poll, "freeze", by=by, paper_digest=digest)
    _make_group_keys(poll)
    return poll


def _make_group_keys(poll: Poll) -> None:
    """One key per group that signs blind tickets: the ticket tells the group, never the person."""
    for group in poll.groups if poll.blind else ():
        key = make_group_key()
        row = GroupKey(poll=poll, group=group["code"], modulus=f"{key.n:x}", private=locked(key))
        row.save(force_insert=True)


@transaction.atomic
def rehearse(poll: Poll, *, by: Any, on: date) -> Poll:
    """Make a rehearsal of a fixed paper: a poll of its own, marked everywhere, never counted."""
    advance(POLL, poll, "rehearse", by=by)
    copied = {name: getattr(poll, name) for name in PAPER}
    copied |= {"least": poll.least, "quorum": poll.quorum, "state": Poll.State.FROZEN}
    rehearsal = _numbered(Poll(rehearsal=True, **copied), on)
    rehearsal.paper_digest = record.paper_digest(rehearsal)
    rehearsal.save(force_insert=True)
    _make_group_keys(rehearsal)
    facts = {"of": poll.number, "paper_digest": rehearsal.paper_digest}
    journal.record("polls.poll.draft", about=rehearsal, by=by, facts=facts)
    return rehearsal


def _fits(poll: Poll) -> None:
    """Whether anybody can vote on this paper."""
    if len(poll.grades) not in {3, 5}:
        raise NO_SUCH_GRADES(n=len(poll.grades))
    if why := next((why for why, wrong in _faults(poll) if wrong), None):
        raise PAPER_UNFIT(why=why)


def _faults(poll: Poll) -> list[tuple[str, bool]]:
    organs, questions, groups = (_codes(poll.organs), _codes(poll.questions), _codes(poll.groups))
    away = {code for group in poll.groups for code in group.get("recused", ())}
    return [
        (_("it has no title."), not poll.title),
        (_("it asks about no organ, or about more than 300."), not 0 < len(organs) <= MOST_ORGANS),
        (_("an organ stands on it twice."), len(set(organs)) < len(organs)),
        (_("it asks no question, or more than 20."), not 0 < len(questions) <= MOST_QUESTIONS),
        (_("a question stands on it twice."), len(set(questions)) < len(questions)),
        (_("it asks no group, or one twice."), not groups or len(set(groups)) < len(groups)),
        (_("each voter is asked about more organs than there are."), poll.block > len(organs)),
        (_("a group is recused from an organ that is not asked about."), not away <= set(organs)),
        (_("there is no way to get a ticket."), not (poll.drawn or poll.blind)),
    ]


def _codes(rows: Rows) -> list[str]:
    return [str(row["code"]) for row in rows]
