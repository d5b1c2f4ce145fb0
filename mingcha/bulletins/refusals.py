"""Every no this room can say."""

from django.utils.translation import gettext_lazy as _

from mingcha.core.refusal import refusal

PERIOD_UNFIT = refusal(
    "bulletins.period_unfit",
    because=_("A bulletin cannot tell of {since} to {until}: the period is not over."),
    remedy=_("Choose a period that begins before it ends and ends today or earlier."),
    status=422,
)
NOT_OUT = refusal(
    "bulletins.not_out",
    because=_("{number} has never been published, so there is nothing to correct."),
    remedy=_("Choose a published bulletin, or leave the field empty."),
    status=422,
)
NO_TEXT = refusal(
    "bulletins.no_text",
    because=_("A title or a paragraph is missing."),
    remedy=_("Write it, or take back your change; the figures stay as they were copied."),
    status=422,
)
UNFIT_WORDS = refusal(
    "bulletins.unfit_words",
    because=_("These words cannot be set in type: an unseen character came in with a copied text."),
    remedy=_("Paste the text without formatting, or type the line again."),
    status=422,
)
NO_REASON = refusal(
    "bulletins.no_reason",
    because=_("What is sent back or withdrawn needs a reason that readers can follow."),
    remedy=_("Write in one or two sentences what was wrong and who found it."),
    status=422,
)
UNPRINTABLE = refusal(
    "bulletins.unprintable",
    because=_("No font of the press has these characters: {characters}"),
    remedy=_("Write the words otherwise; everything else can be printed."),
)
STILL_TO_HEAR = refusal(
    "bulletins.still_to_hear",
    because=_("Not everybody named has been heard: {organs}."),
    remedy=_("Wait until they answer or their days are over, and rule on what they correct."),
)
NAMED_ALREADY = refusal(
    "bulletins.named_already",
    because=_("{organ} is already named so in this bulletin."),
    remedy=_("Reword its passage instead."),
    status=422,
)
NO_LONGER_COMPOSED = refusal(
    "bulletins.no_longer_composed",
    because=_("{number} has been told to those named: its passages stand."),
    remedy=_("Ask the leader to send it back, or let the organ correct the fact."),
)
HEARING_OVER = refusal(
    "bulletins.hearing_over",
    because=_("{number} is no longer open to correction."),
    remedy=_("If it is published, ask the conduct office for a later bulletin that corrects it."),
)
NO_CORRECTION = refusal(
    "bulletins.no_correction",
    because=_("It does not say which fact is wrong."),
    remedy=_("Write the sentence that is wrong, how it truly was, and what shows it."),
    status=422,
)
NO_RULING = refusal(
    "bulletins.no_ruling",
    because=_("A ruling needs its reason, and an amended passage its new words."),
    remedy=_("Write why; if the passage is amended, write how it now reads."),
    status=422,
)
STILL_IN_TIME = refusal(
    "bulletins.still_in_time",
    because=_("{organ} may answer until {day}."),
    remedy=_("Wait until that day is over."),
)
LATER_NOT_OUT = refusal(
    "bulletins.later_not_out",
    because=_("{number} is corrected only by a later bulletin that says so and is published."),
    remedy=_("Compose a bulletin that corrects it; publishing that one marks this one."),
)
NO_PAPER = refusal(
    "bulletins.no_paper",
    because=_("{number} has not gone out yet, so there is no paper of it."),
    remedy=_("Issue it first; then it can be printed and downloaded."),
)
