"""Samples of what crosses the rooms: papers, a leader's tables, the in-tray."""

from __future__ import annotations

from datetime import date
from typing import Any

from mingcha.web import leading

Sample = dict[str, Any]


def files() -> list[Sample]:
    """Where the paper of an order can be taken away."""
    return [{"label": "PDF", "url": "#papers"}, {"label": "Word 文档", "url": "#papers"}]


def led() -> Sample:
    """What is overdue at whose desk, what hurts most, what changed."""
    rows = [
        {"url": "#papers", "cells": [{"text": "市规划局"}, {"text": "2 / 5"}, {"text": 21}]},
        {"url": "#papers", "cells": [{"text": "市水务局"}, {"text": "1 / 3"}, {"text": 4}]},
    ]
    norms = [{"url": "#papers", "cells": [{"text": "N01 在岗履职"}, {"text": "13 / 83"}]}]
    return {
        "overdue": {
            **leading.overdue_table([row | {"tone": "overdue"} for row in rows]),
            "total": 3,
        },
        "norms": leading.norms_table(norms, earlier=False),
        "changed": {"moved": [], "compared": 12},
    }


def told() -> list[Sample]:
    """Two days of an in-tray: a few lines, and many of one room folded."""
    lines = [
        {"when": f"09:1{n}", "who": "新" if n < 2 else "", "url": "#papers", "act": act}
        for n, act in enumerate(
            ("ZG-2026-0147：市规划局已报告，请复查。", "ZG-2026-0139：复查通过，请回访当事人。",
             "市水务局已答复问题 FK-2026-0212，请认定。")
        )
    ]  # fmt: skip
    few = {"room": "整改", "count": 3, "fresh": 2, "folded": False, "events": lines}
    many = {"room": "察访", "count": 12, "fresh": 1, "folded": True, "events": lines}
    return [{"day": date(2026, 3, 24), "groups": [few, many]}]
