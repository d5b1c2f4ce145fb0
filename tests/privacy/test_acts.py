"""Only whom the table names may act, at every door; a refusal leaves nothing behind."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from importlib import import_module
from pkgutil import walk_packages
from uuid import uuid4

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

import mingcha
from mingcha.foundation import time
from mingcha.foundation.acts import Doors, FilesField
from mingcha.foundation.models import JournalEntry
from mingcha.norms import commands as norms
from mingcha.norms.queries import checklist_for
from mingcha.people.models import Duty
from mingcha.people.queries import forget_duties
from mingcha.rectification.models import Order, Slip
from mingcha.web.api import api
from tests.privacy import planted
from tests.web import matrix

ROLES = [role.value for role in Duty.Role]
SILENT = {"check_in", "undo_check_in"}  # decision 0032
FEW = 4  # of the roles that may not, at each act in each state


def every_door() -> dict[str, Doors]:
    """All lives with a door, by name."""
    found = {}
    for module in walk_packages(mingcha.__path__, "mingcha."):
        if ".doors" in module.name:
            for value in vars(import_module(module.name)).values():
                if isinstance(value, Doors):
                    found[value.machine.name] = value
    return found


DOORS = every_door()
API = {
    operation["operationId"]: path
    for path, operations in api.get_openapi_schema()["paths"].items()
    for method, operation in operations.items()
    if method == "post"
}


@pytest.fixture(scope="module")
def city(small_city, django_db_blocker):
    """The small city with secrets in it, and things of every kind."""
    with django_db_blocker.unblock(), time.at(date(2026, 4, 10)):
        laid = planted.lay_out()
        office = laid.by[Duty.Role.CONDUCT_OFFICE]
        norms.revise(checklist_for("counter"), by=office, on=time.today())
        order = Order.objects.filter(organ=laid.by["organ"], state=Order.State.IN_PROGRESS).first()
        matrix.ask_around(office)
        pressed = {"order": order, "clock": order.clock, "issued_on": time.today()}
        Slip.objects.create(number="DB-2026-9001", colour="blue", requirement="限期", **pressed)
        return laid


def a_thing(doors, city):
    """One of the kind, of the organ whose head looks, if there is one."""
    model = doors.visible_to(city.by[Duty.Role.CONDUCT_OFFICE]).model
    found = model._default_manager.order_by("-pk")
    names = {field.name for field in model._meta.get_fields()}
    path = "organ" if "organ" in names else "order__organ" if "order" in names else ""
    mine = found.filter(**{path: city.by["organ"]}) if path else found
    if "issued_on" in names:
        mine = mine.filter(issued_on__isnull=False)
    return mine.first() or found.first()


def filled(doing) -> tuple[dict, dict]:
    """Something plausible in every field: as a browser sends it, and files beside it."""
    said, files = {}, {}
    for name, field in doing.form.base_fields.items():
        if isinstance(field, FilesField | forms.FileField):
            if field.required:
                files[name] = SimpleUploadedFile("说明.txt", "四月十日".encode())
            continue
        said[name] = _value(field)
    return {name: value for name, value in said.items() if value is not None}, files


def _value(field):
    if isinstance(field, forms.ModelMultipleChoiceField):
        return [one.pk for one in field.queryset.all()[:2]]
    if isinstance(field, forms.ModelChoiceField):
        first = field.queryset.first()
        return first.pk if first else None
    if isinstance(field, forms.ChoiceField):
        return next((code for code, _label in field.choices if code), None)
    for kind, value in (
        (forms.DateField, (time.today() + timedelta(5)).isoformat()),
        (forms.DateTimeField, (time.now() + timedelta(2)).isoformat()),
        (forms.BooleanField, True),
        (forms.IntegerField, max(1, getattr(field, "min_value", 0) or 0)),
    ):
        if isinstance(field, kind):
            return value
    return "因故说明情况"


def tries(doors, thing, act, city, chance) -> list[str]:
    """Who tries this act: whoever may as well as a few who may not."""
    may = [r for r in ROLES if (no := _no(doors, thing, act, city.by[r])) is None
           or no.code != "workflow.not_yours"]  # fmt: skip
    others = [role for role in ROLES if role not in may]
    return chance.sample(may, min(2, len(may))) + chance.sample(others, min(FEW, len(others)))


def _no(doors, thing, act, person):
    forget_duties(person)
    return doors.machine.why_not(act, thing, person)


def done(doors, thing, act, person, *, by_api) -> tuple[int, list[str]]:
    """Try it at one door: the answer's status, and the verbs it left in the journal."""
    browser = Client(raise_request_exception=False)
    browser.force_login(person)
    last = JournalEntry.objects.order_by("-pk").values_list("pk", flat=True).first()
    said, files = filled(doors.doings[act])
    name = doors.machine.verb(act).replace(".", "_")
    if by_api:
        address = API[name].replace("{pk}", str(thing.pk)).replace("{uuid}", str(thing.pk))
        answer = browser.post(address, said, content_type="application/json")
    else:
        answer = browser.post(reverse(doors.url, args=[thing.pk, act]), said | files)
    fresh = JournalEntry.objects.filter(pk__gt=last)
    return answer.status_code, list(fresh.values_list("verb", flat=True))


def judged(doors, thing, act, person, *, by_api) -> Iterator[str]:
    """What was wrong with the answer, in sentences."""
    seen = doors.visible_to(person).filter(pk=thing.pk).exists()
    no = _no(doors, thing, act, person)
    status, verbs = done(doors, thing, act, person, by_api=by_api)
    told = f"{doors.machine.verb(act)} in {thing.state} by {person}: {status}, {verbs}"
    went = status in {200, 302} and not (status == 200 and not by_api)
    if status >= 500:
        yield f"falls over: {told}"
    if not seen and status != 404 and status != _of_nothing(doors, act, person, by_api=by_api):
        yield f"tells that it is there: {told}"
    theirs = no is None or no.code != "workflow.not_yours"
    if seen and not theirs and status not in {403, 409, 422}:
        yield f"does not say whose it is: {told}"
    if went and (not seen or (no is not None and no.status != 422)):
        yield f"goes through against the table: {told}"
    if not went and verbs:
        yield f"was refused and left something: {told}"
    if went and act in SILENT and verbs:
        yield f"stands in the journal, with a time and in an order: {told}"
    if went and act not in SILENT and verbs.count(doors.machine.verb(act)) != 1:
        yield f"does not stand in the journal once: {told}"


def _of_nothing(doors, act, person, *, by_api):
    """How the same door answers for a thing that is not there."""
    ghost = doors.visible_to(person).model()
    ghost.pk = uuid4() if doors.machine.name == "visits.visit" else 999_999
    return done(doors, ghost, act, person, by_api=by_api)[0]


DAILY = {"findings.finding", "draws.draw", "bulletins.issue", "rectification.slip",
         "meetings.meeting", "meetings.invitation"}  # fmt: skip
EVERY = [pytest.param(n, marks=[] if n in DAILY else pytest.mark.slow) for n in sorted(DOORS)]


@pytest.mark.parametrize("name", EVERY)
def test_only_whom_the_table_names_may_act(city, db, day, name):
    doors, chance = DOORS[name], random.Random(name)
    thing = a_thing(doors, city)
    wrong = []
    for state in doors.machine.states:
        try:
            with transaction.atomic():
                _set(thing, state)
                wrong += list(_all_acts(doors, thing, city, chance))
                transaction.set_rollback(True)
        except DatabaseError:
            continue  # a state the database itself forbids to this thing
    assert wrong == []


def _set(thing, state):
    if "state" in {field.name for field in thing._meta.concrete_fields}:
        type(thing)._default_manager.filter(pk=thing.pk).update(state=state)
        thing.refresh_from_db()


def _all_acts(doors, thing, city, chance):
    for act in doors.doings:
        for role in tries(doors, thing, act, city, chance):
            known = doors.machine.verb(act).replace(".", "_") in API
            with transaction.atomic():
                by_api = known and chance.random() < 0.5
                yield from judged(doors, thing, act, city.by[role], by_api=by_api)
                transaction.set_rollback(True)
            thing.refresh_from_db()
