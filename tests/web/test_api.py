"""The API: who may ask, what is refused how, and that its description is complete."""

from datetime import timedelta

import pytest

from mingcha.foundation import time
from mingcha.people import commands
from mingcha.people.models import Token


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


def test_every_operation_is_described_and_named(client, db):
    said = client.get("/api/openapi.json").json()
    for path in said["paths"].values():
        for operation in path.values():
            assert operation["operationId"]
            assert operation["description"]
