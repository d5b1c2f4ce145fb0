"""`mingcha import`: look through a spreadsheet, carry it out, take it back."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from mingcha.foundation.imports.looking import Look

FAULTY = 1
MISTAKE = 2
MOST_SAID = 200


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `import` to the `mingcha` command."""
    parser = subparsers.add_parser(
        "import",
        help=_("Look through a spreadsheet row by row; with --commit, carry it out"),
        description=_("Look through a spreadsheet row by row; with --commit, carry it out."),
        epilog=_("`mingcha import undo NUMBER` takes a whole import back."),
    )
    parser.add_argument("kind", metavar="KIND", help=_("the table: {known}; or undo").format(
        known=", ".join(_kinds())))  # fmt: skip
    parser.add_argument("file", metavar="FILE", help=_("the spreadsheet; after undo, the number"))
    parser.add_argument("--commit", action="store_true", help=_("carry it out"))
    leave_out = _("carry out the good rows and leave the faulty ones out")
    parser.add_argument("--skip-faulty", action="store_true", help=leave_out)
    parser.add_argument("--as", dest="staff_no", help=_("the staff number of whoever does it"))
    parser.add_argument("--json", action="store_true", help=_("answer as JSON, for programs"))
    parser.set_defaults(run=run)


def _kinds() -> list[str]:
    from mingcha.foundation.imports.sheet import SHEETS

    return list(SHEETS)


def run(args: argparse.Namespace) -> int:
    """0 if every row is good or everything was done, 1 if rows are faulty, 2 with a remedy."""
    from mingcha.core.refusal import Refusal

    try:
        by = _person(args.staff_no)
        return _undo(args, by) if args.kind == "undo" else _import(args, by)
    except Refusal as no:
        _say_no(args, no)
        return MISTAKE


def _say_no(args: argparse.Namespace, no: Any) -> None:
    if args.json:
        said = {"code": no.code, "because": no.because, "remedy": no.remedy}
        print(json.dumps(said, ensure_ascii=False))
    print(no, file=sys.stderr)


def _person(staff_no: str | None) -> Any:
    from mingcha.people import queries
    from mingcha.people.refusals import NOBODY

    if not staff_no:
        return None
    found = queries.by_staff_number([staff_no])
    if staff_no not in found:
        raise NOBODY(staff_no=staff_no)
    return found[staff_no]


def _undo(args: argparse.Namespace, by: Any) -> int:
    from mingcha.foundation import time
    from mingcha.foundation.imports import commands, queries

    imp = commands.undo(queries.numbered(args.file), by=by, on=time.today())
    _tell(args, {"number": imp.number, "state": imp.state},
          [_("{number} has been undone.").format(number=imp.number)])  # fmt: skip
    return 0


def _import(args: argparse.Namespace, by: Any) -> int:
    from mingcha.foundation import time
    from mingcha.foundation.imports import looking

    path = Path(args.file)
    content = looking.content_of(path)
    look = looking.look(args.kind, content, path.name, on=time.today(), by=by)
    told, words = look.told(), look.sentences(MOST_SAID)
    faulty = bool(look.counts["faulty"])
    if args.commit and (not faulty or args.skip_faulty):
        done, sentence = _carry_out(args.kind, content, path.name, by, look)
        told, words = {**told, **done}, [*words, sentence]
    elif args.commit:
        words.append(_("Nothing was carried out: mend the faulty rows, or add --skip-faulty."))
    _tell(args, told, words)
    return FAULTY if faulty else 0


def _carry_out(
    kind: str, content: bytes, name: str, by: Any, look: Look
) -> tuple[dict[str, Any], str]:
    from mingcha.foundation import time
    from mingcha.foundation.imports import commands

    if not look.counts["new"] + look.counts["changed"]:
        return {}, _("There was nothing to carry out.")
    on = time.today()
    imp = commands.take_in(kind, content, name, by=by, on=on)
    act = commands.commit_good if look.counts["faulty"] else commands.commit
    act(imp, by=by, on=on)
    done = _("Carried out as {number}; `mingcha import undo {number}` takes it back.")
    return {"number": imp.number, "state": imp.state}, done.format(number=imp.number)


def _tell(args: argparse.Namespace, told: dict[str, Any], words: list[str]) -> None:
    print(json.dumps(told, ensure_ascii=False, indent=2) if args.json else "\n".join(words))
