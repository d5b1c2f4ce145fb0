"""The operations for programs: the same acts, the same noes, the same sight."""

import pytest

from mingcha.people.commands import make_token
from mingcha.rectification import reactions
from mingcha.rectification.models import Order, Slip
from mingcha.rectification.workflow import ORDER, SLIP


@pytest.fixture
def ask(client, clerk, day):
    """Asks as a person with their own token; POSTs where something is said."""
    tokens = {}

    def asked(person, path, said=None):
        if person.pk not in tokens:
            tokens[person.pk] = make_token(person, "测试", by=person, on=day)
        head = {"authorization": f"Bearer {tokens[person.pk]}"}
        if said is None:
            return client.get(f"/api{path}", headers=head)
        return client.post(f"/api{path}", said, content_type="application/json", headers=head)

    return asked


def test_list_and_page_show_a_person_the_same_orders(life, cast, ask, issued):
    issued(organ=cast.water, office=None)
    assert ask(cast.director, "/orders").json()["count"] == 2
    said = ask(cast.head, "/orders").json()
    assert [order["number"] for order in said["items"]] == [life.order.number]
    assert ask(cast.supervisor, "/orders").json()["count"] == 0


def test_one_order_tells_whose_turn_and_until_when_but_never_who_found_it(life, cast, ask):
    life.to_work()
    said = ask(cast.head, f"/orders/{life.order.pk}").json()
    assert (said["turn"], said["due_on"]) == ("organ", "2026-05-06")
    assert said["responsible"] == "head名"
    assert not [key for key in said if "finder" in key]
    assert ask(cast.stranger, f"/orders/{life.order.pk}").status_code == 404


def test_the_list_narrows_by_state_organ_and_lateness(life, cast, ask):
    for query, n in (
        ("state=issued", 1),
        ("state=closed", 0),
        ("organ=MZ002", 0),
        ("late=true", 0),
    ):
        assert ask(cast.director, f"/orders?{query}").json()["count"] == n
    with life.on(4, 14):
        assert ask(cast.director, "/orders?late=true").json()["count"] == 1


def test_a_whole_life_by_operations_alone(life, cast, ask):
    base = f"/orders/{life.order.pk}"
    piece = str(life.proof[0].pk)
    plan = {"plan": "增设轮岗", "plan_person": "王科长", "plan_date": "2026-04-30"}
    report = {"cause": "排班", "report": "改", "for_person": "致歉", "for_class": "AB岗"}
    steps = [
        (cast.liaison, "receive", {}),
        (cast.liaison, "file_plan", plan),
        (cast.head, "report", {**report, "proof": [piece]}),
        (cast.inspector, "recheck_passes", {"remark": "有人"}),
        (cast.handler, "call_back", {"solved": "yes", "content": "unknown"}),
        (cast.director, "close", {"outcome": "fixed"}),
    ]
    for person, act, said in steps:
        answer = ask(person, f"{base}/{act}", said)
        assert answer.status_code == 200, answer.content.decode()
    assert answer.json()["state"] == "closed"


def test_a_refusal_says_what_stands_in_the_way_and_what_to_do(life, cast, ask):
    answer = ask(cast.head, f"/orders/{life.order.pk}/ask_extension", {"days": 5, "reason": "采购"})
    assert answer.status_code == 409
    said = answer.json()
    assert said["type"] == "urn:mingcha:refusal:workflow.wrong_state"
    assert said["title"]
    assert said["detail"]


def test_the_finder_is_refused_by_name_of_the_reason(life, cast, ask):
    life.to_work()
    life.report()
    answer = ask(cast.finder, f"/orders/{life.order.pk}/recheck_passes", {"remark": "我看过"})
    assert answer.status_code == 403
    assert answer.json()["type"].endswith("rectification.finder_rechecks")


def test_a_report_without_proof_is_refused_there_too(life, cast, ask):
    life.to_work()
    report = {
        "cause": "排班",
        "report": "改",
        "for_person": "致歉",
        "for_class": "AB岗",
        "proof": [],
    }
    answer = ask(cast.head, f"/orders/{life.order.pk}/report", report)
    assert answer.json()["type"].endswith("rectification.no_proof")
    assert Order.objects.get().state == "in_progress"


def test_nobody_acts_on_an_order_they_may_not_see(life, cast, ask):
    assert ask(cast.stranger, f"/orders/{life.order.pk}/receive", {}).status_code == 404


def test_slips_are_listed_shown_and_answered(life, cast, ask):
    life.to_work()
    with life.on(5, 7):
        reactions.press_what_is_overdue(life.day)
        slip = Slip.objects.get()
        said = ask(cast.head, f"/slips/{slip.pk}").json()
        assert (said["colour"], said["order"]) == ("blue", life.order.number)
        assert ask(cast.head, "/slips?colour=blue&state=open").json()["count"] == 1
        assert ask(cast.stranger, "/slips").json()["count"] == 0
        answer = ask(cast.head, f"/slips/{slip.pk}/answer", {"answer": "十一日完成"})
    assert answer.json()["state"] == "answered"


def test_desk_and_ageing_tell_where_the_days_went(life, cast, ask):
    life.to_work()
    with life.on(4, 14):
        said = ask(cast.head, f"/orders/{life.order.pk}/desk").json()
        assert said == {"organ": 2, "centre": 0, "on": "2026-04-14"}
        rows = ask(cast.head, "/orders/ageing").json()
    assert sum(row["orders"] for row in rows) == 1


def test_every_act_of_people_has_its_operation(client, db):
    said = client.get("/api/openapi.json").json()
    names = {op["operationId"] for path in said["paths"].values() for op in path.values()}
    calendar = {"auto_receive"}
    assert {ORDER.verb(act).replace(".", "_") for act in ORDER.acts if act not in calendar} <= names
    ends_with_order = {"close"}
    acts = [act for act in SLIP.acts if act not in ends_with_order]
    assert {SLIP.verb(act).replace(".", "_") for act in acts} <= names
