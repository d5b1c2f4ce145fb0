"""A city with four organs, a published rule, and rounds as far as a test needs them."""

from __future__ import annotations

from datetime import date

import pytest

from mingcha.appraisals.commands import result
from mingcha.appraisals.commands import round as rounds
from mingcha.appraisals.commands import rule as rules
from mingcha.core.roundrule import DEFAULT
from mingcha.foundation import time
from mingcha.organs import commands as organs
from mingcha.people import commands as people
from mingcha.people.models import Duty
from mingcha.polls.models import Poll

R = Duty.Role
SINCE = date(2020, 1, 1)
OPENS, CLOSES = date(2026, 6, 1), date(2026, 6, 12)
COUNTED_ON = date(2026, 6, 15)
SIZES = {
    "enterprise": 200, "citizen": 300, "supervisor": 100, "deputy": 150, "cppcc": 150,
    "grassroots": 100, "leader": 20, "peer": 90,
}  # fmt: skip


@pytest.fixture
def charged(clerk):
    def make(staff_no, name, role, of=None):
        person = people.register(staff_no, name, by=clerk, password="mingzhou-2026", organ=of)
        people.charge(person, role, since=SINCE, organ=of, by=clerk)
        return person

    return make


@pytest.fixture
def director(charged):
    return charged("director", "陆正则", R.DIRECTOR)


@pytest.fixture
def auditor(charged):
    return charged("auditor", "严核实", R.AUDITOR)


@pytest.fixture
def leader(charged):
    return charged("leader", "高市长", R.LEADER)


@pytest.fixture
def inspector(charged):
    return charged("inspector", "许察之", R.INSPECTOR)


@pytest.fixture
def head(charged, organ):
    return charged("head", "林局长", R.HEAD, organ)


@pytest.fixture
def units(clerk, organ):
    """Four organs of two classes."""
    made = [
        organs.found(code, name, level="organ", kind=kind, since=SINCE, by=clerk)
        for code, name, kind in (
            ("MZ002", "市水务局", "management"),
            ("MZ003", "市行政服务中心", "service"),
            ("MZ004", "市人社局", "service"),
        )
    ]
    return [organ, *made]


def parameters(**changes):
    """The shipped rule with one question, unless told otherwise."""
    held = DEFAULT.parameters()
    held["questions"] = held["questions"][:1]
    return held | changes


@pytest.fixture
def ruled(clerk, day):
    """Publish a rule version of any kind of round."""

    def make(kind="quarterly", code="quarterly-2026-1", **changes):
        one = rules.draft(
            code,
            kind=kind,
            title="季度评议办法",
            parameters=parameters(**changes),
            by=clerk,
            on=day,
        )
        return rules.publish(one, document="明作风办〔2026〕3号", by=clerk, on=day)

    return make


@pytest.fixture
def rule(ruled):
    return ruled()


@pytest.fixture
def designed(clerk, day, units, ruled):
    def make(kind="quarterly", **facts):
        own = {"rule": ruled(kind, f"{kind}-2026-1")} if "rule" not in facts else {}
        given = {"period": "2026Q2", "units": units, "opens_on": OPENS, "closes_on": CLOSES}
        reason = "投诉集中" if kind == "key_point" else ""
        given |= {"reason": reason, **own, **facts}
        return rounds.design("二季度机关作风评议", kind=kind, by=clerk, on=day, **given)

    return make


@pytest.fixture
def scrutineers(charged):
    roles = ((R.LAY_SUPERVISOR, "沈监票"), (R.LAY_SUPERVISOR, "叶监票"), (R.AUDITOR, "唐监票"))
    return [charged(f"scr{n}", name, role) for n, (role, name) in enumerate(roles)]


@pytest.fixture
def published(designed, clerk, day):
    return rounds.publish(designed(), by=clerk, on=day)


@pytest.fixture
def drawn(published, clerk):
    with time.at(date(2026, 5, 12)):
        return rounds.draw_panel(published, drawn=True, blind=False, by=clerk, on=date(2026, 5, 12))


@pytest.fixture
def opened(drawn, clerk, scrutineers):
    with time.at(OPENS):
        return rounds.open(drawn, scrutineers=scrutineers, by=clerk, on=OPENS)


def marks(n, good):
    """One cell: so many ballots, this share of them for the best grade."""
    best, worst = round(n * good), round(n * (1 - good) / 4)
    unknown = n // 20
    middle = n - best - worst - unknown
    return {"1": best, "2": max(middle, 0), "3": worst, "u": unknown, "n": 0, "-": 0}


def count(poll, shares, sizes=SIZES, questions=("conduct",)):
    """Let a poll be counted without casting: what the count would have left."""
    groups = [group["code"] for group in poll.groups]
    cells = {
        organ["code"]: {
            g: {q: marks(sizes[g.partition(".")[0]], shares[organ["code"]]) for q in questions}
            for g in groups
        }
        for organ in poll.organs
    }
    sizes = {g: sizes[g.partition(".")[0]] for g in groups}
    poll.tally = {
        "groups": {g: {"ballots": sizes[g], "told": 0} for g in groups},
        "cells": cells,
        "broken": 0,
    }
    poll.issued, poll.ballots = {g: n + n // 10 for g, n in sizes.items()}, sizes
    poll.root = "0" * 64
    poll.state = Poll.State.COUNTED
    poll.save()
    return poll


SHARES = {"MZ001": 0.9, "MZ002": 0.5, "MZ003": 0.8, "MZ004": 0.79}


@pytest.fixture
def counted(opened, clerk):
    count(opened.poll, SHARES)
    with time.at(COUNTED_ON):
        return result.score(opened, by=clerk, on=COUNTED_ON)


@pytest.fixture
def told(counted, clerk, director):
    with time.at(COUNTED_ON):
        result.validate(counted, checks="回收率正常，无整卷雷同。", by=director, on=COUNTED_ON)
        return result.tell(counted, by=clerk, on=COUNTED_ON)


@pytest.fixture
def final(told, director):
    day = date(2026, 6, 25)
    with time.at(day):
        return result.decide(told, by=director, on=day)
