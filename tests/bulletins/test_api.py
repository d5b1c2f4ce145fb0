"""The operations of bulletins for programs obey the same sight and the same refusals."""

from __future__ import annotations

import hashlib

import pytest

from mingcha.bulletins.models import Issue
from mingcha.people import commands as people


@pytest.fixture
def ask(client, day):
    def asked(person, path, said=None):
        token = people.make_token(person, "程序", by=person, on=day)
        headers = {"authorization": f"Bearer {token}"}
        if said is None:
            return client.get(f"/api{path}", headers=headers)
        return client.post(f"/api{path}", said, "application/json", headers=headers)

    return asked


def test_list_and_show_go_by_the_same_sight_as_the_pages(composed, ask, clerk, inspector):
    assert [one["number"] for one in ask(clerk, "/issues").json()] == [composed.number]
    assert ask(clerk, f"/issues/{composed.pk}").json()["state"] == "composed"
    assert ask(inspector, "/issues").json() == []
    assert ask(inspector, f"/issues/{composed.pk}").status_code == 404
    assert ask(clerk, "/issues?state=published").json() == []


def test_a_bulletin_is_composed_told_and_published_by_a_program(
    quarter, ask, clerk, leader, head, other_head
):
    facts = {"since": "2026-01-01", "until": "2026-03-31", "kind": "situation", "scope": "city"}
    pk = ask(clerk, "/issues", facts).json()["id"]
    assert ask(clerk, f"/issues/{pk}/tell", {}).json()["state"] == "told"
    for person in (head, other_head):
        (mine,) = ask(person, f"/issues/{pk}/named").json()
        assert mine["due_on"] == "2026-04-15"
        assert ask(person, f"/issues/named/{mine['id']}/accept_facts", {}).status_code == 200
    assert ask(leader, f"/issues/{pk}/approve", {}).json()["state"] == "approved"
    said = ask(clerk, f"/issues/{pk}/publish", {}).json()
    assert said["doc_number"] == "明作风办通报〔2026〕1号"
    content = ask(head, f"/issues/{pk}/content").content
    assert hashlib.sha256(content).hexdigest() == said["digest"]


def test_the_content_of_a_draft_is_not_for_those_it_names(told, ask, head):
    assert ask(head, f"/issues/{told.pk}").status_code == 200
    assert ask(head, f"/issues/{told.pk}/content").status_code == 404


def test_a_refusal_is_a_problem_document(told, ask, leader, inspector):
    no = ask(leader, f"/issues/{told.pk}/approve", {})
    assert no.status_code == 409
    assert no.json()["type"] == "urn:mingcha:refusal:bulletins.still_to_hear"
    facts = {"since": "2026-01-01", "until": "2026-03-31", "kind": "praise", "scope": "city"}
    assert ask(inspector, "/issues", facts).status_code == 403
    assert Issue.objects.count() == 1
