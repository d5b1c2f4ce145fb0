"""A first day: sign in, look up an organ as it was, work out a deadline, check the journal."""

import pytest

pytestmark = pytest.mark.browser


def sign_in(tab, address, who):
    tab.goto(f"{address}/login/")
    tab.get_by_label("工号").fill(who)
    tab.get_by_label("密码").fill("mingzhou-2026")
    tab.locator("main button[type=submit]").click()
    tab.wait_for_url(f"{address}/")


def test_someone_of_the_conduct_office_looks_up_an_organ_as_it_was(tab, address):
    sign_in(tab, address, "office")
    assert "4月10日" in tab.locator("h1").inner_text()
    tab.get_by_role("link", name="机关", exact=True).first.click()
    assert tab.locator("h1").inner_text() == "11 个机关"
    tab.get_by_label("截至日期").fill("2026-02-01")
    tab.get_by_role("button", name="查看").click()
    assert tab.locator("h1").inner_text() == "12 个机关"
    tab.locator("main tbody a").first.click()
    assert tab.locator("h1").inner_text().startswith("市")


def test_anyone_works_out_a_deadline_and_opens_its_count(tab, address):
    tab.goto(f"{address}/workdays/")
    tab.get_by_label("收件日").fill("2024年9月10日")
    tab.get_by_label("期限长度").fill("20")
    tab.get_by_role("button", name="计算日期").click()
    assert "10月14日 周一" in tab.locator(".clock-line").inner_text()
    tab.locator("details.derivation summary").click()
    assert tab.locator("details.derivation tbody tr").count() >= 34
    assert "start=" in tab.url, "the question stays in the address"


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize(
    "path", ["/", "/organs/", "/calendar/", "/journal/", "/workdays/?start=2026-03-02&days=15"]
)
def test_no_page_is_wider_than_its_window(tab, address, width, path):
    sign_in(tab, address, "auditor")
    tab.set_viewport_size({"width": width, "height": 800})
    tab.goto(address + path)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert tab.locator("h1").inner_text().strip()


def test_the_language_is_changed_with_one_press(tab, address):
    tab.goto(f"{address}/workdays/")
    tab.get_by_role("button", name="English").click()
    tab.wait_for_load_state()
    assert tab.locator("h1").inner_text() == "When does a period end?"
    assert tab.locator("html").get_attribute("lang") == "en"
