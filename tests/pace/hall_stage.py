"""An empty city becomes a hall with an open ballot: `tests.pace.hall_stage VOTERS ORGANS`."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

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

stage: Any = assembly  # plain fixtures of the journeys and of polls
keys: Any = hall


def prepared(voters: int, many: int) -> dict[str, Any]:
    """The ballot is open; gives its code, its slips, and a session for the wall's machine."""
    boxes.migrate()
    with clock.at(stage.PUBLISHED):
        cast, units = stage.staffed()
        office = cast["office"]
        facts = {"level": "organ", "kind": "service", "since": stage.SINCE, "by": office}
        for n in range(len(units), many):
            units.append(organs.found(f"MZ{n + 1:03d}", f"市第{n + 1}局", **facts))
        round_ = rounds.design(
            "2026年作风建设现场评议", kind="on_the_spot", period="2026Q2",
            rule=stage.ruled(office), units=units[:many], opens_on=stage.HELD,
            closes_on=stage.HELD, by=office, on=stage.PUBLISHED,
        )  # fmt: skip
        rounds.publish(round_, by=office, on=stage.PUBLISHED)
    codes = []
    day = stage.HELD
    with clock.at(day):
        rounds.draw_panel(round_, drawn=True, blind=False, by=office, on=day)
        three = [cast[f"s{n}"] for n in (1, 2, 3)]
        rounds.open(round_, scrutineers=three, by=office, on=day)
        poll: Any = round_.poll
        for n, group in enumerate(poll.groups):
            size = voters // len(poll.groups) + (n < voters % len(poll.groups))
            codes += polls.make_tickets(poll, group["code"], size, by=office, on=day)
        keys.with_key(poll, three, office, day)
        polls.open(poll, by=office, on=day)
    found = {"round": round_.pk, "code": poll.code, "codes": codes}
    return found | {"marks": many, "session": stage.session(office)}


if __name__ == "__main__":
    print(json.dumps(prepared(int(sys.argv[1]), int(sys.argv[2]))))
