"""Suspicions: raised with the count, a decision proposed by one person and taken by another."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from mingcha.appraisals import rules
from mingcha.appraisals.alternative import Raised, raised
from mingcha.appraisals.models import Reckoning, Round, Suspicion
from mingcha.appraisals.models.rule import Kind
from mingcha.appraisals.queries.movement import round_before
from mingcha.appraisals.queries.results import least_told
from mingcha.appraisals.workflow import SUSPICION, UNDECIDED
from mingcha.foundation import clocks, journal
from mingcha.foundation.models import Clock
from mingcha.foundation.numbers import next_number
from mingcha.foundation.workflow import advance


@transaction.atomic
def flag(made: Reckoning, *, on: date) -> list[Suspicion]:
    """Raise a suspicion for each flag of a count, with the results beside it; nobody chooses."""
    round_ = made.round
    spot = round_.of_kind == Kind.ON_THE_SPOT
    before = None if spot else round_before(round_)
    found = raised(made, before, least=least_told(), spot=spot)
    return [_raise(made, one, on=on) for one in found]


def _raise(made: Reckoning, one: Raised, *, on: date) -> Suspicion:
    facts = one.flag["facts"]
    suspicion = Suspicion.objects.create(
        number=next_number("YD", on.year),
        round=made.round,
        sign=one.flag["kind"],
        group=facts.get("group", ""),
        target=facts.get("target", ""),
        flag=one.flag,
        figures=one.figures,
        withheld=one.withheld,
        weighty=one.weighty,
        raised_on=on,
    )
    side = Clock.Side.CENTRE
    suspicion.clock = clocks.start(suspicion, rules.CHECK_WD, side=side, on=on)
    suspicion.save(update_fields=["clock"])
    said: dict[str, Any] = {
        "round": made.round.number,
        "sign": suspicion.sign,
        "digest": made.digest,
    }
    said |= {"group": suspicion.group, "organ": suspicion.target, "weighty": suspicion.weighty}
    journal.record("appraisals.suspicion.flag", about=suspicion, by=None, facts=said)
    return suspicion


@transaction.atomic
def propose(suspicion: Suspicion, *, verdict: str, proposal: str, by: Any, on: date) -> Suspicion:
    """Say what was found when it was looked into; another person decides."""
    facts = {"verdict": verdict, "proposal": proposal.strip()}
    advance(SUSPICION, suspicion, "propose", by=by, proposed_on=on, proposed_by=by, **facts)
    return suspicion


@transaction.atomic
def confirm(suspicion: Suspicion, *, reason: str, by: Any, on: date) -> Suspicion:
    """Somebody pulled at these papers. What follows for the round is another act, by people."""
    return _decided(suspicion, "confirm", reason=reason, by=by, on=on)


@transaction.atomic
def dismiss(suspicion: Suspicion, *, reason: str, by: Any, on: date) -> Suspicion:
    """There is an honest explanation; it stays on record with the figures."""
    return _decided(suspicion, "dismiss", reason=reason, by=by, on=on)


def leave(round_: Round, *, on: date) -> None:
    """Of a void round nothing has to be decided in time any more."""
    for one in round_.suspicions.filter(state__in=UNDECIDED).select_related("clock"):
        _stop(one, on)


def _decided(suspicion: Suspicion, act: str, *, reason: str, by: Any, on: date) -> Suspicion:
    facts = {"decided_on": on, "decided_by": by, "reason": reason.strip()}
    advance(SUSPICION, suspicion, act, by=by, **facts)
    _stop(suspicion, on)
    return suspicion


def _stop(suspicion: Suspicion, on: date) -> None:
    if suspicion.clock is not None and suspicion.clock.ended_on is None:
        clocks.stop(suspicion.clock, on=on)
