"""The demonstration's year: a rule in force, a draft tried out, provisional sheets so far."""

import pytest

from mingcha.assessment import queries
from mingcha.assessment.models import Adjustment, YearRule, YearSheet
from mingcha.assessment.record import year as record
from mingcha.demo import city
from mingcha.foundation import xrays
from mingcha.organs.models import Unit

pytestmark = pytest.mark.usefixtures("small_city", "db", "day")


def test_the_rule_of_the_year_was_tried_and_published_before_it_and_the_next_is_prepared():
    rules = {rule.code: rule for rule in YearRule.objects.all()}
    assert {code: rule.state for code, rule in rules.items()} == {
        "year-2026-1": "published",
        "year-2027-1": "drafted",
    }
    assert rules["year-2026-1"].published_on.year == 2025
    assert all(queries.is_fresh(rule) for rule in rules.values())
    tried = rules["year-2027-1"].trial
    assert any(unit["band"] for unit in tried["units"])


def test_every_organ_of_the_year_has_one_provisional_sheet_that_nobody_was_told():
    sheets = YearSheet.objects.select_related("rule")
    assert sheets.count() >= Unit.objects.filter(level="organ", active_to=None).count()
    assert all(one.provisional and one.told_on is None for one in sheets)
    assert {one.state for one in sheets} == {"checked"}
    assert all(record.agrees(one) for one in sheets)
    assert all({"service_users", "approvals"} <= set(one.missing) for one in sheets)
    assert any(one.score is not None for one in sheets)


def test_a_bonus_counts_and_a_veto_event_waits_for_somebody_else():
    kinds = dict(Adjustment.objects.values_list("of_kind", "state"))
    assert kinds == {"bonus": "confirmed", "veto": "proposed"}
    bonus = Adjustment.objects.get(of_kind="bonus")
    (sheet,) = YearSheet.objects.filter(organ=bonus.organ)
    assert [extra["number"] for extra in sheet.inputs["bonuses"]] == [bonus.number]
    assert not [one for one in xrays.findings() if one.which.startswith(("ND", "TZ", "year"))]
    assert sheet.computed_on == city.DAY
