"""Questions about bulletins, and the one copy of figures that composing makes."""

from mingcha.bulletins.queries.figures import figures, overdue
from mingcha.bulletins.queries.issues import (
    heard,
    listed,
    matching,
    named_in,
    named_visible_to,
    notices,
    own_organs,
    public,
    readable_by,
    reads_whole,
    sees_drafts,
    silent,
    to_approve,
    visible_to,
    waiting_for,
    who_answers_for,
)
from mingcha.bulletins.queries.papers import paper

__all__ = [
    "figures",
    "heard",
    "listed",
    "matching",
    "named_in",
    "named_visible_to",
    "notices",
    "overdue",
    "own_organs",
    "paper",
    "public",
    "readable_by",
    "reads_whole",
    "sees_drafts",
    "silent",
    "to_approve",
    "visible_to",
    "waiting_for",
    "who_answers_for",
]
