"""A store of its own for every test, and the people who look into it."""

from __future__ import annotations

from datetime import date

import pytest

from mingcha.evidence import queries
from mingcha.people import commands as people
from mingcha.people.models import Duty


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    """The folder in which this test's files lie."""
    settings.MEDIA_ROOT = tmp_path / "evidence"
    return settings.MEDIA_ROOT


@pytest.fixture
def sights(monkeypatch):
    """A book of sights for this test alone."""
    monkeypatch.setattr(queries, "_sights", {})
    return queries._sights


@pytest.fixture
def stranger(clerk):
    return people.register("stranger", "路人", by=clerk)


@pytest.fixture
def liaison(clerk, organ):
    person = people.register("liaison", "沈若谷", by=clerk, organ=organ)
    people.charge(person, Duty.Role.LIAISON, organ=organ, since=date(2020, 1, 1), by=clerk)
    return person


@pytest.fixture
def auditor(clerk):
    person = people.register("auditor", "陆明澈", by=clerk)
    people.charge(person, Duty.Role.AUDITOR, since=date(2020, 1, 1), by=clerk)
    return person
