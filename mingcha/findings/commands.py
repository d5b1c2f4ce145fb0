"""Acts on findings: the only writer of this room's table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import models, transaction

from mingcha.evidence.models import Evidence
from mingcha.findings import letter, queries, rules
from mingcha.findings.models import Finding
from mingcha.findings.refusals import (
    NO_HEAD,
    NO_REQUIREMENT,
    NOTHING_AMENDED,
    OFFICE_ELSEWHERE,
    REPLY_STILL_OPEN,
    SEVERITY_UNFIT,
)
from mingcha.findings.workflow import FINDING
from mingcha.foundation import clocks, journal
from mingcha.foundation.models import Clock
from mingcha.foundation.numbers import next_number
from mingcha.foundation.workflow import advance
from mingcha.norms.models import FailureKind, Norm
from mingcha.organs.models import Unit
from mingcha.people import queries as people
from mingcha.people.models import Person
from mingcha.rectification import commands as rectification
from mingcha.rectification.models import Order

CENTRE, ORGAN = Clock.Side.CENTRE, Clock.Side.ORGAN


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
    finding = Finding(
        number=next_number("FK", on.year),
        origin_kind=origin._meta.label_lower,
        origin_id=str(origin.pk),
        origin_name=str(origin),
        organ=organ,
        office=office,
        norm=norm,
        failure_kind=norm.failure_kind,
        is_praise=norm.failure_kind == FailureKind.NONE,
        judged=norm.severity if severity is None else severity,
        facts=facts,
        happened_on=happened_on,
        was_covert=was_covert,
    )
    for name, value in _weighed(finding, finding.judged, office).items():
        setattr(finding, name, value)
    finding.save()
    finding.finders.set(finders)
    finding.evidence.set(evidence)
    said = {"organ": organ, "norm": norm.code, "origin": str(origin), "recurs": finding.recurs}
    journal.record("findings.finding.propose", about=finding, by=by, facts=said)
    _turn(finding, rules.FEEDBACK_WD, CENTRE, on)
    return finding


@transaction.atomic
def feed_back(finding: Finding, *, by: Any, on: date, note: str = "") -> Finding:
    """Serve the feedback letter: what was seen, by which norm, and until when to reply."""
    if no := FINDING.why_not("feed_back", finding, by):
        raise no
    clock = clocks.hand_over(finding.clock, finding, rules.REPLY_WD, side=ORGAN, on=on)
    text = letter.compose(finding, by=by, due_on=clock.due_on, note=note)
    facts: dict[str, Any] = {
        "letter": text,
        "clock": clock,
        "fed_back_on": on,
        "stance": "",
        "reply": "",
    }
    advance(FINDING, finding, "feed_back", by=by, **facts)
    finding.amended_on, finding.was_sharpened = None, False
    finding.save(update_fields=["amended_on", "was_sharpened"])
    return finding


@transaction.atomic
def reply(
    finding: Finding,
    *,
    by: Any,
    on: date,
    stance: str,
    reply: str = "",
    proof: Sequence[Evidence] = (),
) -> Finding:
    """The organ accepts, explains or disputes what was fed back, with papers if it has any."""
    advance(FINDING, finding, "reply", by=by, stance=stance, reply=reply.strip())
    finding.reply_proof.add(*proof)
    return _turn(finding, rules.DECISION_WD, CENTRE, on)


@transaction.atomic
def lapse_reply(finding: Finding, *, by: Any, on: date) -> Finding:
    """The period is over without a word: neither agreement nor dispute, and no obstacle."""
    if finding.clock is not None and finding.clock.ended_on is None and finding.clock.due_on >= on:
        raise REPLY_STILL_OPEN(number=finding.number, day=finding.clock.due_on)
    advance(FINDING, finding, "lapse_reply", by=by)
    return _turn(finding, rules.DECISION_WD, CENTRE, on)


@transaction.atomic
def amend(
    finding: Finding,
    *,
    by: Any,
    on: date,
    decision: str,
    facts: str = "",
    severity: int | None = None,
    office: Unit | None = None,
) -> Finding:
    """Correct facts, severity or office with the reason; what is sharpened is fed back anew."""
    changes = _amended(finding, facts.strip(), severity, office)
    judged = changes.get("judged", finding.judged)
    sums = _weighed(finding, judged, changes.get("office", finding.office))
    sharper = sums["severity"] > finding.severity or "office" in changes
    since = {"amended_on": on, "was_sharpened": finding.was_sharpened or sharper}
    said = {"decision": decision.strip(), **changes, **sums, **since}
    return advance(FINDING, finding, "amend", by=by, **said)


@transaction.atomic
def confirm(
    finding: Finding,
    *,
    by: Any,
    on: date,
    required: str = "",
    pace: str = "",
    proof_wanted: str = "",
    decision: str = "",
) -> Finding:
    """It stands: a fault goes out as an order in the same breath, praise goes on record."""
    said: dict[str, Any] = {"decision": decision.strip() or finding.decision, "decided_on": on}
    advance(FINDING, finding, "confirm", by=by, **said)
    if not finding.is_praise:
        wanted = {"required": required.strip(), "pace": pace, "proof_wanted": proof_wanted}
        finding.order = _order(finding, by, on, wanted)
        finding.save(update_fields=["order"])
    return _end(finding, on)


@transaction.atomic
def withdraw(finding: Finding, *, by: Any, on: date, decision: str) -> Finding:
    """It does not stand; why stays on record for both sides."""
    said: dict[str, Any] = {"decision": decision.strip(), "decided_on": on}
    return _end(advance(FINDING, finding, "withdraw", by=by, **said), on)


@transaction.atomic
def transfer(finding: Finding, *, by: Any, on: date, decision: str = "") -> Finding:
    """Hand a clue of crime or corruption upwards; the organ accused no longer sees it."""
    said: dict[str, Any] = {"decision": decision.strip(), "decided_on": on}
    return _end(advance(FINDING, finding, "transfer", by=by, **said), on)


def _amended(
    finding: Finding, facts: str, severity: int | None, office: Unit | None
) -> dict[str, Any]:
    """What the amendment really changes."""
    if severity is not None and not finding.is_praise and not 1 <= severity <= rules.MOST_SEVERE:
        raise SEVERITY_UNFIT(severity=severity)
    if office is not None and office.organ_id != finding.organ_id:
        raise OFFICE_ELSEWHERE(office=office.name, organ=finding.organ.name)
    given = {"facts": facts or None, "judged": severity, "office": office}
    changes = {
        name: value
        for name, value in given.items()
        if value is not None and value != getattr(finding, name)
    }
    if not changes:
        raise NOTHING_AMENDED(number=finding.number)
    return changes


def _weighed(finding: Finding, judged: int, office: Unit | None) -> dict[str, Any]:
    """The same fault of the same office within a year weighs one grade more."""
    recurs = None if finding.is_praise else queries.precedent(finding, office)
    severity = min(judged + (1 if recurs else 0), rules.MOST_SEVERE)
    return {"recurs": recurs, "severity": severity}


def _order(finding: Finding, by: Any, on: date, wanted: dict[str, str]) -> Order:
    if not (wanted["required"] and wanted["pace"] in Order.Pace.values):
        raise NO_REQUIREMENT(number=finding.number)
    head = people.heads_of(finding.organ, on=on).first()
    if head is None:
        raise NO_HEAD(organ=finding.organ.name, day=on)
    norm = finding.norm
    order = rectification.draft(
        organ=finding.organ,
        office=finding.office,
        responsible=head,
        finders=list(finding.finders.all()),
        fault=finding.facts,
        basis=f"{norm.code} {norm.title} {norm.basis}".strip()[:200],
        severity=finding.severity,
        by=by,
        on=on,
        **wanted,
    )
    return rectification.issue(order, by=by, on=on)


def _turn(finding: Finding, rule: str, side: str, on: date) -> Finding:
    """The other side's period begins on the day this one's ends."""
    finding.clock = clocks.hand_over(finding.clock, finding, rule, side=side, on=on)
    finding.save(update_fields=["clock"])
    return finding


def _end(finding: Finding, on: date) -> Finding:
    if finding.clock is not None and finding.clock.ended_on is None:
        clocks.stop(finding.clock, on=on)
    return finding
