"""What a city may decide about its open data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.policy import declare

SETTLE_DAYS = declare(
    "analytics.settle_days",
    10,
    _("Days after the end of a quarter before its figures are published"),
    source=_("unsourced: default of this project"),
).key
LEAST_PUBLIC = declare(
    "analytics.least_public",
    5,
    _("Fewest cases of an organ that open data print"),
    source=_("survey vendors' default for averages, domain reference part 3, N5"),
).key
