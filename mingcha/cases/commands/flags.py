"""Acts on flags: raised by the calendar, answered by the organ, judged by a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from mingcha.cases import queries, rules
from mingcha.cases.catalogue import BY_KIND, CHECKS, YELLOW
from mingcha.cases.commands.card import issue_card
from mingcha.cases.judging import Suspicion, suspicions
from mingcha.cases.models import Case, Flag
from mingcha.cases.refusals import NO_NORM
from mingcha.cases.terms import Inventory
from mingcha.cases.wording import facts_of, said_of
from mingcha.cases.workflow import FLAG
from mingcha.evidence.models import Evidence
from mingcha.findings import commands as findings
from mingcha.foundation import clocks, journal, policy, workdays
from mingcha.foundation.models import Clock
from mingcha.foundation.numbers import next_numbers
from mingcha.foundation.workflow import advance
from mingcha.norms import queries as norms
from mingcha.norms.models import Norm

CENTRE, ORGAN = Clock.Side.CENTRE, Clock.Side.ORGAN
BATCH = 500


@workdays.asked_once()
def flag(*, on: date, by: Any = None) -> list[Flag]:
    """Look at every case for which something has changed or a day has passed; raise what is new.

    Each case is judged as of the day up to which its organ's log tells, and no further. Safe to
    repeat: a suspicion that was raised once is not raised again, whatever became of it.
    """
    reach = queries.reach()
    until: dict[int, date] = {}
    asked = queries.to_judge(on=on).values_list("pk", "organ_id", "judged_on")
    for key, organ, judged in asked:
        day = min(on, reach.get(organ, on))
        if judged is None or judged < day:
            until[key] = day
    keys, inventory, raised = list(until), Inventory(), []
    for n in range(0, len(keys), BATCH):
        raised += _judge({key: until[key] for key in keys[n : n + BATCH]}, inventory, by, on)
    return raised


@transaction.atomic
def _judge(until: Mapping[int, date], inventory: Inventory, by: Any, on: date) -> list[Flag]:
    """Judge some cases, each as of the day up to which its log tells.

    They are locked, or events that a file appends meanwhile would pass for judged. What a file
    holds at this moment is left for the next time.
    """
    free = Case.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
    cases = list(free.filter(pk__in=list(until)).select_related("organ").order_by("pk"))
    keys = [case.pk for case in cases]
    told, ways, limits = queries.effective(cases), queries.ways_on(on), queries.limits_on(on)
    known = set(Flag.objects.filter(case__in=keys).values_list("case_id", "check_code", "place"))
    fresh: list[tuple[Case, Suspicion]] = []
    for case in cases:
        terms = inventory.terms(case.item, case.received_on)
        seen = queries.seen_case(case, told[case.pk], terms, ways, limits, until[case.pk])
        for one in suspicions(seen):
            key = (case.pk, one.check, one.place)
            if key not in known:
                known.add(key)
                fresh.append((case, one))
    for day in {until[key] for key in keys}:
        same = [key for key in keys if until[key] == day]
        Case.objects.filter(pk__in=same).update(judged_on=day)
    return raise_flags([_flagged(case, one) for case, one in fresh], by=by, on=on)


def _flagged(case: Case, one: Suspicion) -> Flag:
    check = CHECKS[one.check]
    return Flag(
        case=case,
        organ=case.organ,
        failure_kind=check.kind,
        check_code=one.check,
        article=check.article,
        event_id=one.event.pk if one.event else None,
        place=one.place,
        promise=one.promise,
        taken=one.taken,
        unit=one.unit,
        derivation=one.derivation,
        happened_on=one.happened_on,
    )


@transaction.atomic
def raise_flags(flags: Iterable[Flag], *, by: Any, on: date) -> list[Flag]:
    """Put suspicions on record and let the organ's time to answer begin."""
    made, days = list(flags), policy.value(rules.ANSWER_WD, on=on)
    for one, number in zip(made, next_numbers("BY", on.year, len(made)), strict=True):
        one.number, one.raised_on = number, on
        one.save()
        one.clock = clocks.start(one, rules.ANSWER_WD, side=ORGAN, on=on, days=days)
        one.save(update_fields=["clock"])
    journal.record_many("cases.flag.raise", ((one, facts_of(one)) for one in made), by=by)
    return made


@transaction.atomic
def answer(flag: Flag, *, by: Any, on: date, answer: str, proof: Sequence[Evidence] = ()) -> Flag:
    """The organ says what happened and why, with the papers that show it."""
    advance(FLAG, flag, "answer", by=by, answer=answer.strip())
    flag.answer_proof.add(*proof)
    flag.clock = clocks.hand_over(flag.clock, flag, rules.DECISION_WD, side=CENTRE, on=on)
    flag.save(update_fields=["clock"])
    return flag


@transaction.atomic
def confirm(flag: Flag, *, by: Any, on: date, decision: str) -> Flag:
    """It was so: the flag becomes a finding, and a card goes out.

    The finding is heard, decided and scored like any other; whoever confirmed it made it.
    """
    said: dict[str, Any] = {"decision": decision.strip(), "decided_on": on}
    advance(FLAG, flag, "confirm", by=by, **said)
    check = CHECKS.get(flag.check_code)
    with translation.override(settings.LANGUAGE_CODE):  # it is on record for all, not for one
        facts, reason = said_of(flag), _("Flag {number} was confirmed.").format(number=flag.number)
    flag.finding = findings.propose(
        origin=flag,
        organ=flag.organ,
        office=None,
        norm=_norm(flag, check.norm if check else BY_KIND[flag.failure_kind]),
        facts=facts,
        happened_on=min(flag.happened_on, on),
        finders=[by],
        by=by,
        on=on,
        evidence=list(flag.answer_proof.all()),
    )
    flag.save(update_fields=["finding"])
    colour = check.colour if check else YELLOW
    issue_card(flag.case, colour, reason=reason, by=by, on=on, flag=flag)
    return _end(flag, on)


@transaction.atomic
def excuse(flag: Flag, *, by: Any, on: date, decision: str) -> Flag:
    """There was a good reason, or the log was wrong; why stays on record."""
    said: dict[str, Any] = {"decision": decision.strip(), "decided_on": on}
    return _end(advance(FLAG, flag, "excuse", by=by, **said), on)


def _norm(flag: Flag, code: str) -> Norm:
    """The norm as it was worded when it happened."""
    if (norm := norms.norm(code, on=flag.happened_on)) is None:
        raise NO_NORM(code=code, number=flag.number)
    return norm


def _end(flag: Flag, on: date) -> Flag:
    if flag.clock is not None and flag.clock.ended_on is None:
        clocks.stop(flag.clock, on=on)
    return flag
