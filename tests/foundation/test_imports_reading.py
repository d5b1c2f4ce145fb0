"""Reading whatever spreadsheet a city has at hand, and saying what cannot be read."""

import io
import json
import subprocess
import sys
import zipfile
from datetime import date, datetime, timedelta

import openpyxl
import pytest
from django.utils.translation import override

from mingcha.core.notice import Unfit
from mingcha.core.refusal import Refusal
from mingcha.foundation.imports import opening, reading, verdicts
from mingcha.foundation.imports.sheet import SHEETS
from mingcha.foundation.imports.values import (
    Code,
    Codes,
    Day,
    Hour,
    Whole,
    Words,
    YesNo,
    folded,
    tidy,
)
from tests.foundation.sheets_at_hand import ORGANS, organ, saved, text, workbook

SHEET = SHEETS["organs"]


def read(content, name="机构.xlsx"):
    return reading.read(content, name, SHEET)


def refused(content, name="机构.xlsx"):
    with pytest.raises(Refusal) as no:
        read(content, name)
    assert no.value.because
    assert no.value.remedy
    return no.value.code


def only_row(content):
    table = read(content)
    assert len(table.rows) == 1
    return table.rows[0]


def test_titles_are_found_below_a_title_line_and_merged_cells():
    content = workbook(
        ["明州市机构编制一览表"],
        ["填报单位：市委编办", None, None, None, None, "2026年3月"],
        [],
        ORGANS,
        organ(),
        then=lambda page: page.merge_cells("A1:F1"),
    )
    table = read(content)
    number, words = table.rows[0]
    assert (number, words["code"], words["name"]) == (5, "MZ100", "市城管局")
    assert "row 4" in str(table.notes[0])


def test_titles_of_two_rows_are_read_at_the_row_where_all_of_them_are_known():
    content = workbook(
        ["编号", "名称", "归属", None, "类别", "成立日期"],
        [None, None, "层级", "上级编码", None, None],
        ["MZ100", "市城管局", "机关", None, "执法", "2026-01-01"],
        then=lambda page: [
            page.merge_cells(where) for where in ("A1:A2", "B1:B2", "C1:D1", "E1:E2", "F1:F2")
        ],
    )
    number, words = only_row(content)
    assert number == 3
    assert words["kind"] == "执法"
    assert words["level"] == "机关"


def test_merged_cells_are_filled_down_only_where_the_column_allows_it():
    content = workbook(
        ORGANS,
        ["MZ1-1", "办公室", "科室", None, "MZ1", "2026-01-01"],
        ["MZ1-2", None, None, None, None, "2026-01-01"],
        then=lambda page: [page.merge_cells(where) for where in ("B2:B3", "C2:C3", "E2:E3")],
    )
    table = read(content)
    assert table.rows[1][1] == {
        "code": "MZ1-2", "level": "科室", "parent": "MZ1", "since": "2026-01-01",
    }  # fmt: skip
    assert "Merged" in str(table.notes[0])


def test_the_sheet_whose_titles_fit_is_read_and_the_others_are_named():
    book = openpyxl.Workbook()
    book.active.title = "说明"
    book.active.append(["请按要求填写"])
    book.create_sheet("空表")
    page = book.create_sheet("机构")
    page.append(ORGANS)
    page.append(organ())
    table = read(saved(book))
    assert table.place == "机构"
    assert "说明" in str(table.notes[0])


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", ","), ("utf-8-sig", ","), ("gbk", ","), ("gb18030", "\t"), ("utf-16", "\t"),
     ("utf-16-le", ","), ("utf-8", ";"), ("gbk", "|")],
)  # fmt: skip
def test_text_files_are_read_in_every_encoding_and_with_every_mark(encoding, mark):
    number, words = only_row(
        text(ORGANS, organ(name="市城管局，本级"), encoding=encoding, mark=mark)
    )
    assert (number, words["name"]) == (2, "市城管局，本级")


def test_rows_are_numbered_as_the_spreadsheet_numbers_them():
    table = read(text(ORGANS, organ(), [], [], organ("MZ101")))
    assert [number for number, _words in table.rows] == [2, 5]


@pytest.mark.parametrize(
    ("given", "kept"),
    [("　ＭＺ１００　", "MZ100"), ("张  三", "张三"), ("A  B", "A B"),
     ("市局（本级）", "市局（本级）"), ("\u200bMZ1", "MZ1"),
     ("'=1+1", "=1+1"), ("'twas", "'twas"), ("一行\n二行", "一行二行")],
)  # fmt: skip
def test_what_the_eye_does_not_see_is_taken_out_and_punctuation_stays(given, kept):
    assert tidy(given) == kept


@pytest.mark.parametrize(
    "given",
    ["2026-03-05", "2026年3月5日", "2026.3.5", "2026/3/5", "２０２６－０３－０５", "20260305",
     "46086", "46086.0", "2026-03-05 10:30", "2026/3/5 00:00:00"],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(given):
    assert Day().read(given) == date(2026, 3, 5)


@pytest.mark.parametrize("given", ["2026-02-30", "去年", "3月5日", "12", "=TODAY()"])
def test_what_is_no_day_is_refused_in_a_sentence(given):
    with pytest.raises(Unfit) as no:
        Day().read(given)
    assert given[:4] in str(no.value)


def test_dates_and_numbers_of_a_workbook_become_plain_text():
    line = [100200, "市城管局", "机关", "执法", None, datetime(2026, 1, 1)]  # noqa: DTZ001
    _number, words = only_row(workbook(ORGANS, line))
    assert (words["code"], words["since"]) == ("100200", "2026-01-01")


def test_a_formula_is_never_taken_for_a_value():
    for kind in (Words(40), Code(40)):
        with pytest.raises(Unfit, match="formula"):
            kind.read('=HYPERLINK("http://x","y")')


def test_too_long_words_are_refused_and_not_cut():
    with pytest.raises(Unfit, match="41 characters"):
        Words(40).read("长" * 41)


def test_yes_and_no_are_read_in_both_languages():
    assert [YesNo().read(word) for word in ("是", "√", "Yes", "TRUE", "否", "×", "0")] == [
        True, True, True, True, False, False, False,
    ]  # fmt: skip
    with pytest.raises(Unfit):
        YesNo().read("也许")


def test_a_column_that_is_not_known_is_named_and_a_password_is_never_read():
    heads, line = [*ORGANS, "密码", "备注"], [*organ(), "secret", "好"]
    table = read(workbook(heads, line))
    notes = " ".join(map(str, table.notes))
    assert "密码" in notes
    assert "备注" in notes
    assert "secret" not in json.dumps(table.rows, ensure_ascii=False)


def test_the_same_title_twice_is_refused():
    assert refused(workbook([*ORGANS, "机构名称"], [*organ(), "x"])) == "import.title_twice"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "import.empty"),
        (b"  \n ", "import.empty"),
        (workbook(), "import.empty"),
        (workbook(ORGANS), "import.empty"),
        (text(ORGANS), "import.empty"),
        (workbook(["姓名", "电话"], ["张三", "1"]), "import.no_head"),
        (workbook(["名称", "类别"], ["市城管局", "执法"]), "import.no_head"),
        (b"%PDF-1.7 \x00\x01\x02 nonsense", "import.wrong_type"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x01", "import.wrong_type"),
        ("<html><table><tr><td>编号</td></tr></table>".encode(), "import.wrong_type"),
        (workbook(ORGANS, organ())[:900], "import.corrupt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "import.corrupt"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "import.locked",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_remedy(content, code):
    assert refused(content) == code


def test_a_packed_file_that_is_no_workbook_is_of_the_wrong_type():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", "<w/>")
    assert refused(out.getvalue(), "通知.docx") == "import.wrong_type"


def test_a_workbook_whose_parts_are_broken_is_corrupt():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("xl/workbook.xml", "<workbook")
    assert refused(out.getvalue()) == "import.corrupt"


def test_a_file_of_200_mb_is_refused_by_its_size_alone():
    with pytest.raises(Refusal) as no:
        reading.check_size(200 << 20)
    assert no.value.code == "import.too_large"
    assert "20" in no.value.because
    assert "200,000" in no.value.because
    reading.check_size(20 << 20)


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused_unopened(monkeypatch):
    monkeypatch.setattr(reading, "MOST_UNPACKED", 1_000)
    assert refused(workbook(ORGANS, organ())) == "import.too_long"


def test_a_cell_in_the_last_corner_ends_the_reader_and_not_the_program():
    content = workbook(ORGANS, organ(), then=lambda page: page.cell(1_048_576, 16_384, "x"))
    assert refused(content) == "import.too_long"


def test_more_rows_than_the_limit_are_refused(monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    lines = [organ(f"MZ{n}") for n in range(4)]
    assert refused(text(ORGANS, *lines)) == "import.too_long"


def test_a_reader_that_takes_too_long_is_stopped(monkeypatch):
    monkeypatch.setattr(reading, "PATIENCE_S", 0.001)
    assert refused(workbook(ORGANS, organ())) == "import.too_long"


def test_the_reader_answers_in_one_word_what_stands_in_the_way():
    words = [sys.executable, "-m", opening.__name__]
    done = subprocess.run(words, input=b"nonsense", capture_output=True, check=False)
    assert json.loads(done.stdout) == {"no": "corrupt"}


def test_every_sheet_knows_its_titles_in_both_languages_and_no_title_means_two_columns():
    for sheet in SHEETS.values():
        seen = [title for column in sheet.columns for title in column.titles]
        assert len(seen) == len(set(seen)), sheet.name
        assert set(sheet.heads or sheet.key) <= {c.key for c in sheet.columns if c.required}
        for tongue in ("zh-hans", "en"):
            with override(tongue):
                labels = {folded(str(column.label)) for column in sheet.columns}
            assert labels <= set(sheet.titles), sheet.name


def test_a_sentence_is_kept_untranslated_and_told_in_the_readers_language():
    kept = verdicts.notes_kept([Unfit("There is no unit {code} on record. Check the code, or "
                                      "import the organs first.", code="X1")])  # fmt: skip
    with override("en"):
        assert verdicts.said(kept[0]).startswith("There is no unit X1")
    with override("zh-hans"):
        assert "X1" in verdicts.said(kept[0])
        assert "unit" not in verdicts.said(kept[0])


@pytest.mark.parametrize(
    ("given", "read"),
    [("8:10", "08:10"), ("08:10:00", "08:10"), ("８点１０分", "08:10"), ("8时", "08:00"),
     ("2026-03-05 08:10", "08:10")],
)  # fmt: skip
def test_an_hour_is_read_however_it_is_written(given, read):
    assert f"{Hour().read(given):%H:%M}" == read


@pytest.mark.parametrize(
    ("kind", "given"),
    [(Hour(), "25:00"), (Hour(), "早上"), (Whole(99), "100"), (Whole(99), "三"), (Whole(99), "-1")],
)
def test_what_is_no_hour_or_number_is_refused_in_a_sentence(kind, given):
    with pytest.raises(Unfit, match=given):
        kind.read(given)


def test_several_codes_are_read_once_each_in_their_order():
    assert Codes(40).read("c1、 c2，c1；c3") == ["c1", "c2", "c3"]
    assert Whole(99).read("第３题") == 3


def test_older_workbooks_and_open_documents_are_read_too():
    hours = opening.text_of(timedelta(hours=8, minutes=10))
    assert (hours, opening.text_of(None)) == ("08:10:00", "")
    content = _open_document(ORGANS, organ())
    table = read(content, "机构.ods")
    assert table.rows[0][1]["code"] == "MZ100"


def _open_document(*lines):
    """The least that counts as an OpenDocument spreadsheet."""
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = "".join(
        f"<table:table-row>{''.join(cell.format(word) for word in line)}</table:table-row>"
        for line in lines
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body>'
        f'<office:spreadsheet><table:table table:name="机构">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest='
        '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", kind)
        package.writestr("META-INF/manifest.xml", manifest)
        package.writestr("content.xml", content)
    return out.getvalue()
