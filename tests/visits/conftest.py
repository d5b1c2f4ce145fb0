"""A city with inspectors, a checklist in use, and visits on the way."""

from __future__ import annotations

import copy
import io
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from mingcha.evidence.commands import keep
from mingcha.norms import commands as norms
from mingcha.norms.queries import checklist_for, items_of
from mingcha.organs import commands as organs
from mingcha.people import commands as people
from mingcha.people.models import Duty
from mingcha.visits import commands
from mingcha.visits.commands import new_code
from mingcha.visits.models import Plan, Visit
from mingcha.visits.record import Answer, Sheet
from tests import standing

SINCE = date(2020, 1, 1)
CITY = ZoneInfo("Asia/Shanghai")


def moment(hour, minute=0, day=10):
    """An hour of the tests' week, in the city's own zone."""
    return datetime(2026, 4, day, hour, minute, tzinfo=CITY)


def answers_to(visit, *, no=(), yes_to_praise=(), pieces=()):
    """An answer to every question: yes, except where told otherwise; nothing praiseworthy."""
    given = []
    for item in items_of(visit.checklist):
        seen, facts, proof = "yes", "", ()
        if item.telling == "yes":
            seen = "yes" if item.number in yes_to_praise else "not_seen"
        if item.number in no:
            seen, proof = "no", pieces
        if seen == item.telling:
            facts = f"4月10日 8:20，3号窗口值班人员，第{item.number}项所见"
        given.append(Answer(item.number, seen, facts, proof))
    return given


def sheet_of(visit, **told):
    """A whole sheet of the visit's checklist."""
    return Sheet(
        began_at=moment(8, 10),
        ended_at=moment(8, 50),
        facts="8:10 到达大厅，8:20 查看3号窗口，8:50 离开。",
        present="大厅主任",
        organ_words="",
        answers=answers_to(visit, **told),
    )


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    """The folder in which this test's files lie."""
    settings.MEDIA_ROOT = tmp_path / "evidence"


def founded():
    """A clerk, an organ, and the shipped norms with the checklist of counters."""
    clerk = standing.a_clerk()
    organ = standing.an_organ(clerk)
    norms.enter_catalogue(by=clerk, on=standing.DAY)
    return clerk, organ, checklist_for("counter")


standing_ground = standing.once_a_file(founded)


@pytest.fixture
def ground(standing_ground, db, day):
    """A copy for each test; without norms where a file begins from nothing."""
    if standing_ground:
        return copy.deepcopy(standing_ground)
    clerk = standing.a_clerk()
    return clerk, standing.an_organ(clerk), None


@pytest.fixture
def clerk(ground):
    return ground[0]


@pytest.fixture
def organ(ground):
    return ground[1]


@pytest.fixture
def checklist(ground):
    return ground[2]


@pytest.fixture
def charged(clerk):
    """Make somebody with a duty."""

    def charge(staff_no, name, role, organ=None):
        person = people.register(staff_no, name, by=clerk, password="mingzhou-2026")
        people.charge(person, role, since=SINCE, organ=organ, by=clerk)
        return person

    return charge


@pytest.fixture
def director(charged):
    return charged("director", "陆正则", Duty.Role.DIRECTOR)


@pytest.fixture
def pair(charged):
    """Two inspectors."""
    return [
        charged("inspector", "许察之", Duty.Role.INSPECTOR),
        charged("inspector2", "方明之", Duty.Role.INSPECTOR),
    ]


@pytest.fixture
def stranger(charged):
    """An inspector of another team."""
    return charged("inspector3", "何远之", Duty.Role.INSPECTOR)


@pytest.fixture
def handler(charged):
    return charged("handler", "程督之", Duty.Role.CASE_HANDLER)


@pytest.fixture
def auditor(charged):
    return charged("auditor", "严核实", Duty.Role.AUDITOR)


@pytest.fixture
def leader(charged):
    return charged("leader", "沈明远", Duty.Role.LEADER)


@pytest.fixture
def head(charged, organ):
    return charged("head", "高局长", Duty.Role.HEAD, organ)


@pytest.fixture
def other_head(charged, other_organ):
    return charged("head2", "田局长", Duty.Role.HEAD, other_organ)


@pytest.fixture
def other_organ(clerk):
    facts = {"level": "organ", "kind": "service", "since": SINCE, "by": clerk}
    return organs.found("MZ002", "市水务局", **facts)


@pytest.fixture
def hall(clerk, organ):
    """A counter of the organ."""
    return organs.found(
        "MZ001-01", "服务大厅", level="counter", parent=organ, since=SINCE, by=clerk
    )


@pytest.fixture
def plan(clerk):
    facts = {"title": "2026年度察访计划", "themes": "窗口作风（明作风〔2026〕1号）", "ceiling": 6}
    return Plan.objects.create(year=2026, state="approved", **facts)


@pytest.fixture
def sealed(plan, organ, hall, checklist, pair):
    """Make a sealed visit to the organ's counter; its envelope opens at eight this morning."""
    made = []

    def make(mode="open", *, team=pair, opens_at=None, organ=organ, place=hall):
        visit = Visit.objects.create(
            number=f"CF-2026-{len(made) + 1:04d}",
            plan=plan,
            reason="试点",
            theme="窗口作风",
            mode=mode,
            organ=organ,
            place=place,
            place_type="counter",
            checklist=checklist,
            leader=team[0],
            opens_at=opens_at or moment(8),
            code=new_code(),
        )
        visit.team.set(team)
        made.append(visit)
        return visit

    return make


@pytest.fixture
def photo(pair):
    """Keep one photo."""

    def kept(colour="red", by=pair[0]):
        out = io.BytesIO()
        Image.new("RGB", (8, 6), colour).save(out, "PNG")
        return keep(out.getvalue(), "counter.png", by=by, happened_at=moment(8, 20))

    return kept


@pytest.fixture
def bring(sealed, pair, clerk, day):
    """Bring a fresh visit to a stage of its life."""

    def made(stage, mode="open", **facts):
        visit = sealed(mode, **facts)
        team = list(visit.team.order_by("staff_no"))
        steps = {
            "opened": lambda: commands.open(visit, by=team[0], on=day),
            "recorded": lambda: commands.hand_in(
                visit, by=team[0], on=day, sheet=sheet_of(visit, no={2})
            ),
            "half": lambda: commands.sign(visit, by=team[0], on=day),
            "signed": lambda: commands.countersign(visit, by=team[1], on=day),
            "verified": lambda: commands.verify(visit, by=clerk, on=day),
        }
        for name, step in steps.items():
            if stage == "sealed":
                break
            step()
            if name == stage:
                break
        return Visit.objects.get(pk=visit.pk)

    return made


@pytest.fixture
def connection_of():
    """The connection whose questions are counted."""
    from django.db import connection

    return connection
