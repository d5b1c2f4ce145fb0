"""What one State Council holiday notice says, read from its plain form and checked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

FORMS: Final = (
    re.compile(r"(\d{4})\s*[-/.年–—]\s*(\d{1,2})\s*[-/.月–—]\s*(\d{1,2})\s*[日号]?"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)


class Unfit(ValueError):
    """Something given cannot be used; says which, why, and what to write instead.

    `sentence` with `facts` put in is the message. A door translates the sentence, then fills it.

    >>> str(Unfit("Row {row}: no date. Write one.", row=3))
    'Row 3: no date. Write one.'
    """

    def __init__(self, sentence: str, **facts: object) -> None:
        super().__init__(sentence.format(**facts))
        self.sentence = sentence
        self.facts = facts


def parse_day(text: str) -> date:
    """Read a day as people write it: with dashes, slashes, Chinese or full-width characters.

    Raises:
        Unfit: if the text is no date, or names a day that does not exist.
    Source:
        Unicode Standard Annex 15 (NFKC) for full-width characters.

    >>> parse_day("2024年9月10日") == parse_day("２０２４－０９－１０") == date(2024, 9, 10)
    True
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    for form in FORMS:
        if found := form.fullmatch(plain):
            return _day(text, *(int(part) for part in found.groups()))
    raise Unfit(
        "“{text}” is not a date. Write year, month and day, like 2024-09-10 or 2024年9月10日.",
        text=text,
    )


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Unfit(
            "“{text}”: the calendar has no such day. Check the month and the day.", text=text
        ) from None


@dataclass(frozen=True)
class DayRule:
    """One line of a notice: this day is off, or this weekend day is worked to make up for it."""

    on: date
    off: bool
    name: str


@dataclass(frozen=True)
class HolidayNotice:
    """One State Council notice: the days off and the make-up working days of a year.

    A notice that `amends` changes only the days it lists; any other notice states its whole
    year anew and replaces what was issued for that year before.
    """

    year: int
    issued_on: date
    paper: str
    days: tuple[DayRule, ...]
    amends: bool = False

    @classmethod
    def parse(cls, row: Mapping[str, Any]) -> HolidayNotice:
        """Read a notice from its JSON form: year, issued_on, paper, days, and amends if it does.

        Raises:
            Unfit: naming the row that cannot be true and what to do about it.
        Source:
            Layout of this project; each shipped file names the notice it was taken from.

        >>> new_year = {"on": "2026-01-01", "off": True, "name": "元旦"}
        >>> HolidayNotice.parse(
        ...     {"year": 2026, "issued_on": "2025-11-04", "paper": "", "days": [new_year]}
        ... ).days[0].on
        datetime.date(2026, 1, 1)
        """
        _check_fields(row)
        notice = cls(
            year=row["year"],
            issued_on=parse_day(str(row["issued_on"])),
            paper=str(row["paper"]),
            days=tuple(_rule(number, day) for number, day in enumerate(row["days"], start=1)),
            amends=row.get("amends", False),
        )
        _check_issue(notice)
        _check_days(notice)
        return notice


def _check_fields(row: Mapping[str, Any]) -> None:
    wanted = {"year", "issued_on", "paper", "days"}
    if missing := sorted(wanted - row.keys()):
        raise Unfit("The notice has no “{field}”. Add it.", field=missing[0])
    if unknown := sorted(row.keys() - wanted - {"amends"}):
        raise Unfit("The notice has an unknown field “{field}”. Take it out.", field=unknown[0])
    if type(row["year"]) is not int or not 1949 <= row["year"] <= 9998:
        raise Unfit("“{year}” is not a year. Write it like 2026.", year=row["year"])
    if type(row.get("amends", False)) is not bool:
        raise Unfit("“amends” is neither true nor false. Write one of the two.")
    if not isinstance(row["days"], list | tuple) or not row["days"]:
        raise Unfit("The notice lists no days. Add its days off and its make-up working days.")


def _rule(number: int, row: Any) -> DayRule:
    if not isinstance(row, Mapping) or row.keys() != {"on", "off", "name"}:
        raise Unfit("Row {row}: a day needs exactly “on”, “off” and “name”.", row=number)
    if type(row["off"]) is not bool:
        raise Unfit(
            "Row {row}: “off” is neither true nor false. Write true for a day off, "
            "false for a make-up working day.",
            row=number,
        )
    if not str(row["name"]).strip():
        raise Unfit("Row {row}: the holiday has no name. Write it like 春节.", row=number)
    try:
        return DayRule(parse_day(str(row["on"])), row["off"], str(row["name"]).strip())
    except Unfit as no:
        raise Unfit("Row {row}: {no}", row=number, no=no) from None


def _check_issue(notice: HolidayNotice) -> None:
    if not date(notice.year - 1, 1, 1) <= notice.issued_on <= date(notice.year, 12, 31):
        raise Unfit(
            "A notice for {year} cannot have been issued on {issued_on}. "
            "Check the year and the date of issue.",
            year=notice.year,
            issued_on=notice.issued_on,
        )


def _check_days(notice: HolidayNotice) -> None:
    # The first days of a year's notice may lie in late December, its last in early January.
    first, last = date(notice.year - 1, 12, 20), date(notice.year + 1, 1, 10)
    seen: set[date] = set()
    for number, rule in enumerate(notice.days, start=1):
        if rule.on in seen:
            raise Unfit(
                "Row {row}: {on} is listed twice. Keep one of the two rows.",
                row=number,
                on=rule.on,
            )
        if not first <= rule.on <= last:
            raise Unfit(
                "Row {row}: {on} does not belong to a notice for {year}. Check the year.",
                row=number,
                on=rule.on,
                year=notice.year,
            )
        if not rule.off and rule.on.weekday() < 5 and not notice.amends:
            raise Unfit(
                "Row {row}: {on} is a working day already and cannot make up for one. Take the "
                "row out, check the date, or mark the notice as amending an earlier one.",
                row=number,
                on=rule.on,
            )
        seen.add(rule.on)
