"""Questions about meetings: who may see them, who is invited, how many have come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.foundation import policy, time
from mingcha.foundation.models import JournalEntry
from mingcha.foundation.waiting import Waiting
from mingcha.meetings import rules
from mingcha.meetings.models import Invitation, Meeting
from mingcha.meetings.record import code_in, digest_of, shown_counts
from mingcha.meetings.refusals import CODE_UNKNOWN, OTHER_MEETING
from mingcha.meetings.workflow import KEEP_THE_DESK, MAY_SEE
from mingcha.people import queries as people
from mingcha.people.parties import the_conduct_office

M = Meeting.State
N = Invitation.State
MOST_FOUND = 20  # what a clerk can look over with a queue before them
SOON = (M.CALLED, M.CHECKING_IN, M.BEGUN)
OVER = (M.ENDED, M.CANCELLED)


def visible_to(person: Any) -> QuerySet[Meeting]:
    """All meetings for the desk and for auditors; others learn of a meeting by their invitation."""
    if people.roles_of(person, on=time.today()).isdisjoint(MAY_SEE):
        return Meeting.objects.none()
    return Meeting.objects.all()


def sees_names(person: Any) -> bool:
    """Whether somebody keeps the desk, and so sees who is invited and who has come."""
    return not people.roles_of(person, on=time.today()).isdisjoint(KEEP_THE_DESK)


def invitations_visible_to(person: Any) -> QuerySet[Invitation]:
    """Invitations for the desk alone: an auditor sees numbers, never names."""
    if not sees_names(person):
        return Invitation.objects.none()
    return Invitation.objects.select_related("meeting")


def matching(words: str, person: Any) -> QuerySet[Meeting]:
    """Meetings whose number, title or place holds the words."""
    hit = Q(number__icontains=words) | Q(title__icontains=words) | Q(place__icontains=words)
    return visible_to(person).filter(hit)


def meeting_of(entry: JournalEntry) -> Meeting:
    """The meeting a journal entry is about."""
    return Meeting.objects.get(pk=entry.about_id)


def not_swept() -> QuerySet[Meeting]:
    """Meetings that are over and whose disk may still tell an order or a name."""
    return Meeting.objects.filter(swept=False, state__in=OVER)


def last_day(*, on: date) -> date:
    """Meetings held before this day keep no names any more."""
    return on - timedelta(days=policy.value(rules.RETAIN_DAYS, on=on))


def past_their_days(*, on: date) -> QuerySet[Meeting]:
    """Meetings that are over for so long that their names go."""
    return Meeting.objects.filter(state__in=OVER, wiped_on=None, held_on__lt=last_day(on=on))


def invited_people(meeting: Meeting) -> QuerySet[Invitation]:
    """Every invitation that holds."""
    return Invitation.objects.filter(meeting=meeting).exclude(state=N.WITHDRAWN)


def _by_group(meeting: Meeting, found: QuerySet[Invitation]) -> dict[str, int]:
    rows = found.order_by().values_list("group").annotate(n=Count("pk"))
    counts = dict(rows)
    return {code: counts.get(code, 0) for code in meeting.codes}


def invited(meeting: Meeting) -> dict[str, int]:
    """How many hold an invitation, by group; for rooms above, not for pages."""
    if meeting.attendance is not None:
        return {code: row["invited"] for code, row in meeting.attendance.items()}
    return _by_group(meeting, invited_people(meeting))


def arrived(meeting: Meeting) -> dict[str, int]:
    """How many have been checked in, by group; for rooms above, not for pages."""
    if meeting.attendance is not None:
        return {code: row["arrived"] for code, row in meeting.attendance.items()}
    return _by_group(meeting, invited_people(meeting).filter(state=N.PRESENT))


@dataclass(frozen=True)
class Turnout:
    """What one reader is shown of one group; `arrived` is None where the number is too small."""

    code: str
    name: str
    invited: int
    arrived: int | None


def turnout(meeting: Meeting, person: Any) -> list[Turnout]:
    """The groups with their numbers, as far as this person need know them."""
    asked, came = invited(meeting), arrived(meeting)
    shown: dict[str, int | None] = dict(came)
    if not sees_names(person):
        shown = shown_counts(came, least=least(on=time.today()))
    name = meeting.group_name
    return [Turnout(code, name(code), asked[code], shown[code]) for code in meeting.codes]


def least(*, on: date) -> int:
    """The fewest people whose number is told to those who do not keep the desk."""
    return int(policy.value(rules.FEWEST_SHOWN, on=on))


def by_code(text: str, *, meeting: Meeting | None = None) -> Invitation:
    """The invitation a card belongs to, as a scanner or a hand gave it; at this desk, if one."""
    code = code_in(text)
    found = Invitation.objects.select_related("meeting").filter(digest=digest_of(code or "?"))
    one = found.first()
    if one is None:
        raise CODE_UNKNOWN()
    if meeting is not None and one.meeting_id != meeting.pk:
        raise OTHER_MEETING(number=one.meeting.number)
    return one


def searched(meeting: Meeting, words: str) -> Sequence[Invitation]:
    """People whose name, body or seat holds every word; the first few, one more than is shown."""
    found = invited_people(meeting)
    for word in words.split():
        found = found.filter(Q(name__icontains=word) | Q(body__icontains=word) | Q(seat=word))
    return list(found.select_related("meeting")[: MOST_FOUND + 1])


def standing(
    entries: Iterable[tuple[int, str, str]],
) -> dict[tuple[int, str, str], Invitation]:
    """The invitations that hold, by meeting, name and body, of the meetings asked about."""
    keys = list(entries)
    found = Invitation.objects.filter(meeting__in={key[0] for key in keys})
    rows = found.exclude(state=N.WITHDRAWN).select_related("meeting")
    return {(one.meeting_id, one.name, one.body): one for one in rows}


def open_lists() -> list[Meeting]:
    """Meetings whose list a spreadsheet may still fill."""
    return list(Meeting.objects.filter(state=M.CALLED).order_by("held_on", "id"))


def numbered(numbers: Iterable[str]) -> dict[str, Meeting]:
    """The meetings with these numbers."""
    return {one.number: one for one in Meeting.objects.filter(number__in=set(numbers))}


def seats_by_row(meeting: Meeting) -> list[dict[str, Any]]:
    """The hall row by row: whose block, how many seats are given."""
    rows: dict[tuple[int, str], int] = {}
    seats = invited_people(meeting).exclude(place_in_hall=None).order_by("place_in_hall")
    for place, group in seats.values_list("place_in_hall", "group"):
        key = (int(place or 0) // 1000, group)
        rows[key] = rows.get(key, 0) + 1
    return [{"row": row, "group": group, "n": n} for (row, group), n in rows.items()]


def waiting_for(person: Any, *, on: date) -> list[Waiting]:
    """Meetings that are to be opened, begun or ended by the conduct office; the desk's own work."""
    if not sees_names(person):
        return []
    runs = the_conduct_office(None, person)
    found = Meeting.objects.filter(state__in=SOON).order_by("held_on", "id")
    return [one for meeting in found[:50] if (one := _waiting(meeting, runs=runs, on=on))]


def _waiting(meeting: Meeting, *, runs: bool, on: date) -> Waiting | None:
    acts = {
        M.CALLED: _("Open the check-in") if meeting.held_on <= on else _("Invite and seat people"),
        M.CHECKING_IN: _("Check people in; begin the meeting"),
        M.BEGUN: _("End the meeting"),
    }
    at_desk = meeting.state == M.CHECKING_IN
    if not runs and not at_desk:
        return None
    page = "meetings:meeting" if runs else "meetings:desk"
    act = acts[M(meeting.state)] if runs else _("Check people in")
    return Waiting(
        kind="meetings",
        number=meeting.number,
        url=reverse(page, args=[meeting.pk]),
        organ="",
        what=meeting.title,
        act=act,
    )
