"""The spreadsheet of powers and approval items, as cities publish it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingcha.core.notice import Unfit
from mingcha.foundation.imports.sheet import (
    Column,
    Deed,
    Row,
    Setting,
    Sheet,
    Undoing,
    importers_of,
    sheet,
)
from mingcha.foundation.imports.values import Code, Day, OneOf, Words
from mingcha.organs import queries as organs
from mingcha.organs.models import Unit
from mingcha.powers import cells, commands, queries
from mingcha.powers.commands.inventory import Entry
from mingcha.powers.models import Item, Version
from mingcha.powers.published import names_in, reshape
from mingcha.powers.record import CODED, Terms, codes_kept, terms_of
from mingcha.powers.wording import limit
from mingcha.powers.workflow import the_approval_office

K, L = Item.Kind, Item.Level
KINDS: Final = {
    K.LICENCE: ("许可", "行政许可", "审批", "行政审批", "非行政许可审批", "行政许可类"),
    K.CONFIRMATION: ("确认", "行政确认"),
    K.PENALTY: ("处罚", "行政处罚"),
    K.COERCION: ("强制", "行政强制"),
    K.LEVY: ("征收", "行政征收", "行政收费"),
    K.GRANT: ("给付", "行政给付"),
    K.INSPECTION: ("检查", "行政检查", "监督检查"),
    K.RULING: ("裁决", "行政裁决"),
    K.REWARD: ("奖励", "行政奖励"),
    K.SERVICE: ("公共服务", "服务", "便民服务", "服务事项"),
    K.OTHER: ("其他", "其他行政权力", "其他权力", "其他类", "行政备案", "备案"),
}
LEVELS: Final = {
    L.PROVINCE: ("省级", "省"),
    L.CITY: ("市级", "市", "市本级", "本级"),
    L.COUNTY: ("县级", "区级", "县", "区", "区县", "县区"),
    L.SHARED: ("市县", "市、县", "市级、县级", "市县两级", "市级,县级", "市、区", "市级、区级"),
    L.TOWN: ("镇级", "街道", "乡镇", "镇街", "乡镇街道"),
}


@dataclass(frozen=True)
class Cell:
    """A cell read by one of `cells`' readers, shown as people write it again."""

    reader: Any
    shower: Any

    def read(self, text: str) -> Any:
        """What it means, as plain lists that can be kept and compared."""
        found = self.reader(text)
        if isinstance(found, tuple) and (not found or isinstance(found[0], tuple)):
            return [list(line) for line in found]
        return list(found) if found is not None else []

    def show(self, value: Any) -> str:
        """The same in words."""
        return str(self.shower(value))


def _limit(value: Any) -> str:
    return limit(value[0], value[1]) if value else "—"


def _lines(value: Any) -> str:
    return "；".join(
        " ".join(str(part) for part in line if part not in (None, "")) for line in value
    )


COLUMNS: Final = (
    Column("code", _("Code"), Code(40), ("编码", "项目编码", "事项编码", "权力编码", "职权编码",
           "基本编码", "实施编码", "事项代码", "项目代码", "职权代码"), fill=True,
           example="XK-GH-001",
           help=_("Its own; without one, organ and number of the row are put together.")),
    Column("number", pgettext_lazy("of a row", "No."), Words(20), ("序号", "编号", "项目序号"),
           fill=True, example="1.1",
           help=_("1.1 and （一） are parts of the item above them.")),
    Column("name", _("Name"), Words(200), ("事项名称", "职权名称", "权力名称", "项目名称",
           "审批项目名称", "许可事项名称", "审批事项名称", "主项名称", "权力事项名称", "名称",
           "行政权力名称", "事项"), required=True, fill=True, example="户外广告设置许可"),
    Column("sub", _("Part of an item"), Words(200),
           ("子项名称", "子项", "办理项名称", "业务办理项"),
           fill=True, help=_("Where this is filled, the name is that of the item above.")),
    Column("of_kind", _("Kind"), OneOf(dict(K.choices), KINDS), ("事项类型", "权力类型",
           "职权类别", "权力类别", "类型", "类别", "职权类型", "事项类别"), fill=True,
           example="行政许可", help=_("Other where nothing is written.")),
    Column("level", _("Level"), OneOf(dict(L.choices), LEVELS), ("行使层级", "层级",
           "实施层级", "审批层级", "行使级别"), fill=True, example="市级",
           help=_("City where nothing is written.")),
    Column("organ", _("Organ"), Words(300), ("实施机关", "实施主体", "责任部门", "实施部门",
           "审批部门", "行使主体", "牵头部门", "部门", "单位", "主管部门", "职权部门", "责任单位"),
           required=True, fill=True, lines=True, example="市规划局",
           help=_("Code or whole name. Of several the first leads; 会同 or 联合 means jointly.")),
    Column("legal", _("Legal limit"), Cell(cells.period, _limit), ("法定时限", "法定期限",
           "法定办理时限", "法定办结时限", "法定时限(工作日)", "法定审批时限"), fill=True,
           example="20个工作日"),
    Column("promised", _("Promised limit"), Cell(cells.period, _limit), ("承诺时限",
           "承诺期限", "承诺办理时限", "承诺办结时限", "承诺时限(工作日)", "办理时限",
           "承诺审批时限"), fill=True, example="8个工作日",
           help=_("即办 and 当场办结 mean on the spot.")),
    Column("bases", _("Legal basis"), Cell(cells.bases, _lines), ("设定依据", "法律依据",
           "法定依据", "实施依据", "职权依据", "权力依据", "依据", "设立依据"), fill=True,
           lines=True, example="《行政许可法》第四十二条；《城市市容管理条例》第十一条"),
    Column("steps", _("Steps"), Cell(cells.steps, _lines), ("办理流程", "流程", "办理环节",
           "审批环节", "办理程序", "环节"), lines=True, example="受理（1）→审查（5）→决定（2）"),
    Column("materials", _("Materials"), Cell(cells.materials, _lines), ("申请材料", "申报材料",
           "提交材料", "材料", "材料清单", "所需材料"), lines=True,
           example="1.申请表；2.身份证明"),
    Column("fees", _("Fees"), Cell(cells.fees, _lines), ("收费", "收费标准", "是否收费",
           "收费情况", "收费依据及标准", "收费项目"), lines=True, example="不收费"),
    Column("since", _("In force from"), Day(), ("施行日期", "生效日期", "实施日期", "执行日期"),
           fill=True, example="2026-05-01",
           help=_("The day of the import where nothing is written.")),
)  # fmt: skip
LINES: Final = ("bases", "steps", "materials", "fees")


def find(rows: Sequence[Row], setting: Setting) -> None:
    """Match rows with items by code, organs by name or code, parts with what they are part of."""
    known = queries.known([row.get("code") for row in rows if row.get("code")])
    newest = queries.newest(list(known.values()))
    units = _units(setting)
    for row in rows:
        _look_up_organs(row, units)
        item = row.thing = known.get(row.get("code", ""))
        version = newest.get(item.pk) if item is not None else None
        if item is not None and version is not None:
            row.found["version"] = version
            row.before = _as_row(item, version)
            _keep_codes(row)
            row.values["organ"] = _said_organs(row) or row.get("organ")


def _keep_codes(row: Row) -> None:
    """A step, paper or fee that is on record by its name keeps its code; new ones get free ones."""
    for name in CODED:
        if lines := row.values.get(name):
            codes = codes_kept((row.before or {})[name], lines)
            row.values[name] = [[c, *line[1:]] for c, line in zip(codes, lines, strict=True)]


def _units(setting: Setting) -> dict[str, Unit]:
    standing = organs.organs(on=setting.on)
    by_name = {unit.name: unit for unit in standing}
    return {**by_name, **{unit.code: unit for unit in standing}}


def _look_up_organs(row: Row, units: dict[str, Unit]) -> None:
    names = names_in(row.get("organ", ""))
    found = [units.get(name) or units.get(f"市{name}") for name in names]
    row.found["organs"] = list(dict.fromkeys(unit for unit in found if unit is not None))
    for name, unit in zip(names, found, strict=True):
        if unit is None:
            row.no("organ", Unfit("“{name}” is no organ on record. Write its code or its whole "
                                  "name, or enter it first.", name=name))  # fmt: skip
            return


def _said_organs(row: Row) -> str:
    return "、".join(unit.name for unit in row.found["organs"])


def _as_row(item: Item, version: Version) -> dict[str, Any]:
    now = terms_of(version)
    held = [now.organ, *now.partners]
    return {
        "name": item.name,
        "organ": "、".join(unit.name for unit in held),
        "legal": [] if now.legal_days is None else [now.legal_days, now.legal_kind],
        "promised": [] if now.promised_days is None else [now.promised_days, now.days_kind],
        **{name: [list(line) for line in getattr(now, name)] for name in LINES},
    }


def check(rows: Sequence[Row], setting: Setting) -> None:
    """What cannot be entered: a change that reaches back, a part of nothing, an item in reform."""
    codes = {row.get("code") for row in rows}
    parents = [row.words["part_of"] for row in rows if row.words.get("part_of")]
    known = queries.known([code for code in parents if code not in codes])
    for row in rows:
        parent = row.words.get("part_of")
        row.found["parents"] = known
        row.rank = 1 if parent else 0
        if parent and parent not in codes and parent not in known:
            row.no("number", Unfit("It is part of {code}, which is neither in the file nor on "
                                   "record. Enter that item first.", code=parent))  # fmt: skip
        if row.before is not None and row.changes:
            _check_change(row, setting)


def _check_change(row: Row, setting: Setting) -> None:
    item, version = row.thing, row.found["version"]
    since = row.get("since") or setting.on
    if item.state != Item.State.LISTED or version.valid_to is not None:
        row.no("code", Unfit("{code} is under review, being reformed or off the inventory. Leave "
                             "the row out until that has ended.", code=item.code))  # fmt: skip
    elif set(row.changes) == {"name"}:
        return
    elif since < setting.on or since <= version.valid_from:
        row.no("since", Unfit("{code} holds as it stands since {day}, and a change cannot reach "
                              "back. Write a later day, not before today.", code=item.code,
                              day=version.valid_from))  # fmt: skip


def _terms(row: Row) -> Terms:
    held = row.found["organs"]
    joint = len(held) > 1 and any(word in row.words.get("organ", "") for word in cells.JOINTLY)
    facts: dict[str, Any] = {"organ": held[0], "partners": tuple(held[1:]), "joint": joint}
    return Terms(**facts, **_asked(row.values))


def _asked(values: Any) -> dict[str, Any]:
    """The fields of its terms that a row names."""
    facts: dict[str, Any] = {}
    for name, days, kind in (
        ("legal", "legal_days", "legal_kind"),
        ("promised", "promised_days", "days_kind"),
    ):
        if name in values:
            told = values[name]
            facts |= {days: told[0], kind: told[1]} if told else {days: None}
    if "promised" in values:
        facts["on_the_spot"] = bool(values["promised"]) and values["promised"][0] == 0
    for name in LINES:
        if name in values:
            facts[name] = tuple(cells.LINE[name](*line) for line in values[name])
    return facts


def commit_new(rows: Sequence[Row], setting: Setting) -> Iterator[tuple[Row, Deed]]:
    """Enter all new items in two goes: those that stand by themselves, then their parts."""
    made: dict[str, Item] = {}
    for rank in (0, 1):
        batch = [row for row in rows if row.rank == rank]
        entries = [_entry(row, made, setting) for row in batch]
        for row, item in zip(batch, commands.enter_many(entries, by=setting.by), strict=True):
            made[item.code] = item
            yield row, Deed(item)


def _entry(row: Row, made: dict[str, Item], setting: Setting) -> Entry:
    parent = row.words.get("part_of", "")
    return Entry(
        row.values["code"],
        row.values["name"],
        _terms(row),
        row.get("since") or setting.on,
        of_kind=row.get("of_kind") or K.OTHER,
        level=row.get("level") or L.CITY,
        parent=made.get(parent) or row.found["parents"].get(parent),
    )


def commit(row: Row, setting: Setting) -> Iterator[Deed]:
    """Say anew what an item asks for from its day on, or correct its name."""
    item: Item = row.thing
    changes = row.changes
    if "name" in changes:
        was = {"name": item.name}
        commands.rename(item, by=setting.by, on=setting.on, name=row.values["name"])
        yield Deed(item, was)
    named = {name: row.values[name] for name in changes if name not in {"name", "organ"}}
    facts = _asked(named)
    if "organ" in changes:
        told = _terms(row)
        facts |= {"organ": told.organ, "partners": told.partners, "joint": told.joint}
    if facts:
        old: Version = row.found["version"]
        since = row.get("since") or setting.on
        commands.amend(item, by=setting.by, on=setting.on, since=since, **facts)
        old.refresh_from_db()
        yield Deed(old, {"valid_to": None})
        yield Deed(queries.versions_of(item).get(valid_from=since))


@importers_of("powers")
def those_who_keep_the_inventory(person: Any) -> bool:
    """The same people as on the pages of the inventory."""
    return the_approval_office(None, person)


POWERS: Final = sheet(
    Sheet(
        name="powers",
        title=_("Powers and approval items"),
        help=_("One item a row, or several rows an item where cells are merged. A change holds "
               "from its day on; what was before stays on record."),
        columns=COLUMNS,
        key=("code",),
        heads=("name",),
        reshape=reshape,
        find=find,
        check=check,
        commit=commit,
        commit_new=commit_new,
        only=those_who_keep_the_inventory,
        undoings={
            "powers.item": Undoing(
                commands.take_back, commands.put_back, own=commands.inventory.OWN
            ),
            "powers.version": Undoing(
                commands.take_back_versions, commands.put_back, own=commands.inventory.OWN
            ),
        },
    )
)  # fmt: skip
