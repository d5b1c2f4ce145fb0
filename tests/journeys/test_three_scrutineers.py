"""A poll with its key in three hands, run by hand: draft, words, key, shares, count, publish."""

from __future__ import annotations

import base64
import io
import json
import os
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests.printed import told_by

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("MINGCHA_SHOTS")  # a folder, for whoever wants to look
THREE = ("auditor", "head", "liaison")


@pytest.fixture
def windows(browser, program):
    """One window for each of four people, all signed in."""
    opened = {}
    for who in ("office", *THREE):
        context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.goto(f"{program.address}/login/")
        page.get_by_label("工号").fill(who)
        page.get_by_label("密码").fill("mingzhou-2026")
        page.locator("main button[type=submit]").click()
        page.wait_for_url(f"{program.address}/")
        page.on("dialog", lambda dialog: dialog.accept())
        opened[who] = page
    yield opened
    for page in opened.values():
        page.context.close()


def look(page, name):
    """A picture for people, at a desk and on a phone."""
    if SHOTS is None:
        return
    for wide in (1440, 390):
        page.set_viewport_size({"width": wide, "height": 900})
        page.screenshot(path=Path(SHOTS) / f"{name}-{wide}.png", full_page=True)
    page.set_viewport_size({"width": 1440, "height": 900})


def press(page, name):
    """Press the button of an act, and go on where the program asks whether to."""
    page.locator(".acts").get_by_role("button", name=name, exact=True).click()
    again = page.locator("dialog[open] button", has_text="继续")
    with page.expect_navigation():
        again.first.click()


def draft(page, address):
    """A paper for two groups, fixed; gives the poll's page."""
    page.goto(f"{address}/polls/draft/")
    page.locator("[name=title]").fill("二季度机关作风评议")
    page.locator("[name=groups]").fill("deputy\ncitizen")
    look(page, "draft")
    page.locator("main button[type=submit]").click()
    press(page, "固定票面")
    return page.url


def slips(page, poll, group):
    """Print two slips; gives the code of the first as a phone reads it."""
    import pypdfium2

    page.goto(f"{poll}make_tickets/")
    page.locator("[name=group]").select_option(group)
    page.locator("[name=size]").fill("2")
    with page.expect_download() as waiting:
        page.locator("main button[type=submit]").click()
    sheet = pypdfium2.PdfDocument(io.BytesIO(Path(waiting.value.path()).read_bytes()))[0]
    drawn = sheet.render(scale=4, grayscale=True).to_numpy()
    slip = drawn[: drawn.shape[0] // 8, : drawn.shape[1] // 3]
    return told_by(slip)


def seat(page, poll, names):
    """Name the three."""
    page.goto(f"{poll}seat_scrutineers/")
    for place, name in zip(("first", "second", "third"), names, strict=True):
        page.locator(f"[name={place}]").select_option(label=name)
    page.locator("main button[type=submit]").click()


def cast(scanned, marks):
    """Send one ballot as a phone does."""
    where, _hash, code = scanned.partition("#")
    salt = base64.urlsafe_b64encode(bytes(16)).decode().rstrip("=")
    said = {"ticket": {"code": code}, "marks": marks, "salt": salt, "told": False, "remarks": []}
    address = where.replace("/vote/", "/box/")
    sent = Request(address, json.dumps(said).encode(), {"Content-Type": "application/json"})
    with urlopen(sent) as answer:
        return json.load(answer)["receipt"]


def test_three_people_keep_the_key_and_two_of_them_open_the_box(windows, program):
    office, address = windows["office"], program.address
    poll = draft(office, address)
    scanned = slips(office, poll, "deputy")
    slips(office, poll, "citizen")
    seat(office, poll, program.backstage("named", *THREE))
    look(office, "poll-frozen")

    words = {}
    for who in THREE:
        page = windows[who]
        page.goto(f"{poll}scrutineers/")
        page.get_by_role("button", name="领取一次性口令").click()
        words[who] = page.locator(".secret-word").inner_text()
    look(windows["head"], "word")
    office.goto(poll)
    press(office, "制作密钥")

    shares = {}
    for who in THREE:
        page = windows[who]
        page.goto(f"{poll}scrutineers/")
        assert words[who] not in page.content(), "a word is shown once"
        page.locator("[name=word]").fill(words[who])
        page.get_by_role("button", name="显示我的份额").click()
        shares[who] = "-".join(page.locator(".secret-share li").all_inner_texts())
        if who == "head":
            look(page, "share")
        page.locator("[name=share]").first.fill(shares[who].lower())
        page.get_by_role("button", name="确认我的份额").click()
        page.wait_for_url("**/scrutineers/")
        assert shares[who][:9] not in page.content(), "a share is not shown again"
    look(windows["head"], "confirmed")

    office.goto(poll)
    press(office, "开启投票")
    organs = int(office.locator(".facts dd").first.inner_text().split()[0])
    receipt = cast(scanned, "1" * organs)
    office.reload()
    look(office, "poll-open")
    assert office.goto(f"{poll}result/").status == 409
    office.goto(poll)
    press(office, "关闭投票")
    office.goto(f"{poll}count/")
    office.locator("[name=first]").fill(shares["head"])
    office.locator("[name=second]").fill(shares["auditor"])
    look(office, "count")
    office.locator("main button[type=submit]").click()
    office.goto(f"{poll}result/")
    look(office, "result")
    assert "100.0%" not in office.content(), "one ballot is told to nobody"
    office.goto(poll)
    press(office, "公布计票结果")
    look(office, "poll-published")
    office.get_by_role("link", name="核对计票、查找回执").click()
    office.locator("[name=receipt]").fill(receipt[:8])
    office.get_by_role("button", name="查找").click()
    assert receipt in office.content()
    look(office, "checked")
    office.goto(f"{address}/polls/")
    look(office, "list")
