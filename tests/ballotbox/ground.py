"""A poll in each kind of box, and ballots for it."""

from __future__ import annotations

import base64
import hashlib
import json
import sqlite3
from dataclasses import dataclass, field
from secrets import token_bytes, token_hex

from mingcha.ballotbox.store import Known, Memory, Sealed
from mingcha.core import blindrsa
from mingcha.core.ballot import Group, Paper
from mingcha.core.ticket import blind_message, code_of, ticket_digest
from mingcha.polls import sealing

BALLOT, REMARK, SLOT, TICKET = "box_ballot", "box_remark", "box_slot", "box_ticket"


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def a_paper(**facts) -> Paper:
    plain = {
        "poll": token_hex(16),
        "organs": ("MZ001", "MZ002", "MZ003"),
        "questions": ("conduct", "speed"),
        "grades": 5,
        "groups": (Group("deputy"), Group("citizen")),
        "drawn": True,
    }
    return Paper(**(plain | facts))


@dataclass
class Poll:
    """A poll as a test sees it: with the halves of the keys that the box never has."""

    paper: Paper
    key: sealing.KeyPair = field(default_factory=sealing.keypair)
    signers: dict[str, blindrsa.KeyPair] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return self.paper.poll

    @property
    def path(self) -> str:
        return f"/box/{self.code}/"

    def known(self, state: str = "open") -> Known:
        keys = {group: f"{key.n:x}" for group, key in self.signers.items()}
        return Known(json.dumps(self.paper.as_dict()), self.key.public, keys, state)

    def codes(self, count: int = 1) -> list[str]:
        return [code_of(token_bytes(15)) for _ in range(count)]

    def digests(self, codes: list[str], group: str = "deputy") -> dict[bytes, str]:
        return {ticket_digest(self.code, code): group for code in codes}

    def signed(self, group: str = "deputy") -> dict[str, str]:
        """A blind ticket, blinded and unblinded as a phone does it."""
        key, nonce, prefix = self.signers[group], token_bytes(32), token_bytes(32)
        prepared = blindrsa.prepare(blind_message(self.code, group, nonce), prefix)
        chance = int.from_bytes(hashlib.sha512(nonce).digest())
        made = blindrsa.blind(key.n, prepared, salt=token_bytes(48), chance=chance)
        blinded = blindrsa.sign_blinded(key, made.message)
        signature = blindrsa.finalise(key.n, prepared, blinded, made.inverse)
        said = {"nonce": b64(nonce), "prefix": b64(prefix), "signature": b64(signature)}
        return {"group": group, **said}


def ballot(ticket, marks: str = "12345u", **facts) -> dict[str, object]:
    """A ballot as the voting page sends it; a string is a drawn ticket's code."""
    said = {"code": ticket} if isinstance(ticket, str) else ticket
    return {"ticket": said, "marks": marks, "salt": b64(token_bytes(16)), "told": False, **facts}


def sealed(poll: Poll, key: bytes | None = None, mark: bytes = b"a", remarks=()) -> Sealed:
    """A ballot as a store gets it."""
    said = tuple(sealing.seal_remark(poll.key.public, organ, text) for organ, text in remarks)
    name = key or token_bytes(32)
    wax = sealing.seal(poll.key.public, mark)
    return Sealed(name, poll.code, "deputy", hashlib.sha256(mark).digest(), wax, said)


class InMemory:
    """The box that forgets."""

    def __init__(self) -> None:
        self.store = Memory()

    def lay(self, poll: Poll, digests: dict[bytes, str] | None = None, state="open") -> None:
        self.store.laid[poll.code] = poll.known(state)
        self.store.drawn.setdefault(poll.code, {}).update(digests or {})

    def turn(self, poll: Poll, state: str) -> None:
        self.store.laid[poll.code] = poll.known(state)

    def ballots(self, poll: Poll) -> dict[bytes, bytes]:
        return {k: b.sealed for k, b in self.store.ballots.items() if b.poll == poll.code}

    def remarks(self, poll: Poll) -> list[bytes]:
        return [text for code, text in self.store.remarks.values() if code == poll.code]

    def clear(self) -> None:
        pass


class InTables:
    """What a test does in a box of tables; the connection commits every statement."""

    mark = "?"
    begins = "BEGIN IMMEDIATE"

    def ask(self, sql: str, *values):
        raise NotImplementedError

    def lay(self, poll: Poll, digests: dict[bytes, str] | None = None, state="open") -> None:
        known, five = poll.known(state), ", ".join([self.mark] * 5)
        said = (poll.code, known.paper, known.seal, json.dumps(known.keys), state)
        names = "poll, paper, seal, keys, state"
        self.ask(f"INSERT INTO {SLOT} ({names}) VALUES ({five})", *said)
        for digest, group in (digests or {}).items():
            three = ", ".join([self.mark] * 3)
            into = f'INSERT INTO {TICKET} (digest, poll, "group") VALUES ({three})'
            self.ask(into, digest, poll.code, group)

    def turn(self, poll: Poll, state: str) -> None:
        m = self.mark
        self.ask(f"UPDATE {SLOT} SET state = {m} WHERE poll = {m}", state, poll.code)

    def begin(self) -> None:
        self.ask(self.begins)

    def commit(self) -> None:
        self.ask("COMMIT")

    def ballots(self, poll: Poll) -> dict[bytes, bytes]:
        return dict(
            self.ask(f"SELECT key, sealed FROM {BALLOT} WHERE poll = {self.mark}", poll.code)
        )

    def remarks(self, poll: Poll) -> list[bytes]:
        rows = self.ask(f"SELECT sealed FROM {REMARK} WHERE poll = {self.mark}", poll.code)
        return [row[0] for row in rows]


class InFile(InTables):
    """A file of SQLite with the tables that the migrations make."""

    def __init__(self, file) -> None:
        from mingcha.ballotbox.sqlite import SQLite

        self.file = file
        self.line = sqlite3.connect(self.file, isolation_level=None, check_same_thread=False)
        self.store = SQLite(self.file)

    def ask(self, sql: str, *values):
        return self.line.execute(sql, values).fetchall()

    def clear(self) -> None:
        self.store.close()
        self.line.close()


class InPostgres(InTables):
    """The PostgreSQL of the suite; what a test lays into it is taken out again."""

    mark = "%s"
    begins = "BEGIN"

    def __init__(self) -> None:
        import psycopg
        from django.db import connection

        from mingcha.ballotbox.engines import store_of

        self.store = store_of(connection.settings_dict)
        self.line = psycopg.connect(**self.store.address, autocommit=True)

    def ask(self, sql: str, *values):
        done = self.line.cursor(binary=True).execute(sql, values)
        return done.fetchall() if done.description else []

    def clear(self) -> None:
        self.store.close()
        for table in (BALLOT, REMARK, SLOT, TICKET):
            self.ask(f"DELETE FROM {table}")
        self.line.close()


def make_tables(file) -> None:
    """The box's tables in a fresh file, as the migrations leave them."""
    from django.db.utils import ConnectionHandler

    from mingcha.foundation.boxes import without_rowid
    from mingcha.polls.models.box import Ballot, Remark, Slot, Ticket
    from mingcha.web.settings import database

    line = ConnectionHandler({"default": database(f"sqlite:///{file}")})["default"]
    with line.schema_editor() as editor:
        for model in (Slot, Ticket, Ballot, Remark):
            editor.create_model(model)
    with line.schema_editor() as editor:
        without_rowid(TICKET, BALLOT, REMARK)(None, editor)
    line.close()
