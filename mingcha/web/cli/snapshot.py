"""`mingcha snapshot`: keep every room's facts as they stand today."""

from __future__ import annotations

import argparse
import json
import sys

from django.utils.translation import gettext as _

MISTAKE = 2


def register(rooms: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `snapshot` to the `mingcha` command."""
    about = _("Keep every room's facts as they stand today, as Parquet with digests")
    parser = rooms.add_parser("snapshot", help=about, description=about)
    parser.add_argument("--json", action="store_true", help=_("answer as JSON, for programs"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Keep one, or say that nothing changed since the last of today; say where it lies."""
    from mingcha.analytics import commands, record
    from mingcha.core.refusal import Refusal
    from mingcha.foundation import time

    try:
        kept = commands.take(by=None, on=time.today())
    except (Refusal, OSError) as no:
        print(no, file=sys.stderr)
        return MISTAKE
    if args.json:
        print(record.manifest(kept.day, kept.edition, kept.tables).decode())
        return 0
    words = _("Snapshot {number}: {tables} tables, {rows} rows, in {place}")
    facts = {"number": kept.number, "tables": len(kept.tables), "rows": kept.rows}
    print(words.format(place=record.place_of(kept), **facts))
    print(json.dumps({"sha256": kept.digest}))
    return 0
