"""`mingcha draw`: make a draw that anyone can repeat, and repeat one that somebody made."""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mingcha.core.draw import (
    WHOLE,
    Candidate,
    DrawRecord,
    Inspector,
    Pool,
    allot,
    draw,
    from_json,
    replay,
)
from mingcha.core.notice import Unfit
from mingcha.foundation.calendar import said

Made = TypeVar("Made")

DIFFERS = 1
MISTAKE = 2

# What the columns may be called; the first word is the one we write ourselves.
HEADINGS: Final = {
    "key": ("key", "code", "编号", "代码", "编码"),
    "stratum": ("stratum", "class", "层", "类别", "分类"),
    "odds": ("odds", "tickets", "签数", "权数", "权重"),
    "label": ("label", "name", "名称", "姓名"),
    "organ": ("organ", "机关", "单位", "部门"),
    "recused": ("recused", "回避", "回避单位", "回避机关"),
}


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `draw` with its two acts to the `mingcha` command."""
    parser = subparsers.add_parser(
        "draw",
        help=_("Draw targets and teams so that anyone can repeat it, or repeat a draw"),
        description=_("Draw targets and teams so that anyone can repeat it, or repeat a draw."),
    )
    parser.set_defaults(run=run)
    acts = parser.add_subparsers(dest="act", required=True)
    _register_replay(acts.add_parser("replay", help=_("Is this record what its seed gives?")))
    _register_make(acts.add_parser("make", help=_("Draw from a list and write the record")))


def _register_replay(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("record", type=Path, help=_("the record of the draw, a JSON file"))
    parser.add_argument("--fingerprint", help=_("the pool's fingerprint as it was published"))
    parser.add_argument("--json", action="store_true", help=_("answer as JSON, for programs"))


def _register_make(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "pool", type=Path, help=_("the targets, a CSV file: key, stratum, odds, label, organ")
    )
    parser.add_argument("--want", required=True, help=_("how many targets to draw"))
    parser.add_argument(
        "--seed", required=True, help=_("public dice or a later public value, like dice:3-1-6-2")
    )
    parser.add_argument(
        "--inspectors", type=Path, help=_("the inspectors, a CSV file: key, recused")
    )
    parser.add_argument(
        "--by-stratum", action="store_true", help=_("share the places out by size of stratum")
    )
    parser.add_argument("--team-size", default="2", help=_("inspectors to a team, 2 or more"))
    parser.add_argument("--abreast", help=_("teams out at one time; usually as many as can be"))
    parser.add_argument("--round", default="1", help=_("1, or more for a new draw by one seed"))
    parser.add_argument("--purpose", default="", help=_("what is drawn for"))
    parser.add_argument("--source", default="", help=_("how the seed came about"))
    parser.add_argument(
        "--witness", action="append", default=[], help=_("who saw it; may be given several times")
    )
    parser.add_argument("--out", type=Path, help=_("write the record to this file"))


def run(args: argparse.Namespace) -> int:
    """Carry out one act: 0 if well, 1 if a replay differs, 2 with a remedy if unreadable."""
    try:
        return ACTS[args.act](args)
    except Unfit as no:
        print(said(no), file=sys.stderr)
        return MISTAKE


def _replay(args: argparse.Namespace) -> int:
    record = from_json(_read(args.record))
    seen = replay(record, published=args.fingerprint)
    words = [said(fault) for fault in seen.faults]
    if args.json:
        answer = {
            "agrees": seen.agrees,
            "differences": words,
            "fingerprint": record.fingerprint,
            "seed": record.seed,
            "targets": [one.key for one in record.targets],
        }
        print(json.dumps(answer, ensure_ascii=False))
    else:
        print("\n".join([_verdict(record, agrees=seen.agrees), *words]))
    return 0 if seen.agrees else DIFFERS


def _verdict(record: DrawRecord, *, agrees: bool) -> str:
    if not agrees:
        return _("The record differs from what its seed gives:")
    n = len(record.targets)
    words = ngettext(
        "The record agrees: the seed gives the %(n)s target drawn, and its team.",
        "The record agrees: the seed gives the %(n)s targets drawn, and their teams.",
        n,
    )
    return words % {"n": n}


def _make(args: argparse.Namespace) -> int:
    people = _inspectors(args.inspectors) if args.inspectors else ()
    pool = Pool(_candidates(args.pool), people)
    want = _number("--want", args.want)
    record = draw(
        pool,
        purpose=args.purpose,
        seed=args.seed,
        wants=allot(pool.sizes, want) if args.by_stratum else {WHOLE: want},
        source=args.source,
        witnesses=args.witness,
        turn=_number("--round", args.round),
        team_size=_number("--team-size", args.team_size),
        abreast=_number("--abreast", args.abreast) if args.abreast else None,
    )
    if args.out is None:
        print(record.to_json())
        return 0
    _write(args.out, record.to_json() + "\n")
    print(_("Pool fingerprint: %(fingerprint)s") % {"fingerprint": record.fingerprint})
    return 0


def _candidates(path: Path) -> tuple[Candidate, ...]:
    return tuple(_each(path, _candidate))


def _inspectors(path: Path) -> tuple[Inspector, ...]:
    return tuple(_each(path, _inspector))


def _each(path: Path, make: Callable[[Mapping[str, str]], Made]) -> Iterator[Made]:
    for line, row in _rows(path):
        try:
            yield make(row)
        except Unfit as no:
            raise Unfit("{file}, row {row}: {no}", file=path.name, row=line, no=no) from None


def _candidate(row: Mapping[str, str]) -> Candidate:
    odds = _number("odds", row["odds"]) if row.get("odds") else 1
    texts = {name: row.get(name, "") for name in ("stratum", "label", "organ")}
    return Candidate(row["key"], odds=odds, **texts)


def _inspector(row: Mapping[str, str]) -> Inspector:
    return Inspector(row["key"], frozenset(re.split(r"[;；、,，]", row.get("recused", ""))))


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    """The rows of a table with our own names for its columns, each with its line number."""
    reader = csv.reader(_read(path).splitlines())
    names = {word: name for name, words in HEADINGS.items() for word in words}
    heads = [names.get(_narrow(head).lower(), "") for head in next(reader, [])]
    if "key" not in heads:
        raise Unfit(
            "{file} has no column “key” (编号). Write the names of the columns in its first row.",
            file=path.name,
        )
    found = []
    for cells in reader:
        row = {name: cell.strip() for name, cell in zip(heads, cells, strict=False) if name}
        if any(row.values()):
            found.append((reader.line_num, {"key": ""} | row))
    return found


def _read(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError:
        raise Unfit(
            "{file} cannot be read. Check its name and that you may open it.", file=str(path)
        ) from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unfit("{file} is not text. Save it as CSV or JSON in UTF-8.", file=path.name)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError:
        raise Unfit(
            "{file} cannot be written. Check its folder and that you may write there.",
            file=str(path),
        ) from None


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _number(name: str, text: str) -> int:
    try:
        return int(_narrow(text))
    except ValueError:
        raise Unfit(
            "{option}: “{text}” is not a whole number. Write it like 20.", option=name, text=text
        ) from None


ACTS: Final[dict[str, Callable[[argparse.Namespace], int]]] = {"replay": _replay, "make": _make}
