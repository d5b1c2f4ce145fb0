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
YEAR_RULE_KNOWN = refusal(
    "assessment.year_rule_known",
    because=_("There is a year rule {code} already; a published rule is never changed."),
    remedy=_("Prepare the change under a new code."),
)
YEAR_RULE_LATE = refusal(
    "assessment.year_rule_late",
    because=_("{year} has begun; a rule published now cannot judge it."),
    remedy=_("Let it hold from {next}, or publish it before the year begins."),
)
NOT_TRIED = refusal(
    "assessment.not_tried",
    because=_("Rule {code} has not been tried out as it stands."),
    remedy=_("Try it out first: see whose band its choices decide, then publish it."),
)
YEAR_UNFIT = refusal(
    "assessment.year_unfit",
    because=_("“{year}” is not a year that can be added up."),
    remedy=_("Write it like 2026; the year must have begun."),
    status=422,
)
NO_YEAR_RULE = refusal(
    "assessment.no_year_rule",
    because=_("No year rule was published before {year} began."),
    remedy=_("Publish one before the year it judges; this year stays without a score."),
)
NOTHING_NEW = refusal(
    "assessment.nothing_new",
    because=_("Every organ has its sheet of {year}, and no fact has changed."),
    remedy=_("Open a sheet to compute that one anew, with the reason."),
)
PROVISIONAL = refusal(
    "assessment.provisional",
    because=_("Sheet {number} is provisional: the year is not over."),
    remedy=_("Compute the year anew after its last day, then go on."),
)
GRADE_UNFIT = refusal(
    "assessment.grade_unfit",
    because=_("“{grade}” is no grade of rule {rule}."),
    remedy=_("Choose one of its grades."),
    status=422,
)
NO_GRADE = refusal(
    "assessment.no_grade",
    because=_("The organ of sheet {number} is not rated; there is no grade without a score."),
    remedy=_("Leave the grade empty; the sheet says what is missing."),
    status=422,
)
ABOVE_CAP = refusal(
    "assessment.above_cap",
    because=_("A veto event stands against the organ of sheet {number}: it caps the grade."),
    remedy=_("Choose “{cap}” or worse, or have the veto event withdrawn first."),
    status=422,
)
NO_GRADE_REASON = refusal(
    "assessment.no_grade_reason",
    because=_("The grade of sheet {number} differs from what was put forward, without a reason."),
    remedy=_("Write the reason; it is shown to the organ and stays on record."),
    status=422,
)
ADJUSTMENT_UNFIT = refusal(
    "assessment.adjustment_unfit",
    because=_(
        "These points cannot be: a bonus or deduction has more than 0 and less than 100, with two "
        "decimals at most; a veto event has none."
    ),
    remedy=_("Correct the points."),
    status=422,
)
NO_GROUND = refusal(
    "assessment.no_ground",
    because=_("An adjustment names its ground and the paper it rests on."),
    remedy=_("Write the ground, and the title or number of the paper."),
    status=422,
)
