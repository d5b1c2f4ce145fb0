"""`mingcha verify ballots`: check a published poll, or an auditor's kit, like anybody outside."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mingcha.polls import verify

DIFFERS: Final = 1
MISTAKE: Final = 2


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `verify` to the `mingcha` command."""
    parser = subparsers.add_parser(
        "verify",
        help=_("Check a published poll against its receipts, and sealed ballots by the kit"),
        description=_(
            "Check a published poll against its receipts, and sealed ballots by the kit."
        ),
    )
    things = parser.add_subparsers(dest="thing", required=True)
    ballots = things.add_parser("ballots", help=_("The bundle of a poll, and the auditor's kit"))
    ballots.add_argument("bundle", type=Path, help=_("the public bundle, as it was downloaded"))
    ballots.add_argument("--kit", type=Path, help=_("the auditor's kit"))
    ballots.add_argument(
        "--share", action="append", default=[], help=_("a scrutineer's share; give two")
    )
    ballots.add_argument("--key", default="", help=_("the poll's key itself, in hexadecimal"))
    ballots.add_argument("--receipt", default="", help=_("a voter's receipt, to see it is there"))
    ballots.add_argument("--json", action="store_true", help=_("answer as JSON, for programs"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Check: 0 if everything holds, 1 if something does not, 2 if a file cannot be read."""
    try:
        found = verify.checked(args)
    except OSError as no:
        said = _("%(file)s cannot be read. Check its name and that you may open it.")
        print(said % {"file": no.filename}, file=sys.stderr)
        return MISTAKE
    holds = all(check.ok for check in found)
    if args.json:
        print(json.dumps({"ok": holds, "checks": [check._asdict() for check in found]}))
    else:
        english = not (get_language() or "").startswith("zh")
        print("\n".join([*verify.told(found, english=english), _verdict(holds=holds)]))
    return 0 if holds else DIFFERS


def _verdict(*, holds: bool) -> str:
    if holds:
        return _("Everything holds.")
    return _("Something does not hold. Ask the chair to explain it, and keep the file.")
