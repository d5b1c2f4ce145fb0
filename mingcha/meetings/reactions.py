"""What follows from acts on meetings: the disk forgets the order, and names go on a day."""

from __future__ import annotations

from datetime import date

from mingcha.foundation.models import JournalEntry
from mingcha.foundation.reactions import every, on
from mingcha.meetings import commands, queries


@on("meetings.meeting.end", "meetings.meeting.cancel")
def let_the_disk_forget(entry: JournalEntry) -> None:
    """The meeting is over: nothing on disk may tell who came before whom."""
    commands.sweep(queries.meeting_of(entry))


@every("day", at="03:30")
def delete_names_past_their_days(day: date) -> None:
    """Names of invited people go once nobody needs the list any more."""
    commands.wipe(on=day)


@every("day", at="03:35")
def sweep_what_could_not_be_swept(day: date) -> None:
    """Meetings whose rows may still tell something are swept at night."""
    for meeting in queries.not_swept():
        commands.sweep(meeting)
