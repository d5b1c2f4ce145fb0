"""Noes of the box itself; those about a ballot are in `core.ballot`."""

from django.utils.translation import gettext_lazy as _

from mingcha.core.refusal import refusal

ONLY_POST = refusal(
    "ballot.only_post",
    because=_("Ballots are only taken in here; there is nothing to read."),
    remedy=_("Open the voting page with the code on your slip and cast from there."),
    status=405,
)
SLOW = refusal(
    "ballot.slow",
    because=_("The ballot did not come in whole within {most} seconds."),
    remedy=_("Look for a better connection and cast again; nothing is lost."),
    status=408,
)
BUSY = refusal(
    "ballot.busy",
    because=_("Very many ballots are coming in at this moment; yours was not taken yet."),
    remedy=_("Try again in {seconds} s with the same ballot; your marks are kept."),
    status=503,
)
NOT_STORED = refusal(
    "ballot.not_stored",
    because=_("The box cannot say that your ballot is safely stored."),
    remedy=_("Try again in {seconds} s with the same ballot: sent twice it counts once."),
    status=503,
)
