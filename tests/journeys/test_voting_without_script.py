"""The same hall for a phone without scripts, a keyboard, a screen reader and large type."""

from __future__ import annotations

import re

import pytest

from tests.journeys.hall import PHONE

pytestmark = pytest.mark.browser


@pytest.fixture
def plain(hall):
    """A phone whose browser runs no script."""
    context = hall.phone(java_script_enabled=False)
    yield context.new_page()
    context.close()


def to_the_form(page, hall, poll):
    code = hall.slip(poll)
    page.goto(hall.where(poll))
    page.get_by_label("票签上的票码").fill(code[:8].lower() + "-" + code[8:])
    page.get_by_role("button", name="开始评议").click()
    return code


def radio(page, organ, word):
    return page.get_by_role("group", name=organ).get_by_label(word, exact=True)


def test_a_ballot_is_cast_as_one_long_form(plain, hall):
    to_the_form(plain, hall, "scriptless")
    radio(plain, "市规划局", "较好").check()
    radio(plain, "市水务局", "未打过交道").check()
    plain.get_by_role("group", name="市规划局").locator("summary").click()
    plain.get_by_role("group", name="市规划局").get_by_label("写意见").fill("限时办结了。")
    plain.get_by_label("有人告诉我该怎么评").check()
    plain.get_by_role("button", name="投票").click()
    assert re.search(r"[0-9a-f]{64}|([0-9a-f]{4,8}\s){7,15}", plain.locator("main").inner_text())
    found = hall.votes("scriptless")
    assert found["votes"] == [["2n-", True, "deputy"]]
    assert found["remarks"] == [["MZ001", "限时办结了。"]]


def test_nothing_is_marked_beforehand(plain, hall):
    to_the_form(plain, hall, "block")
    assert plain.locator("fieldset").count() == 10
    assert plain.locator("input:checked").count() == 0


def test_a_wrong_code_is_refused_with_the_way_back(plain, hall):
    plain.goto(hall.where("plain"))
    plain.get_by_label("票签上的票码").fill("1234")
    plain.get_by_role("button", name="开始评议").click()
    assert plain.get_by_role("alert").is_visible()
    plain.get_by_role("link", name="重新输入票码").click()
    assert plain.get_by_label("票签上的票码").is_visible()


def test_whoever_needs_a_script_is_told_so(plain, hall):
    plain.goto(hall.where("blind"))
    assert plain.get_by_text("这需要能运行脚本的浏览器。也可到签到处领取纸质票。").is_visible()


def test_the_number_on_the_wall_is_enough(plain, hall):
    plain.goto(f"{hall.address}/v/")
    plain.get_by_label("评议编号").fill(hall.polls["plain"][1][-4:])
    plain.get_by_role("button", name="继续").click()
    assert plain.url == hall.where("plain")


def test_the_whole_ballot_goes_by_keyboard_and_focus_follows(hall):
    context = hall.phone(viewport={"width": 1200, "height": 800})
    page = context.new_page()
    page.goto(hall.where("plain"))
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type(hall.slip("plain"))
    page.keyboard.press("Enter")
    for organ in ("市规划局", "市水务局", "市公安局"):
        page.get_by_role("heading", name=organ, exact=True).wait_for()
        assert page.evaluate("document.activeElement.textContent") == organ
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    page.get_by_role("heading", name="核对您的评议票").wait_for()
    for _stop in range(4):  # three organs, the question whether one was told
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="您的选票已入票箱").wait_for()
    context.close()


@pytest.mark.parametrize("width", [320, 195], ids=["small-phone", "zoomed-to-200-percent"])
def test_nothing_is_cut_off_on_a_small_phone_or_at_twice_the_size(hall, width):
    context = hall.phone(viewport={"width": width, "height": PHONE["height"] // 2})
    page = context.new_page()
    for poll in ("plain", "questions", "contact", "rehearsal"):
        page.goto(f"{hall.where(poll)}#{hall.slip(poll)}")
        page.locator("#stage h2").wait_for()
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, poll
        small = page.locator("#stage button, #stage label, #stage .button").evaluate_all(
            "all => all.filter(one => one.getBoundingClientRect().height < 40)"
            ".map(one => one.textContent)"
        )
        assert small == [], "a thumb needs room"
    context.close()


def test_a_rehearsal_is_marked_on_every_screen(phone, hall):
    phone.goto(f"{hall.where('rehearsal')}#{hall.slip('rehearsal')}")
    marked = phone.get_by_text("演练：此处一概不计票")
    phone.get_by_role("heading", name="今年您与下列哪些机关打过交道？").wait_for()
    assert marked.is_visible()
    phone.get_by_role("button", name="下一步").click()
    phone.get_by_role("heading", name="核对您的评议票").wait_for()
    assert marked.is_visible()


def test_no_cookie_is_ever_set_and_the_code_never_stands_in_an_address(hall):
    context = hall.phone()
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url.split("#")[0]))
    code = hall.slip("plain")
    page.goto(f"{hall.where('plain')}#{code}")
    for _organ in range(3):
        before = page.locator("#stage h2").inner_text()
        page.get_by_role("button", name="很好", exact=True).click()
        page.wait_for_function(
            "before => document.querySelector('h2').textContent !== before", arg=before
        )
    page.get_by_role("button", name="投票", exact=True).click()
    page.get_by_role("heading", name="您的选票已入票箱").wait_for()
    assert context.cookies() == []
    assert [url for url in asked if code in url or code.lower() in url] == []
    context.close()
