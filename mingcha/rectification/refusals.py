"""Every no this room can say."""

from django.utils.translation import gettext_lazy as _

from mingcha.core.refusal import refusal

ORGAN_GONE = refusal(
    "rectification.organ_gone",
    because=_("{organ} was dissolved and can put nothing right."),
    remedy=_("Address the order to its successor: {successor}."),
)
ORGAN_STANDS = refusal(
    "rectification.organ_stands",
    because=_("{organ} still stands; its orders stay with it."),
    remedy=_("If another organ is responsible, let {organ} say “not ours” and rule on it."),
)
NO_HEAD = refusal(
    "rectification.no_head",
    because=_("{organ} has no first-responsible head today."),
    remedy=_("Charge its head first; an order names the person who answers for it."),
    status=422,
)
SAME_ORGAN = refusal(
    "rectification.same_organ",
    because=_("The order is with {organ} already."),
    remedy=_("Name the organ that is responsible, or refuse the return."),
    status=422,
)
RECEIPT_RUNS = refusal(
    "rectification.receipt_runs",
    because=_("{organ} may still sign for {number} until {day}."),
    remedy=_("After that day the order counts as received by itself."),
)
NO_PLAN = refusal(
    "rectification.no_plan",
    because=_("No plan has been filed for {number} yet."),
    remedy=_("File measures, person and date first; only what is put right at once needs none."),
)
PLAN_UNFIT = refusal(
    "rectification.plan_unfit",
    because=_("The plan lacks measures, a person, or a date from today on."),
    remedy=_("Write what will be done, who does it and by when."),
    status=422,
)
RULED_ALREADY = refusal(
    "rectification.ruled_already",
    because=_("Whose {number} is has been ruled once; the ruling is final."),
    remedy=_("Put it right, and say in the report what another organ must add."),
)
RETURN_TOO_LATE = refusal(
    "rectification.return_too_late",
    because=_("“Not ours” could be said until {day}."),
    remedy=_("Put it right, and say in the report what another organ must add."),
)
NO_REASON = refusal(
    "rectification.no_reason",
    because=_("No reason is given."),
    remedy=_("Write the reason; whoever reads it later must understand the decision."),
    status=422,
)
EXTENDED_ALREADY = refusal(
    "rectification.extended_already",
    because=_("{number} has been extended once."),
    remedy=_("Report what has been put right by the due day; there is no second extension."),
)
EXTENSION_TOO_LATE = refusal(
    "rectification.extension_too_late",
    because=_("The time for {number} ran out on {day}; an extension is asked for before."),
    remedy=_("Report what has been done; the supervision slip is the place for the reasons."),
)
EXTENSION_TOO_LONG = refusal(
    "rectification.extension_too_long",
    because=_("{days} working days cannot be granted; 1 to {most} can."),
    remedy=_("Ask for fewer days, or withdraw the order and agree on a long one."),
    status=422,
)
NO_PROOF = refusal(
    "rectification.no_proof",
    because=_("Nothing is attached that proves the result."),
    remedy=_(
        "Attach a photo or paper that shows it; minutes of a meeting or a plan prove nothing."
    ),
    status=422,
)
REPORT_UNFIT = refusal(
    "rectification.report_unfit",
    because=_("The report must give the cause, what was done, for the person and for all cases."),
    remedy=_("Fill in all four; where there is nobody affected, say so."),
    status=422,
)
NOT_LONG = refusal(
    "rectification.not_long",
    because=_("{number} has no milestones; it is put right in one term."),
    remedy=_("Report when it has been put right."),
)
NOTHING_REACHED = refusal(
    "rectification.nothing_reached",
    because=_("It is not said what has been reached."),
    remedy=_("Write what is different now from the last milestone."),
    status=422,
)
FINDER_RECHECKS = refusal(
    "rectification.finder_rechecks",
    because=_("You made this finding yourself; a re-check needs other eyes."),
    remedy=_("An inspector who was not there is to go."),
    status=403,
)
CALLER_KNOWN = refusal(
    "rectification.caller_known",
    because=_("Whoever made the finding or the re-check does not call back as well."),
    remedy=_("Leave the call to a colleague who was at neither."),
    status=403,
)
RECHECKED_ALREADY = refusal(
    "rectification.rechecked_already",
    because=_("This report has been re-checked and did not pass."),
    remedy=_("It is to be sent back; the next report is re-checked anew."),
)
NO_REMARK = refusal(
    "rectification.no_remark",
    because=_("It is not said what was seen."),
    remedy=_("Write what was looked at and how it is now."),
    status=422,
)
NOT_FAILED = refusal(
    "rectification.not_failed",
    because=_("Nothing about the report of {number} has been found wanting yet."),
    remedy=_("Let it be re-checked first, or call back the person affected."),
)
RETURNED_ONCE = refusal(
    "rectification.returned_once",
    because=_("{number} has been sent back once."),
    remedy=_("The director of the centre decides what happens now."),
)
NOT_RETURNED_YET = refusal(
    "rectification.not_returned_yet",
    because=_("{number} has not been sent back yet."),
    remedy=_("The case handler sends it back the first time."),
)
CALLED_ALREADY = refusal(
    "rectification.called_already",
    because=_("The person affected has been asked; the answer is on record."),
    remedy=_("Where nobody was reached, try again on another day."),
)
NOT_CALLED = refusal(
    "rectification.not_called",
    because=_("Nobody has called back the person affected."),
    remedy=_("Call back, or record why there is nobody to call. Silence is not contentment."),
)
UNSOLVED = refusal(
    "rectification.unsolved",
    because=_("The person affected says it is not solved or not right."),
    remedy=_("Send the order back, or explain in writing why it may be closed all the same."),
    status=422,
)
NO_OUTCOME = refusal(
    "rectification.no_outcome",
    because=_("It is not said why the order may be closed."),
    remedy=_("Choose one of the outcomes of the list."),
    status=422,
)
NOT_OVERDUE = refusal(
    "rectification.not_overdue",
    because=_("{number} is not overdue at the organ."),
    remedy=_("A slip is issued when the organ's own time has run out."),
)
SLIP_OPEN = refusal(
    "rectification.slip_open",
    because=_("{slip} is open for {number} already: one matter, one slip."),
    remedy=_("Wait for its answer, or for its limit to run out."),
)
NO_ANSWER = refusal(
    "rectification.no_answer",
    because=_("The answer is empty."),
    remedy=_("Say why the time ran out and on which day it will be put right."),
    status=422,
)
SLIP_RUNS = refusal(
    "rectification.slip_runs",
    because=_("The organ may still act on {number}."),
    remedy=_("The next step comes by itself when limit and overdue days have been reached."),
)
LAST_COLOUR = refusal(
    "rectification.last_colour",
    because=_("Red is the last colour."),
    remedy=_("A talk and a notice are proposed next; people decide on them."),
)
NOT_RED = refusal(
    "rectification.not_red",
    because=_("Only an unanswered red slip leads to the proposal of a talk."),
    remedy=_("The next colour comes first."),
)
STILL_DUE = refusal(
    "rectification.still_due",
    because=_("The order behind {number} is not done."),
    remedy=_("A slip closes when its order is re-checked and closed, or withdrawn."),
)
