"""The slot as a process of its own: killed in the middle, beset by slow senders, stopped."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from mingcha.core.bundle import receipt_of as receipt
from tests.ballotbox.ground import ballot

ROOT = Path(__file__).parents[2]


class Slot:
    """A granian with the slot, on the tables of a file."""

    def __init__(self, folder: Path) -> None:
        self.said = {**os.environ, "DATABASE_URL": f"sqlite:///{folder / 'city.db'}"}
        self.port = _free_port()
        self.program: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        words = [sys.executable, "-m", "granian", "--interface", "asgi", "--port", str(self.port)]
        words += ["--no-ws", "--log-level", "error", "mingcha.ballotbox.asgi:application"]
        self.program = subprocess.Popen(
            words, cwd=ROOT, env=self.said, start_new_session=True, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            time.sleep(0.02)
        raise AssertionError("the slot does not listen")

    def kill(self) -> None:
        os.killpg(self.program.pid, signal.SIGKILL)
        self.program.wait()

    def stop(self) -> None:
        self.program.send_signal(signal.SIGTERM)
        self.program.wait(30)

    def post(self, path: str, cast: dict) -> tuple[int, dict] | None:
        """The answer; None where the line broke before it."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            line.request("POST", path, json.dumps(cast), {"Content-Type": "application/json"})
            answer = line.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, http.client.HTTPException):
            return None
        finally:
            line.close()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture
def slot(in_file):
    made = Slot(Path(in_file.file).parent)
    yield made
    if made.program.poll() is None:
        made.kill()


def test_after_a_kill_in_the_middle_everything_acknowledged_lies_in_the_box(in_file, poll, slot):
    codes = poll.codes(120)
    in_file.lay(poll, poll.digests(codes))
    casts = [ballot(code) for code in codes]
    answers: list[tuple[int, dict] | None] = [None] * len(casts)
    some = threading.Event()

    def send(part):
        for place in part:
            answers[place] = slot.post(poll.path, casts[place])
            if place > 20:
                some.set()

    slot.start()
    threads = [threading.Thread(target=send, args=(range(n, 120, 8),)) for n in range(8)]
    for thread in threads:
        thread.start()
    some.wait(60)
    slot.kill()
    for thread in threads:
        thread.join(60)

    acknowledged = {said[1]["receipt"] for said in answers if said and said[0] == 201}
    stored = {receipt(text) for text in in_file.ballots(poll).values()}
    assert acknowledged
    assert acknowledged <= stored
    assert len(acknowledged) < 120

    slot.start()
    again = [slot.post(poll.path, cast) for cast in casts]
    slot.stop()

    assert {said[0] for said in again} <= {200, 201}
    for before, after in zip(answers, again, strict=True):
        assert before is None or before[1] == after[1]
    assert {said[1]["receipt"] for said in again} == {
        receipt(text) for text in in_file.ballots(poll).values()
    }
    assert len(in_file.ballots(poll)) == 120


def test_slow_and_silent_senders_do_not_keep_others_from_voting(in_file, poll, slot):
    (code,) = poll.codes()
    in_file.lay(poll, poll.digests([code]))
    slot.start()
    head = f"POST {poll.path} HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{{".encode()
    silent = [socket.create_connection(("127.0.0.1", slot.port)) for _ in range(200)]
    for place, line in enumerate(silent):
        line.sendall(head[: 10 + place])

    said = slot.post(poll.path, ballot(code))

    for line in silent:
        line.close()
    assert said[0] == 201


def test_a_ballot_of_ten_megabytes_is_refused_over_the_wire(in_file, poll, slot):
    in_file.lay(poll)
    slot.start()
    with socket.create_connection(("127.0.0.1", slot.port)) as line:
        head = f"POST {poll.path} HTTP/1.1\r\nHost: x\r\nContent-Length: 10485760\r\n\r\n"
        line.sendall(head.encode())
        said = line.recv(4096)

    assert b" 413 " in said.split(b"\r\n")[0]


def test_a_stopped_slot_has_written_what_it_acknowledged_and_leaves_no_trace(
    in_file, poll, slot, tmp_path
):
    (code,) = poll.codes()
    in_file.lay(poll, poll.digests([code]))
    slot.start()
    said = slot.post(poll.path, ballot(code))
    slot.stop()

    (sealed,) = in_file.ballots(poll).values()
    assert said[1]["receipt"] == receipt(sealed)
    files = {path.name for path in tmp_path.iterdir()}
    assert files <= {"box.db", "box.db-wal", "box.db-shm"}
