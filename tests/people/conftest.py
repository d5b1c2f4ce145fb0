"""Whoever keeps the register, whoever may not, and somebody to act on."""

from datetime import date

import pytest

from mingcha.people import commands
from mingcha.people.models import Duty

R = Duty.Role
SINCE = date(2024, 1, 1)


@pytest.fixture
def enter(clerk):
    """`enter(no, role, organ)`: a person of an organ, charged with the role if one is given."""

    def entered(no, role=None, organ=None):
        person = commands.register(no, f"人员{no}", by=clerk, password="mingzhou-2026", organ=organ)
        if role:
            for_one = organ if role in commands.FOR_AN_ORGAN else None
            commands.charge(person, role, since=SINCE, organ=for_one, by=clerk)
        return person

    return entered


@pytest.fixture
def signed(client):
    """`signed(person)`: a browser in which that person has logged in."""

    def opened(person):
        client.force_login(person)
        return client

    return opened
