"""What follows on cases: the nightly look, reminders, and who is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.cases import commands, queries
from mingcha.cases.models import Card, Flag
from mingcha.foundation.models import JournalEntry
from mingcha.foundation.reactions import every, on
from mingcha.organs.models import Unit
from mingcha.people import commands as people
from mingcha.people.models import Duty, Person
from mingcha.people.queries import holding
from mingcha.powers.queries import measure_by

R = Duty.Role
measure_by(queries.measured)  # the inventory asks how long real cases took; it may not look up


@every("day", at="02:00")
def look_at_cases(day: date) -> None:
    """What looks slow, absent or wilful by now becomes a flag; nothing follows by itself."""
    commands.flag(on=day)


@every("day", at="02:10")
def remind_of_limits(day: date) -> None:
    """A reminder goes out before the promised limit, while it can still be kept."""
    commands.card.remind(on=day)


@on("cases.flag.raise")
def tell_the_organ_of_a_flag(entry: JournalEntry) -> None:
    """The head and the liaison learn of it, and until when they may answer."""
    flag = Flag.objects.select_related("organ", "clock").get(pk=entry.about_id)
    due = flag.clock.due_on if flag.clock else ""
    words = _("Flag {number} was raised: you may answer until {due}.")
    text = words.format(number=flag.number, due=due)
    _tell(entry, text, reverse("cases:flag", args=[flag.pk]), _of_organ(flag.organ, entry))


@on("cases.flag.answer")
def tell_the_case_handlers(entry: JournalEntry) -> None:
    """Whoever judges learns that the organ has spoken."""
    flag = Flag.objects.select_related("organ").get(pk=entry.about_id)
    words = _("{organ} has answered flag {number}: decide.")
    text = words.format(organ=flag.organ.name, number=flag.number)
    _tell(entry, text, reverse("cases:flag", args=[flag.pk]), _handlers(flag.organ, entry))


@on("cases.flag.confirm", "cases.flag.excuse")
def tell_the_organ_what_was_decided(entry: JournalEntry) -> None:
    """The organ reads the decision and its reason."""
    flag = Flag.objects.select_related("organ").get(pk=entry.about_id)
    words = _("Flag {number}: {state}.")
    text = words.format(number=flag.number, state=flag.get_state_display())
    _tell(entry, text, reverse("cases:flag", args=[flag.pk]), _of_organ(flag.organ, entry))


@on("cases.card.issue", "cases.card.uphold", "cases.card.cancel")
def tell_the_organ_of_a_card(entry: JournalEntry) -> None:
    """The organ learns of a card and of what becomes of it."""
    card = Card.objects.select_related("organ").get(pk=entry.about_id)
    words = _("{colour} {number}: {state}.")
    text = words.format(
        colour=card.get_colour_display(), number=card.number, state=card.get_state_display()
    )
    _tell(entry, text, reverse("cases:card", args=[card.pk]), _of_organ(card.organ, entry))


@on("cases.card.object")
def tell_of_an_objection(entry: JournalEntry) -> None:
    """Somebody other than who issued the card decides."""
    card = Card.objects.select_related("organ").get(pk=entry.about_id)
    words = _("{organ} objects to card {number}: somebody else decides.")
    text = words.format(organ=card.organ.name, number=card.number)
    found = [person for person in _handlers(card.organ, entry) if person.pk != card.issued_by_id]
    _tell(entry, text, reverse("cases:card", args=[card.pk]), found)


def _tell(entry: JournalEntry, text: str, url: str, who: Iterable[Person]) -> None:
    people.tell(who, text, about=f"{entry.verb}:{entry.pk}", at=entry.at, url=url)


def _of_organ(organ: Unit, entry: JournalEntry) -> Iterable[Person]:
    held = holding(entry.at.date(), "duties__")
    roles = [R.HEAD, R.LIAISON]
    return Person.objects.filter(held, duties__role__in=roles, duties__organ=organ).distinct()


def _handlers(organ: Unit, entry: JournalEntry) -> Iterable[Person]:
    """Case handlers, but for those who belong to the organ and may not judge it."""
    held = holding(entry.at.date(), "duties__")
    found = Person.objects.filter(held, duties__role=R.CASE_HANDLER).exclude(organ=organ)
    return found.distinct()
