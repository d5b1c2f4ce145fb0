"""The sheet of staff: who works where, with what duty; never a password."""

from datetime import date

import pytest

from mingcha.foundation.imports import commands as imports
from mingcha.foundation.imports import looking
from mingcha.organs import commands as organs
from mingcha.people import commands, queries
from mingcha.people.models import Duty, Person
from tests.foundation.sheets_at_hand import text, workbook

HEADS = ["工号", "姓名", "机关编码", "科室编码", "职务", "职责", "任职日期", "电话", "邮箱"]
SINCE = date(2020, 1, 1)


@pytest.fixture
def office(organ, clerk):
    return organs.found("MZ001-1", "用地科", level="office", parent=organ, since=SINCE, by=clerk)


@pytest.fixture
def look(clerk, day):
    def looked(*lines, heads=HEADS):
        return looking.look("people", workbook(heads, *lines), "人员.xlsx", on=day)

    return looked


@pytest.fixture
def enter(clerk, day, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    def entered(*lines):
        imp = imports.take_in("people", text(HEADS, *lines), "人员.csv", by=clerk, on=day)
        return imports.commit(imp, by=clerk, on=day)

    return entered


def line(no="p1", name="张三", **facts):
    said = {"organ": "MZ001", "office": "", "post": "科员", "duty": "", "since": "",
            "phone": "", "email": "", **facts}  # fmt: skip
    return [no, name, *said.values()]


def columns(look):
    return {row.number: [f["column"] for f in row.faults] for row in look.rows if row.faults}


def test_staff_are_entered_with_organ_office_and_duties_and_cannot_sign_in(enter, office):
    enter(line(office="MZ001-1", duty="联络员、科室负责人", since="2026年3月1日",
               phone="０５７１－８０００１２３４", email="a@b.cn"))  # fmt: skip
    person = Person.objects.get(staff_no="p1")
    assert (person.organ.code, person.office, person.phone) == ("MZ001", office, "0571-80001234")
    assert not person.has_usable_password()
    held = {(duty.role, duty.organ.code, duty.since) for duty in person.duties.all()}
    since = date(2026, 3, 1)
    assert held == {("liaison", "MZ001", since), ("office_head", "MZ001-1", since)}


@pytest.mark.parametrize(
    ("words", "role", "for_organ"),
    [("第一责任人", "head", True), ("联络员", "liaison", True), ("察访员", "inspector", False),
     ("督办员", "case_handler", False), ("作风办", "conduct_office", False),
     ("Inspector", "inspector", False), ("工作人员", "staff", True)],
)  # fmt: skip
def test_a_duty_is_read_in_the_fields_words_and_charged_for_whom_it_is(
    enter, organ, words, role, for_organ
):
    enter(line(duty=words, since="2026-01-01"))
    duty = Duty.objects.get(person__staff_no="p1")
    assert (duty.role, duty.organ) == (role, organ if for_organ else None)


def test_an_organ_or_office_may_be_written_by_its_whole_name(enter, office, organ):
    enter(line(organ="市规划局", office="用地科"))
    person = Person.objects.get(staff_no="p1")
    assert (person.organ, person.office) == (organ, office)


def test_the_same_sheet_again_changes_nothing(enter, look, office):
    row = line(office="MZ001-1", duty="联络员", since="2026-01-01", phone="13800000000")
    enter(row)
    assert look(row).counts == {"new": 0, "changed": 0, "unchanged": 1, "faulty": 0}


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (line(name=""), "name"),
        (line(no=""), "staff_no"),
        (line(organ="MZ999"), "organ"),
        (line(office="MZ999"), "office"),
        (line(organ="MZ001-1"), "organ"),
        (line(organ="MZ002", office="MZ001-1"), "office"),
        (line(duty="帮手", since="2026-01-01"), "duty"),
        (line(duty="联络员"), "since"),
        (line(organ="", duty="联络员", since="2026-01-01"), "organ"),
        (line(duty="科室负责人", since="2026-01-01"), "office"),
        (line(phone="打前台"), "phone"),
        (line(email="a@b"), "email"),
        (line(name="=cmd|'/c calc'!A1"), "name"),
    ],
)
def test_a_row_that_cannot_be_is_faulty_in_the_column_to_mend(look, office, clerk, row, column):
    organs.found("MZ002", "市国土局", level="organ", kind="service", since=SINCE, by=clerk)
    assert columns(look(row)) == {2: [column]}


def test_staff_of_an_organ_that_ended_are_faulty(look, organ, clerk):
    organs.dissolve(organ, last_day=date(2026, 3, 31), by=clerk)
    assert columns(look(line())) == {2: ["organ"]}


def test_an_organ_never_gets_a_third_head_by_a_sheet(look, organ, clerk):
    first = commands.register("h1", "甲", by=clerk, organ=organ)
    commands.charge(first, "head", since=SINCE, organ=organ, by=clerk)
    rows = [line(f"p{n}", f"张{n}", duty="一把手", since="2026-01-01") for n in (1, 2)]
    assert columns(look(rows[0])) == {}
    found = look(*rows)
    assert columns(found) == {2: ["duty"], 3: ["duty"]}
    assert "甲" in found.rows[0].faults[0]["facts"]["names"]


def test_what_differs_is_changed_shown_before_and_after_and_undone(enter, look, organ, clerk, day):
    person = commands.register("p1", "张三", by=clerk, phone="0571-1000000")
    imp = enter(line(name="张珊", phone="0571-2000000", duty="察访员", since="2026-04-01"))
    assert imp.rows.get().changes == {
        "name": ["张三", "张珊"], "organ": ["", "MZ001"], "post": ["", "科员"],
        "phone": ["0571-1000000", "0571-2000000"], "duty": [[], ["inspector"]],
    }  # fmt: skip
    person.refresh_from_db()
    assert (person.name, person.organ) == ("张珊", organ)
    assert queries.roles_of(person, on=day) == {"inspector"}
    imports.undo(imp, by=clerk, on=day)
    person = Person.objects.get(staff_no="p1")
    assert (person.name, person.organ, person.phone) == ("张三", None, "0571-1000000")
    assert queries.roles_of(person, on=day) == set()


def test_a_password_in_the_sheet_is_left_out_and_said_so(look, organ):
    found = look([*line(), "mingzhou-2026"], heads=[*HEADS, "初始密码"])
    assert found.counts["new"] == 1
    assert "初始密码" in str(found.notes)
    assert "mingzhou" not in str(found.told())


def test_ten_thousand_staff_are_looked_at_with_a_bounded_number_of_questions(
    organ, clerk, day, django_assert_max_num_queries
):
    content = text(HEADS, *(line(f"p{n}") for n in range(2_000)))
    with django_assert_max_num_queries(12):
        found = looking.look("people", content, "x.csv", on=day)
    assert found.counts["new"] == 2_000
