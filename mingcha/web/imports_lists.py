"""The tables on the pages of imports: kinds, columns, past imports, rows with their verdict."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.foundation import time
from mingcha.foundation.imports import papers, queries, verdicts
from mingcha.foundation.imports.sheet import SHEETS, Sheet, may_hand_in
from mingcha.foundation.imports.sheet import Column as SheetColumn
from mingcha.foundation.listing import Column, Filter, Listing, text
from mingcha.foundation.models import Import, ImportRow

V = ImportRow.Verdict
S = Import.State
LOOKS = {
    S.PREVIEWED: {"tone": "attention", "shape": "half"},
    S.COMMITTED: {"tone": "good", "shape": "check"},
    S.UNDONE: {"tone": "neutral", "shape": "cross"},
    S.DISCARDED: {"tone": "neutral", "shape": "ring"},
    V.NEW: {"tone": "good", "shape": "dot"},
    V.CHANGED: {"tone": "neutral", "shape": "half"},
    V.UNCHANGED: {"tone": "neutral", "shape": "ring"},
    V.FAULTY: {"tone": "attention", "shape": "cross"},
}
IN_FULL = 2  # columns of the sheet that have a column of their own: code or number, and name


def kinds(person: Any) -> dict[str, Any]:
    """Every table that this person can hand in, with its template."""
    columns = [
        {"key": "title", "label": _("Table")},
        {"key": "needed", "label": _("Must be filled in")},
        {"key": "template", "label": _("Template")},
    ]
    rows = [_kind(one) for one in SHEETS.values() if may_hand_in(one.name, person)]
    return {"caption": _("Tables that can be handed in"), "columns": columns, "rows": rows}


def _kind(sheet: Sheet) -> dict[str, Any]:
    needed = "、".join(str(column.label) for column in sheet.columns if column.required)
    cells = [
        {"text": sheet.title, "note": sheet.help},
        {"text": needed},
        {"text": _("Download (xlsx)"), "url": reverse("imports:template", args=[sheet.name])},
    ]
    return {"url": reverse("imports:kind", args=[sheet.name]), "cells": cells}


def columns(sheet: Sheet) -> dict[str, Any]:
    """What belongs into each column of a table."""
    heads = [
        {"key": "column", "label": _("Column")},
        {"key": "needed", "label": _("Must be filled in")},
        {"key": "meaning", "label": _("What belongs here")},
        {"key": "example", "label": _("Example")},
    ]
    rows = [
        {
            "cells": [
                {"text": column.label, "note": _also(column)},
                {"text": _("yes") if column.required else "—"},
                {"text": papers.meaning(column) or "—"},
                {"text": column.example or "—"},
            ]
        }
        for column in sheet.columns
    ]
    return {"caption": _("What belongs into the columns"), "columns": heads, "rows": rows}


def _also(column: SheetColumn) -> str:
    """Other titles a column is known by, those in the reader's own script first."""
    others = [title for title in column.others if title != str(column.label)]
    return _("also: {titles}").format(titles="、".join(others[:3])) if others else ""


def state(thing: Import) -> dict[str, Any]:
    """An import's state: word, shape and colour together."""
    looks = LOOKS[S(thing.state)]
    return {"code": thing.state, "label": thing.get_state_display(), **looks}


def _verdict(row: ImportRow) -> dict[str, Any]:
    looks = LOOKS[V(row.verdict)]
    return {"code": row.verdict, "label": row.get_verdict_display(), **looks}


def facts(imp: Import) -> list[dict[str, Any]]:
    """How many rows have which verdict; each number narrows the list below."""
    counts = queries.counts(imp)
    labels = dict(V.choices)
    told: list[dict[str, Any]] = [{"label": _("Rows"), "value": sum(counts.values()), "url": "?"}]
    for verdict in V.values:
        n = counts[verdict]
        tone = "attention" if verdict == V.FAULTY and n else ""
        told.append({"label": labels[V(verdict)], "value": n, "tone": tone,
                     "url": f"?verdict={verdict}" if n else ""})  # fmt: skip
    return [*told, {"label": _("Sheet read"), "value": imp.place or imp.name}]


def rows(imp: Import, sheet: Sheet) -> Listing:
    """The rows of one import."""
    shown = [column for column in sheet.columns if column.key in imp.titles]
    return Listing(
        name=imp.number,
        caption=_("Rows of the file"),
        columns=(
            Column("row", _("Row"), lambda row: text(row.number), sort="number"),
            Column("verdict", _("Verdict"), lambda row: {"state": _verdict(row)}, sort="verdict"),
            *(_own_column(column.key, column.label) for column in shown[:IN_FULL]),
            Column("what", _("What it says, changes, or gets wrong"),
                   lambda row: {"html": _what(sheet, row)},
                   plain=lambda row: "\n".join(_lines(sheet, row))),
        ),
        url=lambda row: "",
        empty={"title": _("No row has this verdict"), "text": _("Choose another above.")},
        filters=(Filter("verdict", _("Verdict"), lambda: V.choices, _of_verdict),),
    )  # fmt: skip


def _own_column(key: str, label: Any) -> Column:
    return Column(key, label, lambda row: text(row.words.get(key)))


def _of_verdict(found: QuerySet[Any], verdict: str) -> QuerySet[Any]:
    return found.filter(verdict=verdict)


def _what(sheet: Sheet, row: ImportRow) -> SafeString:
    return format_html_join("", "<div>{}</div>", ((line,) for line in _lines(sheet, row)))


def _lines(sheet: Sheet, row: ImportRow) -> list[str]:
    if row.faults:
        return [_fault(sheet, fault) for fault in row.faults]
    if row.verdict == V.CHANGED:
        changed = _("{column}: {before} → {after}")
        return [
            changed.format(column=column.label, before=_shown(column, before),
                           after=_shown(column, after))
            for column in sheet.columns
            if column.key in row.changes
            for before, after in [row.changes[column.key]]
        ]  # fmt: skip
    if row.verdict == V.UNCHANGED:
        return ["—"]
    rest = [column for column in sheet.columns[IN_FULL:] if row.words.get(column.key)]
    return [" · ".join(f"{column.label} {row.words[column.key]}" for column in rest)]


def _fault(sheet: Sheet, fault: dict[str, Any]) -> str:
    column = sheet.column(fault["column"])
    said = verdicts.said(fault)
    return _("{column}: {words}").format(column=column.label, words=said) if column else said


def _shown(column: Any, value: Any) -> str:
    return "—" if value in (None, "", []) else column.kind.show(value)


def _title(imp: Import) -> str:
    sheet = SHEETS.get(imp.table)
    return str(sheet.title) if sheet else imp.table


def _count(imps: Any) -> None:
    """How many rows each import on a page has, in one question."""
    found = ImportRow.objects.filter(of__in=[imp.pk for imp in imps]).order_by()
    counted = dict(found.values_list("of").annotate(n=Count("pk")))
    for imp in imps:
        imp.rows_in_all = counted.get(imp.pk, 0)


def _moment(imp: Import) -> str:
    return f"{imp.made_at.astimezone(time.city_zone()):%Y-%m-%d %H:%M}"


PAST = Listing(
    name="imports",
    caption=gettext_lazy("What was handed in"),
    columns=(
        Column("number", gettext_lazy("Number"), lambda imp: text(imp.number), sort="number"),
        Column("table", gettext_lazy("Table"), lambda imp: text(_title(imp)), sort="table"),
        Column("name", gettext_lazy("File"), lambda imp: text(imp.name), sort="name"),
        Column("rows", gettext_lazy("Rows"), lambda imp: text(imp.rows_in_all), align="right"),
        Column("state", gettext_lazy("State"), lambda imp: {"state": state(imp)}, sort="state"),
        Column("by", gettext_lazy("Who"), lambda imp: text(imp.by or _("the machine itself"))),
        Column("at", gettext_lazy("Handed in"), lambda imp: text(_moment(imp)), sort="made_at"),
    ),
    url=lambda imp: reverse("imports:import", args=[imp.pk]),
    empty={
        "title": gettext_lazy("Nothing has been handed in yet"),
        "text": gettext_lazy("Choose a table above, take its template, fill it in, hand it in."),
    },
    filters=(
        Filter(
            "state",
            gettext_lazy("State"),
            lambda: S.choices,
            lambda found, code: found.filter(state=code),
        ),
    ),
    prepare=_count,
)
