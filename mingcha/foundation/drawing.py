"""How plots are drawn: the theme, SVG by vl-convert that a strict policy lets through, a cache."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import vl_convert

if TYPE_CHECKING:
    import altair as alt

INK = "#1a1a1a"
SOFT = "#5a5a5a"
PALE = "#757069"
FAINT = "#cfc9bf"
PAPER = "#fffdfa"
RAISED = "#f3efe8"
RIBBON = "#e6e1d7"
ACCENT = "#9e1b1b"
SHADES = (INK, PALE, FAINT)  # first, second and third side of a stack
LETTERING = ("#ffffff", "#ffffff", INK)  # figures that stand on those shades

FONTS = "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Source Han Sans SC, sans-serif"
SHIPPED_FONTS = Path(__file__).resolve().parent.parent / "bulletins" / "fonts"

WIDE, NARROW = 640, 340  # px: a desk column, and a telephone held upright
ROW = 26  # px per organ: room for one line of Chinese and some air

THEME: dict[str, Any] = {
    "background": None,
    "font": FONTS,
    "padding": {"left": 0, "right": 4, "top": 4, "bottom": 0},
    "view": {"stroke": None},
    "axis": {
        "domain": False,
        "grid": False,
        "ticks": False,
        "labelColor": SOFT,
        "labelFontSize": 14,
        "labelPadding": 8,
        "titleColor": SOFT,
        "titleFontSize": 14,
        "titleFontWeight": 400,
    },
    "axisY": {"labelColor": INK, "labelLimit": 180, "minExtent": 24},
    "text": {"font": FONTS, "fontSize": 14, "color": INK},
    "legend": {"disable": True},
}


@dataclass(frozen=True)
class Column:
    """A column of the table beneath a plot."""

    key: str
    label: str
    align: str = ""


@dataclass(frozen=True)
class Cell:
    """One value as people read it."""

    text: str


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """The figures of a plot, in the shape the shared table part shows."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Plot:
    """A finding as a sentence, its picture for a desk and for a telephone, and its figures."""

    title: str
    subtitle: str
    svg: str
    source: str
    table: Table | None = None
    narrow: str = ""
    empty: str = ""


@functools.cache
def _fonts_registered() -> bool:
    if SHIPPED_FONTS.is_dir():
        vl_convert.register_font_directory(str(SHIPPED_FONTS))
    return SHIPPED_FONTS.is_dir()


@functools.lru_cache(maxsize=256)
def _drawn(spec: str) -> str:
    _fonts_registered()
    return str(vl_convert.vegalite_to_svg(spec, config=THEME, allowed_base_urls=[]))


def svg(chart: alt.TopLevelMixin, *, title: str = "") -> str:
    """Draw a chart as inline SVG that a strict content security policy lets through.

    The same chart is drawn once and remembered. The title is read out by screen readers.
    """
    return named(_compiled(chart), title)


def _compiled(chart: alt.TopLevelMixin) -> str:
    spec: dict[str, Any] = chart.to_dict(validate=False)
    spec.pop("config", None)  # the theme is ours, whatever theme is active in the process
    return _drawn(json.dumps(spec, ensure_ascii=False, sort_keys=True))


def named(drawn: str, title: str) -> str:
    """Give a drawn picture the name that screen readers say."""
    name = escape(title)
    head, _closing, body = drawn.partition(">")
    return f'{head} role="img" aria-label="{name}"><title>{name}</title>{body}'


@functools.lru_cache(maxsize=256)
def picture(
    draw: Callable[..., alt.LayerChart],
    rows: tuple[object, ...],
    width: int,
    facts: tuple[object, ...],
) -> str:
    """A chart of these rows as SVG; the same rows make the same picture, built only once."""
    return _compiled(draw(rows, width, *facts))
