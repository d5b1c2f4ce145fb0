"""`mingcha begin` and `mingcha password`: how the first person of a city comes in."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from mingcha.core.refusal import Refusal

MISTAKE = 2
Act = Callable[[argparse.Namespace], list[str]]


def register(rooms: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `begin` and `password`."""
    about = _("Begin your own city in an empty database: its name and its first person")
    begin_ = rooms.add_parser("begin", help=about, description=about)
    begin_.add_argument("--city", required=True, help=_("the city's name, as on a letterhead"))
    begin_.add_argument("--city-en", default="", help=_("its name in English"))
    begin_.add_argument("--staff-no", required=True, help=_("what the first person logs in with"))
    begin_.add_argument("--name", required=True, help=_("the name of the first person"))
    norms_ = _("enter the norms, institutions and checklists that ship with the program")
    begin_.add_argument("--norms", action="store_true", help=norms_)
    begin_.set_defaults(run=lambda args: _said(args, begin))
    about = _("Issue passwords for one log-in at the machine itself, such as the very first ones")
    password_ = rooms.add_parser("password", help=about, description=about)
    password_.add_argument("staff_no", nargs="+", metavar="STAFF_NO", help=_("whose"))
    password_.set_defaults(run=lambda args: _said(args, password))


def _said(args: argparse.Namespace, act: Act) -> int:
    try:
        print("\n".join(act(args)))
    except Refusal as no:
        print(no, file=sys.stderr)
        return MISTAKE
    return 0


def begin(args: argparse.Namespace) -> list[str]:
    """Name the city, enter its first person and, where asked for, the shipped norms."""
    from django.db import transaction

    from mingcha.foundation import boxes, time
    from mingcha.norms import commands as norms
    from mingcha.people import commands as people

    boxes.migrate()
    on = time.today()
    with transaction.atomic():
        first = people.begin(args.staff_no, args.name, by=None, on=on)
        secret = people.let_in(first, by=None, on=on)
        if args.norms:
            norms.enter_catalogue(by=first, on=on)
        _name_the_city(args.city, args.city_en)
    return [
        _("{city} has begun. {name} is of the conduct office and administrator.").format(
            city=args.city, name=args.name
        ),
        _line(first, secret),
        _("Next: mingcha up, open its address, log in. My work then lists the steps in order."),
    ]


def _name_the_city(name: str, english: str) -> None:
    from django.conf import settings

    kept = Path(settings.ROOM) / "city.json"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps({"name": name, "name_en": english}, ensure_ascii=False), "utf-8")


def password(args: argparse.Namespace) -> list[str]:
    """One line a person: staff number, name, password. All of them or none."""
    from django.db import transaction

    from mingcha.foundation import time
    from mingcha.people import commands, queries
    from mingcha.people.refusals import NOBODY

    known = queries.by_staff_number(args.staff_no)
    if strangers := [number for number in args.staff_no if number not in known]:
        raise NOBODY(staff_no="、".join(strangers))
    with transaction.atomic():
        return [
            _line(known[number], commands.let_in(known[number], by=None, on=time.today()))
            for number in dict.fromkeys(args.staff_no)
        ]


def _line(person: Any, secret: str) -> str:
    words = _("  {staff_no}  {name}  password for one log-in: {secret}")
    return words.format(staff_no=person.staff_no, name=person.name, secret=secret)
