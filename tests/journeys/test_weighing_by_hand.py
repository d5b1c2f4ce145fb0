"""What-ifs by hand: sliders that weigh anew without a new page, and a form where no script runs."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.test_first_day import sign_in

pytestmark = pytest.mark.browser


def trial(tab, address):
    """From the list of rounds to the what-if of the concentrated one, as a person finds it."""
    tab.goto(f"{address}/appraisals/?kind=concentrated")
    tab.locator("main tbody a").first.click()
    tab.get_by_role("link", name="查看结果").click()
    tab.get_by_role("link", name="如果换一种权重或分值").click()
    return tab.url


def test_a_slider_weighs_anew_without_loading_the_page_and_stays_in_the_address(tab, address):
    sign_in(tab, address, "director")
    trial(tab, address)
    before = tab.locator("#tried").inner_text()
    tab.evaluate("window.stays = true")
    tab.get_by_label("基本满意").fill("0")
    tab.get_by_label("不满意", exact=True).fill("0")
    tab.wait_for_url(re.compile(r"s-2=0&s-3=0"))
    assert tab.locator("#tried").inner_text() != before
    assert tab.locator("output[for=s-2]").inner_text() == "0"
    assert tab.evaluate("window.stays") is True
    shared = tab.locator("#tried").inner_text()
    tab.reload()
    assert tab.locator("#tried").inner_text() == shared


def test_weights_that_cannot_be_are_a_sentence_and_the_parts_follow(tab, address):
    sign_in(tab, address, "director")
    trial(tab, address)
    tab.get_by_label("群众代表").fill("100")
    expect(tab.locator("#part-citizen")).to_have_text("60.6 %")
    tab.get_by_label("满意", exact=True).fill("10")
    tab.locator("#tried .notice").wait_for()
    assert "分值须逐等递减" in tab.locator("#tried").inner_text()


def test_without_script_the_same_form_weighs(browser, address):
    context = browser.new_context(locale="zh-CN", java_script_enabled=False)
    tab = context.new_page()
    sign_in(tab, address, "director")
    url = trial(tab, address)
    before = tab.locator("#tried").inner_text()
    tab.goto(url + "?w-citizen=100&s-2=0&s-3=0")
    assert tab.locator("#tried").inner_text() != before
    tab.get_by_role("button", name="照此计算").click()
    assert "s-2=0" in tab.url
    context.close()


@pytest.mark.parametrize("width", [1440, 390])
def test_result_pages_fit_their_window(tab, address, width):
    sign_in(tab, address, "auditor")
    tab.set_viewport_size({"width": width, "height": 800})
    url = trial(tab, address)
    for page in (url, url.replace("what_if", "severity"), url.replace("what_if", "result")):
        tab.goto(page)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
