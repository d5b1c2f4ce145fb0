"""Taking back what was entered in error, before anybody has signed or built upon it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.db import transaction

from mingcha.core.machine import NOT_YOURS
from mingcha.foundation import clocks, journal
from mingcha.foundation.references import batches, referring
from mingcha.people.parties import those_who_lead
from mingcha.visits.models import Observation, Visit
from mingcha.visits.refusals import BUILT_UPON

RECORDED: Final = ("state", "began_at", "ended_at", "present", "facts", "organ_words", "clock_id")
OWN: Final = frozenset({"visits.observation", "visits.visit_team"})  # go with the visit


@transaction.atomic
def take_back(visits: Sequence[Visit], *, by: Any, on: date) -> None:
    """Paper sheets entered in error leave the register; none that is signed or referred to."""
    if not those_who_lead(None, by):
        raise NOT_YOURS(who=those_who_lead.words)
    if held := referring(visits, own=OWN):
        visit, what, n = held[0]
        raise BUILT_UPON(number=visit, n=n, what=what)
    for each in visits:
        if each.state != Visit.State.RECORDED:
            raise BUILT_UPON(number=each, n=1, what=each.get_state_display())
        if each.clock is not None and each.clock.ended_on is None:
            clocks.stop(each.clock, on=on)
    told = [(each, {"number": each.number, "organ": each.organ}) for each in visits]
    journal.record_many("visits.visit.take_back", told, by=by)
    for part in batches([each.pk for each in visits]):
        Observation.objects.filter(visit__in=part).delete()
        Visit.objects.filter(pk__in=part).delete()


@transaction.atomic
def put_back(visit: Visit, *, was: Mapping[str, Any], by: Any, on: date) -> Visit:
    """A paper sheet entered in error for a sealed visit never was: it waits for its sheet again."""
    if not those_who_lead(None, by):
        raise NOT_YOURS(who=those_who_lead.words)
    if visit.state != Visit.State.RECORDED:
        raise BUILT_UPON(number=visit, n=1, what=visit.get_state_display())
    if held := referring([visit], own=OWN):
        _, what, n = held[0]
        raise BUILT_UPON(number=visit, n=n, what=what)
    if visit.clock is not None and visit.clock.ended_on is None:
        clocks.stop(visit.clock, on=on)
    Observation.objects.filter(visit=visit).delete()
    Visit.objects.filter(pk=visit.pk).update(**was)
    journal.record("visits.visit.put_back", about=visit, by=by, facts={"number": visit.number})
    visit.refresh_from_db()
    if visit.clock is not None:  # it ran for the team that had opened the envelope
        clocks.revive(visit.clock)
    return visit
