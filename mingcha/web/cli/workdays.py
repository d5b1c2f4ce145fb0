"""`mingcha workdays`: when a limit ends, how long a span is, what a year looks like."""

from __future__ import annotations

import argparse
import json
import sys
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db import DatabaseError
from django.utils.translation import gettext as _

from mingcha.core.clock import (
    Derivation,
    Event,
    Extended,
    Limit,
    Paused,
    Received,
    Resumed,
    Row,
    derive,
    parse_time,
)
from mingcha.core.workdays import Calendar, Code, DayRule, Unfit, parse_day
from mingcha.foundation.calendar import said, shipped
from mingcha.foundation.workdays import entered
from mingcha.web.cli import notice

ONE = timedelta(days=1)
MISTAKE = 2


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `workdays` with its questions to the `mingcha` command."""
    parser = subparsers.add_parser(
        "workdays",
        help=_("Count working days under the State Council's holiday notices"),
        description=_("Count working days under the State Council's holiday notices."),
    )
    parser.set_defaults(run=run)
    questions = parser.add_subparsers(dest="question", required=True)
    _register_due(questions.add_parser("due", help=_("When does a limit end, and why then?")))
    _register_count(questions.add_parser("count", help=_("How many working days lie in a span?")))
    _register_show(questions.add_parser("show", help=_("Which days of a year are off or worked?")))
    notice.register(questions)


def _register_due(due: argparse.ArgumentParser) -> None:
    due.add_argument("--from", dest="first", required=True, help=_("the day of receipt: day zero"))
    due.add_argument("--days", required=True, help=_("the length of the limit"))
    due.add_argument("--unit", default="wd", help=_("wd: working days (usual); d: calendar days"))
    due.add_argument(
        "--pause",
        action="append",
        default=[],
        metavar="A:B",
        help=_("do not count the days from A to B, both included; may be given several times"),
    )
    due.add_argument("--extend", metavar="N", help=_("lengthen the limit by so many days"))
    due.add_argument("--at", metavar="HH:MM", help=_("time of receipt; needs --cut-off"))
    due.add_argument(
        "--cut-off", metavar="HH:MM", help=_("end of business: later counts as the next day")
    )
    due.add_argument("--on", help=_("also say how many days are left on this day"))
    _register_shared(due)


def _register_count(count: argparse.ArgumentParser) -> None:
    count.add_argument("--from", dest="first", required=True, help=_("the first day, counted"))
    count.add_argument("--to", dest="last", required=True, help=_("the last day, counted"))
    _register_shared(count)


def _register_show(show: argparse.ArgumentParser) -> None:
    show.add_argument("--year", required=True, help=_("the year, like 2026"))
    _register_shared(show)


def _register_shared(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as-of", help=_("use only notices issued up to this day"))
    parser.add_argument("--json", action="store_true", help=_("answer as JSON, for programs"))


def run(args: argparse.Namespace) -> int:
    """Answer one question; 0 if it could be answered, 2 with a sentence and a remedy if not."""
    try:
        answer, lines = QUESTIONS[args.question](args, _calendar(args.as_of))
    except Unfit as no:
        print(said(no), file=sys.stderr)
        return MISTAKE
    except OverflowError:
        print(_("The days lead beyond the year 9999. Check the dates."), file=sys.stderr)
        return MISTAKE
    print(json.dumps(answer, ensure_ascii=False) if args.json else "\n".join(lines))
    return 0


Answer = tuple[dict[str, Any], list[str]]


def _calendar(as_of: str | None) -> Calendar:
    """The calendar of the city; without a database that of the notices that ship."""
    try:
        known = [*shipped(), *entered()]
    except DatabaseError:
        known = [*shipped()]
    return Calendar.as_of(known, parse_day(as_of)) if as_of else Calendar.of(known)


def _due(args: argparse.Namespace, calendar: Calendar) -> Answer:
    limit = Limit(
        _number("--days", args.days), args.unit, parse_time(args.cut_off) if args.cut_off else None
    )
    events = _events(args)
    if args.extend is not None:
        # On the command line an extension is granted on the last day of what it extends.
        day = derive(limit, events, calendar).due
        events = [*events, Extended(_number("--extend", args.extend), day)]
    seen = derive(limit, events, calendar, parse_day(args.on) if args.on else None)
    return seen.as_dict(), [*_headline(seen), "", *(_line(row) for row in seen.rows)]


def _events(args: argparse.Namespace) -> list[Event]:
    if args.at and not args.cut_off:
        raise Unfit("--at says nothing without --cut-off. Give both, or neither.")
    events: list[Event] = [
        Received(parse_day(args.first), parse_time(args.at) if args.at else None)
    ]
    for first, last in sorted(_span(pause) for pause in args.pause):
        events += [Paused(first), Resumed(last + ONE)]
    return events


def _span(text: str) -> tuple[date, date]:
    first, colon, last = unicodedata.normalize("NFKC", text).partition(":")
    if not colon:
        raise Unfit(
            "“{text}” is not a span. Write two days with a colon between, like "
            "2024-09-23:2024-09-27.",
            text=text,
        )
    begin, end = parse_day(first), parse_day(last)
    if end < begin:
        raise Unfit(
            "The pause ends on {last}, before it begins on {first}. Swap the two days.",
            first=begin,
            last=end,
        )
    return begin, end


def _number(option: str, text: str) -> int:
    try:
        return int(unicodedata.normalize("NFKC", text))
    except ValueError:
        raise Unfit(
            "{option}: “{text}” is not a whole number. Write it like 20.", option=option, text=text
        ) from None


def _headline(seen: Derivation) -> Iterator[str]:
    yield _("Due on %(day)s (%(weekday)s)") % {"day": seen.due, "weekday": _weekday(seen.due)}
    if "calendar" in seen.doubts:
        yield _("Provisional: no notice covers all of these days yet; Monday to Friday is assumed.")
    if seen.left is not None:
        words = _("Late by: %(n)s") if seen.late else _("Days left: %(n)s")
        yield words % {"n": abs(seen.left)}


def _line(row: Row) -> str:
    number = str(row.number) if row.counts else "-"
    words = [_kinds()[row.kind], *(_marks()[mark] for mark in row.marks), row.note]
    said_words = "  ".join(word for word in words if word)
    return f"{row.on}  {_weekday(row.on)}  {number:>4}  {said_words}"


def _weekday(day: date) -> str:
    names = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    return names[day.weekday()]


def _kinds() -> dict[str, str]:
    return {
        Code.WORKING: _("working day"),
        Code.MAKE_UP: _("make-up working day"),
        Code.WEEKEND: _("weekend"),
        Code.HOLIDAY: _("holiday"),
        Code.ASSUMED: _("assumed, no notice yet"),
    }


def _marks() -> dict[str, str]:
    return {
        "received": _("received"),
        "day_zero": _("day zero"),
        "paused": _("clock stands still"),
        "resumed": _("clock runs again"),
        "extended": _("limit extended"),
        "due": _("due"),
    }


def _count(args: argparse.Namespace, calendar: Calendar) -> Answer:
    first, last = parse_day(args.first), parse_day(args.last)
    days = calendar.count(first, last)
    known = all(year in calendar.years for year in range(first.year, last.year + 1))
    answer = {
        "from": first.isoformat(),
        "to": last.isoformat(),
        "working_days": days,
        "provisional": not known,
        "calendar": calendar.version,
    }
    return answer, [_span_words(first, last, days), *_assumed(known=known)]


def _span_words(first: date, last: date, days: int) -> str:
    words = _("%(first)s to %(last)s: %(days)s working days")
    return words % {"first": first, "last": last, "days": days}


def _assumed(*, known: bool) -> list[str]:
    words = _("Provisional: no notice covers all of these days yet; Monday to Friday is assumed.")
    return [] if known else [words]


def _show(args: argparse.Namespace, calendar: Calendar) -> Answer:
    year = _number("--year", args.year)
    if not 1949 <= year <= 9998:
        raise Unfit("“{year}” is not a year. Write it like 2026.", year=year)
    first, last = date(year, 1, 1), date(year, 12, 31)
    rules = [calendar.rules[day] for day in sorted(calendar.rules) if day.year == year]
    papers = [notice.paper for notice in calendar.notices if notice.year == year]
    answer = {
        "year": year,
        "papers": papers,
        "working_days": calendar.count(first, last),
        "days": (last - first).days + 1,
        "provisional": not calendar.is_known(first),
        "holidays": [_span_json(span) for span in _spans([rule for rule in rules if rule.off])],
        "make_up": [
            {"on": rule.on.isoformat(), "name": rule.name} for rule in rules if not rule.off
        ],
        "calendar": calendar.version,
    }
    return answer, _year_lines(answer)


def _spans(rules: list[DayRule]) -> list[list[DayRule]]:
    """Neighbouring days off of one name, together."""
    runs = groupby(enumerate(rules), lambda pair: (pair[1].on.toordinal() - pair[0], pair[1].name))
    return [[rule for _place, rule in run] for _key, run in runs]


def _span_json(span: list[DayRule]) -> dict[str, Any]:
    first, last = span[0], span[-1]
    return {
        "name": first.name,
        "first": first.on.isoformat(),
        "last": last.on.isoformat(),
        "days": len(span),
    }


def _year_lines(year: dict[str, Any]) -> list[str]:
    total = _("%(year)s: %(working)s working days of %(days)s")
    lines = [total % {"year": year["year"], "working": year["working_days"], "days": year["days"]}]
    lines += [*year["papers"], *_assumed(known=not year["provisional"])]
    if year["holidays"]:
        lines += ["", _("Days off")]
    for span in year["holidays"]:
        days = _("%(n)s days") % {"n": span["days"]}
        lines.append(f"  {span['first']} - {span['last']}  {span['name']}  {days}")
    if year["make_up"]:
        lines += ["", _("Weekend days that are worked")]
    for day in year["make_up"]:
        lines.append(f"  {day['on']}  {_weekday(date.fromisoformat(day['on']))}  {day['name']}")
    return lines


QUESTIONS = {"due": _due, "count": _count, "show": _show}
