"""Every no this room can say."""

from django.utils.translation import gettext_lazy as _

from mingcha.core.refusal import refusal

PLAN_EXISTS = refusal(
    "visits.plan_exists",
    because=_("There is a plan for {year} already: {title}."),
    remedy=_("Open that plan and revise it while it is a draft."),
)
PLAN_EMPTY = refusal(
    "visits.plan_empty",
    because=_("A plan needs a theme with its document, and a ceiling of at least one visit."),
    remedy=_("Revise the draft: write the themes one a line and set the ceiling."),
    status=409,
)
THEME_WITHOUT_DOCUMENT = refusal(
    "visits.theme_without_document",
    because=_("The theme “{theme}” names no document that it carries out."),
    remedy=_("Revise the draft: write theme | document, number and clause on one line."),
)
THEME_NOT_PLANNED = refusal(
    "visits.theme_not_planned",
    because=_("“{theme}” is not among the themes of the plan “{plan}”."),
    remedy=_("Choose one of its themes; a new theme goes into the plan while it is a draft."),
    status=422,
)
PLACE_UNFIT = refusal(
    "visits.place_unfit",
    because=_("{place} does not belong to {organ}."),
    remedy=_("Choose an office or a counter of this organ, or the organ alone."),
    status=422,
)
CEILING_REACHED = refusal(
    "visits.ceiling_reached",
    because=_("{organ} has {n} visits this year; the ceiling is {ceiling}."),
    remedy=_("Choose another organ, or write why this one must be visited beyond the ceiling."),
)
OTHER_YEAR = refusal(
    "visits.other_year",
    because=_("The plan is for {year}; these envelopes would open in another year."),
    remedy=_("Choose an hour within the year of the plan, or the plan of that year."),
    status=422,
)
DAY_AHEAD = refusal(
    "visits.day_ahead",
    because=_("{day} lies ahead; only what has been borne is recorded."),
    remedy=_("Write the day on which it happened."),
    status=422,
)
PLAN_NOT_IN_FORCE = refusal(
    "visits.plan_not_in_force",
    because=_("The plan “{plan}” is not in force."),
    remedy=_("Rounds are drawn under an approved plan; let the conduct office approve it first."),
)
ROUNDS_OPEN = refusal(
    "visits.rounds_open",
    because=_("{n} visits of this plan are still under way."),
    remedy=_("Let them be verified or cancelled, then close the plan."),
)
NO_CHECKLIST = refusal(
    "visits.no_checklist",
    because=_("No checklist is in use for this kind of place: {place}."),
    remedy=_("Put a checklist in use under norms, then draw the round."),
)
NO_TARGET = refusal(
    "visits.no_target",
    because=_("No place of this kind is left to draw from: {place}."),
    remedy=_("Enter such places under organs, or raise the ceiling in a new plan."),
)
OPENS_BEFORE = refusal(
    "visits.opens_before",
    because=_("An assignment cannot open before it is made."),
    remedy=_("Choose a later day and hour for the envelopes to open."),
    status=422,
)
NOT_DRAWN = refusal(
    "visits.not_drawn",
    because=_("Draw {number} has not been made, or does not count."),
    remedy=_("Make the draw with its public seed first; then assign."),
)
NO_REASON = refusal(
    "visits.no_reason",
    because=_("This needs a reason that stays on record."),
    remedy=_("Write the reason in one sentence: what made it necessary."),
    status=422,
)
TEAM_TOO_SMALL = refusal(
    "visits.team_too_small",
    because=_("A visit needs at least {least} inspectors; {n} were named."),
    remedy=_("Name further inspectors who have no tie to the organ."),
    status=422,
)
TIED = refusal(
    "visits.tied",
    because=_("{names} may not inspect {organ}: there is a personal or work tie."),
    remedy=_("Choose inspectors without a tie to this organ."),
    status=422,
)
NOT_INSPECTORS = refusal(
    "visits.not_inspectors",
    because=_("{names} is not charged as inspector on this day."),
    remedy=_("Choose from the inspectors in office."),
    status=422,
)
NOT_OPEN_YET = refusal(
    "visits.not_open_yet",
    because=_("This envelope opens on {when}."),
    remedy=_("Come back then; until that hour nobody is told where the visit goes."),
)
TIMES_UNFIT = refusal(
    "visits.times_unfit",
    because=_("The times of visit {number} cannot be true."),
    remedy=_("It began after its envelope opened, ended after it began, and is over now."),
    status=422,
)
NO_FACTS = refusal(
    "visits.no_facts",
    because=_("The record does not say what was seen."),
    remedy=_("Write in order: time, place, person or post, act."),
    status=422,
)
ITEMS_UNANSWERED = refusal(
    "visits.items_unanswered",
    because=_("These questions are not answered: {numbers}."),
    remedy=_("Answer each with yes, no or not seen. Not seen is an answer of its own."),
    status=422,
)
ITEM_UNKNOWN = refusal(
    "visits.item_unknown",
    because=_("Question {number} is not on the checklist of this visit."),
    remedy=_("Use the sheet that belongs to the visit; its version is printed on it."),
    status=422,
)
NO_WITHOUT_FACTS = refusal(
    "visits.no_without_facts",
    because=_("Question {number} is answered with no, but what was seen is not written down."),
    remedy=_("Write time, place, person or post, and act beside that question."),
    status=422,
)
PRAISE_WITHOUT_FACTS = refusal(
    "visits.praise_without_facts",
    because=_("Question {number} praises, but who did what is not written down."),
    remedy=_("Write time, place, person or post, and act beside that question."),
    status=422,
)
ANSWERED_TWICE = refusal(
    "visits.answered_twice",
    because=_("Question {number} is answered more than once."),
    remedy=_("Give each question one answer."),
    status=422,
)
NOTHING_CHANGED = refusal(
    "visits.nothing_changed",
    because=_("Visit {number} was sent back, and this sheet reads as it did before: {remark}"),
    remedy=_("Answer what was remarked in the record, then hand it in again."),
)
NO_WORDS = refusal(
    "visits.no_words",
    because=_("The organ's words to this record are empty."),
    remedy=_("Write what the organ wants to have on record, or leave the page."),
    status=422,
)
SIGNED_ALREADY = refusal(
    "visits.signed_already",
    because=_("{name} has signed this record already."),
    remedy=_("The second signature is another inspector's of the team."),
)
NOT_SIGNED_YET = refusal(
    "visits.not_signed_yet",
    because=_("Nobody has signed this record yet."),
    remedy=_("One inspector of the team signs first, another one second."),
)
HANDED_IN_OTHERWISE = refusal(
    "visits.handed_in_otherwise",
    because=_("Visit {number} has been handed in already, with another content."),
    remedy=_("Open it to compare; what is on record is changed only after it was sent back."),
)
NUMBER_ELSEWHERE = refusal(
    "visits.number_elsewhere",
    because=_("A visit with this key is on record at another organ: {organ}."),
    remedy=_("Make the visit anew on the device, so that it gets a key of its own."),
)
HOURS_UNFIT = refusal(
    "visits.hours_unfit",
    because=_("{hours} hours cannot be what this cost."),
    remedy=_("Write the hours of all who took part together, more than nought."),
    status=422,
)
BUILT_UPON = refusal(
    "visits.built_upon",
    because=_("Visit {number} cannot be taken back: {n} × {what} stand on it."),
    remedy=_("Send it back to the team with a remark; what was signed stays on record."),
)
