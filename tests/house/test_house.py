"""The rules no linter knows."""

from __future__ import annotations

import ast
import inspect
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps

from mingcha.core.refusal import CATALOGUE
from mingcha.foundation.workflow import MACHINES
from mingcha.web import words

HOUSE = words.HOUSE
FLOORS = ["core", "foundation", "organs", "people", "norms", "powers", "evidence", "draws",
          "meetings", "polls", "rectification", "findings", "visits", "cases", "appraisals",
          "assessment", "bulletins", "ballotbox", "portal", "demo", "web"]  # fmt: skip
WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create",
          "update_or_create"}  # fmt: skip


def writer(path: Path) -> bool:
    """The foundation, and each room's commands: one file, or a folder split by thing."""
    return "commands" in (path.stem, path.parent.name) or room_of(path) == "foundation"


def sources(suffix="py"):
    found = HOUSE.rglob(f"*.{suffix}")
    return [path for path in found if not {"migrations", "style"} & set(path.parts)]


def room_of(path: Path) -> str:
    return path.relative_to(HOUSE).parts[0]


def trees():
    return [(path, _parsed(path.read_text(encoding="utf-8"))) for path in sources()]


@cache  # some thousand times the same file: looked into, not changed
def _parsed(text):
    return ast.parse(text)


WHOLE = {"polls/verify.py"}  # handed out as one file, which imports nothing: decision 0026


def test_no_source_file_has_more_than_400_lines_and_no_template_more_than_80():
    long = [p for p in sources() if len(p.read_text().splitlines()) > 400]
    long = [p for p in long if p.relative_to(HOUSE).as_posix() not in WHOLE]
    long += [p for p in sources("html") if len(p.read_text().splitlines()) > 80]
    assert long == []


def test_the_stylesheet_and_the_script_stay_within_their_budget():
    static = HOUSE / "web" / "static" / "web"
    assert len((static / "site.css").read_text().splitlines()) < 900
    assert len((static / "site.js").read_text().splitlines()) < 200


def _asks_the_database(call: ast.Call) -> bool:
    """Whether a call writes: `.save()` and its kin, but not `set.update` or `dict.update`."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in WRITES:
        return False
    owner = ast.unparse(call.func.value)
    return call.func.attr == "save" or "objects" in owner or "_manager" in owner


def _buffers(tree: ast.AST) -> set[str]:
    """The names of buffers in memory that a file makes: `out = io.BytesIO()`."""
    return {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and ast.unparse(node.value) == "io.BytesIO()"
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _into_memory(call: ast.Call, buffers: set[str]) -> bool:
    """A document or picture saved into such a buffer; no model takes one."""
    first = call.args[0] if call.args else None
    return (
        isinstance(call.func, ast.Attribute)
        and call.func.attr == "save"
        and isinstance(first, ast.Name)
        and first.id in buffers
    )


def _writes(tree: ast.AST) -> list[int]:
    """The lines of a file that write to the database."""
    buffers = _buffers(tree)
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _asks_the_database(node)
        if not _into_memory(node, buffers)
    ]


def test_only_commands_and_the_foundation_write():
    writing = [
        f"{path.relative_to(HOUSE)}:{line}"
        for path, tree in trees()
        if not writer(path)
        for line in _writes(tree)
    ]
    assert writing == []


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("order.save()", [1]),
        ("order.save(update_fields=['state'])", [1]),
        ("form.save(False)", [1]),
        ("storage.save(name, content)", [1]),
        ("Order.objects.create()", [1]),
        ("out = io.BytesIO()\norder.save()", [2]),
        ("out = open(path, 'wb')\ndoc.save(out)", [2]),
        ("out = io.BytesIO()\ndoc.save(out)", []),
        ("seen.update(more)", []),
    ],
)
def test_a_write_is_told_from_a_document_saved_into_memory(code, lines):
    assert _writes(ast.parse(code)) == lines


def test_foreign_keys_point_down():
    wrong = []
    for model in apps.get_models():
        if not model.__module__.startswith("mingcha."):
            continue
        home = model.__module__.split(".")[1]
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not field.concrete or target is None or target.__module__.startswith("django"):
                continue
            there = target.__module__.split(".")[1]
            journal = field.name == "by" and target._meta.label == "people.Person"
            if FLOORS.index(there) > FLOORS.index(home) and not journal:
                wrong.append(f"{model._meta.label}.{field.name} -> {there}")
    assert wrong == []


def test_every_refusal_is_raised_somewhere_and_has_a_because_and_a_remedy():
    text = "\n".join(path.read_text() for path in sources())
    said = set(re.findall(r"\b([A-Z][A-Z0-9_]*)\(", text))
    unsaid = []
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                if getattr(node.value.func, "id", "") != "refusal":
                    continue
                name = node.targets[0].id
                unsaid += [f"{path}: {name}"] if name not in said else []
    assert unsaid == []
    for kind in CATALOGUE.values():
        if not kind.code.startswith("test."):
            assert str(kind.because), kind
            assert str(kind.remedy), kind


def test_every_rule_of_the_city_is_asked_somewhere():
    """A setting that nobody reads is worse than none: whoever changes it believes in it."""
    text = "\n".join(path.read_text() for path in sources())
    declared = re.findall(r"^([A-Z][A-Z0-9_]*) = declare\($", text, re.MULTILINE)
    named = Counter(re.findall(r"\b[A-Z][A-Z0-9_]*\b", text))
    assert [name for name in declared if named[name] < 2] == []


def test_every_move_has_a_command_and_every_state_can_be_reached():
    for machine in MACHINES.values():
        assert machine.reachable() == set(machine.states), machine.name


def test_every_command_has_a_test():
    tests = "\n".join(p.read_text() for p in Path(__file__).parents[1].rglob("test_*.py"))
    tests += "\n".join(p.read_text() for p in (HOUSE / "demo").glob("*.py"))
    silent = []
    for path in (p for p in sources() if "commands" in (p.stem, p.parent.name)):
        for node in ast.parse(path.read_text()).body:
            public = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
            if public and f".{node.name}(" not in tests:
                silent.append(f"{room_of(path)}.{node.name}")
    assert silent == []


def test_every_core_function_has_an_example_that_runs():
    import importlib

    bare = []
    for path in (HOUSE / "core").glob("*.py"):
        if path.stem in {"__init__", "machine", "refusal"}:
            continue
        module = importlib.import_module(f"mingcha.core.{path.stem}")
        for name, thing in vars(module).items():
            ours = inspect.isfunction(thing) and thing.__module__ == module.__name__
            if ours and not name.startswith("_") and ">>>" not in (thing.__doc__ or ""):
                bare.append(f"{path.stem}.{name}")
    assert bare == []


def test_no_drawer_is_called_utils():
    drawers = {"utils", "common", "shared", "helpers", "lib"}
    assert [p for p in sources() if drawers & {part.removesuffix(".py") for part in p.parts}] == []


def test_no_word_for_people_is_without_its_chinese():
    assert words.missing() == []


def test_a_word_says_the_same_in_every_room():
    """All rooms share one catalogue when the program runs: the last one read would win."""
    said = {}
    for room in words.rooms():
        for message in words.read(words.catalogue(room)):
            key = message.id if isinstance(message.id, str) else tuple(message.id)
            if key and message.string:
                said.setdefault((key, message.context), {})[str(message.string)] = room.name
    assert {key: rooms for key, rooms in said.items() if len(rooms) > 1} == {}


def test_every_catalogue_says_nothing_that_nobody_says_any_more():
    stale = []
    for room in words.rooms():
        kept, said = words.read(words.catalogue(room)), words.said(room)
        ids = {(tuple(m.id) if isinstance(m.id, (list, tuple)) else m.id, m.context) for m in kept}
        stale += [f"{room.name}: {key}" for key in ids if key[0] and key not in said]
    assert stale == []


@pytest.mark.parametrize("path", sources("html"), ids=lambda p: p.name)
def test_no_template_carries_inline_script_or_style(path):
    text = path.read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"<[^>]+\sstyle=", text)
    assert not re.search(r"<[^>]+\son[a-z]+=", text)
