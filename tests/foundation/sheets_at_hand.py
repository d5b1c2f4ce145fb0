"""Spreadsheets as they come in: made by the tests, messy on purpose."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl

ORGANS = ["编号", "名称", "层级", "类别", "上级编码", "成立日期"]


def workbook(*lines: Sequence[Any], then: Callable[[Any], None] = lambda page: None) -> bytes:
    """An .xlsx of these lines; `then` may merge cells or add sheets."""
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(list(line))
    then(book.active)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """A workbook's bytes."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def text(*lines: Sequence[Any], encoding: str = "utf-8", mark: str = ",") -> bytes:
    """A text file of these lines."""
    out = io.StringIO()
    csv.writer(out, delimiter=mark).writerows(lines)
    return out.getvalue().encode(encoding)


def organ(code: str = "MZ100", name: str = "市城管局", **facts: str) -> list[str]:
    """One line for the sheet of organs."""
    said = {"level": "机关", "kind": "执法", "parent": "", "since": "2026-01-01", **facts}
    return [code, name, said["level"], said["kind"], said["parent"], said["since"]]


def office(code: str, parent: str, name: str = "办公室") -> list[str]:
    """One line for an office."""
    return organ(code, name, level="科室", kind="", parent=parent)
