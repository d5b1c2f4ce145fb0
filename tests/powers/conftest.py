"""Two organs, three items with their limits, and everybody who has a part in their reform."""

from __future__ import annotations

from datetime import date

import pytest

from mingcha.organs import commands as organs
from mingcha.people import commands as people
from mingcha.people.models import Duty
from mingcha.powers import commands
from mingcha.powers.record import BasisLine, FeeLine, MaterialLine, StepLine, Terms

SINCE = date(2026, 1, 5)
R = Duty.Role


def person(staff_no, name, role, clerk, organ=None):
    found = people.register(staff_no, name, by=clerk, password="mingzhou-2026", organ=organ)
    people.charge(found, role, since=date(2020, 1, 1), by=clerk, organ=organ)
    return found


@pytest.fixture
def office(clerk):
    return person("approval", "江审之", R.APPROVAL_OFFICE, clerk)


@pytest.fixture
def lawyer(clerk):
    return person("legal", "方衡", R.LEGAL_OFFICE, clerk)


@pytest.fixture
def leader(clerk):
    return person("leader", "沈明远", R.LEADER, clerk)


@pytest.fixture
def liaison(clerk, organ):
    return person("liaison", "苏联络", R.LIAISON, clerk, organ)


@pytest.fixture
def other_organ(clerk):
    return organs.found(
        "MZ900", "市水务局", level="organ", kind="management", since=date(2020, 1, 1), by=clerk
    )


@pytest.fixture
def terms(organ):
    return Terms(
        organ=organ,
        legal_days=20,
        promised_days=8,
        bases=(BasisLine("行政许可法", "第四十二条"),),
        steps=(StepLine("S1", "受理", 1), StepLine("S2", "审查", 5), StepLine("S3", "决定", 2)),
        materials=(MaterialLine("M1", "申请表"), MaterialLine("M2", "身份证明", "公安机关")),
        fees=(FeeLine("F1", "工本费", "20元/本"),),
    )


@pytest.fixture
def item(office, terms):
    facts = {"of_kind": "licence", "since": SINCE, "by": office}
    return commands.enter("XK-001", "户外广告设置许可", terms=terms, **facts)


@pytest.fixture
def other(office, other_organ):
    terms = Terms(
        organ=other_organ,
        legal_days=20,
        promised_days=10,
        bases=(BasisLine("城镇排水与污水处理条例", "第二十一条"),),
        steps=(StepLine("S1", "受理", 1), StepLine("S2", "现场核查", 6)),
        materials=(MaterialLine("M1", "申请表"), MaterialLine("M2", "排水方案")),
    )
    facts = {"of_kind": "licence", "since": SINCE, "by": office}
    return commands.enter("XK-002", "污水排入排水管网许可", terms=terms, **facts)


@pytest.fixture
def reviewed(item, office, day):
    return commands.open_review(item, by=office, on=day, reason="上位法修订")


@pytest.fixture
def propose(reviewed, lawyer, day):
    """A reform of the first item, from the first of May unless said otherwise."""

    def proposed(how="simplify", **facts):
        said = {
            "document": "明政发〔2026〕12号",
            "reason": "减轻负担",
            "effective_on": date(2026, 5, 1),
        }
        return commands.propose_reform(reviewed, by=lawyer, on=day, how=how, **{**said, **facts})

    return proposed
