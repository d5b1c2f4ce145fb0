"""The operations of visits: the same doors, the same secrets, the whole sheet as one document."""

import json
import uuid

import pytest

from mingcha.findings.models import Finding
from mingcha.visits.models import Visit
from mingcha.visits.workflow import VISIT
from tests.visits.conftest import sheet_of

S = Visit.State


@pytest.fixture
def at(bring):
    return bring


@pytest.fixture
def ask(client):
    def asked(person, path, said=None):
        client.force_login(person)
        address = f"/api{path}"
        if said is None:
            return client.get(address)
        return client.post(address, json.dumps(said), content_type="application/json")

    return asked


def document(visit, **told):
    """The sheet as a program sends it."""
    sheet = sheet_of(visit, **told)
    answers = [
        {
            "number": one.number,
            "seen": one.seen,
            "facts": one.facts,
            "evidence": [str(piece.pk) for piece in one.evidence],
        }
        for one in sheet.answers
    ]
    hours = {"began_at": "2026-04-10T08:10:00+08:00", "ended_at": "2026-04-10T00:50:00Z"}
    return {**hours, "facts": sheet.facts, "present": sheet.present, "answers": answers}


def test_every_act_of_a_visit_is_an_operation(client, db):
    said = client.get("/api/openapi.json").json()
    names = {one["operationId"] for path in said["paths"].values() for one in path.values()}
    assert {VISIT.verb(act).replace(".", "_") for act in VISIT.acts} <= names
    assert {"visits_visit_list", "visits_visit_show", "visits_visit_enter_field_sheet"} <= names


def test_a_sealed_visit_tells_programs_its_number_and_hour_only(ask, at, clerk, auditor):
    visit = at("sealed")
    for person in (clerk, auditor):
        one = ask(person, f"/visits/{visit.pk}").json()
        (row,) = ask(person, "/visits").json()["items"]
        for said in (one, row):
            assert (said["number"], said["sealed"]) == (visit.number, True)
            assert (said["organ"], said["place"], said["team"]) == (None, None, [])
        assert one["answers"] == []


def test_asking_for_an_organ_does_not_point_at_a_sealed_visit(ask, at, clerk):
    at("sealed")
    opened = at("opened")
    rows = ask(clerk, "/visits?organ=MZ001").json()["items"]
    assert [row["number"] for row in rows] == [opened.number]


def test_a_look_is_an_act_that_shows_the_target_to_whoever_looked(ask, at, director, clerk):
    visit = at("sealed")
    answer = ask(director, f"/visits/{visit.pk}/look", {"reason": "核对"})
    assert answer.status_code == 200
    assert answer.json()["organ"] == "MZ001"
    assert ask(director, f"/visits/{visit.pk}").json()["organ"] == "MZ001"
    assert ask(clerk, f"/visits/{visit.pk}").json()["organ"] is None


def test_a_whole_life_is_led_through_the_api(ask, at, pair, clerk, head, photo):
    visit = at("sealed")
    path = f"/visits/{visit.pk}"
    assert ask(pair[0], f"{path}/open", {}).json()["organ"] == "MZ001"
    said = document(visit, no={2}, pieces=[photo()])
    assert ask(pair[0], f"{path}/hand_in", said).json()["state"] == "recorded"
    assert ask(pair[0], f"{path}/sign", {}).json()["state"] == "recorded"
    assert ask(pair[1], f"{path}/countersign", {}).json()["state"] == "signed"
    assert ask(clerk, f"{path}/send_back", {"remark": "补岗位"}).json()["state"] == "returned"
    said["facts"] += "（补：综合岗）"
    assert ask(pair[1], f"{path}/hand_in", said).status_code == 200
    assert ask(pair[1], f"{path}/sign", {}).status_code == 200
    assert ask(pair[0], f"{path}/countersign", {}).status_code == 200
    assert ask(head, f"{path}/add_organ_words", {"reply": "属实。"}).status_code == 200
    assert ask(clerk, f"{path}/verify", {}).json()["state"] == "verified"

    told = ask(clerk, path).json()
    assert told["signed_by"] == 2
    assert len(told["digest"]) == 64
    assert told["organ_reply"] == "属实。"
    (answer,) = [one for one in told["answers"] if one["seen"] == "no"]
    assert answer["finding"] == Finding.objects.get().number
    assert len(answer["evidence"]) == 1
    (answer,) = [one for one in ask(head, path).json()["answers"] if one["seen"] == "no"]
    assert answer["finding"] is None


def test_the_same_sheet_sent_twice_is_one_and_another_is_refused_with_a_reason(ask, at, pair):
    visit = at("opened")
    path, said = f"/visits/{visit.pk}/hand_in", document(visit)
    for _time in range(2):
        answer = ask(pair[0], path, said)
        assert (answer.status_code, answer.json()["state"]) == (200, "recorded")
    answer = ask(pair[0], path, {**said, "facts": "另一份"})
    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:mingcha:refusal:visits.handed_in_otherwise"


def test_a_sheet_that_lacks_answers_or_names_unknown_photos_is_refused(ask, at, pair):
    visit = at("opened")
    path, said = f"/visits/{visit.pk}/hand_in", document(visit)
    answer = ask(pair[0], path, {**said, "answers": said["answers"][1:]})
    assert answer.status_code == 422
    assert answer.json()["type"].endswith("visits.items_unanswered")
    said["answers"][0]["evidence"] = [str(uuid.uuid4())]
    assert ask(pair[0], path, said).status_code in {404, 422}
    assert Visit.objects.get().state == S.OPENED


def test_what_a_reader_may_not_see_is_not_found(ask, at, head, stranger, leader):
    covert = at("signed", "covert")
    for person in (head, stranger, leader):
        assert ask(person, f"/visits/{covert.pk}").status_code == 404
        assert ask(person, f"/visits/{covert.pk}/verify", {}).status_code == 404
        assert ask(person, "/visits").json()["items"] == []


def test_covert_inspectors_are_codes_to_those_who_may_not_know_them(ask, at, handler, pair):
    covert = at("verified", "covert")
    text = ask(handler, f"/visits/{covert.pk}").content.decode()
    assert not [one for one in pair if one.name in text]
    assert len(json.loads(text)["team"]) == 2


def test_a_refusal_is_a_problem_document(ask, at, pair, director):
    visit = at("recorded")
    answer = ask(pair[0], f"/visits/{visit.pk}/verify", {})
    assert (answer.status_code, answer.json()["status"]) == (403, 403)
    answer = ask(director, f"/visits/{visit.pk}/cancel", {"remark": "停"})
    assert answer.json()["type"] == "urn:mingcha:refusal:workflow.wrong_state"


@pytest.fixture
def field(checklist, plan, hall, pair, sealed):
    """A finished visit as a device sends it."""
    facts = {"plan": 2026, "organ": "MZ001", "place": "MZ001-01", "mode": "open"}
    facts |= {"team": ["inspector", "inspector2"], "place_type": "counter", "version": 1}
    blank = Visit(checklist=checklist)
    key = str(uuid.uuid4())
    return {**document(blank, no={1}), **facts, "id": key, "reason": "离线记录补录"}


def test_a_finished_visit_is_entered_whole_under_its_own_key_and_only_once(ask, clerk, field):
    for _time in range(2):
        answer = ask(clerk, "/visits/field_sheets", field)
        assert answer.status_code == 200, answer.content
        assert (answer.json()["id"], answer.json()["state"]) == (field["id"], "recorded")
    assert Visit.objects.count() == 1
    answer = ask(clerk, "/visits/field_sheets", {**field, "facts": "另一份"})
    assert answer.status_code == 409


def test_a_finished_visit_is_entered_by_those_who_lead_alone(ask, pair, head, field, clerk):
    for person in (pair[0], head):
        assert ask(person, "/visits/field_sheets", field).status_code == 403
    answer = ask(clerk, "/visits/field_sheets", {**field, "team": ["inspector", "nobody"]})
    assert answer.json()["type"].endswith("visits.team_too_small")
    assert ask(clerk, "/visits/field_sheets", {**field, "organ": "MZ999"}).status_code == 404
    assert not Visit.objects.exists()


def test_a_list_for_programs_asks_few_questions(client, at, clerk, django_assert_max_num_queries):
    for _n in range(4):
        at("sealed"), at("recorded")
    client.force_login(clerk)
    with django_assert_max_num_queries(9):
        assert len(client.get("/api/visits").json()["items"]) == 8
