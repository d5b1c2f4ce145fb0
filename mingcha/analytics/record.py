"""What was kept on disk: the folder of a snapshot, its manifest, whether its files still fit."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from mingcha.analytics.models import Snapshot
from mingcha.core.steps import canonical
from mingcha.foundation import columns
from mingcha.foundation.columns import FACTS, Kept

MANIFEST = "manifest.json"
Plain = dict[str, Any]


def root() -> Path:
    """The folder of facts."""
    return Path(settings.FACTS)


def place_of(snapshot: Snapshot) -> Path:
    """The folder of one snapshot."""
    return root() / snapshot.number


def file_of(snapshot: Snapshot, table: str) -> Path:
    """The file of one of its tables."""
    return place_of(snapshot) / f"{table}.parquet"


def set_aside() -> Path:
    """A folder of one's own in which to write, beside the place where it will stand."""
    root().mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=".", dir=root()))


def written(place: Path, *, on: date) -> list[Plain]:
    """Every room's tables written into a folder, in the order of their names."""
    kept: list[Kept] = [columns.keep(FACTS[name], place, on=on) for name in sorted(FACTS)]
    return [one.plain() for one in kept]


def manifest(day: date, edition: int, tables: Sequence[Plain]) -> bytes:
    """What a snapshot consists of, as canonical JSON."""
    return canonical({"day": str(day), "edition": edition, "tables": list(tables)}).encode()


def digest_of(snapshot: Snapshot) -> str:
    """The digest of the manifest that the database describes."""
    told = manifest(snapshot.day, snapshot.edition, snapshot.tables)
    return hashlib.sha256(told).hexdigest()


def put_in_place(written_in: Path, snapshot: Snapshot) -> None:
    """The folder appears whole or not at all; one that no snapshot claims makes room."""
    told = manifest(snapshot.day, snapshot.edition, snapshot.tables)
    (written_in / MANIFEST).write_bytes(told)
    written_in.chmod(0o755)
    place = place_of(snapshot)
    if place.exists():  # left by an attempt whose transaction did not end
        shutil.rmtree(place)
    written_in.rename(place)


def unfit(snapshot: Snapshot) -> list[str]:
    """The files of a snapshot that are gone or are not what was kept."""
    wrong = []
    for table in snapshot.tables:
        path = file_of(snapshot, table["name"])
        if not path.exists() or columns.digest(path) != table["sha256"]:
            wrong.append(path.name)
    path = place_of(snapshot) / MANIFEST
    if not path.exists() or columns.digest(path) != snapshot.digest:
        wrong.append(MANIFEST)
    return wrong


def fits(snapshot: Snapshot, names: Sequence[str]) -> bool:
    """Whether a snapshot has these tables with every column that is declared today."""
    kept = {table["name"]: set(table["columns"]) for table in snapshot.tables}
    return all(name in kept and set(FACTS[name].heads) <= kept[name] for name in names)
