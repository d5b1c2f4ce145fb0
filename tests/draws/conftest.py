"""A bag of nine places and five inspectors, and those who may see draws."""

from __future__ import annotations

from datetime import date

import pytest

from mingcha.core.draw import Candidate, Inspector, Pool
from mingcha.draws import commands
from mingcha.people import commands as people
from mingcha.people.models import Duty

SEED = "dice:3-1-6-2-5-5-4-1-2-6"
WITNESSES = ["周文博", "吴静安"]


def person(staff_no, name, role, clerk, organ=None):
    found = people.register(staff_no, name, by=clerk, password="mingzhou-2026", organ=organ)
    people.charge(found, role, since=date(2020, 1, 1), by=clerk, organ=organ)
    return found


@pytest.fixture
def auditor(clerk):
    return person("auditor", "严核实", Duty.Role.AUDITOR, clerk)


@pytest.fixture
def inspector(clerk):
    return person("inspector", "许察之", Duty.Role.INSPECTOR, clerk)


@pytest.fixture
def pool():
    targets = [
        Candidate(f"A{n}", "service" if n < 6 else "management", 1 + (n == 3), f"窗口{n}", f"O{n}")
        for n in range(1, 10)
    ]
    people = [Inspector(f"J{n}", frozenset({f"O{n}"})) for n in range(1, 6)]
    return Pool(tuple(targets), tuple(people))


@pytest.fixture
def prepared(clerk, day, pool):
    wants = {"service": 2, "management": 1}
    reasons = {"A3": "open"}
    return commands.prepare(
        "春季窗口察访", pool, wants, "大厅掷骰", by=clerk, on=day, reasons=reasons
    )


@pytest.fixture
def drawn(prepared, clerk, day):
    return commands.draw(prepared, seed=SEED, witnesses=WITNESSES, by=clerk, on=day)
