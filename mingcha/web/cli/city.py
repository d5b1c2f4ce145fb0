"""Running a city: up, demo, work, reactions, journal, doctor."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from threading import Event
from types import FrameType

from django.core.management import call_command
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

ABOUT = gettext_lazy("Watch, mend and honestly judge how a city's offices treat people.")


def register(rooms: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands that run a city."""
    up_ = rooms.add_parser("up", help=_("Prepare the database and serve until Ctrl-C"))
    up_.add_argument("--demo", action="store_true", help=_("with the demonstration city"))
    up_.add_argument("--port", type=int, default=8000, help=_("where to listen; usually 8000"))
    up_.set_defaults(run=up)
    demo_ = rooms.add_parser("demo", help=_("Load the demonstration city into an empty database"))
    demo_.add_argument("--small", action="store_true", help=_("a small city, for tests"))
    demo_.set_defaults(run=demo)
    work_ = rooms.add_parser("work", help=_("Carry out what waits in the queue, then stop"))
    work_.add_argument("--watch", action="store_true", help=_("keep on until Ctrl-C"))
    work_.set_defaults(run=work)
    for name, act, words in (
        ("reactions", reactions, _("Print what follows from what")),
        ("doctor", doctor, _("Look for what a careful clerk would check first")),
        ("journal", journal, _("Check the journal against its sealed roots")),
    ):
        parser = rooms.add_parser(name, help=words)
        parser.add_argument("--json", action="store_true", help=_("answer as JSON, for programs"))
        parser.set_defaults(run=act)


def _empty() -> bool:
    from mingcha.people.models import Person

    return not Person.objects.exists()


def _prepare() -> None:
    """A folder to keep things in, and every table."""
    from django.conf import settings

    from mingcha.foundation import boxes

    Path(settings.ROOM).mkdir(parents=True, exist_ok=True)
    boxes.migrate()


def up(args: argparse.Namespace) -> int:
    """Prepare, then keep server and worker running under one supervisor."""
    from mingcha.demo import cast, city

    if args.demo:
        os.environ.setdefault("MINGCHA_DEMO_DAY", city.DAY.isoformat())
    _prepare()
    if args.demo and _empty():
        print(_("Making the demonstration city …"), flush=True)
        city.build()
        _keep_facts(city.DAY)
    if args.demo and not city.stands_here():
        print(_("This database holds a real city. Leave --demo out, or give an empty database."))
        return 2
    port = str(args.port)
    server = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "asgi",
        "--host",
        "127.0.0.1",
        "--port",
        port,
        "--no-ws",
        "--log-level",
        "warning",
        "--static-path-route",
        "/static",
        "--static-path-mount",
        str(_static()),
        "mingcha.web.asgi:application",
    ]
    worker = [sys.executable, "-m", "mingcha.web.cli", "work", "--watch"]
    print(_("Mingcha is at http://127.0.0.1:{port}/ (Ctrl-C stops it)").format(port=port))
    if args.demo:
        for person in cast.accounts():
            print(f"  {person['username']:<12}{person['duty']}  {person['name']}")
        print(_("  all with the password {word}").format(word=cast.PASSWORD), flush=True)
    return supervise([server, worker])


def _static() -> Path:
    from django.conf import settings

    place = Path(settings.ROOM) / "static"
    settings.STATIC_ROOT = str(place)
    call_command("collectstatic", interactive=False, clear=False, verbosity=0)
    return place


def supervise(programs: list[list[str]]) -> int:
    """Run programs side by side; when one ends or Ctrl-C comes, all of them end.

    Each has a group of its own: Ctrl-C reaches it once, through us, and what a program has
    started itself ends with it.
    """
    running = [_started(words) for words in programs]
    for sign in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, _stop)
    try:
        while all(program.poll() is None for program in running):
            try:
                running[0].wait(timeout=1)
            except subprocess.TimeoutExpired:
                continue
        return max(abs(program.poll() or 0) for program in running)
    except KeyboardInterrupt:
        return 0
    finally:
        for program in running:
            if program.poll() is None:
                program.send_signal(signal.SIGINT)
        for program in running:
            _end(program)


def _started(words: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(words, process_group=0)  # noqa: S603 -- our own commands


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _end(program: subprocess.Popen[bytes]) -> None:
    try:
        program.wait(timeout=15)
    except subprocess.TimeoutExpired:
        os.killpg(program.pid, signal.SIGKILL)
        program.wait()


def demo(args: argparse.Namespace) -> int:
    """Make the demonstration city; refuse where there is a city already."""
    from mingcha.demo import city

    _prepare()
    if not _empty():
        print(_("This database holds a city already. Give DATABASE_URL an empty one."))
        return 2
    city.build(city.SMALL if args.small else city.WHOLE)
    _keep_facts(city.DAY)
    return 0


def _keep_facts(day: date) -> None:
    """The night's snapshot, so that measures stand on the first page that is opened."""
    from mingcha.analytics import commands
    from mingcha.foundation import time

    with time.at(day):
        commands.take(by=None, on=day)


def work(args: argparse.Namespace) -> int:
    """Carry out everything that waits; with --watch again and again until stopped."""
    from mingcha.foundation import reactions as web
    from mingcha.foundation import time

    stopped = Event()
    while not stopped.is_set():
        for name in web.tick(time.today(), time.now().strftime("%H:%M")):
            print(name, flush=True)
        web.drain()  # the queue's worker takes the signals while it works: take them back
        for sign in (signal.SIGINT, signal.SIGTERM):
            signal.signal(sign, lambda *_: stopped.set())
        if not args.watch or stopped.wait(5):
            break
    return 0


def reactions(args: argparse.Namespace) -> int:
    """Print the whole web of consequences on one screen."""
    from mingcha.foundation import reactions as web

    said = web.web()
    if args.json:
        print(json.dumps(said, ensure_ascii=False, indent=2))
    for cause, effects in () if args.json else said.items():
        print(f"{cause}\n" + "\n".join(f"  -> {effect}" for effect in effects))
    return 0


def doctor(args: argparse.Namespace) -> int:
    """Say what is inconsistent; 1 if anything is."""
    from mingcha.foundation import xrays

    found = xrays.findings()
    if args.json:
        print(json.dumps([finding._asdict() for finding in found], ensure_ascii=False, indent=2))
    for finding in () if args.json else found:
        print(f"{finding.what}: {finding.which}\n  {finding.remedy}")
    if not found and not args.json:
        print(_("Nothing found that stands in the way of trusting a figure."))
    return 1 if found else 0


def journal(args: argparse.Namespace) -> int:
    """Say whether the journal is what was sealed; 1 if not."""
    from mingcha.foundation import journal as book

    wrong, head = book.verify(), book.head()
    said = {
        "entries": head.size if head else 0,
        "root": head.root if head else None,
        "wrong": wrong,
    }
    if args.json:
        print(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        print(
            "\n".join(wrong)
            or _("The journal is as it was sealed: {entries} entries.").format(**said)
        )
    return 1 if wrong else 0
