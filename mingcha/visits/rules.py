"""The rules of the city on visits: declared once, changed as dated data."""

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.policy import declare

MIN_INSPECTORS = declare(
    "visit.min_inspectors",
    2,
    _("Inspectors to a visit, at least"),
    source=_("Administrative Licensing Law art. 34; practice of random supervision [123]"),
).key
RECORD_WD = declare(
    "visit.record_wd",
    1,
    _("Working days to enter the record of a visit"),
    source=_("unsourced: default of this project"),
).key
VERIFY_WD = declare(
    "visit.verify_wd",
    2,
    _("Working days to sign and verify a record"),
    source=_("unsourced: default of this project"),
).key
ODDS_OPEN = declare(
    "visit.odds_open",
    2,
    _("Tickets in the draw for a place whose organ has an open finding"),
    source=_("stratified draw with higher odds, domain reference 5.3; figure is a default"),
).key
ODDS_RELAPSED = declare(
    "visit.odds_relapsed",
    4,
    _("Tickets in the draw for a place whose organ has relapsed"),
    source=_("stratified draw with higher odds, domain reference 5.3; figure is a default"),
).key
RELAPSE_DAYS = declare(
    "visit.relapse_days",
    365,
    _("Days for which a relapse raises the odds"),
    source=_("recurrence within 12 months, domain reference 4.6"),
).key
