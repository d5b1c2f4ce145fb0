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
from mingcha.powers.record import BasisLine, FeeLine, MaterialLine, StepLine

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


@dataclass(frozen=True)
class Item:
    """One item of the city with what it asks for."""

    code: str
    name: str
    organ: str
    legal: int
    promise: int
    basis: BasisLine
    steps: tuple[StepLine, ...]
    share: int  # of a hundred cases
    materials: tuple[MaterialLine, ...] = (
        MaterialLine("M1", "申请书"),
        MaterialLine("M2", "身份证明"),
    )
    fees: tuple[FeeLine, ...] = ()


CHECKED = (StepLine("S1", "材料审核", 3), StepLine("S2", "现场核查", 6), StepLine("S3", "复核", 3))
READ = (StepLine("S1", "材料审核", 3), StepLine("S2", "复核", 3))
# fmt: off
ITEMS = (
    Item("MZ-SP-101", "公共场所卫生许可", "卫生健康委员会", 20, 10, BasisLine("公共场所卫生管理条例", "第四条"), CHECKED, 26),
    Item("MZ-SP-102", "民办培训机构设立审批", "教育局", 20, 12, BasisLine("民办教育促进法", "第十二条"), CHECKED, 12),
    Item("MZ-SP-201", "户外广告设施设置审批", "城市管理局", 20, 7, BasisLine("城市市容和环境卫生管理条例", "第十一条"), READ, 22),
    Item("MZ-SP-202", "道路货物运输经营许可", "交通运输局", 20, 8, BasisLine("道路运输条例", "第二十四条"), READ, 18),
    Item("MZ-SP-301", "建设工程规划许可证核发", "自然资源和规划局", 20, 10, BasisLine("城乡规划法", "第四十条"), CHECKED, 14),
    Item("MZ-SP-302", "临时占用绿地审批", "园林绿化局", 20, 8, BasisLine("城市绿化条例", "第十九条"), READ, 8),
)
# fmt: on
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
        item = self.chance.choices(ITEMS, [one.share for one in ITEMS])[0]
        if fault in ("step", "same") or (fault and item.promise < 8):
            item = ITEMS[0]
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
            asked = "户口本原件" if fault == "material" else "申请书"
            told = one.row(self._later(came.date(), 1, 10), "补正告知", hands[0], material=asked)
            if fault == "twice":
                again = self._later(told.date(), 2, 10)
                told = one.row(again, "补正告知", hands[0], material="身份证明")
            came = one.row(self._later(told.date(), self.chance.randint(1, 4), 10), "补正完成")
        return one.row(came + timedelta(minutes=self.chance.randint(15, 90)), "受理", hands[0])

    def _handled(self, one: Told, accepted: datetime, hands: list[str], fault: str) -> None:
        if fault == "minutes":
            decided = one.row(accepted + timedelta(minutes=2), "决定", hands[3])
            one.row(self._later(decided.date(), 1), "送达", hands[0])
            return
        days = self._length(one.item, fault)
        start = accepted.date()
        if days > 6 and not fault and self.chance.randrange(6) == 0:
            one.row(self._later(start, 1, 15), "中止", hands[1], reason="组织专家评审，已书面告知")
            start = one.row(self._later(start, 6, 10), "恢复", hands[1]).date()
        at = self._steps(one, start, days, hands, fault)
        last = hands[2] if fault == "same" else hands[3]
        decided = one.row(self._later(start, days, 16) if days else at, "决定", last)
        one.row(self._later(decided.date(), self.chance.randint(1, 3), 10), "送达", hands[0])

    def _steps(self, one: Told, start: date, days: int, hands: list[str], fault: str) -> datetime:
        at = self._later(start, 0, 11)
        ends = [days * (k + 1) // (len(one.item.steps) + 1) for k in range(len(one.item.steps))]
        if fault == "step":
            ends = [5, 6, 7]
        for step, end in zip(one.item.steps, ends, strict=True):
            who = hands[2] if step.name == "复核" else hands[1]
            at = one.row(self._later(start, end, 11), step.name, who)
        return at

    def _length(self, item: Item, fault: str) -> int:
        """Working days from acceptance to decision: mostly well within the promise."""
        if fault == "beyond":
            return item.legal + 3
        if fault == "late":
            return item.promise + self.chance.randint(1, 3)
        if item.code == "MZ-SP-201" and self.chance.randrange(2):
            return item.promise  # lies until the last day
        return self.chance.randint(max(2, item.promise // 2), item.promise - 1)


def pieces(days: list[date], first: date) -> Iterator[tuple[date, date]]:
    """From the day after one file to the day before the next is given out."""
    after = first - timedelta(days=1)
    for day in days:
        yield after, day
        after = day
