"""A log held against rules: how often each was broken, and every violation with its derivation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from mingcha.cases.log import figures, judged, timed
from mingcha.cases.log.features import Features
from mingcha.cases.log.language import Rule, Rules
from mingcha.cases.log.logs import Log
from mingcha.core.workdays import Calendar

SHOWN: Final = 20  # cases of a rule that are named in a summary
PARTS: Final = ("from_day", "to_day", "due", "paused", "extended", "extra_on", "misfits")
TALLIES: Final = ("near", "last_day", "provisional", "misfits")


@dataclass(frozen=True)
class Violation:
    """One violation: the rule and its article, the case, the row in the file, and its derivation.

    `taken` and `limit` are in the unit of the rule, None where it counts nothing.
    """

    rule: str
    article: str
    case: str
    seq: int
    taken: float | None
    limit: float | None
    derivation: Mapping[str, Any]


@dataclass(frozen=True)
class Found:
    """What one rule found: how many violations, in how many cases, of how many it concerns."""

    rule: Rule
    violations: int
    cases: int
    applied: int
    open: int
    more: Mapping[str, int]
    broken: Any = field(repr=False, default=None)

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "rule": self.rule.name,
            "article": self.rule.article,
            "says": self.rule.says,
            "kind": self.rule.kind,
            "violations": self.violations,
            "cases": self.cases,
            "applied": self.applied,
            "open": self.open,
            **self.more,
        }


@dataclass(frozen=True)
class Findings:
    """What all rules found, in the order of the rules."""

    log: Log
    found: tuple[Found, ...]

    def violations(self, rule: str = "", limit: int | None = None) -> Iterator[Violation]:
        """Every violation, of one rule or of all, in the order of cases and rows."""
        for one in self.found:
            if one.violations and rule in {"", one.rule.name}:
                yield from _told(self.log, one, limit)

    def first_cases(self, found: Found) -> list[str]:
        """The first cases that broke a rule."""
        told = [one.case for one in _told(self.log, found, SHOWN)] if found.violations else []
        return list(dict.fromkeys(told))


def check(log: Log, rules: Rules, calendar: Calendar, on: date | None = None) -> Findings:
    """Hold a log against rules, as seen on the evening of a day; the log's last day if none.

    Raises:
        Unfit: if a rule names an activity or a column that the log does not have.
    """
    beside = [name for name in log.names if name != "activity"]
    rules.check_names([*log.activities, *log.known], beside, log.dates)
    features = Features(log)
    plain = {
        rule.name: judged.PLAIN[rule.kind](rule, features)
        for rule in rules.rules
        if rule.kind in judged.PLAIN
    }
    for rule in rules.rules:
        timed.ask(rule, features)
    court = timed.Court(
        features,
        features.table(),
        figures.index(log, calendar),
        on or log.days[1],
        rules.calendar == "cn",
    )
    counted = _counted(log, court.cases, plain)
    found = []
    for rule in rules.rules:
        if rule.name in plain:
            found.append(_plain(rule, court.cases, plain[rule.name], counted))
        elif rule.kind in timed.JUDGES:
            found.append(_timed(log, rule, timed.judged(rule, court)))
        else:
            found.append(_listed(log, rule))
    return Findings(log, tuple(found))


def _counted(log: Log, cases: Any, plain: dict[str, Any]) -> dict[str, int]:
    """What all plain rules found, in one question."""
    asked = {"all": cases.count()}
    for place, parts in enumerate(plain.values()):
        for name in ("applies", "broken", "open"):
            if name in parts:
                asked[f"{name}_{place}"] = parts[name].cast("int64").sum().fill_null(0)
    row = log.engine.rows(cases.agg(**asked))[0]
    named: dict[str, int] = {"all": row["all"]}
    for place, name in enumerate(plain):
        named[f"{name}/applied"] = row.get(f"applies_{place}", row["all"])
        named[f"{name}/broken"] = row[f"broken_{place}"]
        named[f"{name}/open"] = row.get(f"open_{place}", 0)
    return named


def _plain(rule: Rule, cases: Any, parts: dict[str, Any], counted: dict[str, int]) -> Found:
    number = counted[f"{rule.name}/broken"]
    kept = {name: part for name, part in parts.items() if name not in {"applies", "open"}}
    held = cases.mutate(**{f"judged_{name}": part for name, part in kept.items()})
    broken = held.filter(held["judged_broken"]).select(
        "case_no", **{name: f"judged_{name}" for name in kept if name != "broken"}
    )
    applied, open_ = counted[f"{rule.name}/applied"], counted[f"{rule.name}/open"]
    return Found(rule, number, number, applied, open_, {}, broken)


def _timed(log: Log, rule: Rule, spans: Any) -> Found:
    more = [name for name in TALLIES if name in spans.columns]
    asked = {
        "violations": spans["broken"].cast("int64").sum(),
        "cases": spans["case_no"].nunique(where=spans["broken"]),
        "applied": spans["case_no"].nunique(),
        "open": spans["open"].cast("int64").sum(),
        **{name: spans[name].cast("int64").sum() for name in more},
    }
    row = {name: n or 0 for name, n in log.engine.rows(spans.agg(**asked))[0].items()}
    tallies = {name: int(row[name]) for name in more}
    return Found(
        rule,
        int(row["violations"]),
        int(row["cases"]),
        int(row["applied"]),
        int(row["open"]),
        tallies,
        spans.filter(spans["broken"]),
    )


def _listed(log: Log, rule: Rule) -> Found:
    """Events that are something, or carry something, that is on no list."""
    events = log.events
    if rule.kind == "only":
        column, allowed = "activity_no", log.numbers(rule.facts["activities"])
    else:
        column, names = f"{rule.facts['column']}_no", log.names[rule.facts["column"]]
        allowed = [names.index(one) for one in rule.facts["values"] if one in names]
    said = events.filter(events[column].notnull())
    off = said.filter(~said[column].isin(allowed or [-1]))
    row = log.engine.rows(off.agg(n=off.count(), cases=off["case_no"].nunique()))[0]
    applied = log.engine.rows(said.agg(n=said["case_no"].nunique()))[0]["n"]
    return Found(rule, row["n"], row["cases"], applied, 0, {}, off.select("case_no", "n", column))


def _told(log: Log, found: Found, limit: int | None) -> Iterator[Violation]:
    rows = log.events.select("case_no", "n", "seq")
    named = found.broken.join(rows, ["case_no", "n"]).join(log.cases, "case_no")
    named = named.order_by("case_no", "n")
    for row in log.engine.rows(named.limit(limit) if limit else named):
        parts = {name: row[name] for name in PARTS if row.get(name) is not None}
        if "activity_no" in row:
            parts["activity"] = log.activities[row["activity_no"]]
        elif found.rule.kind == "listed":
            column = found.rule.facts["column"]
            parts[column] = log.names[column][row[f"{column}_no"]]
        yield Violation(
            found.rule.name,
            found.rule.article,
            row["case"],
            row["seq"],
            row.get("taken"),
            row.get("limit"),
            {name: part.isoformat() if isinstance(part, date) else part
             for name, part in parts.items()},
        )  # fmt: skip
