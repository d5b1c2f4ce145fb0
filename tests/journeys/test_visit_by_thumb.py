"""A visit on a telephone without any script: the envelope, the sheet, the first signature."""

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(browser):
    """A narrow window in which no script runs."""
    context = browser.new_context(
        locale="zh-CN", viewport={"width": 390, "height": 844}, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def sign_in(phone, address, who):
    phone.goto(f"{address}/login/")
    phone.get_by_label("工号").fill(who)
    phone.get_by_label("密码").fill("mingzhou-2026")
    phone.locator("main button[type=submit]").click()
    phone.wait_for_url(f"{address}/")


def fits(phone):
    """Nothing reaches beyond the window; measured without running a script in the page."""
    return all(
        box["x"] >= 0 and box["x"] + box["width"] <= 390.5
        for box in (one.bounding_box() for one in phone.locator("main > *").all())
        if box
    )


def test_an_inspector_opens_the_envelope_fills_in_the_sheet_by_thumb_and_signs(phone, program):
    address = program.address
    sign_in(phone, address, program.backstage("envelope")["leader"])
    phone.goto(f"{address}/visits/")
    phone.get_by_role("button", name="拆封").first.click()
    assert "已拆封" in phone.locator(".head").inner_text()
    visit = phone.url
    phone.locator(".acts").get_by_role("link", name="交记录").click()
    assert fits(phone)

    rows = phone.locator(".question")
    for n in range(rows.count()):
        yes = rows.nth(n).locator(".choice").nth(0)
        assert yes.bounding_box()["height"] >= 44
        answer = (
            1 if n == 1 else 2 if rows.nth(n).locator(".choice-yes.choice-telling").count() else 0
        )
        rows.nth(n).locator(".choice").nth(answer).click()
    assert rows.nth(1).locator(".raise").is_visible(), "a no shows at once where to write it down"
    assert not rows.nth(0).locator(".beside").is_visible()
    rows.nth(0).locator("summary").click()
    assert rows.nth(0).locator(".beside").is_visible(), "a note is possible at every question"
    rows.nth(1).locator("textarea").fill("8:40，3号窗口，值班人员看股票行情")
    phone.get_by_label("开始").fill("08:35")
    phone.get_by_label("结束").fill("09:05")
    phone.get_by_label("所见经过").fill("8:35 到达，9:05 离开。")
    phone.locator(".sheet-foot button").click()

    if phone.locator(".errors").count():
        pytest.fail(phone.locator(".errors").inner_text())
    phone.goto(visit)
    assert "已交记录" in phone.locator(".head").inner_text()
    assert "发现问题" in phone.locator(".answers").inner_text()
    assert fits(phone)
    phone.locator(".acts").get_by_role("button", name="签字", exact=True).click()
    assert phone.locator(".signatures li").count() == 1


def test_whoever_is_visited_asks_without_signing_in(phone, address):
    phone.goto(f"{address}/visits/verify/")
    phone.get_by_label("察访人员出示的验证码").fill("ABCDE-23456")
    phone.get_by_role("button", name="核对验证码").click()
    assert "今天没有公开察访使用这个验证码" in phone.locator("main").inner_text()
    assert fits(phone)
