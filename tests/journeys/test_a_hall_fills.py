"""A meeting from the call to the end; the desk on a telephone with a queue before it."""

import re

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(browser):
    """A narrow window of the office."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


def sign_in(phone, address, who):
    phone.goto(f"{address}/login/")
    phone.get_by_label("工号").fill(who)
    phone.get_by_label("密码").fill("mingzhou-2026")
    phone.locator("main button[type=submit]").click()
    phone.wait_for_url(f"{address}/")


def fits(phone):
    return phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def invite(phone, meeting, name, group, body):
    phone.goto(f"{meeting}invite/")
    phone.get_by_label("姓名").fill(name)
    phone.get_by_label("组别").select_option(label=group)
    phone.get_by_label("单位").fill(body)
    phone.locator("main form.form button[type=submit]").click()
    phone.wait_for_url(meeting)


def test_people_are_called_invited_and_checked_in_by_thumb(phone, program):
    address = program.address
    sign_in(phone, address, "office")
    phone.goto(f"{address}/meetings/call/")
    phone.get_by_label("名称").fill("作风建设动员大会")
    phone.get_by_label("场所").fill("明州大会堂")
    phone.get_by_label("召开日期").fill("2027-02-20")
    phone.get_by_label("开始时间").fill("09:00")
    phone.locator("main form.form button[type=submit]").click()
    phone.wait_for_url(re.compile(r"/meetings/\d+/$"))
    meeting = phone.url
    invite(phone, meeting, "高远山", "人大代表", "市人大")
    invite(phone, meeting, "陈清和", "人大代表", "市人大")
    phone.goto(meeting)
    phone.get_by_role("button", name="开始签到").click()
    phone.get_by_role("link", name="前往签到台").click()

    said = phone.locator("#said")
    assert said.evaluate("one => one === document.activeElement"), "a scanner types at once"
    said.fill("市人大")
    said.press("Enter")
    rows = phone.locator(".found li")
    assert rows.count() == 2
    button = rows.filter(has_text="高远山").get_by_role("button", name="签到")
    box = button.bounding_box()
    assert box["height"] >= 56
    assert box["width"] >= 300
    assert fits(phone)
    button.click()
    assert "已签到" in phone.locator(".seen").inner_text()
    assert "1 / 2" in phone.locator(".come").inner_text()
    assert "said" not in phone.url
    assert fits(phone)
    phone.locator(".seen").get_by_role("button", name="撤销签到").click()
    assert "0 / 2" in phone.locator(".come").inner_text()

    for page in ("", "people/", "seats/"):
        phone.goto(meeting + page)
        assert fits(phone), page
