"""The rules of the city on the inventory: declared once, changed as dated data."""

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.policy import declare

LIFE = _("state table of the power item, domain reference 4.4")

REVIEW = declare(
    "powers.review_wd", 20, _("Working days for the legal check of an item under review"),
    source=LIFE,
).key  # fmt: skip
HAND_OVER = declare(
    "powers.hand_over_wd", 20, _("Working days to confirm the hand-over after a reform"),
    source=LIFE,
).key  # fmt: skip
ALIKE = declare(
    "powers.alike_percent", 80,
    _("How alike two names must be, in percent of shared shingles, to be shown as one item twice"),
    source=_("unsourced: default of this project"),
).key  # fmt: skip
MEASURED_OVER = declare(
    "powers.measured_over_d", 180,
    _("Calendar days before and after a reform over which real cases are compared"),
    source=_("unsourced: default of this project"),
).key  # fmt: skip
