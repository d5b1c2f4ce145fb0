"""Every no this room can say."""

from django.utils.translation import gettext_lazy as _

from mingcha.core.refusal import refusal

NOTHING_READ = refusal(
    "cases.nothing_read",
    because=_("No row of {name} could be taken in: {why}"),
    remedy=_("Compare the mapping with the titles of the file. Nothing has been kept."),
    status=422,
)
LOG_UNFIT = refusal(
    "cases.log_unfit",
    because=_("{name} cannot be read as a case log: {why}"),
    remedy=_("Hand in CSV, Parquet or XES with a mapping that names its columns."),
    status=422,
)
NO_WORDS = refusal(
    "cases.no_words",
    because=_("An answer to {number} needs words."),
    remedy=_("Say what happened and why, and attach the paper that shows it."),
    status=422,
)
NO_REASON = refusal(
    "cases.no_reason",
    because=_("What is decided about {number} needs its reason."),
    remedy=_("Write in a sentence what was looked at and what follows from it."),
    status=422,
)
NOT_HEARD = refusal(
    "cases.not_heard",
    because=_("{organ} may still answer {number} until {day}."),
    remedy=_("Wait for the answer or for the day after; excusing it is possible at any time."),
)
NO_NORM = refusal(
    "cases.no_norm",
    because=_("No norm {code} was in force when {number} happened."),
    remedy=_("Enter the norm, or excuse the flag: a finding names the norm that was broken."),
)
TOO_LATE = refusal(
    "cases.too_late",
    because=_("The time to object to card {number} ended on {day}."),
    remedy=_("Ask the director of the centre, who can cancel a card at any time."),
)
REMINDERS_STAND = refusal(
    "cases.reminders_stand",
    because=_("Card {number} is a reminder and counts for nothing."),
    remedy=_("Take note of it; only yellow and red cards can be objected to."),
)
