"""What a careful clerk would look for in draws before anybody trusts what was drawn."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from mingcha.draws import queries
from mingcha.draws.models import Draw
from mingcha.foundation.xrays import Finding, xray


@xray
def draws_that_cannot_be_repeated() -> Iterator[Finding]:
    """Every record is what its seed gives from the very pool that was fixed before."""
    for draw in Draw.objects.filter(state=Draw.State.DRAWN).iterator(chunk_size=50):
        again = queries.replayed(draw)
        if again is None or not again.agrees:
            yield Finding(
                what=_("A draw does not give what its record says"),
                which=draw.number,
                remedy=_("Compare it with the record that was handed out; declare it void."),
            )


@xray
def fingerprints_that_do_not_fit_their_pool() -> Iterator[Finding]:
    """The pool is still the one whose fingerprint was read out."""
    for draw in Draw.objects.iterator(chunk_size=50):
        if queries.fingerprint_now(draw) != draw.fingerprint:
            yield Finding(
                what=_("The pool of a draw was changed after it was fixed"),
                which=draw.number,
                remedy=_("Compare it with the text of the pool that was handed out."),
            )
