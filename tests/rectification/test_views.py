"""The pages: what each shows to whom, what stays unnamed, within how many questions."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mingcha.foundation import time
from mingcha.rectification import commands, reactions
from mingcha.rectification.models import Order, Slip

S = Order.State
BUDGET = 20


@pytest.fixture
def page(client, django_assert_max_num_queries):
    """Opens an address as a person, within the budget, and gives its words."""

    def open_(person, url, status=200):
        client.force_login(person)
        with django_assert_max_num_queries(BUDGET):
            answer = client.get(url)
        assert answer.status_code == status
        return answer.content.decode()

    return open_


def url_of(order):
    return f"/orders/{order.pk}/"


def acts_in(html):
    found = set(re.findall(r'href="/orders/\d+/(\w+)/"', html)) | set(
        re.findall(r'action="/orders/\d+/(\w+)/"', html)
    )
    return found - {"notice"}


def let_run_late(life):
    life.to_work()
    day = date(2026, 5, 7)
    while day < date(2026, 5, 22):
        with time.at(day):
            reactions.press_what_is_overdue(day)
        day += timedelta(1)


@pytest.mark.parametrize("who", ["office", "director", "head", "liaison", "leader", "auditor"])
def test_list_order_notice_and_ageing_open_within_the_budget(life, cast, page, who):
    life.to_work()
    life.report()
    life.passes()
    life.call()
    person = getattr(cast, who)
    for url in ("/orders/", url_of(life.order), f"{url_of(life.order)}notice/", "/orders/ageing/"):
        assert "市规划局" in page(person, url)


@pytest.mark.parametrize("who", ["stranger", "otherchief", "staff", "supervisor"])
def test_whoever_may_not_see_it_is_told_it_does_not_exist(life, cast, page, client, who):
    person = getattr(cast, who)
    for url in (url_of(life.order), f"{url_of(life.order)}notice/", f"{url_of(life.order)}report/"):
        page(person, url, status=404)
    assert life.order.number not in page(person, "/orders/")
    answer = client.get("/orders/?format=csv").content.decode()
    assert life.order.number not in answer


def test_strangers_are_asked_to_sign_in(client, life):
    assert client.get(url_of(life.order)).url.startswith("/login/")


def test_the_page_says_whose_turn_it_is_and_until_when(life, cast, page):
    life.to_work()
    html = page(cast.head, url_of(life.order))
    assert "轮到" in html
    assert "5月6日 周三" in html
    assert "剩 15 个工作日" in html
    assert "怎" in html, "how the date was reached can be opened"
    assert {"report", "ask_extension", "prepare"} <= acts_in(html)
    life.report()
    html = page(cast.head, url_of(life.order))
    assert "机关的时间（中止中）" in html
    assert acts_in(html) == set()


def test_a_grey_button_says_why(life, cast, page):
    life.to_work()
    life.ask_extension(cast.head, days=5, reason="采购")
    life.refuse_extension(cast.handler, reason="不必")
    html = page(cast.head, url_of(life.order))
    assert f"{life.order.number} 已申请过一次延期。" in html
    assert 'aria-disabled="true"' in html


def test_the_finder_reads_why_others_go(life, cast, page):
    life.to_work()
    life.report()
    html = page(cast.finder, url_of(life.order))
    assert "这个问题是你发现的，复查须由他人进行。" in html
    assert acts_in(html) == set()
    assert {"recheck_passes", "recheck_fails"} == acts_in(page(cast.inspector, url_of(life.order)))


def test_a_closed_order_shows_no_field_of_grey_buttons(life, cast, page):
    life.whole()
    for who in (cast.head, cast.director, cast.handler):
        assert "aria-disabled" not in page(who, url_of(life.order))


def test_an_organ_reads_neither_inspectors_names_nor_what_the_person_affected_said(
    life, cast, page
):
    life.to_work()
    life.report()
    life.passes()
    said = {"solved": "no", "content": "no", "remark": "李大姐说窗口还是没人"}
    life.call_back(cast.handler, **said)
    for who in (cast.head, cast.liaison, cast.leader, cast.chief):
        html = page(who, url_of(life.order))
        assert "察访中心" in html
        assert "否" in html
        for name in (cast.inspector, cast.finder, cast.handler, cast.director):
            assert name.name not in html
        assert "李大姐" not in html
    inside = page(cast.office, url_of(life.order))
    assert cast.inspector.name in inside
    assert "李大姐" in inside


def test_why_nobody_was_called_stays_with_the_centre(life, cast, page):
    life.to_work()
    life.report()
    life.passes()
    life.skip_call(cast.handler, reason="举报人要求保密")
    assert "保密" not in page(cast.head, url_of(life.order))
    assert "保密" in page(cast.director, url_of(life.order))


def test_the_notice_is_a_whole_paper(life, cast, page):
    life.receive()
    html = page(cast.liaison, f"{url_of(life.order)}notice/")
    for words in ("整改通知书", life.order.number, "市规划局", "head名", "N01", "15 个工作日",
                  "2026年5月6日", "督办单", "不属本单位职责"):  # fmt: skip
        assert words in html


def test_a_draft_has_no_notice(drafted, cast, page):
    page(cast.director, f"{url_of(drafted())}notice/", status=404)


def test_a_slip_names_its_colour_chain_and_signer(life, cast, page):
    let_run_late(life)
    red = Slip.objects.first()
    html = page(cast.head, f"/orders/slips/{red.pk}/")
    for words in ("红色督办单", "橙色督办单", "蓝色督办单", "DB-2026-0001", "DB-2026-0003", "签发"):
        assert words in html
    assert "红色督办单" in page(cast.head, url_of(life.order))
    page(cast.stranger, f"/orders/slips/{red.pk}/", status=404)


def test_the_list_narrows_by_turn_lateness_colour_state_class_words_and_organ(
    life, cast, page, issued
):
    let_run_late(life)
    other = issued(organ=cast.water, office=None, fault="热线无人接听")
    with time.at(date(2026, 5, 22)):
        late, here = life.order.number, other.number
        for query, yes, no in (
            ("turn=organ", {late, here}, set()),
            ("turn=centre", set(), {late, here}),
            ("slip=red", {late}, {here}),
            ("state=issued", {here}, {late}),
            ("class=management", {late, here}, set()),
            ("class=service", set(), {late, here}),
            ("q=热线", {here}, {late}),
            ("q=市规划局", {late}, {here}),
            ("organ=MZ002", {here}, {late}),
            ("late=organ", {late, here}, set()),
            ("late=centre", set(), {late, here}),
        ):
            html = page(cast.director, f"/orders/?{query}")
            assert {n for n in (late, here) if n in html} == yes, query
            assert not [n for n in no if n in html], query


@pytest.mark.parametrize("sort", ["number", "-due", "organ", "state", "issued"])
def test_the_list_sorts(life, cast, page, sort):
    assert life.order.number in page(cast.director, f"/orders/?sort={sort}")


def test_a_long_list_asks_no_more_than_a_short_one(life, cast, page, issued):
    for _n in range(30):
        issued()
    assert page(cast.director, "/orders/").count("data-opens") == 31


def test_the_file_holds_what_the_list_shows(life, cast, client):
    client.force_login(cast.head)
    assert life.order.number in client.get("/orders/?format=csv").content.decode()
    assert client.get("/orders/?format=xlsx").content[:2] == b"PK"


def test_an_empty_list_says_what_to_do(cast, page):
    assert "整改单来自已认定的问题" in page(cast.director, "/orders/")


def test_the_ageing_page_names_both_desks(life, cast, page):
    life.to_work()
    with life.on(4, 15):
        life.report()
    with life.on(4, 20):
        html = page(cast.director, "/orders/ageing/")
    assert "2 个在机关，3 个在中心" in html
    assert f'?organ=MZ001">{life.order.organ.name}</a>' in html


def test_the_ageing_page_of_nothing_is_a_real_empty_state(cast, page):
    assert "没有未销号的事项" in page(cast.head, "/orders/ageing/")


def test_signing_by_the_button_is_the_same_act(life, cast, client):
    client.force_login(cast.liaison)
    answer = client.post(f"{url_of(life.order)}receive/")
    assert answer.url == url_of(life.order)
    life.order.refresh_from_db()
    assert life.order.state == S.RECEIVED


def test_a_double_click_does_no_harm(life, cast, client):
    client.force_login(cast.liaison)
    client.post(f"{url_of(life.order)}receive/")
    answer = client.post(f"{url_of(life.order)}receive/")
    assert answer.status_code == 409
    assert Order.objects.get().received_on == date(2026, 4, 10)


REPORT = {"cause": "排班缺失", "report": "已改排班", "for_person": "已致歉", "for_class": "AB岗"}


def test_a_report_with_its_files_goes_in_by_the_form(life, cast, client):
    life.to_work()
    client.force_login(cast.head)
    paper = SimpleUploadedFile("排班表.txt", "周一张三，周二李四".encode())
    answer = client.post(f"{url_of(life.order)}report/", {**REPORT, "proof": [paper]})
    assert answer.status_code == 302
    assert Order.objects.get().proof.get().name == "排班表.txt"
    assert "排班表.txt" in client.get(url_of(life.order)).content.decode()
    life.order.refresh_from_db()
    client.force_login(cast.director)
    assert client.get(f"/evidence/{life.order.proof.get().pk}/").status_code == 200
    client.force_login(cast.stranger)
    assert client.get(f"/evidence/{life.order.proof.get().pk}/").status_code == 404


def test_what_the_liaison_prepared_stands_in_the_heads_form(life, cast, client):
    life.to_work()
    life.prepare(cast.liaison, **REPORT, proof=life.proof)
    client.force_login(cast.head)
    html = client.get(f"{url_of(life.order)}report/").content.decode()
    assert "排班缺失" in html
    assert "已附佐证" in html
    assert client.post(f"{url_of(life.order)}report/", REPORT).status_code == 302


def test_whoever_comes_second_keeps_their_words(life, cast, client):
    """The page lay open while a colleague reported: a refusal, with the form as it was filled."""
    life.to_work()
    life.report()
    client.force_login(cast.head)
    said = {"days": 5, "reason": "设备采购尚未完成"}
    answer = client.post(f"{url_of(life.order)}ask_extension/", said)
    assert answer.status_code == 409
    assert "设备采购尚未完成" in answer.content.decode()
    assert "刚刚有人对此作了处理" in answer.content.decode()


def test_a_form_that_lacks_something_says_what_and_changes_nothing(life, cast, client):
    life.receive()
    client.force_login(cast.liaison)
    answer = client.post(f"{url_of(life.order)}file_plan/", {"plan": "增设轮岗"})
    assert answer.status_code == 422
    assert "增设轮岗" in answer.content.decode()
    assert Order.objects.get().state == S.RECEIVED


def test_every_form_opens(life, cast, client):
    from mingcha.rectification.doors import ORDERS

    client.force_login(cast.director)
    for act in ORDERS.doings:
        answer = client.get(f"{url_of(life.order)}{act}/")
        assert answer.status_code == 200, act
    assert client.get(f"{url_of(life.order)}auto_receive/").status_code == 404


def test_the_ruling_begins_with_the_organ_that_was_named(life, cast, client):
    life.receive()
    life.ask_return(cast.liaison, whose=cast.water, reason="非我局职责")
    client.force_login(cast.director)
    html = client.get(f"{url_of(life.order)}rule_return/").content.decode()
    assert f'value="{cast.water.pk}" selected' in html


def test_a_slip_is_answered_and_judged_by_its_pages(life, cast, client):
    life.to_work()
    with time.at(date(2026, 5, 7)):
        reactions.press_what_is_overdue(date(2026, 5, 7))
        slip = Slip.objects.get()
        client.force_login(cast.liaison)
        url = f"/orders/slips/{slip.pk}/"
        assert client.post(f"{url}answer/", {"answer": "五月十一日完成"}).url == url
        client.force_login(cast.handler)
        said = {"days": 2, "remark": "有合同为证"}
        assert client.post(f"{url}accept/", said).status_code == 302
    slip.refresh_from_db()
    assert slip.state == Slip.State.ACCEPTED


@pytest.mark.parametrize("path", ["/orders/", "/orders/ageing/", "", "notice/"])
def test_english_pages_speak_no_chinese_but_names(life, cast, client, path):
    life.to_work()
    life.report()
    client.force_login(cast.director)
    url = path if path.startswith("/") else f"{url_of(life.order)}{path}"
    html = client.get(url, headers={"accept-language": "en"}).content.decode()
    for word in ("整改单", "轮到", "期限", "佐证", "督办", "复查"):
        assert word not in html


def test_a_withdrawn_order_says_why(life, cast, page):
    life.withdraw(cast.director, reason="事实经查不成立")
    assert "事实经查不成立" in page(cast.head, url_of(life.order))


def test_a_returned_order_says_why_on_top(life, cast, page):
    life.to_work()
    life.report()
    life.fails()
    life.send_back(cast.handler, reason="复查时仍无人")
    html = page(cast.head, url_of(life.order))
    assert "复查时仍无人" in html
    assert "第 1 次退回" in html


def test_milestones_stand_on_the_page_of_a_long_order(life, issued, cast, page):
    life.order = issued(pace=Order.Pace.LONG)
    life.to_work()
    life.reach_milestone(cast.liaison, reached="设备已到")
    assert "设备已到" in page(cast.head, url_of(life.order))
    assert commands.reach_milestone
