"""The lives of a meeting and of an invitation. Commands, buttons and API obey these tables."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mingcha.core.machine import Machine, Move
from mingcha.core.refusal import Refusal
from mingcha.foundation.workflow import life, party
from mingcha.meetings.models import Invitation, Meeting
from mingcha.meetings.refusals import (
    DESK_CLOSED,
    LIST_CLOSED,
    NO_REASON,
    NO_SUBSTITUTE,
    NOBODY_INVITED,
)
from mingcha.people.models import Duty
from mingcha.people.parties import holds, the_conduct_office

M = Meeting.State
N = Invitation.State
R = Duty.Role

KEEP_THE_DESK = (R.CONDUCT_OFFICE, R.DIRECTOR, R.CASE_HANDLER)
MAY_SEE = (*KEEP_THE_DESK, R.AUDITOR)  # auditors see numbers, the desk sees names


@party(_("the check-in desk: conduct office, director or case handler"))
def the_desk(thing: Any, person: Any) -> bool:
    """Whoever checks people in, and therefore sees their names."""
    return holds(person, *KEEP_THE_DESK)


def somebody_invited(meeting: Meeting) -> Refusal | None:
    """A hall without invited people needs no desk and no seats."""
    standing = meeting.invitations.exclude(state=N.WITHDRAWN)
    return None if standing.exists() else NOBODY_INVITED(number=meeting.number)


def reason_given(meeting: Meeting) -> Refusal | None:
    """Whoever was to come is told why they need not."""
    return None if meeting.remark.strip() else NO_REASON()


def desk_open(invitation: Invitation) -> Refusal | None:
    """People come from the opening of the check-in until the end; late ones too."""
    meeting = invitation.meeting
    if meeting.state in {M.CHECKING_IN, M.BEGUN}:
        return None
    return DESK_CLOSED(number=meeting.number, state=M(meeting.state).label)


def list_open(invitation: Invitation) -> Refusal | None:
    """Who is invited is settled when the meeting begins."""
    meeting = invitation.meeting
    if meeting.state in {M.CALLED, M.CHECKING_IN}:
        return None
    return LIST_CLOSED(number=meeting.number, state=M(meeting.state).label)


def no_substitute(invitation: Invitation) -> Refusal | None:
    """Whoever is invited comes in person or not at all; the desk finds the reason here."""
    return NO_SUBSTITUTE(name=invitation.name)


# fmt: off
MEETING = life(Machine("meetings.meeting", M.CALLED, dict(M.choices), [
    #    act              from                         to              by whom             only if
    Move("invite",        {M.CALLED},                  M.CALLED,       the_conduct_office),
    Move("assign_seats",  {M.CALLED},                  M.CALLED,       the_conduct_office, somebody_invited),
    Move("open_check_in", {M.CALLED},                  M.CHECKING_IN,  the_conduct_office, somebody_invited),
    Move("invite_late",   {M.CHECKING_IN},             M.CHECKING_IN,  the_conduct_office),
    Move("begin",         {M.CHECKING_IN},             M.BEGUN,        the_conduct_office),
    Move("end",           {M.BEGUN},                   M.ENDED,        the_conduct_office),
    Move("cancel",        {M.CALLED, M.CHECKING_IN},   M.CANCELLED,    the_conduct_office, reason_given),
]))

INVITATION = life(Machine("meetings.invitation", N.EXPECTED, dict(N.choices), [
    #    act              from                         to              by whom             only if
    Move("check_in",      {N.EXPECTED, N.PRESENT},     N.PRESENT,      the_desk,           desk_open),  # a second scan does no harm
    Move("undo_check_in", {N.PRESENT},                 N.EXPECTED,     the_desk,           desk_open),
    Move("stand_in",      {N.EXPECTED},                N.EXPECTED,     the_desk,           no_substitute),
    Move("amend",         {N.EXPECTED},                N.EXPECTED,     the_conduct_office, list_open),
    Move("withdraw",      {N.EXPECTED},                N.WITHDRAWN,    the_conduct_office, list_open),
]))
# fmt: on
