"""The process map as a picture: activities from top to bottom, arcs as thick as they are frequent.

Forward arcs that skip something bow out to the right, those that go back to the left. The arc on
which most of the organ's days were lost is red; where others were waited for it is broken.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from mingcha.cases.process import Arc, Node, Process
from mingcha.foundation.drawing import ACCENT, FAINT, FONTS, INK, NARROW, PAPER, SOFT, WIDE

MOST_NODES, MOST_ARCS = 14, 22
HIGH, GAP, TOP = 36, 44, 8


@dataclass(frozen=True)
class _Frame:
    """Where the boxes stand."""

    width: int
    left: int
    right: int

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    def top(self, n: int) -> int:
        return TOP + n * (HIGH + GAP)


def shown_nodes(found: Process) -> list[Node]:
    """The activities that most cases go through, in their usual order."""
    frequent = sorted(found.nodes, key=lambda node: -node.cases)[:MOST_NODES]
    kept = {node.activity for node in frequent}
    return [node for node in found.nodes if node.activity in kept]


def worst(found: Process) -> Arc | None:
    """The arc on which most of the organ's own working days went."""
    own = [arc for arc in found.arcs if not arc.others and arc.days]
    return max(own, key=lambda arc: arc.days, default=None)


def process_map(found: Process, *, days: str, title: str) -> tuple[str, str]:
    """The map for a desk and for a telephone. `days` is the word for days, as in “{n} wd”."""
    frames = (_Frame(WIDE, 190, 430), _Frame(NARROW, 62, 262))
    wide, narrow = (_drawn(found, frame, days, title) for frame in frames)
    return wide, narrow


def _drawn(found: Process, frame: _Frame, days: str, title: str) -> str:
    nodes = shown_nodes(found)
    places = {node.activity: n for n, node in enumerate(nodes)}
    arcs = [arc for arc in found.arcs if arc.first in places and arc.then in places]
    arcs = [arc for arc in arcs if arc.first != arc.then][:MOST_ARCS]
    most = max((arc.times for arc in arcs), default=1)
    red = worst(found)
    parts = [_arc(arc, places, frame, most, days, red=arc == red) for arc in reversed(arcs)]
    parts += [_node(node, n, frame) for n, node in enumerate(nodes)]
    high = frame.top(len(nodes)) - GAP + TOP
    name = escape(title)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{frame.width}" height="{high}" '
        f'viewBox="0 0 {frame.width} {high}" role="img" aria-label="{name}" '
        f'font-family="{FONTS}" font-size="14"><title>{name}</title>{"".join(parts)}</svg>'
    )


def _node(node: Node, n: int, frame: _Frame) -> str:
    top, wide = frame.top(n), frame.right - frame.left
    fits = 13 if frame.width == WIDE else 10
    text = node.activity if len(node.activity) <= fits else node.activity[: fits - 1] + "…"
    return (
        f'<rect x="{frame.left}" y="{top}" width="{wide}" height="{HIGH}" rx="2" '
        f'fill="{PAPER}" stroke="{INK}"/>'
        f'<text x="{frame.left + 12}" y="{top + 23}" fill="{INK}">{escape(text)}</text>'
        f'<text x="{frame.right - 10}" y="{top + 23}" text-anchor="end" fill="{SOFT}">'
        f"{node.cases}</text>"
    )


def _arc(
    arc: Arc, places: dict[str, int], frame: _Frame, most: int, days: str, *, red: bool
) -> str:
    first, then = places[arc.first], places[arc.then]
    thick = 1 + 7 * (arc.times / most) ** 0.5
    colour = ACCENT if red else INK if arc.times * 5 >= most else SOFT
    broken = ' stroke-dasharray="3 5"' if arc.others else ""
    line, x, y, anchor = _way(first, then, frame)
    said = f"{arc.times}" if not arc.middle else f"{arc.times} · {days.format(n=f'{arc.middle:g}')}"
    label = (
        f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" font-size="13" '
        f'fill="{ACCENT if red else SOFT}" stroke="{PAPER}" stroke-width="4" '
        f'paint-order="stroke">{escape(said)}</text>'
    )
    if abs(then - first) > 1 and arc.times * 20 < most and not red:
        label = ""  # of rare ways the table tells
    return (
        f'<path d="{line}" fill="none" stroke="{colour if label else FAINT}" '
        f'stroke-width="{thick:.1f}"{broken}/>{label}{_head(then, first, frame, colour, label)}'
    )


def _way(first: int, then: int, frame: _Frame) -> tuple[str, float, float, str]:
    """The line of an arc, and where its words stand."""
    start, end = frame.top(first) + HIGH, frame.top(then)
    if then == first + 1:
        x = frame.middle
        return f"M{x:.0f} {start}V{end}", x + 12, (start + end) / 2 + 5, "start"
    forward = then > first
    side = frame.right if forward else frame.left
    room = (frame.width - frame.right) if forward else frame.left
    out = min(room - 6, 12 + 34 * (abs(then - first) - 1)) * (1 if forward else -1)
    a, b = frame.top(first) + HIGH / 2, frame.top(then) + HIGH / 2
    line = f"M{side} {a:.0f}C{side + out} {a:.0f} {side + out} {b:.0f} {side} {b:.0f}"
    x = side + out * 0.75 + (8 if forward else -8)
    return line, x, (a + b) / 2 + 5, "start" if forward else "end"


def _head(then: int, first: int, frame: _Frame, colour: str, label: str) -> str:
    """A small arrow where an arc ends."""
    fill = colour if label else FAINT
    if then == first + 1:
        x, y = frame.middle, frame.top(then)
        return f'<path d="M{x - 6:.0f} {y - 8}h12l-6 8z" fill="{fill}"/>'
    y = frame.top(then) + HIGH // 2
    x, way = (frame.right, 1) if then > first else (frame.left, -1)
    return f'<path d="M{x + 8 * way} {y - 6}v12l{-8 * way} -6z" fill="{fill}"/>'
