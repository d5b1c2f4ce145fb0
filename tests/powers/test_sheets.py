"""The sheet of powers: published lists as they are, row by row, carried out and taken back."""

from datetime import date

import pytest

from mingcha.core.notice import Unfit
from mingcha.core.refusal import Refusal
from mingcha.foundation.imports import commands as imports
from mingcha.foundation.imports import looking
from mingcha.organs import commands as organs
from mingcha.powers import cells, queries
from mingcha.powers.models import Item, Version
from mingcha.powers.published import names_in, reshape
from tests.foundation.sheets_at_hand import text
from tests.powers import messy

HEADS = ["序号", "事项编码", "事项名称", "事项类型", "实施机关", "设定依据", "法定时限", "承诺时限",
         "申请材料", "收费标准"]  # fmt: skip
LAW = "《行政许可法》第四十二条"


def line(number="1", code="XK-101", name="临时占道许可", **facts):
    said = {"kind": "行政许可", "organ": "市规划局", "bases": LAW, "legal": "20个工作日",
            "promised": "8个工作日", "papers": "申请表；身份证明", "fees": "不收费",
            **facts}  # fmt: skip
    return [number, code, name, *said.values()]


@pytest.fixture
def look(office, organ, other_organ, day):
    def looked(*lines):
        return looking.look("powers", text(HEADS, *lines), "清单.csv", on=day, by=office)

    return looked


@pytest.fixture
def take_in(office, organ, other_organ, day, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    def taken(content, name="清单.csv"):
        imp = imports.take_in("powers", content, name, by=office, on=day)
        return imports.commit(imp, by=office, on=day)

    return taken


def columns(look):
    return {row.number: [f["column"] for f in row.faults] for row in look.rows if row.faults}


def test_a_published_row_is_entered_with_all_it_asks_for(take_in, day):
    take_in(text(HEADS, line(legal="２０个工作日", promised="即办", fees="工本费20元/本")))
    then = queries.item_as_of("XK-101", day)
    assert (then.legal_days, then.promised_days, then.on_the_spot) == (20, 0, True)
    assert (then.organ_number, then.papers) == ("MZ001", 2)
    assert then.bases == (("行政许可法", "第四十二条"),)
    assert "工本费" in then.fees


def test_parts_find_their_item_by_number_and_get_a_code_of_organ_and_number(take_in):
    take_in(text(HEADS, line("1", "", "占道"), line("1.1", "", "临时占道"),
                 line("（二）", "", "夜间占道"), line("2", "", "挖掘")))  # fmt: skip
    told = dict(Item.objects.values_list("code", "parent__code"))
    first = "市规划局-1"
    assert told == {first: None, f"{first}.1": first, f"{first}.2": first, "市规划局-2": None}


def test_of_several_organs_the_first_leads_and_jointly_is_only_what_says_so(take_in):
    take_in(text(HEADS, line(organ="市规划局、市水务局"),
                 line("2", "XK-102", "排水", organ="市水务局（牵头）会同市规划局")))  # fmt: skip
    told = {v.item.code: (v.organ.name, v.joint, v.partners.count()) for v in Version.objects.all()}
    assert told == {"XK-101": ("市规划局", False, 1), "XK-102": ("市水务局", True, 1)}


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (line(name=""), "name"),
        (line(organ="市气象台"), "organ"),
        (line(organ=""), "organ"),
        (line(legal="1个月"), "legal"),
        (line(legal="10个工作日；特殊情况20个工作日"), "legal"),
        (line(promised="尽快"), "promised"),
        (line(kind="别的什么"), "of_kind"),
        (line("7.1", "XK-701", "某部分"), "number"),
        (line("", "", "无编号的事项"), "code"),
    ],
)
def test_a_row_that_cannot_be_is_faulty_in_the_column_to_mend(look, row, column):
    assert columns(look(row)) == {2: [column]}


def test_the_same_list_again_changes_nothing_and_a_change_holds_from_its_day(
    take_in, look, office, day
):
    take_in(text([*HEADS, "施行日期"], [*line(), "2026-01-05"]))
    assert look(line()).counts["unchanged"] == 1
    imp = take_in(text(HEADS, line(promised="5个工作日", papers="申请表；身份证明；照片")))
    before, after = (queries.item_as_of("XK-101", on) for on in (date(2026, 4, 9), day))
    assert (before.promised_days, before.papers) == (8, 2)
    assert (after.promised_days, after.papers, after.legal_days) == (5, 3, 20)
    imports.undo(imp, by=office, on=day)
    assert queries.item_as_of("XK-101", day).promised_days == 8
    assert Version.objects.count() == 1


def test_a_change_neither_reaches_back_nor_touches_what_is_being_reformed(
    take_in, look, reviewed, day
):
    take_in(text(HEADS, line()))
    assert columns(look(line(legal="15个工作日"))) == {2: ["since"]}, "entered only today"
    row = line("9", "XK-001", reviewed.name, legal="9个工作日", promised="8个工作日")
    assert columns(look(row)) == {2: ["code"]}


def test_only_those_who_keep_the_inventory_hand_it_in_and_they_hand_in_nothing_else(
    office, liaison, lawyer, day
):
    content = text(HEADS, line())
    for person in (liaison, lawyer):
        with pytest.raises(Refusal) as no:
            imports.take_in("powers", content, "清单.csv", by=person, on=day)
        assert no.value.status == 403
    with pytest.raises(Refusal):
        imports.take_in("people", content, "人员.csv", by=office, on=day)


@pytest.fixture(scope="module")
def published():
    names = ["市规划局", "市水务局", "市城市管理局", "市卫生健康委员会", "市公安局"]
    return names, messy.book(names)


def test_a_messy_published_list_of_over_a_thousand_items_is_entered_and_taken_back(
    published, take_in, office, clerk, day
):
    names, content = published
    for n, name in enumerate(names[2:], 1):
        organs.found(f"MZ80{n}", name, level="organ", kind="management",
                     since=date(2020, 1, 1), by=clerk)  # fmt: skip
    seen = looking.look("powers", content, "清单.xlsx", on=day, by=office)
    assert {v: n for v, n in seen.counts.items() if n} == {
        "new": Item.objects.count() or seen.counts["new"]
    }
    imp = take_in(content, "清单.xlsx")
    assert Item.objects.count() == seen.counts["new"] > 1_000
    assert Item.objects.filter(parent__isnull=False).count() > 150
    assert Version.objects.filter(partners__isnull=False).exists()
    assert Version.objects.filter(on_the_spot=True).exists()
    assert not Version.objects.filter(bases=None).exists()
    assert len(seen.notes) >= 5, "what was put together and left out is said"
    assert looking.look("powers", content, "清单.xlsx", on=day, by=office).counts["changed"] == 0
    imports.undo(imp, by=office, on=day)
    assert not Item.objects.exists()
    assert not Version.objects.exists()


# Reading cells


@pytest.mark.parametrize(
    ("words", "days", "kind"),
    [
        ("20个工作日", 20, "working"),
        ("２０", 20, "working"),
        ("二十个工作日", 20, "working"),
        ("自受理之日起三十日内", 30, "calendar"),
        ("45个自然日", 45, "calendar"),
        ("10个工作日（不含公示5日）", 10, "working"),
        ("当场办结", 0, "working"),
        ("即办件", 0, "working"),
        ("即时办结（1个工作日内）", 0, "working"),
        ("一百二十日", 120, "calendar"),
    ],
)
def test_limits_are_read_as_cities_write_them(words, days, kind):
    assert cells.period(words) == (days, kind)


@pytest.mark.parametrize("words", ["无", "—", "/", "无法定期限", ""])
def test_no_limit_is_no_limit(words):
    assert cells.period(words) is None


def test_articles_quoted_inside_an_article_are_not_taken_for_a_basis():
    told = "《水法》第三十九条：“依照本法第五条和《防洪法》第六条办理”；《防洪法》第二十二条"
    assert cells.bases(told) == (("水法", "第三十九条"), ("防洪法", "第二十二条"))
    assert cells.bases("国务院令第412号") == (("国务院令第412号", ""),)


def test_marks_in_the_name_of_a_law_belong_to_it():
    told = "《关于深化“放管服”改革的意见》第三条“有关部门依照《水法》办理”"
    assert cells.bases(told) == (("关于深化“放管服”改革的意见", "第三条"),)


@pytest.mark.parametrize("number", ["❶", "9" * 5000, f"1.{'9' * 5000}", f"（{'9' * 5000}）"])
def test_a_number_that_is_none_is_left_as_it_stands(number):
    rows, _notes = reshape([(2, {"number": number, "name": "甲", "organ": "市规划局"})])
    assert rows[0][1]["code"].startswith("市规划局-")


def test_a_limit_of_thousands_of_digits_is_refused_with_a_sentence():
    with pytest.raises(Unfit):
        cells.period("9" * 5000)


def test_steps_of_one_name_keep_their_own_codes(take_in, office, day):
    told = text([*HEADS, "办理流程"], [*line(), "受理→审查→受理"])
    take_in(told)
    assert looking.look("powers", told, "清单.csv", on=day, by=office).counts["unchanged"] == 1


def test_headings_totals_and_remarks_are_told_and_not_taken_for_items():
    rows, notes = reshape(
        [
            (5, {"number": "一、市规划局（2项）"}),
            (6, {"number": "1", "name": "甲"}),
            (7, {"materials": "补充材料"}),
            (8, {"number": "小计：1项"}),
            (9, {"name": "注：由审改办解释"}),
        ]
    )
    assert [n for n, _words in rows] == [6]
    assert rows[0][1]["organ"] == "市规划局"
    assert rows[0][1]["materials"] == "补充材料"
    assert len(notes) == 3


def test_organs_in_one_cell_are_told_apart():
    assert names_in("市规划局（牵头）会同市水务局、市公安局") == [
        "市规划局",
        "市水务局",
        "市公安局",
    ]
