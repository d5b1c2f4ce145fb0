"""Taking down what inspectors bring back: each sheet once, whole, and never silently changed."""

from __future__ import annotations

import secrets
import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from mingcha.core.machine import NOT_YOURS
from mingcha.core.refusal import Refusal
from mingcha.foundation import clocks, journal, policy, time
from mingcha.foundation.numbers import next_number
from mingcha.foundation.workflow import advance
from mingcha.norms import queries as norms
from mingcha.norms.models import Checklist, Item
from mingcha.organs.models import Unit
from mingcha.people import queries as people
from mingcha.people.models import Duty, Person
from mingcha.people.parties import those_who_lead
from mingcha.visits import record
from mingcha.visits.models import Observation, Plan, Visit
from mingcha.visits.record import Answer, Sheet
from mingcha.visits.refusals import (
    ANSWERED_TWICE,
    HANDED_IN_OTHERWISE,
    ITEM_UNKNOWN,
    ITEMS_UNANSWERED,
    NO_REASON,
    NO_WITHOUT_FACTS,
    NOT_INSPECTORS,
    NOTHING_CHANGED,
    NUMBER_ELSEWHERE,
    PLACE_UNFIT,
    PRAISE_WITHOUT_FACTS,
    TEAM_TOO_SMALL,
    TIED,
)
from mingcha.visits.rules import MIN_INSPECTORS, VERIFY_WD
from mingcha.visits.workflow import VISIT

S = Visit.State
HANDED_IN = {S.RECORDED, S.SIGNED, S.VERIFIED}
HALF = 5  # letters on either side of the dash in the code shown at the door


@transaction.atomic
def hand_in(visit: Visit, *, by: Any, on: date, sheet: Sheet) -> Visit:
    """Put the sheet of a visit on record. The same sheet sent twice is one sheet."""
    _theirs(visit, by)
    sheet = sheet.tidy()
    if visit.state in HANDED_IN:
        return _the_same(visit, sheet)
    items = {item.number: item for item in norms.items_of(visit.checklist)}
    _check(sheet.answers, items)
    said = _in_words(visit, sheet)
    advance(
        VISIT,
        visit,
        "hand_in",
        by=by,
        said=said,
        began_at=sheet.began_at,
        ended_at=sheet.ended_at,
        present=sheet.present,
        facts=sheet.facts,
        organ_words=sheet.organ_words,
    )
    _take_down(visit, sheet.answers, items)
    visit.clock = clocks.hand_over(visit.clock, visit, VERIFY_WD, side="centre", on=on)
    visit.save(update_fields=["clock"])
    return visit


@transaction.atomic
def enter_field_sheet(
    *,
    by: Any,
    on: date,
    plan: Plan | None,
    organ: Unit,
    mode: str,
    team: Sequence[Person],
    checklist: Checklist,
    reason: str,
    sheet: Sheet,
    place: Unit | None = None,
    theme: str = "",
    key: uuid.UUID | None = None,
) -> Visit:
    """Enter a visit that was made and written down on paper, whole; it is recorded afterwards.

    `key` is the visit's own, made where the sheet was made: under one key there is one visit.
    """
    if not those_who_lead(None, by):
        raise NOT_YOURS(who=those_who_lead.words)
    known = Visit.objects.filter(pk=key).first() if key else None
    if known is not None:
        return hand_in(_at_the_same_place(known, organ, place), by=by, on=on, sheet=sheet)
    if not reason.strip():
        raise NO_REASON()
    day = _day(sheet.began_at)
    _fit(team, organ, place, on=day)
    visit = Visit.objects.create(
        pk=key or uuid.uuid4(),
        number=next_number("CF", day.year),
        plan=plan,
        reason=reason.strip(),
        theme=theme,
        mode=mode,
        organ=organ,
        place=place,
        place_type=checklist.place_type,
        checklist=checklist,
        leader=team[0],
        opens_at=sheet.began_at,
        code=new_code(),
    )
    visit.team.set(team)
    said = {"organ": organ, "place": place, "mode": mode, "team": team, "reason": reason}
    journal.record("visits.visit.enter_field_sheet", about=visit, by=by, facts=said)
    return hand_in(visit, by=by, on=on, sheet=sheet)


def new_code() -> str:
    """A code nobody can guess, in letters that can be read out over a counter."""
    letters = [secrets.choice(record.LETTERS) for _letter in range(2 * HALF)]
    return f"{''.join(letters[:HALF])}-{''.join(letters[HALF:])}"


def _theirs(visit: Visit, by: Any) -> None:
    party = VISIT["hand_in"].by
    if not party(visit, by):
        raise NOT_YOURS(who=party.words)


def _the_same(visit: Visit, sheet: Sheet) -> Visit:
    if record.fingerprint(visit, sheet) != record.digest(visit):
        raise HANDED_IN_OTHERWISE(number=visit.number)
    return visit


def _at_the_same_place(visit: Visit, organ: Unit, place: Unit | None) -> Visit:
    if visit.organ_id != organ.pk or (place is not None and visit.place_id != place.pk):
        sealed = visit.state == S.SEALED  # a guess must not tell where an envelope leads
        raise NUMBER_ELSEWHERE(organ=visit.number if sealed else visit.organ.name)
    return visit


def _check(answers: Sequence[Answer], items: dict[int, Item]) -> None:
    """Every question has one answer, and what tells something says what was seen."""
    for number, times in Counter(answer.number for answer in answers).items():
        if number not in items:
            raise ITEM_UNKNOWN(number=number)
        if times > 1:
            raise ANSWERED_TWICE(number=number)
    given = {answer.number for answer in answers if answer.seen in Observation.Seen.values}
    if missing := sorted(set(items) - given):
        raise ITEMS_UNANSWERED(numbers=", ".join(map(str, missing)))
    for answer in answers:
        if answer.seen == items[answer.number].telling and not answer.facts.strip():
            raise _untold(answer)


def _untold(answer: Answer) -> Refusal:
    if answer.seen == Observation.Seen.NO:
        return NO_WITHOUT_FACTS(number=answer.number)
    return PRAISE_WITHOUT_FACTS(number=answer.number)


def _in_words(visit: Visit, sheet: Sheet) -> dict[str, Any]:
    """The whole sheet for the journal: what a later one replaces is never lost."""
    digest = record.fingerprint(visit, sheet)
    earlier = journal.about(visit).filter(verb=VISIT.verb("hand_in"), facts__digest=digest)
    if visit.state == S.RETURNED and earlier.exists():  # what was taken back may come again
        raise NOTHING_CHANGED(number=visit.number, remark=visit.remark)
    answers = [
        [one.number, one.seen, one.facts, [piece.digest for piece in one.evidence]]
        for one in sheet.answers
    ]
    return {"digest": digest, "answers": answers}


def _take_down(visit: Visit, answers: Sequence[Answer], items: dict[int, Item]) -> None:
    Observation.objects.filter(visit=visit).delete()
    rows = {
        answer.number: Observation(item=items[answer.number], seen=answer.seen, facts=answer.facts)
        for answer in answers
    }
    visit.observations.add(*rows.values(), bulk=False)
    for answer in answers:
        rows[answer.number].evidence.set(answer.evidence)


def _fit(team: Sequence[Person], organ: Unit, place: Unit | None, *, on: date) -> None:
    """Enough inspectors, all of them in office that day, none of them tied to the organ."""
    if place is not None and place.head_organ != organ:
        raise PLACE_UNFIT(place=place.name, organ=organ.name)
    least = policy.value(MIN_INSPECTORS, on=on)
    if len(set(team)) < least:
        raise TEAM_TOO_SMALL(least=least, n=len(set(team)))
    inspector = Duty.Role.INSPECTOR
    if idle := [one for one in team if inspector not in people.roles_of(one, on=on)]:
        raise NOT_INSPECTORS(names=_names(idle))
    if tied := people.tied_to(organ, on=on).filter(pk__in=[person.pk for person in team]):
        raise TIED(names=_names(tied), organ=organ.name)


def _names(persons: Any) -> str:
    return "、".join(person.name for person in persons)


def _day(when: datetime) -> date:
    return when.astimezone(time.city_zone()).date()
