"""What follows for the whole house: open periods are counted anew, the journal is sealed."""

from __future__ import annotations

from datetime import date

from django.apps import apps
from django.utils.translation import gettext as _

from mingcha.foundation import clocks, journal, time
from mingcha.foundation.models import Clock, JournalEntry
from mingcha.foundation.reactions import every, on
from mingcha.people import commands, queries


@on("foundation.calendar.enter_notice")
def recount(entry: JournalEntry) -> None:
    """A new holiday notice: every open period is counted anew; what moved is journalled."""
    clocks.recount(by=entry.by)


@on("foundation.clock.move")
def tell_whose_deadline_moved(entry: JournalEntry) -> None:
    """Whoever answers for the matter is told the old date and the new one."""
    clock = Clock.objects.get(pk=entry.about_id)
    model = apps.get_model(clock.about_kind)
    organ = getattr(model._default_manager.filter(pk=clock.about_id).first(), "organ", None)
    if organ is None:
        return
    text = _("{matter}: by the new holiday notice due on {due}, no longer on {was}.").format(
        matter=clock.about_name, due=entry.facts["due_on"], was=entry.facts["was"]
    )
    heads = queries.heads_of(organ, on=entry.at.date())
    commands.tell(heads, text, about=f"{entry.verb}:{entry.pk}", at=time.now())


@every("day", at="02:00")
def seal_the_journal(day: date) -> None:  # the head is dated by the clock, not by the tick
    """Give the day's entries their place in the tree and fix its root."""
    journal.seal()
