"""A city on the day of its assembly: `python -m tests.journeys.assembly` fills an empty database.

Organs, a rule published in time, a round that belongs to a meeting of four groups, invitations,
slips. It prints what the story cannot read off a page: keys, the codes of the slips, a session for
each person who is at a machine. Everything is made by commands, on the day on which it is done.
"""

from __future__ import annotations

import json
import os
from datetime import date, time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingcha.web.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402

from mingcha.appraisals.commands import round as rounds  # noqa: E402
from mingcha.appraisals.commands import rule as rules  # noqa: E402
from mingcha.core.roundrule import DEFAULT  # noqa: E402
from mingcha.foundation import boxes  # noqa: E402
from mingcha.foundation import time as clock  # noqa: E402
from mingcha.meetings import commands as meetings  # noqa: E402
from mingcha.meetings.models import Invitation  # noqa: E402
from mingcha.meetings.record import code_of  # noqa: E402
from mingcha.organs import commands as organs  # noqa: E402
from mingcha.people import commands as people  # noqa: E402
from mingcha.people.models import Duty  # noqa: E402
from mingcha.polls import commands as polls  # noqa: E402

R = Duty.Role
SINCE, PUBLISHED, HELD = date(2020, 1, 1), date(2026, 4, 10), date(2026, 4, 17)
GROUPS = {"deputy": 60, "cppcc": 55, "supervisor": 45, "enterprise": 40}  # who will vote
LEFT_OVER = 5  # slips of each group that nobody draws
GUESTS = 6  # they are in the hall and do not vote
ORGANS = [
    ("MZ001", "市规划局", "management"),
    ("MZ002", "市水务局", "management"),
    ("MZ003", "市行政服务中心", "service"),
    ("MZ004", "市人社局", "service"),
    ("MZ005", "市城市管理局", "enforcement"),
    ("MZ006", "市市场监督管理局", "enforcement"),
]
STAFF = [("office", "顾知行", R.CONDUCT_OFFICE), ("director", "陆正则", R.DIRECTOR),
         ("handler", "段接待", R.CASE_HANDLER), ("auditor", "严核实", R.AUDITOR),
         ("leader", "高市长", R.LEADER), ("s1", "周文博", R.LAY_SUPERVISOR),
         ("s2", "吴静安", R.LAY_SUPERVISOR), ("s3", "郑秉公", R.LAY_SUPERVISOR)]  # fmt: skip


def ruled(office):
    """A rule for the hall: one question, the four groups, alike in every class."""
    held = DEFAULT.parameters()
    held["questions"] = held["questions"][:1]
    held["groups"] = [g | {"min_valid": 20} for g in held["groups"] if g["code"] in GROUPS]
    held["weights"] = {kind: dict.fromkeys(GROUPS, "0.25") for _c, _n, kind in ORGANS}
    said = {"kind": "on_the_spot", "title": "作风现场评议办法", "parameters": held}
    one = rules.draft("spot-2026-1", by=office, on=PUBLISHED, **said)
    return rules.publish(one, document="明作风办〔2026〕8号", by=office, on=PUBLISHED)


def staffed():
    """Everybody who is at a machine in this story."""
    office = people.register("office", "顾知行", by=None)
    people.charge(office, R.CONDUCT_OFFICE, since=SINCE, by=office)
    cast = {"office": office}
    for staff_no, name, role in STAFF[1:]:
        cast[staff_no] = people.register(staff_no, name, by=office)
        people.charge(cast[staff_no], role, since=SINCE, by=office)
    units = [
        organs.found(code, name, level="organ", kind=kind, since=SINCE, by=office)
        for code, name, kind in ORGANS
    ]
    cast["head"] = people.register("head", "林局长", by=office, organ=units[0])
    people.charge(cast["head"], R.HEAD, since=SINCE, by=office, organ=units[0])
    return cast, units


def called(office):
    """The meeting with its list; its desk is open, nobody has come."""
    held = {"held_on": HELD, "begins_at": time(9, 0), "by": office, "on": PUBLISHED}
    meeting = meetings.call("作风建设动员大会", "明州大会堂", [*GROUPS, "guest"], **held)
    for group, many in {**GROUPS, "guest": GUESTS}.items():
        entries = [{"name": f"{group}{n:03d}", "group": group, "body": ""} for n in range(many)]
        meetings.invite_many(meeting, entries, by=office, on=PUBLISHED)
    return meeting


def came(meeting, office):
    """Nearly everybody is checked in; the last of each group are still on the stairs."""
    late = {}
    for group in GROUPS:
        found = list(Invitation.objects.filter(meeting=meeting, group=group).order_by("name"))
        for one in found[:-2]:
            meetings.check_in(one, by=office, on=HELD)
        late[group] = [code_of(one.key) for one in found[-2:]]
    for one in Invitation.objects.filter(meeting=meeting, group="guest"):
        meetings.check_in(one, by=office, on=HELD)
    return late


def session(person):
    """A session as the log-in leaves it: its key is the cookie."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    return store.session_key


def prepared():
    """The whole city, as it is when the doors of the hall open."""
    boxes.migrate()
    settings.STATIC_ROOT = str(Path(settings.ROOM) / "static")
    call_command("collectstatic", interactive=False, verbosity=0)
    with clock.at(PUBLISHED):
        cast, units = staffed()
        office = cast["office"]
        meeting, rule = called(office), ruled(office)
        round_ = rounds.design(
            "2026年作风建设现场评议", kind="on_the_spot", period="2026Q2", rule=rule, units=units,
            opens_on=HELD, closes_on=HELD, meeting=meeting, by=office, on=PUBLISHED,
        )  # fmt: skip
        rounds.publish(round_, by=office, on=PUBLISHED)
    with clock.at(HELD):
        rounds.draw_panel(round_, drawn=True, blind=False, by=office, on=HELD)
        three = [cast[f"s{n}"] for n in (1, 2, 3)]
        rounds.open(round_, scrutineers=three, by=office, on=HELD)
        codes = {
            group: polls.make_tickets(round_.poll, group, many + LEFT_OVER, by=office, on=HELD)
            for group, many in GROUPS.items()
        }
        meetings.open_check_in(meeting, by=office, on=HELD)
        late = came(meeting, office)
    facts = {"round": round_.pk, "meeting": meeting.pk, "poll": round_.poll.pk}
    facts |= {"code": round_.poll.code, "codes": codes, "late": late}
    return {**facts, "sessions": {name: session(person) for name, person in cast.items()}}


if __name__ == "__main__":
    print(json.dumps(prepared()))
