"""The fixed Chinese words of bulletins: official documents speak Chinese, whoever reads them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from mingcha.bulletins.record.figures import Rate
from mingcha.bulletins.render.wording import chinese, written

CLASSES: Final = {
    "enforcement": "执法类",
    "management": "管理类",
    "service": "服务类",
    "party_mass": "党群类",
    "vertical": "垂直管理类",
    "utility": "公用事业类",
}
TURNS: Final = {"organ": "责任单位", "centre": "察访中心", "city": "领导小组"}
COLOURS: Final = {"blue": "蓝色", "orange": "橙色", "red": "红色"}
ORDER_STATES: Final = {
    "open": "整改中",
    "reported": "待复查",
    "closed": "已办结",
    "withdrawn": "已撤销",
}
WITHHELD: Final = "*"
QUARTERS: Final = {(1, 3): "第一季度", (4, 6): "第二季度", (7, 9): "第三季度", (10, 12): "第四季度"}
HALVES: Final = {(1, 6): "上半年", (7, 12): "下半年", (1, 12): "度"}


def period(since: date, until: date) -> str:
    """A period as documents name it.

    >>> period(date(2026, 1, 1), date(2026, 3, 31))
    '2026年第一季度'
    >>> period(date(2026, 2, 1), date(2026, 2, 28)), period(date(2026, 1, 1), date(2026, 12, 31))
    ('2026年2月', '2026年度')
    >>> period(date(2026, 2, 3), date(2026, 3, 5))
    '2026年2月3日至3月5日'
    """
    whole = since.day == 1 and (until + timedelta(1)).day == 1 and since.year == until.year
    months = (since.month, until.month)
    if whole and months in QUARTERS | HALVES:
        return f"{since.year}年{(QUARTERS | HALVES)[months]}"
    if whole and since.month == until.month:
        return f"{since.year}年{since.month}月"
    end = f"{until.month}月{until.day}日" if since.year == until.year else written(until)
    return f"{written(since)}至{end}"


def percent(share: float) -> str:
    """A share as a document writes it.

    >>> percent(0.376)
    '37.6%'
    """
    return f"{share:.1%}"


def rate(of: Rate) -> str:
    """A share with its interval, or why there is none.

    >>> rate(Rate(4, 5, 0.376, 0.964)), rate(Rate(None, 5)), rate(Rate(0, 0))
    ('80.0%（37.6%—96.4%）', '*', '—')
    """
    if of.count is None:
        return WITHHELD
    if of.value is None or of.low is None or of.high is None:
        return "—"
    return f"{percent(of.value)}（{percent(of.low)}—{percent(of.high)}）"


def count(n: int | None) -> str:
    """A count, or the sign that it is withheld."""
    return WITHHELD if n is None else str(n)


def first(n: int) -> str:
    """The first so many, in words up to ninety-nine.

    >>> first(3)
    '前三名'
    """
    return f"前{chinese(n) if n < 100 else n}名"
