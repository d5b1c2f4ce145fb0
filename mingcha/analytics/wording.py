"""Figures as people read them, and as files and programs take them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from mingcha.analytics.measures import Form, Measure
from mingcha.analytics.queries import Line, month_named
from mingcha.analytics.values import Figure
from mingcha.foundation.listing import plain
from mingcha.organs.models import Unit

HEADS = ("organ", "name", "kind", "period", "value", "low", "high", "base", "count", "ninth")
KINDS = dict(Unit.Kind.choices)


def scaled(one: Measure, value: float | None) -> float | None:
    """A figure in the unit of its page: shares in per cent."""
    if value is None:
        return None
    return 100 * value if one.form == Form.SHARE else value


def _said(one: Measure, value: float | None) -> str:
    shown = scaled(one, value)
    if shown is None:
        return "…"
    return {Form.SHARE: f"{shown:.1f}", Form.RATE: f"{shown:.2f}"}.get(one.form, f"{shown:g}")


def value(one: Measure, found: Figure) -> str:
    """The figure by itself; a dash where there is nothing to make it from."""
    if found.value is None:
        return "—"
    return f"{_said(one, found.value)} %" if one.form == Form.SHARE else _said(one, found.value)


def interval(one: Measure, found: Figure) -> str:
    """From the lowest to the highest value the data allow; an open end is told as such."""
    if found.value is None or one.form == Form.COUNT:
        return ""
    if found.low is None and found.high is None:
        return _("too few for an interval")
    return f"{_said(one, found.low)}–{_said(one, found.high)}"


def base(one: Measure, found: Figure) -> str:
    """What the figure rests on; a dash where that is nothing."""
    if not found.base and one.form != Form.COUNT:
        return "—"
    if one.form == Form.SHARE:
        return _("{count} of {base}").format(count=found.count or 0, base=found.base)
    if one.form == Form.RATE:
        return _("{count} on {base} visits").format(count=found.count or 0, base=found.base)
    if one.form == Form.DAYS and found.ninth is not None:
        words = _("{base} orders; nine of ten within {ninth}")
        return words.format(base=found.base, ninth=f"{found.ninth:g}")
    return str(found.base)


def class_name(kind: str) -> str:
    """The class of an organ in words."""
    return str(KINDS.get(kind, kind or "—"))


def cells(one: Measure, found: Figure) -> list[dict[str, Any]]:
    """The cells of a table: value with its interval beneath, base."""
    return [
        {"text": value(one, found), "note": interval(one, found)},
        {"text": base(one, found)},
    ]


def record(line: Line, period: str = "") -> dict[str, Any]:
    """One line as programs take it: plain numbers, shares between 0 and 1."""
    organ, found = line.organ, line.figure
    return {
        "organ": organ.code if organ else "",
        "name": organ.name if organ else "",
        "kind": organ.kind if organ else "",
        "period": period or (month_named(line.month) if line.month else ""),
        "value": found.value,
        "low": found.low,
        "high": found.high,
        "base": found.base,
        "count": found.count,
        "ninth": found.ninth,
    }


def rows(records: Iterable[dict[str, Any]]) -> list[list[Any]]:
    """The same as rows of a file."""
    return [[told[head] for head in HEADS] for told in records]


def plain_rows(records: Iterable[dict[str, Any]]) -> list[list[Any]]:
    """The same as rows of a spreadsheet, in which nothing can run as a formula."""
    return [[plain(one) for one in row] for row in rows(records)]
