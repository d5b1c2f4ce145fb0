"""An empty city becomes a hall with an open ballot: `tests.pace.hall_stage VOTERS ORGANS`."""

from __future__ import annotations

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingcha.web.settings")
django.setup()

from mingcha.appraisals.commands import round as rounds  # noqa: E402 -- Django first
from mingcha.foundation import boxes  # noqa: E402
from mingcha.foundation import time as clock  # noqa: E402
from mingcha.organs import commands as organs  # noqa: E402
from mingcha.polls import commands as polls  # noqa: E402
from tests.journeys import assembly  # noqa: E402
from tests.polls import hall  # noqa: E402


def prepared(voters, many):
    """The ballot is open; gives its code, its slips, and a session for the wall's machine."""
    boxes.migrate()
    with clock.at(assembly.PUBLISHED):
        cast, units = assembly.staffed()
        office = cast["office"]
        facts = {"level": "organ", "kind": "service", "since": assembly.SINCE, "by": office}
        for n in range(len(units), many):
            units.append(organs.found(f"MZ{n + 1:03d}", f"市第{n + 1}局", **facts))
        round_ = rounds.design(
            "2026年作风建设现场评议", kind="on_the_spot", period="2026Q2",
            rule=assembly.ruled(office), units=units[:many], opens_on=assembly.HELD,
            closes_on=assembly.HELD, by=office, on=assembly.PUBLISHED,
        )  # fmt: skip
        rounds.publish(round_, by=office, on=assembly.PUBLISHED)
    codes = []
    day = assembly.HELD
    with clock.at(day):
        rounds.draw_panel(round_, drawn=True, blind=False, by=office, on=day)
        three = [cast[f"s{n}"] for n in (1, 2, 3)]
        rounds.open(round_, scrutineers=three, by=office, on=day)
        for n, group in enumerate(round_.poll.groups):
            size = voters // len(round_.poll.groups) + (n < voters % len(round_.poll.groups))
            codes += polls.make_tickets(round_.poll, group["code"], size, by=office, on=day)
        hall.with_key(round_.poll, three, office, day)
        polls.open(round_.poll, by=office, on=day)
    found = {"round": round_.pk, "code": round_.poll.code, "codes": codes}
    return found | {"marks": many, "session": assembly.session(office)}


if __name__ == "__main__":
    print(json.dumps(prepared(int(sys.argv[1]), int(sys.argv[2]))))
