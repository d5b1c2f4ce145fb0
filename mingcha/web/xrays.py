"""What a careful clerk would look for before trusting a figure."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _

from mingcha.foundation import journal, time, workdays
from mingcha.foundation.models import Clock
from mingcha.people import queries as people


class Finding(NamedTuple):
    """One inconsistency: what, in which thing, and what to do."""

    what: str
    which: str
    remedy: str


def findings() -> list[Finding]:
    """Everything that is wrong today, gravest first."""
    return [*_journal(), *_heads(), *_clocks(), *_calendar()]


def _journal() -> list[Finding]:
    remedy = _("Keep the database as it is and call the auditor.")
    return [Finding(_("The journal was changed"), words, remedy) for words in journal.verify()]


def _heads() -> list[Finding]:
    remedy = _("Charge one or two persons as first-responsible heads.")
    headless = people.organs_without_head(on=time.today())
    return [Finding(_("Nobody answers for this organ"), unit.name, remedy) for unit in headless]


def _clocks() -> list[Finding]:
    stale = Clock.objects.filter(ended_on=None).exclude(calendar=workdays.calendar().version)
    remedy = _("Let the open periods be counted anew: enter the notice again, or run the worker.")
    return [Finding(_("Counted by an old calendar"), row.about_name, remedy) for row in stale]


def _calendar() -> list[Finding]:
    last = workdays.calendar().last_known
    if last is not None and last >= time.today():
        return []
    words = _("Enter the State Council's notice for this year.")
    return [Finding(_("No holiday notice covers today"), str(last), words)]
