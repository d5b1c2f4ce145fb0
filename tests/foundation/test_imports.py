"""Preview, commit and undo: one way for every spreadsheet."""

from datetime import date, timedelta

import openpyxl
import pytest
from django.db import DatabaseError

from mingcha.core.refusal import Refusal
from mingcha.foundation import time
from mingcha.foundation.imports import commands, looking, papers, queries
from mingcha.foundation.imports.sheet import SHEETS, may_import
from mingcha.foundation.models import Import, ImportDeed, ImportRow, JournalEntry
from mingcha.organs import commands as organs
from mingcha.organs.models import Former, Unit
from mingcha.people import commands as people
from mingcha.people.models import Duty
from tests.foundation.sheets_at_hand import ORGANS, office, organ, text, workbook

V = ImportRow.Verdict
S = Import.State


@pytest.fixture
def take_in(clerk, day):
    def taken(*lines, kind="organs", heads=ORGANS, name="机构.xlsx"):
        return commands.take_in(kind, workbook(heads, *lines), name, by=clerk, on=day)

    return taken


def verdicts(imp):
    return list(imp.rows.values_list("verdict", flat=True))


def refused(act, imp, by, on, code):
    with pytest.raises(Refusal) as no:
        act(imp, by=by, on=on)
    assert no.value.code == code
    return no.value


def test_a_preview_gives_every_row_a_verdict_and_touches_nothing(take_in, clerk):
    organs.found("MZ100", "市城管局", level="organ", kind="enforcement",
                 since=date(2026, 1, 1), by=clerk)  # fmt: skip
    organs.found("MZ101", "市档案局", level="organ", kind="service",
                 since=date(2026, 1, 1), by=clerk)  # fmt: skip
    before = Unit.objects.count()
    imp = take_in(organ(), organ("MZ101", "市档案馆", kind="服务"), organ("MZ102"), organ(""))
    assert verdicts(imp) == [V.UNCHANGED, V.CHANGED, V.NEW, V.FAULTY]
    assert imp.rows.get(number=3).changes == {"name": ["市档案局", "市档案馆"]}
    assert imp.number == "DR-2026-0001"
    assert Unit.objects.count() == before
    assert queries.file_of(imp.digest).exists()


def test_an_empty_cell_leaves_what_is_on_record(take_in, clerk):
    organs.found("MZ100", "市城管局", level="organ", kind="enforcement",
                 since=date(2026, 1, 1), by=clerk)  # fmt: skip
    imp = take_in(["MZ100", "市城管局", None, None, None, None])
    assert verdicts(imp) == [V.UNCHANGED]


def test_commit_carries_out_what_was_shown_and_every_act_is_in_the_journal(take_in, clerk, day):
    imp = take_in(office("MZ100-1", "MZ100"), organ())
    commands.commit(imp, by=clerk, on=day)
    assert imp.state == S.COMMITTED
    assert Unit.objects.get(code="MZ100-1").organ.code == "MZ100"
    told = list(JournalEntry.objects.order_by("pk").values_list("verb", flat=True))[-4:]
    assert told == [
        "foundation.import.take_in", "foundation.import.commit",
        "organs.unit.found", "organs.unit.found",
    ]  # fmt: skip


def test_commit_a_second_time_is_refused_and_enters_nothing_twice(take_in, clerk, day):
    imp = take_in(organ())
    again = Import.objects.get(pk=imp.pk)  # the other half of a double click
    commands.commit(imp, by=clerk, on=day)
    refused(commands.commit, again, clerk, day, "workflow.overtaken")
    refused(commands.commit, imp, clerk, day, "workflow.wrong_state")
    assert Unit.objects.count() == 1


def test_commit_is_refused_while_a_row_is_faulty_and_nothing_is_entered(take_in, clerk, day):
    imp = take_in(organ(), organ("MZ101", since="去年"))
    no = refused(commands.commit, imp, clerk, day, "import.faulty")
    assert "1" in no.because
    assert not Unit.objects.exists()
    assert imp.state == S.PREVIEWED


def test_commit_good_leaves_faulty_rows_out_when_somebody_says_so(take_in, clerk, day):
    imp = take_in(organ(), organ("MZ101", since="去年"))
    commands.commit_good(imp, by=clerk, on=day)
    assert list(Unit.objects.values_list("code", flat=True)) == ["MZ100"]


def test_commit_good_is_refused_where_no_row_is_faulty(take_in, clerk, day):
    refused(commands.commit_good, take_in(organ()), clerk, day, "import.nothing_faulty")


def test_commit_is_refused_where_nothing_would_change(take_in, clerk, day):
    commands.commit(take_in(organ()), by=clerk, on=day)
    refused(commands.commit, take_in(organ()), clerk, day, "import.nothing_new")


def test_nobody_commits_a_verdict_they_have_not_seen(take_in, clerk, day):
    imp = take_in(organ(), organ("MZ101", "市档案局"))
    organs.found("MZ100", "市容局", level="organ", kind="enforcement",
                 since=date(2026, 1, 1), by=clerk)  # fmt: skip
    no = refused(commands.commit, imp, clerk, day, "import.outdated")
    assert "1" in no.because
    assert not Unit.objects.filter(code="MZ101").exists()
    assert imp.state == Import.objects.get(pk=imp.pk).state == S.PREVIEWED
    assert verdicts(imp) == [V.CHANGED, V.NEW]
    commands.commit(imp, by=clerk, on=day)
    assert Unit.objects.get(code="MZ100").name == "市城管局"


def test_a_power_cut_in_the_middle_leaves_nothing_half_written(take_in, clerk, day, monkeypatch):
    imp = take_in(organ(), organ("MZ101"), organ("MZ102"))
    entries = JournalEntry.objects.count()
    really = organs.found

    def cut(code, *args, **facts):
        if code == "MZ102":
            raise DatabaseError("the power is gone")
        return really(code, *args, **facts)

    monkeypatch.setattr(organs, "found", cut)
    with pytest.raises(DatabaseError):
        commands.commit(imp, by=clerk, on=day)
    assert not Unit.objects.exists()
    assert JournalEntry.objects.count() == entries
    assert not ImportDeed.objects.exists()
    assert imp.state == Import.objects.get(pk=imp.pk).state == S.PREVIEWED
    monkeypatch.undo()
    commands.commit(imp, by=clerk, on=day)
    assert Unit.objects.count() == 3


def test_a_row_that_a_command_refuses_is_named_and_nothing_is_written(
    take_in, clerk, day, monkeypatch
):
    imp = take_in(organ(), organ("MZ101"))

    def refuse(code, *args, **facts):
        from mingcha.organs.refusals import CODE_TAKEN

        raise CODE_TAKEN(code=code, name="某局")

    monkeypatch.setattr(organs, "found", refuse)
    no = refused(commands.commit, imp, clerk, day, "import.row_refused")
    assert "2" in no.because
    assert "MZ100" in no.because
    assert not Unit.objects.exists()


def test_discard_leaves_register_and_file_as_they_are(take_in, clerk, day):
    imp = take_in(organ())
    commands.discard(imp, by=clerk, on=day)
    refused(commands.commit, imp, clerk, day, "workflow.wrong_state")
    assert queries.file_of(imp.digest).exists()


def test_undo_takes_back_what_was_made_and_restores_what_was_changed(take_in, clerk, organ, day):
    row = ["MZ001", "市自然资源局", "机关", "服务", None, "2019-05-01"]
    imp = take_in(row, office("MZ001-1", "MZ001"), office("MZ001-2", "MZ001-1"))
    commands.commit(imp, by=clerk, on=day)
    organ.refresh_from_db()
    assert (organ.name, organ.kind, organ.active_from) == (
        "市自然资源局", "service", date(2019, 5, 1),
    )  # fmt: skip
    commands.undo(imp, by=clerk, on=day)
    organ.refresh_from_db()
    assert (organ.name, organ.kind, organ.active_from) == (
        "市规划局", "management", date(2020, 1, 1),
    )  # fmt: skip
    assert not Former.objects.exists()
    assert Unit.objects.count() == 1
    assert imp.state == S.UNDONE
    refused(commands.undo, imp, clerk, day, "workflow.wrong_state")


def test_undo_is_refused_where_something_refers_to_what_was_made(take_in, clerk, day):
    imp = take_in(organ(), organ("MZ101", "市档案局"))
    commands.commit(imp, by=clerk, on=day)
    people.register("p1", "张三", by=clerk, organ=Unit.objects.get(code="MZ101"))
    no = refused(commands.undo, imp, clerk, day, "import.built_upon")
    assert "市档案局" in no.because
    assert "市城管局" not in no.because
    assert Unit.objects.count() == 2
    assert imp.state == Import.objects.get(pk=imp.pk).state == S.COMMITTED


def test_undo_is_refused_where_something_was_changed_again(take_in, clerk, organ, day):
    imp = take_in(["MZ001", "市自然资源局", "机关", "管理", None, None])
    commands.commit(imp, by=clerk, on=day)
    organ.refresh_from_db()
    organs.rename(organ, name="市林业局", on=day + timedelta(days=9), by=clerk)
    no = refused(commands.undo, imp, clerk, day, "import.built_upon")
    assert "市林业局" in no.because
    assert Unit.objects.get().name == "市林业局"


def test_undo_is_refused_where_what_was_made_has_been_acted_upon(take_in, clerk, day):
    imp = take_in(organ())
    commands.commit(imp, by=clerk, on=day)
    organs.correct(Unit.objects.get(), is_key=True, by=clerk)
    assert (
        "organs.unit.correct"
        in refused(commands.undo, imp, clerk, day, "import.built_upon").because
    )


def test_undo_lists_what_is_in_the_way_and_says_how_many_more(take_in, clerk, day):
    imp = take_in(*(organ(f"MZ{n}", f"第{n}局") for n in range(100, 130)))
    commands.commit(imp, by=clerk, on=day)
    for unit in Unit.objects.all():
        organs.correct(unit, is_key=True, by=clerk)
    no = refused(commands.undo, imp, clerk, day, "import.built_upon")
    assert "第100局" in no.because
    assert "10" in no.because.rpartition("；")[2]


def test_undo_of_an_import_whose_things_are_gone_is_refused(take_in, clerk, day):
    imp = take_in(organ())
    commands.commit(imp, by=clerk, on=day)
    organs.take_back([Unit.objects.get()], by=clerk, on=day)
    refused(commands.undo, imp, clerk, day, "import.built_upon")


def test_only_those_who_keep_the_registers_import(take_in, clerk, day):
    with time.at(day):
        for role, may in (("director", True), ("administrator", True), ("inspector", False),
                          ("auditor", False), ("leader", False)):  # fmt: skip
            person = people.register(role, role, by=clerk)
            people.charge(person, role, since=day, by=clerk)
            assert may_import(person) is may
            assert queries.visible_to(person).exists() is False
        imp = take_in(organ())
        stranger = people.register("x", "路人", by=clerk)
        assert not queries.visible_to(stranger).exists()
        assert queries.visible_to(clerk).get() == imp
        refused(commands.commit, imp, stranger, day, "workflow.not_yours")
        assert not Unit.objects.exists()


def test_a_kind_nobody_knows_is_refused(clerk, day):
    with pytest.raises(Refusal) as no:
        commands.take_in("cars", b"x", "x.csv", by=clerk, on=day)
    assert no.value.code == "import.unknown_kind"


def test_two_rows_with_one_code_are_both_faulty_and_name_each_other(take_in):
    imp = take_in(organ(), organ("MZ101"), organ())
    assert verdicts(imp) == [V.FAULTY, V.NEW, V.FAULTY]
    assert imp.rows.get(number=2).faults[0]["facts"]["others"] == "4"


def test_a_look_keeps_nothing(clerk, day):
    look = looking.look("organs", text(ORGANS, organ(), organ("")), "x.csv", on=day)
    assert look.counts == {"new": 1, "changed": 0, "unchanged": 0, "faulty": 1}
    assert look.told()["rows"][1]["faults"]
    assert any("3" in line for line in look.sentences(10))
    assert not Import.objects.exists()


def test_the_file_of_faulty_rows_can_be_mended_and_handed_in_again(clerk, day, tmp_path):
    given = text(ORGANS, organ(), organ("MZ101", "=1+1", since="去年"))
    imp = commands.take_in("organs", given, "x.csv", by=clerk, on=day)
    content = papers.faulty(imp, SHEETS["organs"])
    path = tmp_path / "faulty.xlsx"
    path.write_bytes(content)
    page = openpyxl.load_workbook(path).active
    heads, line = [[cell.value for cell in row] for row in page.iter_rows()]
    assert heads[:-1] == ORGANS
    assert line[1] == "'=1+1"
    assert page["B2"].data_type == "s"
    assert "去年" in line[-1]
    page["B2"], page["F2"] = "市档案局", "2026-02-01"
    page.parent.save(path)
    again = commands.take_in("organs", path.read_bytes(), "x.xlsx", by=clerk, on=day)
    assert verdicts(again) == [V.NEW]
    assert again.notes == []


@pytest.mark.parametrize("kind", list(SHEETS))
def test_a_template_is_empty_and_is_read_by_its_own_titles(kind, clerk, day, tmp_path):
    path = tmp_path / "template.xlsx"
    path.write_bytes(papers.template(SHEETS[kind]))
    with pytest.raises(Refusal) as no:
        looking.look(kind, path.read_bytes(), "x.xlsx", on=day)
    assert no.value.code == "import.empty"
    book = openpyxl.load_workbook(path)
    assert [row[0].value for row in book.worksheets[1].iter_rows(min_row=2)] == [
        str(column.label) for column in SHEETS[kind].columns
    ]


def test_a_file_on_disk_that_is_too_large_or_not_there_is_refused_unread(tmp_path):
    huge = tmp_path / "huge.xlsx"
    with huge.open("wb") as out:
        out.truncate(200 << 20)
    for path, code in ((huge, "import.too_large"), (tmp_path / "none.csv", "import.no_file")):
        with pytest.raises(Refusal) as no:
            looking.content_of(path)
        assert no.value.code == code


def test_an_import_without_a_person_is_the_machines_own(day, db):
    imp = commands.take_in("organs", workbook(ORGANS, organ()), "x.xlsx", by=None, on=day)
    commands.commit(imp, by=None, on=day)
    commands.undo(imp, by=None, on=day)
    assert not Unit.objects.exists()


def test_a_number_that_is_no_imports_is_refused(take_in):
    imp = take_in(organ())
    assert queries.numbered(" dr-2026-0001 ") == imp
    with pytest.raises(Refusal):
        queries.numbered("DR-2026-0009")


def test_an_import_of_persons_with_duties_is_undone_with_them(take_in, organ, clerk, day):
    heads = ["工号", "姓名", "单位编码", "职责", "任职日期"]
    imp = take_in(["p1", "张三", "MZ001", "联络员", "2026年3月1日"], kind="people", heads=heads)
    commands.commit(imp, by=clerk, on=day)
    assert Duty.objects.filter(person__staff_no="p1", role="liaison", organ=organ).exists()
    commands.undo(imp, by=clerk, on=day)
    assert not Duty.objects.filter(person__staff_no="p1").exists()


def test_a_preview_waits_for_whoever_asked_for_it_until_it_is_decided(take_in, clerk, day):
    imp = take_in(organ())
    other = people.register("d", "陆明澈", by=clerk)
    people.charge(other, "director", since=day, by=clerk)
    assert [one.number for one in queries.waiting_for(clerk, on=day)] == [imp.number]
    assert queries.waiting_for(other, on=day) == []
    assert queries.matching("机构", other).get() == imp
    commands.discard(imp, by=clerk, on=day)
    assert queries.waiting_for(clerk, on=day) == []


def test_imports_of_a_table_are_seen_only_by_those_whose_table_it_is(clerk, day):
    admin = people.register("admin", "管理员", by=clerk)
    people.charge(admin, "administrator", since=day, by=clerk)
    heads = ["编号", "标题", "失范类型", "施行日期"]
    content = text(heads, ["N90", "当场办结", "慢作为", "2026-05-01"])
    imp = commands.take_in("norms", content, "规范.csv", by=clerk, on=day)
    assert queries.visible_to(clerk).get() == imp
    assert not queries.visible_to(admin).exists()
