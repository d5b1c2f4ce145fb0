"""`mingcha cases`: a log measured and held against rules; a sentence for what cannot be read."""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from mingcha.web.cli import cases as door
from tests.cases.conftest import receipts  # noqa: F401 -- a fixture

CHINESE = """办件编号,环节名称,办理时间,办理人,办理部门,事项编码,材料名称,收费项目,取号时间
{rows}"""
SOUND = """A1,申请,2026-03-02 09:00:00,张,窗口,X1,,,2026-03-02
A1,窗口受理,2026-03-02 10:00:00,张,窗口,X1,,,2026-03-02
A1,审查,2026-03-12 10:00:00,王,业务科,X1,,,2026-03-02
A1,决定,2026-03-20 10:00:00,李,业务科,X1,,,2026-03-02
A1,送达,2026-03-23 10:00:00,张,窗口,X1,,,2026-03-02
A1,办结,2026-03-23 10:30:00,张,窗口,X1,,,2026-03-02
"""
WRONG = """A2,申请,2026-03-02 09:00:00,张,窗口,X1,,,2026-03-10
A2,补正告知,2026-03-03 09:00:00,张,窗口,X1,,,2026-03-10
A2,补正告知,2026-03-04 09:00:00,张,窗口,X1,,,2026-03-10
A2,受理,2026-03-05 09:00:00,张,窗口,X1,,,2026-03-10
A2,专家会,2026-03-06 09:00:00,张,窗口,X1,,,2026-03-10
A2,审查,2026-04-13 09:00:00,王,业务科,X1,,,2026-03-10
A2,决定,2026-04-13 09:01:00,王,业务科,X1,,,2026-03-10
"""


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def ran(*words: object) -> int:
    parser = argparse.ArgumentParser()
    door.register(parser.add_subparsers())
    return door.run(parser.parse_args(["cases", *map(str, words)]))


def answered(capsys: pytest.CaptureFixture[str], *words: object, code: int = 0) -> dict[str, Any]:
    assert ran("check", *words, "--json") == code
    return dict(json.loads(capsys.readouterr().out, parse_constant=pytest.fail))


def chinese(tmp_path: Path, rows: str) -> Path:
    path = tmp_path / "办件.csv"
    path.write_text(CHINESE.format(rows=rows), encoding="gb18030")
    return path


SHIPPED = ("--map", "chinese_approvals", "--rules", "chinese_approvals.toml")


def test_check_answers_with_the_keys_programs_are_promised(receipts, capsys):  # noqa: F811
    told = answered(capsys, receipts, "--map", "permit_receipts", "--rules", "permit_receipts.toml")
    keys = {"cases", "events", "activities", "variants", "starts", "ends", "throughput_days"}
    assert keys <= told.keys()
    assert {"mean", "median", "p75", "p90", "p95", "max"} == told["throughput_days"].keys()
    assert {"rule", "article", "violations", "cases"} <= told["rules"][0].keys()
    assert (told["cases"], told["variants"], told["left_out"]) == (1434, 116, 0)
    assert [len(row["first_cases"]) for row in told["rules"][:2]] == [1, 20]


def test_a_proposed_mapping_reads_the_log_it_was_proposed_for(receipts, capsys, tmp_path):  # noqa: F811
    assert ran("map", receipts) == 0
    path = tmp_path / "map.toml"
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    assert answered(capsys, receipts, "--map", path)["variants"] == 116


def test_a_sound_chinese_log_breaks_no_rule(tmp_path, capsys):
    told = answered(capsys, chinese(tmp_path, SOUND), *SHIPPED)
    assert {row["rule"]: row["violations"] for row in told["rules"] if row["violations"]} == {}


def test_slow_absent_and_wilful_handling_is_found_with_its_article(tmp_path, capsys):
    told = answered(capsys, chinese(tmp_path, SOUND + WRONG), *SHIPPED)
    found = {row["rule"] for row in told["rules"] if row["violations"]}
    assert found == {
        "决定超期", "久无动静", "多次要求补正", "目录外环节", "审查决定同一人", "受理早于取号",
    }  # fmt: skip
    assert all("行政许可法" in row["article"] for row in told["rules"])


@pytest.mark.parametrize("tongue", ["en", "zh-hans"])
def test_without_json_a_person_reads_a_summary(tmp_path, capsys, tongue):
    with translation.override(tongue):
        assert ran("check", chinese(tmp_path, SOUND + WRONG), *SHIPPED) == 0
    said = capsys.readouterr().out
    assert "决定超期" in said
    assert ("2 cases" in said) is (tongue == "en")


def test_every_violation_can_be_taken_away_as_a_table(tmp_path, capsys):
    out = tmp_path / "out.csv"
    answered(capsys, chinese(tmp_path, SOUND + WRONG), *SHIPPED, "--violations", out)
    with out.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    late = next(row for row in rows if row["rule"] == "决定超期")
    assert (late["case"], late["limit"]) == ("A2", "20.0")
    assert json.loads(late["derivation"])["due"] == "2026-04-02"


def test_a_table_that_cannot_be_written_is_said_with_a_remedy(tmp_path, capsys):
    out = tmp_path / "none" / "out.csv"
    assert ran("check", chinese(tmp_path, SOUND), *SHIPPED, "--violations", out) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_rows_left_out_are_told_aloud_and_by_the_exit_code(tmp_path, capsys):
    path = chinese(tmp_path, SOUND + "A3,申请,,张,窗口,X1,,,\n")
    told = answered(capsys, path, *SHIPPED, code=1)
    assert told["refused"] == [{"row": 8, "reason": "there is no time"}]
    assert told["cases"] == 1
    assert ran("check", path, *SHIPPED) == 1
    assert "row 8" in capsys.readouterr().err


UTC = (
    "case:id,id,case:concept:name,concept:name,time:timestamp\np,e,c,a,2017-01-08 23:00:00+00:00\n"
)
ENGLISH = "Case ID,Activity,Complete Timestamp,Resource\n1,a,2024/01/31 10:00:00,x\n"
DUTCH = "zaaknummer;activiteit;tijdstip\nZ1;Ontvangst;31-01-2024 10:00\n"
BARE = "a,b,c\n1,x,2024-01-31\n1,y,2024-02-01\n2,x,2024-02-01\n"


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (ENGLISH, "Case ID"),
        (DUTCH, "%d-%m-%Y"),
        ("办件号,环节,办理时间\n1,受理,2024-01-31\n", "办件号"),
        (BARE, "look whether"),
        (UTC, "zone"),
        ("case,activity,time\n1,a,03/04/2024\n", "which of the two"),
    ],
)
def test_columns_are_proposed_by_name_in_three_languages_and_by_content(
    tmp_path, capsys, content, word
):
    path = tmp_path / "log.csv"
    path.write_text(content, encoding="utf-8")
    assert ran("map", path) == 0
    toml = capsys.readouterr().out
    assert word in toml
    (tmp_path / "m.toml").write_text(toml, encoding="utf-8")
    assert ran("check", path, "--map", tmp_path / "m.toml") == 0


def test_the_case_is_preferred_to_what_is_only_a_part_of_it(tmp_path, capsys):
    path = tmp_path / "travel.csv"
    head = (
        "id,case:id,case:concept:name,concept:name,time:timestamp,case:Permit travel permit number"
    )
    path.write_text(f"{head}\nrv_1,d 1,travel permit 1,a,2017-01-08,x\n", encoding="utf-8")
    assert ran("map", path) == 0
    assert 'case = "case:concept:name"' in capsys.readouterr().out


def test_a_cell_too_long_to_look_at_does_not_stop_a_proposal(tmp_path, capsys):
    path = tmp_path / "log.csv"
    long = "x" * 200_000
    path.write_text(f"case,activity,time,note\n1,a,2024-01-31,\n1,b,2024-02-01,{long}\n", "utf-8")
    assert ran("map", path) == 0
    assert 'activity = "activity"' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "word"),
    [
        (("check", "none.csv", "--map", "permit_receipts"), "cannot be read"),
        (("check", "none.csv", "--map", "none.toml"), "none.toml"),
        (("map", "none.csv"), "cannot be read"),
        (("check", "none.csv", "--map", "permit_receipts", "--on", "soon"), "not a date"),
    ],
)
def test_what_is_not_there_is_said_with_a_remedy(capsys, words, word):
    assert ran(*words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert word in said.err


def test_a_bar_is_shown_only_to_who_watches_a_long_log(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(door, "LONG", 1)
    path = chinese(tmp_path, SOUND)
    assert ran("check", path, *SHIPPED) == 0
    assert "#" not in capsys.readouterr().err
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert ran("check", path, *SHIPPED) == 0
    assert "[####" in capsys.readouterr().err


def test_spark_is_asked_for_only_where_it_is(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(door.columns, "has_spark", lambda: False)
    assert ran("check", chinese(tmp_path, SOUND), *SHIPPED, "--engine", "spark") == 2
    assert "mingcha[spark]" in capsys.readouterr().err
