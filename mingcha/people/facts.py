"""What this room tells those above: how many answer for each organ, never who."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.columns import Row, facts, text, whole
from mingcha.people.models import Duty

R = Duty.Role
TOLD = (R.HEAD, R.LIAISON, R.OFFICE_HEAD)  # duties that an organ has because it is one


@facts(
    "people_duties",
    _("How many persons answer for an organ on this day, by duty; nobody is named."),
    text("organ", _("The code of the organ or office.")),
    text("role", _("Head, liaison or head of an office.")),
    whole("holders", _("Persons who hold the duty on this day."), _("persons")),
)
def duties(day: date) -> Iterable[Row]:
    """One row for each organ and duty that somebody holds."""
    held = Duty.objects.filter(role__in=TOLD, since__lte=day).exclude(until__lt=day)
    counted = held.order_by().values("organ__code", "role")
    counted = counted.annotate(n=Count("person", distinct=True)).order_by("organ__code", "role")
    return [(row["organ__code"], row["role"], row["n"]) for row in counted]
