"""A counter where something was seen, those who serve letters, and those who answer."""

from __future__ import annotations

import io
from datetime import date

import pytest
from PIL import Image

from mingcha.findings import commands
from mingcha.norms import commands as norms
from mingcha.organs import commands as organs
from mingcha.people import commands as people
from mingcha.people.models import Duty

R = Duty.Role
SINCE = date(2020, 1, 1)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def png() -> bytes:
    """The smallest photo there is."""
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def charged(clerk):
    """Register somebody with one duty."""

    def make(staff_no, name, role, of=None, **facts):
        person = people.register(staff_no, name, by=clerk, password="mingzhou-2026", **facts)
        people.charge(person, role, since=SINCE, organ=of, by=clerk)
        return person

    return make


@pytest.fixture
def office(organ, clerk):
    return organs.found("MZ001-01", "用地科", level="office", parent=organ, since=SINCE, by=clerk)


@pytest.fixture
def hall(organ, clerk):
    return organs.found("MZ001-02", "服务大厅", level="office", parent=organ, since=SINCE, by=clerk)


@pytest.fixture
def handler(charged):
    return charged("handler", "程督之", R.CASE_HANDLER, phone="0510-12345")


@pytest.fixture
def director(charged):
    return charged("director", "陆正则", R.DIRECTOR)


@pytest.fixture
def inspector(charged):
    return charged("inspector", "许察之", R.INSPECTOR)


@pytest.fixture
def head(charged, organ):
    return charged("head", "林局长", R.HEAD, organ, organ=organ)


@pytest.fixture
def liaison(charged, organ):
    return charged("liaison", "周联络", R.LIAISON, organ, organ=organ)


@pytest.fixture
def norm(clerk):
    return norms.enter_norm(
        "N01", "在岗履职", failure_kind="conduct", severity=1, since=SINCE, by=clerk,
        text="工作时间在岗。", basis="机关工作纪律",
    )  # fmt: skip


@pytest.fixture
def praise(clerk):
    return norms.enter_norm(
        "N20", "值得表扬", failure_kind="none", severity=0, since=SINCE, by=clerk
    )


@pytest.fixture
def extortion(clerk):
    return norms.enter_norm(
        "N13", "不吃拿卡要", failure_kind="extortion", severity=3, since=SINCE, by=clerk
    )


@pytest.fixture
def propose(organ, office, norm, inspector, clerk, day):
    """Propose a finding; its origin is any thing with a name, here the office itself."""

    def make(**facts):
        given = {
            "origin": office,
            "organ": organ,
            "office": office,
            "norm": norm,
            "facts": "10时40分，窗口无人，群众等候12人。",
            "happened_on": date(2026, 4, 9),
            "finders": [inspector],
            "by": clerk,
            "on": day,
        }
        return commands.propose(**{**given, **facts})

    return make


@pytest.fixture
def finding(propose):
    return propose()


@pytest.fixture
def fed_back(finding, handler, head, day):
    return commands.feed_back(finding, by=handler, on=day)


@pytest.fixture
def answered(fed_back, head, day):
    return commands.reply(fed_back, by=head, on=day, stance="explains", reply="当时在开会。")
