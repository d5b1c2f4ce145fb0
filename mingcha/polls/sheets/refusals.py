"""Noes about paper ballots and their scans."""

from django.utils.translation import gettext_lazy as _

from mingcha.core.refusal import refusal

SCAN_UNFIT = refusal(
    "polls.scan_unfit",
    because=_("This file cannot be read as a scan of ballots."),
    remedy=_("Give a PDF, JPEG or PNG as the scanner made it, at 150 to 400 dots per inch."),
    status=422,
)
NO_PAPER_NOW = refusal(
    "polls.no_paper_now",
    because=_("Poll {number} takes no paper ballots at this time."),
    remedy=_("Paper ballots are entered from the opening until the poll is closed for good."),
)
NOT_ON_PAPER = refusal(
    "polls.not_on_paper",
    because=_("This is not the code of a paper ballot or a slip of poll {number}."),
    remedy=_("Compare it with the sheet, four characters at a time; else ask a scrutineer."),
    status=422,
)
SCAN_TOO_LONG = refusal(
    "polls.scan_too_long",
    because=_("A scan of {n} pages is more than is read at one time."),
    remedy=_("Give at most {most} pages at a time; what has been read stays in the box."),
    status=422,
)
STILL_IN_DOUBT = refusal(
    "polls.still_in_doubt",
    because=_("A mark of this ballot is still undecided."),
    remedy=_("Go back and choose for each row that is shown, “left empty” included."),
    status=422,
)
