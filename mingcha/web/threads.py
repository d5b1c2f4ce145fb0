"""Django in a few lasting threads behind ASGI, so that it can share an address with the slot.

Django's own ASGI handler gives each request a thread that dies with it, and a connection to the
database made for it. Lasting threads keep theirs.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from mingcha.ballotbox.app import Message, Receive, Scope, Send

IN_MEMORY = 1024 * 1024  # bytes of a request; what is longer waits on disk
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Push = Callable[[Message], Any]


class Threads:
    """A WSGI application as an ASGI one."""

    def __init__(self, application: Wsgi, threads: int) -> None:
        self._application = application
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="django")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the whole request, answer it in a thread."""
        if scope["type"] != "http":
            return
        loop = asyncio.get_running_loop()

        def push(message: Message) -> None:
            asyncio.run_coroutine_threadsafe(_sent(send, message), loop).result()

        with SpooledTemporaryFile(IN_MEMORY) as body:
            if not await _read(receive, body):
                return
            body.seek(0)
            said = environ(scope, body)
            last = await loop.run_in_executor(self._pool, self._answer, said, push)
        for message in last:
            await send(message)

    def _answer(self, said: dict[str, Any], push: Push) -> list[Message]:
        """Push a long answer bit by bit; give a short one back whole: that saves two hops."""
        start: Message = {"type": "http.response.start"}

        def begin(status: str, headers: list[tuple[str, str]], _no: Any = None) -> None:
            start["status"] = int(status.split(" ", 1)[0])
            start["headers"] = [
                (k.lower().encode("latin1"), v.encode("latin1")) for k, v in headers
            ]

        parts = self._application(said, begin)
        try:
            if not getattr(parts, "streaming", True):
                return [start, {"type": "http.response.body", "body": b"".join(parts)}]
            push(start)
            for part in parts:
                push({"type": "http.response.body", "body": part, "more_body": True})
        finally:
            if close := getattr(parts, "close", None):
                close()
        return [{"type": "http.response.body", "body": b""}]


async def _sent(send: Send, message: Message) -> None:
    await send(message)


async def _read(receive: Receive, into: IO[bytes]) -> bool:
    """The request's body; False if whoever sent it is gone."""
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return False
        into.write(message.get("body", b""))
        more = message.get("more_body", False)
    return True


def environ(scope: Scope, body: IO[bytes]) -> dict[str, Any]:
    """The request as PEP 3333 has it."""
    host, port = scope.get("server") or ("localhost", 80)
    said: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": scope.get("root_path", ""),
        "PATH_INFO": scope["path"].encode().decode("latin1"),
        "QUERY_STRING": scope.get("query_string", b"").decode("latin1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "REMOTE_ADDR": (scope.get("client") or ("",))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        if b"_" in name:
            continue  # it could pass for another header, spelled with dashes
        key = _key(name.decode("latin1"))
        text = value.decode("latin1")
        if key in said:
            text = f"{said[key]}{';' if key == 'HTTP_COOKIE' else ','}{text}"
        said[key] = text
    said.setdefault("CONTENT_LENGTH", str(_length(body)))
    return said


def _key(name: str) -> str:
    key = name.upper().replace("-", "_")
    return key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"


def _length(body: IO[bytes]) -> int:
    end = body.seek(0, 2)
    body.seek(0)
    return end
