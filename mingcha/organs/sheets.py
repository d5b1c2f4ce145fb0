"""The spreadsheet of organs, offices, counters and posts: one tree, one row a unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final
from unicodedata import normalize

from django.utils.translation import gettext_lazy as _

from mingcha.core.notice import Unfit
from mingcha.foundation.imports.sheet import Column, Deed, Row, Setting, Sheet, Undoing, sheet
from mingcha.foundation.imports.values import Code, Day, OneOf, Words, YesNo
from mingcha.organs import commands, queries
from mingcha.organs.models import Unit

L = Unit.Level
DEPTH: Final = {L.ORGAN: 0, L.OFFICE: 1, L.COUNTER: 2, L.POST: 3}

LEVELS: Final = {
    L.ORGAN: ("机关", "单位", "部门", "局"),
    L.OFFICE: ("科室", "处室", "股室", "科", "处", "内设机构"),
    L.COUNTER: ("窗口", "服务窗口"),
    L.POST: ("岗位", "岗"),
}
KINDS: Final = {
    Unit.Kind.ENFORCEMENT: ("执法", "执法类", "行政执法"),
    Unit.Kind.MANAGEMENT: ("管理", "管理类", "综合管理", "综合管理类", "综合"),
    Unit.Kind.SERVICE: ("服务", "服务类", "公共服务"),
    Unit.Kind.PARTY_MASS: ("党群", "党群类", "党群机关", "群团"),
    Unit.Kind.VERTICAL: ("垂直", "垂直管理", "垂管", "垂直管理类", "双管"),
    Unit.Kind.UTILITY: ("公用", "公用事业", "公共事业", "公用企业"),
}

COLUMNS: Final = (
    Column("code", _("Code"), Code(40), ("编号", "编码", "代码", "机构编码", "单位编码", "机关编码",
           "机构代码", "组织机构代码", "统一社会信用代码", "单位代码", "机关代码", "部门编码",
           "部门代码", "机构编号", "单位编号"), required=True, example="MZ012-03",
           help=_("Each unit's own; a row whose code is on record changes that unit.")),
    Column("name", _("Name"), Words(100), ("名称", "单位名称", "机构名称", "机关名称", "全称",
           "部门名称", "单位全称", "机构全称"),
           required=True, example="行政审批科",
           help=_("Another name than on record renames the unit from the day of the import.")),
    Column("level", _("Level"), OneOf(dict(L.choices), LEVELS), ("层级", "级别", "类型",
           "单位层级", "机构层级"),
           fill=True, example="科室",
           help=_("Organ, office, counter or post; if empty, a unit with a parent is an office.")),
    Column("kind", _("Class"), OneOf(dict(Unit.Kind.choices), KINDS), ("类别", "机关类别",
           "考评类别", "分类", "单位类别", "机构类别", "机关性质", "单位性质"), fill=True,
           example="执法",
           help=_("Of organs: the class inside which they are compared. A unit inside has that "
                  "of its organ.")),
    Column("parent", _("Belongs to"), Code(40), ("上级编码", "上级代码", "上级单位编码",
           "所属单位编码", "隶属", "上级", "所属机关", "上级单位", "上级机关", "所属单位",
           "主管部门", "上级部门", "上级主管部门", "隶属单位", "parent code"), fill=True,
           example="MZ012",
           help=_("The code or whole name of the unit it lies in, which may stand further down.")),
    Column("since", _("Since"), Day(), ("成立日期", "设立日期", "起始日期", "起", "生效日期",
           "成立时间", "设立时间"),
           fill=True, example="2026-01-01",
           help=_("The first day it stands; if empty, the first of January of this year.")),
    Column("until", _("Until"), Day(), ("撤销日期", "终止日期", "止", "截止日期"),
           help=_("The last day it stands; empty while it stands.")),
    Column("is_key", _("Key office"), YesNo(), ("重点科室", "重点岗位", "重点处室", "是否重点"),
           example="否", help=_("Whether it is one of the key offices that are appraised apart.")),
)  # fmt: skip


def find(rows: Sequence[Row], setting: Setting) -> None:
    """Match rows with units on record, by code."""
    tree = {unit.code: unit for unit in queries.every_unit()}
    codes = _codes(rows, tree.values(), setting.on)
    for row in rows:
        row.found["tree"] = tree
        if (said := row.get("parent")) in codes:
            row.values["parent"] = codes[said]
        unit = row.thing = tree.get(row.get("code", ""))
        if unit is not None:
            row.before = _as_row(unit)


def _codes(rows: Sequence[Row], units: Iterable[Unit], on: date) -> dict[str, str]:
    """Name -> code, of organs that one unit alone bears, in the file or on record."""
    named: dict[str, set[str]] = {}
    for row in rows:
        if row.get("name") and row.get("code"):
            named.setdefault(_tight(row.values["name"]), set()).add(row.values["code"])
    for unit in units:
        if unit.active_to is None or unit.active_to >= on:
            named.setdefault(_tight(unit.name), set()).add(unit.code)
    known = {code for codes in named.values() for code in codes}
    return {
        name: min(codes) for name, codes in named.items() if len(codes) == 1 and name not in known
    }


def _tight(name: str) -> str:
    """A name as a column of codes reads it: plain characters, no blanks."""
    return "".join(normalize("NFKC", name).split())


def _as_row(unit: Unit) -> dict[str, Any]:
    return {
        "name": unit.name,
        "level": unit.level,
        "kind": unit.kind,
        "parent": unit.parent.code if unit.parent else "",
        "since": unit.active_from,
        "until": unit.active_to,
        "is_key": unit.is_key,
    }


def check(rows: Sequence[Row], setting: Setting) -> None:
    """Every row against the tree as it would stand if the sheet were carried out."""
    by_code = {row.get("code"): row for row in rows if row.get("code")}
    tree: Mapping[str, Unit] = rows[0].found["tree"] if rows else {}
    for row in rows:
        _check_itself(row)
        _check_on_record(row, setting.on)
        _check_parent(row, by_code, tree)
    above = _above(by_code, tree)
    for row in rows:
        _check_class(row, by_code, tree, above)
        _check_circle(row, above)
    _rank(rows, by_code, above)


def _level(row: Row) -> str:
    if row.thing is not None:
        return str(row.thing.level)
    return str(row.get("level") or (L.OFFICE if row.words.get("parent") else L.ORGAN))


def _check_itself(row: Row) -> None:
    organ = _level(row) == L.ORGAN
    if organ and row.words.get("parent"):
        row.no("parent", Unfit("An organ stands by itself. Leave this empty, or write office, "
                               "counter or post as its level."))  # fmt: skip
    if not organ and row.thing is None and not row.words.get("parent"):
        row.no("parent", Unfit("Nothing is written here. Write the code of the unit it lies in."))
    if organ and row.thing is None and not row.words.get("kind"):
        row.no("kind", Unfit("An organ needs its class. Write one of the six."))
    since = row.get("since") or (row.thing.active_from if row.thing else None)
    if since and row.get("until") and row.get("until") < since:
        row.no("until", Unfit("It would end before it began on {day}. Check both days.", day=since))


def _check_on_record(row: Row, on: date) -> None:
    """What a sheet cannot change about a unit that exists."""
    unit = row.thing
    if unit is None:
        return
    if "level" in row.changes:
        row.no("level", Unfit("{name} is on record as {level}, and that does not change. Give "
                              "the new unit a code of its own.",
                              name=unit.name, level=str(unit.get_level_display())))  # fmt: skip
    ended = unit.active_to is not None
    if ended and "until" in row.changes:
        row.no("until", Unfit("{name} has ended on {day} already. Leave this empty.",
                              name=unit.name, day=unit.active_to))  # fmt: skip
    gone = ended and unit.active_to < on
    if gone and row.changes.keys() & {"name", "kind", "parent"}:
        row.no("", Unfit("{name} ended on {day}; it is not changed any more. Delete the row, or "
                         "give its successor a code of its own.",
                         name=unit.name, day=unit.active_to))  # fmt: skip


def _check_parent(row: Row, by_code: Mapping[Any, Row], tree: Mapping[str, Unit]) -> None:
    code = row.get("parent")
    if not code or _level(row) == L.ORGAN:
        return
    there, unit = by_code.get(code), tree.get(code)
    if there is None and unit is None:
        row.no("parent", Unfit("There is no unit {code}, neither on record nor in this file. "
                               "Check the code, or enter that unit as well.",
                               code=code))  # fmt: skip
        return
    level = _level(there) if there is not None else str(unit.level if unit else "")
    if DEPTH.get(L(level), 0) > DEPTH[L(_level(row))]:
        row.no("parent", Unfit("{code} is too small a unit to hold this one. Write the code of "
                               "an organ or office.", code=code))  # fmt: skip
    elif there is None and unit is not None and _over(unit, row):
        row.no("parent", Unfit("{name} ended on {day}. Write the code of its successor.",
                               name=unit.name, day=unit.active_to))  # fmt: skip


def _over(parent: Unit, row: Row) -> bool:
    """Whether the parent had ended when this unit begins; what was there before may stay."""
    since = row.get("since")
    moved = row.before is None or "parent" in row.changes
    return bool(moved and parent.active_to and since and parent.active_to < since)


def _above(by_code: Mapping[Any, Row], tree: Mapping[str, Unit]) -> dict[str, str]:
    """Code -> code of the unit it lies in, as the sheet would have it."""
    above = {code: unit.parent.code for code, unit in tree.items() if unit.parent}
    above |= {code: row.get("parent") for code, row in by_code.items() if row.get("parent")}
    return above


def _way_up(code: str, above: Mapping[str, str]) -> list[str]:
    """The units over one, nearest first; ends where it comes back to one it has passed."""
    way: list[str] = [code]
    while (code := above.get(code, "")) and code not in way:
        way.append(code)
    return [*way, code] if code else way


def _check_circle(row: Row, above: Mapping[str, str]) -> None:
    code = row.get("code")
    if not code or not row.get("parent"):
        return
    way = _way_up(code, above)
    if way.count(code) > 1:
        row.no("parent", Unfit("These units lie in each other in a circle: {way}. Correct one "
                               "of the codes.", way=" → ".join(way)))  # fmt: skip


def _check_class(
    row: Row, by_code: Mapping[Any, Row], tree: Mapping[str, Unit], above: Mapping[str, str]
) -> None:
    """Beside an office lists often repeat the class of its organ; nothing else can be meant."""
    if _level(row) == L.ORGAN or "kind" not in row.values:
        return
    said, top = row.values.pop("kind"), _way_up(row.get("code", ""), above)[-1]
    there, unit = by_code.get(top), tree.get(top)
    kind = there.get("kind") if there is not None else None
    if said != (kind or (unit.kind if unit is not None else None)):
        row.no("kind", Unfit("Only organs have a class, and {code} has another. Leave this empty.",
                             code=top))  # fmt: skip


def _rank(rows: Sequence[Row], by_code: Mapping[Any, Row], above: Mapping[str, str]) -> None:
    """Parents are carried out first; what lies in a faulty row cannot be carried out."""
    for row in rows:
        row.rank = len(_way_up(row.get("code", ""), above))
    for row in sorted(rows, key=lambda row: row.rank):
        there = by_code.get(row.get("parent"))
        if there is not None and there is not row and there.faults and not row.faults:
            no = Unfit("It lies in {code}, and row {other} is faulty. Mend that row first.",
                       code=row.get("parent"), other=there.number)  # fmt: skip
            row.no("parent", no)


def twice(rows: Sequence[Row], row: Row) -> Unfit | None:
    """One unit in two places at once is worse than written twice: say which places."""
    for other in rows:
        mine, its = row.words.get("parent", ""), other.words.get("parent", "")
        if other is not row and mine != its:
            return Unfit("{code} lies in {mine} here and in {its} in row {other}. A unit lies in "
                         "one place: keep the row that holds.", code=row.get("code"),
                         mine=mine or "—", its=its or "—", other=other.number)  # fmt: skip
    return None


def commit(row: Row, setting: Setting) -> Iterator[Deed]:
    """Found a new unit, or carry out what became different, one act for each."""
    units: dict[str, Unit] = setting.memo.setdefault("units", {})
    if row.thing is None:
        yield from _found(row, setting, units)
        return
    yield from _change(row, setting, units)


def _unit(code: str, row: Row, units: Mapping[str, Unit]) -> Unit | None:
    tree: Mapping[str, Unit] = row.found["tree"]
    return units.get(code) or tree.get(code)


def _found(row: Row, setting: Setting, units: dict[str, Unit]) -> Iterator[Deed]:
    unit = commands.found(
        row.values["code"],
        row.values["name"],
        level=_level(row),
        since=row.get("since") or date(setting.on.year, 1, 1),
        by=setting.by,
        kind=row.get("kind", ""),
        parent=_unit(row.get("parent", ""), row, units),
        is_key=row.get("is_key", False),
    )
    units[unit.code] = unit
    if row.get("until"):
        commands.dissolve(unit, last_day=row.values["until"], by=setting.by)
    yield Deed(unit)


def _change(row: Row, setting: Setting, units: dict[str, Unit]) -> Iterator[Deed]:
    unit: Unit = row.thing
    changes, by = row.changes, setting.by
    was = _was(unit, changes)
    if "is_key" in changes or "since" in changes:
        facts = {"is_key": changes.get("is_key"), "active_from": changes.get("since")}
        new = {name: pair[1] for name, pair in facts.items() if pair is not None}
        commands.correct(unit, by=by, **new)
    day = max(setting.on, unit.active_from)
    had = set(queries.formers_of(unit).values_list("pk", flat=True))
    if "name" in changes:
        commands.rename(unit, name=row.values["name"], on=day, by=by)
    if "kind" in changes:
        commands.reclassify(unit, kind=row.values["kind"], on=day, by=by)
    if "parent" in changes:
        parent = _unit(row.values["parent"], row, units)
        commands.move(unit, parent=parent or unit, on=day, by=by)
    yield Deed(unit, was)
    for former in queries.formers_of(unit).exclude(pk__in=had):
        yield Deed(former)
    if "until" in changes:
        yield from _end(unit, row.values["until"], by)


FIELDS: Final = {
    "name": ("name",),
    "kind": ("kind",),
    "parent": ("parent_id", "organ_id"),
    "since": ("active_from",),
    "is_key": ("is_key",),
}


def _was(unit: Unit, changes: Mapping[str, Any]) -> dict[str, Any]:
    names = [name for key in changes for name in FIELDS.get(key, ())]
    return {name: getattr(unit, name) for name in names}


def _end(unit: Unit, last_day: date, by: Any) -> Iterator[Deed]:
    ending = queries.still_standing_in(unit)
    commands.dissolve(unit, last_day=last_day, by=by)
    for each in ending:
        each.active_to = last_day
        yield Deed(each, {"active_to": None})


ORGANS: Final = sheet(
    Sheet(
        name="organs",
        title=_("Organs, offices, counters and posts"),
        help=_("One unit a row, in any order; the tree is made from the codes they belong to."),
        columns=COLUMNS,
        key=("code",),
        find=find,
        check=check,
        commit=commit,
        twice=twice,
        undoings={
            "organs.unit": Undoing(commands.take_back, commands.put_back),
            "organs.former": Undoing(commands.forget),
        },
    )
)
