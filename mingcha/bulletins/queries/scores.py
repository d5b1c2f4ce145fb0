"""The score sheets of a period by class, as the assessment room has decided them."""

from __future__ import annotations

from datetime import date

from mingcha.bulletins.record.figures import Scores


def scores(*, since: date, until: date) -> tuple[Scores, ...]:
    """The table of each class; none where no sheet has been decided for the period."""
    return ()
