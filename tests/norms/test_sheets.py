"""The sheet of norms: entered, worded anew from a day on, taken back."""

from datetime import date

import pytest

from mingcha.core.refusal import Refusal
from mingcha.foundation.imports import commands as imports
from mingcha.foundation.imports import looking
from mingcha.norms import commands, queries
from mingcha.norms.models import Norm
from mingcha.people import commands as people
from tests.foundation.sheets_at_hand import text

HEADS = ["编号", "标题", "依据", "失范类型", "严重程度", "施行日期"]


def line(code="N90", title="当场办结", **facts):
    said = {"basis": "行政许可法", "kind": "慢作为", "severity": "较重", "since": "2026年5月1日",
            **facts}  # fmt: skip
    return [code, title, *said.values()]


@pytest.fixture
def look(clerk, day):
    def looked(*lines):
        return looking.look("norms", text(HEADS, *lines), "规范.csv", on=day, by=clerk)

    return looked


@pytest.fixture
def enter(clerk, day, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    def entered(*lines):
        imp = imports.take_in("norms", text(HEADS, *lines), "规范.csv", by=clerk, on=day)
        return imports.commit(imp, by=clerk, on=day)

    return entered


def columns(look):
    return {row.number: [f["column"] for f in row.faults] for row in look.rows if row.faults}


def test_norms_are_entered_with_failure_and_severity_in_chinese_words(enter):
    enter(line(), line("N91", "无偿加班服务", kind="褒奖", severity=""), line("N92", severity=""))
    told = Norm.objects.filter(code__startswith="N9").values_list("failure_kind", "severity")
    assert list(told) == [("slow", 2), ("none", 0), ("slow", 1)]


def test_a_changed_norm_is_worded_anew_and_the_old_wording_stays_and_undo_ends_that(
    enter, norm, clerk, day
):
    old = norm.title
    imp = enter(line("N05", "首问必答", basis="", kind=norm.failure_kind, severity=""))
    assert queries.norm("N05", on=date(2026, 4, 30)).title == old
    assert queries.norm("N05", on=date(2026, 5, 1)).title == "首问必答"
    imports.undo(imp, by=clerk, on=day)
    assert queries.norm("N05", on=date(2026, 5, 1)).title == old
    assert queries.wordings_of(norm).count() == 1


def test_a_norm_that_begins_today_is_changed_in_place_and_put_back(enter, clerk, day):
    commands.enter_norm("N90", "旧题", failure_kind="slow", since=day, by=clerk, severity=2)
    imp = enter(line(title="新题", basis="", since="2026-04-10"))
    assert Norm.objects.get(code="N90").title == "新题"
    imports.undo(imp, by=clerk, on=day)
    assert Norm.objects.get(code="N90").title == "旧题"


def test_the_same_sheet_again_changes_nothing(enter, look):
    enter(line())
    assert look(line()).counts["unchanged"] == 1


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (line(title=""), "title"),
        (line(kind=""), "failure_kind"),
        (line(since=""), "since"),
        (line(severity="很重"), "severity"),
        (line(kind="褒奖", severity="轻"), "severity"),
        (line("N05", "新题", since="2026-04-01"), "since"),
        (line("N0123456789"), "code"),
    ],
)
def test_a_row_that_cannot_be_is_faulty_in_the_column_to_mend(look, norm, row, column):
    assert columns(look(row)) == {2: [column]}


def test_what_has_ended_begins_again_only_after_its_last_day(look, norm, clerk, day):
    commands.end(norm, by=clerk, on=day, last_day=date(2026, 6, 30))
    assert columns(look(line("N05"))) == {2: ["since"]}
    assert look(line("N05", since="2026-07-01")).counts["new"] == 1


def test_a_norm_by_which_somebody_was_asked_is_not_taken_back(norm, clerk, day):
    with pytest.raises(Refusal) as no:
        commands.take_back([norm], by=clerk, on=day)
    assert no.value.code == "norms.referred_to"
    assert Norm.objects.filter(pk=norm.pk).exists()


def test_only_those_who_keep_norms_hand_them_in(clerk, day):
    admin = people.register("admin", "管理员", by=clerk)
    people.charge(admin, "administrator", since=day, by=clerk)
    for person in (admin, None):
        with pytest.raises(Refusal) as no:
            imports.take_in("norms", text(HEADS, line()), "x.csv", by=person, on=day)
        assert no.value.code == "import.not_yours"
