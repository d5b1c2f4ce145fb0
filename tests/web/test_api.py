"""The API: who may ask, what is refused how, and that its description is complete."""

import json
from datetime import timedelta

import pytest

from mingcha.foundation import time
from mingcha.people import commands
from mingcha.people.models import Token
from mingcha.web import openapi


@pytest.fixture
def token(clerk, day):
    return commands.make_token(clerk, "统计程序", by=clerk, on=day)


def ask(client, path, token):
    return client.get(path, headers={"authorization": f"Bearer {token}"})


def test_without_a_token_or_a_session_nothing_is_told(client, organ):
    assert client.get("/api/organs").status_code == 401
    assert ask(client, "/api/organs", "mc_guessed").status_code == 401


def test_a_token_opens_the_api_as_its_owner(client, organ, token):
    said = ask(client, "/api/organs", token).json()
    assert [unit["name"] for unit in said] == ["市规划局"]
    assert ask(client, f"/api/organs/{organ.pk}", token).json()["code"] == "MZ001"
    assert ask(client, "/api/organs?on=2019-01-01", token).json() == []


def test_a_token_is_kept_only_as_a_digest(token):
    kept = Token.objects.get()
    assert token not in (kept.digest, kept.name)


def test_a_revoked_or_outlived_token_opens_nothing(client, organ, clerk, day):
    first = commands.make_token(clerk, "一", by=clerk, on=day)
    second = commands.make_token(clerk, "二", by=clerk, on=day, days=1)
    commands.revoke_token(Token.objects.get(name="一"), by=clerk, on=day)
    assert ask(client, "/api/organs", first).status_code == 401
    assert ask(client, "/api/organs", second).status_code == 200
    with time.at(day + timedelta(days=2)):
        assert ask(client, "/api/organs", second).status_code == 401


def described(client):
    return client.get("/api/openapi.json").json()


def test_every_operation_is_named_described_shown_by_example_and_says_how_it_refuses(client, db):
    said = described(client)
    for path, method, operation in openapi.operations(said):
        name = operation["operationId"]
        assert name, (path, method)
        assert operation["description"], name
        answers = operation["responses"]
        assert any(code.startswith("4") for code in answers), name
        bodies = [*operation.get("requestBody", {}).get("content", {}).values()]
        for code, answer in answers.items():
            if code.startswith("2"):
                bodies += answer.get("content", {}).values()
        assert all("example" in body for body in bodies if "schema" in body), name
        assert all(
            "example" in p or "example" in p["schema"] for p in operation.get("parameters", [])
        ), name


def test_no_two_operations_bear_one_name(client, db):
    names = [
        operation["operationId"] for _p, _m, operation in openapi.operations(described(client))
    ]
    assert len(set(names)) == len(names)


def test_an_example_of_what_is_sent_fits_its_own_schema(client, db):
    said = described(client)
    for _path, _method, operation in openapi.operations(said):
        for body in operation.get("requestBody", {}).get("content", {}).values():
            schema = said["components"]["schemas"].get(
                body["schema"].get("$ref", "").rpartition("/")[2], {}
            )
            assert set(schema.get("required", [])) <= set(body["example"]), operation["operationId"]


def test_every_no_of_the_api_is_a_problem_document(client, clerk, organ, token):
    bearer = {"authorization": f"Bearer {token}"}
    answers = {
        401: client.get("/api/organs"),
        404: client.get("/api/findings/999999", headers=bearer),
        422: client.post(
            "/api/people/1/charge", "{}", content_type="application/json", headers=bearer
        ),
    }
    for status, answer in answers.items():
        assert answer.status_code == status, answer.content
        assert answer["Content-Type"] == "application/problem+json"
        assert {"type", "title", "detail", "status"} == set(answer.json())


def test_what_a_newer_description_breaks_is_told(client, db):
    old = described(client)
    new = json.loads(json.dumps(old))
    new["paths"].pop("/api/organs")
    schemas = new["components"]["schemas"]
    schemas["UnitOut"]["properties"].pop("code")
    schemas["PeoplePersonChargeIn"].setdefault("required", []).append("document")
    schemas["PersonOut"]["properties"]["name"]["type"] = "integer"
    broken = openapi.breaks(old, new)
    assert any("organs_unit_list is gone" in line for line in broken)
    assert "UnitOut.code is gone" in broken
    assert "PeoplePersonChargeIn.document must be sent now" in broken
    assert "PersonOut.name was string, is integer" in broken
    assert openapi.breaks(old, old) == []
    assert openapi.additions(new, old) == ["organs_unit_list"]
