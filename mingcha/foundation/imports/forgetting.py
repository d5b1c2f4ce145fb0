"""What spreadsheets said of people is forgotten with the people: rows, and then the file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, OuterRef

from mingcha.foundation.imports import queries
from mingcha.foundation.models import Import, ImportDeed, ImportRow
from mingcha.foundation.references import batches

BLANK: dict[str, Any] = {"words": {}, "changes": {}, "faults": []}
Keys = Sequence[Any]


@transaction.atomic
def forget(table: str, model: type[models.Model], keys: Keys, *, handed_in_before: date) -> int:
    """Blank the rows of a table's imports that made or changed these things; gives how many.

    Of what was handed in before the day, rows that came to nothing go as well. A file goes once
    nothing that stood in it is kept. Verdicts, numbers of rows and the digest stay.
    """
    gone = sum(_blank(of, numbers) for of, numbers in _rows_of(table, model, keys).items())
    old = Import.objects.filter(table=table, made_at__date__lt=handed_in_before)
    deed = ImportDeed.objects.filter(of=OuterRef("of"), row=OuterRef("number"))
    idle = ImportRow.objects.filter(~Exists(deed), of__in=old).exclude(words={})
    gone += idle.update(**BLANK)
    for imp in Import.objects.filter(table=table).exclude(digest=""):
        _let_go(imp)
    return gone


def _rows_of(table: str, model: type[models.Model], keys: Keys) -> dict[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    deeds = ImportDeed.objects.filter(of__table=table, kind=model._meta.label_lower)
    for part in batches([str(key) for key in keys]):
        for of, row in deeds.filter(thing_id__in=part).values_list("of", "row"):
            found[of].add(row)
    return found


def _blank(of: int, numbers: set[int]) -> int:
    rows = ImportRow.objects.filter(of=of).exclude(words={})
    return sum(rows.filter(number__in=part).update(**BLANK) for part in batches(sorted(numbers)))


def _let_go(imp: Import) -> None:
    """The file of an import goes with its last row; another import may still need the same."""
    same = Import.objects.filter(digest=imp.digest)
    if not ImportRow.objects.filter(of__in=same).exclude(words={}).exists():
        path = queries.file_of(imp.digest)
        transaction.on_commit(lambda: path.unlink(missing_ok=True))
