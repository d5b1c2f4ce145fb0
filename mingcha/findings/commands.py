"""Acts on findings: the only writer of this room's table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import models, transaction

from mingcha.evidence.models import Evidence
from mingcha.findings.models import Finding
from mingcha.foundation import journal
from mingcha.foundation.numbers import next_number
from mingcha.norms.models import FailureKind, Norm
from mingcha.organs.models import Unit
from mingcha.people.models import Person


@transaction.atomic
def propose(
    *,
    origin: models.Model,
    organ: Unit,
    office: Unit | None,
    norm: Norm,
    facts: str,
    happened_on: date,
    finders: Sequence[Person],
    by: Any,
    on: date,
    was_covert: bool = False,
    evidence: Sequence[Evidence] = (),
    severity: int | None = None,
) -> Finding:
    """Put on record what was found; `origin` is the visit, complaint or case it comes from."""
    finding = Finding.objects.create(
        number=next_number("FK", on.year),
        origin_kind=origin._meta.label_lower,
        origin_id=str(origin.pk),
        origin_name=str(origin),
        organ=organ,
        office=office,
        norm=norm,
        failure_kind=norm.failure_kind,
        is_praise=norm.failure_kind == FailureKind.NONE,
        severity=norm.severity if severity is None else severity,
        facts=facts,
        happened_on=happened_on,
        was_covert=was_covert,
    )
    finding.finders.set(finders)
    finding.evidence.set(evidence)
    said = {"organ": organ, "norm": norm.code, "origin": str(origin)}
    journal.record("findings.finding.propose", about=finding, by=by, facts=said)
    return finding
