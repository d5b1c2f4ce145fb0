"""The spreadsheet of a list of evaluators: one person a row, as its owner wrote it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingcha.appraisals.commands import frame as commands
from mingcha.appraisals.models import Frame
from mingcha.core.notice import Unfit
from mingcha.foundation.imports.sheet import Column, Deed, Row, Setting, Sheet, Undoing, sheet
from mingcha.foundation.imports.values import EMAIL, Code, Codes, Day, OneOf, Shaped, Words, YesNo
from mingcha.meetings.models import Group
from mingcha.organs import queries as organs
from mingcha.organs.models import Unit
from mingcha.people.parties import the_conduct_office

G = Group
LABELS: Final = {code: label for code, label in G.choices if code != G.GUEST}
WORDS: Final = {
    G.DEPUTY: ("人大代表", "市人大代表"),
    G.CPPCC: ("政协委员", "市政协委员"),
    G.SUPERVISOR: ("行风监督员", "监督员", "特邀监督员"),
    G.ENTERPRISE: ("企业代表", "企业", "企业负责人", "企业家"),
    G.CITIZEN: ("群众代表", "群众", "市民", "办事群众", "市民代表"),
    G.GRASSROOTS: ("基层单位", "基层", "乡镇街道"),
    G.LEADER: ("市领导", "领导"),
    G.PEER: ("机关干部", "机关", "机关工作人员"),
}
OF_FRAME: Final = ("owner", "group", "received_on", "covers")

COLUMNS: Final = (
    Column("list", _("List"), Code(30), ("名册", "名册编号", "名单编号"), required=True, fill=True,
           example="RD-2026", help=_("One code a list; a corrected list has a code of its own.")),
    Column("owner", _("Owned by"), Words(120), ("提供单位", "来源", "来源单位"), required=True,
           fill=True, example="市人大常委会办公室",
           help=_("The body that keeps the list; never an organ that will be rated.")),
    Column("group", _("Group"), OneOf(LABELS, WORDS), ("组别", "类别", "身份"), required=True,
           fill=True, example="人大代表"),
    Column("received_on", _("Received on"), Day(), ("收到日期", "提供日期"), fill=True,
           example="2026-05-06", help=_("Today, if left out.")),
    Column("covers", _("Covers"), Words(120), ("范围", "覆盖范围"), fill=True,
           example="本届全体代表"),
    Column("ref", _("Reference"), Code(40), ("编号", "序号", "代表证号", "办件编号"),
           required=True, example="D001", help=_("The owner's own number; once a list.")),
    Column("name", pgettext_lazy("person", "Name"), Words(60), ("姓名", "联系人"), required=True,
           example="沈若川"),
    Column("stratum", _("Stratum"), Words(40), ("层", "代表团", "界别", "区域", "行业"),
           example="城东代表团"),
    Column("phone", _("Telephone"), Shaped(30), ("电话", "手机", "手机号", "联系电话"),
           example="138-0000-0000"),
    Column("email", _("E-mail"), Shaped(120, EMAIL, "shen@example.cn"), ("邮箱", "电子邮箱"),
           example="shen@example.cn"),
    Column("address", _("Address"), Words(200), ("地址", "通信地址"), example="城东路 1 号"),
    Column("ties", _("Tied to organs"), Codes(40), ("回避机关", "任职机关", "关联机关"),
           example="MZ001", help=_("Codes of organs they work for or depend on.")),
    Column("named", _("Named"), YesNo(), ("指定", "推荐", "是否指定"), example="否",
           help=_("Yes: the owner names this one; the others of the stratum are drawn.")),
    Column("used", _("User of"), Code(40), ("办事机关", "办理机关"), example="MZ003",
           help=_("In a service log: the code of the organ or office that was used.")),
)  # fmt: skip


def find(rows: Sequence[Row], setting: Setting) -> None:
    """Look up lists on record, owners that are organs, and offices that were used."""
    codes = {row.get("list") for row in rows if row.get("list")}
    known = set(Frame.objects.filter(code__in=codes).values_list("code", flat=True))
    stand = {unit.code: unit for unit in organs.standing(on=setting.on)}
    named = {unit.name: unit for unit in stand.values()}
    for row in rows:
        row.found["known"] = row.get("list") in known
        owner = row.get("owner", "")
        row.found["owner"] = stand.get(owner) or named.get(owner)
        row.found["used"] = stand.get(row.get("used", ""))
        row.found["astray"] = [code for code in row.get("ties", ()) if code not in stand]


def check(rows: Sequence[Row], setting: Setting) -> None:
    """A list is new, says one thing of itself, and names organs that stand."""
    first: dict[str, Row] = {}
    for row in rows:
        if row.found["known"]:
            row.no("list", Unfit("List {code} is on record. Give this one a code of its own.",
                                 code=row.get("list")))  # fmt: skip
        head = first.setdefault(row.get("list", ""), row)
        for name in OF_FRAME:
            if row.get(name) != head.get(name):
                row.no(name, Unfit("This differs from row {number} of the same list. A list has "
                                   "one owner, one group, one day.",
                                   number=head.number))  # fmt: skip
        _check_organs(row)


def _check_organs(row: Row) -> None:
    if row.get("used") and row.found["used"] is None:
        row.no("used", Unfit("No unit has the code {code}. Look it up in the register.",
                             code=row.get("used")))  # fmt: skip
    if row.found["astray"]:
        row.no("ties", Unfit("No unit has the code {code}. Look it up in the register.",
                             code="、".join(row.found["astray"])))  # fmt: skip


def commit_new(rows: Sequence[Row], setting: Setting) -> Iterator[tuple[Row, Deed]]:
    """Enter whole lists at once."""
    lists: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        lists[row.values["list"]].append(row)
    for code, few in lists.items():
        facts = {name: few[0].get(name, "") for name in ("owner", "group", "covers")}
        facts |= {"code": code, "owner_unit": few[0].found["owner"]}
        facts["received_on"] = few[0].get("received_on") or setting.on
        entries = [_facts(row) for row in few]
        frame, made = commands.enter(facts, entries, by=setting.by, on=setting.on)
        for n, (row, one) in enumerate(zip(few, made, strict=True)):
            if n == 0:
                yield row, Deed(frame)
            yield row, Deed(one)


def _facts(row: Row) -> dict[str, Any]:
    names = ("ref", "name", "stratum", "phone", "email", "address")
    used: Unit | None = row.found["used"]
    return {
        **{name: row.get(name, "") for name in names},
        "ties": row.get("ties", []),
        "named": bool(row.get("named")),
        "used": used,
    }


def commit(row: Row, setting: Setting) -> Iterator[Deed]:
    """A list on record is never changed by a row."""
    yield from ()


EVALUATORS: Final = sheet(
    Sheet(
        name="evaluators",
        title=_("List of evaluators"),
        help=_("One person a row, as a third body keeps them. A row never changes a list on "
               "record."),
        columns=COLUMNS,
        key=("list", "ref"),
        find=find,
        check=check,
        commit=commit,
        commit_new=commit_new,
        only=lambda person: the_conduct_office(None, person),
        undoings={
            "appraisals.frame": Undoing(
                commands.take_back, own=frozenset({"appraisals.frameentry"})
            ),
            "appraisals.frameentry": Undoing(commands.take_back_entries),
        },
    )
)  # fmt: skip
