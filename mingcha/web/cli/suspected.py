"""The answer of `mingcha reckon suspicion`."""

from __future__ import annotations

import argparse
import re
from datetime import datetime
from typing import Any, Final

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from mingcha.core.bursts import Burst, bursts
from mingcha.core.marksheet import sheet_of
from mingcha.core.notice import Unfit
from mingcha.core.suspicion import LEAST, Flag, look
from mingcha.foundation.flags import sentence
from mingcha.web.cli.columns import Columns, Table
from mingcha.web.cli.reckoned import Answer, kept_rows

SECONDS: Final = {"s": 1, "min": 60, "h": 3600, "d": 86400}
FEWEST_DRAWS: Final = 20


def suspicion(args: argparse.Namespace) -> Answer:
    """Flags of a table of ratings, of a column of times, or of both."""
    ratings = [name for name in (args.score, args.rater, args.target) if name]
    if not args.time and len(ratings) < 3:
        raise Unfit("Name the columns: --score, --rater and --target, or --time. See --help.")
    if args.draws < FEWEST_DRAWS:
        raise Unfit("{n} honest rounds are too few. Ask for 20 or more.", n=args.draws)
    table = Table(args.file)
    answer: dict[str, Any] = {"flags": []}
    lines: list[str] = []
    if len(ratings) == 3:
        flags, looked = _flags(args, table)
        answer |= {"looked_at": looked, "flags": [_flag_json(flag) for flag in flags]}
        lines += [sentence(flag.wording, flag.facts) for flag in flags]
        if (few := _too_few(looked)) and not flags:
            answer["note"] = few
            lines.append(few)
    if args.time:
        found, read = _bursts(args, table)
        answer |= {"bursts": [_burst_json(one) for one in found], "times": read}
        lines += [_burst_line(one) for one in found]
    return answer, lines or [_("Nothing that honest rounds would not show as well.")]


def _flags(args: argparse.Namespace, table: Table) -> tuple[tuple[Flag, ...], dict[str, int]]:
    optional = [args.group] if args.group else []
    labels = [args.rater, args.target, *optional]
    numbers = [args.score, *([args.told] if args.told else [])]
    read = table.columns(numbers=numbers, labels=labels)
    scores, kept = kept_rows(read, [args.score], labels)
    told = np.nan_to_num(read.numbers[args.told][kept]) != 0 if args.told else None
    raters, targets, *group = (read.labels[name].of(kept) for name in labels)
    sheet = sheet_of(scores[0], raters, targets, groups=group[0] if group else None, told=told)
    looked = {"rows": read.rows, "missing": read.rows - len(kept)}
    looked |= {"papers": sheet.papers, "targets": len(sheet.targets)}
    return look(sheet, draws=args.draws, seed=args.seed), looked


def _too_few(looked: dict[str, int]) -> str:
    """Why blocks of papers were not looked for, if they were not."""
    if looked["papers"] >= 2 * LEAST and looked["targets"] > 1:
        return ""
    words = _(
        "Blocks of papers were not looked for: there are %(papers)s raters and %(targets)s "
        "targets, and it takes %(least)s and 2. Give the whole round."
    )
    return words % (looked | {"least": 2 * LEAST})


def _flag_json(flag: Flag) -> dict[str, Any]:
    return flag.as_dict() | {"sentence": sentence(flag.wording, flag.facts)}


def _bursts(args: argparse.Namespace, table: Table) -> tuple[list[Burst], dict[str, int]]:
    read = table.columns(labels=[args.time])
    times = _moments(args.time, read)
    known = times[~np.isnan(times)]
    facts = {"rows": read.rows, "missing": read.rows - len(known)}
    return bursts(known, _seconds(args.window)), facts


def _moments(column: str, read: Columns) -> NDArray[np.float64]:
    """Seconds; each way to write a time is read once."""
    labels = read.labels[column]
    values = [_moment(column, text) for text in labels.names]
    return np.array([*values, np.nan])[labels.codes]  # code -1 is the last: missing


def _moment(column: str, text: str) -> float:
    try:
        when = datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        raise Unfit(
            "“{value}” in the column “{column}” is not a time. Write it like 2026-03-02 09:30.",
            value=text[:40],
            column=column,
        ) from None
    # Without a zone, hours are counted as they stand on the wall.
    return (when - datetime(1970, 1, 1, tzinfo=when.tzinfo)).total_seconds()


def _seconds(text: str) -> float:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(s|min|h|d)", text.strip())
    if not found or not float(found[1]):
        raise Unfit("“{text}” is not a length. Write it like 30min, 2h or 1d.", text=text)
    return float(found[1]) * SECONDS[found[2]]


def _on_wall(seconds: float) -> str:
    return str(np.datetime64(int(seconds), "s")).replace("T", " ")


def _burst_json(one: Burst) -> dict[str, Any]:
    return {
        "first": _on_wall(one.first),
        "last": _on_wall(one.last),
        "count": one.count,
        "expected": round(one.expected, 4),
        "most": one.most,
        "false_alarm": one.level,
        "sentence": _burst_line(one),
    }


def _burst_line(one: Burst) -> str:
    words = _(
        "%(count)s came from %(first)s to %(last)s, where %(expected)s would come on average "
        "and %(most)s at most."
    )
    return words % {
        "count": one.count,
        "first": _on_wall(one.first),
        "last": _on_wall(one.last),
        "expected": f"{one.expected:.1f}",
        "most": one.most,
    }
