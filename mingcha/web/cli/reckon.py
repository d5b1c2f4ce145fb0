"""`mingcha reckon`: severity, ranks, scores and suspicion from a table of your own."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from mingcha.core.notice import Unfit
from mingcha.foundation.calendar import said
from mingcha.web.cli import reckoned, scored, suspected

MISTAKE = 2


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `reckon` with its questions to the `mingcha` command."""
    about = _("Reckon with a table of your own: severity, ranks, scores, suspicion")
    parser = subparsers.add_parser("reckon", help=about, description=about)
    parser.set_defaults(run=run)
    questions = parser.add_subparsers(dest="question", required=True)
    _register_severity(questions)
    _register_ranks(questions)
    _register_counts(questions)
    _register_score(questions)
    _register_suspicion(questions)


def _question(
    questions: argparse._SubParsersAction[argparse.ArgumentParser], name: str, about: str
) -> argparse.ArgumentParser:
    parser = questions.add_parser(name, help=about, description=about)
    parser.add_argument("file", type=Path, help=_("a table, a CSV file with names of columns"))
    parser.add_argument("--json", action="store_true", help=_("answer as JSON, for programs"))
    return parser


def _column(parser: argparse.ArgumentParser, name: str, about: str, *, needed: bool) -> None:
    parser.add_argument(f"--{name}", required=needed, metavar="COLUMN", help=about)


def _ratings(parser: argparse.ArgumentParser, *, needed: bool) -> None:
    _column(parser, "score", _("the column of scores; more is better"), needed=needed)
    _column(parser, "rater", _("the column that says who rated"), needed=needed)
    _column(parser, "target", _("the column that says who was rated"), needed=needed)


def _register_severity(
    questions: argparse._SubParsersAction[argparse.ArgumentParser],
) -> None:
    about = _("How harsh is each rater, and what are the scores with that taken out?")
    parser = _question(questions, "severity", about)
    _ratings(parser, needed=True)
    _column(parser, "block", _("the column of a third grouping, like a department"), needed=False)
    parser.add_argument(
        "--method", choices=("REML", "ML", "LS"), default="REML", help=_("how to fit")
    )
    parser.add_argument(
        "--each",
        action="store_true",
        help=_("fit parts that do not overlap one by one, instead of refusing"),
    )


def _register_ranks(questions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    about = _("Which ranks do estimates with standard errors allow?")
    parser = _question(questions, "ranks", about)
    _column(parser, "unit", _("the column that names the units"), needed=True)
    _column(parser, "estimate", _("the column of estimates; the largest is the best"), needed=True)
    _column(parser, "se", _("the column of standard errors"), needed=True)
    _register_level(parser)
    parser.add_argument("--best", type=int, metavar="K", help=_("who may be among the best K?"))
    parser.add_argument("--worst", type=int, metavar="K", help=_("who may be among the worst K?"))
    parser.add_argument("--draws", type=int, default=10_000, help=_("random draws"))
    parser.add_argument("--seed", type=int, default=0, help=_("of the random draws"))


def _register_counts(questions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    about = _("Which ranks do counts of votes allow, exactly?")
    parser = _question(questions, "counts", about)
    _column(parser, "unit", _("the column that names the units"), needed=True)
    _column(parser, "count", _("the column of counts"), needed=True)
    _register_level(parser)


def _register_level(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--level", type=float, default=0.95, help=_("how sure, from 0.5 to below 1")
    )


def _register_score(questions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    about = _("What is the weighted score, with its error, of marks or counts by group?")
    parser = _question(questions, "score", about)
    parser.add_argument(
        "--scale", required=True, help=_("points of each mark, the best first, like 100,75,55")
    )
    parser.add_argument(
        "--groups",
        type=Path,
        required=True,
        help=_("the weights, a CSV file: group, weight; with a column class, by class"),
    )
    for name, about in (
        ("target", _("the column that says who was rated")),
        ("group", _("the column that says which group rated")),
        ("mark", _("the column of marks: 1 is the best, u unknown, n no contact")),
    ):
        parser.add_argument(f"--{name}", default=name, metavar="COLUMN", help=about)
    for name, about in (
        ("count", _("the column that says how many made the mark; else one a row")),
        ("question", _("the column of the question; questions weigh the same")),
        ("class", _("the column of the target's class, if weights differ by class")),
    ):
        parser.add_argument(f"--{name}", metavar="COLUMN", dest=f"of_{name}", help=about)
    parser.add_argument("--min-valid", type=int, default=2, help=_("marks that make a group count"))
    parser.add_argument(
        "--coverage", default="0", help=_("share of those asked who must have given a mark")
    )


def _register_suspicion(
    questions: argparse._SubParsersAction[argparse.ArgumentParser],
) -> None:
    about = _("Is there anything in these marks, or times, that a person should look into?")
    parser = _question(questions, "suspicion", about)
    _ratings(parser, needed=False)
    _column(parser, "group", _("the column that says which group rated"), needed=False)
    _column(
        parser, "told", _("the column of reports of being told what to say: 1 or 0"), needed=False
    )
    _column(parser, "time", _("reviews and complaints: the column of when each came"), needed=False)
    parser.add_argument("--window", default="1h", help=_("length of a burst, like 30min, 2h or 1d"))
    parser.add_argument("--draws", type=int, default=40, help=_("honest rounds to compare with"))
    parser.add_argument("--seed", type=int, default=0, help=_("of the random draws"))


def run(args: argparse.Namespace) -> int:
    """Answer one question; 0 if it could be answered, 2 with a sentence and a remedy if not."""
    try:
        answer, lines = QUESTIONS[args.question](args)
    except Unfit as no:
        print(said(no), file=sys.stderr)
        return MISTAKE
    if args.json:
        print(json.dumps(answer, ensure_ascii=False, allow_nan=False))
    else:
        print("\n".join(lines))
    return 0


QUESTIONS: Final = {
    "severity": reckoned.severity,
    "ranks": reckoned.ranks,
    "counts": reckoned.counts,
    "score": scored.score,
    "suspicion": suspected.suspicion,
}
