"""The plots people look at: ageing, trend, burden, intervals; each with its table beneath."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from .drawing import (
    NARROW,
    THEME,
    WIDE,
    Cell,
    Column,
    Plot,
    Row,
    Table,
    named,
    picture,
    svg,
)
from .plotted import Ageing, Burden, Interval, Left, Trend

__all__ = [
    "THEME",
    "Ageing",
    "Burden",
    "Interval",
    "Left",
    "Plot",
    "Table",
    "Trend",
    "ageing",
    "burden",
    "intervals",
    "left",
    "svg",
    "trend",
]


def ageing(rows: Sequence[Ageing], *, title: str, subtitle: str, source: str) -> Plot:
    """Where the days went: one bar per age of order, stacked by whose turn it was."""
    table = _table(
        title,
        [_("Age"), _("Whose turn"), _("Working days"), _("Orders")],
        [(r.bucket, r.side, str(r.days), str(r.orders)) for r in rows],
    )
    facts = (_("1 order"), _("{n} orders"))
    return _plot("stacked", rows, facts, title=title, subtitle=subtitle, source=source, table=table)


def trend(
    rows: Sequence[Trend],
    *,
    title: str,
    subtitle: str,
    source: str,
    baseline: float | None = None,
    baseline_label: str = "",
    unit: str = "",
) -> Plot:
    """How it went: a line with the ribbon of its intervals, the baseline dashed."""
    table = _table(
        title,
        [_("Period"), _("Value"), _("Lower"), _("Upper"), _("Base")],
        [(r.period, *(f"{v:g}" for v in (r.value, r.low, r.high)), str(r.n)) for r in rows],
        words=1,
    )
    facts = (baseline, baseline_label, unit)
    return _plot("line", rows, facts, title=title, subtitle=subtitle, source=source, table=table)


def burden(rows: Sequence[Burden], *, title: str, subtitle: str, source: str) -> Plot:
    """Who is visited how often: a bar per organ, its ceiling a mark, the excess in red."""
    table = _table(
        title,
        [_("Organ"), _("Times"), _("Ceiling")],
        [(r.organ, str(r.count), str(r.ceiling)) for r in rows],
        words=1,
    )
    return _plot("ceilings", rows, (), title=title, subtitle=subtitle, source=source, table=table)


def left(rows: Sequence[Left], *, title: str, subtitle: str, source: str) -> Plot:
    """What is left of each total: a bar of what there was, the part that is gone in pale."""
    table = _table(
        title,
        [_("What is counted"), _("Before"), _("After"), _("Left")],
        [(r.name, f"{r.before:g}", f"{r.after:g}", f"{_share(r):.1f} %") for r in rows],
        words=1,
    )
    return _plot("remains", rows, (), title=title, subtitle=subtitle, source=source, table=table)


def _share(row: Left) -> float:
    return 100 * row.after / row.before if row.before else 0.0


def intervals(rows: Sequence[Interval], *, title: str, subtitle: str, source: str) -> Plot:
    """Who can be told apart from whom: dots with intervals, bands shaded alike."""
    table = _table(
        title,
        [_("Organ"), _("Score"), _("Lower"), _("Upper"), _("Band"), _("Base")],
        [
            (r.organ, *(f"{v:.1f}" for v in (r.value, r.low, r.high)), str(r.band), str(r.n))
            for r in rows
        ],
        words=1,
    )
    return _plot("dots", rows, (), title=title, subtitle=subtitle, source=source, table=table)


def _table(
    caption: str, heads: Sequence[str], lines: Sequence[tuple[str, ...]], *, words: int = 2
) -> Table:
    """The plot's figures; the first `words` columns are words, the others are numbers."""
    columns = (
        Column(f"c{n}", label, "" if n < words else "right") for n, label in enumerate(heads)
    )
    rows = (Row(tuple(Cell(text) for text in line)) for line in lines)
    return Table(caption, tuple(columns), tuple(rows))


def _plot(
    chart: str,
    rows: Sequence[object],
    facts: tuple[object, ...],
    *,
    title: str,
    subtitle: str,
    source: str,
    table: Table,
) -> Plot:
    if not rows:
        nothing = _("There are no figures for this yet; the plot appears with the first ones.")
        return Plot(title, subtitle, "", source, empty=nothing)
    from . import charts  # Altair takes its time to load, and most processes never draw

    draw = getattr(charts, chart)
    wide, narrow = (
        named(picture(draw, tuple(rows), width, facts), title) for width in (WIDE, NARROW)
    )
    return Plot(title, subtitle, wide, source, table, narrow)
