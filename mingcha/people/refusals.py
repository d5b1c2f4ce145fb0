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
NEEDS_ORGAN = refusal(
    "people.needs_organ",
    because=_(
        "Heads, liaisons and office heads are charged for an organ or office, never at large."
    ),
    remedy=_("Write the code or the name of the organ or office."),
    status=422,
)
CHARGED_ALREADY = refusal(
    "people.charged_already",
    because=_("{person} already holds this duty on {day}."),
    remedy=_("Look up the person's duties; end the running one first if its facts have changed."),
)
SAME_PASSWORD = refusal(
    "people.same_password",
    because=_("The new password is the old one."),
    remedy=_("Choose another; the old one may be known to somebody."),
    status=422,
)
TOKEN_TOO_LONG = refusal(
    "people.token_too_long",
    because=_("A key may live for 1 to {most} days, not {days}."),
    remedy=_("Choose a shorter life; a new key can be made when this one ends."),
    status=422,
)
CHOOSE_PASSWORD = refusal(
    "people.choose_password",
    because=_("Your password was issued by somebody else, for one log-in."),
    remedy=_("Choose your own password on your page first; then everything opens."),
    status=403,
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
SET_UP_SECOND_FACTOR = refusal(
    "people.set_up_second_factor",
    because=_("Whoever has power over others logs in with a second factor; you have none yet."),
    remedy=_("Set it up on your page with an authenticator app; then everything opens."),
    status=403,
)
NO_SECOND_FACTOR = refusal(
    "people.no_second_factor",
    because=_("{person} has no second factor."),
    remedy=_("There is nothing to take off; the person can log in with the password alone."),
)
NOT_IN_THE_REGISTER = refusal(
    "people.not_in_the_register",
    because=_("The identity service knows you as {staff_no}, but the register here does not."),
    remedy=_("Ask whoever keeps the register of persons to enter you with this staff number."),
    status=403,
)
IDENTITY_NOT_CONFIRMED = refusal(
    "people.identity_not_confirmed",
    because=_("The identity service did not confirm who you are."),
    remedy=_(
        "Try again from the log-in page, or log in with staff number and password; "
        "if it stays so, tell whoever runs this program."
    ),
    status=403,
)
BEGUN_ALREADY = refusal(
    "people.begun_already",
    because=_("This city has begun: there are people on record."),
    remedy=_("Log in as one of them. A lost password: mingcha password STAFF_NO."),
)
SUSPENDED = refusal(
    "people.suspended",
    because=_("The account of {name} is suspended."),
    remedy=_("Restore it on the person's page first; the conduct office or an administrator may."),
)
