"""One act, one name: row, command, journal verb, button, operation; and all of it documented."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest

import mingcha.web.urls  # noqa: F401 -- every room has entered its lives and doors
from mingcha.foundation.acts import Doors
from mingcha.foundation.policy import RULES
from mingcha.web import openapi, reference
from mingcha.web.description import described
from tests.house.test_house import CATALOGUE, HOUSE, sources

pytestmark = pytest.mark.django_db
FOLLOWS = {  # from the calendar, or from an act on something else
    "findings.finding.lapse_reply",
    "rectification.order.auto_receive",
    "rectification.slip.close",
    "bulletins.issue.correct",
    "bulletins.named.inform",
    "bulletins.named.lapse",
}


def rooms_commands(machine: Any) -> list[Any]:
    """The modules of acts of the room a life belongs to."""
    place = {"foundation.import": "mingcha.foundation.imports.commands"}
    name = place.get(machine.name, f"mingcha.{machine.name.partition('.')[0]}.commands")
    found = importlib.import_module(name)
    inside = getattr(found, "__path__", ())
    below = [importlib.import_module(f"{name}.{one.name}") for one in pkgutil.iter_modules(inside)]
    return [found, *below]


def doors() -> list[Doors]:
    """Every life's doors, found in the rooms."""
    found: dict[int, Doors] = {}
    for path in sources():
        if path.stem in {"doors", "imports_views"} or path.parent.name == "doors":
            dotted = ".".join(path.relative_to(HOUSE).with_suffix("").parts)
            module = importlib.import_module(f"mingcha.{dotted}".removesuffix(".__init__"))
            found |= {id(v): v for v in vars(module).values() if isinstance(v, Doors)}
    return list(found.values())


def verbs(function: ast.FunctionDef) -> set[str]:
    """The last words of what a command writes into the journal, as far as they stand as words."""
    return set(_verbs(function))


def _verbs(function: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        called, place = ast.unparse(node.func), 2
        if called.endswith(("journal.record", "journal.record_many")):
            place = 0
        elif called != "advance":
            continue
        if len(node.args) > place and isinstance(node.args[place], ast.Constant):
            yield str(node.args[place].value).rpartition(".")[2]


def is_called(function: str, verb: str) -> bool:
    """`draft_checklist` and `charge_many` are called after what they do: draft, charge."""
    return function == verb or function.startswith(f"{verb}_")


def test_every_move_has_a_command_of_its_name_in_its_room():
    silent = []
    for machine in reference.machines():
        thing = machine.name.rpartition(".")[2]
        acts = {name for module in rooms_commands(machine) for name in dir(module)}
        silent += [
            machine.verb(act)
            for act in machine.acts
            if act not in acts and f"{act}_{thing}" not in acts
        ]
    assert silent == []


def test_every_command_writes_a_verb_of_its_own_name_into_the_journal():
    wrong = []
    for path in sources():
        if "commands" not in (path.stem, path.parent.name):
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            told = verbs(node)
            if told and not any(is_called(node.name, verb) for verb in told):
                wrong.append(f"{path.relative_to(HOUSE)}: {node.name} writes {sorted(told)}")
    assert wrong == []


def test_every_button_is_a_move_with_a_command_and_every_move_of_a_person_has_a_button():
    wrong, shown = [], {}
    for one in doors():
        shown.setdefault(one.machine.name, set()).update(one.doings)
        wrong += [one.machine.verb(a) for a in one.doings if a not in one.machine.acts]
        wrong += [one.machine.verb(a) for a in one.doings if not hasattr(one.commands, a)]
    for machine in reference.machines():
        hidden = set(machine.acts) - shown.get(machine.name, set())
        wrong += [f"{v} has no button" for v in map(machine.verb, hidden) if v not in FOLLOWS]
    assert wrong == []


def test_every_button_is_an_operation_of_the_same_name():
    ids = {operation["operationId"] for _p, _m, operation in openapi.operations(described())}
    kept_from_programs = {"people_person_issue_password"}  # a password is for a person's eyes
    for one in doors():
        if one.machine.name.startswith("foundation."):
            continue  # sheets are handed in by people, on a page or the command line
        names = {one.machine.verb(act).replace(".", "_") for act in one.doings}
        assert names - ids <= kept_from_programs, one.machine.name


@pytest.mark.parametrize(("page", "known"), [("rules.md", RULES), ("refusals.md", CATALOGUE)])
def test_every_rule_and_every_refusal_is_documented(page, known):
    text = (reference.PLACE / page).read_text(encoding="utf-8")
    missing = [key for key in known if f"`{key}`" not in text and not key.startswith("test")]
    assert missing == []


def test_every_act_has_its_anchor_in_the_reference():
    text = (reference.PLACE / "workflows.md").read_text(encoding="utf-8")
    for machine in reference.machines():
        for act in machine.acts:
            assert f'<a id="{machine.verb(act)}">' in text


def test_the_reference_says_what_the_program_does():
    assert reference.stale() == [], "run `mingcha docs`"


def test_every_rule_says_where_it_comes_from():
    assert [key for key, rule in RULES.items() if not rule.source and key[:4] != "test"] == []
