"""`mingcha pace`: how fast the program is on this machine, measured beside a named peer."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from django.utils.translation import gettext as _

ROOT = Path(__file__).resolve().parents[3]
MISTAKE = 2


def register(rooms: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `pace intake`."""
    about = _("Measure how fast the program is on this machine, beside a named peer")
    whole = rooms.add_parser("pace", help=about, description=about)
    what = whole.add_subparsers(dest="what", required=True)
    about = _("How many ballots a second are taken in; every acknowledged one is looked for")
    intake = what.add_parser("intake", help=about, description=about)
    intake.add_argument("--seconds", type=float, default=10.0, help=_("length of one round"))
    intake.add_argument("--rounds", type=int, default=3, help=_("how often; medians are told"))
    intake.add_argument(
        "--store", choices=("sqlite", "postgresql"), default="postgresql", help=_("which box")
    )
    intake.add_argument(
        "--tickets", choices=("drawn", "blind"), default="drawn", help=_("which tickets")
    )
    intake.add_argument(
        "--paper", choices=("84x1", "12x5"), default="84x1", help=_("organs and questions")
    )
    intake.add_argument("--workers", type=int, default=1, help=_("processes that take ballots"))
    intake.add_argument("--kill", action="store_true", help=_("kill the slot in the middle"))
    intake.add_argument("--no-peer", action="store_true", help=_("without the peer"))
    intake.add_argument("--json", action="store_true", help=_("answer as JSON, for programs"))
    intake.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Hand over to the benchmark, which comes with the source and not with the program."""
    if not (ROOT / "tests" / "pace" / "intake.py").exists():
        print(_("The benchmarks come with a checkout of the source."), file=sys.stderr)
        return MISTAKE
    words = [sys.executable, "-m", "tests.pace.intake"]
    for name in ("seconds", "rounds", "store", "tickets", "paper", "workers"):
        words += [f"--{name}", str(getattr(args, name))]
    words += [f"--{n.replace('_', '-')}" for n in ("kill", "no_peer", "json") if getattr(args, n)]
    return subprocess.run(words, cwd=ROOT, check=False).returncode  # noqa: S603 -- our own words
