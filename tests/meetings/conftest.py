"""A meeting of four groups, a few people invited to it, and those who keep the desk."""

from __future__ import annotations

from datetime import date, time

import pytest

from mingcha.meetings import commands, queries
from mingcha.meetings.models import Invitation
from mingcha.meetings.record import code_of
from mingcha.people import commands as people
from mingcha.people.models import Duty

GROUPS = ["deputy", "cppcc", "supervisor", "enterprise"]
GUESTS = [
    ("高远山", "deputy", "市人大"),
    ("陈清和", "deputy", "市人大"),
    ("林知秋", "cppcc", "市政协"),
    ("许明德", "enterprise", "明州港务集团"),
]


def person(staff_no, name, role, clerk, organ=None):
    found = people.register(staff_no, name, by=clerk, password="mingzhou-2026", organ=organ)
    people.charge(found, role, since=date(2020, 1, 1), by=clerk, organ=organ)
    return found


@pytest.fixture
def auditor(clerk):
    return person("auditor", "严核实", Duty.Role.AUDITOR, clerk)


@pytest.fixture
def handler(clerk):
    return person("handler", "段接待", Duty.Role.CASE_HANDLER, clerk)


@pytest.fixture
def liaison(clerk, organ):
    return person("liaison", "罗联络", Duty.Role.LIAISON, clerk, organ)


@pytest.fixture
def called(clerk, day):
    facts = {"held_on": day, "begins_at": time(9, 0), "by": clerk, "on": day}
    return commands.call("作风建设动员大会", "明州大会堂", GROUPS, **facts)


@pytest.fixture
def meeting(called, clerk, day):
    for name, group, body in GUESTS:
        commands.invite(called, name=name, group=group, body=body, by=clerk, on=day)
    return called


@pytest.fixture
def door(meeting, clerk, day):
    """The meeting with its desk open."""
    return commands.open_check_in(meeting, by=clerk, on=day)


@pytest.fixture
def begun(door, clerk, day):
    return commands.begin(door, by=clerk, on=day)


@pytest.fixture
def guest(meeting):
    def named(name="高远山"):
        return Invitation.objects.select_related("meeting").get(meeting=meeting, name=name)

    return named


@pytest.fixture
def card(guest):
    return lambda name="高远山": code_of(guest(name).key)


@pytest.fixture
def crowd(called, clerk, day):
    """So many of one group, some of them checked in."""

    def came(group, invited, arrived):
        entries = [{"name": f"来宾{group}{n}", "group": group, "body": ""} for n in range(invited)]
        made = commands.invite_many(called, entries, by=clerk, on=day)
        keys = [one.pk for one in made[:arrived]]
        Invitation.objects.filter(pk__in=keys).update(state="present")
        return queries.arrived(called)

    return came
