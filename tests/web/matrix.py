"""What the permission matrix is made of: random people, random things, and every door to them."""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import IntegrityError, transaction
from django.db.models import F
from django.test import Client
from django.urls import reverse

from mingcha.assessment import queries as assessment
from mingcha.demo import city
from mingcha.findings.models import Finding
from mingcha.foundation import time
from mingcha.meetings import commands as meetings
from mingcha.meetings.models import Meeting
from mingcha.organs.models import Unit
from mingcha.people import commands as people
from mingcha.people.models import Duty, Person
from mingcha.polls import commands as polls
from mingcha.polls.models import Poll
from mingcha.rectification.models import Order, Slip
from mingcha.web import pictures, rooms
from mingcha.web.rooms import Kind
from tests.web.matrix_rounds import appraise, the_round, the_suspicion

R = Duty.Role
SINCE = date(2024, 1, 1)
EVIDENCE = Kind("evidence.Evidence", "证据", "", "evidence:file", api="evidence", named="name")
# What a list leaves out on purpose, of all a person may see: it is compared with what is left.
LEAVES_OUT = {"sheet": assessment.current, "yearsheet": assessment.years_current}
NARROWED = {"norm", "institution", "checklist", "unit"}  # lists of what stands today
MORE = 30
SAMPLE = 3  # things opened one by one, of those a person may see and of those they may not


def kinds() -> tuple[Kind, ...]:
    """Every kind of thing with a page, and the files."""
    return (*rooms.kinds(), EVIDENCE)


# People


def crowd(chance: random.Random, by: Person) -> list[Person]:
    """Somebody with every duty, some with two, one with none."""
    organs = list(Unit.objects.filter(level="organ", active_to=None))
    offices = list(Unit.objects.filter(level="office", active_to=None))
    held = [[], *([role] for role in R), *(chance.sample(list(R), 2) for _pair in range(4))]
    return [_person(n, roles, chance, organs, offices, by) for n, roles in enumerate(held)]


def _person(n, roles, chance, organs, offices, by) -> Person:
    busy = [unit for unit in organs if unit.orders.exists()] or organs
    organ, office = chance.choice(busy), chance.choice(offices)
    person = people.register(f"X{n:02d}", f"某人{n}", by=by, organ=organ)
    for role in roles:
        where = {R.LIAISON: organ, R.OFFICE_HEAD: office, R.STAFF: organ}.get(role)
        if role == R.HEAD:  # an organ has at most two: take the place of one
            where = organ
            Duty.objects.filter(role=role, organ=organ, until=None).update(until=F("since"))
        people.charge(person, role, since=SINCE + timedelta(1), organ=where, by=by)
    return Person.objects.get(pk=person.pk)


# Things


def multiply(chance: random.Random) -> None:
    """More findings, orders and slips than a small city's quarter brings, about any organ."""
    organs = list(Unit.objects.filter(level="organ", active_to=None))
    inspectors = list(Person.objects.filter(duties__role=R.INSPECTOR))
    for n in range(MORE):
        finding = chance.choice(Finding.objects.filter(number__lt="FK-2026-9"))
        finding = _copy(finding, f"FK-2026-9{n:03d}", organ=chance.choice(organs), order=None)
        finding.finders.set(chance.sample(inspectors, 2))
        order = chance.choice(Order.objects.filter(number__lt="ZG-2026-9"))
        order = _copy(order, f"ZG-2026-9{n:03d}", organ=chance.choice(organs))
        if n % 3 == 0:
            day = {"order": order, "clock": order.clock, "issued_on": DAY, "requirement": "限期"}
            Slip.objects.create(number=f"DB-2026-9{n:03d}", colour="blue", **day)


def meet(office: Person) -> None:
    """Meetings in every state: whoever may see one sees all of them."""
    for state in Meeting.State.values:
        held = {"held_on": time.today(), "begins_at": time.now().time(), "on": time.today()}
        made = meetings.call("动员大会", "大会堂", ["deputy"], by=office, **held)
        ended = {"deputy": {"invited": 0, "arrived": 0}} if state == "ended" else None
        Meeting.objects.filter(pk=made.pk).update(state=state, attendance=ended)


def ask_around(office: Person) -> None:
    """Polls in every state, a rehearsal among them; nobody here keeps a share."""
    rows = [{"code": "A", "name": "市规划局", "text": "作风"}]
    grades = [{"text": word} for word in ("满意", "基本满意", "不满意")]
    for state in Poll.State.values:
        for rehearsal in (False, True):
            made = polls.draft("评议", rows, rows, grades, rows, by=office, on=time.today())
            facts = {"state": state, "rehearsal": rehearsal}
            if state in {"counted", "published"}:
                facts["tally"] = {"groups": {"A": {"ballots": 0, "told": 0}}, "broken": 0,
                                  "cells": {}}  # fmt: skip
            Poll.objects.filter(pk=made.pk).update(**facts)


def _copy(thing: Any, number: str, **facts: Any) -> Any:
    for name, value in {"pk": None, "number": number, **facts}.items():
        setattr(thing, name, value)
    thing._state.adding = True
    thing.save()
    return thing


def scatter(chance: random.Random) -> None:
    """Shake the lives of a lived-through quarter, so that every state and mode stands somewhere."""
    for kind in rooms.kinds():
        if not kind.prefix:
            continue
        for pk in kind.table._default_manager.values_list("pk", flat=True):
            for change in chance.sample(CHANGES.get(kind.key, [{}]), 1):
                _shake(kind, pk, {key: _of(value, chance) for key, value in change.items()})


def _of(value: Any, chance: random.Random) -> Any:
    return value(chance) if callable(value) else value


def _shake(kind: Kind, pk: Any, change: dict[str, Any]) -> None:
    if not change:
        return
    try:
        with transaction.atomic():
            kind.table._default_manager.filter(pk=pk).update(**change)
    except (IntegrityError, FieldDoesNotExist):
        return  # a state the database itself forbids


DAY = date(2026, 4, 1)
AGO, AHEAD = timedelta(hours=-3), timedelta(hours=30)
CHANGES: dict[str, list[dict[str, Any]]] = {
    "visit": [
        {},
        {"state": "sealed", "opens_at": lambda chance: time.now() + chance.choice([AGO, AHEAD])},
        {"state": "opened"},
        {"mode": lambda chance: chance.choice(["open", "covert"])},
        {"state": "recorded"},
    ],
    "finding": [
        {},
        {"was_covert": True},
        {"was_covert": False},
        {"state": "proposed", "fed_back_on": None},
        {"state": "withdrawn", "fed_back_on": None},
        {"state": "withdrawn", "fed_back_on": DAY},
        {"state": "transferred"},
    ],
    "order": [
        {},
        {"state": "drafted", "issued_on": None},
        {"state": "withdrawn"},
        {"state": "issued", "issued_on": DAY},
        {"state": "in_progress", "issued_on": DAY},
        {"state": "reported", "issued_on": DAY},
    ],
    "slip": [{}, {"state": "answered"}, {"state": "closed"}],
    "sheet": [
        {},
        {"told_on": None, "state": "computed"},
        {"told_on": DAY, "state": "told"},
        {"told_on": DAY, "state": "superseded"},
    ],
    "yearsheet": [
        {},
        {"provisional": False, "told_on": DAY, "state": "told"},
        {"provisional": False, "told_on": DAY, "state": "superseded"},
        {"provisional": False, "state": "checked"},
    ],
    "adjustment": [
        {},
        {"state": "confirmed", "confirmed_on": DAY},
        {"state": "withdrawn", "confirmed_on": DAY},
        {"state": "rejected"},
    ],
    "case": [{}, {"state": "suspended"}, {"state": "received"}],
    "flag": [{}, {"state": "answered", "finding": None}, {"state": "excused", "finding": None}],
    "card": [{}, {"state": "objected"}, {"state": "cancelled"}],
    "issue": [
        {},
        {"state": "composed"},
        {"scope": lambda chance: chance.choice(["organ", "city", "public"])},
    ],
}


def build(seed: int) -> tuple[Person, list[Person]]:
    """A small city that has lived through a quarter, shaken; and a crowd that looks at it."""
    chance = random.Random(seed)
    city.build(replace(city.SMALL, visits=24))
    office = Person.objects.get(staff_no="office")
    multiply(chance)
    meet(office)
    appraise(office)
    ask_around(office)
    found = crowd(chance, office)
    scatter(chance)
    _bring_in_evidence(chance, found, office)
    return office, found


def _bring_in_evidence(chance: random.Random, found: list[Person], office: Person) -> None:
    from mingcha.evidence import commands as evidence

    for kind, field in ((rooms.FINDING, "evidence"), (rooms.ORDER, "proof")):
        for thing in kind.table._default_manager.order_by("pk")[:6]:
            picture = f"%PDF-1.4\n{kind.key} {thing.pk} {chance.random()}\n%%EOF".encode()
            piece = evidence.keep(picture, f"{thing.pk}.pdf", by=office)
            getattr(thing, field).add(piece)


# Doors


@dataclass
class Look:
    """One person looking at one kind of thing through every door there is."""

    browser: Client
    person: Person
    kind: Kind
    chance: random.Random

    def disagreements(self) -> Iterator[str]:
        """Every door that tells more, or less, than the room's own question."""
        seen = set(self.kind.seen_by(self.person).values_list("pk", flat=True))
        every = set(self.kind.table._default_manager.values_list("pk", flat=True))
        for door in (self._list, self._file, self._api_list, self._count):
            if wrong := door(seen):
                yield f"{self._who()} {door.__name__}: {wrong}"
        for pk in self._some(seen) + self._some(every - seen):
            for door in (self._page, self._api_show, self._number):
                if wrong := door(pk, pk in seen):
                    yield f"{self._who()} {door.__name__}: {wrong}"

    def _who(self) -> str:
        roles = sorted(duty.role for duty in self.person.duties.all())
        return f"{self.person.name} {roles} {self.kind.key}"

    def _some(self, keys: set[Any]) -> list[Any]:
        return self.chance.sample(sorted(keys), min(len(keys), SAMPLE))

    def _expected(self, seen: set[Any]) -> int:
        left = LEAVES_OUT.get(self.kind.key, lambda found: found)
        return left(self.kind.table._default_manager.filter(pk__in=seen)).count()

    def _listed(self, **asked: str) -> Any:
        return self.browser.get(reverse(self.kind.listing), asked)

    def _list(self, seen: set[Any]) -> str:
        if not self.kind.listing:
            return ""
        answer = self._listed()
        if answer.status_code == 403:
            return "" if len(seen) <= (self.kind.key == "person") else f"403, may see {len(seen)}"
        total = answer.context["table"]["total"]
        return self._fits(total, seen)

    def _fits(self, total: int, seen: set[Any]) -> str:
        most = self._expected(seen)
        right = total <= most if self.kind.key in NARROWED else total == most
        return "" if right else f"{total} shown, may see {most}"

    def _file(self, seen: set[Any]) -> str:
        if not self.kind.listing:
            return ""
        answer = self._listed(format="csv")
        if answer.status_code != 200:
            return ""
        lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:]
        if wrong := self._fits(len(lines), seen):
            return wrong
        named = self.kind.table._default_manager.filter(pk__in=seen)
        may = set(named.values_list("number", flat=True)) if self.kind.prefix else None
        told = {line[0] for line in lines if re.fullmatch(r"[A-Z]{2}-\d{4}-\d+", line[0])}
        return "" if may is None or told <= may else f"tells {sorted(told - may)[:3]}"

    def _api_list(self, seen: set[Any]) -> str:
        if not self.kind.api:
            return ""
        answer = self.browser.get(f"/api/{self.kind.api}", {"limit": "1000"})
        said = answer.json()
        items = said["items"] if isinstance(said, dict) and "items" in said else said
        told = {str(item["id"]) for item in items if "id" in item}
        may = {str(pk) for pk in seen}
        full = told <= may if self.kind.key in NARROWED else told == may
        return "" if full else f"{sorted(told ^ may)[:5]} differ"

    def _count(self, seen: set[Any]) -> str:
        """The number search says there are: everything has a number with the year in it."""
        if not self.kind.prefix:
            return ""
        groups = self.browser.get("/search/", {"q": self.kind.prefix}).context["groups"]
        told = sum(g["count"] for g in groups if g["table"]["caption"] == self.kind.label)
        led = self.kind in _searched(self.person)  # who is not led to a room searches nothing of it
        may = self.kind.table._default_manager.filter(pk__in=seen).count() if led else 0
        return "" if told == may else f"search counts {told}, may see {may}"

    def _page(self, pk: Any, may: bool) -> str:
        code = self.browser.get(reverse(self.kind.page, args=[pk])).status_code
        return _judge(code, may, f"page of {pk}")

    def _api_show(self, pk: Any, may: bool) -> str:
        if not self.kind.api:
            return ""
        return _judge(self.browser.get(f"/api/{self.kind.api}/{pk}").status_code, may, f"API {pk}")

    def _number(self, pk: Any, may: bool) -> str:
        if not self.kind.prefix:
            return ""
        number = self.kind.table._default_manager.get(pk=pk).number
        code = self.browser.get(f"/n/{number}/").status_code
        return _judge(code, may, f"/n/{number}/", good=302)


def _searched(person: Person) -> list[Kind]:
    from mingcha.web.search import searched

    return searched(person)


def _judge(code: int, may: bool, what: str, good: int = 200) -> str:
    right = code == good if may else code in {403, 404}
    return "" if right else f"{what} answers {code}, {'may' if may else 'may not'} be seen"


def plotted(person: Person) -> Iterator[str]:
    """The plots of organs' pages count no order that the person may not see."""
    seen = rooms.ORDER.seen_by(person)
    for unit in Unit.objects.filter(level="organ", active_to=None):
        for plot in pictures.of_organ(unit, person, on=time.today()):
            if "未办结整改" not in plot.title:
                continue
            told = {row.cells[0].text: int(row.cells[3].text) for row in plot.table.rows}
            may = seen.filter(organ=unit).exclude(state__in=["closed", "withdrawn", "drafted"])
            if sum(told.values()) != may.count():
                yield f"{person.name}: the plot of {unit} counts {told}, may see {may.count()}"


Expected = Callable[[Any, set[str], set[int], Person], bool]


def the_visit(v, roles, organs, person):
    if roles & {R.CONDUCT_OFFICE, R.DIRECTOR, R.AUDITOR}:
        return True
    recorded = v.state in {"recorded", "signed", "returned", "verified"}
    return (
        (R.INSPECTOR in roles and person in v.team.all() and not _still_sealed(v))
        or (R.CASE_HANDLER in roles and recorded)
        or (R.LEADER in roles and v.state == "verified")
        or (v.organ_id in organs and v.mode == "open" and recorded)
    )


def _still_sealed(v):
    unread = v.state == "cancelled" and v.clock_id is None
    return unread or (v.state == "sealed" and v.opens_at > time.now())


def the_finding(f, roles, organs, person):
    if roles & {R.CONDUCT_OFFICE, R.DIRECTOR, R.CASE_HANDLER, R.AUDITOR}:
        return True
    own = f.organ_id in organs or (f.order is not None and f.order.organ_id in organs)
    return (
        (R.INSPECTOR in roles and person in f.finders.all())
        or (own and f.fed_back_on is not None and f.state != "transferred")
        or (R.LEADER in roles and f.state == "confirmed")
        or (R.SUPERVISION in roles and f.state == "transferred")
    )


def the_order(o, roles, organs, person):
    if roles & {R.CONDUCT_OFFICE, R.DIRECTOR, R.INSPECTOR, R.CASE_HANDLER, R.AUDITOR}:
        return True
    offices = {d.organ_id for d in person.duties.all() if d.role == R.OFFICE_HEAD}
    return o.issued_on is not None and (
        R.LEADER in roles or o.organ_id in organs or o.office_id in offices
    )


def the_slip(s, roles, organs, person):
    return the_order(s.order, roles, organs, person)


def the_draw(d, roles, organs, person):
    return bool(roles & {R.CONDUCT_OFFICE, R.DIRECTOR, R.AUDITOR})


def the_poll(p, roles, organs, person):
    if roles & {R.CONDUCT_OFFICE, R.DIRECTOR, R.AUDITOR}:
        return True
    at_the_desk = R.CASE_HANDLER in roles and p.drawn and p.state in {"open", "paper"}
    return at_the_desk or (p.state == "published" and not p.rehearsal)


def the_meeting(m, roles, organs, person):
    return bool(roles & {R.CONDUCT_OFFICE, R.DIRECTOR, R.CASE_HANDLER, R.AUDITOR})


def the_sheet(s, roles, organs, person):
    all_of_them = {R.CONDUCT_OFFICE, R.DIRECTOR, R.LEADER, R.AUDITOR}
    return bool(roles & all_of_them) or (s.organ_id in organs and s.told_on is not None)


def the_year(s, roles, organs, person):
    all_of_them = {R.CONDUCT_OFFICE, R.DIRECTOR, R.LEADER, R.AUDITOR}
    return bool(roles & all_of_them) or (s.organ_id in organs and s.told_on is not None)


def the_adjustment(a, roles, organs, person):
    if roles & {R.CONDUCT_OFFICE, R.DIRECTOR, R.AUDITOR}:
        return True
    return a.confirmed_on is not None and (R.LEADER in roles or a.organ_id in organs)


def the_objection(o, roles, organs, person):
    unit = o.subject.unit
    return bool(roles & {R.CONDUCT_OFFICE, R.DIRECTOR, R.AUDITOR}) or (
        unit.pk in organs or unit.organ_id in organs
    )


def the_comment(c, roles, organs, person):
    if roles & {R.CONDUCT_OFFICE, R.DIRECTOR, R.AUDITOR, R.CASE_HANDLER}:
        return True
    own = c.subject.unit_id in organs or c.subject.unit.organ_id in organs
    return own and c.state in {"handed_over", "replied", "accepted"}


def the_case(c, roles, organs, person):
    """Cases, flags and cards alike: the centre's desk, auditors, the approval office; its own."""
    reads = {R.CONDUCT_OFFICE, R.DIRECTOR, R.CASE_HANDLER, R.AUDITOR, R.APPROVAL_OFFICE}
    return bool(roles & reads) or c.organ_id in organs


def the_item(i, roles, organs, person):
    return True  # by what a city may act is public


# Said again, in plain words of the domain, and not taken from any room's queries.
EXPECTED: dict[str, Expected] = {
    "visit": the_visit,
    "finding": the_finding,
    "order": the_order,
    "slip": the_slip,
    "draw": the_draw,
    "poll": the_poll,
    "meeting": the_meeting,
    "sheet": the_sheet,
    "yearsheet": the_year,
    "adjustment": the_adjustment,
    "round": the_round,
    "suspicion": the_suspicion,
    "objection": the_objection,
    "comment": the_comment,
    "case": the_case,
    "flag": the_case,
    "card": the_case,
    "item": the_item,
}


def astray(person: Person) -> Iterator[str]:
    """Things a room shows to a person against the rule of the domain, or hides against it."""
    duties = list(person.duties.all())
    roles = {duty.role for duty in duties}
    organs = {duty.organ_id for duty in duties if duty.role in {R.HEAD, R.LIAISON}}
    for kind in rooms.kinds():
        if kind.key not in EXPECTED:
            continue
        seen = set(kind.seen_by(person).values_list("pk", flat=True))
        for thing in kind.table._default_manager.all():
            should = EXPECTED[kind.key](thing, roles, organs, person)
            if should != (thing.pk in seen):
                words = "is hidden from" if should else "is shown to"
                yield f"{thing} ({thing.state}) {words} {person.name} {sorted(roles)}"
