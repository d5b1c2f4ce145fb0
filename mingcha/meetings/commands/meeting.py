"""Acts on a meeting: call it, seat the hall, open the desk, begin, end, cancel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, time
from typing import Any

from django.db import transaction

from mingcha.core.machine import NOT_YOURS
from mingcha.foundation import journal, policy
from mingcha.foundation.numbers import next_number
from mingcha.foundation.workflow import advance
from mingcha.meetings import queries, rules
from mingcha.meetings.models import Invitation, Meeting
from mingcha.meetings.record import blocks, groups_of, seated, shown_counts
from mingcha.meetings.refusals import HELD_BEFORE_CALLED, NO_GROUPS
from mingcha.meetings.workflow import MEETING
from mingcha.people.parties import the_conduct_office

AT_A_TIME = 500


@transaction.atomic
def call(
    title: str,
    place: str,
    groups: Iterable[str],
    *,
    held_on: date,
    begins_at: time,
    by: Any,
    on: date,
) -> Meeting:
    """Call a meeting: where, when, and of which groups people are invited."""
    if not the_conduct_office(None, by):
        raise NOT_YOURS(who=the_conduct_office.words)
    if held_on < on:
        raise HELD_BEFORE_CALLED(day=held_on)
    chosen = groups_of(groups)
    if not chosen:
        raise NO_GROUPS()
    facts: dict[str, Any] = {"title": title.strip(), "place": place.strip()}
    facts |= {"held_on": held_on, "begins_at": begins_at, "groups": chosen}
    meeting = Meeting.objects.create(number=next_number("HY", on.year), **facts)
    journal.record("meetings.meeting.call", about=meeting, by=by, facts=facts)
    return meeting


@transaction.atomic
def assign_seats(
    meeting: Meeting, *, in_a_row: int, first_row: int = 1, by: Any, on: date
) -> Meeting:
    """Seat everybody anew in blocks by group; each group begins a row of its own."""
    said = {"in_a_row": in_a_row, "first_row": first_row}
    advance(MEETING, meeting, "assign_seats", by=by, said=said)
    people = list(queries.invited_people(meeting))
    for one, row, number in blocks(people, meeting.codes, in_a_row=in_a_row, first_row=first_row):
        for field, value in seated(row, number).items():
            setattr(one, field, value)
    Invitation.objects.bulk_update(people, ["seat", "place_in_hall"], batch_size=AT_A_TIME)
    return meeting


def open_check_in(meeting: Meeting, *, by: Any, on: date) -> Meeting:
    """Open the desk: from now on people are checked in, and the list changes only with a reason."""
    return advance(MEETING, meeting, "open_check_in", by=by)


def begin(meeting: Meeting, *, by: Any, on: date) -> Meeting:
    """The chair opens the meeting; latecomers are still checked in, nobody is invited any more."""
    return advance(MEETING, meeting, "begin", by=by)


@transaction.atomic
def end(meeting: Meeting, *, by: Any, on: date) -> Meeting:
    """End the meeting: its numbers are fixed, its cards end, no order of arrival remains.

    The journal gets numbers by group; small ones are told as the city's rule lets them be told.
    """
    rows = list(Invitation.objects.select_for_update().filter(meeting=meeting).order_by("pk"))
    standing = [row for row in rows if row.state != Invitation.State.WITHDRAWN]
    asked = Counter(row.group for row in standing)
    came = Counter(row.group for row in standing if row.state == Invitation.State.PRESENT)
    arrived = {code: came[code] for code in meeting.codes}
    counts = {code: {"invited": asked[code], "arrived": arrived[code]} for code in meeting.codes}
    least = policy.value(rules.FEWEST_SHOWN, on=on)
    told = {
        code: f"<{least}" if n is None else n
        for code, n in shown_counts(arrived, least=least).items()
    }
    advance(MEETING, meeting, "end", by=by, attendance=counts, said={"attendance": told})
    _rewrite(rows)
    return meeting


def _rewrite(rows: list[Invitation]) -> None:
    """Write every row anew, in the order of the list and in one transaction (decision 0032).

    An engine that keeps versions of rows knows which was changed before which: after this no row
    does. The codes of the cards go with it.
    """
    for row in rows:
        row.key = row.digest = ""
    for first in range(0, len(rows), AT_A_TIME):
        keys = [row.pk for row in rows[first : first + AT_A_TIME]]
        Invitation.objects.filter(pk__in=keys).delete()
    Invitation.objects.bulk_create(rows, batch_size=AT_A_TIME)


def cancel(meeting: Meeting, *, reason: str, by: Any, on: date) -> Meeting:
    """The meeting does not take place, and why; it stays on record with its list."""
    return advance(MEETING, meeting, "cancel", by=by, remark=reason.strip())
