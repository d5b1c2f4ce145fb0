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
from mingcha.foundation import time  # noqa: E402
from mingcha.norms.models import Norm  # noqa: E402
from mingcha.people import commands as people  # noqa: E402
from mingcha.people.models import Person  # noqa: E402
from mingcha.rectification import commands as orders  # noqa: E402
from mingcha.visits.models import Mode, Visit  # noqa: E402

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


def named(*accounts):
    """The names of those who sign in with these accounts."""
    return [Person.objects.get(staff_no=account).name for account in accounts]


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
    """A finding of a covert visit that became an order, and the names of those who came."""
    visit = Visit.objects.filter(state=Visit.State.VERIFIED, mode=Mode.COVERT).first()
    finding = _found(visit, was_covert=True)
    order = _ordered(finding)
    names = [person.name for person in finding.finders.all()]
    return {"finding": finding.number, "order": order.number, "names": names}


def wronged():
    """A finding about the organ whose head and liaison have accounts, not yet fed back."""
    visit = Visit.objects.filter(state=Visit.State.VERIFIED, mode=Mode.OPEN).first()
    return {"finding": _found(visit).number}


def shared():
    """An order of that organ, signed for, which head and liaison may both answer."""
    visit = Visit.objects.filter(state=Visit.State.VERIFIED, mode=Mode.OPEN).first()
    order = _ordered(_found(visit))
    liaison = Person.objects.get(staff_no="liaison")
    orders.receive(order, by=liaison, on=time.today())
    return {"order": order.number}


def _found(visit, was_covert=False):
    handler = Person.objects.get(staff_no="handler")
    return findings.propose(
        origin=visit,
        organ=Person.objects.get(staff_no="head").organ,
        office=None,
        norm=Norm.objects.get(code="N01"),
        facts="9:20，一号窗口无人在岗，四名群众等候。",
        happened_on=time.today(),
        finders=list(visit.team.all()),
        by=handler,
        on=time.today(),
        was_covert=was_covert,
    )


def _ordered(finding):
    """Fed back, accepted, confirmed: it has gone out."""
    handler, head = (Person.objects.get(staff_no=who) for who in ("handler", "head"))
    findings.feed_back(finding, by=handler, on=time.today())
    findings.reply(finding, by=head, on=time.today(), stance="accepts")
    wanted = {"required": "窗口始终有人", "pace": "at_once"}
    return findings.confirm(finding, by=handler, on=time.today(), **wanted).order


if __name__ == "__main__":
    word, *rest = sys.argv[1:]
    asked = {one.__name__: one for one in (named, sent, envelope, covert, wronged, shared)}[word]
    print(json.dumps(asked(*rest), ensure_ascii=False))
