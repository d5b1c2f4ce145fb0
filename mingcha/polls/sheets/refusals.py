"""Noes about paper ballots and their scans."""

from django.utils.translation import gettext_lazy as _

from mingcha.core.refusal import refusal

SCAN_UNFIT = refusal(
    "polls.scan_unfit",
    because=_("This file cannot be read as a scan of ballots."),
    remedy=_("Give a PDF, JPEG or PNG as the scanner made it, at 150 to 400 dots per inch."),
    status=422,
)
