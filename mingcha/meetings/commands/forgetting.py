"""What a meeting forgets: the order of arrival at once, the names when their days are over."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from mingcha.foundation import anew, journal
from mingcha.foundation.imports.forgetting import forget
from mingcha.meetings import queries
from mingcha.meetings.models import Invitation, Meeting

SHEET = "invitations"


def sweep(meeting: Meeting) -> bool:
    """Let the disk forget, after the end, in which order people came.

    Gives False inside a transaction, where no database can sweep; it is tried again at night.
    Who checks in at another door meanwhile waits as long as a few thousand rows take.
    """
    if meeting.swept or anew.inside_a_transaction(["default"]):
        return meeting.swept
    anew.lay_anew("default", ((Invitation, "id"),))
    with transaction.atomic():
        meeting.swept = True
        meeting.save(update_fields=["swept"])
        journal.record("meetings.meeting.sweep", about=meeting, by=None)
    return True


def wipe(*, on: date) -> int:
    """Delete the names of meetings whose days are over; gives how many meetings were touched.

    What was invited and who came stays as numbers. The rows of the spreadsheets go as well, and
    so does every file of which nothing else is left.
    """
    due = list(queries.past_their_days(on=on))
    for meeting in due:
        _wipe(meeting, on)
    return len(due)


@transaction.atomic
def _wipe(meeting: Meeting, on: date) -> None:
    anew.overwrite_what_is_deleted()
    names = list(Invitation.objects.filter(meeting=meeting).values_list("pk", flat=True))
    rows = forget(SHEET, Invitation, names, handed_in_before=queries.last_day(on=on))
    Invitation.objects.filter(meeting=meeting).delete()
    meeting.wiped_on, meeting.swept = on, False
    meeting.save(update_fields=["wiped_on", "swept"])
    facts = {"names": len(names), "rows": rows}
    journal.record("meetings.meeting.wipe", about=meeting, by=None, facts=facts)
