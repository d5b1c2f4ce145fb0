"""Questions about imports: which there are, what their rows say, where their file lies."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.imports.sheet import SHEETS, may_hand_in
from mingcha.foundation.models import Import, ImportRow
from mingcha.foundation.refusals import IMPORT_UNKNOWN
from mingcha.foundation.searching import having
from mingcha.foundation.waiting import Waiting

V = ImportRow.Verdict
MOST_WAITING = 20


def visible_to(person: Any) -> QuerySet[Import]:
    """The imports of those tables that this person may hand in: sheets hold personal facts."""
    mine = [kind for kind in SHEETS if person is not None and may_hand_in(kind, person)]
    return Import.objects.select_related("by").filter(table__in=mine)


def counts(imp: Import) -> dict[str, int]:
    """How many rows have each verdict; asked once per import at hand, then remembered."""
    seen: dict[str, int] | None = imp.__dict__.get("_counts")
    if seen is None:
        found = imp.rows.order_by().values_list("verdict").annotate(n=Count("pk"))
        seen = imp.__dict__["_counts"] = {**dict.fromkeys(V.values, 0), **dict(found)}
    return seen


def file_of(digest: str) -> Path:
    """Where a file that was handed in is kept: named by its digest, like evidence."""
    return Path(settings.MEDIA_ROOT) / "imports" / digest


def numbered(number: str) -> Import:
    """The import with this number, or the no that says there is none."""
    found = Import.objects.filter(number=number.strip().upper()).first()
    if found is None:
        raise IMPORT_UNKNOWN(number=number)
    return found


def matching(words: str, person: Any) -> QuerySet[Import]:
    """Imports whose number or file name holds the words."""
    hit = having(words, "number", "name")
    return visible_to(person).filter(hit)


def waiting_for(person: Any, *, on: date) -> list[Waiting]:
    """Previews that this person asked for and has not decided on yet."""
    mine = visible_to(person).filter(by=person, state=Import.State.PREVIEWED)
    return [
        Waiting(
            kind="imports",
            number=imp.number,
            url=reverse("imports:import", args=[imp.pk]),
            organ="",
            what=SHEETS[imp.table].title,
            act=_("Look through the preview and decide"),
        )
        for imp in mine[:MOST_WAITING]
    ]
