"""`mingcha workdays import`: what a new holiday notice would move; put it in force."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from mingcha.core.refusal import Refusal
from mingcha.foundation import clocks, workdays
from mingcha.web.holidays import by_how_much, owners

MISTAKE = 2


def register(questions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `import FILE [--commit]` to `mingcha workdays`."""
    parser = questions.add_parser(
        "import", help=_("Show what a new holiday notice would move; with --commit put it in force")
    )
    parser.add_argument("file", type=Path, metavar=_("FILE"), help=_("the notice as JSON"))
    parser.add_argument("--commit", action="store_true", help=_("put the notice in force"))
    parser.add_argument("--json", action="store_true", help=_("answer as JSON, for programs"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Say which open deadlines would move; change something only with --commit."""
    try:
        content = _content(args.file)
        notice, would_be = workdays.with_notice(content)
        moved = clocks.foreseen(would_be)
        if args.commit:
            workdays.enter_notice(content, by=None)
            clocks.recount(by=None)
    except (OSError, ValueError) as no:
        print(_("{file} cannot be read: {why}").format(file=args.file, why=no), file=sys.stderr)
        return MISTAKE
    except Refusal as no:
        print(no, file=sys.stderr)
        return MISTAKE
    said = _said(notice, moved)
    if args.json:
        print(json.dumps({**said, "committed": args.commit}, ensure_ascii=False))
        return 0
    print("\n".join(_lines(said, moved)))
    print(_("The notice is in force.") if args.commit else _("Nothing was changed; add --commit."))
    return 0


def _content(file: Path) -> dict[str, Any]:
    found = json.loads(file.read_text(encoding="utf-8-sig"))
    if not isinstance(found, dict):
        raise ValueError(_("it holds no notice but a list or a single value"))  # noqa: TRY004 -- said to a person
    return found


def _said(notice: Any, moved: list[Any]) -> dict[str, Any]:
    whose = owners(moved)
    rows = [
        {
            "matter": one.clock.about_name,
            "organ": whose.get(one.clock.pk),
            "side": one.clock.side,
            "was": one.clock.due_on.isoformat(),
            "due_on": one.due_on.isoformat(),
        }
        for one in moved
    ]
    return {"year": notice.year, "issued_on": notice.issued_on.isoformat(), "moved": rows}


def _lines(said: dict[str, Any], moved: list[Any]) -> list[str]:
    head = _("Notice for {year}: {n} open deadlines would move")
    lines = [head.format(year=said["year"], n=len(moved))]
    for row, one in zip(said["moved"], moved, strict=True):
        shift = by_how_much(one.days)
        lines.append(
            f"  {row['matter']}  {row['organ'] or ''}  {row['was']} → {row['due_on']}  {shift}"
        )
    return lines
