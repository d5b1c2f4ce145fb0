"""Who sees which year, who can be compared, what waits, what a careful clerk finds, who is told."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from mingcha.assessment import queries, reactions
from mingcha.assessment.commands import adjustment as adjustments
from mingcha.assessment.commands import year as years
from mingcha.assessment.models import YearRule, YearSheet
from mingcha.assessment.record import year as record
from mingcha.core.composite import composite
from mingcha.core.yearrule import YearRule as Rule
from mingcha.foundation import time, xrays
from mingcha.foundation.models import JournalEntry
from mingcha.organs import commands as organs
from mingcha.people import commands as people
from mingcha.people.models import Duty, Message
from tests.assessment.year import final_round

R = Duty.Role
NEW_YEAR = date(2027, 1, 5)


def waits(person, on):
    return [one.number for one in queries.waiting_for(person, on=on)]


@pytest.mark.parametrize("role", [R.CONDUCT_OFFICE, R.DIRECTOR, R.LEADER, R.AUDITOR])
def test_those_who_run_lead_and_audit_see_every_year(year_sheet, charged, role):
    assert queries.years_visible_to(charged("x", "某某", role)).count() == 1


@pytest.mark.parametrize("role", [R.INSPECTOR, R.CASE_HANDLER, R.STAFF, R.SUPERVISION])
def test_nobody_else_sees_any(year_told, charged, role):
    person = charged("x", "某某", role)
    assert queries.years_visible_to(person).count() == 0
    assert queries.adjustments_visible_to(person).count() == 0


def test_an_organ_sees_its_own_year_and_no_other(year_told, other, head, charged):
    liaison = charged("liaison", "周联络", R.LIAISON, other)
    assert queries.years_matching("规划", head).get() == year_told
    assert not queries.years_matching("规划", liaison).exists()


def test_each_step_waits_for_whoever_does_it_and_a_provisional_year_for_nobody(
    year, clerk, auditor, head, leader, director, day
):
    years.compute(2026, by=clerk, on=day)
    assert waits(auditor, day) == waits(clerk, day) == []
    with time.at(NEW_YEAR):
        (one,) = years.compute(2026, by=clerk, on=NEW_YEAR)
        assert waits(auditor, NEW_YEAR) == [one.number]
        years.check(one, by=auditor, on=NEW_YEAR)
        years.tell(one, by=clerk, on=NEW_YEAR)
        assert (waits(head, NEW_YEAR), waits(clerk, NEW_YEAR)) == ([one.number], [])
        years.object(one, by=head, on=NEW_YEAR, objection="有误。")
        assert (waits(director, NEW_YEAR), waits(clerk, NEW_YEAR)) == ([one.number], [])
        years.review(one, by=director, on=NEW_YEAR, outcome="rejected", review="属实。")
        years.propose(one, by=clerk, on=NEW_YEAR, proposal=one.band)
        assert waits(leader, NEW_YEAR) == [one.number]


def test_an_adjustment_waits_for_somebody_else(organ, clerk, director, day):
    said = {"year": 2026, "kind": "bonus", "points": Decimal(1), "ground": "改革", "document": "文"}
    one = adjustments.propose(organ, **said, by=clerk, on=day)
    assert (waits(clerk, day), waits(director, day)) == ([], [one.number])


# Who can be compared


@pytest.fixture
def field(year_rule, organ, other, clerk, checked, day):
    """Four organs of one class: two alike, one far below, one that lacks a part."""
    found = [organ, other]
    for n in (3, 4):
        found.append(
            organs.found(f"MZ00{n}", f"市某{n}局", level="organ", kind="management",
                         since=date(2020, 1, 1), by=clerk)
        )  # fmt: skip
    for one in found:
        checked(one, 200)
    final_round(dict(zip(found, (80, 79, 5, 78), strict=True)), "concentrated")
    final_round(dict(zip(found, (80, 81, 5, None), strict=True)), "quarterly", period="2026Q2")
    with time.at(NEW_YEAR):
        years.compute(2026, by=clerk, on=NEW_YEAR)
    return found


def test_bands_are_drawn_only_among_years_of_the_same_parts_and_where_intervals_part(field):
    one = queries.in_class(YearSheet.objects.all(), 2026, "management")
    bands = {
        peers.missing: [[sheet.organ.code for sheet in band] for band in peers.bands]
        for peers in one.peers
    }
    lacking = ("service_users", "approvals", "key_offices")
    assert bands == {
        lacking: [["MZ001", "MZ002"], ["MZ003"]],
        ("quarterly", *lacking): [["MZ004"]],
    }
    sheets = {sheet.organ.code: sheet for sheet in YearSheet.objects.all()}
    assert one.place_of(sheets["MZ002"]) == (1, 2)
    assert one.place_of(sheets["MZ004"]) is None
    assert "2" in queries.class_plot(one.peers[-1]).title


# X-rays


def found(code):
    return [one.which for one in xrays.findings() if code in one.what]


def test_the_xray_finds_a_sheet_whose_inputs_no_longer_give_its_digest(year_sheet):
    assert found("重算") == []
    YearSheet.objects.update(inputs={**year_sheet.inputs, "late": ["ZG-2026-0099"]})
    assert found("重算") == [year_sheet.number]


def test_the_xray_finds_a_published_rule_whose_weights_do_not_sum(year_rule, clerk, day):
    assert found("年度考评办法公布后被改动") == []
    odd = {**year_rule.parameters, "parts": [{**year_rule.parameters["parts"][0]}]}
    YearRule.objects.create(
        code="year-2030-1", title="坏", first_year=2030, parameters=odd, document="文",
        digest="0" * 64, published_on=day, state="published", trial={}, by=clerk,
    )  # fmt: skip
    assert found("年度考评办法公布后被改动") == ["year-2030-1"]


def test_the_xray_finds_an_objection_nobody_reviews(year_told, head, over):
    years.object(year_told, by=head, on=over, objection="有误。")
    assert found("异议") == []
    with time.at(date(2027, 3, 1)):
        assert found("异议") == [year_told.number]


# Reactions


def heard(verb):
    return JournalEntry.objects.filter(verb=verb).last()


def told_to(person):
    return Message.objects.filter(to=person).count()


def test_the_organ_is_told_its_year_and_who_may_review_hears_of_an_objection(
    year_told, head, director, clerk, inspector, over
):
    for _ in range(2):
        reactions.tell_the_organ_its_year(heard("assessment.yearsheet.tell"))
    assert (told_to(head), told_to(inspector)) == (1, 0)
    years.object(year_told, by=head, on=over, objection="有误。")
    reactions.tell_who_may_review(heard("assessment.yearsheet.object"))
    assert (told_to(director), told_to(clerk)) == (1, 0)
    years.review(year_told, by=director, on=over, outcome="rejected", review="属实。")
    entry = heard("assessment.yearsheet.review")
    reactions.tell_the_organ_what_became_of_its_year(entry)
    assert told_to(head) == 2


def test_the_organ_is_told_of_a_confirmed_adjustment(organ, clerk, director, head, day):
    said = {"year": 2026, "kind": "bonus", "points": Decimal(1), "ground": "改革", "document": "文"}
    one = adjustments.propose(organ, **said, by=clerk, on=day)
    adjustments.confirm(one, by=director, on=day)
    reactions.tell_the_organ_of_an_adjustment(heard("assessment.adjustment.confirm"))
    assert told_to(head) == 1


# For programs


@pytest.fixture
def as_program(over):
    def bearer(person):
        key = people.make_token(person, "test", by=person, on=over)
        return Client(headers={"Authorization": f"Bearer {key}"})

    return bearer


def post(client, address, **said):
    return client.post(address, said, content_type="application/json")


def test_a_stranger_adds_the_year_up_from_what_the_api_says(as_program, year_told, head):
    said = as_program(head).get(f"/api/year-sheets/{year_told.pk}/reckoning").json()
    rule = Rule.of(said["rule"]["code"], said["rule"]["parameters"])
    made = composite("MZ001", "2026", record.given_of(said["inputs"]), rule)
    assert made.to_json() == year_told.reckoning


def test_programs_do_the_same_acts_and_hear_the_same_noes(
    as_program, year_told, head, clerk, director, organ
):
    assert post(as_program(clerk), f"/api/year-sheets/{year_told.pk}/object").status_code == 422
    refused = post(as_program(clerk), f"/api/year-sheets/{year_told.pk}/object", objection="x")
    assert refused.status_code == 403
    rows = as_program(head).get("/api/year-sheets", {"year": 2026}).json()["items"]
    assert [row["score"] for row in rows] == ["93.33"]
    said = {"organ": "MZ001", "year": 2026, "kind": "bonus", "points": "2", "ground": "改革",
            "document": "文"}  # fmt: skip
    made = post(as_program(clerk), "/api/adjustments", **said).json()
    done = post(as_program(director), f"/api/adjustments/{made['id']}/confirm")
    assert done.json()["state"] == "confirmed"
    rule = {"code": "year-2028-1", "title": "办法", "first_year": 2028,
            "parameters": year_told.rule.parameters}  # fmt: skip
    none = {**rule["parameters"]["parts"][0], "weight": None}
    unfit = {"parameters": {**rule["parameters"], "parts": [none]}}
    for odd in ({"code": "x" * 41}, {"code": "a/b"}, {"title": "长" * 201}, unfit):
        assert post(as_program(clerk), "/api/year-rules", **{**rule, **odd}).status_code == 422
    for odd in ({"points": "0.001"}, {"points": "100"}, {"about": "x" * 21}):
        assert post(as_program(clerk), "/api/adjustments", **{**said, **odd}).status_code == 422
    drafted = post(as_program(clerk), "/api/year-rules", **rule).json()
    assert drafted["state"] == "drafted"
    tried = post(as_program(clerk), f"/api/year-rules/{drafted['id']}/try_out")
    assert tried.status_code == 200
    trial = as_program(clerk).get(f"/api/year-rules/{drafted['id']}/trial").json()["trial"]
    assert trial["units"][0]["unit"] == organ.code
    assert as_program(head).get(f"/api/year-rules/{drafted['id']}").status_code == 404
    published = year_told.rule_id
    assert as_program(head).get(f"/api/year-rules/{published}").status_code == 200
    assert as_program(head).get(f"/api/year-rules/{published}/trial").status_code == 404
