"""What follows from the calendar: a part of the store is looked at every night."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from mingcha.evidence import queries
from mingcha.foundation import time
from mingcha.foundation.reactions import every
from mingcha.people.commands import tell
from mingcha.people.models import Duty, Person
from mingcha.people.queries import holding

TOLD = (Duty.Role.CONDUCT_OFFICE, Duty.Role.AUDITOR)


@every("day", at="03:00")
def look_after_the_store(day: date) -> None:
    """Whoever answers for the evidence learns the next morning that a file is gone or changed."""
    for fault in queries.verify(of_day=day):
        held = Person.objects.filter(holding(day, "duties__"), duties__role__in=TOLD).distinct()
        text = _("The evidence “{name}” is no longer what was kept. Ask for `mingcha doctor`.")
        about = f"evidence.fault:{fault.what}:{fault.digest}"
        tell(held, text.format(name=fault.name), about=about, at=time.now())
