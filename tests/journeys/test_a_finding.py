"""The trip of a finding, from the dice to the printed bulletin, through a real browser.

A round is drawn on a Friday. On Monday an inspector opens the envelope on a telephone and sees an
empty counter; what becomes of it is followed to its end, by everybody whose turn it is.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import pytest

from mingcha.demo import photos
from tests.journeys.steps import (
    button,
    do,
    open_number,
    press,
    send,
    state,
    until,
    why_not,
    words_of,
    write,
)

pytestmark = pytest.mark.browser

MONDAY, FRIDAY = date(2026, 4, 13), date(2026, 4, 17)
SEED = "dice:3-1-6-2-5-5-1-4-2-6-3-3-5-1-2-4"
SEEN = "8:40，一号工位空岗，桌上无去向牌，两名群众等候。"
PHOTO = {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": photos.counter(1)}
PROOF = {"name": "整改后.jpg", "mimeType": "image/jpeg", "buffer": photos.counter(3)}
WRITTEN = {"plan": "上下班交接登记，AB岗到人。", "plan_person": "林静 窗口负责人"}
CHANGED = {
    "required": "工作时间岗位有人\n离岗挂去向牌",
    "pace": "at_once",
    "proof_wanted": "在岗照片",
}
REPORTED = {
    "cause": "AB岗未落实到人。",
    "report": "AB岗名单上墙，连续五日无空岗。",
    "for_person": "已向两名群众致歉并当日办结。",
    "for_class": "全部窗口照此排班。",
}


def test_a_finding_goes_from_the_dice_to_the_printed_bulletin(town):
    draw, fingerprint, visit = a_round_is_drawn(town)
    town.live_on(MONDAY)
    cast = town.backstage("sent", visit)
    anybody_can_draw_again(town, draw, fingerprint)
    the_inspector_goes_there(town, visit, cast)
    both_sign(town, visit, cast)
    finding = a_second_pair_of_eyes_verifies(town, visit)
    the_organ_is_heard(town, finding, cast)
    order = it_is_confirmed(town, finding, visit)
    the_organ_puts_it_right(town, order, cast)
    it_is_looked_at_again_and_closed(town, order, cast)
    bulletin = it_is_announced(town, finding, cast)
    it_is_read_by_everybody(town, bulletin, finding, cast["organ"])
    every_number_opens(town, (draw, visit, finding, order, bulletin))
    said = town.mingcha("journal")
    assert said.returncode == 0, said.stdout


def a_round_is_drawn(town):
    director = town.page("director")
    director.goto("/visits/plans/")
    director.locator("main tbody th a").first.click()
    director.locator('a[href$="/prepare_round/"]').click()
    write(director, theme="在岗履职和AB岗", mode="open", place_type="office", want=1)
    write(director, opens_at="2026-04-13T08:30")
    send(director)
    round_ = director.url
    director.locator(".facts a").first.click()
    draw = re.search(r"CQ-\d+-\d+", director.locator("h1").inner_text())[0]
    fingerprint = director.locator(".fingerprint-code").inner_text()
    do(director, "draw", seed=SEED, witnesses="周公证\n吴代表")
    assert director.locator(".result").count() == 0, "what was drawn is sealed"
    director.goto(round_)
    seal = director.locator('form[action$="/assign_round/"] button')
    if seal.count():  # the worker may have been quicker
        seal.click()
    sealed = until(director, "a:has-text('CF-')").first
    sealed.click()
    assert director.locator(".seal-mark").is_visible()
    visit = re.search(r"CF-\d+-\d+", director.locator("h1").inner_text())[0]
    assert not button(town.page("handler"), "verify").count()
    return draw, fingerprint, visit


def anybody_can_draw_again(town, draw, fingerprint):
    """The hour has come: the record is open, and drawing again gives the same."""
    auditor = town.page("auditor")
    open_number(auditor, draw)
    with auditor.expect_download() as kept:
        auditor.locator('a[href$="/record.json"]').click()
    auditor.goto("/draws/replay/")
    record = {"name": "record.json", "mimeType": "application/json"}
    write(auditor, record={**record, "buffer": kept.value.path().read_bytes()})
    write(auditor, fingerprint=fingerprint)
    send(auditor)
    assert "一致" in auditor.locator(".verdict.tone-good").inner_text()


def the_inspector_goes_there(town, visit, cast):
    """On a telephone: the envelope, a no with what was seen and a photo."""
    phone = town.page(cast["leader"], width=390)
    open_number(phone, visit)
    assert cast["organ"] not in words_of(phone), "sealed until it is opened"
    do(phone, "open")
    assert cast["organ"] in words_of(phone)
    with phone.expect_navigation():
        button(phone, "hand_in").click()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    rows = phone.locator(".question")
    for n in range(1, rows.count() + 1):
        row = phone.locator(f"#question-{n}")
        praise = row.locator(".choice-yes.choice-telling").count()
        row.locator(f".choice-{'no' if n == 1 else 'not_seen' if praise else 'yes'}").click()
    phone.locator("[name=facts_1]").fill(SEEN)
    phone.locator("[name=files_1]").set_input_files(PHOTO)
    told = {"began": "08:35", "ended": "09:05", "told": "8:35 到达，逐个工位查看，9:05 离开。"}
    for name, words in told.items():
        phone.locator(f"[name={name}]").fill(words)
    with phone.expect_navigation():
        phone.locator(".sheet-foot button").click()
    assert state(phone) == "recorded", words_of(phone)
    assert SEEN in phone.locator(".answers").inner_text()
    assert phone.locator(".answers img").count() == 1, "the photo stands beside its answer"


def both_sign(town, visit, cast):
    phone, handler = town.page(cast["leader"]), town.page("handler")
    do(phone, "sign")
    assert not button(phone, "countersign").count(), "nobody signs twice"
    open_number(handler, visit)
    assert "已签字" in why_not(handler, "verify"), "the grey button says what it waits for"
    other = town.page(cast["other"])
    open_number(other, visit)
    do(other, "countersign")
    assert other.locator(".signatures li").count() == 2


def a_second_pair_of_eyes_verifies(town, visit):
    handler = town.page("handler")
    open_number(handler, visit)
    do(handler, "verify")
    found = handler.locator(".answer-found a")
    assert found.count() == 1, "one no, one finding"
    return found.inner_text()


def the_organ_is_heard(town, finding, cast):
    handler, head = town.page("handler"), town.page(cast["head"])
    assert head.goto(f"/n/{finding}/").status == 404, "nothing is known before it is fed back"
    open_number(handler, finding)
    do(handler, "feed_back")
    open_number(head, finding)
    head.locator('a[href$="/letter/"]').click()
    assert SEEN in words_of(head)
    assert head.pdf().startswith(b"%PDF"), "the letter prints"
    open_number(head, finding)
    do(head, "reply", stance="accepts", reply="情况属实，立即整改。")


def it_is_confirmed(town, finding, visit):
    handler = town.page("handler")
    open_number(handler, finding)
    assert "立即整改" in words_of(handler)
    do(handler, "confirm", **CHANGED)
    chain = handler.locator("nav.chain")
    assert chain.locator(f'a[href="/n/{visit}/"]').count() == 1, "back to where it was seen"
    order = re.search(r"ZG-\d+-\d+", chain.inner_text())[0]
    chain.get_by_role("link", name=order).click()
    assert order in handler.locator("h1").inner_text()
    return order


def the_organ_puts_it_right(town, order, cast):
    liaison, head = town.page(cast["liaison"]), town.page(cast["head"])
    open_number(liaison, order)
    do(liaison, "receive")
    do(liaison, "file_plan", **WRITTEN, plan_date=MONDAY)
    if cast["liaison"] != cast["head"]:
        assert not button(liaison, "report").count(), "the head signs for it, not the liaison"
    open_number(head, order)
    press(head, "report")
    write(head, **REPORTED)
    send(head)
    assert head.locator(".errors").count() == 1, "without proof nothing is reported"
    write(head, proof=PROOF)
    send(head)
    assert state(head) == "reported"


def it_is_looked_at_again_and_closed(town, order, cast):
    finder, eyes = town.page(cast["leader"]), town.page(cast["eyes"])
    if finder.goto(f"/n/{order}/").status == 200:
        assert why_not(finder, "recheck_passes"), "nobody judges what they found themselves"
    open_number(eyes, order)
    do(eyes, "recheck_passes", remark="15:00 到现场，各岗位均有人。")
    handler, director = town.page("handler"), town.page("director")
    open_number(handler, order)
    do(handler, "call_back", solved="yes", content="yes")
    open_number(director, order)
    do(director, "close", outcome="fixed")
    assert state(director) == "closed"


def it_is_announced(town, finding, cast):
    office = town.page("office")
    office.goto("/assessment/")
    assert cast["organ"] in words_of(office), "the quarter's sheets stand behind what is announced"
    office.goto("/bulletins/")
    with office.expect_navigation():
        button(office, "compose").click()
    write(office, since="2026-04-01", until=MONDAY, kind="situation", scope="public")
    send(office)
    draft, bulletin = office.url, re.search(r"TB-\d+-\d+", words_of(office))[0]
    said = f"{cast['organ']}一号工位空岗（{finding}），当日整改到位。"
    it_names(office, cast["organ"], "criticism", said)
    silent = it_names(office, another_organ(office, cast["organ"]), "praise", "窗口延时服务。")
    do(office, "tell")
    the_organ_named_accepts(town, bulletin, said, silent, cast)
    leader = town.page("leader")
    leader.goto(draft)
    assert silent in why_not(leader, "approve"), "silence counts only when the days are over"
    town.live_on(FRIDAY)
    leader.goto(draft)
    until(leader, 'main form[action$="/approve/"] button')
    do(leader, "approve")
    office.goto(draft)
    do(office, "publish")
    return bulletin


def it_names(office, organ, tone, passage):
    """Name an organ with a passage of one's own, where the figures do not name it already."""
    press(office, "name")
    write(office, tone=tone, passage=passage)
    office.locator("[name=organ]").select_option(label=organ)
    send(office)
    assert passage in words_of(office)
    return organ


def another_organ(office, organ):
    """An organ that nobody has named yet."""
    press(office, "name")
    names = office.locator("[name=organ] option").all_inner_texts()[1:]
    office.go_back()
    named = words_of(office)
    return next(name for name in names if name != organ and name not in named)


def the_organ_named_accepts(town, bulletin, said, silent, cast):
    head = town.page(cast["head"])
    open_number(head, bulletin)
    assert said in words_of(head)
    assert silent not in words_of(head), "an organ reads its own passage only"
    do(head, "accept_facts")


def it_is_read_by_everybody(town, bulletin, finding, organ):
    reader = town.page("inspector")
    open_number(reader, bulletin)
    assert finding in words_of(reader)
    stranger = town.stranger()
    stranger.goto("/notices/")
    stranger.locator("main tbody th a, main li a").first.click()
    assert finding in words_of(stranger), "nobody has to sign in to read it"
    files = stranger.locator(".paper-files a")
    pdf, docx = (stranger.request.get(files.nth(n).get_attribute("href")).body() for n in (0, 1))
    assert pdf.startswith(b"%PDF")
    with zipfile.ZipFile(io.BytesIO(docx)) as paper:
        words = re.sub(r"<[^>]+>", "", paper.read("word/document.xml").decode())
    assert organ in words
    assert finding in words


def every_number_opens(town, numbers):
    office = town.page("office")
    for number in numbers:
        open_number(office, number)


def test_an_organ_never_learns_who_came_covertly(town):
    covert = town.backstage("covert")
    head = town.page(covert["head"])
    open_number(head, covert["finding"])
    pages = [head.url, f"{head.url}letter/", f"/n/{covert['order']}/"]
    for page in pages:
        head.goto(page)
        assert not [name for name in covert["names"] if name in words_of(head)], page
    open_number(head, covert["order"])
    head.goto(f"{head.url}notice/")
    assert not [name for name in covert["names"] if name in words_of(head)]
