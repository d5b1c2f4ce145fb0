"""The spreadsheet of norms: one row a norm; a change words it anew from a day on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingcha.core.notice import Unfit
from mingcha.foundation.imports.sheet import Column, Deed, Row, Setting, Sheet, Undoing, sheet
from mingcha.foundation.imports.values import Code, Day, OneOf, Words
from mingcha.norms import commands, queries
from mingcha.norms.models import FailureKind, Norm, Severity
from mingcha.people.parties import those_who_lead

FAILURES: Final = {
    FailureKind.SLOW: ("慢作为",),
    FailureKind.ABSENT: ("不作为",),
    FailureKind.WILFUL: ("乱作为",),
    FailureKind.EXTORTION: ("吃拿卡要",),
    FailureKind.CONDUCT: ("作风", "纪律", "行为"),
    FailureKind.NONE: ("褒奖", "表扬", "正面"),
}
SEVERITIES: Final = {
    str(Severity.PRAISE.value): ("褒奖", "表扬"),
    str(Severity.LIGHT.value): ("轻", "轻微", "一般", "light"),
    str(Severity.SERIOUS.value): ("重", "较重", "严重", "serious"),
    str(Severity.GRAVE.value): ("特重", "特别严重", "红线", "grave"),
}
SEVERITY_LABELS: Final = {str(code): label for code, label in Severity.choices}
FIELDS: Final = ("title", "title_en", "text", "basis", "failure_kind", "severity")

COLUMNS: Final = (
    Column("code", _("Code"), Code(10), ("编号", "规范编号", "编码"), required=True, example="N21",
           help=_("Each norm's own; a row whose code is in force words that norm anew.")),
    Column("title", pgettext_lazy("of a norm", "Title"), Words(100), ("标题", "规范", "名称",
           "规范名称"), required=True, example="一次告知"),
    Column("title_en", _("In English"), Words(120), ("英文", "英文名称")),
    Column("text", _("What is asked for"), Words(4000), ("内容", "要求", "规范内容", "具体要求")),
    Column("basis", _("Basis"), Words(200), ("依据", "制定依据", "法律依据"),
           example="《优化营商环境条例》"),
    Column("failure_kind", _("Failure"), OneOf(dict(FailureKind.choices), FAILURES),
           ("失范类型", "问题类型", "类型"), required=True, fill=True, example="不作为"),
    Column("severity", _("Severity"), OneOf(SEVERITY_LABELS, SEVERITIES), ("严重程度", "程度",
           "等级"), fill=True, example="轻", help=_("Light where nothing is written.")),
    Column("since", _("In force from"), Day(), ("施行日期", "生效日期", "执行日期", "since"),
           required=True, fill=True, example="2026-05-01",
           help=_("For a change: the day from which the new wording holds, today or later.")),
)  # fmt: skip


def find(rows: Sequence[Row], setting: Setting) -> None:
    """Match rows with the newest wording of each code."""
    known = queries.wordings([row.get("code") for row in rows if row.get("code")])
    for row in rows:
        rule = row.thing = known.get(row.get("code", ""))
        if rule is not None and rule.until is None:
            row.before = {name: _plain(getattr(rule, name)) for name in FIELDS}


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, int) else value


def check(rows: Sequence[Row], setting: Setting) -> None:
    """Nobody is judged by words that did not hold yet."""
    for row in rows:
        since, rule = row.get("since"), row.thing
        praised = row.get("failure_kind") == FailureKind.NONE
        if praised and row.get("severity", "0") != "0":
            row.no("severity", Unfit("What is praiseworthy has no severity. Leave this empty."))
        if rule is None or since is None:
            continue
        if rule.until is not None and rule.until >= since:
            row.no("since", Unfit("{code} holds until {day} in its old wording. Write a later day.",
                                  code=rule.code, day=rule.until))  # fmt: skip
        elif row.changes and since < setting.on:
            row.no("since", Unfit("A new wording cannot hold from {day}: what was done since then "
                                  "was judged by the old one. Write today or a later day.",
                                  day=since))  # fmt: skip
        elif row.changes and since < rule.since:
            row.no("since", Unfit("{code} holds only since {day}. Write that day or a later one.",
                                  code=rule.code, day=rule.since))  # fmt: skip


def commit(row: Row, setting: Setting) -> Iterator[Deed]:
    """Enter a new norm, or word one anew from its day on."""
    given = [name for name in FIELDS if name in row.values]
    facts: dict[str, Any] = {name: _value(name, row.values[name]) for name in given}
    if row.before is None:
        severity = 0 if row.values["failure_kind"] == FailureKind.NONE else int(Severity.LIGHT)
        entered = {"severity": severity, **facts}
        code, title = row.values["code"], entered.pop("title")
        yield Deed(commands.enter_norm(code, title, since=row.values["since"], by=setting.by,
                                       **entered))  # fmt: skip
        return
    rule: Norm = row.thing
    changes = {name: facts[name] for name in row.changes}
    was = {name: getattr(rule, name) for name in changes}
    since = row.get("since") or setting.on
    worded = commands.amend(rule, by=setting.by, on=setting.on, since=since, **changes)
    if worded.pk == rule.pk:
        yield Deed(rule, was)
        return
    yield Deed(rule, {"until": None})
    yield Deed(worded)


def _value(name: str, value: Any) -> Any:
    return int(value) if name == "severity" else value


def those_who_keep_norms(person: Any) -> bool:
    """The same people as on the pages of norms."""
    return those_who_lead(None, person)


NORMS: Final = sheet(
    Sheet(
        name="norms",
        title=_("Norms of conduct"),
        help=_("One norm a row. What was judged by an old wording keeps that wording."),
        columns=COLUMNS,
        key=("code",),
        find=find,
        check=check,
        commit=commit,
        only=those_who_keep_norms,
        undoings={"norms.norm": Undoing(commands.take_back, commands.put_back)},
    )
)
