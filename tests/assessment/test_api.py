"""Scores for programs: the same acts, and enough to recompute a sheet elsewhere."""

import pytest
from django.test import Client

from mingcha.assessment import commands
from mingcha.assessment.workflow import SHEET
from mingcha.core import rulebook, scoring
from mingcha.people import commands as people


@pytest.fixture
def as_(day):
    def bearer(person):
        key = people.make_token(person, "test", by=person, on=day)
        return Client(headers={"Authorization": f"Bearer {key}"})

    return bearer


def post(client, address, **said):
    return client.post(address, said, content_type="application/json")


def test_list_and_show_give_what_one_may_see(as_, told, clerk, inspector):
    rows = as_(clerk).get("/api/sheets", {"period": "2026Q1"}).json()["items"]
    assert [(row["number"], row["score"]) for row in rows] == [(told.number, "95.00")]
    assert as_(clerk).get(f"/api/sheets/{told.pk}").json()["findings"] == 1
    assert as_(inspector).get("/api/sheets").json()["items"] == []
    assert as_(inspector).get(f"/api/sheets/{told.pk}/reckoning").status_code == 404


def test_a_stranger_recomputes_the_sheet_from_what_the_api_says(as_, told, head):
    said = as_(head).get(f"/api/sheets/{told.pk}/reckoning").json()
    rule = rulebook.RuleVersion.of(said["rule"]["code"], said["rule"]["parameters"])
    seen = scoring.Visited(
        said["inputs"]["subject"],
        said["inputs"]["period"],
        said["inputs"]["checks"],
        tuple(scoring.Finding(**finding) for finding in said["inputs"]["findings"]),
    )
    assert scoring.score_visits(seen, rule).to_json() == told.reckoning


def test_a_program_objects_and_is_refused_with_a_reason(as_, told, head, clerk):
    assert post(as_(clerk), f"/api/sheets/{told.pk}/decide").status_code == 409
    answer = post(as_(head), f"/api/sheets/{told.pk}/object", objection="不是我局。")
    assert answer.json()["state"] == "objected"


def test_rules_are_listed_and_published(as_, rule, clerk, director):
    said = {
        "code": "2026-9",
        "parameters": rule.parameters,
        "document": "明作风办〔2026〕9号",
        "valid_from": "2026-07-01",
    }
    assert post(as_(director), "/api/rules", **said).status_code == 403
    assert post(as_(clerk), "/api/rules", **said).json()["code"] == "2026-9"
    assert len(as_(director).get("/api/rules").json()) == 2


def test_every_act_is_an_operation(as_, clerk):
    paths = as_(clerk).get("/api/openapi.json").json()["paths"]
    for act in SHEET.acts:
        assert (
            paths[f"/api/sheets/{{pk}}/{act}"]["post"]["operationId"] == f"assessment_sheet_{act}"
        )


def test_a_sheet_is_checked_through_the_api(as_, sheet, auditor, clerk):
    assert post(as_(clerk), f"/api/sheets/{sheet.pk}/check").status_code == 403
    assert post(as_(auditor), f"/api/sheets/{sheet.pk}/check").json()["state"] == "checked"
    assert commands.tell_all("2026Q1", by=clerk, on=sheet.computed_on) == []
