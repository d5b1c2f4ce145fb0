"""What follows for the whole house: open periods are counted anew, the journal is sealed."""

from __future__ import annotations

from datetime import date

from mingcha.foundation import clocks, journal
from mingcha.foundation.models import JournalEntry
from mingcha.foundation.reactions import every, on


@on("foundation.calendar.enter_notice")
def recount(entry: JournalEntry) -> None:
    """A new holiday notice: every open period is counted anew; what moved is journalled."""
    clocks.recount(by=entry.by)


@every("day", at="02:00")
def seal_the_journal(day: date) -> None:  # the head is dated by the clock, not by the tick
    """Give the day's entries their place in the tree and fix its root."""
    journal.seal()
