"""The operations of the inventory: the same acts, the same refusals, codes instead of sentences."""

from datetime import date

import pytest

from mingcha.powers import commands, facts
from mingcha.powers.models import Item

JSON = "application/json"


@pytest.fixture
def browser(client, office):
    client.force_login(office)
    return client


def test_items_are_listed_and_shown_as_of_a_day(browser, item, other, office, day):
    commands.amend(item, by=office, on=day, since=date(2026, 5, 1), legal_days=15)
    told = browser.get("/api/powers").json()["items"]
    assert [(one["code"], one["organ"], one["legal_days"]) for one in told] == [
        ("XK-001", "MZ001", 15),
        ("XK-002", "MZ900", 20),
    ]
    then = browser.get(f"/api/powers/{item.pk}/as_of?on=2026-04-30").json()
    assert (then["legal_days"], then["listed"], then["papers"]) == (20, True, 2)
    assert browser.get(f"/api/powers/{item.pk}/as_of?on=2020-01-01").status_code == 409
    assert browser.get("/api/powers?q=广告").json()["count"] == 1


def test_an_item_is_entered_and_changed_by_a_program(browser, organ, day):
    said = {"code": "XK-9", "name": "某许可", "of_kind": "licence", "organ": organ.pk,
            "since": "2026-01-05", "legal": "20个工作日", "materials": "申请表；照片"}  # fmt: skip
    made = browser.post("/api/powers", said, content_type=JSON)
    assert made.status_code == 200, made.content
    pk = made.json()["id"]
    wrong = browser.post("/api/powers", {**said, "legal": "很快"}, content_type=JSON)
    assert wrong.status_code == 422
    url = f"/api/powers/{pk}/amend"
    answer = browser.post(url, {"promised": "8个工作日", "since": "2026-05-01"}, content_type=JSON)
    assert answer.json()["promised_days"] == 8
    version = Item.objects.get().versions.last()
    assert (version.legal_days, version.materials.count()) == (20, 2), "what is not sent stays"


def test_reforms_and_the_ledger_are_told(browser, propose, leader, day):
    commands.decide(propose(drop_materials=["M2"]), by=leader, on=day)
    (told,) = browser.get("/api/reforms").json()["items"]
    assert (told["item"], told["kind"], told["state"]) == ("XK-001", "cut", "decided")
    assert (told["before"]["papers"], told["expected"]["papers"]) == (2, 1)
    assert browser.get(f"/api/reforms/{told['id']}").json()["number"] == "GG-2026-0001"
    found = browser.get("/api/powers/ledger?first=2026-04-01&last=2026-05-02").json()
    assert found["cuts"]["papers"] == 0.5
    assert found["entries"][0]["reforms"] == ["GG-2026-0001"]


def test_a_refusal_is_a_problem_document(client, item, lawyer):
    client.force_login(lawyer)
    no = client.post(f"/api/powers/{item.pk}/rename", {"name": "新名"}, content_type=JSON)
    assert no.status_code == 403
    assert no.json()["type"].endswith("workflow.not_yours")


def test_facts_tell_every_version_its_steps_and_papers(item, office, day):
    commands.amend(item, by=office, on=day, since=date(2026, 5, 1), legal_days=15)
    rows = [(row[0], row[4], row[-1]) for row in facts.items(day)]
    assert rows == [("XK-001", 20, True), ("XK-001", 15, False)]
    assert len(list(facts.steps(day))) == 6
    assert len(list(facts.materials(day))) == 4
