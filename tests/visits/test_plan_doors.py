"""Doors of plans, rounds and the burden meter: pages and programs call the same acts."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingcha.people.models import Duty
from mingcha.visits.commands import rounds
from mingcha.visits.models import Burden, Plan, Round, Visit

from . import city

R = Duty.Role


@pytest.fixture
def office(client, clerk):
    client.force_login(clerk)
    return client


@pytest.fixture
def plan(clerk, day, organ):
    city.offices(organ, clerk)
    city.inspectors(clerk)
    city.checklist(clerk, day)
    return city.plan(clerk, day)


@pytest.fixture
def drawn(plan, clerk, day):
    round_ = city.draw(city.prepare(plan, clerk, day, want=2), clerk, day)
    rounds.assign_round(round_, by=clerk, on=day)
    return round_


def reader(client, role, clerk, organ=None):
    client.force_login(city.person("reader", "某", role, clerk, organ))
    return client


def post(client, address, said=None):
    return client.post(f"/api{address}", json.dumps(said or {}), content_type="application/json")


ROUND = {
    "theme": city.THEME,
    "mode": "covert",
    "place_type": "office",
    "opens_at": "2026-04-11T09:00",
    "want": "2",
}


def test_a_plan_is_drafted_revised_and_approved_by_its_pages(office, day):
    said = {"year": 2026, "title": "计划", "themes": "窗口服务", "ceiling": 4}
    address = office.post("/visits/plans/draft/", said)["Location"]
    assert "窗口服务" in office.get(f"{address}revise/").content.decode()
    answer = office.post(f"{address}approve/")
    assert answer.status_code == 409
    assert "visits.theme_without_document" in answer.content.decode()
    office.post(f"{address}revise/", {**said, "themes": city.THEMES})
    office.post(f"{address}approve/")
    assert Plan.objects.get().state == "approved"


def test_a_second_plan_of_a_year_is_refused_on_the_page(office, plan):
    said = {"year": 2026, "title": "又", "themes": city.THEMES, "ceiling": 4}
    answer = office.post("/visits/plans/draft/", said)
    assert answer.status_code == 409
    assert "visits.plan_exists" in answer.content.decode()


def test_the_page_of_a_plan_shows_themes_with_documents_and_its_rounds(office, plan, drawn):
    page = office.get(f"/visits/plans/{plan.pk}/").content.decode()
    assert "明政发〔2026〕3号 第二条" in page
    assert drawn.draw.number in page


def test_plans_are_listed(office, plan):
    assert plan.title in office.get("/visits/plans/").content.decode()


def test_nobody_outside_the_centre_finds_a_plan(client, clerk, organ, plan):
    page = reader(client, R.HEAD, clerk, organ)
    assert plan.title not in page.get("/visits/plans/").content.decode()
    for act in ("", "revise/", "prepare_round/", "name_target/"):
        assert page.get(f"/visits/plans/{plan.pk}/{act}").status_code == 404


def test_an_inspector_reads_the_plan_and_sees_no_round(client, clerk, plan, drawn):
    page = reader(client, R.INSPECTOR, clerk)
    assert drawn.draw.number not in page.get(f"/visits/plans/{plan.pk}/").content.decode()
    assert page.get(f"/visits/rounds/{drawn.pk}/").status_code == 404
    assert page.get(f"/visits/plans/{plan.pk}/prepare_round/").status_code == 403


def test_a_pool_is_fixed_by_its_page_and_leads_to_the_round(office, plan):
    assert city.THEME in office.get(f"/visits/plans/{plan.pk}/prepare_round/").content.decode()
    answer = office.post(f"/visits/plans/{plan.pk}/prepare_round/", ROUND)
    round_ = Round.objects.get()
    assert answer["Location"] == f"/visits/rounds/{round_.pk}/"
    assert round_.draw.wants == {"management": 2}


def test_places_are_asked_in_all_or_by_class(office, plan):
    both = {**ROUND, "want_management": "1"}
    assert office.post(f"/visits/plans/{plan.pk}/prepare_round/", both).status_code == 422
    by_class = {**ROUND, "want": "", "want_management": "1"}
    assert office.post(f"/visits/plans/{plan.pk}/prepare_round/", by_class).status_code == 302
    assert Round.objects.get().draw.wants == {"management": 1}


def test_organs_named_without_a_reason_are_refused_and_the_words_kept(office, plan, organ):
    said = {**ROUND, "organs": organ.code}
    answer = office.post(f"/visits/plans/{plan.pk}/prepare_round/", said)
    assert answer.status_code == 422
    assert "visits.no_reason" in answer.content.decode()
    office.post(f"/visits/plans/{plan.pk}/prepare_round/", {**said, "reason": "投诉集中"})
    assert "投诉集中" in office.get(f"/visits/rounds/{Round.objects.get().pk}/").content.decode()


def test_an_organ_nobody_knows_is_an_error_at_its_field(office, plan):
    answer = office.post(f"/visits/plans/{plan.pk}/prepare_round/", {**ROUND, "organs": "没有局"})
    assert answer.status_code == 422


def test_the_round_shows_envelopes_by_number_and_no_place(office, drawn, organ):
    page = office.get(f"/visits/rounds/{drawn.pk}/").content.decode()
    assert "CF-2026-0001" in page
    for visit in Visit.objects.all():
        assert visit.place.name not in page
        assert visit.code not in page
        assert visit.leader.name not in page
    assert organ.name not in page


def test_envelopes_are_sealed_by_hand_where_the_worker_is_late(office, plan, clerk, day):
    round_ = city.draw(city.prepare(plan, clerk, day, want=2), clerk, day)
    office.post(f"/visits/rounds/{round_.pk}/assign_round/")
    assert Visit.objects.count() == 2


def test_sealing_before_the_draw_is_refused_on_the_page(office, plan, clerk, day):
    round_ = city.prepare(plan, clerk, day, want=2)
    answer = office.post(f"/visits/rounds/{round_.pk}/assign_round/")
    assert answer.status_code == 409
    assert "visits.not_drawn" in answer.content.decode()


def named(team, **facts):
    said = {k: v for k, v in ROUND.items() if k != "want"}
    said |= {"target": "MZ001-01", "reason": "群众反映"}
    return {**said, "leader": team[0], "team": team[1:], **facts}


def test_a_target_is_named_by_its_page(office, plan):
    team = list(Visit.team.rel.model.objects.filter(staff_no__startswith="I"))[:2] or None
    pks = [one.pk for one in team]
    assert office.get(f"/visits/plans/{plan.pk}/name_target/").status_code == 200
    answer = office.post(f"/visits/plans/{plan.pk}/name_target/", named(pks))
    assert answer.status_code == 302
    visit = Visit.objects.get()
    assert (visit.place.code, visit.leader_id, visit.reason) == ("MZ001-01", pks[0], "群众反映")


def test_the_burden_meter_shows_and_exports_every_organ(office, organ, clerk, day):
    page = office.get("/visits/burden/").content.decode()
    assert organ.name in page
    assert organ.name in office.get("/visits/burden/?format=csv").content.decode("utf-8-sig")
    assert office.get("/visits/burden/?format=xlsx").content[:2] == b"PK"


def test_a_head_reports_what_the_own_organ_bore(client, clerk, organ, day):
    page = reader(client, R.HEAD, clerk, organ)
    said = {"organ": organ.pk, "kind": "form", "title": "月报", "imposed_by": "市统计局"}
    said |= {"happened_on": "2026-02-03", "hours": "6.5"}
    assert page.get("/visits/burden/record_burden/").status_code == 200
    answer = page.post("/visits/burden/record_burden/", said)
    assert answer["Location"] == f"/visits/burden/{organ.pk}/"
    assert "月报" in page.get(f"/visits/burden/{organ.pk}/").content.decode()


def test_an_organ_reads_no_other_meter(client, clerk, organ):
    other = city.organ("MZ009", "别局", "service", clerk)
    page = reader(client, R.HEAD, clerk, organ)
    assert page.get(f"/visits/burden/{other.pk}/").status_code == 404
    assert other.name not in page.get("/visits/burden/").content.decode()
    said = {"organ": other.pk, "kind": "form", "title": "x", "imposed_by": "y"}
    said |= {"happened_on": "2026-02-03", "hours": "1"}
    assert page.post("/visits/burden/record_burden/", said).status_code == 422
    assert not Burden.objects.exists()


def test_staff_enter_no_burden(client, clerk, organ):
    assert reader(client, R.STAFF, clerk).get("/visits/burden/record_burden/").status_code == 403


@pytest.mark.parametrize("year", ["", "?year=2025", "?year=nonsense", "?year=99999", "?year=0000"])
def test_any_year_may_be_asked_of_the_meter(office, organ, year):
    assert office.get(f"/visits/burden/{year}").status_code == 200
    assert office.get(f"/visits/burden/{organ.pk}/{year}").status_code == 200


@pytest.mark.parametrize("address", ["plans/", "plans/{plan}/", "rounds/{round}/", "burden/"])
def test_these_pages_ask_few_questions(office, plan, drawn, address):
    url = "/visits/" + address.format(plan=plan.pk, round=drawn.pk)
    office.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert office.get(url).status_code == 200
    assert len(asked) <= 16


def test_programs_draft_approve_and_draw_under_a_plan(office, organ, clerk, day):
    city.offices(organ, clerk)
    city.inspectors(clerk)
    city.checklist(clerk, day)
    said = {"year": 2026, "title": "计划", "themes": city.THEMES, "ceiling": 4}
    pk = post(office, "/plans", said).json()["id"]
    assert post(office, f"/plans/{pk}/approve").json()["state"] == "approved"
    assert post(office, f"/plans/{pk}/revise", said).status_code == 409
    said = {**ROUND, "opens_at": "2026-04-11T09:00:00+08:00", "want": 2}
    made = post(office, f"/plans/{pk}/prepare_round", said).json()
    assert post(office, f"/rounds/{made['id']}/assign_round").status_code == 409
    city.draw(Round.objects.get(), clerk, day)
    sealed = post(office, f"/rounds/{made['id']}/assign_round").json()
    assert sealed == office.get(f"/api/rounds/{made['id']}/envelopes").json()
    assert set(sealed[0]) == {"number", "state", "opens_at"}
    assert office.get("/api/rounds").json()["items"][0]["envelopes"] == 2
    assert [row["year"] for row in office.get("/api/plans").json()] == [2026]


def test_programs_name_a_target_and_are_refused_where_nobody_is_inspector(office, plan):
    said = {"target": "MZ001-01", "reason": "群众反映", "mode": "open"}
    said |= {"opens_at": "2026-04-11T09:00:00+08:00"}
    address = f"/plans/{plan.pk}/name_target"
    assert post(office, address, {**said, "team": ["I1", "I2"]}).json()["state"] == "sealed"
    assert post(office, address, {**said, "team": ["I1", "clerk"]}).status_code == 422
    assert post(office, address, {**said, "team": ["I1"]}).status_code == 422
    assert post(office, address, {**said, "team": ["I1", "nobody"]}).status_code == 422


def test_programs_read_and_feed_the_meter(office, organ, day):
    said = {"organ": organ.code, "kind": "check", "title": "检查", "imposed_by": "省厅"}
    said |= {"happened_on": date(2026, 3, 1).isoformat(), "hours": "3"}
    assert post(office, "/burden", said).json()["checks"] == 1
    assert office.get("/api/burden?year=2026").json()[0]["hours"] in ("3.0", "3", 3)
    assert post(office, "/burden", {**said, "hours": "0"}).status_code == 422
