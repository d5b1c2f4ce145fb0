"""Rules that a legal officer can read: TOML in, checked against the log before anything runs."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from mingcha.cases.log.mapping import tables
from mingcha.core.notice import Unfit

EVERY: Final = {"name", "article", "says", "kind"}
ENDS: Final = ("start", "end")
CALENDARS: Final = ("cn", "none")
LONGEST: Final = 3660  # days of a limit: the clock's index reaches as far (`clock.AFTER`)

# kind: {field: what it holds}; ! must be there
KINDS: Final[dict[str, dict[str, str]]] = {
    "absent": {"activity": "act!", "when": "act"},
    "precedes": {"activity": "act!", "then": "act!"},
    "follows": {"activity": "act!", "then": "act!", "within": "span", "least": "span"},
    "between": {"activity": "act!", "after": "act!", "before": "act!"},
    "either_or": {"activities": "acts!"},
    "at_most": {"activity": "act!", "times": "whole!"},
    "different_people": {"activities": "acts!"},
    "limit": {
        "from": "point!",
        "to": "point!",
        "within": "span!",
        "pauses": "pairs",
        "extension": "act",
        "by": "span",
        "near": "whole",
    },
    "no_later": {"what": "point!", "than": "point!", "compare": "compare"},
    "takes": {"from": "point!", "to": "point!", "least": "span", "most": "span"},
    "idle": {"within": "span!", "until": "act"},
    "only": {"activities": "acts!"},
    "order": {"activities": "acts!"},
    "first": {"activities": "acts!"},
    "last": {"activities": "acts!"},
    "listed": {"column": "word!", "values": "words!"},
}
UNITS: Final = {
    "wd": ("wd", 1),
    "个工作日": ("wd", 1),
    "工作日": ("wd", 1),
    "d": ("d", 1),
    "days": ("d", 1),
    "day": ("d", 1),
    "日": ("d", 1),
    "天": ("d", 1),
    "weeks": ("d", 7),
    "week": ("d", 7),
    "周": ("d", 7),
    "h": ("s", 3600),
    "小时": ("s", 3600),
    "min": ("s", 60),
    "分钟": ("s", 60),
    "s": ("s", 1),
}


@dataclass(frozen=True)
class Span:
    """A length of time: working days (wd), calendar days (d) or seconds (s)."""

    amount: int
    unit: str
    written: str = ""


@dataclass(frozen=True)
class Rule:
    """One rule: its name, the article it stands on, what it says, and what it looks for."""

    name: str
    article: str
    says: str
    kind: str
    facts: Mapping[str, Any]

    def activities(self) -> Iterator[str]:
        """Every activity the rule names."""
        for field, written in KINDS[self.kind].items():
            value, holds = self.facts.get(field), written.rstrip("!")
            if value is None:
                continue
            if holds in {"act", "acts"}:
                yield from _each(value)
            elif holds == "point":
                yield from (one for one in _each(value) if not is_apart(one))
            elif holds == "pairs":
                yield from (one for pair in value for one in pair)


@dataclass(frozen=True)
class Rules:
    """The rules of one file, and whether deadlines in calendar days end on working days (`cn`)."""

    rules: tuple[Rule, ...]
    calendar: str = "cn"

    @classmethod
    def of(cls, toml: str | bytes | Path) -> Rules:
        """The rules a TOML text, or a file of it, describes.

        Raises:
            Unfit: naming the rule and the field that is missing, unknown or not understood.
        """
        said = tables(toml)
        if wrong := sorted(said.keys() - {"rule", "calendar"}):
            raise Unfit(
                "The {where} has “{name}”, which means nothing there. It may have: {names}.",
                where="rules",
                name=wrong[0],
                names="[[rule]], calendar",
            )
        calendar = said.get("calendar", "cn")
        if calendar not in CALENDARS:
            raise Unfit("“{name}” is no calendar. Write cn or none.", name=calendar)
        rows = said.get("rule", [])
        if not rows or not isinstance(rows, list):
            raise Unfit("There are no rules in the file. Begin each with [[rule]].")
        rules = tuple(_rule(number, row) for number, row in enumerate(rows, start=1))
        names = [rule.name for rule in rules]
        if twice := [name for name in names if names.count(name) > 1]:
            raise Unfit("Two rules are called “{name}”. Rename one of them.", name=twice[0])
        return cls(rules, calendar)

    def check_names(
        self, activities: Iterable[str], columns: Iterable[str], dates: Iterable[str]
    ) -> None:
        """See that everything the rules name can occur in the log.

        Raises:
            Unfit: naming the rule, what it names, and the nearest that there is.
        """
        there, plain, moments = list(dict.fromkeys(activities)), set(columns), set(dates)
        for rule in self.rules:
            for name in rule.activities():
                if name not in there:
                    raise _unknown(rule, name, there)
            for name, beside in [
                *((one, plain) for one in _columns(rule)),
                *((one, moments) for one in _dates(rule)),
            ]:
                if name not in beside:
                    raise Unfit(
                        "The rule “{rule}” names the column “{column}”, which the mapping does "
                        "not read. It reads: {columns}.",
                        rule=rule.name,
                        column=name,
                        columns=", ".join(sorted(beside)),
                    )


def is_apart(point: str) -> bool:
    """Whether a point in time is no activity: an end of the case, or a date beside."""
    return point in ENDS or point.startswith("x_")


def _each(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _dates(rule: Rule) -> Iterator[str]:
    for field, holds in KINDS[rule.kind].items():
        value = rule.facts.get(field)
        if value is not None and holds.startswith("point"):
            yield from (one for one in _each(value) if one.startswith("x_"))


def _columns(rule: Rule) -> Iterator[str]:
    if rule.kind == "listed":
        yield rule.facts["column"]
    if rule.kind == "different_people":
        yield "actor"


def _unknown(rule: Rule, name: str, there: list[str]) -> Unfit:
    near = difflib.get_close_matches(name, there, 1, cutoff=0.5)
    facts = {"rule": rule.name, "activity": name}
    if near:
        return Unfit(
            "The rule “{rule}” names the activity “{activity}”, which the log does not have. The "
            "nearest is “{near}”. If it may occur but did not, write it into the mapping: "
            "[activities] known.",
            near=near[0],
            **facts,
        )
    return Unfit(
        "The rule “{rule}” names the activity “{activity}”, which the log does not have. It has: "
        "{activities}. If it may occur but did not, write it into the mapping: [activities] known.",
        activities=", ".join(there[:40]),
        **facts,
    )


def _rule(number: int, row: Any) -> Rule:
    name = str(row.get("name", "")).strip() if isinstance(row, dict) else ""
    if not name:
        raise Unfit("Rule {number} has no name. Write one.", number=number)
    for field in ("article", "kind"):
        if not str(row.get(field, "")).strip():
            raise Unfit(
                "The rule “{rule}” has no “{field}”. Write it down.", rule=name, field=field
            )
    kind = str(row["kind"])
    if kind not in KINDS:
        raise Unfit(
            "The rule “{rule}”: “{kind}” is no kind of rule. Write one of {kinds}.",
            rule=name,
            kind=kind,
            kinds=", ".join(KINDS),
        )
    _check_fields(name, kind, row)
    facts = {
        field: _value(name, field, holds.rstrip("!"), row[field])
        for field, holds in KINDS[kind].items()
        if field in row
    }
    _check_whole(name, kind, facts)
    _check_lengths(name, facts)
    return Rule(name, str(row["article"]), str(row.get("says", "")), kind, facts)


def _check_fields(name: str, kind: str, row: Mapping[str, Any]) -> None:
    fields = KINDS[kind]
    for field, holds in fields.items():
        if holds.endswith("!") and field not in row:
            raise Unfit(
                "The rule “{rule}” has no “{field}”. Write it down.", rule=name, field=field
            )
    if wrong := sorted(row.keys() - fields.keys() - EVERY):
        raise Unfit(
            "The rule “{rule}” has “{field}”, which a rule of kind {kind} does not know. It may "
            "have: {fields}.",
            rule=name,
            field=wrong[0],
            kind=kind,
            fields=", ".join(fields),
        )


def _check_whole(name: str, kind: str, facts: Mapping[str, Any]) -> None:
    """What one field alone cannot show."""
    if kind in {"either_or", "different_people", "order"} and len(facts["activities"]) < 2:
        raise Unfit("The rule “{rule}” needs two activities or more.", rule=name)
    if kind == "takes" and not {"least", "most"} & facts.keys():
        raise Unfit("The rule “{rule}” needs “least”, “most” or both.", rule=name)
    if kind == "limit" and ("extension" in facts) != ("by" in facts):
        raise Unfit(
            "The rule “{rule}”: an extension needs both “extension”, the activity, and “by”, the "
            "days it adds.",
            rule=name,
        )
    if kind == "limit" and facts["within"].unit == "s" and {"pauses", "extension"} & facts.keys():
        raise Unfit(
            "The rule “{rule}”: pauses and extensions count in days. Write the limit in days.",
            rule=name,
        )


def _check_lengths(name: str, facts: Mapping[str, Any]) -> None:
    if "by" in facts and facts["by"].unit != facts["within"].unit:
        raise Unfit(
            "The rule “{rule}”: “within” and “by” count in different units. Write both in the "
            "same.",
            rule=name,
        )
    for field in ("within", "by"):
        if field in facts and facts[field].unit != "s" and facts[field].amount > LONGEST:
            raise Unfit(
                "The rule “{rule}”: “{text}” in “{field}” is longer than ten years. Write a "
                "shorter length.",
                rule=name,
                text=facts[field].written,
                field=field,
            )


def _value(rule: str, field: str, holds: str, value: Any) -> Any:
    if holds == "span":
        return span(rule, field, value)
    if holds in READS and READS[holds](value):
        return tuple(map(tuple, value)) if holds == "pairs" else value
    raise Unfit(
        "The rule “{rule}”: “{value}” is not what “{field}” holds: {holds}.",
        rule=rule,
        value=value,
        field=field,
        holds=HOLDS[holds],
    )


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_text, value))


READS: Final[dict[str, Any]] = {
    "act": lambda value: _text(value) or _texts(value),
    "point": lambda value: (
        _text(value) or (_texts(value) and not any(map(is_apart, value)))  # one point, or acts
    ),
    "acts": _texts,
    "words": _texts,
    "word": _text,
    "whole": lambda value: type(value) is int and value >= 0,
    "compare": lambda value: value in ("day", "moment"),
    "pairs": lambda value: (
        isinstance(value, list) and all(_texts(pair) and len(pair) == 2 for pair in value)
    ),
}
HOLDS: Final = {
    "act": '"an activity"',
    "point": '"an activity", "start", "end" or "x_<date>"',
    "acts": '["one activity", "another"]',
    "words": '["one", "another"]',
    "word": '"a column"',
    "whole": "3",
    "compare": '"day", "moment"',
    "pairs": '[["begins", "ends"]]',
}


def span(rule: str, field: str, text: Any) -> Span:
    """A length of time as it is written: 20 wd, 8 weeks, 30 min, 20个工作日.

    Raises:
        Unfit: if the text is no length of time.
    """
    plain = unicodedata.normalize("NFKC", str(text)).strip()
    found = re.fullmatch(r"(\d+)\s*(\D+)", plain)
    if not found or found[2].strip() not in UNITS:
        raise Unfit(
            "The rule “{rule}”: “{text}” in “{field}” is no length of time. Write it like 20 wd "
            "(working days), 8 weeks, 30 d, 2 h or 15 min.",
            rule=rule,
            text=text,
            field=field,
        )
    unit, times = UNITS[found[2].strip()]
    return Span(int(found[1]) * times, unit, plain)
