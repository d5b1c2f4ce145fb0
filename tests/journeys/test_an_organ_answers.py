"""An organ that feels wronged, and two people who act at once, through a real browser."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.journeys.steps import (
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

FRIDAY, TOO_LATE = date(2026, 4, 17), date(2026, 4, 29)
DISPUTED = "当时窗口人员正陪同群众到二楼补件，有登记。"
DECIDED = "经核登记，补件为次日之事，事实成立。"
WANTED = {"required": "窗口始终有人", "pace": "at_once", "proof_wanted": "在岗照片"}
PLAN = {"plan": "AB岗到人。", "plan_person": "林静 窗口负责人"}


def test_an_organ_that_feels_wronged_is_heard_each_time_and_pressed_when_it_is_late(town):
    town.live_on(FRIDAY)
    finding = town.backstage("wronged")["finding"]
    it_disputes(town, finding)
    order = a_free_mind_decides(town, finding)
    not_ours_is_ruled_once(town, order)
    time_is_extended_once(town, order)
    town.live_on(TOO_LATE)
    a_blue_slip_comes_and_is_answered(town, order)


def it_disputes(town, finding):
    handler, head = town.page("handler"), town.page("head")
    open_number(handler, finding)
    do(handler, "feed_back")
    open_number(head, finding)
    press(head, "reply")
    write(head, stance="disputes")
    send(head)
    assert head.locator(".notice").count() == 1, "a dispute without words is none"
    write(head, stance="disputes", reply=DISPUTED)
    send(head)
    assert state(head) == "answered"


def a_free_mind_decides(town, finding):
    handler = town.page("handler")
    open_number(handler, finding)
    press(handler, "confirm")
    write(handler, **WANTED)
    send(handler)
    assert handler.locator(".notice").count() == 1, "an objection is answered in words"
    assert handler.locator("[name=required]").input_value() == WANTED["required"]
    write(handler, decision=DECIDED)
    send(handler)
    head = town.page("head")
    open_number(head, finding)
    assert DECIDED in words_of(head)
    return re.search(r"ZG-\d+-\d+", head.locator("nav.chain").inner_text())[0]


def not_ours_is_ruled_once(town, order):
    liaison, director = town.page("liaison"), town.page("director")
    open_number(liaison, order)
    do(liaison, "receive")
    press(liaison, "ask_return")
    liaison.locator("[name=whose]").select_option(index=2)
    write(liaison, reason="职责在大厅管理单位。")
    send(liaison)
    assert state(liaison) == "return_asked"
    open_number(director, order)
    do(director, "refuse_return", reason="窗口由该局派驻，职责在该局。")
    open_number(liaison, order)
    assert why_not(liaison, "ask_return"), "it is ruled once and for good"
    do(liaison, "file_plan", **PLAN, plan_date="2026-04-24")


def time_is_extended_once(town, order):
    head, handler = town.page("head"), town.page("handler")
    open_number(head, order)
    do(head, "ask_extension", days=1, reason="排班系统周末切换。")
    assert state(head) == "extension_asked"
    open_number(handler, order)
    do(handler, "grant_extension", reason="理由成立。")
    open_number(head, order)
    assert why_not(head, "ask_extension"), "time is extended once"


def a_blue_slip_comes_and_is_answered(town, order):
    liaison = town.page("liaison")
    open_number(liaison, order)
    slip = until(liaison, "main table a:has-text('DB-')").first
    row = slip.locator("xpath=ancestor::tr")
    assert "蓝" in row.inner_text(), "the colour is said in a word as well"
    slip.click()
    assert "蓝" in liaison.locator("h1").inner_text()
    do(liaison, "answer", answer="排班系统已切换，4月30日报告。")
    assert state(liaison) == "answered"
    handler = town.page("handler")
    handler.goto(liaison.url)
    assert "排班系统已切换" in words_of(handler)


def test_whoever_comes_second_is_told_so_and_keeps_the_words(town):
    town.live_on(FRIDAY)
    shared = town.backstage("shared")
    first, second = town.page(shared["head"]), town.page(shared["liaison"])
    plan = {**PLAN, "plan_date": town.day}
    for page in (first, second):
        open_number(page, shared["order"])
        press(page, "file_plan")
    write(first, **plan)
    send(first)
    write(second, **{**plan, "plan": "另一份计划。"})
    send(second)
    assert "刚刚有人" in second.locator(".notice").inner_text()
    assert second.locator("[name=plan]").input_value() == "另一份计划。", "no word is lost"
    open_number(second, shared["order"])
    assert "另一份计划" not in words_of(second)


def test_a_double_click_sends_once(town):
    town.live_on(FRIDAY)
    shared = town.backstage("shared")
    head, posted = town.page(shared["head"]), []
    open_number(head, shared["order"])
    press(head, "file_plan")
    write(head, **PLAN, plan_date=town.day)
    head.on("request", lambda one: one.method == "POST" and posted.append(one.url))
    with head.expect_navigation():
        head.locator("main form.form button[type=submit]").dblclick()
    assert state(head) == "in_progress"
    assert len(posted) == 1
