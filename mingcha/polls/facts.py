"""What this room tells those above: polls whose count is published, in whole numbers only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.columns import Row, day, facts, text, whole
from mingcha.polls.models import Poll


@facts(
    "polls_polls",
    _(
        "Polls whose count is published: tickets handed out and ballots returned, all groups "
        "together. No mark, no group, no ballot."
    ),
    text("number", _("The poll's number.")),
    day("opened_on", _("When it opened.")),
    whole("organs", _("Organs on the paper."), _("organs")),
    whole("issued", _("Tickets handed out."), _("tickets")),
    whole("returned", _("Ballots in the box."), _("ballots")),
)
def polls(day: date) -> Iterable[Row]:
    """One row a published poll that is no rehearsal."""
    out = Poll.objects.filter(state=Poll.State.PUBLISHED, rehearsal=False).order_by("number")
    for poll in out.only("number", "opened_on", "organs", "issued", "ballots"):
        issued, returned = sum(poll.issued.values()), sum(poll.ballots.values())
        yield (poll.number, poll.opened_on, len(poll.organs), issued, returned)
