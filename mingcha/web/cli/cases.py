"""`mingcha cases`: a log of cases measured and held against rules, without a database."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from mingcha.core.notice import Unfit, parse_day
from mingcha.core.workdays import Calendar
from mingcha.foundation import columns
from mingcha.foundation.calendar import said, shipped

NOT_ALL: Final = 1
MISTAKE: Final = 2
LONG: Final = 32 << 20  # bytes of a file from which reading it is shown
WIDTH: Final = 30
Plain = dict[str, Any]


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `cases check` and `cases map` to the `mingcha` command."""
    about = _("Measure a log of cases and hold it against rules, without a database")
    parser = subparsers.add_parser("cases", help=about, description=about)
    parser.set_defaults(run=run)
    questions = parser.add_subparsers(dest="question", required=True)
    about = _("What does a log come to, and which rules does it break?")
    check = questions.add_parser("check", help=about, description=about)
    _file(check)
    check.add_argument("--map", required=True, metavar="MAP.toml", help=_("which column says what"))
    check.add_argument("--rules", metavar="RULES.toml", help=_("the rules to hold it against"))
    check.add_argument(
        "--engine", choices=("duckdb", "spark"), default="duckdb", help=_("what reckons")
    )
    check.add_argument("--on", metavar="DAY", help=_("seen from this day; else the log's last"))
    check.add_argument(
        "--violations", type=Path, metavar="OUT.csv", help=_("write every violation into a table")
    )
    check.add_argument("--json", action="store_true", help=_("answer as JSON, for programs"))
    about = _("Propose a mapping from the columns of a log")
    _file(questions.add_parser("map", help=about, description=about))


def _file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help=_("a log: CSV, Parquet or XES, also gzipped"))


def run(args: argparse.Namespace) -> int:
    """Answer: 0 if all of the log was used, 1 if rows were left out, 2 with a sentence if not."""
    try:
        return QUESTIONS[args.question](args)
    except Unfit as no:
        print(said(no), file=sys.stderr)
        return MISTAKE


def _map(args: argparse.Namespace) -> int:
    from mingcha.cases.log import mapping

    print(mapping.propose(args.file), end="")
    return 0


def _check(args: argparse.Namespace) -> int:
    from mingcha.cases.log import checks, figures, reading
    from mingcha.cases.log.language import Rules
    from mingcha.cases.log.mapping import Mapping

    mapping = Mapping.of(_shipped("mappings", args.map))
    rules = Rules.of(_shipped("rules", args.rules)) if args.rules else None
    on, calendar = parse_day(args.on) if args.on else None, Calendar.of(shipped())
    with reading.read(args.file, mapping, _engine(args.engine), _bar(args.file)) as log:
        found = checks.check(log, rules, calendar, on) if rules else None
        answer = figures.figures(log, calendar).plain() | {
            "rules": [one.plain() | {"first_cases": found.first_cases(one)} for one in found.found]
            if found
            else [],
            "left_out": log.left_out,
            "refused": [
                {"row": row, "reason": _reason(code, text)} for row, code, text in log.refused
            ],
            "notes": list(_notes(log)),
        }
        if found and args.violations:
            _write(args.violations, found)
    if args.json:
        print(json.dumps(answer, ensure_ascii=False, allow_nan=False))
    else:
        print("\n".join(_lines(answer)))
    for line in _warnings(answer):
        print(line, file=sys.stderr)
    return NOT_ALL if answer["left_out"] else 0


def _shipped(folder: str, name: str) -> Path:
    """A file by its path, or one that ships with the program by its name."""
    path = Path(name)
    if path.exists():
        return path
    ours = Path(str(files("mingcha.cases") / folder / f"{path.name.removesuffix('.toml')}.toml"))
    return ours if ours.exists() and path.parent == Path() else path


def _engine(name: str) -> str:
    if name == "spark" and not columns.has_spark():
        raise Unfit(
            "Spark is not installed here. Install mingcha[spark] with Java beside it, or leave "
            "--engine out."
        )
    return name


def _bar(path: Path) -> Any:
    """A bar on standard error while a long log is read by somebody who watches."""
    long = path.exists() and path.stat().st_size >= LONG
    if not (long and sys.stderr.isatty()):
        return lambda _done, _total: None

    def told(done: int, total: int) -> None:
        full = WIDTH * min(done, total) // max(total, 1)
        end = "\n" if done >= total else ""
        print(f"\r[{'#' * full}{'.' * (WIDTH - full)}]", end=end, file=sys.stderr, flush=True)

    return told


def _write(path: Path, found: Any) -> None:
    import csv

    heads = ["rule", "article", "case", "row", "taken", "limit", "derivation"]
    try:
        out = path.open("w", encoding="utf-8-sig", newline="")
    except OSError:
        raise Unfit(
            "{file} cannot be written. Check its folder and that you may write there.",
            file=str(path),
        ) from None
    with out:
        writer = csv.writer(out)
        writer.writerow(heads)
        for one in found.violations():
            parts = json.dumps(dict(one.derivation), ensure_ascii=False)
            row = [one.rule, one.article, one.case, one.seq, one.taken, one.limit, parts]
            writer.writerow(["" if cell is None else cell for cell in row])


def _reason(code: str, text: str) -> str:
    reasons = {
        "no_case": _("there is no case"),
        "no_activity": _("there is no activity"),
        "no_time": _("there is no time"),
        "bad_time": _("“%(text)s” is not a time that the mapping knows how to read"),
    }
    return reasons[code] % {"text": text}


def _notes(log: Any) -> Iterator[str]:
    for row, name, text in log.unread:
        words = _("Row %(row)s: “%(text)s” in %(column)s is not a date; it counts as missing.")
        yield words % {"row": row, "text": text, "column": name}
    if log.twins:
        words = _(
            "%(n)s events say the same as the one before: probably entered twice. They count."
        )
        yield words % {"n": log.twins}


def _warnings(answer: Plain) -> Iterator[str]:
    if answer["left_out"]:
        words = _(
            "%(n)s rows are no events and were left out, the first of them row %(row)s: "
            "%(reason)s. Mend the rows, or the mapping."
        )
        yield words % {"n": answer["left_out"], **answer["refused"][0]}
    yield from answer["notes"]


def _lines(answer: Plain) -> Iterator[str]:
    head = _("%(cases)s cases, %(events)s events, %(activities)s activities, %(variants)s variants")
    yield head % {name: answer[name] for name in ("cases", "events", "activities", "variants")}
    spread = _(
        "Throughput in days: mean %(mean)s, median %(median)s, 90 %% %(p90)s, longest %(max)s"
    )
    working = _("In working days: mean %(mean)s, median %(median)s, 90 %% %(p90)s, longest %(max)s")
    yield spread % _short(answer["throughput_days"])
    yield working % _short(answer["throughput_working_days"])
    if answer["provisional_cases"]:
        words = _("%(n)s cases lie in years without a holiday notice: Monday to Friday is assumed.")
        yield words % {"n": answer["provisional_cases"]}
    for title, name in ((_("Begin with"), "starts"), (_("End with"), "ends")):
        yield ""
        yield title
        yield from (f"  {n:>9}  {activity}" for activity, n in answer[name].items())
    if answer["rules"]:
        yield ""
        yield _("Rules")
        yield from (_rule(row) for row in answer["rules"])


def _short(spread: dict[str, float]) -> dict[str, str]:
    return {name: f"{value:.2f}" for name, value in spread.items()}


def _rule(row: Plain) -> str:
    words = _("%(violations)s violations in %(cases)s of %(applied)s cases")
    counts = words % {name: row[name] for name in ("violations", "cases", "applied")}
    return f"  {row['rule']}  {row['article']}  {counts}  {row['says']}"


QUESTIONS: Final = {"check": _check, "map": _map}
