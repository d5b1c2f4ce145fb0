"""The mobilisation meeting of February: called, filled, held. Its four groups vote on the spot."""

from __future__ import annotations

import random
from datetime import date
from datetime import time as hour

from mingcha.demo import cast
from mingcha.demo.agenda import Agenda
from mingcha.demo.calls import FEWEST, FOUR
from mingcha.demo.people import People
from mingcha.meetings import commands as meetings
from mingcha.meetings.models import Invitation, Meeting

CALLED, HELD = date(2026, 2, 4), date(2026, 2, 26)
OTHERS = {"grassroots": 260, "leader": 40, "peer": 960, "guest": 100}  # with FOUR: 2,000
BODIES = {
    "deputy": "市人大", "cppcc": "市政协", "supervisor": "行风监督员", "enterprise": "工商联",
    "grassroots": "基层单位", "leader": "市领导", "peer": "市直机关", "guest": "列席单位",
}  # fmt: skip
IN_A_ROW = 40


class Hall:
    """Plays the meeting."""

    def __init__(self, agenda: Agenda, people: People, part: int, seed: int) -> None:
        self.agenda, self.people = agenda, people
        self.chance = random.Random(f"{seed} hall")  # noqa: S311 -- a repeatable city
        self.sizes = {code: max(FEWEST, n // part) for code, n in {**FOUR, **OTHERS}.items()}
        self.meeting: Meeting | None = None

    def begin(self) -> None:
        """Put the meeting's days down: called before the round that is part of it."""
        self.agenda.on(CALLED, self._call)
        self.agenda.on(HELD, self._hold)

    def _call(self, day: date) -> None:
        office = self.people.office
        self.meeting = meetings.call(
            "2026年全市机关作风建设动员大会",
            "明州大会堂",
            self.sizes,
            held_on=HELD,
            begins_at=hour(9),
            by=office,
            on=day,
        )
        meetings.invite_many(self.meeting, self._invited(), by=office, on=day)
        meetings.assign_seats(self.meeting, in_a_row=IN_A_ROW, by=office, on=day)

    def _invited(self) -> list[dict[str, str]]:
        """Whoever is invited, with a name that nobody else of the same body has."""
        rows: dict[tuple[str, str], dict[str, str]] = {}
        for group, size in self.sizes.items():
            whole = len(rows) + size
            while len(rows) < whole:
                body = f"{BODIES[group]}第{len(rows) % 9 + 1}组"
                name = self.chance.choice(cast.SURNAMES)
                name += "".join(self.chance.sample(cast.GIVEN, 2))
                rows[name, body] = {"name": name, "group": group, "body": body}
        return list(rows.values())

    def _hold(self, day: date) -> None:
        meeting, office = self.meeting, self.people.office
        assert meeting is not None
        meetings.open_check_in(meeting, by=office, on=day)
        for one in Invitation.objects.filter(meeting=meeting).order_by("pk"):
            if self.chance.randrange(20):
                one.meeting = meeting
                meetings.check_in(one, by=self.people.handler, on=day)
        meetings.begin(meeting, by=office, on=day)
        meetings.end(meeting, by=office, on=day)
