"""`mingcha docs`: the reference, made from the program itself."""

from __future__ import annotations

import argparse

from django.utils.translation import gettext as _


def register(rooms: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `docs` to the `mingcha` command."""
    parser = rooms.add_parser("docs", help=_("Write docs/reference from the program itself"))
    parser.add_argument("--check", action="store_true", help=_("only say which pages are stale"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the pages; with --check say which no longer say what the program does, 1 if any."""
    from mingcha.web import reference

    if not args.check:
        for path in reference.write():
            print(path)
        return 0
    stale = reference.stale()
    for name in stale:
        print(_("{page} is stale: run mingcha docs").format(page=name))
    return 1 if stale else 0
