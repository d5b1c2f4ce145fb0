"""Pictures of paper ballots for whoever compares paper and count: a parcel without an order."""

from __future__ import annotations

import io
import secrets
import zipfile
from collections.abc import Iterable
from typing import Final

OLDEST: Final = (1980, 1, 1, 0, 0, 0)  # a parcel tells no time


def parcel(pictures: Iterable[bytes]) -> bytes:
    """A ZIP of JPEG pictures, numbered in an order of mere chance."""
    shuffled = list(pictures)
    secrets.SystemRandom().shuffle(shuffled)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for n, picture in enumerate(shuffled, start=1):
            made.writestr(zipfile.ZipInfo(f"page-{n:04}.jpg", OLDEST), picture)
    return out.getvalue()
