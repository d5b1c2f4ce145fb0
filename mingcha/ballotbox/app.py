"""The slot: one address that takes ballots in. Plain ASGI; no log, no cookie, no session.

`POST /box/<poll>/` answers once the ballot is on disk, sealed, and not before. Nothing here
knows who sent it: the scope's address is never looked at.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from mingcha.ballotbox import answers, reading
from mingcha.ballotbox.answers import Answer
from mingcha.ballotbox.patience import Patience
from mingcha.ballotbox.refusals import ONLY_POST, SLOW
from mingcha.ballotbox.slots import Slot, Slots
from mingcha.ballotbox.store import Fate, Outcome, Sealed, Store
from mingcha.ballotbox.writer import MOST_WAITING, Writer
from mingcha.core.ballot import (
    ALREADY_CAST,
    CLOSED,
    NO_POLL,
    TOO_LARGE,
    accept,
)
from mingcha.core.refusal import Refusal
from mingcha.core.ticket import NO_TICKET
from mingcha.polls.sealing import seal, seal_remark

MOST_BYTES: Final = 64 * 1024
PATIENCE: Final = 20.0  # seconds in which a ballot must have come in whole
PREFIX: Final = "/box/"
FORM: Final = b"application/x-www-form-urlencoded"

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Gone(Exception):
    """Whoever was sending is no longer there."""


class Box:
    """The slot as an ASGI application over one store."""

    def __init__(
        self,
        store: Callable[[], Store],
        *,
        most_waiting: int = MOST_WAITING,
        patience: float = PATIENCE,
    ) -> None:
        self._store = store
        self._most_waiting = most_waiting
        self._patience = Patience(patience)
        self._writer: Writer | None = None
        self._slots: Slots | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or live from start to end of the server."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        kind, length, accepted = _headers(scope)
        page = kind.startswith(FORM)
        try:
            answer = await self._answer(scope, receive, page=page, length=length, said=accepted)
        except Gone:
            return
        except Refusal as no:
            answer = answers.refused(no, answers.language(accepted), page=page)
        await _send(send, answer)

    async def _answer(
        self, scope: Scope, receive: Receive, *, page: bool, length: bytes, said: bytes
    ) -> Answer:
        if scope["method"] != "POST":
            raise ONLY_POST()
        body = await self._body(receive, length)
        poll = scope["path"].removeprefix(PREFIX).removesuffix("/")
        writer, slots = self._ready()
        slot = await slots.of(poll)
        if slot is None:
            raise NO_POLL()
        writer.ready()
        try:
            ballot = _sealed(slot, body, page=page)
        except Refusal as no:
            newer = await slots.anew(poll, slot) if no.kind is NO_TICKET else None
            if newer is None:
                raise
            ballot = _sealed(newer, body, page=page)
        outcome = _kept(await writer.offer(ballot))
        return answers.kept(outcome.receipt, outcome.fate, answers.language(said), page=page)

    async def _body(self, receive: Receive, length: bytes) -> bytes:
        """The whole body; nothing is waited for that is too much or too slow."""
        if length.isdigit() and int(length[:12]) > MOST_BYTES:
            raise TOO_LARGE(most=MOST_BYTES)
        try:
            return await self._patience.of(_whole(receive))
        except TimeoutError:
            raise SLOW(most=int(self._patience.most)) from None

    def _ready(self) -> tuple[Writer, Slots]:
        if self._writer is None or self._slots is None:
            self._writer = Writer(self._store(), self._most_waiting)
            self._slots = Slots(self._writer.store, self._writer.in_thread)
        return self._writer, self._slots

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self._ready()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.drain()
        await send({"type": "lifespan.shutdown.complete"})

    @property
    def waiting(self) -> int:
        """Ballots that wait for the next batch."""
        return self._writer.waiting if self._writer else 0

    async def drain(self) -> None:
        """Write what waits and let go of the store; a later request begins anew."""
        writer, self._writer = self._writer, None
        if writer is not None:
            await writer.drain()


def _headers(scope: Scope) -> tuple[bytes, bytes, bytes]:
    """Content type, content length, accepted languages. No other header is looked at."""
    kind = length = accepted = b""
    for name, value in scope["headers"]:
        if name == b"content-type":
            kind = value.lower()
        elif name == b"content-length":
            length = value
        elif name == b"accept-language":
            accepted = value
    return kind, length, accepted


async def _whole(receive: Receive) -> bytes:
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body") and len(body) <= MOST_BYTES:
        message = await receive()
        body += message.get("body", b"")
    if message["type"] == "http.disconnect":
        raise Gone
    if len(body) > MOST_BYTES:
        raise TOO_LARGE(most=MOST_BYTES)
    return body


def _sealed(slot: Slot, body: bytes, *, page: bool) -> Sealed:
    """The ballot judged and sealed: from here on nobody can read it."""
    paper = slot.paper
    cast = reading.from_form(body, paper, slot.group_of) if page else reading.from_json(body)
    right = accept(paper, cast, group_of=slot.group_of, genuine=slot.genuine)
    remarks = tuple(seal_remark(slot.seal, r.organ, r.text) for r in right.remarks)
    sealed = seal(slot.seal, right.vote)
    return Sealed(right.key, paper.poll, right.group, right.fingerprint, sealed, remarks)


def _kept(outcome: Outcome) -> Outcome:
    if outcome.fate is Fate.ALREADY_CAST:
        raise ALREADY_CAST()
    if outcome.fate is Fate.CLOSED:
        raise CLOSED()
    return outcome


async def _send(send: Send, answer: Answer) -> None:
    headers = [*answer.headers, (b"content-length", b"%d" % len(answer.body))]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
