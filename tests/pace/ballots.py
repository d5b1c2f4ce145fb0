"""A poll and ballots for it, prepared before the clock runs; and an empty box to cast them into."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from secrets import choice, token_bytes, token_hex
from typing import Any

from mingcha.core.ballot import Group, Paper
from mingcha.core.ticket import blind_message, code_of, ticket_digest
from mingcha.polls import sealing

GROUPS = ("deputy", "citizen")


def a_paper(organs: int, questions: int, tickets: str) -> Paper:
    """So many organs, so many questions about each."""
    drawn = tickets == "drawn"
    return Paper(
        poll=token_hex(16),
        organs=tuple(f"MZ{n:03}" for n in range(organs)),
        questions=tuple(f"q{n}" for n in range(questions)),
        grades=5,
        groups=tuple(Group(code) for code in GROUPS),
        drawn=drawn,
        blind=not drawn,
    )


@dataclass
class Poll:
    """A poll that is open, and the tickets for it."""

    paper: Paper
    seal: bytes
    keys: dict[str, str]
    digests: dict[bytes, str]
    requests: list[bytes]


def prepare(paper: Paper, count: int) -> Poll:
    """So many ballots as whole HTTP requests, signed where tickets are blind."""
    digests: dict[bytes, str] = {}
    keys: dict[str, str] = {}
    tickets = _blind(paper, count, keys) if paper.blind else _drawn(paper, count, digests)
    requests = [_request(paper, ticket) for ticket in tickets]
    return Poll(paper, sealing.keypair().public, keys, digests, requests)


def _drawn(paper: Paper, count: int, digests: dict[bytes, str]) -> Iterator[dict[str, str]]:
    for place in range(count):
        code = code_of(token_bytes(15))
        digests[ticket_digest(paper.poll, code)] = GROUPS[place % 2]
        yield {"code": code}


def _blind(paper: Paper, count: int, keys: dict[str, str]) -> Iterator[dict[str, str]]:
    """Signed in the open: what the box sees is the same as if it had been blinded."""
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
    from cryptography.hazmat.primitives.hashes import SHA384

    signers = {group: rsa.generate_private_key(65537, 2048) for group in GROUPS}
    keys |= {g: f"{key.public_key().public_numbers().n:x}" for g, key in signers.items()}
    padding, digest = PSS(MGF1(SHA384()), 48), SHA384()
    for place in range(count):
        group, nonce, prefix = GROUPS[place % 2], token_bytes(32), token_bytes(32)
        prepared = prefix + blind_message(paper.poll, group, nonce)
        signature = signers[group].sign(prepared, padding, digest)
        parts = {"nonce": nonce, "prefix": prefix, "signature": signature}
        yield {"group": group, **{name: _b64(part) for name, part in parts.items()}}


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _request(paper: Paper, ticket: dict[str, str]) -> bytes:
    marks = "".join(choice("12345u-") for _ in range(paper.cells))
    said = {"ticket": ticket, "marks": marks, "salt": _b64(token_bytes(16)), "told": False}
    body = json.dumps(said).encode()
    head = (
        f"POST /box/{paper.poll}/ HTTP/1.1\r\nHost: localhost\r\n"
        f"Content-Type: application/json\r\nAccept-Language: zh-CN\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class Box:
    """The box's tables and nothing else, in a database that belongs to nobody."""

    def __init__(self, address: str) -> None:
        from django.db.utils import ConnectionHandler

        from mingcha.web.settings import databases

        every = databases(address)
        self.settings = every.get("box", every["default"])
        self.line: Any = ConnectionHandler({"default": self.settings})["default"]

    def make(self) -> None:
        """As the migrations leave them."""
        from mingcha.foundation.boxes import without_rowid
        from mingcha.polls.models.box import Ballot, Remark, Slot, Ticket

        with self.line.schema_editor() as editor:
            for model in (Slot, Ticket, Ballot, Remark):
                editor.create_model(model)
        with self.line.schema_editor() as editor:
            without_rowid("box_ticket", "box_ballot", "box_remark")(None, editor)

    def open(self, poll: Poll) -> None:
        """Lay a poll with its tickets into the box."""
        paper = json.dumps(poll.paper.as_dict())
        row = (poll.paper.poll, paper, poll.seal, json.dumps(poll.keys), "open")
        drawn = [(digest, poll.paper.poll, group) for digest, group in poll.digests.items()]
        slot = "INSERT INTO box_slot (poll, paper, seal, keys, state) VALUES (%s,%s,%s,%s,%s)"
        ticket = 'INSERT INTO box_ticket (digest, poll, "group") VALUES (%s, %s, %s)'
        with self.line.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(slot, row)
            cursor.executemany(ticket, drawn)
            cursor.execute("COMMIT")

    def empty(self) -> None:
        """Take the ballots out: for the next round."""
        with self.line.cursor() as cursor:
            cursor.execute("DELETE FROM box_ballot")
        self.settle()

    def settle(self) -> None:
        """Let the database write down what it has put off, so that the next round does not pay."""
        with self.line.cursor() as cursor:
            if self.line.vendor == "sqlite":
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            else:
                cursor.execute("VACUUM ANALYZE box_ballot")
                cursor.execute("CHECKPOINT")

    def receipts(self) -> set[str]:
        """Of every ballot that lies in the box."""
        from mingcha.core.bundle import receipt_of as receipt

        with self.line.cursor() as cursor:
            cursor.execute("SELECT sealed FROM box_ballot")
            return {receipt(bytes(sealed)) for (sealed,) in cursor.fetchall()}
