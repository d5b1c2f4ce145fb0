"""Acts on who is invited: one by one, from a spreadsheet, amended, withdrawn, taken back."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from mingcha.core.refusal import Refusal
from mingcha.foundation import journal
from mingcha.foundation.references import batches
from mingcha.foundation.workflow import advance
from mingcha.meetings import queries
from mingcha.meetings.models import Invitation, Meeting
from mingcha.meetings.record import code_of, digest_of, seat_in, seated
from mingcha.meetings.refusals import (
    CHECKED_IN_MEANWHILE,
    INVITED_ALREADY,
    LIST_CLOSED,
    NO_REASON,
    NOT_A_GROUP,
    SEAT_TAKEN,
    SEAT_UNFIT,
)
from mingcha.meetings.workflow import INVITATION, MEETING

AT_A_TIME = 500
NO_SEAT: Mapping[str, Any] = {"seat": "", "place_in_hall": None}


@transaction.atomic
def invite(
    meeting: Meeting,
    *,
    name: str,
    group: str,
    by: Any,
    on: date,
    body: str = "",
    seat: str = "",
    organ: Any = None,
    person: Any = None,
) -> Invitation:
    """Invite one person for one group; whoever is invited comes in person."""
    made = _new(meeting, name, group, body, seat, organ=organ, person=person)
    advance(MEETING, meeting, "invite", by=by, said={"invited": {group: 1}})
    made.save(force_insert=True)
    return made


@transaction.atomic
def invite_late(
    meeting: Meeting,
    *,
    name: str,
    group: str,
    reason: str,
    by: Any,
    on: date,
    body: str = "",
    seat: str = "",
    organ: Any = None,
    person: Any = None,
) -> Invitation:
    """Invite one more while people are already coming, with the reason on record."""
    if not reason.strip():
        raise NO_REASON()
    made = _new(meeting, name, group, body, seat, organ=organ, person=person)
    said = {"invited": {group: 1}, "reason": reason.strip()}
    advance(MEETING, meeting, "invite_late", by=by, said=said)
    made.save(force_insert=True)
    return made


def _new(
    meeting: Meeting, name: str, group: str, body: str, seat: str, *, organ: Any, person: Any
) -> Invitation:
    facts = {"name": name.strip(), "body": body.strip() or getattr(organ, "name", "")}
    _in_a_group(meeting, group)
    made = Invitation(meeting=meeting, group=group, organ=organ, person=person, **facts, **_card())
    _alone(made)
    for field, value in _seat(made, seat).items():
        setattr(made, field, value)
    return made


def _card() -> dict[str, str]:
    key = secrets.token_hex(16)
    return {"key": key, "digest": digest_of(code_of(key))}


def _in_a_group(meeting: Meeting, group: str) -> None:
    if group not in meeting.codes:
        known = "、".join(meeting.group_name(code) for code in meeting.codes)
        raise NOT_A_GROUP(group=group, number=meeting.number, known=known)


def _alone(made: Invitation) -> None:
    """One person has one invitation, and therefore one voice."""
    standing = queries.invited_people(made.meeting).filter(name=made.name, body=made.body)
    if other := standing.exclude(pk=made.pk).first():
        raise INVITED_ALREADY(
            name=other.name,
            number=made.meeting.number,
            group=made.meeting.group_name(other.group),
        )


def _seat(made: Invitation, seat: str) -> dict[str, Any]:
    if not seat.strip():
        return dict(NO_SEAT)
    where = seat_in(seat)
    if where is None:
        raise SEAT_UNFIT(seat=seat.strip())
    facts = seated(*where)
    sitting = queries.invited_people(made.meeting).filter(seat=facts["seat"])
    if other := sitting.exclude(pk=made.pk).first():
        raise SEAT_TAKEN(seat=facts["seat"], name=other.name)
    return facts


@transaction.atomic
def invite_many(
    meeting: Meeting, entries: Sequence[Mapping[str, Any]], *, by: Any, on: date
) -> list[Invitation]:
    """Invite the people of a spreadsheet that has been looked through; one entry in the journal."""
    counts = Counter(str(entry["group"]) for entry in entries)
    for group in counts:
        _in_a_group(meeting, group)
    advance(MEETING, meeting, "invite", by=by, said={"invited": dict(counts)})
    made = [Invitation(meeting=meeting, **entry, **_card()) for entry in entries]
    return Invitation.objects.bulk_create(made, batch_size=AT_A_TIME)


@transaction.atomic
def amend(
    invitation: Invitation,
    *,
    by: Any,
    on: date,
    name: str = "",
    group: str = "",
    body: str | None = None,
    seat: str | None = None,
    organ: Any = None,
) -> Invitation:
    """Correct what an invitation says; what is not given stays. The card stays valid."""
    facts: dict[str, Any] = {"name": name.strip() or invitation.name}
    facts["group"] = group or invitation.group
    facts["body"] = invitation.body if body is None else body.strip()
    if body is not None or organ is not None:
        facts["organ"] = organ
    _in_a_group(invitation.meeting, facts["group"])
    seen = Invitation(pk=invitation.pk, meeting=invitation.meeting, **facts)
    _alone(seen)
    facts |= {} if seat is None else _seat(seen, seat)
    return _amended(invitation, facts, by=by)


def _amended(invitation: Invitation, facts: Mapping[str, Any], *, by: Any) -> Invitation:
    """The journal gets what was changed, not from what to what: names are for the desk alone."""
    said = {name: getattr(invitation, name) != value for name, value in facts.items()}
    return advance(INVITATION, invitation, "amend", by=by, said=said, **facts)


def amend_seat(
    invitation: Invitation, facts: Mapping[str, Any], *, by: Any, on: date
) -> Invitation:
    """Another group or seat by a spreadsheet, whose rows have been held against each other."""
    return _amended(invitation, facts, by=by)


def withdraw(invitation: Invitation, *, reason: str, by: Any, on: date) -> Invitation:
    """Take somebody off the list, with the reason on record; their card opens nothing any more."""
    if not reason.strip():
        raise NO_REASON()
    gone: dict[str, Any] = {"digest": "", **NO_SEAT}
    return advance(INVITATION, invitation, "withdraw", by=by, said={"reason": reason}, **gone)


@transaction.atomic
def take_back(invitations: Sequence[Invitation], *, by: Any, on: date) -> None:
    """Invitations entered in error never were; not once the list is closed or somebody came."""
    meetings = {one.meeting_id: one.meeting for one in invitations}
    for meeting in meetings.values():
        if no := _closed(meeting):
            raise no
    for one in invitations:
        if one.state == Invitation.State.PRESENT:
            raise CHECKED_IN_MEANWHILE(name=one.name)
    for meeting in meetings.values():
        few = Counter(one.group for one in invitations if one.meeting_id == meeting.pk)
        facts = {"taken_back": dict(few)}
        journal.record("meetings.meeting.take_back", about=meeting, by=by, facts=facts)
    for part in batches(invitations):
        Invitation.objects.filter(pk__in=[one.pk for one in part]).delete()


def _closed(meeting: Meeting) -> Refusal | None:
    if meeting.state in {Meeting.State.CALLED, Meeting.State.CHECKING_IN}:
        return None
    return LIST_CLOSED(number=meeting.number, state=Meeting.State(meeting.state).label)


@transaction.atomic
def put_back(invitation: Invitation, *, was: Mapping[str, Any], by: Any, on: date) -> Invitation:
    """A change made in error: the invitation says again what it said before.

    The journal gets what was put back, not to what; see `_amended`.
    """
    if no := _closed(invitation.meeting):
        raise no
    for name, value in was.items():
        setattr(invitation, name, value)
    invitation.save(update_fields=list(was))
    journal.record(
        "meetings.invitation.put_back", about=invitation, by=by, facts=dict.fromkeys(was, True)
    )
    return invitation
