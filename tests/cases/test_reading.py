"""A log is read as it is written: nothing guessed, nothing silently passed over."""

from __future__ import annotations

import gzip
from datetime import date, datetime

import pyarrow as pa
import pytest
from pyarrow import parquet

from mingcha.cases.log import chunks, figures, reading, xes
from mingcha.cases.log.mapping import Mapping
from mingcha.core.notice import Unfit
from tests.cases.conftest import PLAIN, rows

HEAD = "case,activity,time\n"
TWO = HEAD + "1,申请,2024-09-10 09:00:00\n1,受理,2024-09-11 09:00:00\n"
XES = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
<global scope="event"><string key="concept:name" value="nothing"/></global>
<trace><string key="concept:name" value="NA"/><date key="begun" value="2024-09-09T00:00:00+08:00"/>
<event><string key="concept:name" value="申请"><string key="concept:name" value="inner"/></string>
<date key="time:timestamp" value="2024-09-10T09:00:00.000+08:00"/></event>
<event><date key="time:timestamp" value="2024-09-11T09:00:00+08:00"/>
<string key="concept:name" value="受理"/><string key="org:resource" value="A&amp;B"/></event>
<string key="channel" value="desk"/></trace>
</log>"""
XES_MAP = """[columns]
case = "case:concept:name"
activity = "concept:name"
time = "time:timestamp"
actor = "org:resource"
[text]
channel = "case:channel"
[dates]
begun = "case:begun"
"""


at = datetime.fromisoformat


def refused(act, *words):
    with pytest.raises(Unfit) as no:
        act()
    for word in words:
        assert word in str(no.value)


def of_xes(path):
    with reading.read(path, Mapping.of(XES_MAP)) as log:
        return rows(log)


# What must not change


def test_na_is_a_case_like_any_other(log):
    assert [row["case"] for row in rows(log(HEAD + "NA,a,2024-01-01\nnull,a,2024-01-01\n"))] == [
        "NA",
        "null",
    ]


def test_a_midnight_without_a_zone_stays_on_its_day(log):
    read = log(HEAD + "1,a,2024-03-31 00:00:00\n", '[times]\nzone = "Europe/Amsterdam"\n')
    assert rows(read)[0]["day"] == date(2024, 3, 31)
    assert rows(read)[0]["at"] == at("2024-03-30T23:00:00")


def test_the_local_date_is_the_one_that_is_written(log):
    text = "1,a,2024-01-01T00:30:00+08:00\n1,b,2024-01-01T00:30:00+01:00\n"
    assert [row["day"] for row in rows(log(HEAD + text))] == [date(2024, 1, 1)] * 2


def test_with_a_zone_the_local_date_is_that_of_the_zone(log):
    read = log(HEAD + "1,a,2024-01-01T23:30:00Z\n", '[times]\nzone = "Asia/Shanghai"\n')
    assert rows(read)[0]["day"] == date(2024, 1, 2)


def test_equal_moments_keep_the_order_of_the_file_and_cases_may_be_mixed(log):
    lines = ["2,x,2024-01-02", "1,b,2024-01-01", "2,w,2024-01-01", "1,a,2024-01-01"]
    read = log(HEAD + "\n".join(lines) + "\n")
    seen = read.engine.rows(read.table.order_by("case", "n"))
    assert [(r["case"], r["activity"], r["seq"]) for r in seen] == [
        ("1", "b", 3), ("1", "a", 5), ("2", "w", 4), ("2", "x", 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-09-10", at("2024-09-10T00:00:00")),
        ("2024-09-10T08:01:02.123456789", at("2024-09-10T08:01:02.123456")),
        ("2024-09-10 08:01:02.5+0800", at("2024-09-10T00:01:02.500000")),
        ("2024/9/10 8:01", at("2024-09-10T08:01:00")),
        ("2024年9月10日 8时01分", at("2024-09-10T08:01:00")),
        ("２０２４－０９－１０", at("2024-09-10T00:00:00")),
    ],
)
def test_years_first_are_read_in_any_common_writing(log, text, moment):
    assert rows(log(HEAD + f"1,a,{text}\n"))[0]["at"] == moment


def test_days_first_are_read_only_when_the_mapping_says_so(log):
    text = HEAD + "1,a,10-09-2024 08:00\n"
    refused(lambda: log(text), "row 2", "10-09-2024", "formats")
    read = log(text, '[times]\nformats = ["%d-%m-%Y %H:%M"]\n')
    assert rows(read)[0]["day"] == date(2024, 9, 10)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_is_read_in_every_usual_encoding(log, encoding):
    assert [row["activity"] for row in rows(log(TWO, encoding=encoding))] == ["申请", "受理"]


def test_a_log_that_turns_out_late_to_be_gb18030_is_read_so(log):
    text = HEAD + "1,a,2024-09-10\n" * 30_000 + "2,受理,2024-09-10\n"
    assert "受理" in log(text, encoding="gb18030").activities


def test_a_log_of_many_pieces_that_is_gb18030_is_read_once(log, monkeypatch):
    monkeypatch.setattr(chunks, "SIZE", 1000)
    read = log(HEAD + "1,a,2024-09-10\n" * 300 + "2,受理,2024-09-10\n", encoding="gb18030")
    assert (read.size, read.activities) == (301, ["a", "受理"])


@pytest.mark.parametrize("sign", [";", "\t", "|"])
def test_other_separators_are_seen(log, sign):
    assert len(rows(log(TWO.replace(",", sign)))) == 2


def test_cells_may_hold_separators_line_feeds_and_quotation_marks(log):
    read = log(HEAD + '1,"a, ""b""\nc",2024-01-01\n1,d,2024-01-02\n')
    assert read.activities == ['a, "b"\nc', "d"]


def test_csv_parquet_xes_and_packed_ones_say_the_same(log, tmp_path):
    plain = rows(log(TWO))
    assert rows(log(gzip.compress(TWO.encode()), name="log.csv.gz")) == plain
    path = tmp_path / "log.parquet"
    moments = [at("2024-09-10T09:00:00"), at("2024-09-11T09:00:00")]
    parquet.write_table(
        pa.table({"case": [1, 1], "activity": ["申请", "受理"], "time": moments}), path
    )
    with reading.read(path, Mapping.of(PLAIN)) as read:
        assert [r["day"] for r in rows(read)] == [r["day"] for r in plain]
        assert [r["activity"] for r in rows(read)] == [r["activity"] for r in plain]


@pytest.mark.parametrize(("zone", "day"), [("Asia/Shanghai", 2), ("+08:00", 2), ("UTC", 1)])
def test_a_moment_of_parquet_lies_on_the_day_of_its_own_zone(tmp_path, zone, day):
    path = tmp_path / "log.parquet"
    moments = pa.array([at("2024-01-01T18:00:00Z")], pa.timestamp("us", zone))
    parquet.write_table(pa.table({"case": ["1"], "activity": ["a"], "time": moments}), path)
    with reading.read(path, Mapping.of(PLAIN)) as read:
        seen = rows(read)[0]
    assert (seen["at"], seen["day"]) == (at("2024-01-01T18:00:00"), date(2024, 1, day))


def test_xes_is_read_with_attributes_of_events_and_cases(tmp_path):
    path, packed = tmp_path / "log.xes", tmp_path / "log.xes.gz"
    path.write_text(XES, encoding="utf-8")
    packed.write_bytes(gzip.compress(XES.encode()))
    read = of_xes(path)
    assert read == of_xes(packed)
    assert [(r["case"], r["activity"], r["actor"], r["x_channel"]) for r in read] == [
        ("NA", "申请", None, "desk"),
        ("NA", "受理", "A&B", "desk"),
    ]
    assert read[0]["x_begun_day"] == date(2024, 9, 9)


def test_attributes_that_come_late_in_a_case_hold_for_all_its_events(tmp_path, monkeypatch):
    monkeypatch.setattr(xes, "EVENTS", 1)
    monkeypatch.setattr(xes, "PIECE", 16)
    path = tmp_path / "log.xes"
    path.write_text(XES, encoding="utf-8")
    assert [row["x_channel"] for row in of_xes(path)] == ["desk", "desk"]


def test_variants_told_by_marks_are_those_told_by_their_whole_way(log, calendar):
    ways = ["ab", "ba", "aab", "aba", "ab", "b", "a", "aa"]
    lines = [
        f"{case},{act},2024-01-01 00:00:{n:02}"
        for case, way in enumerate(ways)
        for n, act in enumerate(way)
    ]
    read = log(HEAD + "\n".join(lines) + "\n")
    assert figures.figures(read, calendar).variants == len(set(ways))


def test_names_that_mean_the_same_are_followed_to_the_last(log):
    mapping = '[activities.same]\nc = ["b", "c"]\nb = ["a"]\n'
    assert log(HEAD + "1, a,2024-01-01\n1,b,2024-01-02\n", mapping).activities == ["c"]


# What is left out, or refused


def test_rows_that_are_no_events_are_named_with_their_reason(log):
    read = log(HEAD + "1,a,2024-01-01\n,a,2024-01-01\n1,,2024-01-01\n1,a,\n1,a,9999-12-31\n1,a,x\n")
    assert read.refused == (
        (3, "no_case", "2024-01-01"),
        (4, "no_activity", "2024-01-01"),
        (5, "no_time", ""),
        (6, "bad_time", "9999-12-31"),
        (7, "bad_time", "x"),
    )
    assert (read.left_out, read.size) == (5, 1)


def test_a_date_beside_that_is_a_stand_in_is_missing_and_told(log):
    text = "case,activity,time,ends\n1,a,2024-01-01,9999-12-31\n1,a,2024-01-02,2024-02-01\n"
    read = log(text, '[dates]\nends = "ends"\n')
    assert [row["x_ends_day"] for row in rows(read)] == [None, date(2024, 2, 1)]
    assert read.unread == ((2, "x_ends", "9999-12-31"),)


def test_an_activity_only_of_rows_left_out_is_not_counted(log, calendar):
    read = log(HEAD + "1,a,2024-01-01\n1,b,\n")
    assert figures.figures(read, calendar).activities == 1


def test_events_entered_twice_are_counted_as_such(log):
    assert log(HEAD + "1,a,2024-01-01\n1,a,2024-01-01\n1,a,2024-01-02\n").twins == 1


def test_a_missing_column_is_named_with_the_nearest(log):
    refused(lambda: log("Case,activity,time\n1,a,2024-01-01\n"), "“case”", "nearest is “Case”")


def test_times_with_and_without_a_zone_are_not_put_in_one_order(log):
    text = HEAD + "1,a,2024-01-01T00:00:00+08:00\n1,b,2024-01-01 00:00:00\n"
    refused(lambda: log(text), "zone", "Asia/Shanghai")
    assert log(text, '[times]\nzone = "Asia/Shanghai"\n').size == 2


def test_a_row_with_too_many_cells_is_named(log):
    refused(lambda: log(HEAD + "1,a,2024-01-01\n1,a,b,2024-01-01\n"), "row 3", "4 cells")


def test_a_packed_file_that_breaks_off_is_refused_whole(log):
    whole = gzip.compress((HEAD + "1,a,2024-01-01\n" * 9999).encode())
    refused(lambda: log(whole[:-20], name="log.csv.gz"), "breaks off")


def test_an_empty_file_a_book_and_a_file_that_is_not_there_are_refused(log, tmp_path):
    refused(lambda: log(""), "empty")
    refused(lambda: log(HEAD), "no row")
    refused(lambda: log(b"PK\x03\x04..."), "spreadsheet book")
    refused(lambda: log(b"PAR1..."), "Parquet")
    refused(
        lambda: reading.read(tmp_path / "none", Mapping.of(PLAIN)).__enter__(), "cannot be read"
    )
    refused(lambda: log(HEAD.encode() + b"1,\xff\xff,2024-01-01\n"), "GB 18030")


def test_what_is_packed_is_refused_by_the_name_of_its_file(log):
    refused(lambda: log(gzip.compress(b"PK\x03\x04..."), name="a.gz"), "a.gz is a spreadsheet")
    refused(lambda: log(gzip.compress(b" \n"), name="a.gz"), "a.gz is empty")
    refused(lambda: log(gzip.compress(gzip.compress(TWO.encode())), name="a.gz"), "a.gz", "twice")


def test_a_text_without_columns_is_refused(log):
    refused(lambda: log('{"a": "' + "x" * 200_000 + '"}'), "names of columns")


@pytest.mark.parametrize("cell", [[1], {"a": 1}, b"\xff"])
def test_cells_of_parquet_that_are_no_text_are_refused_with_their_column(tmp_path, cell):
    path = tmp_path / "log.parquet"
    one = pa.table({"case": pa.array([cell]), "activity": ["a"], "time": ["2024-01-01"]})
    parquet.write_table(one, path)
    refused(lambda: reading.read(path, Mapping.of(PLAIN)).__enter__(), "“case”", "neither text")


def test_text_that_parquet_holds_as_bytes_is_read(tmp_path):
    path = tmp_path / "log.parquet"
    cells = {"case": ["办"], "activity": ["a"], "time": ["2024-01-01"]}
    parquet.write_table(pa.table({name: [c[0].encode()] for name, c in cells.items()}), path)
    with reading.read(path, Mapping.of(PLAIN)) as read:
        assert (read.case_names, rows(read)[0]["day"]) == (["办"], date(2024, 1, 1))


def test_columns_of_parquet_that_stand_twice_are_refused(tmp_path):
    path = tmp_path / "log.parquet"
    cells = [["1"], ["2"], ["a"], ["2024-01-01"]]
    parquet.write_table(pa.table(cells, names=["case", "case", "activity", "time"]), path)
    refused(lambda: reading.read(path, Mapping.of(PLAIN)).__enter__(), "two columns “case”")


def test_entities_in_xes_are_refused_before_they_grow(tmp_path):
    bomb = '<!DOCTYPE log [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    path = tmp_path / "log.xes"
    path.write_text(XES.replace("<log", bomb + "<log", 1).replace("desk", "&b;"), encoding="utf-8")
    refused(lambda: of_xes(path), "entities")


def test_xes_that_breaks_off_is_refused_with_its_line(tmp_path):
    path, packed = tmp_path / "log.xes", tmp_path / "log.xes.gz"
    path.write_text(XES[:-10], encoding="utf-8")
    packed.write_bytes(gzip.compress(XES.encode() * 50)[:-30])
    refused(lambda: of_xes(path), "line", "not whole XML")
    refused(lambda: of_xes(packed), "log.xes.gz")


@pytest.mark.parametrize(
    ("toml", "word"),
    [
        ("[columns", "not TOML"),
        ('[columns]\ncase = "a"\nactivity = "b"\n', "“time”"),
        (PLAIN + 'colour = "c"\n', "colour"),
        (PLAIN + '[times]\nzone = "Mars/City"\n', "no time zone"),
        (PLAIN + "[text]\nx = 1\n", "quotation marks"),
        (PLAIN + '[activities.same]\na = ["b"]\nb = ["a"]\n', "back to"),
        (PLAIN + '[activities.same]\na = ["b"]\nb = ["c"]\nc = [" a "]\n', "back to"),
        (PLAIN + '[activities.same]\n"受理" = "窗口受理"\n', "“受理” must be a list"),
        (PLAIN + "[activities]\nsame = 3\n", "[activities.same]"),
        (PLAIN + '[activities]\nknown = "受理"\n', "“known” must be a list"),
        (PLAIN + '[times]\nformats = "%d-%m-%Y"\n', "“formats” must be a list"),
        ('times = "UTC"\n' + PLAIN, "[times]"),
        (PLAIN + '[text]\nx = "a"\n[dates]\nX = "b"\n', "two columns"),
    ],
)
def test_a_mapping_that_cannot_be_followed_is_refused(toml, word):
    refused(lambda: Mapping.of(toml), word)
