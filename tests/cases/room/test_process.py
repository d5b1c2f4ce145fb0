"""The process of an item: how often which way, and where the working days go."""

from __future__ import annotations

from datetime import date

from mingcha.cases.drawn import process_map, worst
from mingcha.cases.process import Step, process
from mingcha.core.workdays import Calendar

USUAL = [("取号", "", 2), ("受理", "", 2), ("审查", "", 4), ("决定", "", 9)]
STOPPED = [("取号", "", 2), ("受理", "", 2), ("中止", "suspended", 3), ("恢复", "resumed", 10),
           ("审查", "", 11), ("决定", "", 12)]  # fmt: skip


def seen(*ways):
    steps = [
        Step(n, activity, meaning, date(2026, 3, day))
        for n, way in enumerate(ways)
        for activity, meaning, day in way
    ]
    return process(steps, Calendar(()))


def test_activities_stand_in_the_order_in_which_most_cases_have_them():
    found = seen(USUAL, USUAL, STOPPED)
    assert [node.activity for node in found.nodes] == [
        "取号",
        "受理",
        "中止",
        "恢复",
        "审查",
        "决定",
    ]
    assert [way.cases for way in found.paths] == [2, 1]


def test_the_worst_arc_is_the_organ_s_own_and_waiting_for_others_is_told_apart():
    found = seen(USUAL, USUAL, STOPPED)
    arc = worst(found)
    assert (arc.first, arc.then, arc.days) == ("审查", "决定", 7)
    assert found.other_days == 5, "between suspension and resumption others were waited for"


def test_circles_do_not_hold_up_the_drawing():
    back = [("甲", "", 2), ("乙", "", 3), ("甲", "", 4), ("丙", "", 5)]
    other = [("乙", "", 2), ("丙", "", 3), ("甲", "", 4)]
    third = [("丙", "", 2), ("甲", "", 3), ("乙", "", 4)]
    wide, narrow = process_map(seen(back, other, third), days="{n}", title="图<1>")
    assert "&lt;1&gt;" in wide
    assert narrow.startswith("<svg")
