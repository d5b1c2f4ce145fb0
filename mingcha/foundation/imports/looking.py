"""Looking a spreadsheet through without keeping it, and saying what was seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from mingcha.foundation.imports import reading, verdicts
from mingcha.foundation.imports.sheet import Setting, Sheet, sheet_of
from mingcha.foundation.models import ImportRow
from mingcha.foundation.refusals import IMPORT_NO_FILE

V = ImportRow.Verdict


@dataclass(frozen=True)
class Look:
    """What was seen: the sheet read, each row with its verdict, notes on the file as a whole."""

    sheet: Sheet
    place: str
    rows: Sequence[ImportRow]
    notes: Sequence[dict[str, Any]]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows have each verdict."""
        found = Counter(row.verdict for row in self.rows)
        return {verdict: found[verdict] for verdict in V.values}

    def told(self) -> dict[str, Any]:
        """For programs: counts, notes, and every row that is not simply unchanged."""
        rows = [self._row(row) for row in self.rows if row.verdict != V.UNCHANGED]
        notes = [verdicts.said(note) for note in self.notes]
        said = {"kind": self.sheet.name, "sheet": self.place, "counts": self.counts}
        return {**said, "notes": notes, "rows": rows}

    def _row(self, row: ImportRow) -> dict[str, Any]:
        faults = [verdicts.sentence(self.sheet, row.number, fault) for fault in row.faults]
        said = {"row": row.number, "verdict": row.verdict, "words": row.words}
        return {**said, "changes": row.changes, "faults": faults}

    def sentences(self, most: int) -> list[str]:
        """For people: one line of counts, then notes, then what is wrong, row by row."""
        labels = dict(V.choices)
        counts = "  ".join(f"{labels[V(key)]} {n}" for key, n in self.counts.items())
        faults = list(self._faults(self.rows))
        more = len(faults) - most
        rest = [_("… and {n} more").format(n=more)] if more > 0 else []
        notes = [verdicts.said(note) for note in self.notes]
        return [f"{self.sheet.title}: {counts}", *notes, *faults[:most], *rest]

    def _faults(self, rows: Iterable[ImportRow]) -> Iterable[str]:
        for row in rows:
            for fault in row.faults:
                yield verdicts.sentence(self.sheet, row.number, fault)


def look(kind: str, content: bytes, name: str, *, on: date, by: Any = None) -> Look:
    """Read a spreadsheet and give every row a verdict; nothing is kept or written."""
    sheet = sheet_of(kind)
    table = reading.read(content, name, sheet)
    rows = verdicts.judge(sheet, table.rows, Setting(by, on))
    kept = [ImportRow(**verdicts.kept(row)) for row in rows]
    return Look(sheet, table.place, kept, verdicts.notes_kept(table.notes))


def content_of(path: Path) -> bytes:
    """A file's bytes; one that is too large is refused before it is read."""
    try:
        reading.check_size(path.stat().st_size)
        return path.read_bytes()
    except OSError:
        raise IMPORT_NO_FILE(name=str(path)) from None
