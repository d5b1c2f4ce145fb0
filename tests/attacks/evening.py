"""An evening in the hall with known truth: who came when, who cast what; run as a program too.

`python -m tests.attacks.evening EMPTY FOLDER SEED:[LEAK+LEAK]...` plays one evening a seed on files
of its own, copies of the migrated ones in EMPTY, and leaves in a folder of that name all that
a thief of the whole machine would carry away, with the truth beside it.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import random
import secrets
import shutil
import sys
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from datetime import time as clock
from pathlib import Path

from tests.attacks import invitations

DAY = date(2026, 4, 10)
VOTERS = 80  # every second one draws a slip, the others take blind tickets
ON_PAPER = 8  # of those with slips
ORGANS = [{"code": f"MZ{n:03d}", "name": f"市第{n}局", "name_en": f"Bureau {n}"} for n in range(12)]
GROUPS = [
    {"code": "deputy", "name": "人大代表", "name_en": "Deputies", "recused": []},
    {"code": "enterprise", "name": "企业代表", "name_en": "Enterprises", "recused": []},
]


class Evening:
    """One round from the invitation to the published count. `leak` spoils it on purpose."""

    def __init__(self, seed: int, leak, box_of) -> None:
        self.chance = random.Random(seed)
        self.leak = leak
        self.box_of = box_of  # gives the slot as an application
        self.minute = datetime.combine(DAY, clock(9))
        self.voters: list[dict] = []
        self.panel = invitations.Panel(self)

    def later(self) -> None:
        """Everything happens at a minute of its own: a time stamp anywhere would tell."""
        from mingcha.foundation import time

        self.minute += timedelta(minutes=1)
        time._pretended.set(self.minute.replace(tzinfo=time.city_zone()))

    def play(self) -> dict:
        """Live through it; gives the truth."""
        from mingcha.foundation import time

        with time.at(self.minute.replace(tzinfo=time.city_zone())), ExitStack() as spoilt:
            self.leak.begin(spoilt)
            self.panel.begin(spoilt)
            self._prepare()
            self.leak.prepared(self)
            for voter in sorted(self.voters, key=lambda one: one["came"]):
                self._comes(voter)
            asyncio.run(self._cast())
            self._paper()
            self._end()
        facts = {"poll": self.poll.code, "organs": [one["code"] for one in ORGANS]}
        facts["groups"] = [group["code"] for group in GROUPS]
        return {"voters": self.voters, "key": self.key, **facts}

    def _prepare(self) -> None:
        from mingcha.meetings import commands as meetings
        from mingcha.people import commands as people
        from mingcha.people.models import Duty
        from tests.polls import hall

        self.clerk = people.register("clerk", "顾知行", by=None, password="mingzhou-2026")
        people.charge(self.clerk, Duty.Role.CONDUCT_OFFICE, since=date(2020, 1, 1), by=self.clerk)
        self.desk = [
            self.clerk,
            hall.person("second", "录入二", self.clerk, Duty.Role.CASE_HANDLER),
        ]
        self.meeting = meetings.call(
            "现场评议", "明州大会堂", [g["code"] for g in GROUPS],
            held_on=DAY, begins_at=clock(10), by=self.clerk, on=DAY,
        )  # fmt: skip
        people_ = [
            {"name": f"来宾{n:03d}", "group": GROUPS[n % 2]["code"], "body": "明州"}
            for n in range(VOTERS)
        ]
        self.invited = meetings.invite_many(self.meeting, people_, by=self.clerk, on=DAY)
        self.poll, self.codes, self.shares = self._poll(hall)
        came = self.chance.sample(range(VOTERS), VOTERS)
        self.voters = [
            {"name": one.name, "pk": one.pk, "group": one.group, "came": came[n]}
            for n, one in enumerate(self.invited)
        ]
        for voter in self.voters:  # nearly everybody votes when it is their turn
            voter["turn"] = voter["came"] + self.chance.uniform(0, 1.6)
        meetings.open_check_in(self.meeting, by=self.clerk, on=DAY)

    def _poll(self, hall):
        from mingcha.polls import commands

        three = hall.scrutineers(self.clerk)
        facts = {"organs": ORGANS, "groups": GROUPS, "blind": True}
        poll, codes = hall.frozen(self.clerk, DAY, three, slips=VOTERS, **facts)
        members = [one for one in self.invited if one.group == "enterprise"]
        self.panel.draw(poll, self.chance.sample(members, len(members)))
        self.panel.invite()
        shares = hall.with_key(poll, three, self.clerk, DAY)
        self.print_order = list(codes["deputy"])
        self.chance.shuffle(codes["deputy"])  # the bag is shaken
        commands.open(poll, by=self.clerk, on=DAY)
        self.panel.exchange()
        return poll, codes, shares

    def _comes(self, voter: dict) -> None:
        from mingcha.meetings import commands as meetings
        from mingcha.polls import queries

        self.later()
        one = next(one for one in self.invited if one.pk == voter["pk"])
        meetings.check_in(one, by=self.clerk, on=DAY)
        self.leak.came(voter, one, self)
        if voter["group"] == "enterprise":
            invitation = self.panel.hands[voter["name"]]
            voter["sent"] = self.panel.places[voter["name"]]
            voter["elector"] = queries.invitation_digest(self.poll.code, invitation).hex()
            voter["ticket"] = self._signed(invitation)
            self.leak.took(voter, self)
        else:
            voter["ticket"] = {"code": self._slip()}

    def _slip(self) -> str:
        return self.codes["deputy"].pop()

    def _signed(self, invitation: str) -> dict[str, str]:
        """As the phone does it, over the door that phones use."""
        from django.test import Client

        from mingcha.core import blindrsa
        from mingcha.core.ticket import blind_message
        from tests.ballotbox.ground import b64

        modulus = int(self.poll.keys.get(group="enterprise").modulus, 16)
        nonce, prefix, salt = (secrets.token_bytes(n) for n in (32, 32, 48))
        prepared = blindrsa.prepare(blind_message(self.poll.code, "enterprise", nonce), prefix)
        chance = 2 + secrets.randbelow(modulus - 3)
        made = blindrsa.blind(modulus, prepared, salt=salt, chance=chance)
        said = {"invitation": invitation, "blinded": b64(made.message)}
        url = f"/vote/{self.poll.code}/ticket/"
        answer = Client().post(url, json.dumps(said), content_type="application/json").json()
        signature = blindrsa.finalise(modulus, prepared, _bytes(answer["signature"]), made.inverse)
        proof = {"nonce": b64(nonce), "prefix": b64(prefix), "signature": b64(signature)}
        return {"group": answer["group"], **proof}

    async def _cast(self) -> None:
        """By phone, a few at once, so that the slot writes batches."""
        app = self.box_of()
        phones = [one for one in self.voters if "code" not in one["ticket"]]
        slips = [one for one in self.voters if "code" in one["ticket"]]
        phones += slips[ON_PAPER:]
        phones.sort(key=lambda one: one["turn"])
        done = 0
        while phones:
            self.later()
            many = self.chance.randint(1, 3)
            now, phones = phones[:many], phones[many:]
            await asyncio.gather(*(self._sent(app, one, done + n) for n, one in enumerate(now)))
            for voter in now:
                self.leak.cast(voter, self)
            done += len(now)
        await app.drain()

    async def _sent(self, app, voter: dict, place: int) -> None:
        from tests.ballotbox.asking import ask
        from tests.ballotbox.ground import b64

        salt = secrets.token_bytes(16)
        voter["marks"] = "".join(self.chance.choices("123un-", k=len(ORGANS)))
        remarks = [{"organ": "MZ001", "text": "请改进"}] if place % 3 == 0 else []
        body = {"ticket": voter["ticket"], "marks": voter["marks"], "salt": b64(salt)}
        body |= {"told": False, "remarks": remarks}
        said = await ask(app, f"/box/{self.poll.code}/", json.dumps(body).encode())
        assert said.status == 201, said.body
        voter |= {"receipt": said.receipt, "cast": place, "salt": salt.hex()}

    def _paper(self) -> None:
        """Paper ballots are entered by two people, here in the very order of their voters."""
        from mingcha.polls import commands

        sheets = [one for one in self.voters if "receipt" not in one]
        sheets.sort(key=lambda one: one["turn"])
        for n, voter in enumerate(sheets):
            self.later()
            voter["marks"] = "".join(self.chance.choices("123un-", k=len(ORGANS)))
            facts = {"code": voter["ticket"]["code"], "marks": voter["marks"], "told": False}
            for person in self.desk:
                entered = commands.enter_sheet(self.poll, **facts, by=person, on=DAY)
            voter |= {"receipt": entered.receipt, "cast": VOTERS - len(sheets) + n}

    def _end(self) -> None:
        from mingcha.core import keyshares
        from mingcha.meetings import commands as meetings
        from mingcha.polls import commands, queries

        self.later()
        self.poll.refresh_from_db()
        commands.close_phones(self.poll, by=self.clerk, on=DAY)
        commands.close(self.poll, by=self.clerk, on=DAY)
        meetings.begin(self.meeting, by=self.clerk, on=DAY)
        meetings.end(self.meeting, by=self.clerk, on=DAY)
        self.leak.closed(self)
        commands.count(self.poll, shares=self.shares[:2], by=self.clerk, on=DAY)
        commands.publish(self.poll, by=self.clerk, on=DAY)
        private = keyshares.join(self.shares[:2], self.poll.code, fits=lambda found: True)
        self.key = private.hex()
        by_receipt = {hashlib.sha256(b.sealed).hexdigest(): b for b in queries.sealed_of(self.poll)}
        for voter in self.voters:
            voter["key"] = by_receipt[voter["receipt"]].key.hex()
            voter["sealed"] = by_receipt[voter["receipt"]].sealed.hex()


def _bytes(text: str) -> bytes:
    import base64

    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def a_box():
    """The slot over the city's own box, as `mingcha up` mounts it."""
    from mingcha.ballotbox.app import Box
    from mingcha.ballotbox.engines import the_box

    return Box(the_box)


def _turn_to(folder: Path) -> None:
    """Let Django and the slot work on the files of this folder."""
    from django.conf import settings
    from django.db import connections

    connections.close_all()
    for alias, name in (("default", "city.db"), ("box", "box.db")):
        settings.DATABASES[alias]["NAME"] = connections[alias].settings_dict["NAME"] = str(
            folder / name
        )


def _on_files(empty: Path, folder: Path, seed: int, leak_name: str) -> None:
    from django.db import connections

    from tests.attacks import leaks

    live = folder / "live"
    shutil.copytree(empty, live)
    _turn_to(live)
    log = logging.FileHandler(live / "server.log", encoding="utf-8")
    logging.getLogger().addHandler(log)
    logging.getLogger().setLevel(logging.DEBUG)
    truth = Evening(seed, leaks.Several(leak_name), a_box).play()
    shutil.copytree(live, folder / "stolen")  # while the program runs: its journals are there
    for alias in connections:
        with connections[alias].cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(folder / "stolen" / f"backup-{alias}.db")])
    logging.getLogger().removeHandler(log)
    connections.close_all()
    shutil.rmtree(live)
    (folder / "truth.json").write_text(json.dumps(truth), "utf-8")


def main(empty: str, folder: str, *evenings: str) -> None:
    """Play each evening asked for; make the empty files first if there are none."""
    import os

    import django

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # leaks write from within the slot's loop
    django.setup()
    from django.conf import settings
    from django.db import connections

    from mingcha.foundation import boxes

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ALLOWED_HOSTS = ["*"]
    if not Path(empty).exists():
        Path(empty).mkdir()
        _turn_to(Path(empty))
        boxes.migrate()
        connections.close_all()
    for one in evenings:
        seed, _, leak = one.partition(":")
        _on_files(Path(empty), Path(folder) / one, int(seed), leak)


if __name__ == "__main__":
    main(*sys.argv[1:])
