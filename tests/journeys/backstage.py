"""What no page tells a story: who was drawn, who may sign in. Commands only; answers as JSON."""

from __future__ import annotations

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingcha.web.settings")
django.setup()

from django.contrib.auth.hashers import PBKDF2PasswordHasher  # noqa: E402

from mingcha.demo.cast import PASSWORD  # noqa: E402 -- Django first
from mingcha.demo.people import People  # noqa: E402
from mingcha.findings import commands as findings  # noqa: E402
from mingcha.findings.models import Finding  # noqa: E402
from mingcha.foundation import time  # noqa: E402
from mingcha.norms.models import Norm  # noqa: E402
from mingcha.people import commands as people  # noqa: E402
from mingcha.people.models import Person  # noqa: E402
from mingcha.rectification.models import Order  # noqa: E402
from mingcha.visits.models import Visit  # noqa: E402

PBKDF2PasswordHasher.iterations = 1000  # the program takes it all the same; a story need not wait


def admit(*persons):
    """Let persons sign in with the demonstration's password, which each chose for themselves."""
    office, today = Person.objects.get(staff_no="office"), time.today()
    for person in persons:
        if person.has_usable_password():  # they all chose the demonstration's
            continue
        people.issue_password(person, by=office, on=today)
        people.change_password(person, PASSWORD, by=person, on=today)
    return [person.staff_no for person in persons]


def sent(number):
    """Who was drawn for a visit, who else may look again, and who answers for the organ."""
    visit, cast, today = Visit.objects.get(number=number), People(), time.today()
    team = list(visit.team.all())
    other = next(one for one in team if one.pk != visit.leader_id)
    eyes = next(one for one in cast.inspectors if one not in team)
    head, liaison = cast.head_of(visit.organ, today), cast.liaison_of(visit.organ, today)
    keys = ("leader", "other", "eyes", "head", "liaison")
    accounts = admit(visit.leader, other, eyes, head, liaison)
    return {**dict(zip(keys, accounts, strict=True)), "organ": visit.organ.name}


def envelope():
    """An envelope whose hour has come and which nobody has opened, and who leads its team."""
    visit = Visit.objects.filter(state=Visit.State.SEALED, opens_at__lte=time.now()).first()
    (account,) = admit(visit.leader)
    return {"leader": account}


def covert():
    """A finding of a covert visit that became an order, its finders, and who answers for it."""
    finding = Finding.objects.filter(was_covert=True, order__isnull=False).first()
    head = People().head_of(finding.order.organ, time.today())
    names = [person.name for person in finding.finders.all()]
    (account,) = admit(head)
    return {
        "finding": finding.number,
        "order": finding.order.number,
        "names": names,
        "head": account,
    }


def wronged():
    """A finding about the organ whose head and liaison have accounts, not yet fed back."""
    visit = Visit.objects.filter(state=Visit.State.VERIFIED).first()
    finding = findings.propose(
        origin=visit,
        organ=Person.objects.get(staff_no="head").organ,
        office=None,
        norm=Norm.objects.get(code="N01"),
        facts="9:20，一号窗口无人在岗，四名群众等候。",
        happened_on=time.today(),
        finders=list(visit.team.all()),
        by=Person.objects.get(staff_no="handler"),
        on=time.today(),
    )
    return {"finding": finding.number}


def shared():
    """An order that two persons of one organ may answer at the same time."""
    order = Order.objects.filter(state=Order.State.RECEIVED).order_by("pk").first()
    cast, today = People(), time.today()
    head, liaison = cast.head_of(order.organ, today), cast.liaison_of(order.organ, today)
    head_account, liaison_account = admit(head, liaison)
    return {"order": order.number, "head": head_account, "liaison": liaison_account}


if __name__ == "__main__":
    word, *rest = sys.argv[1:]
    asked = {one.__name__: one for one in (sent, envelope, covert, wronged, shared)}[word]
    print(json.dumps(asked(*rest), ensure_ascii=False))
