"""Acts on a round up to its opening, and its two ends. What the count gave is in `result`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction

from mingcha.appraisals import record, rules
from mingcha.appraisals.commands import ballot, suspicion
from mingcha.appraisals.models import Round, RuleVersion, Subject
from mingcha.appraisals.models.rule import Kind
from mingcha.appraisals.refusals import (
    CHOICE_WITHOUT_REASON,
    DATES_UNFIT,
    NO_PART,
    NOBODY_RATED,
    OPENS_TOO_SOON,
    PART_TOO_LATE,
    PERIOD_UNFIT,
    RULE_NOT_PUBLISHED,
    RULE_OF_ANOTHER_KIND,
)
from mingcha.appraisals.workflow import ROUND
from mingcha.core.machine import NOT_YOURS
from mingcha.foundation import clocks, journal, policy, workdays
from mingcha.foundation.models import Clock
from mingcha.foundation.numbers import next_number
from mingcha.foundation.workflow import advance
from mingcha.meetings.models import Meeting
from mingcha.organs.models import Unit
from mingcha.organs.queries import as_it_was
from mingcha.people.models import Person
from mingcha.people.parties import the_conduct_office

CENTRE = Clock.Side.CENTRE
OVER = {Round.State.FINAL, Round.State.CLOSED, Round.State.VOID}


@transaction.atomic
def design(
    title: str,
    *,
    kind: str,
    period: str,
    rule: RuleVersion,
    units: Sequence[Unit],
    opens_on: date,
    closes_on: date,
    by: Any,
    on: date,
    reason: str = "",
    meeting: Meeting | None = None,
) -> Round:
    """Put a round on record: its kind, its rule, who is rated in it, from when to when."""
    if not the_conduct_office(None, by):
        raise NOT_YOURS(who=the_conduct_office.words)
    facts: dict[str, Any] = {"of_kind": kind, "period": period, "reason": reason.strip()}
    facts |= {"opens_on": opens_on, "closes_on": closes_on, "rule": rule, "meeting": meeting}
    _fit(facts)
    round_ = Round.objects.create(number=next_number("PY", on.year), title=title.strip(), **facts)
    _rate(round_, units, opens_on)
    said = {**facts, "rule": rule.code, "organs": [unit.code for unit in units]}
    journal.record("appraisals.round.design", about=round_, by=by, facts=said)
    return round_


def _fit(facts: Mapping[str, Any]) -> None:
    """Whether period, dates, rule and reason go together."""
    if not record.PERIOD.match(facts["period"]):
        raise PERIOD_UNFIT(period=facts["period"])
    if facts["closes_on"] < facts["opens_on"]:
        raise DATES_UNFIT(opens=facts["opens_on"], closes=facts["closes_on"])
    if facts["rule"].of_kind != facts["of_kind"]:
        raise RULE_OF_ANOTHER_KIND(code=facts["rule"].code)
    if facts["rule"].state == RuleVersion.State.DISCARDED:
        raise RULE_NOT_PUBLISHED(code=facts["rule"].code)
    if facts["of_kind"] == Kind.KEY_POINT and not facts["reason"]:
        raise CHOICE_WITHOUT_REASON()


def _rate(round_: Round, units: Sequence[Unit], on: date) -> None:
    """Freeze who is rated: name and class as they stand on the opening day."""
    known = dict(record.rule_of(round_.rule).weights)
    rows = []
    for place, unit in enumerate(units):
        kind = as_it_was(unit.head_organ, on=on).kind
        if kind not in known:
            raise NOBODY_RATED()
        name = as_it_was(unit, on=on).name
        facts = {"code": unit.code, "name": name, "kind": kind, "place": place}
        rows.append(Subject(round=round_, unit=unit, **facts))
    if not rows:
        raise NOBODY_RATED()
    round_.subjects.all().delete()
    Subject.objects.bulk_create(rows)


@transaction.atomic
def amend(
    round_: Round,
    *,
    by: Any,
    on: date,
    units: Sequence[Unit] | None = None,
    **changes: Any,
) -> Round:
    """Change a round before it is published: title, period, rule, dates, reason, who is rated."""
    facts = {name: getattr(round_, name) for name in ("of_kind", "period", "rule", "reason")}
    facts |= {"opens_on": round_.opens_on, "closes_on": round_.closes_on, **changes}
    _fit(facts)
    listed = {"organs": [unit.code for unit in units]} if units is not None else {}
    advance(ROUND, round_, "amend", by=by, said=listed, **changes)
    if units is not None:
        _rate(round_, units, round_.opens_on)
    return round_


@transaction.atomic
def publish(round_: Round, *, by: Any, on: date) -> Round:
    """Publish rule and organs to everybody, early enough before the opening."""
    spot = round_.of_kind == Kind.ON_THE_SPOT
    days = policy.value(rules.PUBLISH_SPOT_WD if spot else rules.PUBLISH_WD, on=on)
    first = workdays.calendar().add(on, days)
    if ROUND.why_not("publish", round_, by) is None and round_.opens_on < first:
        raise OPENS_TOO_SOON(day=on, first=first, days=days)
    advance(ROUND, round_, "publish", by=by, published_on=on)
    ahead = 0 if spot else policy.value(rules.PANEL_WD, on=on)
    return turn(round_, rules.PANEL_WD, on=on, days=max(_until(round_.opens_on, on) - ahead, 1))


@transaction.atomic
def draw_panel(
    round_: Round,
    *,
    by: Any,
    on: date,
    drawn: bool = False,
    blind: bool = True,
    groups: Sequence[Mapping[str, Any]] | None = None,
) -> Round:
    """The panel stands: the ballot's paper is drafted and fixed for its groups.

    `groups` are those of the rule unless the draw made variants for recused members (`peer.1`).
    """
    if no := ROUND.why_not("draw_panel", round_, by):
        raise no
    made = ballot.make(
        round_, groups or ballot.groups_of(round_), drawn=drawn, blind=blind, by=by, on=on
    )
    advance(ROUND, round_, "draw_panel", by=by, poll=made)
    return turn(round_, rules.OPEN_WD, on=on, days=max(_until(round_.opens_on, on), 1))


@transaction.atomic
def open(  # noqa: A001 -- the act's name
    round_: Round,
    *,
    scrutineers: Sequence[Person],
    by: Any,
    on: date,
    said: Mapping[str, Any] | None = None,
) -> Round:
    """Release the ballot: its scrutineers are seated, and only with them can it be opened.

    `said` stands in the journal beside them: why it opens with invitations undelivered.
    """
    facts = {"scrutineers": [p.pk for p in scrutineers], **(said or {})}
    advance(ROUND, round_, "open", by=by, said=facts)
    ballot.seat(round_, scrutineers, by=by, on=on)
    late = policy.value(rules.COUNT_WD, on=on)
    return turn(round_, rules.OPEN_WD, on=on, days=max(_until(round_.closes_on, on), 1) + late)


@transaction.atomic
def close(round_: Round, *, by: Any, on: date) -> Round:
    """The notice is out and the comments are handed over; the proof of the count is published."""
    ballot.publish(round_, by=by, on=on)
    return end(advance(ROUND, round_, "close", by=by), on)


@transaction.atomic
def void(round_: Round, *, reason: str, by: Any, on: date) -> Round:
    """Declare a round void, and why; its ballot with it. It stays on record."""
    advance(ROUND, round_, "void", by=by, remark=reason.strip())
    ballot.void(round_, reason.strip(), by=by, on=on)
    suspicion.leave(round_, on=on)
    return end(round_, on)


@transaction.atomic
def enter_part(
    subject: Subject, *, by: Any, on: date, other: Decimal | None = None, veto: str = ""
) -> Subject:
    """Enter an organ's work check and veto event, or correct them before the result is final."""
    if not the_conduct_office(None, by):
        raise NOT_YOURS(who=the_conduct_office.words)
    if subject.round.state in OVER:
        raise PART_TOO_LATE(number=subject.round.number)
    if other is not None and not 0 <= other <= 100:
        raise NO_PART(value=other)
    subject.other, subject.veto = other, veto.strip()
    subject.save(update_fields=["other", "veto"])
    facts = {"organ": subject.code, "other": other, "veto": subject.veto}
    journal.record("appraisals.round.enter_part", about=subject.round, by=by, facts=facts)
    return subject


def points_of(text: str | None) -> Decimal | None:
    """Points as a program sends them, exact; nothing stays nothing."""
    if text is None or not text.strip():
        return None
    try:
        points = Decimal(text).quantize(Decimal("0.01"))
    except InvalidOperation:
        raise NO_PART(value=text[:20]) from None
    if not points.is_finite():
        raise NO_PART(value=text[:20])
    return points


def _until(day: date, on: date) -> int:
    """Working days from the day after `on` to a day."""
    calendar = workdays.calendar()
    return calendar.count(on, day) - calendar.is_working(on) if day > on else 0


def turn(
    round_: Round, rule: str, *, on: date, side: str = CENTRE, days: int | None = None
) -> Round:
    """One period ends and the next begins on the same day."""
    round_.clock = clocks.hand_over(round_.clock, round_, rule, side=side, on=on, days=days)
    round_.save(update_fields=["clock"])
    return round_


def end(round_: Round, on: date) -> Round:
    """Nothing runs any more."""
    if round_.clock is not None and round_.clock.ended_on is None:
        clocks.stop(round_.clock, on=on)
    return round_
