"""What ships with the program, entered; and people who may only read it."""

from __future__ import annotations

from datetime import date

import pytest

from mingcha.norms import commands, queries
from mingcha.people import commands as people
from mingcha.people.models import Duty

SINCE = date(2026, 1, 5)


@pytest.fixture
def catalogue(clerk):
    """The shipped norms, institutions and checklists, in force since January."""
    return commands.enter_catalogue(by=clerk, on=SINCE)


@pytest.fixture
def norm(catalogue, day):
    return queries.norm("N05", on=day)


@pytest.fixture
def counter(catalogue):
    """The checklist of counters in use."""
    return queries.checklist_for("counter")


@pytest.fixture
def inspector(clerk):
    person = people.register("inspector", "沈若谷", by=clerk)
    people.charge(person, Duty.Role.INSPECTOR, since=date(2020, 1, 1), by=clerk)
    return person


@pytest.fixture
def director(clerk):
    person = people.register("director", "陆明澈", by=clerk)
    people.charge(person, Duty.Role.DIRECTOR, since=date(2020, 1, 1), by=clerk)
    return person
