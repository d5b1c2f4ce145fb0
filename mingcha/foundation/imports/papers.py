"""Workbooks handed out: the empty template, and the faulty rows with what is wrong with them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from mingcha.foundation.imports import verdicts
from mingcha.foundation.imports.sheet import Column, Sheet
from mingcha.foundation.imports.values import OneOf, SeveralOf
from mingcha.foundation.listing import as_xlsx
from mingcha.foundation.models import Import, ImportRow

LINES = 2_000  # as far down as a template's choices reach


def template(sheet: Sheet) -> bytes:
    """Titles to write below, and a second sheet that says what belongs into each column.

    The examples stand on the second sheet only: an example left in would be imported.
    """
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        _titles(book, sheet)
        _help(book, sheet)
    return out.getvalue()


def _titles(book: Any, sheet: Sheet) -> None:
    page = book.add_worksheet(_("Fill in here"))
    looks = {"bold": True, "bottom": 1, "bg_color": "#f6f3ee", "num_format": "@"}
    needed = book.add_format({**looks, "font_color": "#9e1b1b"})
    free, words = book.add_format(looks), book.add_format({"num_format": "@"})
    for n, column in enumerate(sheet.columns):
        page.set_column(n, n, 16, words)  # as text: a code keeps its leading zeros
        page.write_string(0, n, title(column), needed if column.required else free)
        choices = _choices(column)
        if choices and len(",".join(choices)) <= 255:  # what the file format holds
            rule = {"validate": "list", "source": choices, "error_type": "information"}
            page.data_validation(1, n, LINES, n, rule)
    page.freeze_panes(1, 0)


def title(column: Column) -> str:
    """The title as it stands in a file, marked where it must be filled in."""
    return f"{column.label}*" if column.required else str(column.label)


def _choices(column: Column) -> list[str]:
    several = isinstance(column.kind, SeveralOf)
    if isinstance(column.kind, OneOf) and not several:
        return [str(label) for label in column.kind.labels.values()]
    return []


def _help(book: Any, sheet: Sheet) -> None:
    page = book.add_worksheet(_("What belongs where"))
    bold = book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    heads = (_("Column"), _("Must be filled in"), _("What belongs here"), _("Example"))
    for n, head in enumerate(heads):
        page.write_string(0, n, head, bold)
    for n, column in enumerate(sheet.columns, 1):
        line = (str(column.label), _("yes") if column.required else "", meaning(column),
                column.example)  # fmt: skip
        for place, words in enumerate(line):
            page.write_string(n, place, words, wrapped)
    page.set_column(0, 1, 14)
    page.set_column(2, 2, 70)
    page.set_column(3, 3, 22)


def meaning(column: Column) -> str:
    """What belongs into a column, with the words it may hold where there is a list."""
    if not isinstance(column.kind, OneOf):
        return str(column.help)
    listed = _("One of: {words}")
    if isinstance(column.kind, SeveralOf):
        listed = _("Any of: {words}")
    words = listed.format(words="、".join(str(label) for label in column.kind.labels.values()))
    return f"{column.help} {words}".strip()


def faulty(imp: Import, sheet: Sheet) -> bytes:
    """The faulty rows as they were written, with a last column that says what is wrong.

    Mended, the same file can be handed in again: that last column is not read.
    """
    columns = [column for column in sheet.columns if column.key in imp.titles]
    heads = [*(imp.titles[column.key] for column in columns), _("What is wrong")]
    rows = imp.rows.filter(verdict=ImportRow.Verdict.FAULTY)
    return as_xlsx(heads, [_line(sheet, columns, row) for row in rows])


def _line(sheet: Sheet, columns: Sequence[Column], row: ImportRow) -> list[str]:
    wrong = "\n".join(verdicts.sentence(sheet, row.number, fault) for fault in row.faults)
    words = [str(row.words.get(column.key, "")) for column in columns]
    return [*(f"'{word}" if word[:1] in {"=", "@"} else word for word in words), wrong]
