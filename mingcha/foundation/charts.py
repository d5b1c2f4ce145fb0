"""The charts beneath the plots, in Altair; `plots` loads this module when one is first drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from .drawing import (
    ACCENT,
    INK,
    LETTERING,
    PALE,
    PAPER,
    RAISED,
    RIBBON,
    ROW,
    SHADES,
    SOFT,
    WIDE,
)
from .plotted import Ageing, Burden, Interval, Left, Trend

MARGIN = 0.04  # left of the lowest interval, in lengths of all
LETTER = 14  # px a Chinese character is wide
EVEN = 0.1  # a difference that the figures beside a plot would not show


def _segments(rows: Sequence[Ageing]) -> list[dict[str, Any]]:
    """Each bar's pieces with where they start and end, so that labels can sit on them."""
    sides = list(dict.fromkeys(row.side for row in rows))
    reached: dict[str, int] = {}
    segments = []
    for row in rows:
        start = reached.get(row.bucket, 0)
        reached[row.bucket] = start + row.days
        place = min(sides.index(row.side), len(SHADES) - 1)
        shade = ACCENT if row.overdue and place == 0 else SHADES[place]
        segments.append(
            {"bucket": row.bucket, "from": start, "to": start + row.days, "shade": shade}
            | {"days": row.days, "orders": row.orders, "on": LETTERING[place]}
        )
    return segments


def _counted(n: int, one: str, more: str) -> str:
    return one if n == 1 else more.format(n=n)


def stacked(rows: Sequence[Ageing], width: int, one: str, more: str) -> alt.LayerChart:
    """One bar per age, its sides in their shades, with the number of orders behind it."""
    segments = _segments(rows)
    longest = max(s["to"] for s in segments) or 1
    last = {s["bucket"]: s for s in segments}
    ends = [s | {"words": _counted(s["orders"], one, more)} for s in last.values()]
    room = 1.2 if width == WIDE else 1.5
    scale = alt.Scale(domain=[0, longest * room], nice=False)
    y = _rows_axis("bucket", list(last))
    bars = (
        alt.Chart(_data(segments))
        .mark_bar(size=22)
        .encode(x=alt.X("from:Q", axis=None, scale=scale), x2="to:Q", y=y, color=_shade("shade"))
    )
    per_day = (width - 100) / (longest * room)  # px; 100 are the labels on the left
    roomy = [s for s in segments if s["days"] * per_day > 8 * len(str(s["days"])) + 12]
    inside = _text(roomy, y, "days:Q", x="from:Q", dx=6).encode(color=_shade("on"))
    totals = _text(ends, y, "words:N", x="to:Q", dx=8, color=SOFT)
    return _layered([bars, inside, totals, *_side_names(rows)], width)


def _side_names(rows: Sequence[Ageing]) -> list[alt.Chart]:
    """The sides' names with a square of their shade above the bars, in the bars' order."""
    marks, at = [], 7.0
    one = alt.Chart(_data([{}]))
    for place, name in enumerate(dict.fromkeys(row.side for row in rows)):
        shade = SHADES[min(place, len(SHADES) - 1)]
        here = {"y": alt.value(-14)}
        square = one.mark_square(size=130, opacity=1, color=shade)
        words = one.mark_text(align="left", color=SOFT, text=name)
        marks += [square.encode(x=alt.value(at), **here)]
        marks += [words.encode(x=alt.value(at + 13), **here)]
        at += 38 + 14 * _breadth(name)
    return marks


def _breadth(words: str) -> float:
    """How many Chinese characters wide some words are."""
    return sum(1.0 if ord(letter) > 0x2E7F else 0.55 for letter in words)


def line(
    rows: Sequence[Trend], width: int, baseline: float | None, label: str, unit: str
) -> alt.LayerChart:
    """A line with its ribbon, the last value written out."""
    order = [row.period for row in rows]
    shown = order if width == WIDE and len(order) < 9 else [order[0], order[-1]]
    axis = alt.Axis(labelAngle=0, labelOverlap=False, values=shown, title=None)
    points = alt.Scale(type="point", padding=0.35)
    x = alt.X("period:N", sort=order, axis=axis, scale=points)
    base = alt.Chart(_data([vars(row) for row in rows])).encode(x=x)
    layers = [
        base.mark_area(color=RIBBON, opacity=1).encode(y=_value("low:Q"), y2="high:Q"),
        *_baseline(baseline, label, below=rows[-1].value >= (baseline or 0)),
        base.mark_line(color=INK, strokeWidth=2).encode(y=_value("value:Q")),
        base.mark_point(color=INK, filled=True, size=44, opacity=1).encode(y=_value("value:Q")),
        _last(rows[-1], x, unit),
    ]
    return _layered(layers, width, height=240)


def _value(field: str) -> alt.Y:
    axis = alt.Axis(title=None, tickCount=4)
    return alt.Y(field, axis=axis, scale=alt.Scale(zero=False, nice=True))


def _baseline(value: float | None, label: str, *, below: bool) -> list[alt.Chart]:
    """Dashed, with its name on the side of the rule that the line has left."""
    if value is None:
        return []
    data = alt.Chart(_data([{"at": value, "label": label}]))
    rule = data.mark_rule(color=SOFT, strokeDash=[4, 3]).encode(y="at:Q")
    if below:
        words = data.mark_text(align="right", baseline="top", dy=6, color=SOFT)
    else:
        words = data.mark_text(align="right", baseline="bottom", dy=-6, color=SOFT)
    return [rule, words.encode(x=alt.value("width"), y="at:Q", text="label:N")]


def _last(row: Trend, x: alt.X, unit: str) -> alt.Chart:
    """The last value with its doubt, written above its interval."""
    (words,) = _doubts([row], ".4g", unit)
    data = _data([{"period": row.period, "top": row.high, "words": words}])
    mark: alt.Chart = alt.Chart(data).mark_text(dy=-12, fontWeight=600, fontSize=16)
    marked: alt.Chart = mark.encode(x=x, y="top:Q", text="words:N")
    return marked


def ceilings(rows: Sequence[Burden], width: int) -> alt.LayerChart:
    """A bar per organ, its ceiling a mark, the excess in red."""
    records = [
        vars(r) | {"within": min(r.count, r.ceiling), "words": f"{r.count} / {r.ceiling}"}
        for r in rows
    ]
    most = max(max(r.count, r.ceiling) for r in rows) or 1
    scale = alt.Scale(domain=[0, most * (1.16 if width == WIDE else 1.4)], nice=False)
    y = _rows_axis("organ", [r.organ for r in rows])
    base = alt.Chart(_data(records)).encode(y=y)
    over = alt.Chart(_data([r for r in records if r["count"] > r["ceiling"]])).encode(y=y)
    layers = [
        base.mark_bar(size=14, color=PALE).encode(x=alt.X("within:Q", axis=None, scale=scale)),
        over.mark_bar(size=14, color=ACCENT).encode(x="ceiling:Q", x2="count:Q"),
        base.mark_tick(thickness=2, size=22, color=INK, opacity=1).encode(x="ceiling:Q"),
        _text(records, y, "words:N", x=None, dx=-2),
    ]
    return _layered(layers, width)


def remains(rows: Sequence[Left], width: int) -> alt.LayerChart:
    """A bar of full length for what there was, ink for what is left, both figures behind it."""
    shares = [r.after / r.before if r.before else 0.0 for r in rows]
    records = [
        {"name": r.name, "left": share, "whole": 1.0, "words": f"{r.before:g} → {r.after:g}"}
        | {"percent": f"{100 * share:.1f} %", "end": max(share, 1.0)}
        for r, share in zip(rows, shares, strict=True)
    ]
    room = 1.55 if width == WIDE else 2.2
    scale = alt.Scale(domain=[0, max(1.0, *shares) * room], nice=False)
    y = _rows_axis("name", [r.name for r in rows])
    base = alt.Chart(_data(records)).encode(y=y)
    layers = [
        base.mark_bar(size=14, color=RIBBON).encode(x=alt.X("whole:Q", axis=None, scale=scale)),
        base.mark_bar(size=14, color=INK).encode(x=alt.X("left:Q", axis=None)),
        _text(records, y, "percent:N", x="end:Q", dx=8),
        _text(records, y, "words:N", x=None, dx=-2, color=SOFT),
    ]
    return _layered(layers, width)


def dots(rows: Sequence[Interval], width: int) -> alt.LayerChart:
    """Dots with their intervals on bands of one shade."""
    bands = list(dict.fromkeys(r.band for r in rows))
    records = [
        vars(r) | {"words": said, "shade": RAISED if bands.index(r.band) % 2 == 0 else PAPER}
        for r, said in zip(rows, _doubts(rows, ".1f"), strict=True)
    ]
    low, high = min(r.low for r in rows), max(r.high for r in rows)
    reach = (high - low) or 1.0
    room = _room(width, [r.organ for r in rows], [str(one["words"]) for one in records])
    scale = alt.Scale(domain=[low - reach * MARGIN, high + reach * room], nice=False)
    y = _rows_axis("organ", [r.organ for r in rows])
    base = alt.Chart(_data(records)).encode(y=y)
    x = alt.X("low:Q", axis=None, scale=scale)
    layers = [
        base.mark_rect(opacity=1).encode(
            x=alt.value(0), x2=alt.value("width"), color=_shade("shade")
        ),
        base.mark_rule(color=SOFT, strokeWidth=1.5).encode(x=x, x2="high:Q"),
        base.mark_point(filled=True, color=INK, size=70, opacity=1).encode(x="value:Q"),
        _text(records, y, "words:N", x=None, dx=-8),
    ]
    return _layered(layers, width)


def _room(width: int, names: Sequence[str], figures: Sequence[str]) -> float:
    """What the figures on the right need, in lengths of all intervals; names stand on the left."""
    left, right = (LETTER * max(_breadth(one) for one in words) for words in (names, figures))
    right += 36  # a dot, and air on both sides
    return (1 + MARGIN) * right / max(width - left - right, width / 6)


def _doubts(rows: Sequence[Interval | Trend], form: str, unit: str = "") -> list[str]:
    """Values with their doubt: ± only where all reach equally far both ways, else both ends."""
    ends = [[format(v, form) for v in (r.value, r.low, r.high)] for r in rows]
    if all(abs((r.high - r.value) - (r.value - r.low)) < EVEN for r in rows):
        reach = (format((r.high - r.low) / 2, form) for r in rows)
        return [f"{value}{unit} ± {by}" for (value, *_), by in zip(ends, reach, strict=True)]
    return [f"{value}{unit} ({low}–{high})" for value, low, high in ends]


def _shade(field: str) -> alt.Color:
    """The colour is in the data; no scale, no legend."""
    return alt.Color(f"{field}:N", scale=None)


def _text(
    records: list[dict[str, Any]],
    y: alt.Y,
    field: str,
    *,
    x: str | None,
    dx: int,
    color: str = INK,
) -> alt.Chart:
    """Words on each row: at a value, or flush with the right edge when `x` is None."""
    chart = alt.Chart(_data(records)).encode(y=y, text=field)
    if x:
        words = chart.mark_text(align="left", dx=dx, color=color).encode(x=alt.X(x, axis=None))
    else:
        words = chart.mark_text(align="right", dx=dx, color=color).encode(x=alt.value("width"))
    said: alt.Chart = words
    return said


def _rows_axis(field: str, order: list[str]) -> alt.Y:
    axis = alt.Axis(title=None)
    return alt.Y(f"{field}:N", sort=order, axis=axis, scale=alt.Scale(padding=0))


def _data(records: Sequence[dict[str, Any]]) -> alt.InlineData:
    return alt.InlineData(values=list(records))


def _layered(layers: list[alt.Chart], width: int, *, height: int = 0) -> alt.LayerChart:
    size: Any = height or alt.Step(ROW)
    fit = alt.AutoSizeParams(type="fit-x", contains="padding")
    return alt.LayerChart(layer=layers, width=width, height=size, autosize=fit)
