"""Every no the foundation can say."""

from django.utils.translation import gettext_lazy as _

from mingcha.core.refusal import refusal

OVERTAKEN = refusal(
    "workflow.overtaken",
    because=_("Someone else has just acted on this."),
    remedy=_("Reload to see what changed; your words are still in the form."),
)
NO_SUCH_POLICY = refusal(
    "policy.unknown",
    because=_("There is no rule called {key}."),
    remedy=_("Choose one of the rules on the settings page."),
    status=404,
)
POLICY_UNFIT = refusal(
    "policy.unfit",
    because=_("“{value}” cannot be the value of {key}."),
    remedy=_("Give a value of the same kind as the default, {default}."),
)
POLICY_BACKDATED = refusal(
    "policy.backdated",
    because=_("A rule cannot begin to hold on {day}, before today."),
    remedy=_("Choose today or a later day; what was judged under the old rule stays judged."),
)
CLOCK_ENDED = refusal(
    "clock.ended",
    because=_("This period has already ended."),
    remedy=_("Open the matter to see what it is waiting for now."),
)
CLOCK_UNFIT = refusal(
    "clock.unfit",
    because=_("The period cannot be changed so: {why}"),
    remedy=_("Check the dates against the day-by-day count."),
)
NOTICE_UNFIT = refusal(
    "calendar.unfit",
    because=_("The holiday notice cannot be read: {why}"),
    remedy=_("Correct the line named and hand the notice in again; nothing has been changed."),
    status=422,
)
NOTICE_KNOWN = refusal(
    "calendar.known",
    because=_("A notice for {year} issued on {issued_on} is already in force."),
    remedy=_("Give the day on which the new notice was issued."),
)
NOT_FOR_YOU = refusal(
    "door.not_for_you",
    because=_("Your duties do not include this page."),
    remedy=_("Return to your work list; it shows everything that waits for you."),
    status=403,
)
FORM_UNFIT = refusal(
    "door.form_unfit",
    because=_("Something in the form is missing or not right: {fields}"),
    remedy=_("Correct the fields named; the others are kept."),
    status=422,
)
