"""The spreadsheet of staff: who works where, with what duty. Passwords are never imported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
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
    importers,
    sheet,
)
from mingcha.foundation.imports.values import EMAIL, PHONE, Code, Day, SeveralOf, Shaped, Words
from mingcha.organs import queries as organs
from mingcha.organs.models import Unit
from mingcha.people import commands, queries
from mingcha.people.models import Duty, Person
from mingcha.people.parties import holds

R = Duty.Role
MOST_HEADS: Final = 2
OF_THE_ORGAN: Final = {R.HEAD, R.LIAISON, R.STAFF}  # the others are charged for the whole city

DUTIES: Final = {
    R.LEADER: ("市领导", "领导", "领导小组成员"),
    R.CONDUCT_OFFICE: ("作风办", "作风办工作人员", "行风办"),
    R.DIRECTOR: ("中心主任", "察访中心主任", "主任"),
    R.INSPECTOR: ("察访员", "巡查员", "暗访员"),
    R.CASE_HANDLER: ("督办员", "承办人", "督查员"),
    R.APPROVAL_OFFICE: ("审改办", "行政审批制度改革办公室", "行政审批局", "审批办"),
    R.LEGAL_OFFICE: ("法制办", "法制机构", "司法局法制科", "合法性审查"),
    R.HEAD: ("第一责任人", "一把手", "主要负责人", "主要领导"),
    R.LIAISON: ("联络员", "联系人"),
    R.OFFICE_HEAD: ("科室负责人", "处室负责人", "科长", "处长"),
    R.STAFF: ("工作人员", "职员", "科员", "干部"),
    R.LAY_SUPERVISOR: ("行风监督员", "监督员", "特邀监督员"),
    R.SUPERVISION: ("纪检监察", "纪检监察机关", "纪委监委"),
    R.PERSONNEL: ("组织人事", "组织部", "人事部门"),
    R.AUDITOR: ("审计员", "核查员"),
    R.ADMINISTRATOR: ("系统管理员", "管理员"),
}

COLUMNS: Final = (
    Column("staff_no", _("Staff number"), Code(40), ("工号", "人员编号", "编号", "员工编号",
           "职工号", "staff no"), required=True, example="mz10023",
           help=_("Each person's own; a row whose number is on record changes that person.")),
    Column("name", pgettext_lazy("person", "Name"), Words(60),
           ("姓名", "name", "人员姓名"), required=True, example="沈若川"),
    Column("organ", _("Organ"), Code(40), ("机关编码", "单位编码", "机关代码", "单位代码",
           "单位", "机关", "所在单位", "所属单位", "organ code"), fill=True, example="MZ012",
           help=_("The code of the organ, or its whole name.")),
    Column("office", _("Office"), Code(40), ("科室编码", "处室编码", "科室代码", "科室", "处室",
           "部门", "office code"), fill=True, example="MZ012-03",
           help=_("The code of the office, or its name inside the organ.")),
    Column("post", pgettext_lazy("person", "Post"), Words(60), ("职务", "岗位", "职位"),
           example="副科长"),
    Column("duty", _("Duty"), SeveralOf(dict(R.choices), DUTIES), ("职责", "角色", "身份"),
           example="联络员", help=_("One or several, with commas between them; duties are added, "
                                   "never ended, by a sheet.")),
    Column("since", _("In office since"), Day(), ("since", "任职日期", "起始日期",
           "任职时间", "起"), fill=True,
           example="2026-01-01", help=_("The first day of the duty.")),
    Column("phone", _("Telephone"), Shaped(30, PHONE, "0571-8000 1234"), ("电话", "联系电话",
           "手机", "手机号", "手机号码", "mobile"), example="13800000000"),
    Column("email", _("E-mail"), Shaped(254, EMAIL, "shen@example.cn"), ("邮箱", "电子邮箱",
           "邮件", "mail"), example="shen@example.cn"),
)  # fmt: skip


@importers
def may_import(person: Any) -> bool:
    """Whoever keeps the city's registers: conduct office, director, administrator."""
    return holds(person, R.CONDUCT_OFFICE, R.DIRECTOR, R.ADMINISTRATOR)


def find(rows: Sequence[Row], setting: Setting) -> None:
    """Match rows with persons on record, by staff number, and codes with units."""
    known = queries.by_staff_number([row.get("staff_no") for row in rows if row.get("staff_no")])
    duties = queries.duties_on(list(known.values()), on=setting.on)
    units = _units(setting.on)
    inside = _inside(units.values())
    for row in rows:
        person = row.thing = known.get(row.get("staff_no", ""))
        for key in ("organ", "office"):
            said = row.get(key, "")
            organ = row.found.get("organ")
            unit = inside.get((organ.pk, said)) if organ is not None else None
            unit = row.found[key] = unit or units.get(said)
            if unit is not None:
                row.values[key] = unit.code
        if person is not None:
            row.found["duties"] = duties.get(person.pk, [])
            row.before = _as_row(person)


def _units(on: date) -> dict[str, Unit]:
    """Units by code; and by name, where only one unit that stands today bears it."""
    every = list(organs.every_unit())
    named: defaultdict[str, list[Unit]] = defaultdict(list)
    for unit in every:
        if unit.active_to is None or unit.active_to >= on:
            named[unit.name].append(unit)
    by_name = {name: units[0] for name, units in named.items() if len(units) == 1}
    return {**by_name, **{unit.code: unit for unit in every}}


def _inside(units: Iterable[Unit]) -> dict[tuple[int, str], Unit]:
    """Offices by organ and name: every organ has its 办公室, so a name alone tells nothing."""
    named: defaultdict[tuple[int, str], set[Unit]] = defaultdict(set)
    for unit in units:
        if unit.organ_id is not None and unit.active_to is None:
            named[unit.organ_id, unit.name].add(unit)
    return {where: few.pop() for where, few in named.items() if len(few) == 1}


def _as_row(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "organ": person.organ.code if person.organ else "",
        "office": person.office.code if person.office else "",
        "post": person.post,
        "phone": person.phone,
        "email": person.email,
    }


def check(rows: Sequence[Row], setting: Setting) -> None:
    """Every row against the register of organs, and heads against each other."""
    for row in rows:
        _check_place(row, setting.on)
        _check_duty(row)
    _check_heads(rows)


def _check_place(row: Row, on: date) -> None:
    organ, office = _organ(row), row.found["office"]
    for key in ("organ", "office"):
        unit, code = row.found[key], row.get(key)
        if code and unit is None and not row.faults:  # its organ unknown says enough
            row.no(key, Unfit("There is no unit {code} on record. Check the code, or import the "
                              "organs first.", code=code))  # fmt: skip
        elif unit is not None and unit.active_to is not None and unit.active_to < on:
            row.no(key, Unfit("{name} ended on {day}. Write the code of its successor.",
                              name=unit.name, day=unit.active_to))  # fmt: skip
    if (given := row.found["organ"]) is not None and given.level != Unit.Level.ORGAN:
        row.no("organ", Unfit("{name} is no organ. Write the organ's code here and this one as "
                              "the office.", name=given.name))  # fmt: skip
    if office is not None and organ is not None and office.organ_id != organ.pk:
        row.no("office", Unfit("{office} does not lie in {organ}. Check both codes.",
                               office=office.name, organ=organ.name))  # fmt: skip


def _organ(row: Row) -> Unit | None:
    """The organ written down, else that of the office, else the one on record."""
    given: Unit | None = row.found["organ"]
    office: Unit | None = row.found["office"]
    if given is not None or row.get("organ"):
        return given
    if office is not None:
        return office.head_organ
    return row.thing.organ if row.thing is not None else None


def _office(row: Row) -> Unit | None:
    given: Unit | None = row.found["office"]
    return given or (row.thing.office if row.thing is not None else None)


def _for(row: Row, role: str) -> Unit | None:
    """The unit a duty is charged for."""
    if role == R.OFFICE_HEAD:
        return _office(row)
    return _organ(row) if role in OF_THE_ORGAN else None


def _check_duty(row: Row) -> None:
    held = [(duty.role, duty.organ_id) for duty in row.found.get("duties", ())]
    wanted = [(role, _for(row, role)) for role in row.get("duty", ())]
    fresh = [(r, unit) for r, unit in wanted if (r, unit.pk if unit else None) not in held]
    row.found["charges"] = fresh
    if row.before is not None and "duty" in row.values:
        before = sorted({role for role, _organ_id in held})
        row.before["duty"] = before if fresh else row.values["duty"]
    if fresh and "since" not in row.words:
        row.no("since", Unfit("Nothing is written here. A duty needs the day from which it holds."))
    if row.faults:
        return
    for role, unit in fresh:
        if unit is None and role == R.OFFICE_HEAD:
            row.no("office", Unfit("The head of an office needs the code of the office."))
        elif unit is None and role in OF_THE_ORGAN - {R.STAFF}:
            row.no("organ", Unfit("This duty needs the code of an organ."))


def _check_heads(rows: Sequence[Row]) -> None:
    """An organ has at most two first-responsible heads, counting those on record."""
    coming = _coming_heads(rows)
    standing: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for duty in queries.unended_heads(list(coming)):
        standing[duty.organ_id or 0][duty.person.staff_no] = duty.person.name
    for organ, several in coming.items():
        heads = standing[organ] | {row.values["staff_no"]: row.get("name", "") for row in several}
        if len(heads) <= MOST_HEADS:
            continue
        for row in several:
            others = [name for number, name in heads.items() if number != row.values["staff_no"]]
            row.no("duty", Unfit("The organ would have more than two first-responsible heads; "
                                 "the others: {names}. End a duty first, or write another.",
                                 names="、".join(others)))  # fmt: skip


def _coming_heads(rows: Sequence[Row]) -> dict[int, list[Row]]:
    """Organ -> the rows that would charge a head for it."""
    coming: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        for role, unit in row.found.get("charges", ()):
            if role == R.HEAD and unit is not None and not row.faults:
                coming[unit.pk].append(row)
    return coming


def commit_new(rows: Sequence[Row], setting: Setting) -> Iterator[tuple[Row, Deed]]:
    """Many persons at once: ten thousand must not keep the city waiting."""
    entries = [{"staff_no": row.values["staff_no"], **_facts(row)} for row in rows]
    people = commands.register_many(entries, by=setting.by)
    for row, person in zip(rows, people, strict=True):
        yield row, Deed(person)
    charges = [
        (row, duty)
        for row, person in zip(rows, people, strict=True)
        for duty in _charges(row, person)
    ]
    duties = commands.charge_many([duty for _row, duty in charges], by=setting.by)
    for (row, _duty), duty in zip(charges, duties, strict=True):
        yield row, Deed(duty)


def commit(row: Row, setting: Setting) -> Iterator[Deed]:
    """Change a person on record, and charge them with what is new."""
    person: Person = row.thing
    facts = {name: value for name, value in _facts(row).items() if name in row.changes}
    if facts:
        was = {_attname(name): getattr(person, _attname(name)) for name in facts}
        commands.change(person, by=setting.by, **facts)
        yield Deed(person, was)
    for duty in commands.charge_many(_charges(row, person), by=setting.by):
        yield Deed(duty)


def _attname(name: str) -> str:
    return f"{name}_id" if name in {"organ", "office"} else name


def _charges(row: Row, person: Person) -> list[Duty]:
    return [
        Duty(person=person, role=role, organ=unit, since=row.values["since"])
        for role, unit in row.found["charges"]
    ]


def _facts(row: Row) -> dict[str, Any]:
    said: Mapping[str, Any] = {
        key: row.values[key] for key in ("name", "post", "phone", "email") if key in row.values
    }
    units = {key: row.found[key] for key in ("organ", "office") if row.found[key] is not None}
    if "office" in units and "organ" not in units and row.thing is None:
        units["organ"] = _organ(row)
    return {**said, **units}


STAFF: Final = sheet(
    Sheet(
        name="people",
        title=_("Staff and duties"),
        help=_("One person a row. Passwords are never imported: people set their own."),
        columns=COLUMNS,
        key=("staff_no",),
        find=find,
        check=check,
        commit=commit,
        commit_new=commit_new,
        undoings={
            "people.person": Undoing(commands.take_back, commands.put_back, commands.IN_TRAY),
            "people.duty": Undoing(commands.take_back_duties),
        },
    )
)
