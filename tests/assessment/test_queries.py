"""Who sees which sheet, who can be told apart, what waits, how it went on."""

from datetime import date, timedelta

import pytest

from mingcha.assessment import commands, queries
from mingcha.assessment.models import Sheet
from mingcha.foundation import xrays
from mingcha.people.models import Duty
from tests.assessment.conftest import Q1

R = Duty.Role


def seen(person):
    return queries.visible_to(person).count()


@pytest.mark.parametrize("role", [R.CONDUCT_OFFICE, R.DIRECTOR, R.LEADER, R.AUDITOR])
def test_those_who_run_lead_and_audit_see_every_sheet(sheet, charged, role):
    assert seen(charged("x", "某某", role)) == 1


@pytest.mark.parametrize("role", [R.INSPECTOR, R.CASE_HANDLER, R.STAFF, R.SUPERVISION])
def test_nobody_else_of_the_city_sees_any(sheet, charged, role):
    assert seen(charged("x", "某某", role)) == 0


def test_an_organ_sees_its_own_once_told_and_no_others(
    sheet, other, head, charged, auditor, clerk, day
):
    liaison = charged("liaison", "周联络", R.LIAISON, other)
    assert seen(head) == 0
    commands.check(sheet, by=auditor, on=day)
    commands.tell(sheet, by=clerk, on=day)
    assert (seen(head), seen(liaison)) == (1, 0)
    assert queries.matching("规划", head).get() == sheet
    assert not queries.matching("规划", liaison).exists()


def test_the_rule_in_force_is_the_newest_that_holds(rule):
    assert queries.rule_on(date(2026, 1, 1)) == rule
    assert queries.rule_on(date(2025, 12, 31)) is None


# Ranks


@pytest.fixture
def three(rule, organ, other, clerk, checked, confirmed, day):
    """Two organs that can be told apart, one of another class."""
    from mingcha.organs import commands as organs

    away = organs.found(
        "MZ003", "市教育局", level="organ", kind="service", since=date(2020, 1, 1), by=clerk
    )
    for one in (organ, other, away):
        for _ in range(10):
            checked(one, 60)
    for _ in range(20):
        confirmed(other, severity=3)
    return commands.compute(Q1, by=clerk, on=day)


def test_ranks_are_given_inside_one_class_where_intervals_part(three, organ, other):
    found = queries.standing(Sheet.objects.all(), Q1, "management")
    assert [[one.organ for one in band] for band in found.bands] == [[organ], [other]]
    assert found.band_of(three[1]) == 2
    assert "可以区分" in queries.sentence(found)
    assert queries.standing_plot(found).svg


def test_no_rank_is_given_where_nobody_can_be_told_apart(three):
    found = queries.standing(Sheet.objects.all(), Q1, "service")
    assert not found.parted
    assert found.band_of(three[2]) is None
    assert queries.standing(Sheet.objects.all(), Q1, "utility").bands == ()


def test_whoever_is_not_rated_is_listed_apart(rule, organ, clerk, day):
    (one,) = commands.compute(Q1, by=clerk, on=day)
    found = queries.standing(Sheet.objects.all(), Q1, "management")
    assert (found.bands, found.unrated) == ((), (one,))
    assert not queries.standing_plot(found).svg


# Trend


def test_the_trend_begins_at_the_baseline_and_says_what_is_beyond_chance(told, organ, clerk):
    commands.decide(told, by=clerk, on=told.clock.due_on + timedelta(1))
    assert not queries.trend(organ).svg  # one quarter is no trend
    following = Sheet.objects.get(pk=told.pk)
    following.pk, following.number, following.period = None, "PF-2026-9999", "2026Q2"
    following.save()
    assert queries.trend(organ).svg
    from mingcha.foundation.plots import Trend

    first, better = Trend("2026Q1", 80, 75, 85, 40), Trend("2026Q2", 95, 92, 98, 40)
    said = {queries.change(rows) for rows in ([], [first], [first, better], [better, first])}
    assert len(said) == 4
    assert queries.change([first, Trend("2026Q2", 84, 79, 89, 40)]) not in said


# What waits


def whats(person, day):
    return [one.number for one in queries.waiting_for(person, on=day)]


def test_a_sheet_waits_for_whoever_is_next_and_for_nobody_else(
    sheet, auditor, clerk, director, head, inspector, day
):
    def waiting():
        people = {"auditor": auditor, "clerk": clerk, "director": director, "head": head}
        return {name for name, person in people.items() if whats(person, day)}

    assert waiting() == {"auditor"}
    commands.check(sheet, by=auditor, on=day)
    assert waiting() == {"clerk"}
    commands.tell(sheet, by=clerk, on=day)
    assert waiting() == {"head"}
    later = sheet.clock.due_on + timedelta(1)
    assert whats(clerk, later) == [sheet.number]
    assert whats(head, later) == []
    commands.object(sheet, by=head, on=day, objection="不实")
    assert waiting() == {"director"}  # the clerk computed it
    commands.review(sheet, by=director, on=day, outcome="rejected", review="属实。")
    assert waiting() == {"clerk"}
    assert whats(inspector, day) == []


def test_facts_changed_says_when_a_sheet_is_behind_the_facts(told, organ, confirmed):
    assert not queries.facts_changed(told)
    confirmed(organ, happened_on=date(2026, 3, 3))
    assert queries.facts_changed(told)


def test_the_doctor_finds_a_sheet_that_differs_and_an_objection_left_lying(told, head, day):
    def told_by():
        return [fault.what for fault in xrays.findings() if fault.which == told.number]

    assert told_by() == []
    commands.object(told, by=head, on=day, objection="不实")
    told.clock.due_on = date(2026, 4, 1)
    told.clock.save()
    Sheet.objects.update(digest="0" * 64)
    assert len(told_by()) == 2
