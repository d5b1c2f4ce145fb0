"""Many phones at once: prepared ballots over lasting connections, in a process of its own.

Each connection sends one ballot, waits for the answer, sends the next. When the line breaks it is
opened anew and the ballot that has no answer yet is sent again.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
from pathlib import Path
from time import perf_counter
from typing import Any

AGAIN_S = 0.05  # before a broken line is opened anew


class Load:
    """What is sent, what came back."""

    def __init__(self, ballots: list[bytes], port: int, seconds: float) -> None:
        self.ballots, self.port, self.seconds = ballots, port, seconds
        self.next = 0
        self.begin = self.end = 0.0
        self.took: list[float] = []
        self.receipts: list[str] = []
        self.other: dict[str, int] = {}
        self.broken = self.running = 0
        self.opening: set[asyncio.Task[None]] = set()
        self.done = asyncio.Event()

    def ballot(self) -> bytes | None:
        """The next one, None when time or ballots are over."""
        if self.next >= len(self.ballots) or perf_counter() >= self.end:
            return None
        self.next += 1
        return self.ballots[self.next - 1]

    def answered(self, status: bytes, body: bytes, took: float) -> None:
        """Take note of one answer."""
        if status in {b"201", b"200"}:
            self.took.append(took)
            self.receipts.append(body[12:76].decode())
        else:
            name = status.decode()
            self.other[name] = self.other.get(name, 0) + 1

    async def run(self, connections: int) -> float:
        """Seconds from the first ballot to the last answer."""
        self.begin = perf_counter()
        self.end = self.begin + self.seconds
        self.running = connections
        for _ in range(connections):
            self.start(Line(self))
        await self.done.wait()
        return perf_counter() - self.begin

    def start(self, line: Line) -> None:
        """Open a line, in a moment."""
        task = asyncio.get_running_loop().create_task(self.connect(line))
        self.opening.add(task)
        task.add_done_callback(self.opening.discard)

    async def connect(self, line: Line) -> None:
        """Open a line; again and again while nobody listens."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                await loop.create_connection(lambda: line, "127.0.0.1", self.port)
            except OSError:
                await asyncio.sleep(AGAIN_S)
            else:
                return

    def finished(self) -> None:
        """One line has nothing more to send."""
        self.running -= 1
        if not self.running:
            self.done.set()


class Line(asyncio.Protocol):
    """One phone."""

    def __init__(self, load: Load) -> None:
        self.load = load
        self.ballot: bytes | None = None
        self.begun = 0.0
        self.heard = b""
        self.line: Any = None

    def connection_made(self, transport: Any) -> None:
        """Send what has no answer yet, or the next."""
        self.line, self.heard = transport, b""
        if self.ballot is None:
            self.ballot, self.begun = self.load.ballot(), perf_counter()
        self._send()

    def _send(self) -> None:
        if self.ballot is not None:
            self.line.write(self.ballot)
        else:
            self.line.close()
            self.load.finished()
            self.load = None  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        """One whole answer, then the next ballot."""
        heard = self.heard + data if self.heard else data
        head = heard.find(b"\r\n\r\n")
        if head < 0 or len(heard) - head - 4 < _length(heard, head):
            self.heard = heard
            return
        now, self.heard = perf_counter(), b""
        self.load.answered(heard[9:12], heard[head + 4 :], now - self.begun)
        self.ballot, self.begun = self.load.ballot(), now
        if b"connection: close" in heard[:head].lower() and self.ballot is not None:
            return  # `connection_lost` opens the line anew
        self._send()

    def connection_lost(self, _no: Exception | None) -> None:
        """Open the line anew, if there is something left to be said."""
        if self.load is None:
            return
        self.load.broken += 1
        self.load.start(self)


def _length(heard: bytes, head: int) -> int:
    place = heard.lower().find(b"content-length: ", 0, head)
    return int(heard[place + 16 : heard.find(b"\r", place)]) if place >= 0 else 0


def read(path: Path) -> list[bytes]:
    """Prepared requests, each with its length in four bytes before it."""
    whole, ballots, place = path.read_bytes(), [], 0
    while place < len(whole):
        size = int.from_bytes(whole[place : place + 4])
        ballots.append(whole[place + 4 : place + 4 + size])
        place += 4 + size
    return ballots


def write(path: Path, ballots: list[bytes]) -> None:
    """Prepared requests on disk."""
    path.write_bytes(b"".join(len(b).to_bytes(4) + b for b in ballots))


def main() -> None:
    """Send, print what came back as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ballots", type=Path)
    parser.add_argument("port", type=int)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--connections", type=int, default=256)
    parser.add_argument("--receipts", type=Path, help="write the receipts here")
    args = parser.parse_args()
    ballots = read(args.ballots)
    gc.freeze()
    gc.disable()
    load = Load(ballots, args.port, args.seconds)

    async def whole() -> float:
        return await load.run(args.connections)

    seconds = asyncio.run(whole())
    took = sorted(load.took) or [0.0]
    if args.receipts:
        args.receipts.write_text("\n".join(load.receipts))
    said = {
        "acknowledged": len(load.receipts),
        "seconds": round(seconds, 3),
        "ballots_per_second": round(len(load.receipts) / seconds),
        "p50_ms": round(took[len(took) // 2] * 1000, 1),
        "p99_ms": round(took[len(took) * 99 // 100] * 1000, 1),
        "other": load.other,
        "broken_lines": load.broken,
        "ran_out": load.next >= len(ballots),
    }
    print(json.dumps(said))


if __name__ == "__main__":
    main()
