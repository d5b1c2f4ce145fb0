"""Pages of findings: the list, one finding, its letter, its acts; names stay hidden."""

import pytest
from django.test import Client
from django.urls import reverse

from mingcha.evidence import commands as evidence
from mingcha.findings import commands
from mingcha.findings.models import Finding
from mingcha.people.models import Duty
from tests.findings.conftest import PDF


def as_(person):
    client = Client()
    client.force_login(person)
    return client


def page(person, finding):
    return as_(person).get(reverse("findings:finding", args=[finding.pk]))


def act(person, finding, name, **said):
    address = reverse("findings:finding_act", args=[finding.pk, name])
    return as_(person).post(address, said)


def test_the_list_shows_narrows_and_is_taken_away_as_a_file(finding, propose, handler, day):
    commands.feed_back(propose(), by=handler, on=day)
    client = as_(handler)
    address = reverse("findings:findings")
    assert client.get(address).context["count"] == 2
    assert client.get(address, {"state": "fed_back"}).context["count"] == 1
    assert client.get(address, {"late": "1"}).context["count"] == 0
    for form in ("csv", "xlsx"):
        answer = client.get(address, {"format": form})
        assert answer.status_code == 200
    assert finding.number in client.get(address, {"format": "csv"}).content.decode("utf-8-sig")


def test_the_list_of_an_organ_and_its_file_hold_only_what_was_fed_back(
    finding, propose, handler, head, day
):
    told = commands.feed_back(propose(), by=handler, on=day)
    text = (
        as_(head).get(reverse("findings:findings"), {"format": "csv"}).content.decode("utf-8-sig")
    )
    assert told.number in text
    assert finding.number not in text


def test_the_page_shows_facts_chain_clock_and_what_can_be_done(finding, handler, inspector):
    answer = page(handler, finding)
    text = answer.content.decode()
    assert answer.status_code == 200
    for words in (finding.facts, "N01", inspector.name, "反馈", "移送"):
        assert words in text


def test_a_finding_that_was_not_fed_back_is_not_there_for_the_organ(finding, head):
    assert page(head, finding).status_code == 404
    assert as_(head).get(reverse("findings:letter", args=[finding.pk])).status_code == 404
    assert act(head, finding, "reply", stance="accepts").status_code == 404


def test_of_a_covert_visit_the_organ_reads_neither_names_nor_sees_photos(
    propose, handler, head, inspector, clerk, charged, day
):
    paper = evidence.keep(PDF, "偷拍.pdf", by=inspector)
    finding = propose(was_covert=True, evidence=[paper])
    commands.feed_back(finding, by=handler, on=day)
    hidden = (inspector.name, clerk.name, handler.name, "偷拍.pdf")
    text = page(head, finding).content.decode()
    assert [words for words in hidden if words in text] == []
    assert "察访中心" in text
    leader = charged("leader", "沈明远", Duty.Role.LEADER)
    commands.reply(finding, by=head, on=day, stance="accepts")
    commands.confirm(finding, by=handler, on=day, required="改。", pace="at_once")
    text = page(leader, finding).content.decode()
    assert [words for words in hidden if words in text] == []
    assert inspector.name in page(handler, finding).content.decode()


def test_evidence_is_seen_by_whoever_sees_the_finding_with_its_names(propose, handler, head, day):
    from mingcha.evidence import queries

    covert, open_ = (evidence.keep(PDF + name, "a.pdf", by=handler) for name in (b"1", b"2"))
    for piece, was_covert in ((covert, True), (open_, False)):
        commands.feed_back(propose(was_covert=was_covert, evidence=[piece]), by=handler, on=day)
    assert list(queries.visible_to(head)) == [open_]


def test_the_letter_prints_with_its_number_and_addressee(fed_back, head, organ):
    text = as_(head).get(reverse("findings:letter", args=[fed_back.pk])).content.decode()
    for words in (fed_back.number, organ.name, "反馈函", fed_back.facts):
        assert words in text


def test_there_is_no_letter_before_it_is_served(finding, handler):
    assert as_(handler).get(reverse("findings:letter", args=[finding.pk])).status_code == 404


def test_the_door_feeds_back_and_the_organ_replies_with_a_paper(finding, handler, head, tmp_path):
    from django.core.files.uploadedfile import SimpleUploadedFile

    assert act(handler, finding, "feed_back", note="请核对。").status_code == 302
    paper = SimpleUploadedFile("排班表.pdf", PDF, "application/pdf")
    answer = act(head, finding, "reply", stance="explains", reply="当时在开会。", proof=[paper])
    assert answer.status_code == 302
    kept = Finding.objects.get()
    assert (kept.state, kept.reply_proof.count()) == ("answered", 1)


def test_the_door_asks_for_what_an_order_needs(answered, handler):
    assert act(handler, answered, "confirm", decision="属实。").status_code == 422
    assert Finding.objects.get().state == "answered"
    said = {"required": "窗口有人。", "pace": "at_once", "decision": "属实。"}
    assert act(handler, answered, "confirm", **said).status_code == 302
    assert Finding.objects.get().order is not None


def test_the_door_of_praise_asks_for_no_order(propose, praise, handler, head, day):
    finding = commands.feed_back(propose(norm=praise), by=handler, on=day)
    commands.reply(finding, by=head, on=day, stance="accepts")
    address = reverse("findings:finding_act", args=[finding.pk, "confirm"])
    assert "required" not in as_(handler).get(address).context["form"].fields
    assert as_(handler).post(address, {"decision": ""}).status_code == 302


def test_the_door_of_an_amendment_knows_the_record_and_offers_the_organs_offices(
    answered, handler, hall, office
):
    address = reverse("findings:finding_act", args=[answered.pk, "amend"])
    form = as_(handler).get(address).context["form"]
    assert set(form.fields["office"].queryset) == {hall, office}
    assert form.initial["facts"] == answered.facts
    said = {"facts": answered.facts, "severity": "2", "office": office.pk, "decision": "更重。"}
    assert as_(handler).post(address, said).status_code == 302
    assert Finding.objects.get().judged == 2


def test_the_door_says_why_not(fed_back, handler):
    answer = act(handler, fed_back, "confirm", required="改。", pace="at_once")
    assert answer.status_code == 409
    assert act(handler, fed_back, "no_such_act").status_code == 404


@pytest.mark.parametrize("name", ["findings", "finding", "letter"])
def test_no_page_asks_more_than_a_few_questions(
    name, propose, fed_back, handler, head, day, django_assert_max_num_queries
):
    for _ in range(5):
        commands.feed_back(propose(), by=handler, on=day)
    args = [] if name == "findings" else [fed_back.pk]
    client = as_(head)
    with django_assert_max_num_queries(20):
        assert client.get(reverse(f"findings:{name}", args=args)).status_code == 200
