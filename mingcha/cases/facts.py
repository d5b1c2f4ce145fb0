"""What this room tells those above: cases with their clocks, flags that were decided, cards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from mingcha.cases.models import Card, Case, Flag
from mingcha.foundation.columns import Row, day, facts, text, whole, yes

F = Flag.State


@facts(
    "cases_cases",
    _("Every case taken in, with its days. Who applied is not told."),
    text("number", _("The case's number.")),
    text("organ", _("The code of the organ that handles it.")),
    text("item", _("The code of the item in the inventory of powers.")),
    text("state", _("Where the case stands.")),
    day("received_on", _("When the application came.")),
    day("decided_on", _("When it was decided; empty while it is open.")),
    day("promised_by", _("The last day of the promise.")),
    day("legal_by", _("The last day of the law.")),
    whole("promise", _("How long was promised."), _("days")),
    whole("taken", _("How long it took, pauses aside."), _("days")),
    yes("in_time", _("Whether it was decided by the promised day; empty while open.")),
)
def cases(day: date) -> Iterable[Row]:
    """One row a case, in the order of numbers."""
    names = ("number", "organ__code", "item", "state", "received_on", "decided_on",
             "promised_due_on", "legal_due_on", "promised_days", "taken")  # fmt: skip
    for row in Case.objects.order_by("number").values_list(*names).iterator(chunk_size=2000):
        decided, promised = row[5], row[6]
        kept = None if decided is None or promised is None else decided <= promised
        yield (*row, kept)


@facts(
    "cases_flags",
    _("Every flag that a person has decided. What is only suspected is not told."),
    text("number", _("The flag's number.")),
    text("organ", _("The code of the organ.")),
    text("case", _("The case's number.")),
    text("kind", _("Slow, absent or wilful.")),
    text("check", _("Which look or rule raised it.")),
    yes("confirmed", _("Whether it was confirmed; otherwise it was excused.")),
    day("happened_on", _("When it happened.")),
    day("decided_on", _("When it was decided.")),
)
def flags(day: date) -> Iterable[Row]:
    """One row a decided flag, in the order of numbers."""
    names = ("number", "organ__code", "case__number", "failure_kind", "check_code", "state",
             "happened_on", "decided_on")  # fmt: skip
    done = Flag.objects.filter(state__in=[F.CONFIRMED, F.EXCUSED]).order_by("number")
    for row in done.values_list(*names).iterator(chunk_size=2000):
        yield (*row[:5], row[5] == F.CONFIRMED, *row[6:])


@facts(
    "cases_cards",
    _("Every card that stands; cancelled ones are not told."),
    text("number", _("The card's number.")),
    text("organ", _("The code of the organ.")),
    text("case", _("The case's number.")),
    text("colour", _("Reminder, yellow or red.")),
    text("state", _("Where the card stands.")),
    day("issued_on", _("When it went out.")),
)
def cards(day: date) -> Iterable[Row]:
    """One row a card, in the order of numbers."""
    names = ("number", "organ__code", "case__number", "colour", "state", "issued_on")
    standing = Card.objects.exclude(state=Card.State.CANCELLED).order_by("number")
    yield from standing.values_list(*names).iterator(chunk_size=2000)
