"""The same acts for programs: codes instead of buttons, the same reasons."""

import pytest
from django.test import Client

from mingcha.findings import commands
from mingcha.findings.workflow import FINDING
from mingcha.people import commands as people


@pytest.fixture
def as_(day):
    def bearer(person):
        key = people.make_token(person, "test", by=person, on=day)
        return Client(headers={"Authorization": f"Bearer {key}"})

    return bearer


def post(client, finding, act, **said):
    address = f"/api/findings/{finding.pk}/{act}"
    return client.post(address, said, content_type="application/json")


def test_list_and_show_give_what_one_may_see(as_, finding, handler, head):
    client = as_(handler)
    assert client.get("/api/findings").json()["items"][0]["number"] == finding.number
    shown = client.get(f"/api/findings/{finding.pk}").json()
    assert (shown["organ"], shown["norm"], shown["order"]) == ("MZ001", "N01", None)
    assert as_(head).get("/api/findings").json()["items"] == []
    assert as_(head).get(f"/api/findings/{finding.pk}").status_code == 404


def test_a_program_carries_a_finding_from_letter_to_order(as_, finding, handler, head):
    assert post(as_(handler), finding, "feed_back").json()["state"] == "fed_back"
    answer = post(as_(head), finding, "reply", stance="explains", reply="当时在开会。")
    assert answer.json()["stance"] == "explains"
    said = {"facts": finding.facts, "severity": 1, "decision": "更正。"}
    assert post(as_(handler), finding, "amend", **said).status_code == 422
    done = post(as_(handler), finding, "confirm", required="窗口有人。", pace="at_once").json()
    assert done["state"] == "confirmed"
    assert done["order"].startswith("ZG-2026-")


def test_a_refusal_is_a_problem_with_its_code(as_, finding, handler):
    answer = post(as_(handler), finding, "confirm", required="改。", pace="at_once")
    assert answer.status_code == 409
    assert answer.json()["type"].endswith("workflow.wrong_state")


def test_withdraw_and_transfer_through_the_api(as_, finding, propose, extortion, handler):
    assert post(as_(handler), finding, "withdraw").status_code == 422
    assert post(as_(handler), finding, "withdraw", decision="误记。").json()["state"] == "withdrawn"
    grave = propose(norm=extortion)
    assert post(as_(handler), grave, "transfer").json()["state"] == "transferred"


def test_every_act_of_people_is_an_operation(as_, handler):
    paths = as_(handler).get("/api/openapi.json").json()["paths"]
    for act in set(FINDING.acts) - {"lapse_reply"}:
        assert (
            paths[f"/api/findings/{{pk}}/{act}"]["post"]["operationId"] == f"findings_finding_{act}"
        )
    assert "/api/findings/{pk}/lapse_reply" not in paths


def test_a_finding_of_another_organ_cannot_be_answered(as_, finding, handler, charged, clerk, day):
    from datetime import date

    from mingcha.organs import commands as organs
    from mingcha.people.models import Duty

    commands.feed_back(finding, by=handler, on=day)
    other = organs.found(
        "MZ009", "市水务局", level="organ", kind="service", since=date(2020, 1, 1), by=clerk
    )
    stranger = charged("x", "某某", Duty.Role.HEAD, other)
    assert post(as_(stranger), finding, "reply", stance="accepts").status_code == 404
