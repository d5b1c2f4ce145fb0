"""Every no this room can say."""

from django.utils.translation import gettext_lazy as _

from mingcha.core.refusal import refusal

CODE_IN_FORCE = refusal(
    "norms.code_in_force",
    because=_("{code} is already in force: {title}."),
    remedy=_("Amend it from a day on, or choose another code."),
)
TOO_EARLY = refusal(
    "norms.too_early",
    because=_("{title} is in force only since {day}."),
    remedy=_("Choose a later day; what was judged before stays judged by the old wording."),
)
BACKDATED = refusal(
    "norms.backdated",
    because=_("{title} cannot change on {day}: what was done since then was judged by it."),
    remedy=_("Choose today or a later day."),
)
NOTHING_NEW = refusal(
    "norms.nothing_new",
    because=_("Nothing about {title} would change."),
    remedy=_("Change at least one field, or leave it as it is."),
    status=422,
)
NO_QUESTIONS = refusal(
    "norms.no_questions",
    because=_("{title} has no questions yet."),
    remedy=_("Add at least one question first."),
)
NOT_IN_FORCE = refusal(
    "norms.not_in_force",
    because=_("Question {number} rests on {norm}, which is not in force on {day}."),
    remedy=_("Drop this question, or ask it under a norm that is in force."),
)
EMPTY_QUESTION = refusal(
    "norms.empty_question",
    because=_("The question is empty."),
    remedy=_("Write what the inspector is to look at, so that it is answered yes, no or not seen."),
    status=422,
)
DRAFT_WAITS = refusal(
    "norms.draft_waits",
    because=_("Version {version} for this kind of place is already being drafted."),
    remedy=_("Go on with that draft, or retire it first."),
)
NO_SUCH_QUESTION = refusal(
    "norms.no_such_question",
    because=_("This checklist has no question {number}."),
    remedy=_("Choose one of the numbers shown."),
    status=422,
)
REFERRED_TO = refusal(
    "norms.referred_to",
    because=_("{title} cannot be taken off the register: {n} × {what} refer to it."),
    remedy=_("End it with a last day instead; what was judged by it stays judged."),
)
