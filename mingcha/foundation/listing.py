"""A list as people use it: sorted and narrowed by its address, paged, taken away as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

import xlsxwriter
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext as _

PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RISKY = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run as a formula


@dataclass(frozen=True)
class Column:
    """One column: its label, how a row shows in it, what a file holds, what it sorts by.

    `cell` makes what `parts/cell.html` takes. `plain` makes the value in a file; without it the
    cell's own words are used. `sort` is an ORM field.
    """

    key: str
    label: Any
    cell: Callable[[Any], Mapping[str, Any]]
    plain: Callable[[Any], Any] | None = None
    sort: str = ""
    align: str = ""

    def value(self, row: Any) -> Any:
        """What a file holds in this column."""
        return self.plain(row) if self.plain else _words(self.cell(row))


@dataclass(frozen=True)
class Filter:
    """One way to narrow a list; its choice stands in the address under `key`."""

    key: str
    label: Any
    choices: Callable[[], Sequence[tuple[str, Any]]]
    narrow: Callable[[QuerySet[Any], str], QuerySet[Any]]


@dataclass(frozen=True)
class Listing:
    """A list with its columns, filters and empty state; one description for page and file.

    `prepare` is given the rows of a page or file once, to fetch in bulk what cells need.
    """

    name: str
    caption: Any
    columns: Sequence[Column]
    url: Callable[[Any], str]
    empty: Mapping[str, Any]
    filters: Sequence[Filter] = ()
    prepare: Callable[[Sequence[Any]], None] = field(default=lambda rows: None)
    tone: Callable[[Any], str] = field(default=lambda row: "")

    def answer(
        self,
        request: HttpRequest,
        found: QuerySet[Any],
        template: str,
        context: Mapping[str, Any] | None = None,
    ) -> HttpResponse:
        """The page of the list, or the same rows as a file where `?format=` asks for one."""
        narrowed = self.narrowed(request, found)
        if (form := request.GET.get("format")) in {"csv", "xlsx"}:
            return self.file(narrowed, form)
        return render(request, template, {**self.page(request, found, narrowed), **(context or {})})

    def narrowed(self, request: HttpRequest, found: QuerySet[Any]) -> QuerySet[Any]:
        """The rows the address asks for, in its order."""
        for one in self.filters:
            asked = request.GET.get(one.key, "")
            if asked and asked in {str(code) for code, _label in one.choices()}:
                found = one.narrow(found, asked)
        return self._sorted(request, found)

    def page(
        self, request: HttpRequest, found: QuerySet[Any], narrowed: QuerySet[Any]
    ) -> dict[str, Any]:
        """What `parts/list.html` takes: table, filters, files, and how many rows there are."""
        page = Paginator(narrowed, PAGE).get_page(request.GET.get("page"))
        page.object_list = rows = _rows(narrowed, page)  # or whoever asks its length reads it anew
        self.prepare(rows)
        total = page.paginator.count
        table = {
            "caption": self.caption,
            "total": total,
            "columns": [self._head(request, column) for column in self.columns],
            "rows": [self._row(row) for row in rows],
            "empty": self.empty,
            "page": page,
        }
        files = [
            {"label": form.upper(), "url": _address(request, format=form, page="")}
            for form in ("xlsx", "csv")
        ]
        return {
            "count": total,
            "table": table,
            "filters": [self._group(request, one) for one in self.filters],
            "files": files if total else [],
        }

    def file(self, found: QuerySet[Any], form: str) -> HttpResponse:
        """Exactly these rows as a spreadsheet; nothing in it can run as a formula."""
        rows = list(found)
        self.prepare(rows)
        heads = [str(column.label) for column in self.columns]
        lines = [[plain(column.value(row)) for column in self.columns] for row in rows]
        if form == "csv":
            return _download(as_csv(heads, lines), f"{self.name}.csv", "text/csv; charset=utf-8")
        return _download(as_xlsx(heads, lines), f"{self.name}.xlsx", XLSX)

    def _sorted(self, request: HttpRequest, found: QuerySet[Any]) -> QuerySet[Any]:
        asked = request.GET.get("sort", "")
        by = {column.key: column.sort for column in self.columns if column.sort}
        name = by.get(asked.lstrip("-"))
        if name is None:
            return found
        return found.order_by(f"-{name}" if asked.startswith("-") else name, "pk")

    def _head(self, request: HttpRequest, column: Column) -> dict[str, Any]:
        said = {"key": column.key, "label": str(column.label), "align": column.align}
        if not column.sort:
            return said
        asked = request.GET.get("sort", "")
        way = "" if asked.lstrip("-") != column.key else "down" if asked.startswith("-") else "up"
        turned = f"-{column.key}" if way == "up" else column.key
        return {**said, "sorted": way, "sort_url": _address(request, sort=turned, page="")}

    def _row(self, row: Any) -> dict[str, Any]:
        cells = [column.cell(row) for column in self.columns]
        return {"url": self.url(row), "key": row.pk, "tone": self.tone(row), "cells": cells}

    def _group(self, request: HttpRequest, one: Filter) -> dict[str, Any]:
        asked = request.GET.get(one.key, "")
        choices = [("", _("All")), *one.choices()]
        known = asked if asked in {str(code) for code, _label in choices} else ""
        options = [
            {
                "label": label,
                "url": _address(request, page="", **{one.key: str(code)}),
                "current": str(code) == known,
            }
            for code, label in choices
        ]
        return {"label": one.label, "options": options}


def _rows(found: QuerySet[Any], page: Page[Any]) -> list[Any]:
    """The rows of one page: keys are counted off first, then only these rows read whole."""
    first = max(page.start_index() - 1, 0)
    keys = list(found.values_list("pk", flat=True)[first : first + PAGE])
    rows = {row.pk: row for row in found.order_by().filter(pk__in=keys)}
    return [rows[key] for key in keys if key in rows]


def text(value: Any) -> dict[str, Any]:
    """A cell of plain words; a dash where there are none."""
    return {"text": "—" if value in (None, "") else value}


def plain(value: Any) -> Any:
    """A value as a file holds it: numbers and days as such, all else as harmless words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, (int, float, date, datetime)):
        return value
    words = str(value)
    return f"'{words}" if words.startswith(RISKY) else words


def as_csv(heads: Sequence[str], lines: Iterable[Sequence[Any]]) -> bytes:
    """The rows as CSV in UTF-8 with a mark, which office programs read right."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([_iso(value) for value in line] for line in lines)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(heads: Sequence[str], lines: Iterable[Sequence[Any]]) -> bytes:
    """The rows as a workbook of one sheet, heads bold and fixed."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, heads, book.add_format({"bold": True}))
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for n, line in enumerate(lines, 1):
            for k, value in enumerate(line):
                _write(sheet, n, k, value, day)
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    return out.getvalue()


def _write(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    if isinstance(value, datetime):
        sheet.write_string(row, column, _iso(value))
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001 -- a day has no zone
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value))


def _iso(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes", sep=" ")
    return value.isoformat() if isinstance(value, date) else value


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{escape_uri_path(name)}"
    return answer


def _words(cell: Mapping[str, Any]) -> Any:
    """What a cell says, without its looks."""
    if state := cell.get("state"):
        return state["label"]
    if due := cell.get("due"):
        return due["day"]
    return cell.get("text", "")


def _address(request: HttpRequest, **changes: str) -> str:
    asked = request.GET.copy()
    for name in ("format", *changes):
        asked.pop(name, None)
    for name, value in changes.items():
        if value:
            asked[name] = value
    return f"?{asked.urlencode()}"


def state_cell(thing: Model, tones: Mapping[str, str]) -> dict[str, Any]:
    """The cell of a thing's state: word, shape and colour together."""
    return {"state": state_tag(thing, tones)}


def state_tag(thing: Any, tones: Mapping[str, str]) -> dict[str, Any]:
    """What `parts/tag.html` takes for a thing with a life; `tones` gives colours by state."""
    tone = tones.get(thing.state, "neutral")
    label = _labels(thing._meta.model).get(thing.state, thing.state)
    return {"code": thing.state, "label": str(label), "tone": tone}


@cache
def _labels(model: type[Model]) -> dict[Any, Any]:
    """The words of a model's states; Django would gather them anew for every row."""
    return dict(model._meta.get_field("state").flatchoices)  # type: ignore[union-attr]
