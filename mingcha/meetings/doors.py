"""The doors of meetings and invitations: their acts with their words, for pages and programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.acts import Doing, Doors
from mingcha.meetings import commands, forms, queries
from mingcha.meetings.workflow import INVITATION, MEETING


@dataclass(frozen=True)
class Hall(Doors):
    """The doors of a meeting: whatever is done, programs are answered with the meeting."""

    def do(self, act: str, thing: Any, *, by: Any, facts: Mapping[str, Any]) -> Any:
        """Do the act; an invitation that was made is shown on its own page."""
        super().do(act, thing, by=by, facts=facts)
        return thing


DOORS = Hall(
    machine=MEETING,
    commands=commands,
    doings={
        "open_check_in": Doing(
            _("Open the check-in"),
            help=_("The desk begins to work; from then on the list changes only with a reason."),
            primary=True,
        ),
        "begin": Doing(
            _("Begin the meeting"),
            help=_("Latecomers are still checked in; nobody is invited any more."),
            primary=True,
        ),
        "end": Doing(
            _("End the meeting"),
            help=_("Numbers by group are fixed; the cards end; no order of arrival remains."),
            primary=True,
            confirm=_("Nobody can be checked in after the end. End the meeting?"),
        ),
        "invite": Doing(
            _("Invite one person"),
            help=_("Many at once are invited with a spreadsheet."),
            form=forms.InviteForm,
        ),
        "invite_late": Doing(
            _("Invite one more person"),
            help=_("People are already coming: say why this one was not on the list."),
            form=forms.InviteLateForm,
        ),
        "assign_seats": Doing(
            _("Assign seats by group"),
            help=_("Everybody is seated anew: one group after the other, bodies together."),
            form=forms.SeatsForm,
        ),
        "cancel": Doing(
            _("Cancel the meeting"),
            help=_("It does not take place; it stays on record with its list and the reason."),
            form=forms.ReasonForm,
            danger=True,
        ),
    },
    url="meetings:meeting_act",
    page="meetings:meeting",
    visible_to=queries.visible_to,
)

INVITATIONS = Doors(
    machine=INVITATION,
    commands=commands,
    doings={
        "check_in": Doing(
            _("Check in"),
            help=_("Kept as yes, without a time. A second scan does no harm."),
            primary=True,
        ),
        "undo_check_in": Doing(
            _("Undo the check-in"), help=_("The wrong person was checked in; no trace remains.")
        ),
        "stand_in": Doing(_("Somebody else comes in their place")),
        "amend": Doing(
            _("Amend the invitation"),
            help=_("Name, group, body or seat; the card stays valid."),
            form=forms.AmendForm,
        ),
        "withdraw": Doing(
            _("Withdraw the invitation"),
            help=_("The card opens nothing any more; the reason stays on record."),
            form=forms.ReasonForm,
            danger=True,
        ),
    },
    url="meetings:invitation_act",
    page="meetings:invitation",
    visible_to=queries.invitations_visible_to,
)

LABELS = {
    "call": _("Called"),
    "invite": _("People invited"),
    "invite_late": _("One more person invited"),
    "assign_seats": _("Seats assigned"),
    "open_check_in": _("Check-in opened"),
    "begin": _("Begun"),
    "end": _("Ended"),
    "cancel": _("Cancelled"),
    "take_back": _("Invitations taken back with their import"),
    "amend": _("Amended"),
    "put_back": _("Put back with its import"),
    "withdraw": _("Invitation withdrawn"),
    "sweep": _("The disk was made to forget the order of arrival"),
    "wipe": _("Names of invited people deleted"),
}
