"""What follows from acts on polls: after the close the disk forgets the order of casting."""

from __future__ import annotations

from datetime import date

from mingcha.foundation.models import JournalEntry
from mingcha.foundation.reactions import every, on
from mingcha.polls import commands, queries


@on("polls.poll.close", "polls.poll.void")
def let_the_disk_forget(entry: JournalEntry) -> None:
    """The box is closed: nothing on disk may tell who came before whom."""
    commands.sweep(queries.poll_of(entry))


@every("day", at="03:10")
def sweep_what_could_not_be_swept(day: date) -> None:
    """Polls that closed while another was open are swept at night."""
    for poll in queries.not_swept():
        commands.sweep(poll)


@every("day", at="03:20")
def destroy_scans_past_their_days(day: date) -> None:
    """Pictures of paper ballots are ballots: they go once nobody may object any more."""
    for poll in queries.scans_past_their_days(on=day):
        commands.destroy_scans(poll, by=None, on=day)
