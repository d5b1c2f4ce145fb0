"""What a careful clerk would look for before trusting a measure."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from mingcha.analytics import record
from mingcha.analytics.measures import MEASURES
from mingcha.analytics.models import Snapshot
from mingcha.foundation.columns import FACTS
from mingcha.foundation.xrays import Finding, xray


@xray
def snapshots_that_do_not_fit() -> Iterator[Finding]:
    """Every file of every snapshot is what its digest says."""
    for snapshot in Snapshot.objects.iterator(chunk_size=50):
        if snapshot.digest != record.digest_of(snapshot):
            yield _changed(snapshot.number)
        for name in record.unfit(snapshot):
            yield _changed(f"{snapshot.number}/{name}")


def _changed(which: str) -> Finding:
    remedy = _("Restore the folder of facts from the backup; do not quote figures made from it.")
    return Finding(_("A snapshot of the facts is not what was kept"), which, remedy)


@xray
def numbers_without_a_meaning() -> Iterator[Finding]:
    """Every measure and every column of the facts says in a sentence what it means."""
    remedy = _("Let whoever changes the program write the sentence beside its name.")
    bare = [name for name, one in MEASURES.items() if not (str(one.sentence) and str(one.unit))]
    for one in FACTS.values():
        bare += [f"{one.name}.{c.name}" for c in one.columns if not str(c.sentence)]
    for name in bare:
        yield Finding(_("A number without a sentence on what it means"), name, remedy)
