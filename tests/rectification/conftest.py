"""A planning bureau with its head and liaison, a centre with its people, and one order."""

from __future__ import annotations

import copy
import functools
from datetime import date

import pytest

from mingcha.evidence.commands import keep
from mingcha.foundation import time
from mingcha.organs import commands as organs
from mingcha.people import commands as people
from mingcha.people.models import Duty
from mingcha.rectification import commands
from mingcha.rectification.models import Order
from mingcha.rectification.workflow import ORDER
from tests import standing

R = Duty.Role
SINCE = date(2020, 1, 1)
MIDDLE = ["office", "director", "handler", "inspector", "finder", "leader", "auditor", "supervisor"]
ROLES = dict(
    zip(
        MIDDLE,
        (R.CONDUCT_OFFICE, R.DIRECTOR, R.CASE_HANDLER, R.INSPECTOR, R.INSPECTOR, R.LEADER,
         R.AUDITOR, R.SUPERVISION),
        strict=True,
    )
)  # fmt: skip


class Cast:
    """The people of one city, by their part."""

    def __init__(self, clerk, organ):
        self.clerk, self.organ = clerk, organ
        new = {"level": "organ", "kind": "management", "since": SINCE, "by": clerk}
        self.water = organs.found("MZ002", "市水务局", **new)
        office = {"level": "office", "since": SINCE, "by": clerk}
        self.land = organs.found("MZ001-01", "用地科", parent=organ, **office)
        self.other = organs.found("MZ001-02", "综合科", parent=organ, **office)
        for name, role in ROLES.items():
            setattr(self, name, self._person(name, role))
        self.head = self._person("head", R.HEAD, organ)
        self.liaison = self._person("liaison", R.LIAISON, organ)
        self.stranger = self._person("stranger", R.HEAD, self.water)
        self.chief = self._person("chief", R.OFFICE_HEAD, self.land)
        self.otherchief = self._person("otherchief", R.OFFICE_HEAD, self.other)
        self.staff = self._person("staff", R.STAFF, organ)
        self.second = self._person("second", R.INSPECTOR)

    def _person(self, name, role, organ=None):
        person = people.register(name, f"{name}名", by=self.clerk, organ=organ and organ.head_organ)
        people.charge(person, role, since=SINCE, by=self.clerk, organ=organ)
        return person


def founded():
    """The clerk, the bureau, and everybody else."""
    clerk = standing.a_clerk()
    return Cast(clerk, standing.an_organ(clerk))


standing_cast = standing.once_a_file(founded)


@pytest.fixture
def cast(standing_cast, request, day):
    """A copy for each test: what one does to it the next does not see."""
    request.getfixturevalue("db")
    return copy.deepcopy(standing_cast) if standing_cast else founded()


@pytest.fixture
def clerk(cast):
    return cast.clerk


@pytest.fixture
def organ(cast):
    return cast.organ


@pytest.fixture
def drafted(cast, day):
    def make(**facts):
        said = {
            "organ": cast.organ,
            "office": cast.land,
            "responsible": cast.head,
            "finders": [cast.finder],
            "fault": "窗口无人在岗，群众等候四十分钟",
            "basis": "N01 在岗履职",
            "required": "窗口在办公时间内有人办件",
            "pace": Order.Pace.TIME_LIMITED,
            "severity": 1,
            "by": cast.director,
            "on": time.today(),
        }
        return commands.draft(**(said | facts))

    return make


@pytest.fixture
def issued(drafted, cast):
    def make(**facts):
        return commands.issue(drafted(**facts), by=cast.director, on=time.today())

    return make


@pytest.fixture
def proof(cast):
    return [keep("四月十日上午窗口有人".encode(), "窗口.txt", by=cast.head)]


class Life:
    """Drives one order through its acts, each on its own day."""

    def __init__(self, cast, order, proof):
        self.cast, self.order, self.proof = cast, order, proof

    def on(self, month, day):
        self.day = date(2026, month, day)
        return time.at(self.day)

    def do(self, act, by, **facts):
        self.order.refresh_from_db()
        return getattr(commands, act)(self.order, by=by, on=time.today(), **facts)

    def __getattr__(self, act):
        """Any act by its own name: `life.send_back(cast.handler, reason=...)`."""
        if act not in ORDER.acts:
            raise AttributeError(act)
        return functools.partial(self.do, act)

    def receive(self):
        return self.do("receive", self.cast.liaison)

    def plan(self):
        said = {"plan": "增设轮岗", "plan_person": "王科长", "plan_date": date(2026, 4, 30)}
        return self.file_plan(self.cast.liaison, **said)

    def report(self, **facts):
        told = {"cause": "排班缺失", "report": "已改排班", "for_person": "已上门致歉并办结",
                "for_class": "全部窗口实行AB岗", "proof": self.proof}  # fmt: skip
        return self.do("report", self.cast.head, **(told | facts))

    def passes(self):
        return self.recheck_passes(self.cast.inspector, remark="两次到场均有人")

    def fails(self):
        return self.recheck_fails(self.cast.inspector, remark="仍无人在岗")

    def call(self, solved="yes", content="yes"):
        return self.call_back(self.cast.handler, solved=solved, content=content)

    def close(self, **facts):
        return self.do("close", self.cast.director, **({"outcome": "fixed"} | facts))

    def to_work(self):
        self.receive()
        return self.plan()

    def whole(self):
        self.to_work()
        self.report()
        self.passes()
        self.call()
        return self.close()


@pytest.fixture
def life(cast, issued, proof):
    return Life(cast, issued(), proof)
