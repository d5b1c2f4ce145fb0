"""Acts of the check-in desk. They write yes or no and nothing else: no time, no entry, no order."""

from __future__ import annotations

from datetime import date
from typing import Any

from mingcha.foundation.refusals import OVERTAKEN
from mingcha.meetings.models import Invitation
from mingcha.meetings.workflow import INVITATION

N = Invitation.State


def check_in(invitation: Invitation, *, by: Any, on: date) -> Invitation:
    """Somebody has come. A second scan changes nothing.

    There is no journal entry: entries stand in an order and bear a time, and both could be laid
    beside a ballot (decision 0032). The journal gets numbers when the meeting ends.
    """
    return _turn(invitation, "check_in", by=by)


def undo_check_in(invitation: Invitation, *, by: Any, on: date) -> Invitation:
    """The wrong person was checked in; nothing remains of the mistake."""
    return _turn(invitation, "undo_check_in", by=by)


def stand_in(invitation: Invitation, *, by: Any, on: date) -> Invitation:
    """Somebody comes in another's place: always refused, with the reason for the desk to read."""
    return _turn(invitation, "stand_in", by=by)


def _turn(invitation: Invitation, act: str, *, by: Any) -> Invitation:
    if objection := INVITATION.why_not(act, invitation, by):
        raise objection
    target = str(INVITATION[act].target)
    if invitation.state == target:
        return invitation
    unmoved = Invitation.objects.filter(pk=invitation.pk, state=invitation.state)
    if not unmoved.update(state=target):  # another clerk was quicker: with the same, or otherwise
        invitation.refresh_from_db(fields=["state"])
        if invitation.state != target:
            raise OVERTAKEN()
    invitation.state = target
    return invitation
