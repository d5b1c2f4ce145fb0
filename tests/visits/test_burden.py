"""The burden meter: what organs bear is counted; what is sealed or covert is not told them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from mingcha.core.refusal import Refusal
from mingcha.organs import commands as organs
from mingcha.people.models import Duty
from mingcha.visits import queries
from mingcha.visits.commands import burden as commands
from mingcha.visits.commands import rounds
from mingcha.visits.models import Burden, Visit

from . import city

R = Duty.Role


@pytest.fixture
def head(clerk, organ):
    return city.person("head", "局长", R.HEAD, clerk, organ)


def record(organ, by, on, **facts):
    said = {"kind": "form", "happened_on": date(2026, 2, 3), "hours": Decimal("6.5")}
    said |= {"title": "月度报表", "imposed_by": "市统计局"}
    return commands.record_burden(organ, **{**said, **facts}, by=by, on=on)


@pytest.fixture
def visited(organ, clerk, day):
    """Three visits to the organ: one open, one covert, one sealed."""
    city.offices(organ, clerk)
    team = city.inspectors(clerk, 2)
    city.checklist(clerk, day)
    plan = city.plan(clerk, day)
    modes = ["open", "covert", "open"]
    facts = {"organ": organ, "place": None, "reason": "x", "beyond": "y", "place_type": "office"}
    visits = [
        rounds.name_target(
            plan, **facts, team=team, mode=mode, opens_at=city.tomorrow(day), by=clerk, on=day
        )
        for mode in modes
    ]
    pks = [visit.pk for visit in visits[:2]]
    Visit.objects.filter(pk__in=pks).update(state="verified")
    return organ


def test_a_burden_counts_in_the_quarter_in_which_it_was_borne(organ, clerk, day):
    record(organ, clerk, day)
    record(organ, clerk, day, kind="meeting", hours=Decimal(4))
    record(organ, clerk, day, kind="check", happened_on=day)
    meter = queries.burden_of(organ, 2026, person=clerk)
    assert (meter.forms, meter.meetings, meter.checks) == (1, 1, 1)
    assert meter.quarters[0].hours == Decimal("10.5")
    assert meter.quarters[1].check == 1


def test_what_an_office_bears_is_borne_by_its_organ(organ, clerk, day):
    office = city.offices(organ, clerk, 1)[0]
    assert record(office, clerk, day).organ == organ


def test_an_organ_reports_its_own_burden(organ, head, day):
    assert record(organ, head, day).organ == organ


def test_an_organ_reports_nobody_else_s_burden(organ, head, clerk, day):
    other = organs.found("MZ9", "别局", level="organ", kind="service", since=city.SINCE, by=clerk)
    with pytest.raises(Refusal) as no:
        record(other, head, day)
    assert no.value.code == "workflow.not_yours"
    assert not Burden.objects.exists()


@pytest.mark.parametrize("hours", [Decimal(0), Decimal(-1), Decimal(10_000)])
def test_hours_that_cannot_be_are_refused(organ, clerk, day, hours):
    with pytest.raises(Refusal) as no:
        record(organ, clerk, day, hours=hours)
    assert no.value.code == "visits.hours_unfit"


def test_what_lies_ahead_has_not_been_borne(organ, clerk, day):
    with pytest.raises(Refusal) as no:
        record(organ, clerk, day, happened_on=day + timedelta(days=1))
    assert no.value.code == "visits.day_ahead"


def test_the_centre_s_meter_counts_what_has_opened_and_nothing_sealed(visited, clerk):
    (meter,) = queries.borne(2026, clerk)
    assert (meter.visits, meter.ceiling, meter.over) == (2, 2, 0)


def test_an_organ_s_own_meter_never_counts_a_covert_visit(visited, head):
    (meter,) = queries.borne(2026, head)
    assert meter.visits == 1
    assert queries.burden_of(visited, 2026).visits == 1


def test_a_leader_s_meter_counts_verified_visits(visited, clerk):
    leader = city.person("leader", "沈明远", R.LEADER, clerk)
    assert [meter.visits for meter in queries.borne(2026, leader)] == [2]


def test_a_head_reads_the_own_organ_and_others_read_none(organ, head, clerk, day):
    other = organs.found("MZ9", "别局", level="organ", kind="service", since=city.SINCE, by=clerk)
    record(organ, clerk, day)
    record(other, clerk, day)
    assert [meter.organ for meter in queries.borne(2026, head)] == [organ]
    assert queries.burdens_visible_to(head).count() == 1
    staff = city.person("s", "某", R.STAFF, clerk, organ)
    assert queries.borne(2026, staff) == []
    assert not queries.burdens_visible_to(staff).exists()


def test_without_a_plan_there_is_no_ceiling(organ, clerk):
    assert queries.borne(2026, clerk)[0].ceiling is None
