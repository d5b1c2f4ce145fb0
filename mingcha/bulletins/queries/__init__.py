"""Questions about bulletins, and the one copy of figures that composing makes."""

from mingcha.bulletins.queries.figures import figures, overdue
from mingcha.bulletins.queries.issues import (
    matching,
    named_in,
    named_visible_to,
    own_organs,
    public,
    reads_whole,
    sees_drafts,
    to_approve,
    visible_to,
    waiting_for,
)

__all__ = [
    "figures",
    "matching",
    "named_in",
    "named_visible_to",
    "overdue",
    "own_organs",
    "public",
    "reads_whole",
    "sees_drafts",
    "to_approve",
    "visible_to",
    "waiting_for",
]
