"""Every no this room can say."""

from django.utils.translation import gettext_lazy as _

from mingcha.core.refusal import refusal

RULE_KNOWN = refusal(
    "appraisals.rule_known",
    because=_("There is already a rule version {code}."),
    remedy=_("Give the new one a code of its own; versions are succeeded, never replaced."),
)
RULE_UNFIT = refusal(
    "appraisals.rule_unfit",
    because=_("This cannot be a rule version: {why}"),
    remedy=_("Correct the parameter named; nothing has been kept."),
    status=422,
)
NO_DOCUMENT = refusal(
    "appraisals.no_document",
    because=_("A rule version is published with the document that decided it."),
    remedy=_("Name the document and its number."),
    status=422,
)
BASELINE_NOT_FINAL = refusal(
    "appraisals.baseline_not_final",
    because=_("There is no final round {number} with which results could be compared."),
    remedy=_("Name an earlier round that is final, or leave the baseline out."),
    status=422,
)
RULE_NOT_PUBLISHED = refusal(
    "appraisals.rule_not_published",
    because=_("Rule version {code} has not been published, so no round may rest on it."),
    remedy=_("Publish the rule version first, then the round."),
)
RULE_OF_ANOTHER_KIND = refusal(
    "appraisals.rule_of_another_kind",
    because=_("Rule version {code} is made for another kind of round."),
    remedy=_("Choose a rule version of the round's own kind."),
    status=422,
)
OPENS_TOO_SOON = refusal(
    "appraisals.opens_too_soon",
    because=_("Published on {day}, the round may open on {first} at the earliest."),
    remedy=_(
        "Move the opening day; organs must know rule and questions {days} working days before."
    ),
    status=422,
)
NO_REASON = refusal(
    "appraisals.no_reason",
    because=_("This is not done without a reason."),
    remedy=_("Write the reason; it stays on record beside the round."),
    status=422,
)
CHOICE_WITHOUT_REASON = refusal(
    "appraisals.choice_without_reason",
    because=_("A key-point round says why just these were chosen."),
    remedy=_("Write the reason for the choice: complaints, overdue orders, low trust."),
    status=422,
)
NOBODY_RATED = refusal(
    "appraisals.nobody_rated",
    because=_("The round has nobody to be rated, or somebody whose class the rule does not know."),
    remedy=_("Choose organs of the classes for which the rule version has weights."),
    status=422,
)
DATES_UNFIT = refusal(
    "appraisals.dates_unfit",
    because=_("The round cannot close on {closes}, before it opens on {opens}."),
    remedy=_("Give a closing day on or after the opening day."),
    status=422,
)
POLL_NOT_READY = refusal(
    "appraisals.poll_not_ready",
    because=_("Round {number} has no ballot whose paper is fixed."),
    remedy=_("Draw the panel first: the paper is fixed with it."),
)
NOT_COUNTED = refusal(
    "appraisals.not_counted",
    because=_("The ballots of round {number} have not been counted: there is no result to see."),
    remedy=_(
        "Nobody sees a result before the count; "
        "then it is checked, told to the organs and published."
    ),
)
COUNTERS_DO_NOT_CHECK = refusal(
    "appraisals.counters_do_not_check",
    because=_("The results of round {number} have not been looked through in words."),
    remedy=_("Write what the checks found: turnout, straight lines, identical papers."),
    status=422,
)
NO_SUCH_GROUP = refusal(
    "appraisals.no_such_group",
    because=_("The round has no group {group}."),
    remedy=_("Choose one of the groups of its rule version."),
    status=422,
)
OBJECTIONS_OPEN = refusal(
    "appraisals.objections_open",
    because=_("Organs may object to round {number} until {day}."),
    remedy=_("Make it final after that day."),
)
OBJECTIONS_UNDECIDED = refusal(
    "appraisals.objections_undecided",
    because=_("Some objections to round {number} have not been decided."),
    remedy=_("Decide each of them first."),
)
SUSPICIONS_UNDECIDED = refusal(
    "appraisals.suspicions_undecided",
    because=_("{n} suspicions of round {number} have not been decided."),
    remedy=_("Decide each of them on its page; then say whether the count holds."),
)
TAKES_TWO = refusal(
    "appraisals.takes_two",
    because=_("The result may hang on suspicion {number}, so nobody dismisses it alone."),
    remedy=_("Propose a decision with your reason; another person then decides."),
)
STILL_HIDDEN = refusal(
    "appraisals.still_hidden",
    because=_("The result of round {number} has not been told to the organs yet."),
    remedy=_("It is checked first; heads of organs are told on one day."),
    status=403,
)
NO_PART = refusal(
    "appraisals.no_part",
    because=_("“{value}” points cannot be a work check."),
    remedy=_("Give 0 to 100 points, with two decimals at most."),
    status=422,
)
PART_TOO_LATE = refusal(
    "appraisals.part_too_late",
    because=_("The result of round {number} stands: what went into it is not changed any more."),
    remedy=_("While organs may object, correct it there and have the round computed anew."),
)
PERIOD_UNFIT = refusal(
    "appraisals.period_unfit",
    because=_("“{period}” is no period: a year like 2026, or a quarter like 2026Q1."),
    remedy=_("Write the year, for a quarter followed by Q1 to Q4."),
    status=422,
)
UNKNOWN_UNIT = refusal(
    "appraisals.unknown_unit",
    because=_("No unit with code {code} stands on {day}."),
    remedy=_("Look the code up in the register of organs."),
    status=422,
)
UNKNOWN_SCRUTINEER = refusal(
    "appraisals.unknown_scrutineer",
    because=_("Nobody has the staff number {number}."),
    remedy=_("Look it up in the register of people; write one number a line."),
    status=422,
)
NO_OBJECTION_NOW = refusal(
    "appraisals.no_objection_now",
    because=_("Nobody can object to round {number} at this time."),
    remedy=_("Objections are open from the day organs are told their result, for the days given."),
)
OBJECTION_LATE = refusal(
    "appraisals.objection_late",
    because=_("The time to object ended on {day}."),
    remedy=_("Tell the conduct office in writing; it can only correct what was plainly wrong."),
)
OBJECTS_ALREADY = refusal(
    "appraisals.objects_already",
    because=_("An objection of {name} is waiting to be decided."),
    remedy=_("Wait for the decision; what is new can be said to whoever decides."),
)
NO_NOTE = refusal(
    "appraisals.no_note",
    because=_("Where an organ is right, a note beside its result says so."),
    remedy=_("Write the note; have the round computed anew if a figure was wrong."),
    status=422,
)
COMMENTS_TAKEN = refusal(
    "appraisals.comments_taken",
    because=_("The comments of round {number} have been taken over already."),
    remedy=_("Clean them one by one on the page of comments."),
)
ROUND_NOT_FINAL = refusal(
    "appraisals.round_not_final",
    because=_("Comments are handed over when round {number} is final, not before."),
    remedy=_("Clean them meanwhile; hand them over with the notice."),
)
FRAME_OF_THE_RATED = refusal(
    "appraisals.frame_of_the_rated",
    because=_("List {code} comes from {organ}, which is rated in this round."),
    remedy=_("Take a list that a third body owns: congress, federation, hotline, service hall."),
    status=422,
)
FRAME_WIPED = refusal(
    "appraisals.frame_wiped",
    because=_("The names of list {code} were deleted on {day}."),
    remedy=_("Ask its owner for a new one and hand it in as a spreadsheet."),
)
FRAME_IN_USE = refusal(
    "appraisals.frame_in_use",
    because=_("List {code} has been put into a draw."),
    remedy=_("It stays on record; hand in a corrected list under a code of its own."),
)
FRAME_UNFIT = refusal(
    "appraisals.frame_unfit",
    because=_("None of these lists has anybody of a group that the rule asks."),
    remedy=_("Choose lists of the groups of the rule version."),
    status=422,
)
NAMED_UNFIT = refusal(
    "appraisals.named_unfit",
    because=_("These lists name more members than may be: {why}"),
    remedy=_("Hand in a corrected list under a code of its own; the others are drawn."),
    status=422,
)
PANEL_NOT_DRAWN = refusal(
    "appraisals.panel_not_drawn",
    because=_("Draw {number} for the panel has not been made."),
    remedy=_("Throw its seed before witnesses on the page of the draw, then go on here."),
)
PANEL_PREPARED = refusal(
    "appraisals.panel_prepared",
    because=_("The panel is laid out already, for draw {number}."),
    remedy=_("Make that draw; or declare it void and lay the panel out anew."),
)
NO_PANEL = refusal(
    "appraisals.no_panel",
    because=_("Round {number} has no panel drawn from lists, so nobody can be invited."),
    remedy=_("Print slips or invitations on the page of the ballot instead."),
)
NOT_INVITING = refusal(
    "appraisals.not_inviting",
    because=_("Invitations of round {number} go out between the draw and the opening only."),
    remedy=_("Draw the panel first; once it is open, one can be exchanged for another."),
)
ALL_INVITED = refusal(
    "appraisals.all_invited",
    because=_("Everybody who can be reached has an invitation."),
    remedy=_("A second one would be a second vote; one that was lost is issued anew instead."),
)
NOTHING_TO_SEND = refusal(
    "appraisals.nothing_to_send",
    because=_("No invitation waits for a sender, and none failed."),
    remedy=_("Look at the delivery board; what came back is issued anew by its number."),
)
TOO_LATE_TO_REISSUE = refusal(
    "appraisals.too_late_to_reissue",
    because=_(
        "The ballot of round {number} is open: somebody may have taken a ticket, and a ticket "
        "cannot be taken back."
    ),
    remedy=_("Have single invitations exchanged by their numbers."),
)
NOT_REPLACING = refusal(
    "appraisals.not_replacing",
    because=_("No invitation of round {number} can be exchanged at this time."),
    remedy=_("It can from the draw of the panel until the ballot closes to phones."),
)
UNDELIVERED = refusal(
    "appraisals.undelivered",
    because=_("{n} of {whole} invitations have not been delivered; {most} in a hundred may be."),
    remedy=_("Deliver them, or give the reason for opening all the same; it stays on record."),
    status=422,
)
NO_SENDER = refusal(
    "appraisals.no_sender",
    because=_("Nothing is set up that sends by {channel}."),
    remedy=_("Print the cards, or let the administrator name a sender in the settings."),
)
NO_ADDRESS = refusal(
    "appraisals.no_address",
    because=_("No e-mail address of yours is on record."),
    remedy=_("Have it entered in the register of people."),
)
TOO_FEW_TO_REMIND = refusal(
    "appraisals.too_few_to_remind",
    because=_("A group of fewer than {least} is not reminded: who answers would be known."),
    remedy=_("Remind all groups in public instead, with a notice."),
)
REMINDED_TODAY = refusal(
    "appraisals.reminded_today",
    because=_("This group was reminded today."),
    remedy=_("Wait until tomorrow."),
)
UNKNOWN_REFS = refusal(
    "appraisals.unknown_refs",
    because=_("Nobody invited in this group has the reference {refs}."),
    remedy=_("Write the references as the delivery list has them, one a line."),
    status=422,
)
