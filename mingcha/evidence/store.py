"""Files on disk, named by what is in them: written once and whole, never changed."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

from django.conf import settings

DIGEST = re.compile(r"[0-9a-f]{64}")


def place(digest: str) -> Path:
    """Where the file of this digest lies: two folders deep, so that no folder grows too large.

    Raises:
        ValueError: for anything that is no digest; no other word ever becomes a path.
    """
    if not DIGEST.fullmatch(digest):
        raise ValueError("not a digest")
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest[2:4] / digest


def put(content: bytes) -> str:
    """Lay a file down under its digest; one that lies there whole already is left alone."""
    digest = hashlib.sha256(content).hexdigest()
    if fault(digest):
        _write(place(digest), content)
    return digest


def fault(digest: str) -> str:
    """What is wrong with the file of this digest: `missing`, `changed`, or nothing."""
    try:
        with place(digest).open("rb") as file:
            whole = hashlib.file_digest(file, "sha256").hexdigest() == digest
    except FileNotFoundError:
        return "missing"
    return "" if whole else "changed"


def _write(path: Path, content: bytes) -> None:
    """Into a file beside it first: whoever reads finds the whole file or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(part).chmod(0o440)
        Path(part).replace(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
    _settle(path.parent)


def _settle(folder: Path) -> None:
    """Let the folder itself reach the disk, or the new name could be lost with the power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
