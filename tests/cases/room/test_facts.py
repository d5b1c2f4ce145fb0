"""What the room tells others: columns for the reckoning, real days for the inventory."""

from __future__ import annotations

from datetime import date

from mingcha.cases import queries
from mingcha.foundation.columns import FACTS
from tests.cases.room import lines as room


def test_the_inventory_learns_how_long_real_cases_took(take_in):
    take_in(*room.usual("A-1"), *room.usual("A-2", decided="2026-03-11"))
    seen = queries.measured("GH-001", date(2026, 3, 1), date(2026, 3, 31))
    assert (seen.cases, seen.mean_days, seen.median_days) == (2, 6.0, 6.0)
    assert queries.measured("GH-001", date(2026, 1, 1), date(2026, 1, 31)) is None


def test_only_decided_flags_are_told_and_no_applicant(late, day):
    told = list(FACTS["cases_cases"].rows(day))
    assert len(told[0]) == len(FACTS["cases_cases"].columns)
    assert told[0][-1] is False
    assert list(FACTS["cases_flags"].rows(day)) == [], "a suspicion is told to nobody"
