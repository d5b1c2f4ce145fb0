"""Passages on a page: their reference numbers open the record behind them."""

from __future__ import annotations

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
NUMBER = re.compile(r"\b([A-Z]{2}-\d{4}-\d{4,6})\b", re.ASCII)


@register.filter
def numbers_open(words: str) -> SafeString:
    """The text, escaped, with each reference number leading to what bears it.

    >>> str(numbers_open("（FK-2026-0001）<b>"))
    '（<a href="/n/FK-2026-0001/">FK-2026-0001</a>）&lt;b&gt;'
    """
    lines = "<br>".join(str(conditional_escape(line)) for line in words.splitlines())
    return mark_safe(NUMBER.sub(r'<a href="/n/\1/">\1</a>', lines))  # noqa: S308 -- escaped above
