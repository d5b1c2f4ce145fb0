"""Meetings for programs: the same acts, the same refusals, the same silence."""

from __future__ import annotations

import json

import pytest

from mingcha.meetings.models import Invitation, Meeting


@pytest.fixture
def office(client, clerk):
    client.force_login(clerk)
    return client


def post(client, address, said=None):
    return client.post(f"/api{address}", json.dumps(said or {}), content_type="application/json")


def test_a_program_calls_invites_opens_begins_and_ends(office, day):
    said = {"title": "会", "place": "堂", "held_on": day.isoformat(), "begins_at": "09:00",
            "groups": ["deputy", "cppcc"]}  # fmt: skip
    made = post(office, "/meetings", said)
    assert made.status_code == 200
    at = f"/meetings/{made.json()['id']}"
    person = {"name": "高远山", "group": "deputy", "body": "市人大", "seat": "1-1"}
    assert post(office, f"{at}/invite", person).json()["number"] == "HY-2026-0001"
    assert post(office, f"{at}/assign_seats", {"in_a_row": 10}).status_code == 422
    assert post(office, f"{at}/assign_seats", {"in_a_row": 10, "first_row": 4}).status_code == 200
    assert post(office, f"{at}/open_check_in").json()["state"] == "checking_in"
    late = {"name": "林知秋", "group": "cppcc", "body": "市政协", "reason": "补邀"}
    assert post(office, f"{at}/invite_late", late).status_code == 200
    (one, other) = office.get(f"/api{at}/invitations").json()["items"]
    assert {one["seat"], other["seat"]} == {"4-1", ""}
    assert post(office, f"{at}/begin").json()["state"] == "begun"
    assert post(office, f"{at}/end").json()["state"] == "ended"
    assert Meeting.objects.get().attendance["deputy"] == {"invited": 1, "arrived": 0}


def test_a_program_checks_in_by_code_and_by_key_and_is_refused_a_substitute(
    office, door, guest, card
):
    for _n in range(2):
        assert post(office, "/invitations/scan", {"code": card()}).json()["state"] == "present"
    at = f"/invitations/{guest().pk}"
    assert post(office, f"{at}/undo_check_in").json()["state"] == "expected"
    assert post(office, f"{at}/stand_in").json()["type"].endswith("meetings.no_substitute")
    assert post(office, f"{at}/check_in").json()["state"] == "present"
    assert post(office, f"{at}/withdraw", {"reason": "误"}).status_code == 409
    lists = office.get(f"/api/meetings/{door.pk}/turnout").json()
    assert [row["arrived"] for row in lists if row["code"] == "deputy"] == [1]


def test_a_program_of_an_auditor_gets_numbers_and_no_names(client, auditor, door, guest, card):
    client.force_login(auditor)
    assert client.get("/api/meetings").json()["items"][0]["number"] == door.number
    assert client.get(f"/api/meetings/{door.pk}/invitations").json()["items"] == []
    assert post(client, f"/invitations/{guest().pk}/check_in").status_code == 404
    assert post(client, "/invitations/scan", {"code": card()}).status_code == 403
    assert set(Invitation.objects.values_list("state", flat=True)) == {"expected"}


def test_a_program_of_an_organ_finds_no_meeting(client, liaison, door):
    client.force_login(liaison)
    assert client.get("/api/meetings").json()["items"] == []
    assert client.get(f"/api/meetings/{door.pk}").status_code == 404
    assert client.get(f"/api/meetings/{door.pk}/turnout").status_code == 404


def test_a_group_that_does_not_exist_is_refused_with_a_remedy(office, day):
    said = {"title": "会", "place": "堂", "held_on": day.isoformat(), "begins_at": "09:00"}
    assert post(office, "/meetings", {**said, "groups": []}).status_code == 422
    assert post(office, "/meetings", {**said, "groups": ["crowd"]}).status_code == 422
