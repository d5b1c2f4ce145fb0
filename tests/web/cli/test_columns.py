"""Any table as columns: encodings, separators, missing cells, and what is wrong, by its row."""

from pathlib import Path

import numpy as np
import pytest

from mingcha.core.notice import Unfit
from mingcha.web.cli import columns
from mingcha.web.cli.columns import Table

PLAIN = "organ,score,group\n甲局,90,企业\n乙局,80.5,群众\n"


def made(tmp_path: Path, text: str | bytes, encoding: str = "utf-8") -> Path:
    path = tmp_path / "t.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_usual_way_to_save_a_table_is_read(tmp_path, encoding, separator, end):
    text = PLAIN.replace(",", separator).replace("\n", end)
    read = Table(made(tmp_path, text, encoding)).columns(numbers=["score"], labels=["organ"])
    assert read.numbers["score"].tolist() == [90, 80.5]
    assert read.labels["organ"].names == ["甲局", "乙局"]


def test_a_table_larger_than_a_part_is_read_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(columns, "AT_A_TIME", 7)
    monkeypatch.setattr(Table._parts, "__defaults__", (7,))
    rows = "".join(f"o{n % 3},{n}\n" for n in range(50))
    read = Table(made(tmp_path, f"organ,score\n{rows}")).columns(
        numbers=["score"], labels=["organ"]
    )
    assert read.numbers["score"].tolist() == list(range(50))
    assert read.labels["organ"].codes.tolist() == [n % 3 for n in range(50)]


def test_missing_cells_are_kept_as_missing_and_empty_rows_are_none(tmp_path):
    text = "organ,score\nA,1\nB,\n,3\nC,缺\nD,NA\n\n,\n"
    read = Table(made(tmp_path, text)).columns(numbers=["score"], labels=["organ"])
    assert read.rows == 5
    assert np.isnan(read.numbers["score"]).tolist() == [False, True, False, True, True]
    assert read.labels["organ"].codes.tolist() == [0, 1, -1, 2, 3]


def test_names_that_differ_in_spaces_only_are_one(tmp_path):
    read = Table(made(tmp_path, "organ\nA\n A \nB\n")).columns(labels=["organ"])
    assert read.labels["organ"].codes.tolist() == [0, 0, 1]


def test_what_is_left_of_a_column_names_only_what_is_left(tmp_path):
    read = Table(made(tmp_path, "organ\nA\nB\nC\nB\n")).columns(labels=["organ"])
    kept = read.labels["organ"].of(np.array([1, 2, 3]))
    assert kept.names == ("B", "C")
    assert kept.codes.tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("organ,score\nA,1\nB,8o\n", "row 3: “8o” in the column “score” is not a number"),
        ("organ,score\n\nA,1\n\nB,8o\n", "row 5"),
        ('organ,score\n"A\nB",1\nB,8o\n', "row 4"),
        ("organ,score\nA,inf\n", "row 2: “inf”"),
        ("organ,score\nA,1e999\n", "row 2"),
        ("organ,score\nA,1\nB,2,3\n", "row 3: there are 3 cells under 2 columns"),
        ("organ,score\nA,1\nB\n", "row 3: there are 1 cells under 2 columns"),
        ("organ,scores\nA,1\n", "It has: organ, scores. The nearest is “scores”"),
        ("a,b\nA,1\n", "It has: a, b. Name one of these"),
        ("organ,score,score\nA,1,2\n", "two columns “score”"),
        ("organ,score\n", "no rows"),
        ("", "is empty"),
        ("\n \n", "is empty"),
        (",,,\n", "is empty"),
        ('"",""\n ; \n', "is empty"),
        ("\ufeff", "is empty"),
        (b"\xff\xfe\x00\xd8a\x00", "not text"),
        (b"\xff\xfeabc", "not text"),
        (b"PK\x03\x04abc", "spreadsheet book"),
        (b"\x81\x00\xff\xff,", "not text"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_row(tmp_path, text, words):
    with pytest.raises(Unfit, match=r"\.") as no:
        Table(made(tmp_path, text)).columns(numbers=["score"], labels=["organ"])
    assert words in str(no.value)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Unfit, match="cannot be read"):
        Table(tmp_path / "none.csv")


def test_a_wide_table_names_only_some_of_its_columns(tmp_path):
    heads = ",".join(f"c{n}" for n in range(40))
    with pytest.raises(Unfit, match="c11 …"):
        Table(made(tmp_path, f"{heads}\n")).place("nothing")


def test_names_may_stand_below_rows_of_empty_cells(tmp_path):
    read = Table(made(tmp_path, ",\n , \norgan,score\nA,1\n")).columns(numbers=["score"])
    assert read.numbers["score"].tolist() == [1]


def test_where_a_row_stands_is_counted_only_for_a_refusal(tmp_path, monkeypatch):
    monkeypatch.setattr(columns, "_line", lambda *_: pytest.fail("counted on the way"))
    monkeypatch.setattr(columns, "_after_heads", lambda part: (2, part[1:]))
    read = Table(made(tmp_path, "organ,score\n,1\nB,2\n,\n")).columns(labels=["organ"])
    assert read.rows == 2


def test_an_open_quotation_mark_is_refused(tmp_path):
    text = 'organ,score\n"A,1\n' + "x" * (2 << 20)
    with pytest.raises(Unfit, match="quotation mark"):
        Table(made(tmp_path, text)).columns(labels=["organ"])
