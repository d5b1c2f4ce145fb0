"""The field sheet: visits written down on paper, one row for each question answered.

The rows of one paper sheet share its number; what holds for the whole visit stands in the first
of them, in all of them, or in a merged cell. Whether a visit can be is not said here again: the
preview carries the command out and takes it back, so that preview and commit cannot disagree.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mingcha.core.notice import Unfit
from mingcha.core.refusal import Refusal
from mingcha.foundation.imports.sheet import Column, Deed, Row, Setting, Sheet, Undoing, sheet
from mingcha.foundation.imports.values import Code, Codes, Day, Hour, OneOf, Whole, Words
from mingcha.foundation.imports.verdicts import refused
from mingcha.foundation.time import city_zone
from mingcha.norms import queries as norms
from mingcha.norms.models import Checklist, PlaceType
from mingcha.organs import queries as organs
from mingcha.organs.models import Unit
from mingcha.people import queries as people
from mingcha.people.parties import those_who_lead
from mingcha.visits import commands, queries
from mingcha.visits.commands.error import OWN, RECORDED
from mingcha.visits.models import Mode, Observation, Visit
from mingcha.visits.record import Answer
from mingcha.visits.record import Sheet as Record
from mingcha.visits.workflow import hour_come

PAPER: Final = uuid.UUID("6d6e6763-6861-5000-8000-70617065723a")  # under it, sheets have keys
MODES: Final = {Mode.OPEN: ("公开", "明查", "明访"), Mode.COVERT: ("暗访", "暗查", "不公开")}
SEEN: Final = {
    Observation.Seen.YES: ("√", "✓", "符合", "有", "y"),
    Observation.Seen.NO: ("×", "不符合", "无", "n"),
    Observation.Seen.NOT_SEEN: ("未见", "未查", "未观察到", "未涉及", "/", "-", "—"),
}
PLACES: Final = {
    PlaceType.COUNTER: ("窗口", "服务窗口"),
    PlaceType.OFFICE: ("办公室", "科室", "处室"),
    PlaceType.HALL: ("大厅", "服务大厅", "办事大厅"),
    PlaceType.PHONE: ("电话", "热线"),
}

COLUMNS: Final = (
    Column("paper", _("Sheet number"), Code(40), ("表号", "察访表号", "记录号", "表单编号"),
           required=True, fill=True, example="2026-A-017",
           help=_("The number of the paper sheet: all rows of one visit share it.")),
    Column("item", _("Question number"), Whole(999), ("题号", "检查项", "检查项目", "序号", "项目"),
           required=True, example="3", help=_("Its number on the checklist in use.")),
    Column("visit", _("Visit number"), Code(20), ("察访编号", "察访单号", "任务编号"), fill=True,
           example="CF-2026-0017",
           help=_("Of a visit drawn or named here: its sheet is filled in. Empty: a visit that "
                  "was not sealed here before.")),
    Column("day", _("Day of the visit"), Day(), ("日期", "察访日期"), required=True, fill=True,
           example="2026-03-05"),
    Column("began", _("Began"), Hour(), ("到达时间", "开始时间", "时间"), required=True, fill=True,
           example="08:10"),
    Column("ended", _("Ended"), Hour(), ("离开时间", "结束时间"), required=True, fill=True,
           example="08:50"),
    Column("organ", _("Organ"), Code(40), ("机关编码", "单位编码", "机关代码", "被察访单位", "单位",
           "机关"), required=True, fill=True, example="MZ012",
           help=_("The code of the organ, or its whole name.")),
    Column("place", _("Place visited"), Code(40), ("地点编码", "地点", "窗口编码", "科室编码"),
           fill=True, example="MZ012-03-1",
           help=_("The code of the office or counter, or its name inside the organ; empty for the "
                  "organ itself.")),
    Column("place_type", _("Kind of place"), OneOf(dict(PlaceType.choices), PLACES), ("场所类型",
           "检查表"), fill=True, example="窗口",
           help=_("Says which checklist was used; empty: that of counters for a counter, else "
                  "that of offices.")),
    Column("mode", _("Mode"), OneOf(dict(Mode.choices), MODES), ("方式", "察访方式"),
           required=True, fill=True, example="公开"),
    Column("team", _("Inspectors"), Codes(200), ("察访员", "察访人员", "人员工号", "察访员工号"),
           required=True, fill=True, example="c1001、c1002",
           help=_("Staff numbers or names, the leader's first, with commas between them.")),
    Column("reason", _("Why there"), Words(200), ("事由", "原因", "选点理由"), fill=True,
           example="年度计划 3 月窗口察访",
           help=_("Why this target was visited; may be empty where it was drawn.")),
    Column("record", _("Course of the visit"), Words(4000), ("经过", "察访经过", "记录"),
           required=True, fill=True, example="8:10 到达大厅，8:20 查看 3 号窗口……"),
    Column("present", _("Who was present"), Words(200), ("在场人员", "在场人"), fill=True),
    Column("organ_words", _("What was said on the spot"), Words(4000), ("现场说明", "单位说明"),
           fill=True),
    Column("seen", _("Answer"), OneOf(dict(Observation.Seen.choices), SEEN), ("结果", "答案",
           "是否符合", "检查结果"), required=True, example="否"),
    Column("facts", _("What was seen"), Words(4000), ("事实", "情况", "具体情况", "所见事实"),
           example="8:20，3 号窗口无人值守",
           help=_("Needed where the answer tells of a fault or of something praiseworthy.")),
)  # fmt: skip
OF_THE_QUESTION: Final = frozenset({"paper", "item", "seen", "facts"})
OF_THE_VISIT: Final = tuple(c.key for c in COLUMNS if c.key not in OF_THE_QUESTION)


def find(rows: Sequence[Row], setting: Setting) -> None:
    """Put the rows of each paper sheet together and give all of them what one of them says."""
    units = {unit.code: unit for unit in organs.every_unit().select_related("organ")}
    by_name = {unit.name: unit for unit in units.values() if unit.level == Unit.Level.ORGAN}
    inside = _inside(units.values())
    papers: dict[str, list[Row]] = {}
    for row in rows:
        papers.setdefault(row.get("paper", ""), []).append(row)
    papers.pop("", None)
    for lines in papers.values():
        for key in OF_THE_VISIT:
            _share(key, lines)
        for row in lines:
            row.found["lines"] = lines
            row.found["units"] = (by_name | units, units, inside)


def _inside(units: Iterable[Unit]) -> dict[tuple[int, str], Unit]:
    """Offices and counters by their organ and name, where one alone in the organ bears it."""
    named: dict[tuple[int, str], list[Unit]] = {}
    for unit in units:
        if unit.organ_id is not None and unit.active_to is None:
            named.setdefault((unit.organ_id, unit.name), []).append(unit)
    return {where: few[0] for where, few in named.items() if len(few) == 1}


def _share(key: str, lines: Sequence[Row]) -> None:
    said = {row.number: row.values[key] for row in lines if key in row.values}
    if not said:
        return
    first, value = next(iter(said.items()))
    for row in lines:
        if row.values.setdefault(key, value) != value:
            row.no(key, Unfit("This differs from row {row} of the same sheet. One visit has one: "
                              "keep what holds.", row=first))  # fmt: skip


def check(rows: Sequence[Row], setting: Setting) -> None:
    """Try every sheet whose cells can be read; nothing of it stays."""
    said = {number for row in rows for number in row.get("team", ())}
    numbers = people.by_staff_number(sorted(said))
    setting.memo["team"] = people.inspectors_named(sorted(said), on=setting.on) | numbers
    setting.memo["checklists"] = {kind: norms.checklist_for(kind) for kind in PlaceType.values}
    setting.memo["numbered"] = queries.numbered(row.get("visit", "") for row in rows)
    for row in rows:
        lines = row.found.get("lines", [row])
        if lines[0] is row and not any(line.faults for line in lines):
            _try(row, lines, setting)
    for row in rows:
        wrong = next((line for line in row.found.get("lines", ()) if line.faults), None)
        if wrong is not None and not row.faults:
            row.no("paper", Unfit("Row {row} of the same sheet is faulty, and a visit is entered "
                                  "whole. Mend that row.", row=wrong.number))  # fmt: skip


def _try(row: Row, lines: Sequence[Row], setting: Setting) -> None:
    """Carry the command out and take it back: what it would refuse is what is wrong."""
    facts = row.found["visit"] = _visit(row, lines, setting)
    if facts is None:
        return
    known = queries.is_handed_in(facts["key"])
    with transaction.atomic():
        try:
            commands.enter_field_sheet(by=setting.by, on=setting.on, **facts)
        except Refusal as no:
            row.no("", refused(no))
        transaction.set_rollback(True)
    for line in lines if known else ():
        line.before = dict(line.values)  # the same sheet is on record already


def _visit(row: Row, lines: Sequence[Row], setting: Setting) -> dict[str, Any] | None:
    """What the command takes; None where a code names nothing."""
    organ, place = _where(row)
    team, sealed = _team(row, setting), _sealed(row, setting)
    if sealed is not None and not row.faults:
        _compare(row, sealed, organ, place, team)
    checklist = sealed.checklist if sealed else _checklist(row, place, setting)
    if row.faults or organ is None:
        return None
    own = uuid.uuid5(PAPER, f"{organ.code}|{row.values['day']}|{row.values['paper']}")
    return {"mode": row.values["mode"], "reason": row.get("reason", ""),
            "key": sealed.pk if sealed else own, "organ": organ, "place": place, "team": team,
            "checklist": checklist, "plan": queries.plan_of(row.values["day"].year),
            "sheet": _record(row, lines)}  # fmt: skip


def _where(row: Row) -> tuple[Unit | None, Unit | None]:
    """The organ and the place in it, by code or name."""
    named, units, inside = row.found["units"]
    organ, said = named.get(row.values["organ"]), row.get("place", "")
    place = units.get(said) or (inside.get((organ.pk, said)) if organ is not None else None)
    for key, unit in (("organ", organ), ("place", place)):
        if row.get(key) and unit is None:
            row.no(key, Unfit("There is no unit {code} on record. Check the code, or import the "
                              "organs first.", code=row.get(key)))  # fmt: skip
    return organ, place


def _sealed(row: Row, setting: Setting) -> Visit | None:
    """The visit whose number is written on the sheet, once its envelope may be opened."""
    number = row.get("visit", "")
    visit: Visit | None = setting.memo["numbered"].get(number)
    if visit is None:
        if number:
            row.no("visit", Unfit("There is no visit {number}. Check the number, or leave it "
                                  "empty.", number=number))  # fmt: skip
        elif not row.get("reason"):
            row.no("reason", Unfit("Nothing is written here. Write why this target was visited, "
                                   "or the number of the visit drawn."))  # fmt: skip
    elif no := hour_come(visit):  # until then no guess may tell where it leads
        row.no("visit", refused(no))
    elif visit.state == Visit.State.RETURNED:
        row.no("visit", Unfit("{number} was returned to its team. Hand its sheet in again on its "
                              "own page.", number=number))  # fmt: skip
    return visit


def _compare(
    row: Row, visit: Visit, organ: Unit | None, place: Unit | None, team: Sequence[Any]
) -> None:
    """A sheet agrees with the envelope whose number it bears."""
    number = visit.number
    if visit.organ != organ or (place is not None and visit.place != place):
        row.no("visit", Unfit("{number} leads to another place. Check the number, the organ and "
                              "the place.", number=number))  # fmt: skip
    if visit.mode != row.values["mode"]:
        row.no("mode", Unfit("{number} was sealed in the other mode.", number=number))
    if set(team) != set(visit.team.all()):
        row.no("team", Unfit("This is not the team of {number}. Check the number and the names.",
                             number=number))  # fmt: skip
    row.found["was"] = {name: getattr(visit, name) for name in RECORDED}


def _checklist(row: Row, place: Unit | None, setting: Setting) -> Checklist | None:
    found: Checklist | None = setting.memo["checklists"][row.get("place_type") or _kind_of(place)]
    if found is None:
        row.no("place_type", Unfit("No checklist is in use for this kind of place. Put one in use, "
                                   "or write another kind."))  # fmt: skip
    return found


def _team(row: Row, setting: Setting) -> list[Any]:
    known: Mapping[str, Any] = setting.memo["team"]
    for number in row.values["team"]:
        if number not in known:
            row.no("team", Unfit("“{number}” is no staff number and no name of one inspector "
                                 "alone. Write the staff number.", number=number))  # fmt: skip
    return [known[number] for number in row.values["team"] if number in known]


def _kind_of(place: Unit | None) -> str:
    counter = place is not None and place.level == Unit.Level.COUNTER
    return str(PlaceType.COUNTER if counter else PlaceType.OFFICE)


def _record(row: Row, lines: Sequence[Row]) -> Record:
    day: date = row.values["day"]
    return Record(
        began_at=_moment(day, row.values["began"]),
        ended_at=_moment(day, row.values["ended"]),
        facts=row.values["record"],
        present=row.get("present", ""),
        organ_words=row.get("organ_words", ""),
        answers=[_answer(line) for line in lines],
    )


def _moment(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, city_zone())


def _answer(line: Row) -> Answer:
    return Answer(line.values["item"], line.values["seen"], line.get("facts", ""))


def commit(row: Row, setting: Setting) -> Iterator[Deed]:
    """Enter one visit with all its answers, at the first row of its sheet."""
    if facts := row.found.get("visit"):
        visit = commands.enter_field_sheet(by=setting.by, on=setting.on, **facts)
        yield Deed(visit, row.found.get("was"))


def those_who_enter_paper(person: Any) -> bool:
    """The same people as may enter a paper sheet by hand."""
    return those_who_lead(None, person)


FIELD_SHEETS: Final = sheet(
    Sheet(
        name="visits",
        title=_("Field sheets of visits"),
        help=_("One row for each question answered; the rows of one visit share the sheet's "
               "number, and what holds for the whole visit is written once."),
        columns=COLUMNS,
        key=("paper", "item"),
        find=find,
        check=check,
        commit=commit,
        only=those_who_enter_paper,
        undoings={"visits.visit": Undoing(commands.take_back, commands.put_back, own=OWN)},
    )
)  # fmt: skip
