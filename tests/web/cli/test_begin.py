"""`mingcha begin` and `mingcha password`: the first person of a city, and whoever is locked out."""

import argparse
import json

import pytest

from mingcha.core.refusal import Refusal
from mingcha.people import commands, queries
from mingcha.people.models import Duty, Person
from mingcha.web import beginning, xrays
from mingcha.web.cli import begin, city


def asked(**said):
    facts = {"city": "临江市", "city_en": "", "staff_no": "LJ001", "name": "江明远", "norms": True}
    return argparse.Namespace(**{**facts, **said})


@pytest.fixture
def home(db, day, settings, tmp_path):
    settings.ROOM = tmp_path
    return tmp_path


def test_an_empty_city_begins_with_one_person_who_must_choose_a_password(home, client):
    told = begin.begin(asked())
    first = Person.objects.get()
    assert {duty.role for duty in first.duties.all()} == {"conduct_office", "administrator"}
    assert first.must_change_password
    secret = told[1].split()[-1].rpartition("：")[2]
    assert first.check_password(secret)
    assert client.login(staff_no="LJ001", username="LJ001", password=secret)
    assert json.loads((home / "city.json").read_text("utf-8"))["name"] == "临江市"
    assert set(beginning.lacking(on=queries.time.today())) == {
        f"{Duty.Role.DIRECTOR.label} 1",
        f"{Duty.Role.INSPECTOR.label} 2",
        f"{Duty.Role.CASE_HANDLER.label} 1",
        f"{Duty.Role.LEADER.label} 1",
    }


def test_a_city_with_people_in_it_does_not_begin_again(home, clerk, day):
    with pytest.raises(Refusal) as no:
        begin.begin(asked())
    assert no.value.code == "people.begun_already"
    with pytest.raises(Refusal):
        commands.begin("LJ001", "江明远", by=None, on=day)
    assert Person.objects.count() == 1
    assert not (home / "city.json").exists(), "a refused beginning renames no city"


def test_passwords_at_the_machine_are_for_all_or_nobody_and_never_for_the_suspended(clerk, day):
    other = commands.register("c2", "乙", by=clerk)
    with pytest.raises(Refusal):
        begin.password(argparse.Namespace(staff_no=["c2", "nobody"]))
    other.refresh_from_db()
    assert not other.has_usable_password()
    assert len(begin.password(argparse.Namespace(staff_no=["c2", "c2", "clerk"]))) == 2
    other.refresh_from_db()
    assert other.must_change_password
    commands.suspend(other, by=clerk, on=day)
    with pytest.raises(Refusal) as no:
        commands.let_in(other, by=None, on=day)
    assert no.value.code == "people.suspended"


def test_the_command_line_says_a_no_in_two_sentences(clerk, capsys):
    assert begin._said(argparse.Namespace(staff_no=["nobody"]), begin.password) == 2
    assert "nobody" in capsys.readouterr().err


def test_the_doctor_says_what_a_new_city_lacks(db, day, capsys):
    assert [one.which for one in xrays.the_first_person()] == ["0"]
    assert xrays.the_centre() == []
    person = commands.begin("LJ001", "江明远", by=None, on=day)
    assert xrays.the_first_person() == []
    assert len(xrays.the_centre()) == 4
    assert len(xrays.checklists()) == 4
    assert city.doctor(argparse.Namespace(json=False)) == 1
    assert person.name not in capsys.readouterr().out


def test_the_first_page_lists_the_steps_for_whoever_keeps_the_registers(db, day, client):
    person = commands.begin("LJ001", "江明远", by=None, on=day)
    client.force_login(person)
    page = client.get("/").content.decode()
    assert page.count('class="step-') >= 8
    assert page.count("step-current") == 1
    assert "/imports/table/organs/" in page
    other = commands.register("c2", "乙", by=person)
    assert beginning.shown(other, on=day, has_begun=beginning.begun()) is None
