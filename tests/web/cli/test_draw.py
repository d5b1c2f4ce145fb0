"""`mingcha draw`: what is drawn can be replayed, what cannot be read is refused."""

import argparse
import json
from dataclasses import replace
from pathlib import Path

import pytest

from mingcha.core.draw import (
    from_json,
    replay,
)
from mingcha.web.cli import draw as door
from tests.core.draw_samples import A_RECORD, SEED


def ran(*words: str) -> int:
    parser = argparse.ArgumentParser()
    door.register(parser.add_subparsers())
    args = parser.parse_args(["draw", *words])
    return door.run(args)


@pytest.fixture
def pool_file(tmp_path: Path) -> Path:
    lines = [
        "编号,类别,签数,名称,备注",
        *(f"Ａ{n:02},服务,{n % 3 + 1},第{n}处," for n in range(20)),
        "",
    ]
    path = tmp_path / "pool.csv"
    path.write_bytes("\n".join(lines).encode("gb18030"))
    return path


@pytest.fixture
def people_file(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text("\ufeffkey,recused\np1,A01；A02\np2,\np3,A03\np4,\n", encoding="utf-8")
    return path


def test_a_draw_made_on_the_command_line_can_be_replayed(
    pool_file: Path, people_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "record.json"
    made = ["make", str(pool_file), "--want", "５", "--seed", SEED, "--by-stratum"]
    assert ran(*made, "--inspectors", str(people_file), "--out", str(out)) == 0
    record = from_json(out.read_text(encoding="utf-8"))
    assert record.fingerprint in capsys.readouterr().out
    assert len(record.targets) == len(record.teams) == 5
    assert ran("replay", str(out)) == 0
    assert ran("replay", str(out), "--fingerprint", "00") == 1
    capsys.readouterr()
    assert ran("replay", str(out), "--json") == 0
    assert json.loads(capsys.readouterr().out)["agrees"] is True


def test_a_changed_record_differs_in_sentences(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "record.json"
    path.write_text(replace(A_RECORD, seed="dice:1").to_json(), encoding="utf-8")
    assert ran("replay", str(path)) == 1
    assert A_RECORD.targets[0].key in capsys.readouterr().out
    assert ran("replay", str(path), "--json") == 1
    assert json.loads(capsys.readouterr().out)["differences"]


def test_without_out_the_record_goes_to_the_screen(
    pool_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ran("make", str(pool_file), "--want", "5", "--seed", SEED) == 0
    assert replay(from_json(capsys.readouterr().out)).agrees


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"name\nx\n", []),
        (b"key,odds\na,1\nb,many\n", []),
        (b"key,label\n,lost\n", []),
        (b"key\na\na\n", []),
        (b"", []),
        (b"\xff\xfe\x00\xff", []),
        (b"key\na\n", ["--want", "9"]),
        (b"key\na\n", ["--want", "x"]),
        (b"key\na\n", ["--seed", "316"]),
        (b"key\na\n", ["--out", "/nowhere/record.json"]),
    ],
)
def test_what_cannot_be_used_is_refused_with_exit_code_two(
    content: bytes, words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "pool.csv"
    path.write_bytes(content)
    assert ran("make", str(path), "--want", "1", "--seed", SEED, *words) == 2
    assert capsys.readouterr().err.strip()
    assert ran("replay", str(path)) == 2
    assert ran("replay", str(tmp_path / "absent.json")) == 2
