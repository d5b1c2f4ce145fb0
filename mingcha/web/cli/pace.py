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
    """Add `pace intake`, `pace hall`, `pace reckon` and `pace cases`."""
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
    intake.add_argument(
        "--workers", type=int, default=2, help=_("processes that take ballots; the peer has 2")
    )
    intake.add_argument("--kill", action="store_true", help=_("kill the slot in the middle"))
    intake.add_argument("--no-peer", action="store_true", help=_("without the peer"))
    intake.add_argument("--json", action="store_true", help=_("answer as JSON, for programs"))
    intake.set_defaults(run=run)
    about = _("Measure a hall: each phone loads the page and casts, with the big screen open")
    hall = what.add_parser("hall", help=about, description=about)
    hall.add_argument("--voters", type=int, default=2500, help=_("how many phones"))
    hall.add_argument("--seconds", type=float, default=60.0, help=_("in which they come"))
    hall.add_argument("--organs", type=int, default=84, help=_("organs on the paper"))
    hall.add_argument("--json", action="store_true", help=_("answer as JSON, for programs"))
    hall.set_defaults(run=run)
    about = _("How long severity, ranks and a whole round take to reckon, and how much memory")
    reckon = what.add_parser("reckon", help=about, description=about)
    reckon.add_argument("--quick", action="store_true", help=_("smaller cases, one run each"))
    reckon.add_argument("--json", action="store_true", help=_("answer as JSON, for programs"))
    reckon.set_defaults(run=run)
    about = _("How long a log of cases takes to load, to measure and to hold against rules")
    cases = what.add_parser("cases", help=about, description=about)
    cases.add_argument("--quick", action="store_true", help=_("smaller cases, one run each"))
    cases.add_argument("--json", action="store_true", help=_("answer as JSON, for programs"))
    cases.set_defaults(run=run)


GIVEN = {
    "intake": ("seconds", "rounds", "store", "tickets", "paper", "workers"),
    "hall": ("voters", "seconds", "organs"),
    "reckon": (),
    "cases": (),
}
SWITCHES = ("kill", "no_peer", "quick", "json")


def run(args: argparse.Namespace) -> int:
    """Hand over to the benchmark, which comes with the source and not with the program."""
    if not (ROOT / "tests" / "pace" / "intake.py").exists():
        print(_("The benchmarks come with a checkout of the source."), file=sys.stderr)
        return MISTAKE
    words = [sys.executable, "-m", f"tests.pace.{args.what}"]
    for name in GIVEN[args.what]:
        words += [f"--{name}", str(getattr(args, name))]
    words += [f"--{n.replace('_', '-')}" for n in SWITCHES if getattr(args, n, False)]
    return subprocess.run(words, cwd=ROOT, check=False).returncode  # noqa: S603 -- our own words
