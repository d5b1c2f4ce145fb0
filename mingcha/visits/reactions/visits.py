"""Who is told what when a visit moves on: its number and the next step, never a hidden target."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mingcha.foundation.models import JournalEntry
from mingcha.foundation.reactions import on
from mingcha.people import commands as people
from mingcha.people.models import Duty, Person
from mingcha.people.queries import holding
from mingcha.visits.models import Mode, Visit

R = Duty.Role


@on("visits.visit.hand_in")
def tell_the_team_to_sign(entry: JournalEntry) -> None:
    """The sheet is in: both inspectors are to read and sign it, unless it was taken back since."""
    waiting = Visit.objects.select_related("organ").filter(state=Visit.State.RECORDED)
    visit = waiting.filter(pk=entry.about_id).first()
    if visit is None:
        return
    text = _("{number}: the sheet is on record. Read it and sign.").format(number=visit.number)
    _tell(entry, visit, visit.team.exclude(pk=entry.by_id), text)


@on("visits.visit.sign")
def tell_the_other_inspector(entry: JournalEntry) -> None:
    """One has signed: the other is to read the same words."""
    visit = _visit(entry)
    text = _("{number}: one inspector has signed the record. It waits for the second.")
    _tell(entry, visit, visit.team.exclude(pk=entry.by_id), text.format(number=visit.number))


@on("visits.visit.countersign")
def tell_who_verifies(entry: JournalEntry) -> None:
    """Signed by both: somebody who was not in the team checks it."""
    visit = _visit(entry)
    text = _("{number}: the record is signed by both inspectors. Please verify it.")
    others = _holding(entry, R.DIRECTOR, R.CONDUCT_OFFICE, R.CASE_HANDLER)
    others = others.exclude(visits=visit)
    _tell(entry, visit, others, text.format(number=visit.number))


@on("visits.visit.countersign")
def tell_the_visited(entry: JournalEntry) -> None:
    """After an open visit the organ may read the signed record and add its words."""
    visit = _visit(entry)
    if visit.mode != Mode.OPEN:
        return
    text = _("{number}: the record of the open visit to you is signed. You may add your words.")
    theirs = Duty.objects.filter(
        holding(entry.at.date()), role__in=[R.HEAD, R.LIAISON], organ=visit.organ
    )
    persons = Person.objects.filter(pk__in=theirs.values("person"))
    _tell(entry, visit, persons, text.format(number=visit.number))


@on("visits.visit.send_back")
def tell_the_team_what_is_lacking(entry: JournalEntry) -> None:
    """Sent back: the whole team learns what the record lacks."""
    visit = _visit(entry)
    text = _("{number} was sent back: {remark}")
    text = text.format(number=visit.number, remark=entry.facts.get("remark", ""))
    _tell(entry, visit, visit.team.all(), text)


@on("visits.visit.cancel")
def tell_the_team_not_to_go(entry: JournalEntry) -> None:
    """Called off: the team learns that this envelope leads nowhere."""
    visit = _visit(entry)
    text = _("{number} was called off.").format(number=visit.number)
    people.tell(visit.team.all(), text, about=_about(entry), at=entry.at)


def _visit(entry: JournalEntry) -> Visit:
    return Visit.objects.select_related("organ").get(pk=entry.about_id)


def _holding(entry: JournalEntry, *roles: str) -> QuerySet[Person]:
    held = Duty.objects.filter(holding(entry.at.date()), role__in=roles)
    return Person.objects.filter(pk__in=held.values("person"))


def _tell(entry: JournalEntry, visit: Visit, persons: Iterable[Person], text: str) -> None:
    people.tell(persons, text, about=_about(entry), at=entry.at, url=f"/visits/{visit.pk}/")


def _about(entry: JournalEntry) -> str:
    return f"{entry.verb}:{entry.pk}"
