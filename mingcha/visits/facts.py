"""What this room tells those above: visits on record, never one that may still be sealed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from mingcha.findings.models import Finding
from mingcha.foundation import time
from mingcha.foundation.columns import Row, day, facts, text, whole
from mingcha.visits.models import Observation, Visit

CHECKED = (Observation.Seen.YES, Observation.Seen.NO)  # what was not seen was not checked
FAULT = Q(
    observations__finding__state=Finding.State.CONFIRMED, observations__finding__is_praise=False
)


@facts(
    "visits_visits",
    _(
        "Every visit whose record was verified. Until then, open or covert, nothing is told of "
        "it; and never who went or who was met."
    ),
    text("number", _("The visit's number.")),
    text("organ", _("The code of the organ visited.")),
    text("mode", _("Open or covert.")),
    text("place", _("What kind of place was visited.")),
    day("made_on", _("The day of the visit.")),
    whole("minutes", _("How long it lasted; empty where the record does not say."), _("minutes")),
    whole("checks", _("Questions of the checklist answered yes or no."), _("questions")),
    whole("faults", _("Faults that were found and confirmed since."), _("findings")),
)
def visits(day: date) -> Iterable[Row]:
    """One row a verified visit, in the order of numbers."""
    done = Visit.objects.filter(state=Visit.State.VERIFIED, began_at__isnull=False)
    done = done.annotate(
        checks=Count("observations", filter=Q(observations__seen__in=CHECKED), distinct=True),
        faults=Count("observations__finding", filter=FAULT, distinct=True),
    )
    names = ("number", "organ__code", "mode", "place_type", "began_at", "ended_at", "checks")
    rows = done.order_by("number").values_list(*names, "faults")
    for number, organ, mode, place, began, ended, *counted in rows.iterator(chunk_size=2000):
        made = began.astimezone(time.city_zone()).date()
        minutes = round((ended - began).total_seconds() / 60) if ended else None
        yield (number, organ, mode, place, made, minutes, *counted)
