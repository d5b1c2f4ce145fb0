"""The rules of the city on evidence: declared once, changed as dated data."""

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.policy import declare

MAX_MB = declare(
    "evidence.max_mb",
    20,
    _("Megabytes of one photo, paper or recording, at most"),
    source=_("unsourced: default of this project"),
).key
