"""Every no this room can say."""

from django.utils.translation import gettext_lazy as _

from mingcha.core.refusal import refusal

RULE_UNFIT = refusal(
    "assessment.rule_unfit",
    because=_("These parameters cannot be a rule: {why}"),
    remedy=_("Correct the parameter named; nothing has been published."),
    status=422,
)
RULE_KNOWN = refusal(
    "assessment.rule_known",
    because=_("There is a rule version {code} already; a published rule is never changed."),
    remedy=_("Publish the change under a new code."),
)
RULE_BACKDATED = refusal(
    "assessment.rule_backdated",
    because=_("A rule cannot hold from {day}, before the day it is published."),
    remedy=_("Choose today or a later day; what was judged by the old rule stays judged."),
)
NO_DOCUMENT = refusal(
    "assessment.no_document",
    because=_("A rule version names the document that makes it binding."),
    remedy=_("Give the number or title of that document."),
    status=422,
)
PERIOD_UNFIT = refusal(
    "assessment.period_unfit",
    because=_("“{period}” is not a quarter."),
    remedy=_("Write it like 2026Q1."),
    status=422,
)
PERIOD_RUNNING = refusal(
    "assessment.period_running",
    because=_("{period} runs until {day}; what is not over cannot be scored."),
    remedy=_("Compute from the day after."),
)
NO_RULE = refusal(
    "assessment.no_rule",
    because=_("No rule version was in force on the first day of {period}."),
    remedy=_("A rule is published before the period it judges; compute a later quarter."),
)
NOTHING_TO_COMPUTE = refusal(
    "assessment.nothing_to_compute",
    because=_("Every organ has its sheet for {period}."),
    remedy=_("Open a sheet to compute that one anew, with the reason."),
)
NO_REASON = refusal(
    "assessment.no_reason",
    because=_("This is not done to sheet {number} without a written reason."),
    remedy=_("Write the reason in a sentence or two; it stays on record."),
    status=422,
)
DIFFERS = refusal(
    "assessment.differs",
    because=_("Sheet {number}, recomputed from its own inputs and rule, is another one."),
    remedy=_("Do not tell it to anybody. Compute it anew and let the auditor find out why."),
)
OBJECTION_OVER = refusal(
    "assessment.objection_over",
    because=_("The time to object to sheet {number} ended on {day}."),
    remedy=_("Write to the conduct office; facts found wrong later can still be computed anew."),
)
OBJECTION_OPEN = refusal(
    "assessment.objection_open",
    because=_("The organ may object to sheet {number} until {day}."),
    remedy=_("Decide from the day after, or once the objection is reviewed."),
)
MUST_RECOMPUTE = refusal(
    "assessment.must_recompute",
    because=_("The review found the facts of sheet {number} wrong."),
    remedy=_("Correct the finding concerned, then compute the sheet anew."),
)
NO_OUTCOME = refusal(
    "assessment.no_outcome",
    because=_("A review of sheet {number} says whether the objection is right, and why."),
    remedy=_("Choose the outcome and write the reasons."),
    status=422,
)
