"""What follows on sheets: the organ is told its score, an objection finds its reviewer."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.assessment.models import Adjustment, Sheet, YearSheet
from mingcha.foundation.models import JournalEntry
from mingcha.foundation.reactions import on
from mingcha.people import commands as people
from mingcha.people.models import Duty, Person
from mingcha.people.queries import holding

R = Duty.Role
OF_A_YEAR = "assessment.yearsheet."


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


@on("assessment.sheet.object", "assessment.yearsheet.object")
def tell_who_may_review(entry: JournalEntry) -> None:
    """The conduct office and the director learn of an objection; not whoever computed it."""
    sheet = _year(entry) if entry.verb.startswith(OF_A_YEAR) else _sheet(entry)
    words = _("{organ} objects to the facts of sheet {number}.")
    text = words.format(organ=sheet.organ.name, number=sheet.number)
    _tell(entry, sheet, text, _who_lead(entry).exclude(pk=sheet.computed_by_id or 0))


@on("assessment.yearsheet.tell")
def tell_the_organ_its_year(entry: JournalEntry) -> None:
    """The head and the liaison learn the year, and until when facts may be objected to."""
    sheet = _year(entry)
    due = sheet.clock.due_on if sheet.clock else ""
    words = _("Year {year}: look at every step; you may object to facts until {due}.")
    _tell(entry, sheet, words.format(year=sheet.year, due=due), _of_organ(entry, sheet))


@on("assessment.yearsheet.review", "assessment.yearsheet.decide")
def tell_the_organ_what_became_of_its_year(entry: JournalEntry) -> None:
    """The organ learns what became of its objection, and which grade was decided."""
    sheet = _year(entry)
    words = _("Year {year}: {state}.")
    text = words.format(year=sheet.year, state=sheet.get_state_display())
    _tell(entry, sheet, text, _of_organ(entry, sheet))


@on("assessment.adjustment.confirm", "assessment.adjustment.withdraw")
def tell_the_organ_of_an_adjustment(entry: JournalEntry) -> None:
    """The organ learns what was added to its year, taken off, or taken back."""
    one = Adjustment.objects.select_related("organ").get(pk=entry.about_id)
    words = _("{kind} of the year {year}: {state}.")
    text = words.format(
        kind=one.get_of_kind_display(), year=one.year, state=one.get_state_display()
    )
    _tell(entry, one, text, _of_organ(entry, one))


def _sheet(entry: JournalEntry) -> Sheet:
    return Sheet.objects.select_related("organ", "clock").get(pk=entry.about_id)


def _year(entry: JournalEntry) -> YearSheet:
    return YearSheet.objects.select_related("organ", "clock").get(pk=entry.about_id)


def _who_lead(entry: JournalEntry) -> QuerySet[Person]:
    held = holding(entry.at.date(), "duties__")
    leads = Person.objects.filter(held, duties__role__in=[R.CONDUCT_OFFICE, R.DIRECTOR])
    return leads.distinct()


def _of_organ(entry: JournalEntry, thing: Sheet | YearSheet | Adjustment) -> Iterable[Person]:
    held = holding(entry.at.date(), "duties__")
    roles = [R.HEAD, R.LIAISON]
    found = Person.objects.filter(held, duties__role__in=roles, duties__organ=thing.organ)
    return found.distinct()


PAGES = {Sheet: "sheet", YearSheet: "year_sheet", Adjustment: "adjustment"}


def _tell(
    entry: JournalEntry, thing: Sheet | YearSheet | Adjustment, text: str, who: Iterable[Person]
) -> None:
    url = reverse(f"assessment:{PAGES[type(thing)]}", args=[thing.pk])
    people.tell(who, text, about=f"{entry.verb}:{entry.pk}", at=entry.at, url=url)
