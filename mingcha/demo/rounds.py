"""The demonstration's appraisals, from the rule to the notice: each at its own stage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from mingcha.appraisals import queries
from mingcha.appraisals.commands import delivery, result
from mingcha.appraisals.commands import round as rounds
from mingcha.appraisals.commands import rule as rules
from mingcha.core.ballot import Remark
from mingcha.demo import texts
from mingcha.demo.agenda import Agenda
from mingcha.demo.ballots import Held, Voters, close_and_count, hand_out, open_box
from mingcha.demo.calls import CALLS, Call
from mingcha.demo.docket import Docket
from mingcha.demo.hall import Hall
from mingcha.demo.panels import Panels
from mingcha.demo.people import People
from mingcha.demo.suspicions import look_into
from mingcha.organs.models import Unit

ON_THE_SPOT, KEY_POINT = "on_the_spot", "key_point"
MOST_ON_THE_SPOT, KEY_POINTS = 10, 3


class Rounds:
    """Plays the city's appraisals: five rounds, of every kind one."""

    def __init__(self, agenda: Agenda, people: People, hall: Hall, part: int, seed: int) -> None:
        self.agenda, self.people, self.hall = agenda, people, hall
        self.voters, self.part = Voters(seed), part

    def begin(self) -> None:
        """Put down every round's first day."""
        for call in CALLS:
            played = Played(self, call.among(self.part))
            self.agenda.on(call.days.published, played.publish)


class Played:
    """One round as it is lived through."""

    def __init__(self, rounds: Rounds, call: Call) -> None:
        self.call, self.people, self.hall = call, rounds.people, rounds.hall
        self.agenda, self.voters = rounds.agenda, rounds.voters
        self.docket = Docket(rounds.agenda, rounds.people)
        self.panels = Panels(rounds.agenda, rounds.people, rounds.voters.seed)

    def publish(self, day: date) -> None:
        """Rule and organs are published; the days that follow are put down."""
        call, office = self.call, self.people.office
        facts = {"kind": call.kind, "title": f"{call.title}办法"}
        rule = rules.draft(call.code, parameters=call.parameters(), by=office, on=day, **facts)
        rules.publish(rule, document=call.document, by=office, on=day)
        spot = call.kind == ON_THE_SPOT
        self.round = rounds.design(
            call.title,
            kind=call.kind,
            period=call.period,
            rule=rule,
            units=self._rated(day),
            opens_on=call.days.opens,
            closes_on=call.days.closes,
            reason=texts.KEY_POINT_WHY if call.kind == KEY_POINT else "",
            meeting=self.hall.meeting if spot else None,
            by=office,
            on=day,
        )
        rounds.publish(self.round, by=office, on=day)
        self._put_down()

    def _put_down(self) -> None:
        days = self.call.days
        deeds: list[tuple[date | None, Callable[[date], None]]] = [
            (days.panel, self._draw),
            (days.opens, self._open),
            (days.counted, self._count),
            (days.validated, self._validate),
            (days.told, self._tell),
            (days.objected, self._object),
            (days.final, self._decide),
            (days.closed, self._close),
        ]
        for day, deed in deeds:
            if day is not None:
                self.agenda.on(day, deed)

    def _rated(self, day: date) -> Sequence[Unit]:
        found = queries.units_named((), self.call.kinds, on=day)
        if self.call.kind == ON_THE_SPOT:
            return found[:MOST_ON_THE_SPOT]
        return (
            [_key_of(organ) for organ in found[:KEY_POINTS]]
            if self.call.kind == KEY_POINT
            else found
        )

    def _draw(self, day: date) -> None:
        """Groups with invitations are drawn from lists; the others get slips in a hall."""
        invited = self.call.blind
        if invited:
            self.panels.draw(self.round, invited, self.call.sizes, day)
        else:
            rounds.draw_panel(self.round, drawn=True, blind=False, by=self.people.office, on=day)
        assert self.round.poll is not None
        self.held = Held(self.round.poll)
        slips = {group: n for group, n in self.call.sizes.items() if group not in invited}
        hand_out(self.held, slips, self.people.office, day)
        if invited:
            self.panels.invite(self.held, day)

    def _open(self, day: date) -> None:
        """On the spot everybody is in the hall; else ballots come in over the days."""
        three, office = self.people.scrutineers, self.people.office
        delivery.open(self.round, scrutineers=three, reason=texts.UNDELIVERED, by=office, on=day)
        open_box(self.held, self.people, day)
        if self.call.days.closes == day:
            self._cast(day)
        else:
            self.agenda.after(day, 2, self._cast)

    def _cast(self, day: date) -> None:
        self.voters.cast(self.held, self.call.came, self._remarks())

    def _remarks(self) -> list[Remark]:
        """What is said about whom, organ after organ; where much is said, two need a human eye."""
        codes, wanted = [organ["code"] for organ in self.held.poll.organs], self.call.comments
        said = list(texts.SAID[-wanted:]) if wanted else []
        if wanted == len(texts.SAID):
            said += [texts.SAID_WITH_NAME, texts.SAID_THREAT]
        return [Remark(codes[n % len(codes)], text) for n, text in enumerate(said)]

    def _count(self, day: date) -> None:
        if float(self.call.parts[1]):
            self._work_checks(day)
        close_and_count(self.held, self.people, day)
        self.round.refresh_from_db()
        result.score(self.round, by=self.people.office, on=day)

    def _work_checks(self, day: date) -> None:
        """Points for the year's work: not asked of anybody, brought by the centre's own record."""
        for n, subject in enumerate(self.round.subjects.select_related("round")):
            points = Decimal(82 + n * 7 % 15) + Decimal(n * 3 % 10) / 10
            rounds.enter_part(subject, other=points, by=self.people.office, on=day)

    def _validate(self, day: date) -> None:
        look_into(self.round, self.people.director, self.people.second, day)
        result.validate(self.round, checks=texts.CHECKED, by=self.people.director, on=day)

    def _tell(self, day: date) -> None:
        result.tell(self.round, by=self.people.office, on=day)
        self.docket.take(self.round, day)

    def _object(self, day: date) -> None:
        if self.call.kind == KEY_POINT:
            self.docket.object_to_list(self.round, day)
            return
        decided = self.call.days.decided
        assert decided is not None
        self.docket.object_twice(self.round, day, decided)

    def _decide(self, day: date) -> None:
        result.decide(self.round, by=self.people.director, on=day)

    def _close(self, day: date) -> None:
        rounds.close(self.round, by=self.people.office, on=day)
        answered = self.call.kind != ON_THE_SPOT  # these replies are still due
        self.docket.hand_over(self.round, day, answered=answered)


def _key_of(organ: Unit) -> Unit:
    """The organ's first key office; the organ itself where it has none."""
    return (
        Unit.objects.filter(organ=organ, level="office", is_key=True).order_by("code").first()
        or organ
    )
