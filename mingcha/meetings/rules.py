"""The rules of the city on meetings: declared once, changed as dated data."""

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.policy import declare

FEWEST_SHOWN = declare(
    "meetings.fewest_shown",
    default=10,
    words=_("Fewest people of a group whose number is shown to those who do not keep the desk"),
    source=_("the house's own rule: as for ballots, nobody is recognised by a small number"),
).key
RETAIN_DAYS = declare(
    "meetings.retain_days",
    default=30,
    words=_("Days after a meeting for which the names of invited people are kept"),
    source=_("domain reference part 3, N10: identities are deleted a fixed time afterwards"),
).key
