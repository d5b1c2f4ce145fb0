"""The appraisals of the demonstration year: what is asked of whom about whom, and when.

A table like a city's own plan. Which days are possible, the rules of the rooms decide: rule and
organs stand published twenty working days before a round opens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from mingcha.core.roundrule import DEFAULT, GROUPS, ITEMS, Question

EIGHT = {group.code: group.quota for group in GROUPS}
CONCENTRATED = {
    "enterprise": 320, "citizen": 500, "supervisor": 120, "deputy": 200, "cppcc": 200,
    "grassroots": 220, "leader": 40, "peer": 200,
}  # fmt: skip
FOUR = {"deputy": 160, "cppcc": 160, "supervisor": 120, "enterprise": 200}
USERS = {"enterprise": 60, "citizen": 60}
FIFTY = dict.fromkeys(EIGHT, 50)
OVERALL = (Question("overall", "总体评价", "Overall"),)
FEWEST = 12  # slips of a group in the smallest city
ALL = tuple(kind for kind, _row in DEFAULT.weights)


@dataclass(frozen=True)
class Days:
    """When a round does what; a day that is missing lies after the demonstration's day."""

    published: date
    panel: date
    opens: date
    closes: date
    counted: date | None = None
    validated: date | None = None
    told: date | None = None
    objected: date | None = None
    decided: date | None = None
    final: date | None = None
    closed: date | None = None


@dataclass(frozen=True)
class Call:
    """One round as it is called."""

    kind: str
    period: str
    title: str
    document: str
    days: Days
    sizes: Mapping[str, int]
    questions: tuple[Question, ...] = OVERALL
    kinds: tuple[str, ...] = ALL
    block: int = 0
    parts: tuple[str, str] = ("1", "0")
    came: float = 0.92  # this share of those asked cast a ballot
    comments: int = 0
    reason: str = ""
    blind: tuple[str, ...] = ()  # groups drawn from lists and invited

    @property
    def code(self) -> str:
        """Of its rule version."""
        return f"{self.kind.replace('_', '-')}-{self.period}-1"

    def among(self, part: int) -> Call:
        """The same round in a city with so many times fewer people; only what is open invites."""
        if part == 1:
            return self
        sizes = {code: max(FEWEST, n // part) for code, n in self.sizes.items()}
        return replace(self, sizes=sizes, blind=() if self.days.counted else self.blind)

    def parameters(self) -> dict[str, Any]:
        """The rule: the shipped one with this round's groups, questions and parts."""
        held = DEFAULT.parameters()
        groups = [
            {**dict(vars(g)), "quota": self.sizes[g.code], "min_valid": _least(self.sizes[g.code])}
            for g in GROUPS
            if g.code in self.sizes
        ]
        return held | {
            "questions": [dict(vars(question)) for question in self.questions],
            "groups": groups,
            "weights": {kind: self._row(dict(row)) for kind, row in DEFAULT.weights
                        if kind in self.kinds},
            "block": self.block,
            "parts": list(self.parts),
        }  # fmt: skip

    def _row(self, row: dict[str, str]) -> dict[str, str]:
        """The shipped weights where all eight are asked; else each group weighs the same."""
        if self.sizes.keys() == row.keys():
            return row
        return dict.fromkeys(self.sizes, str(1 / len(self.sizes)))


def _least(asked: int) -> int:
    """Answers that make a group count: a fifth of those asked, and never above thirty."""
    return max(2, min(30, asked // 5))


# fmt: off
CALLS = (
    Call("concentrated", "2025", "2025年机关作风集中评议", "明作风办〔2025〕18号",
         Days(date(2025, 10, 21), date(2025, 11, 4), date(2025, 11, 19), date(2025, 12, 2),
              date(2025, 12, 3), date(2025, 12, 5), date(2025, 12, 8), date(2025, 12, 10),
              date(2025, 12, 17), date(2025, 12, 22), date(2025, 12, 24)),
         CONCENTRATED, comments=24, blind=("supervisor",)),
    Call("year_end", "2025", "2025年度机关作风年终评议", "明作风办〔2025〕19号",
         Days(date(2025, 11, 7), date(2025, 11, 24), date(2025, 12, 8), date(2025, 12, 19),
              date(2025, 12, 22), date(2025, 12, 26), date(2025, 12, 29),
              final=date(2026, 1, 9), closed=date(2026, 1, 14)),
         FIFTY, parts=("0.7", "0.3"), came=0.96),
    Call("on_the_spot", "2026", "作风建设动员大会现场评议", "明作风办〔2026〕2号",
         Days(date(2026, 2, 5), date(2026, 2, 24), date(2026, 2, 26), date(2026, 2, 26),
              date(2026, 2, 26), date(2026, 3, 4), date(2026, 3, 11),
              final=date(2026, 3, 24), closed=date(2026, 3, 31)),
         FOUR, kinds=("service", "enforcement"), came=0.97, comments=8),
    Call("key_point", "2026Q1", "一季度重点岗位评议", "明作风办〔2026〕4号",
         Days(date(2026, 2, 6), date(2026, 3, 2), date(2026, 3, 16), date(2026, 3, 27),
              date(2026, 3, 30), date(2026, 4, 2), date(2026, 4, 7), date(2026, 4, 9)),
         USERS, questions=ITEMS, kinds=("service",), came=0.85, comments=4),
    Call("quarterly", "2026Q1", "2026年一季度机关作风评议", "明作风办〔2026〕6号",
         Days(date(2026, 3, 5), date(2026, 3, 20), date(2026, 4, 7), date(2026, 4, 20)),
         FIFTY, questions=ITEMS, block=10, came=0.5, blind=("deputy",)),
)
# fmt: on
