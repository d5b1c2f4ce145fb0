"""`mingcha verify ballots`: what holds is said to hold, what does not is named."""

import argparse
import json
from pathlib import Path

import pytest
from django.utils import translation

from mingcha.web.cli import verify as door
from tests.polls.sample_polls import Box, box


def ran(*words: str) -> int:
    parser = argparse.ArgumentParser()
    door.register(parser.add_subparsers())
    return door.run(parser.parse_args(["verify", "ballots", *words]))


@pytest.fixture(scope="module")
def made() -> Box:
    return box()


@pytest.fixture
def files(made: Box, tmp_path: Path) -> tuple[str, str]:
    (tmp_path / "bundle.json").write_bytes(made.bundle())
    (tmp_path / "kit.json").write_bytes(made.kit())
    return str(tmp_path / "bundle.json"), str(tmp_path / "kit.json")


def test_a_published_poll_is_checked_in_the_language_of_the_reader(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    with translation.override("zh-hans"):
        assert ran(files[0]) == 0
    assert "回执数等于选票数" in capsys.readouterr().out
    with translation.override("en"):
        assert ran(files[0]) == 0
    assert "Everything holds." in capsys.readouterr().out


def test_two_shares_or_the_key_open_the_kit(made: Box, files: tuple[str, str]) -> None:
    one, two, _ = made.shares()
    assert ran(files[0], "--kit", files[1], "--share", one, "--share", two) == 0
    assert ran(files[0], "--kit", files[1], "--key", made.private.hex()) == 0
    assert ran(files[0], "--kit", files[1], "--share", one) == 1
    assert ran(files[0], "--kit", files[1], "--key", "no key") == 1


def test_what_does_not_hold_is_named_for_programs(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert ran(files[0], "--receipt", "0" * 64, "--json") == 1
    said = json.loads(capsys.readouterr().out)
    assert [check["name"] for check in said["checks"] if not check["ok"]] == ["receipt"]
    Path(files[0]).write_bytes(Path(files[0]).read_bytes().replace(b'"broken":0', b'"broken":1'))
    assert ran(files[0]) == 1


def test_a_file_that_cannot_be_read_is_a_mistake_with_a_remedy(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with translation.override("en"):
        assert ran("/none.json") == 2
    assert capsys.readouterr().err == (
        "/none.json cannot be read. Check its name and that you may open it.\n"
    )
