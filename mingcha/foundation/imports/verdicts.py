"""A verdict for every row: new, changed, unchanged, or faulty and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext, override

from mingcha.core.notice import Unfit
from mingcha.core.refusal import Refusal
from mingcha.foundation import journal
from mingcha.foundation.imports.sheet import Row, Setting, Sheet
from mingcha.foundation.models import ImportRow

V = ImportRow.Verdict
Given = Iterable[tuple[int, Mapping[str, str]]]


def judge(sheet: Sheet, given: Given, setting: Setting) -> list[Row]:
    """All rows, read, compared with each other and with the register as it stands."""
    rows = [_parsed(sheet, number, words) for number, words in given]
    _look_for_twins(sheet, rows)
    sheet.find(rows, setting)
    for row in rows:
        if row.before is None:
            _look_for_gaps(sheet, row)
    sheet.check(rows, setting)
    return rows


def verdict(row: Row) -> str:
    """What carrying a row out would do."""
    if row.faults:
        return V.FAULTY
    if row.before is None:
        return V.NEW
    return V.CHANGED if row.changes else V.UNCHANGED


def kept(row: Row) -> dict[str, Any]:
    """The row with its verdict, as the table of previews keeps it."""
    changes = {key: [_plain(value) for value in pair] for key, pair in row.changes.items()}
    return {
        "number": row.number,
        "verdict": str(verdict(row)),
        "words": dict(row.words),
        "changes": {} if row.faults else changes,
        "faults": [{"column": fault.column, **_frozen(fault.no)} for fault in row.faults],
    }


def said(fault: Mapping[str, Any]) -> str:
    """A sentence as it was kept, in the reader's language."""
    facts = {
        name: said(fact) if isinstance(fact, Mapping) else fact
        for name, fact in fault["facts"].items()
    }
    words: str = fault["sentence"]
    return gettext(words).format(**facts)


def notes_kept(notes: Iterable[Unfit]) -> list[dict[str, Any]]:
    """Sentences on the file, as they are kept until someone reads them."""
    return [_frozen(note) for note in notes]


def refused(no: Refusal) -> Unfit:
    """What a command would refuse, as a fault of the row that would ask for it."""
    with override("en"):  # the sentences as they are written in the code, to be translated later
        because, remedy = str(no.kind.because), str(no.kind.remedy)
    facts = {name: str(fact) for name, fact in no.facts.items()}
    return Unfit("{because} {remedy}", because=Unfit(because, **facts),
                 remedy=Unfit(remedy, **facts))  # fmt: skip


def sentence(sheet: Sheet, number: int, fault: Mapping[str, Any]) -> str:
    """What is wrong, with the row's number in the sheet and the column's title."""
    column = sheet.column(fault["column"])
    if column is None:
        return gettext("Row {row}: {words}").format(row=number, words=said(fault))
    words = gettext("Row {row}, {column}: {words}")
    return words.format(row=number, column=column.label, words=said(fault))


def _frozen(no: Unfit) -> dict[str, Any]:
    facts = {
        name: _frozen(fact) if isinstance(fact, Unfit) else _simple(fact)
        for name, fact in no.facts.items()
    }
    return {"sentence": no.sentence, "facts": facts}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else journal.plain(value)


def _simple(fact: object) -> Any:
    return fact if isinstance(fact, (int, str)) else str(fact)


def _parsed(sheet: Sheet, number: int, words: Mapping[str, str]) -> Row:
    row = Row(number, words)
    for column in sheet.columns:
        text = words.get(column.key, "")
        if not text:
            continue
        try:
            row.values[column.key] = column.kind.read(text)
        except Unfit as no:
            row.no(column.key, no)
    for key in sheet.key:
        if not words.get(key):
            row.no(key, Unfit("Nothing is written here. Fill it in, or delete the row if it is "
                              "a remark or a total."))  # fmt: skip
    return row


def _look_for_gaps(sheet: Sheet, row: Row) -> None:
    """A thing that is entered anew needs all that the register asks for."""
    for column in sheet.columns:
        if not column.required or column.key in sheet.key or column.key in row.values:
            continue
        if not row.words.get(column.key):
            row.no(column.key, Unfit("Nothing is written here. A new entry needs it."))


def _look_for_twins(sheet: Sheet, rows: Sequence[Row]) -> None:
    """No two rows may speak of the same thing: which of them should hold?"""
    groups: defaultdict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        if all(key in row.values for key in sheet.key):
            groups[tuple(row.values[key] for key in sheet.key)].append(row)
    for twins in groups.values():
        for row in twins if len(twins) > 1 else ():
            row.no(sheet.key[0], sheet.twice(twins, row) or _twin(sheet, twins, row))


def _twin(sheet: Sheet, twins: Sequence[Row], row: Row) -> Unfit:
    others = "、".join(str(other.number) for other in twins if other is not row)
    text = " ".join(str(row.values[key]) for key in sheet.key)
    return Unfit("{text} stands in row {others} as well. Keep the row that holds and delete "
                 "the other.", text=text, others=others)  # fmt: skip
