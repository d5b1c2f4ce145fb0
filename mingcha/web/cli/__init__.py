"""The `mingcha` command: everything a city runs, in plain sentences."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

LOOKING = {
    "doctor",
    "work",
    "import",
    "snapshot",
    "assess",
}  # commands that ask what day it is of a city that stands


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the words typed say; 0 done, 1 not as it should be, 2 not understood."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingcha.web.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.db import DatabaseError, connection
    from django.utils import translation
    from django.utils.translation import gettext as _

    translation.activate(os.environ.get("MINGCHA_LANGUAGE", settings.LANGUAGE_CODE))
    args = parser().parse_args(argv)
    try:
        _live_on_its_day(args.room)
        return int(args.run(args) or 0)
    except DatabaseError:
        if connection.introspection.table_names():
            raise
    no_city = _("There is no city in this database yet. Begin one: mingcha begin --help")
    print(no_city, file=sys.stderr)
    return 2


def _live_on_its_day(room: str) -> None:
    """The demonstration city has one day, also for whoever only asks a question of it."""
    from django.conf import settings

    from mingcha.demo import city

    if room in LOOKING and settings.DEMO_DAY is None and city.stands_here():
        settings.DEMO_DAY = city.DAY


def parser() -> argparse.ArgumentParser:
    """Every command and what it is asked; the documents are compared with it."""
    from mingcha.web.cli import (
        assess,
        begin,
        cases,
        city,
        draw,
        imports,
        openapi,
        pace,
        reckon,
        reference,
        snapshot,
        verify,
        words,
        workdays,
    )

    words.speak()
    whole = argparse.ArgumentParser(prog="mingcha", description=str(city.ABOUT))
    rooms = whole.add_subparsers(dest="room", required=True)
    rest = (snapshot, reckon, verify, openapi, pace, reference)
    for room in (begin, city, draw, assess, cases, imports, workdays, *rest):
        room.register(rooms)
    return whole


if __name__ == "__main__":
    sys.exit(main())
