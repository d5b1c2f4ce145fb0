"""The demonstration's panels: lists of third bodies, drawn before witnesses, invited by card."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from mingcha.appraisals.commands import delivery, frame, inviting, panel
from mingcha.appraisals.models import Frame, Panel, Round
from mingcha.demo import cast, texts
from mingcha.demo.agenda import Agenda
from mingcha.demo.ballots import Held
from mingcha.demo.people import People
from mingcha.draws import commands as draws

OWNERS = {
    "supervisor": ("JD", "市总工会职工监督员库", ("一线职工", "离退休干部", "媒体", "高校")),
    "deputy": ("RD", "市人大常委会办公室", ("城东代表团", "城西代表团", "临港代表团")),
}
ADDRESS = "https://pingyi.mingzhou.example/vote/{code}/"
SPARE = 2  # a list is so many times as long as its quota
TIED, LOST = 2, 1
DICE = 16


class Panels:
    """Plays the panel of one round for the groups that come from lists."""

    def __init__(self, agenda: Agenda, people: People, seed: int) -> None:
        self.agenda, self.people = agenda, people
        self.chance = random.Random(f"{seed} panels")  # noqa: S311 -- a repeatable city
        self.cards: list[inviting.Listed] = []

    def draw(
        self, round_: Round, groups: Sequence[str], sizes: Mapping[str, int], day: date
    ) -> None:
        """Lists come in, the bag is fixed, dice fall, and the paper is fixed for who was drawn."""
        self.round = round_
        lists = [self._received(group, sizes[group], day) for group in groups]
        facts: dict[str, Any] = {"by": self.people.office, "on": day}
        panel.prepare_panel(self.round, frames=lists, seed_source=texts.PANEL_DICE, **facts)
        dice = "-".join(str(self.chance.randint(1, 6)) for _die in range(DICE))
        made = Panel.objects.select_related("draw").get(round=self.round).draw
        draws.draw(made, seed=f"dice:{dice}", witnesses=texts.WITNESSES, **facts)
        panel.draw_panel(self.round, drawn=True, blind=True, **facts)

    def _received(self, group: str, quota: int, day: date) -> Frame:
        short, owner, strata = OWNERS[group]
        many = quota * SPARE
        people = [self._person(n, short, strata) for n in range(many)]
        rated = list(self.round.subjects.order_by("place").values_list("code", flat=True)[:TIED])
        for one, code in zip(people, rated, strict=False):
            one["ties"] = [code]
        for one in people[TIED : TIED + LOST]:
            one |= {"phone": "", "address": ""}
        for one in people[many - quota // (10 * len(strata)) :]:
            one["named"] = True  # one in ten at most, in a stratum of each one's own
        code = f"{short}-{self.round.number.removeprefix('PY-')}"
        facts = {"code": code, "group": group, "owner": owner, "received_on": day}
        return frame.enter(facts, people, by=self.people.office, on=day)[0]

    def _person(self, n: int, short: str, strata: Sequence[str]) -> dict[str, Any]:
        given = "".join(self.chance.sample(cast.GIVEN, 2))
        name, stratum = f"{self.chance.choice(cast.SURNAMES)}{given}", strata[n % len(strata)]
        phone, home = f"138-0000-{n:04d}", f"明州市{stratum[:2]}路 {n + 1} 号"
        return {"ref": f"{short}{n + 1:03d}", "name": name, "stratum": stratum, "phone": phone,
                "address": home}  # fmt: skip

    def invite(self, held: Held, day: date) -> None:
        """Cards are printed; what became of them is reported some days later."""
        address = ADDRESS.format(code=held.poll.code)
        facts: dict[str, Any] = {"address": address, "by": self.people.office, "on": day}
        self.cards = inviting.invite(self.round, **facts)
        for line in self.cards:
            self._hand_out(held, line)
        self.agenda.after(day, 3, lambda then: self._report(held, then))

    def _hand_out(self, held: Held, line: inviting.Listed) -> None:
        held.invitations.setdefault(line.member.group, []).append(line.link.partition("#i=")[2])

    def _report(self, held: Held, day: date) -> None:
        """All arrive but two; one of these gets another card, the first opens nothing any more."""
        office: dict[str, Any] = {"by": self.people.office, "on": day}
        for group in sorted({line.member.group for line in self.cards}):
            delivery.report_deliveries(self.round, group=group, fate="delivered", **office)
            lost, gone = [line for line in self.cards if line.member.group == group][:2]
            refs = [lost.member.ref, gone.member.ref]
            failed: dict[str, Any] = {
                "group": group,
                "fate": "failed",
                "refs": refs,
                "why": texts.NOT_FOUND,
            }
            delivery.report_deliveries(self.round, **failed, **office)
            address = ADDRESS.format(code=held.poll.code)
            anew: dict[str, Any] = {"group": group, "ref": lost.member.ref, "number": lost.number}
            new = inviting.replace(self.round, address=address, **anew, **office)
            held.invitations[group].remove(lost.link.partition("#i=")[2])
            self._hand_out(held, new)
            arrived: dict[str, Any] = {
                "group": group,
                "fate": "delivered",
                "refs": [lost.member.ref],
            }
            delivery.report_deliveries(self.round, **arrived, **office)
