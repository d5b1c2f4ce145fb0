"""The life of a comment: cleaned by a human, handed to its organ, answered."""

from __future__ import annotations

from mingcha.appraisals.models import Comment
from mingcha.appraisals.refusals import NO_REASON
from mingcha.core.machine import Machine, Move
from mingcha.core.refusal import Refusal
from mingcha.foundation.workflow import life
from mingcha.people.parties import the_case_handler, the_organ

S = Comment.State


def text_left(comment: Comment) -> Refusal | None:
    """What is handed over has words left in it."""
    return None if comment.text.strip() else NO_REASON()


def why_given(comment: Comment) -> Refusal | None:
    """What is withheld or sent back says why."""
    return None if comment.why.strip() else NO_REASON()


def reply_given(comment: Comment) -> Refusal | None:
    """A reply is words."""
    return None if comment.reply.strip() else NO_REASON()


# fmt: off
COMMENT = life(Machine("appraisals.comment", S.RAW, dict(S.choices), [
    #    act          from                 to              by whom            only if
    Move("clean",     {S.RAW, S.CLEANED},  S.CLEANED,      the_case_handler,  text_left),
    Move("withhold",  {S.RAW, S.CLEANED},  S.WITHHELD,     the_case_handler,  why_given),
    Move("hand_over", {S.CLEANED},         S.HANDED_OVER,  the_case_handler),
    Move("reply",     {S.HANDED_OVER},     S.REPLIED,      the_organ,         reply_given),
    Move("send_back", {S.REPLIED},         S.HANDED_OVER,  the_case_handler,  why_given),
    Move("accept",    {S.REPLIED},         S.ACCEPTED,     the_case_handler),
]))
# fmt: on
