"""Every no this room can say."""

from django.utils.translation import gettext_lazy as _

from mingcha.core.refusal import refusal

TWO_HEADS = refusal(
    "people.two_heads",
    because=_("{organ} already has two first-responsible heads on {day}."),
    remedy=_("End one of the two duties first, then name the new head."),
)
NOT_CHARGED = refusal(
    "people.not_charged",
    because=_("{person} does not hold this duty on {day}."),
    remedy=_("Look up the person's duties; it may have ended already."),
)
STAFF_NO_TAKEN = refusal(
    "people.staff_no_taken",
    because=_("Staff number {staff_no} belongs to {name}."),
    remedy=_("Check the number, or open that person to change what is on record."),
)
REFERRED_TO = refusal(
    "people.referred_to",
    because=_("{name} cannot be taken off the register: {n} × {what} refer to it."),
    remedy=_("End the person's duties with a day instead; the record stays."),
)
HAS_SIGNED_IN = refusal(
    "people.has_signed_in",
    because=_("{name} has signed in on {day} and cannot be taken off the register."),
    remedy=_("End the person's duties with a day instead; the record stays."),
)
NOBODY = refusal(
    "people.nobody",
    because=_("Nobody has staff number {staff_no}."),
    remedy=_("Check the number in the register of staff."),
    status=404,
)
