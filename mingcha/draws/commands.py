"""Acts on draws: the only writer of this room's table."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from mingcha.core import draw as lots
from mingcha.core.machine import NOT_YOURS
from mingcha.core.notice import Unfit
from mingcha.core.pool import pool_to_json
from mingcha.draws import queries
from mingcha.draws.models import Draw
from mingcha.draws.refusals import POOL_UNFIT, SEED_UNFIT, SEED_USED, TOO_FEW_WITNESSES
from mingcha.draws.workflow import DRAW
from mingcha.foundation import journal
from mingcha.foundation.calendar import said
from mingcha.foundation.numbers import next_number
from mingcha.foundation.workflow import advance
from mingcha.people.parties import those_who_lead

PROBE = "probe:1"  # stands for a seed while it is asked whether the pool can give what is wanted


@transaction.atomic
def prepare(
    purpose: str,
    pool: lots.Pool,
    wants: Mapping[str, int],
    seed_source: str,
    *,
    by: Any,
    on: date,
    team_size: int = 2,
    abreast: int | None = None,
    reasons: Mapping[str, str] | None = None,
    codes: Mapping[str, int] | None = None,
    sealed_until: datetime | None = None,
) -> Draw:
    """Fix what is drawn from, how many, and where the seed will come from; then read it out.

    `reasons` says for targets with more than one ticket why (`Draw.Why`). `codes` says which
    person stands behind which inspector's code; it goes into no record and no journal.
    """
    if not those_who_lead(None, by):
        raise NOT_YOURS(who=those_who_lead.words)
    _can_give(pool, wants, team_size, abreast)
    facts: dict[str, Any] = {
        "purpose": purpose.strip(),
        "fingerprint": lots.pool_fingerprint(pool),
        "wants": dict(wants),
        "team_size": team_size,
        "abreast": abreast,
        "seed_source": seed_source.strip(),
        "sealed_until": sealed_until,
    }
    draw = Draw.objects.create(
        **facts,
        number=next_number("CQ", on.year),
        pool=pool_to_json(pool),
        reasons=dict(reasons or {}),
        codes=dict(codes or {}),
        fixed_on=on,
    )
    journal.record("draws.draw.prepare", about=draw, by=by, facts=facts)
    return draw


def _can_give(
    pool: lots.Pool, wants: Mapping[str, int], team_size: int, abreast: int | None
) -> None:
    if not any(wants.values()):
        raise POOL_UNFIT(why=said(Unfit("Nothing is to be drawn. Ask for at least one.")))
    try:
        lots.draw(pool, purpose="", seed=PROBE, wants=wants, team_size=team_size, abreast=abreast)
    except Unfit as no:
        raise POOL_UNFIT(why=said(no)) from no


@transaction.atomic
def draw(draw: Draw, *, seed: str, witnesses: Sequence[str], by: Any, on: date) -> Draw:
    """Draw with the seed that has just fallen, before witnesses; the whole record is kept.

    The journal gets the record's digest, not the record: what was drawn may still be sealed.
    """
    seen_by = _witnesses(witnesses, by)
    try:
        record = lots.draw(
            queries.pool_of(draw),
            purpose=draw.purpose,
            seed=_fresh(seed, draw),
            wants=draw.wants,
            source=draw.seed_source,
            witnesses=seen_by,
            team_size=draw.team_size,
            abreast=draw.abreast,
        )
    except Unfit as no:
        raise SEED_UNFIT(why=said(no)) from no
    text = record.to_json()
    digest = hashlib.sha256(text.encode()).hexdigest()
    facts: dict[str, Any] = {"seed": record.seed, "witnesses": list(seen_by)}
    facts |= {"digest": digest, "drawn_on": on}
    advance(DRAW, draw, "draw", by=by, **facts)
    draw.record = json.loads(text)
    Draw.objects.filter(pk=draw.pk).update(record=draw.record)
    return draw


def _fresh(seed: str, draw: Draw) -> str:
    """The seed in its one form; one that has served before was known before the pool was."""
    plain = lots.canonical_seed(seed)
    used = Draw.objects.filter(seed=plain).exclude(pk=draw.pk).first()
    if used is not None:
        raise SEED_USED(number=used.number)
    return plain


def _witnesses(names: Iterable[str], by: Any) -> tuple[str, ...]:
    plain = dict.fromkeys(" ".join(name.split()) for name in names)
    others = tuple(name for name in plain if name and name != getattr(by, "name", ""))
    if len(others) < 2:
        raise TOO_FEW_WITNESSES()
    return others


def look(draw: Draw, *, by: Any, on: date) -> Draw:
    """Look under the seal before its hour: allowed to those who see draws, and always on record."""
    return advance(DRAW, draw, "look", by=by)


def void(draw: Draw, *, reason: str, by: Any, on: date) -> Draw:
    """Declare that a draw does not count, and why; it stays on record, seed and all."""
    return advance(DRAW, draw, "void", by=by, remark=reason)
