"""What templates may ask for: dates with their distance, numbers with their base, addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from django import template
from django.http import QueryDict
from django.middleware.csrf import get_token
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import template_localtime  # type: ignore[attr-defined]
from django.utils.translation import gettext, ngettext, pgettext

register = template.Library()

SOON = 3  # working days; from here on a date asks for attention

# A status is a word, a shape and a colour; whoever sees no colour still sees the shape.
SHAPES = {
    "ring": '<circle cx="6" cy="6" r="4.25" fill="none" stroke="currentColor" stroke-width="1.5"/>',
    "dot": '<circle cx="6" cy="6" r="5" fill="currentColor"/>',
    "triangle": '<path d="M6 .8 11.6 11H.4z" fill="currentColor"/>',
    "square": '<path d="M1 1h10v10H1z" fill="currentColor"/>',
    "diamond": '<path d="M6 0l6 6-6 6-6-6z" fill="currentColor"/>',
    "half": '<circle cx="6" cy="6" r="4.25" fill="none" stroke="currentColor" stroke-width="1.5"/>'
    '<path d="M6 1.75v8.5a4.25 4.25 0 0 0 0-8.5z" fill="currentColor"/>',
    "check": '<path d="M1 6.5 4.5 10 11 2.5" fill="none" stroke="currentColor" stroke-width="2"/>',
    "cross": '<path d="M2 2l8 8M10 2l-8 8" fill="none" stroke="currentColor" stroke-width="2"/>',
    "hatched": '<path d="M1 1h10v10H1zM1 5l4-4M1 9l8-8M3 11l8-8M7 11l4-4" fill="none" '
    'stroke="currentColor"/>',
    "flag": '<path d="M2 12V1h9L8.5 4 11 7H3.5v5z" fill="currentColor"/>',
}
SHAPE_OF_TONE = {
    "good": "check",
    "attention": "triangle",
    "overdue": "dot",
    "withheld": "hatched",
    "blue": "flag",
    "orange": "flag",
    "red": "flag",
}


def _of(thing: Any, key: str, default: Any = None) -> Any:
    """Parts take plain mappings and frozen records alike."""
    if isinstance(thing, Mapping):
        return thing.get(key, default)
    return getattr(thing, key, default)


def _weekday(day: date) -> str:
    return (
        pgettext("weekday", "Mon"),
        pgettext("weekday", "Tue"),
        pgettext("weekday", "Wed"),
        pgettext("weekday", "Thu"),
        pgettext("weekday", "Fri"),
        pgettext("weekday", "Sat"),
        pgettext("weekday", "Sun"),
    )[day.weekday()]


def _month(day: date) -> str:
    return (
        pgettext("month", "Jan"),
        pgettext("month", "Feb"),
        pgettext("month", "Mar"),
        pgettext("month", "Apr"),
        pgettext("month", "May"),
        pgettext("month", "Jun"),
        pgettext("month", "Jul"),
        pgettext("month", "Aug"),
        pgettext("month", "Sep"),
        pgettext("month", "Oct"),
        pgettext("month", "Nov"),
        pgettext("month", "Dec"),
    )[day.month - 1]


def _day_words(day: date) -> str:
    return gettext("{day} {month}").format(day=day.day, month=_month(day))


@register.filter(expects_localtime=True)
def cn_date(day: date | None) -> str:
    """A day as people say it: 3月31日 周二."""
    if not day:
        return ""
    return gettext("{date} {weekday}").format(date=_day_words(day), weekday=_weekday(day))


@register.filter(expects_localtime=True)
def full_date(day: date | None) -> str:
    """A day as a document writes it: 2026年3月31日."""
    if not day:
        return ""
    words = gettext("{day} {month} {year}")
    return words.format(day=day.day, month=_month(day), year=day.year)


@register.filter(expects_localtime=True)
def long_date(day: date | None) -> str:
    """A day of another year, with its weekday: 2027年1月8日 周五."""
    if not day:
        return ""
    return gettext("{date} {weekday}").format(date=full_date(day), weekday=_weekday(day))


@register.filter(expects_localtime=True)
def moment(when: date | str | None) -> str:
    """A point in time: 3月24日 10:40. Words are passed through, a day has no clock time."""
    if isinstance(when, datetime):
        return f"{_day_words(when)} {when:%H:%M}"
    if isinstance(when, date):
        return _day_words(when)
    return when or ""


@register.filter(expects_localtime=True)
def iso(when: date | str | None) -> str:
    """The same point for machines, in the form of ISO 8601; words have none."""
    return when.isoformat() if isinstance(when, date) else ""


@register.filter
def wd_left(left: int | None) -> str:
    """How far a deadline is, in working days: left, today, overdue."""
    if left is None:
        return ""
    if left == 0:
        return gettext("Due today")
    if left < 0:
        return ngettext("{n} working day overdue", "{n} working days overdue", -left).format(
            n=-left
        )
    return ngettext("{n} working day left", "{n} working days left", left).format(n=left)


@register.filter
def tone(left: int | None) -> str:
    """The tone of a distance in working days: overdue, attention or neutral."""
    if left is None or left > SOON:
        return "neutral"
    return "overdue" if left < 0 else "attention"


@register.simple_tag
def shape(state: Any) -> SafeString:
    """The small mark beside a status word; its own if it names one, else that of its tone."""
    name = _of(state, "shape") or SHAPE_OF_TONE.get(_of(state, "tone") or "", "ring")
    return _drawn(name if name in SHAPES else "ring")


@cache
def _drawn(name: str) -> SafeString:
    # Only drawings from the table above reach the page: nothing here comes from people.
    return mark_safe(  # noqa: S308
        f'<svg class="shape" viewBox="0 0 12 12" aria-hidden="true">{SHAPES[name]}</svg>'
    )


@register.simple_tag
def tag(state: Any) -> SafeString:
    """A status: its word, its shape and its colour together."""
    code = _of(state, "code")
    return format_html(
        '<span class="tag tone-{}"{}>{}{}</span>',
        _of(state, "tone") or "neutral",
        format_html(' data-state="{}"', code) if code else "",
        shape(state),
        _of(state, "label", ""),
    )


@register.simple_tag
def due_day(due: Any) -> SafeString:
    """A last day with its distance, whether the clock stands still, whether it is provisional."""
    day, left, url = _of(due, "day"), _of(due, "left"), _of(due, "url")
    over = _of(due, "paused") or _of(due, "done")
    provisional = _of(due, "provisional")
    shown = format_html(
        '<time datetime="{}"{}>{}</time>',
        iso(day),
        _unannounced() if provisional else "",
        long_date(day) if provisional else cn_date(day),
    )
    return format_html(
        '<span class="due tone-{}">{}{}{}</span>',
        "neutral" if over else tone(left),
        format_html('<a href="{}">{}</a>', url, shown) if url else shown,
        _distance(due, left),
        _small(gettext("provisional")) if provisional else "",
    )


def _unannounced() -> SafeString:
    words = gettext("Provisional: the holidays of that year are not yet announced")
    return format_html(' class="provisional" title="{}"', words)


def _distance(due: Any, left: int | None) -> SafeString | str:
    if _of(due, "paused"):
        return _small(gettext("Paused"))
    if _of(due, "done") or left is None:
        return ""
    return _small(wd_left(left))


def _small(words: str) -> SafeString:
    return format_html('<span class="distance">{}</span>', words)


@register.simple_tag
def cell(one: Any, url: str = "") -> SafeString:
    """What stands in one cell of a table; in Python, because a page holds hundreds of them."""
    inside, note = conditional_escape(_inside(one, url)), _of(one, "note")
    small = f"<small>{conditional_escape(note)}</small>" if note else ""
    return mark_safe(f"{inside}{small}")  # noqa: S308 -- both were escaped


def _inside(one: Any, url: str) -> Any:
    if state := _of(one, "state"):
        return tag(state)
    if due := _of(one, "due"):
        return due_day(due)
    if html := _of(one, "html"):
        return html
    where, words = _of(one, "url") or url, _of(one, "text", "")
    if not isinstance(words, str):
        words = localize(template_localtime(words))
    return format_html('<a href="{}">{}</a>', where, words) if where else words


@register.simple_tag
def row_cells(row: Any, columns: Iterable[Any]) -> SafeString:
    """The cells of one row, the first as its head; each names its column for a telephone."""
    url = _of(row, "url") or ""
    made = []
    for n, (one, column) in enumerate(zip(_of(row, "cells") or (), columns, strict=False)):
        align, tone_ = _of(column, "align") or "", _of(one, "tone") if n else ""
        look = conditional_escape(f"{align} tone-{tone_}" if tone_ else align)
        label = conditional_escape(_of(column, "label", ""))
        if n == 0:
            head = f'class="{look}" data-label="{label}">{cell(one, url)}'
            made.append(f'\n<th scope="row" {head}</th>\n')
        else:
            made.append(f'\n<td class="{look}" data-label="{label}">{cell(one)}</td>')
    return mark_safe("".join(made))  # noqa: S308 -- each part was escaped


@register.simple_tag
def num(value: Any, base: Any = None, *, error: Any = None, unit: str = "") -> SafeString:
    """A number with its doubt and its base: 86.4 ± 1.2, 4 of 5. Nothing known is a dash."""
    if value is None or value == "":
        return format_html('<span class="num">{}</span>', "—")
    doubt = "" if error is None else format_html(" <small>± {}</small>", error)
    of = "" if base is None else format_html(" <small>{}</small>", _of_base(base))
    return format_html('<span class="num">{}{}{}{}</span>', value, unit, doubt, of)


def _of_base(base: Any) -> str:
    return pgettext("4 of 5", "of {base}").format(base=base)


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The page's own address with some of its filters changed; None or "" takes one away."""
    request = getattr(context, "request", None) or context.get("request")
    asked: QueryDict = request.GET.copy() if request else QueryDict(mutable=True)
    if "page" not in changes:
        asked.pop("page", None)  # another filter begins at the first page
    for name, value in changes.items():
        if value in (None, ""):
            asked.pop(name, None)
        else:
            asked[name] = str(value)
    return f"?{asked.urlencode()}"


@register.simple_tag(takes_context=True)
def csrf(context: template.Context) -> SafeString:
    """The hidden token of a form, also inside parts that were included with `only`."""
    request = getattr(context, "request", None) or context.get("request")
    if request is None:
        return SafeString("")
    token = get_token(request)
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)


@register.simple_tag
def clock_bar(clock: Any) -> dict[str, Any]:
    """A clock's working days as cells of one bar, in per cent, and the place of today's mark."""
    kinds, passed = _cells(clock)
    width = 100 / max(len(kinds), 1)
    cells = [
        {"x": f"{n * width:.3f}%", "width": f"{width:.3f}%", "kind": kind}
        for n, kind in enumerate(kinds)
    ]
    at = min(passed * width, 100)
    anchor = "start" if at < 8 else "end" if at > 92 else "middle"
    return {"cells": cells, "today": f"{at:.3f}%", "anchor": anchor}


def _cells(clock: Any) -> tuple[list[str], int]:
    """Kinds of the bar's cells in order of time, and how many of them have passed."""
    used, left = int(_of(clock, "used") or 0), int(_of(clock, "left") or 0)
    rows, today = _of(clock, "rows") or (), _of(clock, "today")
    over = ["over"] * max(-left, 0)
    if not rows:
        paused = int(_of(clock, "paused") or 0)
        kinds = ["used"] * max(used - len(over), 0) + ["paused"] * paused
        return kinds + ["left"] * max(left, 0) + over, len(kinds) + len(over)
    kinds, passed, counted = [], 0, 0
    for row in rows:
        if not (_of(row, "counts") or _of(row, "kind") == "paused"):
            continue
        counted += 1 if _of(row, "counts") else 0
        kinds.append(_kind(row, is_used=counted <= used))
        passed += 1 if today and _of(row, "day") <= today else 0
    return kinds + over, passed + len(over)


def _kind(row: Any, *, is_used: bool) -> str:
    if _of(row, "kind") == "paused":
        return "paused"
    return "used" if is_used else "left"


@register.filter
def first_control(field: Any) -> str:
    """The id to which an error message leads: the first radio of a group, else the input."""
    return f"{field.auto_id}_0" if field.use_fieldset else str(field.id_for_label)


@register.filter
def limit(field: Any) -> int | None:
    """How many characters a field takes, when it is long enough to be worth saying."""
    most = getattr(field.field, "max_length", None)
    return most if most and field.widget_type == "textarea" else None


@register.filter
def lines(words: Any) -> SafeString:
    """Text with its line breaks, everything else escaped."""
    return mark_safe("<br>".join(conditional_escape(words or "").splitlines()))  # noqa: S308
