"""A person in the hall votes on a phone: slip, marks, review, receipt; and the line breaks."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.browser
RECEIPT = re.compile(r"^([0-9a-f]{8} ){7}[0-9a-f]{8}$")


def begin(phone, hall, poll, *, typed=True):
    """Open the page and type the slip's code, or scan it; gives the code."""
    code = hall.slip(poll)
    if typed:
        phone.goto(hall.where(poll))
        phone.get_by_label("票签上的票码").fill(code.lower())
        phone.get_by_role("button", name="开始评议").click()
    else:
        phone.goto(hall.where(poll) + f"#{code}")
    return code


def grade(phone, word, organ):
    """Touch a grade for the organ that is shown."""
    phone.get_by_role("heading", name=organ, exact=True).wait_for()
    phone.get_by_role("button", name=word, exact=True).click()


def whole(phone):
    """Mark the three organs of the plain poll."""
    for word, organ in (("很好", "市规划局"), ("一般", "市水务局"), ("不了解", "市公安局")):
        grade(phone, word, organ)
    phone.get_by_role("heading", name="核对您的评议票").wait_for()


def cast(phone):
    phone.get_by_role("button", name="投票", exact=True).click()


def receipt(phone):
    phone.get_by_role("heading", name="您的选票已入票箱").wait_for()
    shown = phone.locator("#stage .code").inner_text()
    assert RECEIPT.match(shown)
    return shown.replace(" ", "")


def on_the_phone(phone):
    return phone.evaluate("Object.keys(localStorage).map(k => k + localStorage[k]).join()")


def in_the_box(hall, poll, marks):
    return [vote for vote in hall.votes(poll)["votes"] if vote[0] == marks]


def test_typing_the_code_is_checked_at_once(phone, hall):
    phone.goto(hall.where("plain"))
    code, said = hall.slip("plain"), phone.locator("#code-said")
    phone.locator("#code").press_sequentially(code[:6].lower())
    assert phone.locator("#code").input_value() == f"{code[:4]} {code[4:6]}"
    assert said.inner_text() == "已输入 6 位，共 16 位"
    wrong = "0" if code[15] != "0" else "1"
    phone.locator("#code").press_sequentially(code[6:15] + wrong)
    assert "有一位不对" in said.inner_text()
    phone.locator("#code").press("Backspace")
    phone.locator("#code").press_sequentially(code[15])
    assert said.inner_text() == "✓ 票码完整"


def test_a_code_of_no_slip_is_told_before_anything_is_filled_in(phone, hall):
    phone.goto(hall.where("plain"))
    phone.locator("#code").fill("0000 0000 0000 0000")
    phone.get_by_role("button", name="开始评议").click()
    phone.locator("#code-said.bad").wait_for()
    assert phone.get_by_role("button", name="开始评议").is_visible()


def test_a_ballot_is_cast_by_thumb_and_lies_in_the_box_as_it_was_marked(phone, hall):
    begin(phone, hall, "contact")
    phone.get_by_role("heading", name="今年您与下列哪些机关打过交道？").wait_for()
    for organ in ("市水务局", "市教育局", "市城市管理局"):
        phone.get_by_label(organ, exact=True).check()
    phone.get_by_role("button", name="下一步").click()
    assert phone.locator(".step").inner_text() == "机关 1 / 3"
    grade(phone, "较好", "市水务局")
    phone.get_by_role("heading", name="市教育局", exact=True).wait_for()
    phone.get_by_role("button", name="写意见").click()
    phone.get_by_label("写意见").fill("窗口两次让我补材料。")
    phone.get_by_role("button", name="下一步").click()
    grade(phone, "很差", "市城市管理局")
    phone.get_by_role("heading", name="核对您的评议票").wait_for()
    assert phone.get_by_text("有 1 项未填").is_visible()
    phone.get_by_role("button", name=re.compile("市教育局: 未填")).click()
    grade(phone, "不了解", "市教育局")
    phone.get_by_role("heading", name="核对您的评议票").wait_for()
    phone.get_by_label("有人告诉我该怎么评").check()
    cast(phone)
    receipt(phone)
    found = hall.votes("contact")
    assert ["n2nunnnnnnn5", True, "deputy"] in found["votes"]
    assert found["remarks"] == [["MZ004", "窗口两次让我补材料。"]]


def test_a_scanned_slip_begins_by_itself_and_nothing_is_left_after_the_receipt(phone, hall):
    code = begin(phone, hall, "plain", typed=False)
    whole(phone)
    assert code in phone.url, "a reload finds the ballot again"
    assert code not in on_the_phone(phone), "what is kept does not name the slip"
    cast(phone)
    receipt(phone)
    assert phone.url == hall.where("plain")
    assert on_the_phone(phone) == ""
    phone.reload()
    assert phone.locator("#code").input_value() == ""


def test_half_made_marks_survive_a_reload_and_a_change_of_language(phone, hall):
    begin(phone, hall, "plain")
    grade(phone, "较差", "市规划局")
    phone.get_by_role("heading", name="市水务局", exact=True).wait_for()
    phone.reload()
    phone.get_by_role("heading", name="市水务局", exact=True).wait_for()
    phone.get_by_role("link", name="English").click()
    phone.get_by_role("heading", name="Organ 2", exact=True).wait_for()
    phone.get_by_role("button", name="Back").click()
    pressed = phone.get_by_role("button", name="Poor", exact=True)
    assert pressed.get_attribute("aria-pressed") == "true"


def test_a_lost_line_is_said_and_the_same_ballot_goes_again_by_itself(phone, hall):
    begin(phone, hall, "plain")
    whole(phone)
    phone.context.set_offline(True)
    cast(phone)
    phone.get_by_role("heading", name="网络中断").wait_for()
    assert on_the_phone(phone) != ""
    phone.context.set_offline(False)
    receipt(phone)


def test_an_answer_lost_on_the_way_back_costs_nothing_and_counts_once(phone, hall):
    begin(phone, hall, "flaky")
    whole(phone)
    first = []

    def swallow(route):
        first.append(route.fetch().json()["receipt"])
        route.abort()

    phone.route("**/box/**", swallow, times=1)
    cast(phone)
    phone.get_by_role("heading", name="网络中断").wait_for()
    phone.reload()
    phone.get_by_role("heading", name="网络中断").wait_for()
    phone.get_by_role("button", name="再试一次").click()
    assert [receipt(phone)] == first
    assert len(in_the_box(hall, "flaky", "13u")) == 1


def test_a_busy_box_is_waited_for_as_long_as_it_says(phone, hall):
    begin(phone, hall, "plain")
    whole(phone)
    busy = {"status": 503, "headers": {"Retry-After": "1"}, "body": "{}"}
    phone.route("**/box/**", lambda route: route.fulfill(**busy), times=1)
    cast(phone)
    phone.get_by_text(re.compile(r"^[123] 秒后自动提交")).wait_for()
    receipt(phone)


def test_a_slip_that_was_used_is_refused_in_words(phone, hall):
    code = begin(phone, hall, "plain")
    whole(phone)
    cast(phone)
    receipt(phone)
    phone.goto(hall.where("plain") + f"#{code}")
    for organ in ("市规划局", "市水务局", "市公安局"):
        grade(phone, "很差", organ)
    cast(phone)
    phone.get_by_role("heading", name="这张票未被接收").wait_for()
    phone.get_by_role("button", name="清除本机上我填的内容").click()
    assert on_the_phone(phone) == ""


def test_a_close_while_somebody_edits_is_said_and_the_marks_are_not_lost(phone, hall):
    begin(phone, hall, "ends")
    whole(phone)
    hall.shut("ends")
    cast(phone)
    phone.get_by_role("heading", name="评议已经结束").wait_for()
    assert phone.get_by_text("这张票未能在结束前进入票箱，不计入。").is_visible()
    assert on_the_phone(phone) != ""
    assert hall.votes("ends")["votes"] == []
    phone.get_by_role("button", name="清除本机上我填的内容").click()
    assert on_the_phone(phone) == ""


def test_five_questions_stand_on_one_screen_for_each_organ(phone, hall):
    begin(phone, hall, "questions")
    for organ in range(3):
        for question in ("服务态度", "办事效率", "依法办事", "清正廉洁", "工作实效"):
            group = phone.get_by_role("group", name=question)
            group.get_by_role("button", name="满意" if organ else "不满意", exact=True).click()
        phone.get_by_role("button", name="下一步").click()
    cast(phone)
    receipt(phone)
    assert len(in_the_box(hall, "questions", "3" * 5 + "1" * 10)) == 1


@pytest.mark.parametrize(("poll", "asked"), [("recused", {3, 4}), ("block", {10})])
def test_only_the_organs_of_ones_own_paper_are_shown(phone, hall, poll, asked):
    begin(phone, hall, poll)
    phone.locator("#stage h2").wait_for()
    ticks = phone.locator(".tick").count()
    shown = ticks or int(phone.locator(".step").inner_text().split(" / ")[1])
    assert shown in asked
    if ticks:
        phone.locator(".tick").first.click()
        phone.get_by_role("button", name="下一步").click()
    for _organ in range(1 if ticks else shown):
        before = phone.locator("#stage h2").inner_text()
        phone.get_by_role("button", name="很好", exact=True).click()
        phone.wait_for_function(
            "before => document.querySelector('h2').textContent !== before", arg=before
        )
    cast(phone)
    receipt(phone)


def test_a_blind_ticket_is_made_on_the_phone_and_a_reload_does_not_lose_it(phone, hall):
    invitation = hall.slip("blind")
    phone.route("**/ticket/*", lambda route: route.abort(), times=2)
    phone.goto(hall.where("blind") + f"#i={invitation}")
    phone.get_by_role("button", name="再试一次").click()
    phone.get_by_role("button", name="再试一次").click()
    grade(phone, "较好", "市规划局")
    phone.get_by_role("heading", name="市水务局", exact=True).wait_for()
    phone.reload()
    phone.get_by_role("heading", name="市水务局", exact=True).wait_for()
    assert invitation not in on_the_phone(phone)
    for word, organ in (("较好", "市水务局"), ("较差", "市公安局")):
        grade(phone, word, organ)
    cast(phone)
    receipt(phone)
    assert len(in_the_box(hall, "blind", "224")) == 1
    assert invitation not in phone.url
    assert on_the_phone(phone) == ""
