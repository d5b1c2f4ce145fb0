"""What a careful clerk would look for in meetings before anybody trusts who came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count
from django.utils.translation import gettext as _

from mingcha.foundation import time
from mingcha.foundation.xrays import Finding, xray
from mingcha.meetings import queries
from mingcha.meetings.models import Invitation, Meeting

N = Invitation.State
A_NIGHT = timedelta(days=1)  # what falls due today goes in the night that follows


@xray
def attendance_that_is_not_what_the_list_says() -> Iterator[Finding]:
    """The numbers fixed at the end are those of the list."""
    kept = Meeting.objects.filter(state=Meeting.State.ENDED, wiped_on=None)
    for meeting in kept.iterator(chunk_size=50):
        rows = meeting.invitations.filter(state=N.PRESENT).order_by()
        came = Counter(dict(rows.values_list("group").annotate(Count("pk"))))
        fixed = {code: row["arrived"] for code, row in (meeting.attendance or {}).items()}
        if any(came[code] != fixed.get(code, 0) for code in {*came, *fixed}):
            yield Finding(
                what=_("The attendance fixed at the end is not what the list says"),
                which=meeting.number,
                remedy=_("Compare with the signed attendance list; somebody changed the table."),
            )


@xray
def names_kept_beyond_their_days() -> Iterator[Finding]:
    """Names of invited people go on the day that the city's rule names."""
    for meeting in queries.past_their_days(on=time.today() - A_NIGHT):
        yield Finding(
            what=_("Names of invited people are kept longer than the rule allows"),
            which=meeting.number,
            remedy=_("See whether the worker runs: it deletes them every night."),
        )


@xray
def meetings_whose_disk_remembers() -> Iterator[Finding]:
    """After the end the disk is swept, so that it tells no order of arrival."""
    for meeting in queries.not_swept():
        yield Finding(
            what=_("The disk may still tell in which order people came"),
            which=meeting.number,
            remedy=_("See whether the worker runs: it sweeps after the end and every night."),
        )


@xray
def seats_given_twice() -> Iterator[Finding]:
    """Nobody has to sit on another's knees."""
    rows = Invitation.objects.exclude(seat="").exclude(state=N.WITHDRAWN).order_by()
    twice = rows.values("meeting__number", "seat").annotate(n=Count("pk")).filter(n__gt=1)
    for row in twice:
        yield Finding(
            what=_("A seat is given to more than one person"),
            which=f"{row['meeting__number']} {row['seat']}",
            remedy=_("Amend one of the invitations, or assign the seats anew."),
        )


@xray
def cards_that_outlive_their_meeting() -> Iterator[Finding]:
    """When a meeting has ended, no code of a card is kept."""
    over = Invitation.objects.filter(meeting__state=Meeting.State.ENDED).exclude(digest="")
    for number in over.order_by().values_list("meeting__number", flat=True).distinct():
        yield Finding(
            what=_("Codes of cards are kept after the meeting has ended"),
            which=number,
            remedy=_("Report it: the end of a meeting takes them away."),
        )
