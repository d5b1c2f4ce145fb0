"""What a careful clerk would look for before trusting a figure."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mingcha.foundation import journal, time, workdays
from mingcha.foundation.models import Clock
from mingcha.foundation.xrays import Finding, xray
from mingcha.norms import queries as norms
from mingcha.norms.models import PlaceType
from mingcha.people import queries as people
from mingcha.web import beginning


@xray
def the_journal() -> list[Finding]:
    """The sealed journal is what it was."""
    remedy = _("Keep the database as it is and call the auditor.")
    return [Finding(_("The journal was changed"), words, remedy) for words in journal.verify()]


@xray
def heads() -> list[Finding]:
    """Somebody answers for every organ."""
    remedy = _("Charge one or two persons as first-responsible heads.")
    headless = people.organs_without_head(on=time.today())
    return [Finding(_("Nobody answers for this organ"), unit.name, remedy) for unit in headless]


@xray
def open_periods() -> list[Finding]:
    """Every open period is counted by the calendar in force."""
    stale = Clock.objects.filter(ended_on=None).exclude(calendar=workdays.calendar().version)
    remedy = _("Let the open periods be counted anew: enter the notice again, or run the worker.")
    return [Finding(_("Counted by an old calendar"), row.about_name, remedy) for row in stale]


@xray
def the_calendar() -> list[Finding]:
    """A notice covers today."""
    last = workdays.calendar().last_known
    if last is not None and last >= time.today():
        return []
    words = _("Enter the State Council's notice for this year.")
    return [Finding(_("No holiday notice covers today"), str(last), words)]


@xray
def the_first_person() -> list[Finding]:
    """Somebody can log in at all."""
    if people.holders(on=time.today()):
        return []
    words = _("Begin it: mingcha begin --city … --staff-no … --name …")
    return [Finding(_("Nobody holds any duty in this city"), "0", words)]


@xray
def the_centre() -> list[Finding]:
    """Whoever must act on a visit so that it comes to its end is there."""
    if not people.holders(on=time.today()):
        return []
    remedy = _("Charge somebody with it on their page, or import the list of staff with duties.")
    return [Finding(_("A duty without which no visit ends is vacant"), words, remedy)
            for words in beginning.lacking(on=time.today())]  # fmt: skip


@xray
def checklists() -> list[Finding]:
    """There is something to ask on a visit."""
    used = norms.places_with_checklist()
    remedy = _("Draft a checklist and put it in use, or enter what ships with the program.")
    return [Finding(_("No checklist in use"), str(place.label), remedy)
            for place in PlaceType if place not in used]  # fmt: skip
