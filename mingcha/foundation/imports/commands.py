"""Acts on imports: take a file in, carry it out, leave it, take it back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from mingcha.core.refusal import Refusal
from mingcha.foundation import journal, numbers, time
from mingcha.foundation.imports import queries, reading, undoing, verdicts
from mingcha.foundation.imports.sheet import Deed, Row, Setting, Sheet, may_hand_in, sheet_of
from mingcha.foundation.imports.workflow import IMPORT
from mingcha.foundation.models import Import, ImportDeed, ImportRow, JournalEntry
from mingcha.foundation.refusals import IMPORT_NOT_YOURS, IMPORT_OUTDATED, IMPORT_ROW_REFUSED
from mingcha.foundation.workflow import advance

AT_A_TIME = 1_000


class _OutdatedError(Exception):
    """The register changed between preview and commit; carries the rows as they are now."""

    def __init__(self, rows: list[Row], n: int) -> None:
        super().__init__()
        self.rows, self.n = rows, n


def take_in(kind: str, content: bytes, name: str, *, by: Any, on: date) -> Import:
    """Read a spreadsheet, keep it, and give every row a verdict. The register is not touched."""
    sheet = sheet_of(kind)
    if not may_hand_in(kind, by):
        raise IMPORT_NOT_YOURS(table=sheet.title)
    table = reading.read(content, name, sheet)
    rows = verdicts.judge(sheet, table.rows, Setting(by, on))
    digest = _keep(content)
    with transaction.atomic():
        imp = Import.objects.create(
            number=numbers.next_number("DR", on.year),
            table=kind,
            name=name[:200],
            digest=digest,
            place=table.place[:100],
            titles=dict(table.titles),
            notes=verdicts.notes_kept(table.notes),
            made_at=time.now(),
            by=by,
        )
        _write_rows(imp, rows)
        facts = {"kind": kind, "name": imp.name, "digest": digest, "rows": len(rows)}
        journal.record("foundation.import.take_in", about=imp, by=by, facts=facts)
    return imp


def _keep(content: bytes) -> str:
    """The file as it came, named by its digest; half a file is never left under that name."""
    digest = hashlib.sha256(content).hexdigest()
    path = queries.file_of(digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(".part")
        half.write_bytes(content)
        half.chmod(0o600)
        half.replace(path)
    return digest


def _write_rows(imp: Import, rows: Iterable[Row]) -> None:
    told = (ImportRow(of=imp, **verdicts.kept(row)) for row in rows)
    ImportRow.objects.bulk_create(told, batch_size=AT_A_TIME)
    imp.__dict__.pop("_counts", None)


def commit(imp: Import, *, by: Any, on: date) -> Import:
    """Carry out every row, all or nothing, exactly as the preview showed it."""
    return _carry_out(imp, "commit", by=by, on=on)


def commit_good(imp: Import, *, by: Any, on: date) -> Import:
    """Carry out the good rows and leave the faulty ones out, as somebody has said."""
    return _carry_out(imp, "commit_good", by=by, on=on)


def _carry_out(imp: Import, act: str, *, by: Any, on: date) -> Import:
    was = imp.state
    try:
        with transaction.atomic():
            advance(IMPORT, imp, act, by=by, ended_at=time.now())
            sheet = sheet_of(imp.table)
            setting = Setting(by, on)
            rows = _as_seen(imp, sheet, setting)
            _write_deeds(imp, _done(sheet, rows, setting))
            _mark_the_end(imp)
    except _OutdatedError as seen:
        imp.state, imp.ended_at = was, None
        _renew(imp, seen.rows)
        raise IMPORT_OUTDATED(n=seen.n) from None
    except BaseException:
        imp.state, imp.ended_at = was, None  # the transaction is gone, so is the step
        raise
    return imp


def _as_seen(imp: Import, sheet: Sheet, setting: Setting) -> list[Row]:
    """The rows judged anew; nobody commits a verdict they have not seen."""
    shown = list(imp.rows.all())
    rows = verdicts.judge(sheet, [(row.number, row.words) for row in shown], setting)
    now = [ImportRow(**verdicts.kept(row)) for row in rows]
    n = sum(_looks(old) != _looks(new) for old, new in zip(shown, now, strict=True))
    if n:
        raise _OutdatedError(rows, n)
    return rows


def _looks(row: ImportRow) -> tuple[Any, ...]:
    return row.verdict, row.changes, row.faults


@transaction.atomic
def _renew(imp: Import, rows: Sequence[Row]) -> None:
    imp.rows.all().delete()
    _write_rows(imp, rows)


def _done(sheet: Sheet, rows: Sequence[Row], setting: Setting) -> Iterator[tuple[Row, Deed]]:
    """Every good row carried out, in the order in which things need each other."""
    good = [row for row in rows if verdicts.verdict(row) in {verdicts.V.NEW, verdicts.V.CHANGED}]
    good.sort(key=lambda row: (row.rank, row.number))
    if sheet.commit_new is not None:
        new = [row for row in good if row.before is None]
        good = [row for row in good if row.before is not None]
        yield from sheet.commit_new(new, setting) if new else ()
    for row in good:
        try:
            for deed in sheet.commit(row, setting):
                yield row, deed
        except Refusal as no:
            raise IMPORT_ROW_REFUSED(row=row.number, because=no.because, remedy=no.remedy) from no


def _write_deeds(imp: Import, done: Iterable[tuple[Row, Deed]]) -> None:
    told = [_deed(imp, row, deed) for row, deed in done]
    ImportDeed.objects.bulk_create(told, batch_size=AT_A_TIME)


def _mark_the_end(imp: Import) -> None:
    """Whatever the journal says from here on about these things was done after the import."""
    imp.last_entry = JournalEntry.objects.latest("pk").pk
    Import.objects.filter(pk=imp.pk).update(last_entry=imp.last_entry)


def _deed(imp: Import, row: Row, deed: Deed) -> ImportDeed:
    thing, was = deed.thing, deed.was
    before = None if was is None else {name: journal.plain(value) for name, value in was.items()}
    after = None if was is None else {name: undoing.plain(thing, name) for name in was}
    return ImportDeed(
        of=imp,
        row=row.number,
        kind=thing._meta.label_lower,
        thing_id=str(thing.pk),
        before=before,
        after=after,
    )


def discard(imp: Import, *, by: Any, on: date) -> Import:
    """Leave it: nothing is carried out; file and verdicts stay on record."""
    return advance(IMPORT, imp, "discard", by=by, ended_at=time.now())


def undo(imp: Import, *, by: Any, on: date) -> Import:
    """Bring back the state before the import, or say what has been built upon it since."""
    was = imp.state
    try:
        with transaction.atomic():
            advance(IMPORT, imp, "undo", by=by, ended_at=time.now())
            undoing.take_all_back(sheet_of(imp.table), imp, by=by, on=on)
    except BaseException:
        imp.state = was
        raise
    return imp
