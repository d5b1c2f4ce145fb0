"""Every import contract is seen to fail when the house is broken on purpose."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[2]

# fmt: off
BREAKS = [
    # contract                                          file                              planted line
    ("The house has floors, and nobody looks up",       "organs/queries.py",              "from mingcha.people import models"),
    ("Inside a room: doors over acts",                  "organs/models.py",               "from mingcha.organs import commands"),
    ("The core counts and judges; it does not fetch",   "core/shares.py",                 "import django"),
    ("Only facts, analytics and the foundation",        "portal/views/__init__.py",       "import duckdb"),
    ("Doors are private to their room",                 "web/views.py",                   "from mingcha.portal import forms"),
    ("Rooms never import each other in a circle",       "foundation/time.py",             "from mingcha.people import queries"),
]
# fmt: on


def lint(place: Path) -> str:
    words = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(words, cwd=place, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    place = tmp_path_factory.mktemp("house")
    only_code = shutil.ignore_patterns("__pycache__", "fonts", "locale", "templates", "static")
    shutil.copytree(HERE / "mingcha", place / "mingcha", ignore=only_code)
    shutil.copy(HERE / "pyproject.toml", place)
    return place


def test_the_house_as_it_stands_keeps_every_contract(copy):
    assert "0 broken" in lint(copy)


@pytest.mark.parametrize(("contract", "file", "line"), BREAKS, ids=[b[0] for b in BREAKS])
def test_a_planted_import_breaks_its_contract(copy, contract, file, line):
    path = copy / "mingcha" / file
    sound = path.read_text(encoding="utf-8")
    path.write_text(f"{sound}\n{line}\n", encoding="utf-8")
    try:
        said = lint(copy)
    finally:
        path.write_text(sound, encoding="utf-8")
    assert any(row.startswith(contract) and row.endswith("BROKEN") for row in said.splitlines())
