"""The pages of bulletins: who sees what, what each act's door does, files and public pages."""

from __future__ import annotations

import hashlib

import pytest
from django.urls import reverse

from mingcha.bulletins import commands
from mingcha.bulletins.models import Issue, Named
from mingcha.bulletins.record import paper
from mingcha.bulletins.render.press import docx, pdf

MOST_QUERIES = 20


def page(issue):
    return reverse("bulletins:issue", args=[issue.pk])


def act(issue, name):
    return reverse("bulletins:issue_act", args=[issue.pk, name])


def named_act(named, name):
    return reverse("bulletins:named_act", args=[named.pk, name])


@pytest.fixture
def seen(client):
    def get(person, address):
        client.force_login(person)
        answer = client.get(address)
        return answer.status_code, answer.content.decode()

    return get


# ---------------------------------------------------------------- lists
def test_the_list_shows_what_a_person_may_see_and_goes_as_a_file(composed, seen, clerk, inspector):
    address = reverse("bulletins:issues")
    assert composed.number in seen(clerk, address)[1]
    assert composed.number not in seen(inspector, address)[1]
    assert composed.number in seen(clerk, f"{address}?format=csv&state=composed")[1]
    assert composed.number not in seen(clerk, f"{address}?state=published")[1]


def test_only_those_who_lead_are_offered_to_compose(seen, clerk, inspector, organ):
    address, button = reverse("bulletins:issues"), reverse("bulletins:compose")
    assert button in seen(clerk, address)[1]
    assert button not in seen(inspector, address)[1]
    assert seen(inspector, button)[0] == 403


def test_compose_page_begins_with_the_last_quarter_and_composes(client, quarter, clerk):
    client.force_login(clerk)
    said = client.get(reverse("bulletins:compose")).content.decode()
    assert "2026-01-01" in said
    assert "2026-03-31" in said
    facts = {"since": "2026-01-01", "until": "2026-03-31", "kind": "situation", "scope": "city"}
    answer = client.post(reverse("bulletins:compose"), facts)
    assert answer.url == page(Issue.objects.get())


def test_compose_page_says_why_not(client, quarter, clerk):
    client.force_login(clerk)
    facts = {"since": "2026-01-01", "until": "2026-12-31", "kind": "praise", "scope": "city"}
    answer = client.post(reverse("bulletins:compose"), facts)
    assert answer.status_code == 422
    assert "bulletins.period_unfit" in answer.content.decode()


# ---------------------------------------------------------------- one bulletin
def test_the_composer_sees_steps_words_passages_and_the_paper(composed, seen, clerk):
    status, said = seen(clerk, page(composed))
    assert status == 200
    for words in ("paper-mark", "〔2026〕×号", "市规划局", "表2", 'name="introduction"'):
        assert words in said


def test_a_leader_reads_the_draft_and_edits_nothing(composed, seen, leader):
    status, said = seen(leader, page(composed))
    assert status == 200
    assert 'name="introduction"' not in said


def test_a_named_organ_reads_its_own_passage_and_no_other(told, seen, head, organ, water):
    status, said = seen(head, page(told))
    assert status == 200
    assert "ZG-2026-0001" in said
    assert "市水务局" not in said
    assert "表1" not in said
    assert named_act(told.named.get(organ=organ), "correct_facts") in said


def test_others_do_not_find_a_draft(told, seen, inspector):
    assert seen(inspector, page(told))[0] == 404


def test_a_reader_sees_praise_as_well_as_criticism_the_digest_and_the_head(
    published, seen, inspector
):
    said = seen(inspector, page(published))[1]
    for words in ("值得肯定的单位", "点名通报的问题", published.digest, published.head_root):
        assert words in said
    assert "ZG-2026-0001" in said
    assert 'class="timeline"' not in said


def test_a_withdrawn_bulletin_shows_its_reason_and_not_its_text(
    published, seen, clerk, inspector, day
):
    commands.withdraw(published, reason="误点名一个单位。", by=clerk, on=day)
    said = seen(inspector, page(published))[1]
    assert "误点名一个单位" in said
    assert "ZG-2026-0001" not in said


@pytest.mark.parametrize("who", ["clerk", "leader", "head", "inspector"])
def test_a_page_asks_the_database_twenty_times_at_most(
    published, who, request, client, django_assert_max_num_queries
):
    client.force_login(request.getfixturevalue(who))
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(page(published)).status_code == 200
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(reverse("bulletins:issues")).status_code == 200


def test_the_composers_page_asks_twenty_times_at_most(
    told, client, clerk, django_assert_max_num_queries
):
    client.force_login(clerk)
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(page(told)).status_code == 200


# ---------------------------------------------------------------- acts
def test_the_way_out_can_be_gone_by_buttons_alone(
    composed, client, clerk, leader, head, other_head, director
):
    def post(person, address, **facts):
        client.force_login(person)
        return client.post(address, facts)

    words = {"title": "关于第一季度的通报", "introduction": "如下。", "requirements": ""}
    post(clerk, act(composed, "edit_text"), **words)
    post(clerk, act(composed, "tell"))
    mine, theirs = (
        Named.objects.get(organ=person.organ, issue=composed) for person in (head, other_head)
    )
    post(head, named_act(mine, "correct_facts"), correction="已办结。")
    post(director, named_act(mine, "rule_correction"), outcome="upheld", ruling="属实。")
    post(other_head, named_act(theirs, "accept_facts"))
    post(leader, act(composed, "approve"))
    answer = post(clerk, act(composed, "publish"))
    assert answer.url == page(composed)
    issue = Issue.objects.get()
    assert (issue.state, issue.headline) == ("published", "关于第一季度的通报")


def test_an_act_that_is_refused_says_why_and_changes_nothing(told, client, leader):
    client.force_login(leader)
    answer = client.post(act(told, "approve"))
    assert answer.status_code == 409
    assert "bulletins.still_to_hear" in answer.content.decode()
    assert Issue.objects.get().state == "told"


def test_a_passage_has_an_address_of_its_own(told, client, head, inspector, organ):
    one = told.named.get(organ=organ)
    client.force_login(head)
    answer = client.get(reverse("bulletins:named", args=[one.pk]))
    assert answer.url == f"{page(told)}#named-{one.pk}"
    client.force_login(inspector)
    assert client.get(reverse("bulletins:named", args=[one.pk])).status_code == 404


# ---------------------------------------------------------------- files
def test_files_are_the_bytes_that_the_content_gives(published, client, inspector):
    client.force_login(inspector)
    document = paper.content(Issue.objects.get())
    for form, made in (("pdf", pdf(document)), ("docx", docx(document))):
        answer = client.get(reverse("bulletins:file", args=[published.pk, form]))
        assert answer.content == made
    canonical = client.get(reverse("bulletins:file", args=[published.pk, "json"])).content
    assert hashlib.sha256(canonical).hexdigest() == published.digest


def test_files_and_pictures_of_a_draft_are_not_for_those_it_names(told, seen, client, head, clerk):
    for address in (
        reverse("bulletins:file", args=[told.pk, "pdf"]),
        reverse("bulletins:preview", args=[told.pk]),
        reverse("bulletins:page_image", args=[told.pk, 1]),
    ):
        assert seen(head, address)[0] == 404
        client.force_login(clerk)
        assert client.get(address).status_code == 200


def test_the_preview_shows_every_page_as_a_picture(composed, seen, client, clerk):
    said = seen(clerk, reverse("bulletins:preview", args=[composed.pk]))[1]
    assert said.count("page-") >= 2
    first = client.get(reverse("bulletins:page_image", args=[composed.pk, 1]))
    assert first.content.startswith(b"\x89PNG")
    assert client.get(reverse("bulletins:page_image", args=[composed.pk, 99])).status_code == 404


# ---------------------------------------------------------------- everybody
def test_public_notices_are_read_without_signing_in(published, client):
    assert published.doc_number not in client.get("/notices/").content.decode()
    Issue.objects.update(scope="public")
    assert published.doc_number in client.get("/notices/").content.decode()
    said = client.get(f"/notices/{published.pk}/").content.decode()
    assert published.digest in said
    assert "值得肯定的单位" in said
    assert client.get(f"/notices/{published.pk}/notice.pdf").content.startswith(b"%PDF")


def test_notices_show_no_bulletin_for_the_city_alone_and_no_draft(published, composed, client):
    assert client.get(f"/notices/{published.pk}/").status_code == 404
    assert client.get(f"/notices/{published.pk}/notice.pdf").status_code == 404


def test_a_withdrawn_notice_keeps_its_number_and_reason_in_public(published, clerk, client, day):
    Issue.objects.update(scope="public")
    published.refresh_from_db()
    commands.withdraw(published, reason="数据有误。", by=clerk, on=day)
    said = client.get(f"/notices/{published.pk}/").content.decode()
    assert "数据有误" in said
    assert "值得肯定的单位" not in said
    assert client.get(f"/notices/{published.pk}/notice.pdf").status_code == 404


def test_public_notices_say_when_there_is_none(db, client):
    assert client.get("/notices/").status_code == 200
