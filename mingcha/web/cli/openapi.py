"""`mingcha openapi`: the description of the API, and what a newer one breaks."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from django.utils.translation import gettext as _

MISTAKE = 2


def register(rooms: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `openapi` to the `mingcha` command."""
    parser = rooms.add_parser("openapi", help=_("Write the description of the API as OpenAPI JSON"))
    parser.add_argument(
        "--check",
        type=Path,
        metavar=_("FILE"),
        help=_("say what breaks for programs written by this older description; 1 if anything"),
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the description, or compare it with an older one."""
    from mingcha.web.description import described, text
    from mingcha.web.openapi import additions, breaks

    if args.check is None:
        print(text())
        return 0
    try:
        old = json.loads(args.check.read_text(encoding="utf-8"))
    except (OSError, ValueError) as no:
        print(_("{file} cannot be read: {why}").format(file=args.check, why=no), file=sys.stderr)
        return MISTAKE
    new = described()
    broken = breaks(old, new)
    for line in broken:
        print(line)
    print(
        _("{broken} breaks, {fresh} new operations").format(
            broken=len(broken), fresh=len(additions(old, new))
        )
    )
    return 1 if broken else 0
