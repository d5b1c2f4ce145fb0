"""The demonstration's case log: what the approval system would give out, fault by fault.

Every case is as it should be but for those named in `FAULTS`. Chance is its own, so that the
rest of the city stays as it is.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from mingcha.core.workdays import Calendar
from mingcha.powers import queries

MAPPING = """# 明州市政务服务平台办件流水
[columns]
case = "办件编号"
activity = "环节"
time = "办理时间"
actor = "经办人"
item = "事项编码"
material = "告知材料"
[text]
applicant = "申请人"
reason = "理由"
days = "天数"
"""
HEAD = "办件编号,事项编码,环节,办理时间,经办人,告知材料,申请人,理由,天数"


# Items of the inventory for which people apply, with their share of a hundred cases.
SHARES = {
    "XK-WJ-001": 26,
    "XK-JY-002": 12,
    "XK-CG-003": 20,
    "XK-CG-002": 10,
    "XK-GH-003": 14,
    "XK-RS-002": 10,
    "XK-YL-001": 8,
}
LAZY = "XK-CG-003"  # where every step takes all its time
DECIDE = "决定"


@dataclass(frozen=True)
class Item:
    """One item as the log's cases go through it: steps between acceptance and decision."""

    code: str
    legal: int
    promise: int
    steps: tuple[tuple[str, int], ...]
    paper: str  # one of those it may ask for
    last: int  # days from the last step to the decision


def item(code: str, day: date) -> Item:
    """An item as it stood on a day."""
    found = queries.item_as_of(code, day)
    assert found is not None
    limits = [(step.name, step.days or 1) for step in found.steps if step.name != "受理"]
    ends = limits[-1][0] in (DECIDE, "认定")
    between = limits[:-1] if ends else limits
    paper = min(name for name in found.materials if name.startswith("申请"))
    days = (found.legal_days or 20, found.promised_days or 10)
    return Item(code, *days, tuple(between), paper, limits[-1][1] if ends else 1)


FAULTS = (
    "late",
    "late",
    "material",
    "late",
    "silent",
    "same",
    "late",
    "unanswered",
    "twice",
    "minutes",
    "step",
    "late",
    "beyond",
)  # fmt: skip
OPENING = time(9)


@dataclass
class Told:
    """One case of the log as it grows."""

    reference: str
    item: Item
    applicant: str
    rows: list[tuple[datetime, str]] = field(default_factory=list)

    def row(self, at: datetime, activity: str, actor: str = "", **more: str) -> datetime:
        """One event, at a moment of the working day."""
        words = [self.reference, self.item.code, activity, f"{at:%Y-%m-%d %H:%M}", actor]
        words += [more.get(name, "") for name in ("material",)]
        words += [self.applicant, more.get("reason", ""), more.get("days", "")]
        self.rows.append((at, ",".join(words)))
        return at


class Log:
    """All cases of a quarter, to be given out piece by piece."""

    def __init__(self, calendar: Calendar, seed: int, cases: int, first: date, last: date) -> None:
        self.calendar = calendar
        self.chance = random.Random(seed)  # noqa: S311 -- a repeatable city, not a secret
        days = [first + timedelta(n) for n in range((last - first).days)]
        self.days = [day for day in days if calendar.is_working(day)]
        faults = iter(FAULTS)
        every = max(cases // (len(FAULTS) + 1), 2)
        self.items = [item(code, first) for code in SHARES]
        self.rows: list[tuple[datetime, str]] = []
        for n in range(cases):
            day = self.days[n * len(self.days) // cases]
            fault = next(faults, "") if n % every == 1 else ""
            self.rows += self._case(n, day, fault).rows
        self.rows.sort()

    def piece(self, after: date, until: date) -> bytes:
        """The events of the days after one and up to another, as a file."""
        lines = [line for at, line in self.rows if after < at.date() <= until]
        return "\n".join([HEAD, *lines, ""]).encode()

    def _case(self, n: int, day: date, fault: str) -> Told:
        item = self.chance.choices(self.items, list(SHARES.values()))[0]
        if fault:
            item = self.items[n % 3 if fault != "step" else 0]
        one = Told(f"SP2026{n + 1:05d}", item, f"申请人{n + 1}")
        hands = [f"{item.code[-3:]}-{k}" for k in self.chance.sample(range(1, 7), 4)]
        came = one.row(self._at(day, 9), "取号", "")
        if fault == "unanswered":
            came = self._later(day, 8)
        accepted = self._accepted(one, came, hands, fault)
        if fault == "silent":
            return one
        self._handled(one, accepted, hands, fault)
        return one

    def _at(self, day: date, hour: int) -> datetime:
        minutes = self.chance.randrange(110)
        return datetime.combine(day, time(hour)) + timedelta(minutes=minutes)

    def _later(self, day: date, days: int, hour: int = 14) -> datetime:
        return self._at(self.calendar.add(day, days), hour)

    def _accepted(self, one: Told, came: datetime, hands: list[str], fault: str) -> datetime:
        """Papers are looked at on the day; now and then something is missing."""
        if fault in ("material", "twice") or self.chance.randrange(9) == 0:
            asked = "户口本原件" if fault == "material" else one.item.paper
            told = one.row(self._later(came.date(), 1, 10), "补正告知", hands[0], material=asked)
            if fault == "twice":
                again = self._later(told.date(), 2, 10)
                told = one.row(again, "补正告知", hands[0], material=one.item.paper)
            came = one.row(self._later(told.date(), self.chance.randint(1, 4), 10), "补正完成")
        return one.row(came + timedelta(minutes=self.chance.randint(15, 90)), "受理", hands[0])

    def _handled(self, one: Told, accepted: datetime, hands: list[str], fault: str) -> None:
        if fault == "minutes":
            decided = one.row(accepted + timedelta(minutes=2), DECIDE, hands[3])
        else:
            last = hands[2] if fault == "same" else hands[3]
            decided = one.row(self._examined(one, accepted.date(), hands, fault), DECIDE, last)
        one.row(self._later(decided.date(), self.chance.randint(1, 3), 10), "送达", hands[0])

    def _examined(self, one: Told, day: date, hands: list[str], fault: str) -> datetime:
        """Step by step, each within its limit; the moment at which it is decided."""
        if not fault and self.chance.randrange(9) == 0:
            reason = "组织专家评审，已书面告知"
            one.row(self._later(day, 1, 15), "中止", hands[1], reason=reason)
            day = one.row(self._later(day, 7, 9), "恢复", hands[1]).date()
        spent = 0
        for n, (name, limit) in enumerate(one.item.steps):
            days = self._days(one.item, limit, fault if not n else "")
            spent += days
            who = hands[2] if n + 1 == len(one.item.steps) else hands[1]
            day = one.row(self._later(day, days, 11), name, who).date()
        return self._later(day, max(self._rest(one.item, spent, fault), 0), 15)

    def _days(self, item: Item, limit: int, fault: str) -> int:
        """How long a step takes."""
        if fault == "step":
            return limit + 1
        lazy = item.code == LAZY or fault in ("late", "beyond")
        return limit if lazy else self.chance.randint(1, limit)

    def _rest(self, item: Item, spent: int, fault: str) -> int:
        """How long it lies before it is decided."""
        if fault == "beyond":
            return item.legal + 3 - spent
        if fault == "late":
            return item.promise + self.chance.randint(1, 3) - spent
        if fault == "step":
            return min(1, item.promise - spent)
        return item.last if item.code == LAZY else self.chance.randint(1, item.last)


def pieces(days: list[date], first: date) -> Iterator[tuple[date, date]]:
    """From the day after one file to the day before the next is given out."""
    after = first - timedelta(days=1)
    for day in days:
        yield after, day
        after = day
