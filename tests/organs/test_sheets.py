"""The sheet of organs: every row against the tree as it would stand."""

from datetime import date

import pytest

from mingcha.foundation.imports import commands as imports
from mingcha.foundation.imports import looking
from mingcha.organs import commands, queries
from mingcha.organs.models import Unit
from tests.foundation.sheets_at_hand import ORGANS, office, text, workbook
from tests.foundation.sheets_at_hand import organ as line_of

HEADS = [*ORGANS, "撤销日期", "重点科室"]


@pytest.fixture
def look(clerk, day):
    def looked(*lines, heads=ORGANS):
        return looking.look("organs", workbook(heads, *lines), "机构.xlsx", on=day)

    return looked


@pytest.fixture
def enter(clerk, day, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    def entered(*lines, heads=ORGANS):
        imp = imports.take_in("organs", text(heads, *lines), "机构.csv", by=clerk, on=day)
        return imports.commit(imp, by=clerk, on=day)

    return entered


def faults(look):
    return {
        row.number: [(fault["column"], fault["sentence"]) for fault in row.faults]
        for row in look.rows
        if row.faults
    }


def columns(look):
    return {number: [column for column, _ in found] for number, found in faults(look).items()}


def test_a_tree_in_any_order_is_entered_parents_first(enter):
    enter(
        line_of("MZ100-1-1", "一号窗口", level="窗口", kind="", parent="MZ100-1"),
        office("MZ100-1", "MZ100", "审批科"),
        line_of("MZ100"),
    )
    counter = Unit.objects.get(code="MZ100-1-1")
    assert (counter.parent.code, counter.organ.code, counter.level) == (
        "MZ100-1", "MZ100", "counter",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("word", "code"),
    [("执法", "enforcement"), ("管理类", "management"), ("公共服务", "service"),
     ("党群", "party_mass"), ("垂管", "vertical"), ("公用事业", "utility"),
     ("Enforcement", "enforcement"), ("party_mass", "party_mass"),
     ("Party and mass bodies", "party_mass"), ("ＳＥＲＶＩＣＥ", "service")],
)  # fmt: skip
def test_the_class_is_read_in_chinese_and_in_english(look, word, code):
    assert columns(look(line_of(kind=word))) == {}


def test_a_class_nobody_knows_is_faulty_and_the_known_ones_are_named(look):
    found = look(line_of(kind="其他"))
    assert columns(found) == {2: ["kind"]}
    assert "其他" in found.sentences(9)[-1]


def test_full_width_codes_and_dates_as_text_are_understood(look):
    found = look(line_of("ＭＺ１００", since="２０２６年１月１日"))
    assert found.counts["new"] == 1


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (line_of(name=""), "name"),
        (line_of(kind=""), "kind"),
        (line_of(since="2026-02-30"), "since"),
        (line_of(level="大队"), "level"),
        (line_of(parent="MZ001"), "parent"),
        (line_of(level="科室", kind=""), "parent"),
        (line_of(level="科室", parent="MZ001"), "kind"),
        (office("MZ1-1", "MZ999"), "parent"),
    ],
)
def test_a_row_that_cannot_be_is_faulty_in_the_column_to_mend(look, organ, line, column):
    assert columns(look(line)) == {2: [column]}


def test_a_unit_under_two_parents_is_faulty_in_both_rows_which_name_the_places(look):
    found = look(line_of("A"), line_of("B"), office("X", "A"), office("X", "B"))
    assert columns(found) == {4: ["code"], 5: ["code"]}
    facts = found.rows[2].faults[0]["facts"]
    assert (facts["mine"], facts["its"], facts["other"]) == ("A", "B", 5)


def test_units_that_lie_in_each_other_in_a_circle_are_faulty(look):
    found = look(office("A", "C"), office("B", "A"), office("C", "B"))
    assert columns(found) == {2: ["parent"], 3: ["parent"], 4: ["parent"]}
    assert "→" in found.sentences(9)[-1]
    assert columns(look(office("A", "A"))) == {2: ["parent"]}


def test_a_circle_with_units_on_record_is_seen(look, organ, clerk):
    since = date(2020, 1, 1)
    one = commands.found("A", "甲科", level="office", parent=organ, since=since, by=clerk)
    commands.found("B", "乙科", level="office", parent=one, since=since, by=clerk)
    found = look(["A", "甲科", None, None, "B", None])
    assert columns(found) == {2: ["parent"]}


def test_a_row_that_lies_in_a_faulty_row_is_faulty_too_and_says_which(look):
    found = look(line_of("A", since="去年"), office("B", "A"), office("C", "B"), line_of("D"))
    assert columns(found) == {2: ["since"], 3: ["parent"], 4: ["parent"]}
    assert found.rows[1].faults[0]["facts"]["other"] == 2


def test_a_post_cannot_hold_an_office(look):
    found = look(line_of("A"), line_of("B", level="岗位", kind="", parent="A"), office("C", "B"))
    assert columns(found) == {4: ["parent"]}


def test_what_ended_is_neither_changed_nor_built_upon(look, organ, clerk):
    commands.dissolve(organ, last_day=date(2025, 12, 31), by=clerk)
    assert columns(look(["MZ001", "市自然资源局", None, None, None, None])) == {2: [""]}
    assert columns(look(office("X", "MZ001"))) == {2: ["parent"]}
    again = look(["MZ001", "市规划局", "", "", "", "", "2026-03-01"], heads=HEADS)
    assert columns(again) == {2: ["until"]}


def test_an_end_before_the_beginning_is_faulty(look):
    assert columns(look([*line_of(), "2025-12-31"], heads=HEADS)) == {2: ["until"]}


def test_the_level_on_record_does_not_change(look, organ):
    assert columns(look(["MZ001", "市规划局", "科室", None, None, None])) == {2: ["level"]}


def test_a_changed_name_renames_from_today_and_earlier_days_keep_the_old(enter, organ, day):
    enter(["MZ001", "市自然资源局", "", "", "", ""])
    organ.refresh_from_db()
    assert organ.name == "市自然资源局"
    assert queries.as_it_was(organ, on=date(2026, 4, 9)).name == "市规划局"


def test_a_changed_parent_moves_the_unit_with_all_inside_and_undo_brings_it_back(
    enter, organ, clerk, day
):
    since = date(2020, 1, 1)
    commands.found("MZ002", "市国土局", level="organ", kind="service", since=since, by=clerk)
    unit = commands.found("A", "甲科", level="office", parent=organ, since=since, by=clerk)
    desk = commands.found("A-1", "窗口", level="counter", parent=unit, since=since, by=clerk)
    imp = enter(["A", "甲科", "", "", "MZ002", ""])
    desk.refresh_from_db()
    assert desk.organ.code == "MZ002"
    imports.undo(imp, by=clerk, on=day)
    desk.refresh_from_db()
    unit.refresh_from_db()
    assert (unit.parent, unit.organ, desk.organ) == (organ, organ, organ)


def test_an_end_ends_all_that_is_inside_and_undo_lets_it_stand_again(enter, organ, clerk, day):
    since = date(2020, 1, 1)
    unit = commands.found("A", "甲科", level="office", parent=organ, since=since, by=clerk)
    imp = enter(["MZ001", "市规划局", "", "", "", "", "2026年6月30日", "是"], heads=HEADS)
    unit.refresh_from_db()
    organ.refresh_from_db()
    assert unit.active_to == organ.active_to == date(2026, 6, 30)
    assert organ.is_key
    imports.undo(imp, by=clerk, on=day)
    unit.refresh_from_db()
    organ.refresh_from_db()
    assert unit.active_to is organ.active_to is None
    assert not organ.is_key


def test_a_new_unit_may_have_ended_already(enter):
    enter([*line_of(), "2026-03-31", "否"], heads=HEADS)
    assert Unit.objects.get().active_to == date(2026, 3, 31)


def test_a_unit_without_its_first_day_stands_since_the_first_of_january(enter):
    enter(line_of("MZ100", since=""))
    assert Unit.objects.get(code="MZ100").active_from == date(2026, 1, 1)


def test_the_unit_over_one_may_be_written_with_its_name_if_one_alone_bears_it(enter, look):
    enter(line_of("MZ100", "市城管局"), office("MZ100-1", "市城管局", "审批科"))
    assert Unit.objects.get(code="MZ100-1").parent.code == "MZ100"
    two = (line_of("MZ200", "市水务局"), line_of("MZ201", "市水务局"), office("X1", "市水务局"))
    assert columns(look(*two)) == {4: ["parent"]}


def test_a_list_may_repeat_the_class_of_the_organ_beside_its_offices(enter, look):
    enter(line_of("MZ100"), line_of("MZ100-1", "审批科", level="科室", parent="MZ100"))
    assert Unit.objects.get(code="MZ100-1").kind == ""
    other = line_of("MZ100-2", "法规科", level="科室", kind="服务", parent="MZ100")
    assert columns(look(other)) == {2: ["kind"]}
