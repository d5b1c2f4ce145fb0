"""The chain around a finding, its papers, what a leader reads, and the in-tray."""

from datetime import date

import pytest

from mingcha.findings.models import Finding
from mingcha.foundation import time
from mingcha.people import commands, queries
from mingcha.people.models import Person
from mingcha.rectification.models import Order, Slip
from mingcha.web import chain, leading

pytestmark = pytest.mark.usefixtures("small_city", "db", "day")


def someone(staff_no):
    return Person.objects.get(staff_no=staff_no)


def labels(nodes):
    return [str(node.get("number", "")) for node in nodes]


def test_an_order_stands_in_the_chain_of_its_finding():
    finding = Finding.objects.filter(order__isnull=False).first()
    told = labels(chain.around(finding.order, someone("office")))
    assert finding.number in told
    assert finding.order.number in told
    assert finding.origin_name in told


def test_only_the_thing_that_is_looked_at_is_marked():
    finding = Finding.objects.filter(order__isnull=False).first()
    nodes = chain.around(finding, someone("office"))
    assert [node["number"] for node in nodes if node["current"]] == [finding.number]


def test_a_chain_tells_nobody_what_the_rooms_would_not_tell_them():
    head = someone("head")
    others = Finding.objects.filter(order__isnull=False).exclude(organ=head.organ).first()
    assert others.number not in labels(chain.around(others.order, head))


def test_a_paper_is_offered_once_there_is_one():
    order = Order.objects.filter(issued_on__isnull=False).first()
    assert chain.papers(order)[0]["label"] == "PDF"
    order.issued_on = None
    assert chain.papers(order) == []


@pytest.mark.parametrize("model", [Order, Slip, Finding])
def test_the_papers_that_pages_offer_open(client, model):
    thing = next((one for one in model.objects.all() if chain.papers(one)), None)
    if thing is None:
        pytest.skip("the small city has none")
    client.force_login(someone("office"))
    assert client.get(chain.papers(thing)[1]["url"]).status_code == 200


def test_a_leader_sees_overdue_orders_by_organ_with_their_base(client):
    leader = someone("leader")
    led = leading.desk(leader, on=date(2026, 6, 10))
    late = led["overdue"]
    assert late["total"] > 0
    assert "/" in late["rows"][0]["cells"][1]["text"]
    client.force_login(leader)
    assert client.get("/").status_code == 200


def test_whoever_leads_nothing_has_no_such_desk():
    assert leading.desk(someone("handler"), on=time.today()) is None


def test_all_messages_can_be_marked_as_read_at_once(client):
    person = someone("auditor")
    lines = [f"第 {n} 条" for n in range(70)]
    for n, text in enumerate(lines):
        commands.tell([person], text, about=f"rectification.order.report:t{n}", at=time.now())
    client.force_login(person)
    page = client.get("/messages/").content.decode()
    assert "全部标为已读" in page
    assert queries.messages_of(person).filter(read_at=None).exists()
    client.post("/messages/read/")
    assert not queries.messages_of(person).filter(read_at=None).exists()


def test_many_lines_of_one_room_are_folded(client):
    person = someone("auditor")
    for n in range(6):
        commands.tell([person], f"第 {n} 条", about=f"visits.visit.sign:t{n}", at=time.now())
    client.force_login(person)
    days = client.get("/messages/").context["days"]
    assert any(group["folded"] for group in days[0]["groups"])
