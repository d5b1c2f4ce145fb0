"""Two dear things, made once instead of at every run: the tables, and keys that sign tickets.

Running all migrations takes half a minute, twice on SQLite. The tables they make are kept in
`.pytest_cache` under a digest of every migration, and read from there while none has changed.
Words are hashed with little work, and groups get keys from a small stock, in these tests alone:
the program has no setting by which an installation could be made weak.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parents[1]
KEPT = HERE / ".pytest_cache" / "tables"
RARE = frozenset({"socialaccount", "openid_connect"})  # only where a city signs in elsewhere
STOCK = 6  # more groups than any paper of the tests has


def keep_tables() -> None:
    """Let Django's own test databases on SQLite begin with the tables that are kept."""
    from django.db.backends.sqlite3.creation import DatabaseCreation

    make = DatabaseCreation.create_test_db

    def create(self: Any, *args: Any, **kwargs: Any) -> str:
        name, kept = self._get_test_db_name(), KEPT / f"{_digest()}-{self.connection.alias}.db"
        if not self.is_in_memory_db(name) or not self.connection.settings_dict["TEST"]["MIGRATE"]:
            return make(self, *args, **kwargs)
        with closing(sqlite3.connect(name, uri=True)) as line:  # open until Django holds it too
            if kept.exists():
                _lay(kept, line)
                return _without_migrating(self, lambda: make(self, *args, **kwargs))
            _lay(KEPT / f"{_digest(RARE)}-{self.connection.alias}.db", line)
            made = make(self, *args, **kwargs)  # migrates what is not there yet
            _keep(self.connection.connection, kept)
            return made

    DatabaseCreation.create_test_db = create


def _lay(kept: Path, line: sqlite3.Connection) -> None:
    if kept.exists():
        with closing(sqlite3.connect(kept)) as source:
            source.backup(line)


def lay(folder: Path) -> None:
    """Lay the tables that are kept as a city's own files, for a test that runs the program."""
    for alias, name in (("default", "city.db"), ("box", "box.db")):
        kept = KEPT / f"{_digest()}-{alias}.db"
        if kept.exists():
            (folder / name).write_bytes(kept.read_bytes())


def _without_migrating(creation: Any, make: Callable[[], str]) -> str:
    """Every table stands and every migration is noted; the signals are sent as ever."""
    test = creation.connection.settings_dict["TEST"]
    test["MIGRATE"] = False
    try:
        return make()
    finally:
        test["MIGRATE"] = True


def _keep(line: sqlite3.Connection, kept: Path) -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    for old in sorted(KEPT.glob("*.db"), key=lambda one: one.stat().st_mtime)[:-6]:
        old.unlink(missing_ok=True)
    new = kept.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(new)) as target:
        line.backup(target)
    new.replace(kept)


def _digest(without: frozenset[str] = frozenset()) -> str:
    """Of everything that decides what tables there are, some parts left out."""
    import django
    from django.apps import apps

    from mingcha.foundation import boxes

    said = hashlib.sha256(f"{django.__version__} {sqlite3.sqlite_version}".encode())
    there = [app for app in apps.get_app_configs() if app.label not in without]
    folders = sorted(Path(app.path) / "migrations" for app in there)
    files = [file for folder in folders for file in sorted(folder.glob("*.py"))]
    for file in [Path(boxes.__file__), *files]:
        said.update(f"{file.parts[-3:]}".encode() + file.read_bytes())
    return said.hexdigest()[:24]


def work_little() -> None:
    """Hash words with little work; take the keys of groups from a stock, each in its turn."""
    from mingcha.polls import keys, locks

    locks.WORK["n"] = 2**4
    made = keys.fresh

    def stock() -> Iterator[Any]:
        kept = []
        for _ in range(STOCK):
            kept.append(made())
            yield kept[-1]
        yield from itertools.cycle(kept)

    turn = stock()
    keys.fresh = lambda: next(turn)
