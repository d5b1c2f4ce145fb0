"""The same acts for programs, under the same names and with the same noes."""

from __future__ import annotations

import pytest

from mingcha.norms import commands, queries
from mingcha.norms.models import Institution, Norm
from mingcha.people import commands as people


@pytest.fixture
def send(client, clerk, day):
    return as_(client, clerk, day)


def as_(client, person, day):
    token = people.make_token(person, "程序", by=person, on=day)
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"

    def send(address, said=None):
        if said is None:
            return client.get(f"/api{address}")
        return client.post(f"/api{address}", said, content_type="application/json")

    return send


def test_the_norms_of_a_day_are_listed_by_kind(send, catalogue):
    assert len(send("/norms").json()) == 20
    [row] = send("/norms?failure_kind=extortion").json()
    assert (row["code"], row["is_red_line"]) == ("N13", True)
    assert send("/norms?on=2020-01-01").json() == []
    assert send(f"/norms/{row['id']}").json() == row
    assert send("/norms/999999").status_code == 404


def test_a_norm_is_entered_amended_and_ended(send, catalogue):
    said = {"code": "N21", "title": "少跑一次", "failure_kind": "slow", "since": "2026-04-10"}
    made = send("/norms", said).json()
    pk = made["id"]
    new = send(f"/norms/{pk}/amend", {"text": "最多一次。", "since": "2026-05-01"}).json()
    assert (new["title"], new["text"], new["since"]) == ("少跑一次", "最多一次。", "2026-05-01")
    ended = send(f"/norms/{new['id']}/end", {"last_day": "2026-06-30"}).json()
    assert ended["until"] == "2026-06-30"
    no = send(f"/norms/{new['id']}/end", {"last_day": "2026-06-30"})
    assert no.status_code == 409
    assert no.json()["type"] == "urn:mingcha:refusal:workflow.wrong_state"


def test_an_institution_is_entered_for_one_organ_and_amended(send, organ):
    said = {"code": "G01", "title": "周五答疑制", "organ": organ.pk, "since": "2026-04-01"}
    made = send("/institutions", said).json()
    assert made["organ_id"] == organ.pk
    send(f"/institutions/{made['id']}/amend", {"title": "每日答疑制", "since": "2026-05-01"})
    [row] = send("/institutions?on=2026-05-01").json()
    assert (row["title"], row["organ_id"]) == ("每日答疑制", organ.pk)
    assert send(f"/institutions/{row['id']}").json() == row
    assert send("/institutions", {**said, "code": "G02", "organ": 99999}).status_code == 404
    assert Institution.objects.count() == 2


def test_a_checklist_is_drafted_filled_and_put_in_use(send, norm, day):
    commands.retire(queries.checklist_for("phone"), by=people.Person.objects.get(), on=day)
    pk = send("/checklists", {"place_type": "phone", "title": "电话表"}).json()["id"]
    said = {"norm": norm.pk, "question": "六声内有人接听"}
    whole = send(f"/checklists/{pk}/add_item", said).json()
    assert whole["items"][0]["norm"] == "N05"
    assert send(f"/checklists/{pk}/put_in_use", {}).json()["state"] == "in_use"
    assert len(send("/checklists?place_type=phone").json()) == 2
    assert send(f"/checklists/{pk}").json()["items"][0]["question"] == "六声内有人接听"


def test_a_reader_reads_and_changes_nothing(client, inspector, catalogue, day):
    send = as_(client, inspector, day)
    assert len(send("/norms").json()) == 20
    said = {"code": "N21", "title": "少跑一次", "failure_kind": "slow", "since": "2026-04-10"}
    no = send("/norms", said)
    assert no.status_code == 403
    assert no.json()["type"] == "urn:mingcha:refusal:workflow.not_yours"
    assert send("/checklists", {"place_type": "phone", "title": "表"}).status_code == 403
    pk = Norm.objects.first().pk
    assert send(f"/norms/{pk}/amend", {"text": "别的"}).status_code == 403
    assert Norm.objects.count() == 20


def test_every_act_of_the_room_is_an_operation(client, db):
    from mingcha.norms.workflow import CHECKLIST, INSTITUTION, NORM
    from mingcha.web.api import api

    paths = api.get_openapi_schema()["paths"].values()
    known = {row["operationId"] for path in paths for row in path.values()}
    for life in (NORM, INSTITUTION, CHECKLIST):
        assert {life.verb(act).replace(".", "_") for act in life.acts} <= known
