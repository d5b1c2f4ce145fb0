"""Every house test is seen to fail when the house is broken on purpose."""

from __future__ import annotations

import inspect
import shutil
from types import SimpleNamespace

import pytest

from mingcha.core import shares
from mingcha.core.machine import Machine, Move, Party
from mingcha.core.refusal import RefusalKind
from mingcha.foundation.acts import Doing, Doors
from mingcha.foundation.policy import RULES, Rule
from mingcha.foundation.workflow import MACHINES
from mingcha.people.models import Person
from mingcha.web import reference, words
from tests.house import test_house as house
from tests.house import test_names as names

pytestmark = pytest.mark.django_db
ANYBODY = Party("anybody", "anybody", lambda thing, person: True)
LONG = "x = 1\n" * 401
UNSAID = 'from mingcha.core.refusal import refusal\nNEVER = refusal("a.b", because="", remedy="")\n'
MISNAMED = (
    "def issue(order, *, by, on):\n"
    '    """Do one thing and write down another."""\n'
    '    journal.record("findings.finding.withdraw", about=order, by=by)\n'
)

# fmt: off
PLANTS = [
    # the house test                                                             file                            what is planted
    ("test_no_source_file_has_more_than_400_lines_and_no_template_more_than_80", "organs/long.py",               LONG),
    ("test_no_source_file_has_more_than_400_lines_and_no_template_more_than_80", "organs/templates/long.html",   "<p>\n" * 81),
    ("test_the_stylesheet_and_the_script_stay_within_their_budget",              "web/static/web/site.css",      "a {}\n" * 900),
    ("test_the_stylesheet_and_the_script_stay_within_their_budget",              "web/static/web/site.js",       ";\n" * 200),
    ("test_only_commands_and_the_foundation_write",                              "organs/queries.py",            "\nUnit.objects.create(name='x')\n"),
    ("test_only_commands_and_the_foundation_write",                              "findings/views.py",            "\nfinding.save()\n"),
    ("test_every_refusal_is_raised_somewhere_and_has_a_because_and_a_remedy",    "organs/refusals.py",           UNSAID),
    ("test_every_rule_of_the_city_is_asked_somewhere",                           "organs/rules.py",              "IGNORED = declare(\n    'a.b', 1, '', source=''\n).key\n"),
    ("test_every_command_has_a_test",                                            "organs/commands.py",           "\ndef conjure(unit):\n    return unit\n"),
    ("test_no_drawer_is_called_utils",                                           "organs/utils.py",              "x = 1\n"),
    ("test_no_drawer_is_called_utils",                                           "organs/helpers/thing.py",      "x = 1\n"),
    ("test_no_word_for_people_is_without_its_chinese",                           "organs/views.py",              "\n_('Never heard before')\n"),
    ("test_every_catalogue_says_nothing_that_nobody_says_any_more",              "organs/locale/zh_Hans/LC_MESSAGES/django.po", '\nmsgid "Gone by now"\nmsgstr "没人说了"\n'),
    ("test_a_word_says_the_same_in_every_room",                                  "organs/locale/zh_Hans/LC_MESSAGES/django.po", '\nmsgid "Findings"\nmsgstr "别的说法"\n'),
    ("test_every_command_writes_a_verb_of_its_own_name_into_the_journal",        "findings/commands/more.py",    MISNAMED),
]
INLINE = ["<script>alert(1)</script>", '<p style="color: red">', '<a onclick="go()">', "<script\n>x</script>"]
# fmt: on


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The house as it stands, to be broken."""
    place = tmp_path_factory.mktemp("house") / "mingcha"
    big = shutil.ignore_patterns("__pycache__", "fonts", "*.mo", "*.png", "notices")
    shutil.copytree(house.HOUSE, place, ignore=big)
    return place


@pytest.fixture
def broken(copy, monkeypatch):
    """`broken(file, text)`: the same house with something planted in it, until the test ends."""
    for module in (house, names, words):
        monkeypatch.setattr(module, "HOUSE", copy)
    mended = []

    def plant(file, text):
        path = copy / file
        sound = path.read_text(encoding="utf-8") if path.exists() else None
        mended.append((path, sound))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text((sound or "") + text, encoding="utf-8")

    yield plant
    for path, sound in reversed(mended):
        if sound is None:
            path.unlink()
        else:
            path.write_text(sound, encoding="utf-8")


def rule(name):
    return getattr(house, name, None) or getattr(names, name)


@pytest.mark.parametrize("name", sorted({name for name, _file, _text in PLANTS}))
def test_the_copy_as_it_stands_keeps_the_rule(broken, name):
    rule(name)()


@pytest.mark.parametrize(("name", "file", "text"), PLANTS, ids=[f"{p[1]}" for p in PLANTS])
def test_a_planted_violation_breaks_its_rule(broken, name, file, text):
    broken(file, text)
    with pytest.raises(AssertionError):
        rule(name)()


@pytest.mark.parametrize("text", INLINE)
def test_an_inline_script_or_style_is_found(tmp_path, text):
    page = tmp_path / "page.html"
    page.write_text(text, encoding="utf-8")
    with pytest.raises(AssertionError):
        house.test_no_template_carries_inline_script_or_style(page)


def test_a_foreign_key_that_points_up_is_found(monkeypatch):
    field = SimpleNamespace(name="owner", related_model=Person, concrete=True)
    meta = SimpleNamespace(label="organs.Unit", get_fields=lambda: [field])
    model = SimpleNamespace(__module__="mingcha.organs.models", _meta=meta)
    monkeypatch.setattr(house.apps, "get_models", lambda: [model])
    with pytest.raises(AssertionError):
        house.test_foreign_keys_point_down()


def test_a_core_function_without_an_example_is_found(monkeypatch):
    def bare():
        """No example."""

    bare.__module__ = shares.__name__
    monkeypatch.setattr(shares, "bare", bare, raising=False)
    with pytest.raises(AssertionError):
        house.test_every_core_function_has_an_example_that_runs()


def test_an_unreachable_state_and_a_move_without_a_command_are_found(monkeypatch):
    moves = [Move("conjure", {"shut"}, "shut", ANYBODY)]
    island = Machine("organs.unit", "shut", {"shut": "shut", "open": "open"}, moves)
    monkeypatch.setitem(MACHINES, "organs.unit", island)
    for name in (
        "test_every_move_has_a_command_and_every_state_can_be_reached",
        "test_every_move_has_a_command_of_its_name_in_its_room",
        "test_every_button_is_a_move_with_a_command_and_every_move_of_a_person_has_a_button",
        "test_every_act_has_its_anchor_in_the_reference",
        "test_the_reference_says_what_the_program_does",
    ):
        with pytest.raises(AssertionError):
            rule(name)()


def test_a_button_without_a_move_or_an_operation_is_found(monkeypatch):
    machine = MACHINES["findings.finding"]
    doings = {"conjure": Doing("变出来")}
    odd = Doors(machine, house, doings, url="", page="", visible_to=lambda person: None)
    found = [*names.doors(), odd]
    monkeypatch.setattr(names, "doors", lambda: found)
    for name in (
        "test_every_button_is_a_move_with_a_command_and_every_move_of_a_person_has_a_button",
        "test_every_button_is_an_operation_of_the_same_name",
    ):
        with pytest.raises(AssertionError):
            rule(name)()


def test_an_undocumented_rule_or_refusal_is_found(monkeypatch):
    monkeypatch.setitem(RULES, "made.up", Rule("made.up", 1, "made up", ""))
    monkeypatch.setitem(
        house.CATALOGUE, "made.up", RefusalKind("made.up", because="", remedy="", status=409)
    )
    for page, known in (("rules.md", RULES), ("refusals.md", house.CATALOGUE)):
        with pytest.raises(AssertionError):
            names.test_every_rule_and_every_refusal_is_documented(page, known)
    with pytest.raises(AssertionError):
        names.test_every_rule_says_where_it_comes_from()
    with pytest.raises(AssertionError):
        house.test_every_refusal_is_raised_somewhere_and_has_a_because_and_a_remedy()


def test_no_house_test_was_forgotten_here():
    text = inspect.getsource(inspect.getmodule(test_no_house_test_was_forgotten_here))
    about_itself = {"test_a_write_is_told_from_a_document_saved_into_memory"}
    there = {
        name
        for module in (house, names)
        for name in vars(module)
        if name.startswith("test_") and inspect.isfunction(getattr(module, name))
    }
    assert [name for name in sorted(there - about_itself) if name not in text] == []


def test_the_reference_is_made_where_it_is_asked(tmp_path):
    reference.write(tmp_path)
    (tmp_path / "refusals.md").unlink()
    assert reference.stale(tmp_path) == ["refusals.md"]
