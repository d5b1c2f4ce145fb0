"""`mingcha assess`: the year sheets on record, and whether a new computation gives the same."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from mingcha.assessment import queries
from mingcha.assessment.models import YearSheet
from mingcha.assessment.record import year as record
from mingcha.core.notice import Unfit
from mingcha.core.steps import canonical
from mingcha.foundation.calendar import said

DIFFERS: Final = 1
MISTAKE: Final = 2
Plain = dict[str, Any]


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `assess` to the `mingcha` command."""
    words = _("Show the year sheets on record, and reckon them once more to the byte")
    parser = subparsers.add_parser("assess", help=words, description=f"{words}.")
    parser.add_argument("--year", required=True, help=_("the year, like 2026"))
    parser.add_argument(
        "--recompute",
        action="store_true",
        help=_("reckon every sheet from its own inputs and rule; 1 if any byte differs"),
    )
    parser.add_argument(
        "--today",
        action="store_true",
        help=_("also name the inputs that read otherwise today; what is decided stays decided"),
    )
    parser.add_argument("--json", action="store_true", help=_("answer as JSON, for programs"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Answer: 0 if every byte is the same, 1 if one is not, 2 if the question cannot be read."""
    if not (args.year.isascii() and args.year.isdecimal() and len(args.year) == 4):
        print(_("“%(year)s” is not a year. Write it like 2026.") % {"year": args.year},
              file=sys.stderr)  # fmt: skip
        return MISTAKE
    held = YearSheet.objects.filter(year=int(args.year)).exclude(state=YearSheet.State.SUPERSEDED)
    sheets = list(held.select_related("organ", "rule").order_by("organ__code"))
    if not sheets:
        none = _("There is no year sheet of %(year)s. Compute the year first: Assessment, Years.")
        print(none % {"year": args.year}, file=sys.stderr)
        return MISTAKE
    moved = queries.all_moved(sheets) if args.today else {}
    rows = [_row(sheet, args, moved) for sheet in sheets]
    same = all(row.get("same", True) for row in rows)
    answer = {
        "year": int(args.year),
        "same": same if args.recompute else None,
        "digest": _sha(canonical({"sheets": [row["digest"] for row in rows]})),
        "bytes": _sha("\n".join(sheet.reckoning for sheet in sheets)),
        "sheets": rows,
    }
    print(canonical(answer) if args.json else "\n".join(_lines(answer)))
    return 0 if same else DIFFERS


def _row(sheet: YearSheet, args: argparse.Namespace, moved: Mapping[int, list[str]]) -> Plain:
    row: Plain = {
        "number": sheet.number,
        "organ": sheet.organ.code,
        "state": sheet.state,
        "score": None if sheet.score is None else f"{sheet.score:.2f}",
        "band": sheet.band,
        "digest": sheet.digest,
    }
    if args.recompute:
        row |= _again(sheet)
    if args.today:
        row["moved"] = moved[sheet.pk]
    return row


def _again(sheet: YearSheet) -> Plain:
    """The sheet reckoned once more; what differs is named."""
    try:
        made = record.recomputed(sheet)
        differs = record.moved(dict(json.loads(sheet.reckoning)["digests"]), dict(made.digests))
    except record.UNREADABLE as no:
        why = said(no) if isinstance(no, Unfit) else _("the inputs kept cannot be read")
        return {"recomputed": "", "same": False, "differs": [why]}
    same = record.is_as(sheet, made)
    figures = [] if same or differs else ["figures"]
    return {"recomputed": made.digest, "same": same, "differs": [*differs, *figures]}


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _lines(answer: Plain) -> Iterator[str]:
    for row in answer["sheets"]:
        marks = [row["number"], row["organ"], row["score"] or _("not rated"), row["digest"][:12]]
        if "same" in row:
            marks.append(
                _("the same") if row["same"] else _("DIFFERS: ") + ", ".join(row["differs"])
            )
        if row.get("moved"):
            marks.append(_("today otherwise: ") + ", ".join(row["moved"]))
        yield "  ".join(marks)
    yield _("Digest of all: %(digest)s") % {"digest": answer["digest"]}
    if answer["same"] is not None:
        yield (
            _("Every byte is the same.")
            if answer["same"]
            else _(
                "At least one sheet is not what its inputs give. Call the auditor; publish nothing."
            )
        )
