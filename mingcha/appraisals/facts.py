"""What this room tells those above: final rounds as they were published, and replies in time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from mingcha.appraisals.models import Comment, Reckoning, Result, Round
from mingcha.appraisals.models.rule import Kind
from mingcha.foundation.columns import Row, day, facts, number, text, whole, yes

S = Round.State
OUT = (S.FINAL, S.CLOSED)
DUE = (Comment.State.HANDED_OVER, Comment.State.REPLIED, Comment.State.ACCEPTED)


def _final() -> Iterable[tuple[Round, Reckoning]]:
    found = Round.objects.filter(state__in=OUT, public__isnull=False).order_by("number")
    for one in found:
        if (made := one.reckonings.last()) is not None:
            yield one, made


@facts(
    "appraisals_rounds",
    _("Final rounds of appraisal: ballots returned of tickets handed out, all groups together."),
    text("number", _("The round's number.")),
    text("kind", _("Which kind of round.")),
    text("period", _("The quarter or year it is about.")),
    day("closed_on", _("The last day on which ballots were taken.")),
    whole("issued", _("Tickets handed out."), _("tickets")),
    whole("returned", _("Ballots in the box."), _("ballots")),
)
def rounds(day: date) -> Iterable[Row]:
    """One row a final round."""
    for one, made in _final():
        issued, returned = (sum(made.inputs[n].values()) for n in ("issued", "ballots"))
        yield (one.number, one.of_kind, one.period, one.closes_on, issued, returned)


@facts(
    "appraisals_scores",
    _("What final rounds came to, organ by organ, rounded and withheld as it was published."),
    text("round", _("The round's number.")),
    text("period", _("The quarter or year it is about.")),
    text("organ", _("The code of the organ or office rated, as it was then.")),
    text("kind", _("Its class, as it was then.")),
    number(
        "score", _("The published score; empty where it is withheld or none."), _("points of 100")
    ),
    text("band", _("The band; empty where none is given.")),
    text("standing", _("Rated, incomplete or not rated.")),
)
def scores(day: date) -> Iterable[Row]:
    """One row for each organ of a final round; after one on the spot no score is published."""
    for one, made in _final():
        spot = one.of_kind == Kind.ON_THE_SPOT
        public = {} if spot else (one.public or {}).get("scores", {})
        told = Result.objects.filter(reckoning=made, group="").select_related("subject")
        for row in told.order_by("subject__place"):
            score = public.get(row.subject.code)
            points = float(score) if score is not None else None
            band = "" if spot else row.band
            code, kind = row.subject.code, row.subject.kind
            yield (one.number, one.period, code, kind, points, band, row.standing)


@facts(
    "appraisals_comments",
    _(
        "Comments handed to organs and whether they replied in time. No word of a comment, no "
        "number, no group."
    ),
    text("round", _("The round's number.")),
    text("organ", _("The code of the organ that has to reply.")),
    day("due_on", _("The last day for the reply.")),
    day("replied_on", _("When the reply came; empty while it is awaited.")),
    yes("in_time", _("Whether it came in time; empty while there is time.")),
)
def comments(day: date) -> Iterable[Row]:
    """One row a comment handed over, in an order that has nothing to do with the ballots'."""
    handed = Comment.objects.filter(state__in=DUE, clock__isnull=False)
    told = handed.select_related("subject__unit__organ", "subject__round", "clock")
    rows = []
    for one in told.defer("raw", "text", "reply"):
        due, replied = (one.clock.due_on if one.clock else day), one.replied_on
        in_time = replied <= due if replied else False if due < day else None
        rows.append((one.subject.round.number, one.organ.code, due, replied, in_time))
    return sorted(rows, key=lambda row: tuple(str(value) for value in row))
