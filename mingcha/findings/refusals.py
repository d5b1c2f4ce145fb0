"""Every no this room can say."""

from django.utils.translation import gettext_lazy as _

from mingcha.core.refusal import refusal

NO_REASON = refusal(
    "findings.no_reason",
    because=_("Finding {number} cannot be decided so without a written reason."),
    remedy=_("Write the reason in a sentence or two; it stays on record beside the decision."),
    status=422,
)
NO_REPLY = refusal(
    "findings.no_reply",
    because=_("Explaining or disputing finding {number} needs words."),
    remedy=_("Write what happened as the organ sees it, or accept the facts as they stand."),
    status=422,
)
NO_REQUIREMENT = refusal(
    "findings.no_requirement",
    because=_(
        "Finding {number} is a fault: it is confirmed with an order, and an order says what must "
        "change and how fast."
    ),
    remedy=_("Write the required results and choose the pace; a meeting held is not a result."),
    status=422,
)
REPLY_STILL_OPEN = refusal(
    "findings.reply_still_open",
    because=_("The organ may reply to finding {number} until {day}."),
    remedy=_("Wait for the reply; silence counts only once the period is over."),
)
NO_HEAD = refusal(
    "findings.no_head",
    because=_("Nobody is charged as first-responsible head of {organ} on {day}."),
    remedy=_("Let the conduct office charge a head, so that the order can name who answers."),
)
NOT_AMENDED = refusal(
    "findings.not_amended",
    because=_("Finding {number} has been fed back already and nothing was amended since."),
    remedy=_("Decide on it, or amend it first and feed it back anew."),
)
MUST_BE_HEARD = refusal(
    "findings.must_be_heard",
    because=_("Finding {number} was amended to the organ's disadvantage after it had been heard."),
    remedy=_("Feed it back anew; the organ has the right to reply to what it has not seen."),
)
NOTHING_AMENDED = refusal(
    "findings.nothing_amended",
    because=_("The amendment changes nothing in finding {number}."),
    remedy=_("Change the facts, the severity or the office, or confirm the finding as it is."),
    status=422,
)
OFFICE_ELSEWHERE = refusal(
    "findings.office_elsewhere",
    because=_("{office} does not belong to {organ}."),
    remedy=_("Choose an office of the organ concerned."),
    status=422,
)
GOES_TO_SUPERVISION = refusal(
    "findings.goes_to_supervision",
    because=_("Finding {number} is an integrity matter and is not fed back to the organ accused."),
    remedy=_("Transfer it to the supervision organ at once."),
)
SEVERITY_UNFIT = refusal(
    "findings.severity_unfit",
    because=_("A severity of {severity} cannot be."),
    remedy=_("Give 1 for light, 2 for serious, 3 for grave."),
    status=422,
)
