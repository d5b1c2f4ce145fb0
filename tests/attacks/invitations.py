"""How the voters of an evening were invited: list, panel, messages, cards, exchange."""

from __future__ import annotations

import re
from datetime import date

DAY = date(2026, 4, 10)
ADDRESS = "https://mingcha.test/vote/x/"
REFUSED, EXCHANGED, ON_CARDS = 5, 2, 6  # of the forty


class Telephones:
    """A sender of text messages. Some numbers do not answer the first time, some never."""

    got: dict[str, str] = {}
    busy: set[str] = set()
    dead: set[str] = set()

    def send(self, to: str, subject: str, text: str) -> None:
        """Keep what this telephone got."""
        from mingcha.appraisals.gateway import Undelivered

        if to in self.busy | self.dead:
            raise Undelivered("无人接听")
        self.got[to] = text


class Panel:
    """The enterprises of an evening, as a round keeps them."""

    def __init__(self, evening) -> None:
        self.evening = evening
        self.hands: dict[str, str] = {}  # who holds which invitation
        self.places: dict[str, int] = {}  # the order in which they were handed out

    def begin(self, spoilt) -> None:
        """Set up the sender."""
        from django.test import override_settings

        Telephones.got, Telephones.busy, Telephones.dead = {}, set(), set()
        senders = {"sms": "tests.attacks.invitations.Telephones"}
        spoilt.enter_context(override_settings(SENDERS=senders))

    def draw(self, poll, members) -> None:
        """A list of a third body, and everybody on it a member."""
        from mingcha.appraisals.commands import frame
        from mingcha.appraisals.models import PanelMember, Round, RuleVersion

        clerk, self.poll = self.evening.clerk, poll
        rule = RuleVersion.objects.create(
            code="q-1", of_kind="quarterly", title="办法", parameters={}
        )
        days = {"opens_on": DAY, "closes_on": DAY}
        self.round = Round.objects.create(
            number="PY-2026-0001", of_kind="quarterly", title="评议", period="2026Q1",
            rule=rule, poll=poll, state="panel_drawn", **days,
        )  # fmt: skip
        people = [
            {"ref": f"E{n:03d}", "name": one.name, "phone": f"1390000{n:04d}"}
            for n, one in enumerate(members)
        ]
        facts = {"code": "GSL-1", "group": "enterprise", "owner": "工商联", "received_on": DAY}
        made, _entries = frame.enter(facts, people, by=clerk, on=DAY)
        PanelMember.objects.bulk_create(
            PanelMember(round=self.round, group="enterprise", frame=made, **one) for one in people
        )
        self.phones = {one["name"]: one["phone"] for one in people}
        self.refs = {one["name"]: one["ref"] for one in people}

    def invite(self) -> None:
        """Most get a message, some at the second try, some a card in the end."""
        from mingcha.appraisals.commands import inviting

        numbers = list(self.phones.values())
        away = self.evening.chance.sample(numbers, REFUSED + ON_CARDS)
        Telephones.busy, Telephones.dead = set(away[:REFUSED]), set(away[REFUSED:])
        facts = {"address": ADDRESS, "by": self.evening.clerk, "on": DAY}
        inviting.invite(self.round, **facts)
        self._send(facts)
        Telephones.busy = set()
        inviting.retry(self.round, **facts)
        self._send(facts)
        self.cards = {line.member.name: line for line in inviting.invite(self.round, **facts)}
        for name, phone in self.phones.items():
            text = Telephones.got.get(phone) or self.cards[name].link
            self.hands[name] = re.search(r"#i=(\S+)", text).group(1)
        order = [*Telephones.got, *(self.phones[name] for name in self.cards)]
        self.places = {name: order.index(phone) for name, phone in self.phones.items()}

    def _send(self, facts) -> None:
        """As the worker does it, a few minutes later."""
        from mingcha.appraisals.commands import inviting

        self.evening.later()
        inviting.TOGETHER, whole = 7, inviting.TOGETHER
        try:
            inviting.send_queued(self.round, **facts)
        finally:
            inviting.TOGETHER = whole

    def exchange(self) -> None:
        """Two cards were lost; each is found by its number while the poll is open."""
        from mingcha.appraisals.commands import inviting

        self.evening.later()
        self.poll.refresh_from_db()
        for name in list(self.cards)[:EXCHANGED]:
            facts = {"group": "enterprise", "ref": self.refs[name], "address": ADDRESS}
            number = self.cards[name].number
            new = inviting.replace(
                self.round, number=number, **facts, by=self.evening.clerk, on=DAY
            )
            self.hands[name] = new.link.partition("#i=")[2]
