"""Asking the slot in this process, as a server would."""

from __future__ import annotations

import asyncio
import json
from typing import NamedTuple
from urllib.parse import urlencode

from mingcha.ballotbox.app import Box
from tests import loops

FORM = "application/x-www-form-urlencoded"


class Said(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def receipt(self) -> str:
        return self.json["receipt"]

    @property
    def no(self) -> str:
        return self.json["type"]


def run(scenario):
    """Run one scenario on a loop of its own."""
    return loops.run(scenario)


def a_box(ground, **facts) -> Box:
    return Box(lambda: ground.store, **facts)


async def ask(
    app, path, body=b"", *, method="POST", parts=None, headers=(), kind=""
) -> Said | None:
    """One request. `parts` are pieces of the body, None among them a broken line."""
    if isinstance(body, dict):
        body = urlencode(body).encode() if kind == FORM else json.dumps(body).encode()
    pieces = [body] if parts is None else list(parts)
    sent: list[dict] = []

    async def receive():
        if not pieces:
            await asyncio.Event().wait()  # a client that says nothing more
        piece = pieces.pop(0)
        if piece is None:
            return {"type": "http.disconnect"}
        return {
            "type": "http.request",
            "body": piece,
            "more_body": bool(pieces) or parts == [piece],
        }

    async def send(message):
        sent.append(message)

    named = [(k.lower().encode(), v.encode()) for k, v in headers]
    named += [(b"content-type", kind.encode())] * bool(kind)
    named += [(b"content-length", b"%d" % len(body))] * (parts is None)
    scope = {"type": "http", "method": method, "path": path, "headers": named, "query_string": b""}
    await app(scope, receive, send)
    if not sent:
        return None
    start, end = sent
    said = {k.decode(): v.decode() for k, v in start["headers"]}
    assert said["content-length"] == str(len(end["body"]))
    return Said(start["status"], said, end["body"])


def tell(ground, poll, *asked, **facts) -> list[Said]:
    """Send these ballots one after the other to a box on this ground."""

    async def all_of_them():
        app = a_box(ground)
        answers = [await ask(app, poll.path, body, **facts) for body in asked]
        await app.drain()
        return answers

    return run(all_of_them())
