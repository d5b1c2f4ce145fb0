"""The spreadsheet of invitations: one person a row, for one meeting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingcha.core.notice import Unfit
from mingcha.foundation.imports.sheet import Column, Deed, Row, Setting, Sheet, Undoing, sheet
from mingcha.foundation.imports.values import Code, OneOf, Words
from mingcha.meetings import commands, queries
from mingcha.meetings.models import Group, Invitation, Meeting
from mingcha.meetings.record import CHINESE, seat_in, seated
from mingcha.organs import queries as organs
from mingcha.organs.models import Unit
from mingcha.people.parties import the_conduct_office

G = Group
WORDS: Final = {
    G.DEPUTY: (CHINESE[G.DEPUTY], "市人大代表", "代表"),
    G.CPPCC: (CHINESE[G.CPPCC], "市政协委员", "委员"),
    G.SUPERVISOR: (CHINESE[G.SUPERVISOR], "监督员", "特邀监督员", "政风行风监督员"),
    G.ENTERPRISE: (CHINESE[G.ENTERPRISE], "企业", "企业负责人", "企业家", "民营企业家"),
    G.CITIZEN: (CHINESE[G.CITIZEN], "市民", "市民代表", "居民代表", "群众"),
    G.GRASSROOTS: (CHINESE[G.GRASSROOTS], "基层", "基层代表", "乡镇街道"),
    G.LEADER: (CHINESE[G.LEADER], "领导", "四套班子"),
    G.PEER: (CHINESE[G.PEER], "机关", "机关代表", "机关工作人员"),
    G.GUEST: (CHINESE[G.GUEST], "列席", "来宾", "嘉宾"),
}

COLUMNS: Final = (
    Column("meeting", _("Meeting"), Code(20), ("会议", "会议编号", "会议号"), fill=True,
           example="HY-2026-0001", help=_("Its number; may be left out while one meeting alone is "
                                          "called.")),
    Column("name", pgettext_lazy("person", "Name"), Words(60), ("姓名", "name", "参会人员",
           "参会人"), required=True, example="沈若川"),
    Column("group", _("Group"), OneOf(dict(G.choices), WORDS), ("组别", "界别", "类别", "身份",
           "代表类别"), required=True, fill=True, example="人大代表",
           help=_("One of the groups of the meeting.")),
    Column("body", _("Organ or body"), Words(120), ("单位", "机关", "工作单位", "单位名称",
           "所在单位", "机关编码"), required=True, fill=True,
           example="明州港务集团",
           help=_("It tells people of one name apart: the body, the community, or the code or name "
                  "of an organ on record.")),
    Column("seat", _("Seat"), Words(12), ("座位", "座位号", "席位", "座号"), example="3-12",
           help=_("Row and seat. Leave it empty where seats are assigned by group.")),
)  # fmt: skip


def find(rows: Sequence[Row], setting: Setting) -> None:
    """Match rows with their meeting, with organs on record, and with who is invited already."""
    known = queries.numbered(row.get("meeting") for row in rows if row.get("meeting"))
    open_ = queries.open_lists()
    alone = open_[0] if len(open_) == 1 else None
    units = _organs(setting)
    for row in rows:
        said = row.get("meeting")
        meeting = row.found["meeting"] = known.get(said) if said else alone
        if meeting is not None:
            row.values["meeting"] = meeting.number
        organ = row.found["organ"] = units.get(row.get("body", ""))
        if organ is not None:
            row.values["body"] = organ.name
        row.values.setdefault("body", "")
        if (where := seat_in(row.get("seat", ""))) is not None:
            row.values["seat"] = str(seated(*where)["seat"])
    _match(rows)


def _organs(setting: Setting) -> dict[str, Unit]:
    """Organs of today by code and by name."""
    found = list(organs.organs_within(setting.on, setting.on))
    return {**{one.name: one for one in found}, **{one.code: one for one in found}}


def _key(row: Row) -> tuple[int, str, str] | None:
    meeting: Meeting | None = row.found["meeting"]
    if meeting is None or "name" not in row.values:
        return None
    return meeting.pk, row.values["name"], row.values["body"]


def _match(rows: Sequence[Row]) -> None:
    keys = {id(row): key for row in rows if (key := _key(row))}
    known = queries.standing(keys.values())
    for row in rows:
        key = keys.get(id(row))
        one = known.get(key) if key else None
        if one is not None:
            row.thing, row.before = one, _as_row(one)
    taken: dict[tuple[int, str], Invitation] = {}
    for one in known.values():
        if one.seat:
            taken[one.meeting_id, one.seat] = one
    for row in rows:
        row.found["taken"] = taken


def _as_row(one: Invitation) -> dict[str, Any]:
    return {"group": one.group, "seat": one.seat}


def check(rows: Sequence[Row], setting: Setting) -> None:
    """Every row against its meeting; seats against each other and against those given."""
    _check_twins(rows)
    for row in rows:
        _check_meeting(row)
    _check_seats(rows)


def _check_twins(rows: Sequence[Row]) -> None:
    """One person has one row: of what body somebody is may have been written in two ways."""
    same: defaultdict[tuple[int, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if (key := _key(row)) and not row.faults:
            same[key].append(row)
    for few in same.values():
        for row in few if len(few) > 1 else ():
            others = "、".join(str(other.number) for other in few if other is not row)
            row.no("name", Unfit("{name} of the same body stands in row {others} as well. One "
                                 "person has one invitation: delete the other row.",
                                 name=row.values["name"], others=others))  # fmt: skip


def _check_meeting(row: Row) -> None:
    meeting: Meeting | None = row.found["meeting"]
    if meeting is None:
        row.no("meeting", Unfit("No meeting is named that is on record. Write its number, like "
                                "HY-2026-0001."))  # fmt: skip
    elif meeting.state != Meeting.State.CALLED:
        row.no("meeting", Unfit("The list of {number} is closed to spreadsheets since its check-in "
                                "opened. Invite people one by one.",
                                number=meeting.number))  # fmt: skip
    elif "group" in row.values and row.values["group"] not in meeting.codes:
        known = "、".join(meeting.group_name(code) for code in meeting.codes)
        row.no("group", Unfit("Meeting {number} has the groups {known}. Choose one of them.",
                              number=meeting.number, known=known))  # fmt: skip


def _check_seats(rows: Sequence[Row]) -> None:
    wanted: defaultdict[tuple[int, str], list[Row]] = defaultdict(list)
    moving = {row.thing.pk for row in rows if row.thing is not None and row.get("seat")}
    for row in rows:
        seat, meeting = row.get("seat"), row.found["meeting"]
        if not seat or meeting is None:
            continue
        if seat_in(seat) is None:
            row.no("seat", Unfit("“{seat}” names no seat. Write row and seat like 3-12.",
                                 seat=seat))  # fmt: skip
            continue
        wanted[meeting.pk, seat].append(row)
    for key, few in wanted.items():
        for row in few:
            _check_seat(row, key, few, moving)


def _check_seat(row: Row, key: tuple[int, str], few: Sequence[Row], moving: set[int]) -> None:
    others = "、".join(str(other.number) for other in few if other is not row)
    sitting: Invitation | None = row.found["taken"].get(key)
    if others:
        row.no("seat", Unfit("Seat {seat} stands in row {others} as well. Give everybody a seat "
                             "of their own.", seat=key[1], others=others))  # fmt: skip
    elif sitting is not None and sitting.pk not in moving:
        row.no("seat", Unfit("Seat {seat} is {name}'s. Choose another.",
                             seat=key[1], name=sitting.name))  # fmt: skip


def commit_new(rows: Sequence[Row], setting: Setting) -> Iterator[tuple[Row, Deed]]:
    """Invite many at once: two thousand must not keep the office waiting."""
    by_meeting: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_meeting[row.found["meeting"].pk].append(row)
    for few in by_meeting.values():
        entries = [_facts(row) for row in few]
        meeting = few[0].found["meeting"]
        made = commands.invite_many(meeting, entries, by=setting.by, on=setting.on)
        for row, one in zip(few, made, strict=True):
            yield row, Deed(one)


def _facts(row: Row) -> dict[str, Any]:
    facts = {key: row.values[key] for key in ("name", "group", "body")}
    where = seat_in(row.get("seat", ""))
    return {**facts, "organ": row.found["organ"], **(seated(*where) if where else {})}


def commit(row: Row, setting: Setting) -> Iterator[Deed]:
    """Change the group or the seat of somebody who is invited already."""
    one: Invitation = row.thing
    fields = ("group", "seat", "place_in_hall")
    was = {name: getattr(one, name) for name in fields}
    commands.amend_seat(one, _moved(row), by=setting.by, on=setting.on)
    yield Deed(one, was)


def _moved(row: Row) -> dict[str, Any]:
    where = seat_in(row.get("seat", ""))
    facts: dict[str, Any] = {"group": row.values["group"]} if "group" in row.values else {}
    return facts | (seated(*where) if where else {})


INVITATIONS: Final = sheet(
    Sheet(
        name="invitations",
        title=_("Invitations to a meeting"),
        help=_("One person a row. Whoever is invited already is found by name and body."),
        columns=COLUMNS,
        key=("name", "body"),
        find=find,
        check=check,
        commit=commit,
        commit_new=commit_new,
        only=lambda person: the_conduct_office(None, person),
        undoings={
            "meetings.invitation": Undoing(commands.take_back, commands.put_back),
        },
    )
)
