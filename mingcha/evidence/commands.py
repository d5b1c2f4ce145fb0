"""Acts on evidence: the only writer of this room's table."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction

from mingcha.evidence.models import Evidence
from mingcha.foundation import journal, time


@transaction.atomic
def keep(
    content: bytes,
    name: str,
    *,
    by: Any,
    happened_at: datetime | None = None,
    note: str = "",
) -> Evidence:
    """Keep one photo or paper under its digest; the same file is stored once."""
    piece = Evidence.objects.create(
        digest=hashlib.sha256(content).hexdigest(),
        name=name,
        media_type="application/octet-stream",
        size=len(content),
        happened_at=happened_at,
        received_at=time.now(),
        by=by,
        note=note,
    )
    facts = {"digest": piece.digest, "size": piece.size}
    journal.record("evidence.evidence.keep", about=piece, by=by, facts=facts)
    return piece
