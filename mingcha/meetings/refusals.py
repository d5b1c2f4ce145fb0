"""Every no this room can say."""

from django.utils.translation import gettext_lazy as _

from mingcha.core.refusal import refusal

NO_GROUPS = refusal(
    "meetings.no_groups",
    because=_("A meeting has no groups: nobody could be invited to it."),
    remedy=_("Choose at least one group."),
    status=422,
)
HELD_BEFORE_CALLED = refusal(
    "meetings.held_before_called",
    because=_("{day} is past; nobody can be invited to it any more."),
    remedy=_("Write a day from today on."),
    status=422,
)
NOT_A_GROUP = refusal(
    "meetings.not_a_group",
    because=_("“{group}” is no group of meeting {number}."),
    remedy=_("Choose one of its groups: {known}."),
    status=422,
)
INVITED_ALREADY = refusal(
    "meetings.invited_already",
    because=_("{name} of this very body is invited to meeting {number} already, as {group}."),
    remedy=_("One person has one invitation; amend the one that stands, or write another name."),
    status=422,
)
SEAT_TAKEN = refusal(
    "meetings.seat_taken",
    because=_("Seat {seat} is {name}'s."),
    remedy=_("Choose another seat, or free this one first."),
    status=422,
)
SEAT_UNFIT = refusal(
    "meetings.seat_unfit",
    because=_("“{seat}” names no seat."),
    remedy=_("Write row and seat like 3-12 or 3排12座."),
    status=422,
)
NOBODY_INVITED = refusal(
    "meetings.nobody_invited",
    because=_("Nobody is invited to meeting {number} yet."),
    remedy=_("Invite people one by one or with a spreadsheet first."),
)
NO_REASON = refusal(
    "meetings.no_reason",
    because=_("This is not done without a reason."),
    remedy=_("Say why, in one sentence; it stays on record."),
    status=422,
)
DESK_CLOSED = refusal(
    "meetings.desk_closed",
    because=_("Nobody is checked in to meeting {number} now: it is “{state}”."),
    remedy=_("The desk works from the opening of the check-in to the end of the meeting."),
)
LIST_CLOSED = refusal(
    "meetings.list_closed",
    because=_("The list of meeting {number} is closed: it is “{state}”."),
    remedy=_("Invitations change until the meeting begins."),
)
CODE_UNKNOWN = refusal(
    "meetings.code_unknown",
    because=_("This code is on no valid card of a meeting."),
    remedy=_("Look the person up by name; cards end with their meeting and with a withdrawal."),
    status=404,
)
OTHER_MEETING = refusal(
    "meetings.other_meeting",
    because=_("This card is for another meeting: {number}."),
    remedy=_("Open the desk of that meeting, or look the person up by name."),
    status=422,
)
NO_SUBSTITUTE = refusal(
    "meetings.no_substitute",
    because=_("Nobody may send a substitute: an invitation holds for {name} alone."),
    remedy=_(
        "Leave the invitation open. If the other person has a right of their own to come, the "
        "conduct office invites them in their own name before the meeting begins."
    ),
)
CHECKED_IN_MEANWHILE = refusal(
    "meetings.checked_in_meanwhile",
    because=_("{name} has been checked in; the invitation cannot be taken off the list."),
    remedy=_("Undo the check-in at the desk first, if it was a mistake."),
)
