"""What each part of taking in a ballot costs alone, in microseconds a ballot."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

MANY = 3000
BATCH = 128


async def empty(scope: Any, receive: Any, send: Any) -> None:
    """The least an ASGI application can do: read, answer as long as a receipt is."""
    if scope["type"] == "lifespan":
        for name in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{name}.complete"})
        return
    await receive()
    await send({"type": "http.response.start", "status": 201, "headers": HEADERS})
    await send({"type": "http.response.body", "body": BODY})


BODY = b'{"receipt":"%s"}' % (b"0" * 64)
HEADERS = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(BODY))]


def measure(poll: Any, box: Any, load: Any, served: Any, file: Path) -> dict[str, float]:
    """Microseconds a ballot: the bare server, reading, judging, verifying, sealing, writing."""
    from mingcha.ballotbox import app, reading
    from mingcha.ballotbox.engines import store_of
    from mingcha.ballotbox.slots import Slot
    from mingcha.core.ballot import accept

    with served(["--interface", "asgi", "tests.pace.parts:empty"]) as server:
        bare = load(file, server.port, 3.0)["ballots_per_second"]
    box.empty()
    store = store_of(box.settings)
    slot = Slot(store.known(poll.paper.poll), store.tickets(poll.paper.poll), 0.0)
    bodies = [one.partition(b"\r\n\r\n")[2] for one in islice(poll.requests, MANY)]
    casts = [reading.from_json(body) for body in bodies]
    sealed = [app._sealed(slot, body, page=False) for body in bodies]
    facts = {"group_of": slot.group_of, "genuine": slot.genuine}
    trusting = {"group_of": slot.group_of, "genuine": lambda *_: True}
    believed = _each(casts, lambda cast: accept(slot.paper, cast, **trusting))
    judged = _each(casts, lambda cast: accept(slot.paper, cast, **facts))
    right = accept(slot.paper, casts[0], **facts)
    parts = {
        "empty_application": round(1e6 / bare, 1),
        "read": _each(bodies, reading.from_json),
        "judge": believed,
        "verify": round(judged - believed, 1),
        "seal": _each(casts, lambda _: app.seal(slot.seal, right.vote)),
        f"commit_in_batches_of_{BATCH}": _committed(store, sealed),
    }
    store.close()
    return parts


def _each(things: list[Any], act: Callable[[Any], Any]) -> float:
    """Processor time: what others do on the machine does not count in it."""
    begin = process_time()
    for thing in things:
        act(thing)
    return round((process_time() - begin) * 1e6 / len(things), 1)


def _committed(store: Any, sealed: list[Any]) -> float:
    """Wall time: most of it is spent in the database and the disk."""
    begin = perf_counter()
    for place in range(0, len(sealed), BATCH):
        store.keep(sealed[place : place + BATCH])
    return round((perf_counter() - begin) * 1e6 / len(sealed), 1)
