"""An organ with one item, those who judge, those who answer, and a log to take in."""

from __future__ import annotations

from datetime import date

import pytest

from mingcha.cases import commands
from mingcha.norms import commands as norms
from mingcha.organs import commands as organs
from mingcha.people import commands as people
from mingcha.people.models import Duty
from mingcha.powers import commands as powers
from mingcha.powers.record import BasisLine, FeeLine, MaterialLine, StepLine, Terms
from tests.cases.room import lines as room

R = Duty.Role
SINCE = date(2020, 1, 1)


@pytest.fixture(autouse=True)
def english():
    """The room is tested in the city's own language, unlike the engine beside it."""


@pytest.fixture
def charged(clerk):
    """Register somebody with one duty."""

    def make(staff_no, name, role, of=None, **facts):
        person = people.register(staff_no, name, by=clerk, password="mingzhou-2026", **facts)
        people.charge(person, role, since=SINCE, organ=of, by=clerk)
        return person

    return make


@pytest.fixture
def other(clerk):
    """Another organ, which must see nothing of the first."""
    new = {"level": "organ", "kind": "management", "since": SINCE, "by": clerk}
    return organs.found("MZ002", "市水务局", **new)


@pytest.fixture
def item(organ, clerk):
    """A licence: twenty working days by law, eight promised; two steps, two papers, one fee."""
    terms = Terms(
        organ=organ,
        legal_days=20,
        promised_days=8,
        bases=(BasisLine("城乡规划法", "第四十条"),),
        steps=(StepLine("S1", "审查", 3), StepLine("S2", "复核", 2)),
        materials=(MaterialLine("M1", "申请书"), MaterialLine("M2", "土地证")),
        fees=(FeeLine("F1", "工本费", "10元"),),
    )
    return powers.enter("GH-001", "建设工程规划许可", terms=terms, since=SINCE, by=clerk)


@pytest.fixture
def norm(clerk):
    """The norms that a confirmed flag may name."""
    kinds = {"N05": "wilful", "N08": "slow", "N09": "slow", "N10": "wilful", "N11": "wilful",
             "N17": "absent", "N18": "wilful"}  # fmt: skip
    return {
        code: norms.enter_norm(
            code, f"规范{code}", failure_kind=kind, severity=2, since=SINCE, by=clerk, text="…"
        )
        for code, kind in kinds.items()
    }


@pytest.fixture
def handler(charged):
    return charged("handler", "程督之", R.CASE_HANDLER)


@pytest.fixture
def director(charged):
    return charged("director", "陆正则", R.DIRECTOR)


@pytest.fixture
def auditor(charged):
    return charged("auditor", "严核实", R.AUDITOR)


@pytest.fixture
def head(charged, organ):
    return charged("head", "林局长", R.HEAD, organ, organ=organ)


@pytest.fixture
def stranger(charged, other):
    return charged("stranger", "别局长", R.HEAD, other, organ=other)


@pytest.fixture
def take_in(item, handler, day):
    """Take in a log of these lines."""

    def make(*lines, **facts):
        given = {"mapping": room.MAPPING, "by": handler, "on": day, **facts}
        name = given.pop("name", "办件.csv")
        return commands.take_in(room.log(*lines), name, **given)

    return make


@pytest.fixture
def late(take_in, norm, head, day):
    """A case decided after thirteen working days where eight were promised, and its flag."""
    take_in(*room.usual("A-1", decided="2026-03-19"))
    return next(one for one in commands.flag(on=day) if one.check_code == "slow.promise")
