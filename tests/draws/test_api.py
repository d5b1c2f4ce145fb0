"""Draws for programs: the same acts, the same seal."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from mingcha.draws import queries
from mingcha.draws.models import Draw
from mingcha.foundation import journal, time

from .conftest import SEED, WITNESSES


@pytest.fixture
def office(client, clerk):
    client.force_login(clerk)
    return client


def post(client, address, said=None):
    return client.post(f"/api{address}", json.dumps(said or {}), content_type="application/json")


def test_draws_are_listed_and_shown_without_what_they_drew(office, drawn):
    (row,) = office.get("/api/draws").json()["items"]
    assert row == office.get(f"/api/draws/{drawn.pk}").json()
    assert row["fingerprint"] == drawn.fingerprint
    assert not {"record", "pool", "codes"} & set(row)


def test_a_program_draws_and_is_refused_with_a_reason_the_second_time(office, prepared):
    said = {"seed": SEED, "witnesses": "\n".join(WITNESSES)}
    assert post(office, f"/draws/{prepared.pk}/draw", said).json()["state"] == "drawn"
    again = post(office, f"/draws/{prepared.pk}/draw", said)
    assert (again.status_code, again.json()["type"]) == (
        409,
        "urn:mingcha:refusal:workflow.wrong_state",
    )


def test_a_program_declares_a_draw_void(office, drawn):
    assert post(office, f"/draws/{drawn.pk}/void", {"reason": "错"}).json()["remark"] == "错"


def test_the_record_of_a_sealed_draw_needs_a_look(office, drawn):
    assert office.get(f"/api/draws/{drawn.pk}/record").json()["seed"] == SEED
    opens = datetime(2026, 4, 11, 8, tzinfo=time.city_zone())
    Draw.objects.update(sealed_until=opens)
    assert office.get(f"/api/draws/{drawn.pk}/record").status_code == 409
    assert post(office, f"/draws/{drawn.pk}/look").json()["seed"] == SEED
    assert journal.about(drawn).filter(verb="draws.draw.look").exists()


def test_an_inspector_s_program_finds_no_draw(client, inspector, drawn):
    client.force_login(inspector)
    assert client.get("/api/draws").json()["items"] == []
    assert client.get(f"/api/draws/{drawn.pk}").status_code == 404
    assert post(client, f"/draws/{drawn.pk}/look").status_code == 404


def test_a_program_repeats_a_draw(client, inspector, drawn):
    client.force_login(inspector)
    record = json.loads(queries.record_of(drawn).to_json())
    said = {"record": record, "fingerprint": drawn.fingerprint}
    assert post(client, "/draws/replay", said).json() == {
        "agrees": True,
        "differences": [],
        "compared": True,
    }
    record["seed"] = "dice:1-1-1"
    assert not post(client, "/draws/replay", said).json()["agrees"]
