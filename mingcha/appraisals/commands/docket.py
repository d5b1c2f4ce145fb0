"""Comments from ballots: taken over after the count, cleaned by a human, handed over, answered."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from django.db import transaction

from mingcha.appraisals import record, rules
from mingcha.appraisals.models import Comment, Round
from mingcha.appraisals.refusals import COMMENTS_TAKEN, NOT_COUNTED, ROUND_NOT_FINAL
from mingcha.appraisals.workflow import COMMENT
from mingcha.core.machine import NOT_YOURS
from mingcha.foundation import clocks, journal
from mingcha.foundation.models import Clock
from mingcha.foundation.numbers import next_numbers
from mingcha.foundation.workflow import advance
from mingcha.people.parties import the_case_handler, the_conduct_office
from mingcha.polls import queries as polls

COUNTED = {
    Round.State.COUNTED, Round.State.VALIDATED, Round.State.PARTLY_VOID, Round.State.OBJECTIONS,
    Round.State.FINAL, Round.State.CLOSED,
}  # fmt: skip
OVER = {Round.State.FINAL, Round.State.CLOSED}


@transaction.atomic
def take_comments(round_: Round, *, by: Any, on: date) -> int:
    """Take the comments over from the counted ballots, in an order of chance; gives how many.

    No group goes with them: a comment and a small group together could name a person.
    """
    if not the_conduct_office(None, by):
        raise NOT_YOURS(who=the_conduct_office.words)
    if round_.state not in COUNTED or round_.poll is None:
        raise NOT_COUNTED(number=round_.number)
    if Comment.objects.filter(subject__round=round_).exists():
        raise COMMENTS_TAKEN(number=round_.number)
    subjects = {subject.code: subject for subject in round_.subjects.all()}
    rows = [
        Comment(subject=subjects[one.organ], raw=one.text, key=secrets.token_bytes(32))
        for one in polls.comments_of(round_.poll)
        if one.organ in subjects
    ]
    rows.sort(key=lambda row: bytes(row.key))
    for row, number in zip(rows, next_numbers("YJ", on.year, len(rows)), strict=True):
        row.number = number
    Comment.objects.bulk_create(rows, batch_size=500)
    journal.record("appraisals.round.take_comments", about=round_, by=by, facts={"n": len(rows)})
    return len(rows)


@transaction.atomic
def clean(comment: Comment, *, text: str, by: Any, on: date) -> Comment:
    """Take out what could identify anybody; what was written and what is left both stay."""
    kept = text.strip()
    likeness = record.likeness_of(kept)
    facts: dict[str, Any] = {"text": kept, "cleaned_by": by, "cleaned_on": on, "why": ""}
    facts |= {"likeness": likeness, "same_as": _alike(comment, likeness)}
    return advance(COMMENT, comment, "clean", by=by, **facts)


def _alike(comment: Comment, likeness: str) -> Comment | None:
    """The first comment of the round with the same words: a sign of coaching."""
    others = Comment.objects.filter(likeness=likeness, subject__round=comment.subject.round)
    one = others.exclude(pk=comment.pk).exclude(likeness="").order_by("number").first()
    return one and (one.same_as or one)


@transaction.atomic
def withhold(comment: Comment, *, why: str, by: Any, on: date) -> Comment:
    """Keep a comment back, and say why: it names a person, it is no comment, it is a threat."""
    facts: dict[str, Any] = {"why": why.strip(), "cleaned_by": by, "cleaned_on": on}
    return advance(COMMENT, comment, "withhold", by=by, **facts)


@transaction.atomic
def hand_over(comment: Comment, *, by: Any, on: date) -> Comment:
    """Hand a cleaned comment to its organ, which must reply; only once the round is final."""
    round_ = comment.subject.round
    if round_.state not in OVER:
        raise ROUND_NOT_FINAL(number=round_.number)
    advance(COMMENT, comment, "hand_over", by=by)
    comment.clock = clocks.start(comment, rules.REPLY_WD, side=Clock.Side.ORGAN, on=on)
    comment.save(update_fields=["clock"])
    return comment


@transaction.atomic
def hand_over_comments(round_: Round, *, by: Any, on: date) -> int:
    """Hand every cleaned comment of a round to its organ; gives how many."""
    if not the_case_handler(None, by):
        raise NOT_YOURS(who=the_case_handler.words)
    if round_.state not in OVER:
        raise ROUND_NOT_FINAL(number=round_.number)
    found = Comment.objects.filter(subject__round=round_, state=Comment.State.CLEANED)
    rows = list(found.select_related("subject__round", "subject__unit__organ").order_by("number"))
    for one in rows:
        hand_over(one, by=by, on=on)
    facts = {"n": len(rows)}
    journal.record("appraisals.round.hand_over_comments", about=round_, by=by, facts=facts)
    return len(rows)


@transaction.atomic
def reply(comment: Comment, *, reply: str, by: Any, on: date) -> Comment:
    """The organ says what it has done, or why it cannot."""
    advance(COMMENT, comment, "reply", by=by, reply=reply.strip(), replied_on=on)
    return _turn(comment, rules.REPLY_CHECK_WD, Clock.Side.CENTRE, on)


@transaction.atomic
def send_back(comment: Comment, *, why: str, by: Any, on: date) -> Comment:
    """The reply says nothing: it goes back with what is missing, and the clock runs again."""
    advance(COMMENT, comment, "send_back", by=by, why=why.strip())
    return _turn(comment, rules.REPLY_WD, Clock.Side.ORGAN, on)


@transaction.atomic
def accept(comment: Comment, *, by: Any, on: date) -> Comment:
    """The reply answers the comment."""
    advance(COMMENT, comment, "accept", by=by)
    if comment.clock is not None and comment.clock.ended_on is None:
        clocks.stop(comment.clock, on=on)
    return comment


def _turn(comment: Comment, rule: str, side: str, on: date) -> Comment:
    comment.clock = clocks.hand_over(comment.clock, comment, rule, side=side, on=on)
    comment.save(update_fields=["clock"])
    return comment
