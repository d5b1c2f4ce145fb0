"""The rules of the city on findings: declared once, changed as dated data."""

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.policy import declare

UNSOURCED = _("unsourced: default of this project")

FEEDBACK_WD = declare(
    "finding.feedback_wd",
    3,
    _("Working days to feed a finding back to the organ"),
    source=UNSOURCED,
).key
REPLY_WD = declare(
    "finding.reply_wd",
    5,
    _("Working days for the organ to reply to a feedback letter"),
    source=UNSOURCED,
).key
DECISION_WD = declare(
    "finding.decision_wd",
    5,
    _("Working days to decide on a finding once the organ was heard"),
    source=UNSOURCED,
).key
RECURRENCE_MONTHS = declare(
    "finding.recurrence_months",
    12,
    _("Months within which the same fault of the same office counts as a recurrence"),
    source=_("recurrence within 12 months, domain reference 4.6"),
).key
MOST_SEVERE = 3
SEVERITIES = ((1, _("Light")), (2, _("Serious")), (3, _("Grave")))
