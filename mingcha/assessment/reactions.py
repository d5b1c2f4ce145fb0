"""What follows on sheets: the organ is told its score, an objection finds its reviewer."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.assessment.models import Sheet
from mingcha.foundation.models import JournalEntry
from mingcha.foundation.reactions import on
from mingcha.people import commands as people
from mingcha.people.models import Duty, Person
from mingcha.people.queries import holding

R = Duty.Role


@on("assessment.sheet.tell")
def tell_the_organ(entry: JournalEntry) -> None:
    """The head and the liaison learn the score, and until when facts may be objected to."""
    sheet = _sheet(entry)
    due = sheet.clock.due_on if sheet.clock else ""
    words = _("Score of {period}: look at every step; you may object to facts until {due}.")
    _tell(entry, sheet, words.format(period=sheet.period, due=due), _of_organ(entry, sheet))


@on("assessment.sheet.review", "assessment.sheet.decide")
def tell_the_organ_what_was_decided(entry: JournalEntry) -> None:
    """The organ learns what became of its objection, and that the sheet stands."""
    sheet = _sheet(entry)
    words = _("Score of {period}: {state}.")
    text = words.format(period=sheet.period, state=sheet.get_state_display())
    _tell(entry, sheet, text, _of_organ(entry, sheet))


@on("assessment.sheet.object")
def tell_who_may_review(entry: JournalEntry) -> None:
    """The conduct office and the director learn of an objection; not whoever computed it."""
    sheet = _sheet(entry)
    held = holding(entry.at.date(), "duties__")
    leads = Person.objects.filter(held, duties__role__in=[R.CONDUCT_OFFICE, R.DIRECTOR])
    words = _("{organ} objects to the facts of sheet {number}.")
    text = words.format(organ=sheet.organ.name, number=sheet.number)
    _tell(entry, sheet, text, leads.exclude(pk=sheet.computed_by_id or 0).distinct())


def _sheet(entry: JournalEntry) -> Sheet:
    return Sheet.objects.select_related("organ", "clock").get(pk=entry.about_id)


def _of_organ(entry: JournalEntry, sheet: Sheet) -> Iterable[Person]:
    held = holding(entry.at.date(), "duties__")
    roles = [R.HEAD, R.LIAISON]
    found = Person.objects.filter(held, duties__role__in=roles, duties__organ=sheet.organ)
    return found.distinct()


def _tell(entry: JournalEntry, sheet: Sheet, text: str, who: Iterable[Person]) -> None:
    url = reverse("assessment:sheet", args=[sheet.pk])
    people.tell(who, text, about=f"{entry.verb}:{entry.pk}", at=entry.at, url=url)
