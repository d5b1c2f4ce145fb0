"""The rules of the city on procedure; how points are made is a rule version of its own."""

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.policy import declare

UNSOURCED = _("domain reference 4.13, shortened for a quarter; figure is a default")

CHECK_WD = declare(
    "assessment.check_wd",
    3,
    _("Working days for the auditor to recompute a sheet"),
    source=_("domain reference 4.13"),
).key
OBJECTION_WD = declare(
    "assessment.objection_wd",
    5,
    _("Working days for an organ to object to the facts of its sheet"),
    source=_("domain reference 4.13"),
).key
REVIEW_WD = declare(
    "assessment.review_wd",
    10,
    _("Working days to review an objection"),
    source=_("domain reference 4.13"),
).key
TELL_WD = declare(
    "assessment.tell_wd",
    3,
    _("Working days to tell a checked sheet to the organ"),
    source=UNSOURCED,
).key
DECISION_WD = declare(
    "assessment.decision_wd",
    5,
    _("Working days to decide on a reviewed sheet"),
    source=UNSOURCED,
).key
CONFIRM_WD = declare(
    "assessment.confirm_wd",
    5,
    _("Working days to confirm or reject a bonus, deduction or veto event"),
    source=UNSOURCED,
).key
TRIAL_DRAWS = declare(
    "assessment.trial_draws",
    1000,
    _("Draws by which a year rule is tried out before it is published"),
    source=_("OECD/JRC Handbook 2008, step 7; figure is a default"),
).key
TRIAL_SPREAD = declare(
    "assessment.trial_spread",
    25,
    _("Per cent by which each weight is varied when a year rule is tried out"),
    source=_("OECD/JRC Handbook 2008, step 7; figure is a default"),
).key
