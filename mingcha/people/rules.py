"""The rules of the city on persons: declared once, changed as dated data."""

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.policy import declare

SECOND_FACTOR = declare(
    "people.second_factor",
    default=True,
    words=_("Whoever has power over others logs in with a second factor"),
    source="GB/T 22239-2019, 8.1.4.1 d; not asked in the demonstration city",
).key
