"""`make run` installs what the program runs on, and nothing that only its tests need."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions

from mingcha.web.words import HOUSE

LOCK = HOUSE.parent / "requirements.txt"
OF_TESTS = {"tests"}  # a benchmark is started from a checkout of the source
EXTRA = {"pyspark"}  # mingcha[spark]: asked for by whoever has outgrown one machine


def imported():
    """The packages from elsewhere that the program imports, by the name it imports them under."""
    found = set()
    for path in HOUSE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {name.name.partition(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names) - {"mingcha"} - OF_TESTS - EXTRA


def plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def lacking(lock):
    """What is imported and in none of the distributions that the lock names."""
    locked = {plain(name) for name in re.findall(r"^([A-Za-z][\w.-]*)==", lock, re.MULTILINE)}
    there = packages_distributions()
    return sorted(
        name for name in imported() if not {plain(d) for d in there.get(name, ())} & locked
    )


def test_whatever_the_program_imports_is_locked_for_running_it():
    assert lacking(LOCK.read_text()) == []


def test_a_package_that_only_the_tests_install_is_noticed():
    without = re.sub(r"^fonttools==", "other==", LOCK.read_text(), flags=re.MULTILINE)
    assert lacking(without) == ["fontTools"]
