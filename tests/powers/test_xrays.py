"""Each look finds what was planted, and nothing where nothing is wrong."""

from dataclasses import replace
from datetime import date

import pytest

from mingcha.foundation import time
from mingcha.foundation.xrays import findings
from mingcha.organs import commands as organs
from mingcha.powers import commands, xrays
from mingcha.powers.record import Terms

SINCE = date(2026, 1, 5)


def found(check, day):
    return [(one.item.code, one.other.code if one.other else None) for one in check.ask(day)]


@pytest.fixture
def enter(office, terms):
    def entered(code, name, **changes):
        asked = replace(terms, **changes)
        return commands.enter(code, name, terms=asked, since=SINCE, by=office)

    return entered


def test_a_sound_inventory_is_left_alone(item, other, day):
    assert [found(check, day) for check in xrays.CHECKS] == [[]] * 6


def test_an_item_without_a_law_is_found(enter, day):
    enter("X1", "无依据的事项", bases=())
    assert found(xrays.NO_BASIS, day) == [("X1", None)]


def test_a_promise_longer_than_the_law_is_found_across_kinds_of_days_too(enter, day):
    enter("X1", "甲事项", promised_days=21)
    enter("X2", "乙登记", promised_days=25, legal_days=30, legal_kind="calendar")
    enter("X3", "丙年检", promised_days=20, legal_days=30, legal_kind="calendar")
    assert found(xrays.LONGER, day) == [("X1", None), ("X2", None)]


def test_one_matter_under_two_names_is_found_and_two_matters_are_not(enter, item, other, day):
    enter("X1", "关于户外广告设置的行政许可")
    enter("X2", "户外招牌拆除备案")
    assert found(xrays.ALIKE, day) == [("X1", "XK-001")]


def test_a_part_is_not_taken_for_its_item_again(enter, office, terms, item, day):
    name = "户外广告设置许可（市级）"
    commands.enter("XK-001.1", name, terms=terms, since=SINCE, by=office, parent=item)
    assert found(xrays.ALIKE, day) == []


def test_two_organs_for_one_item_are_found_unless_they_handle_it_jointly(
    enter, item, other_organ, day
):
    enter("X1", "户外广告设置审批", organ=other_organ)
    enter("X2", "桥下空间利用", partners=(other_organ,))
    enter("X3", "河道管线架设", partners=(other_organ,), joint=True)
    assert found(xrays.TWICE, day) == [("X1", "XK-001"), ("X2", None)]


def test_an_item_of_a_merged_organ_is_found_with_the_organ_that_follows(
    item, other, organ, other_organ, clerk, day
):
    new = {"level": "organ", "kind": "management", "since": day, "by": clerk}
    heir = organs.found("MZ901", "市综合管理局", **new)
    document = "明编〔2026〕3号"
    organs.merge([organ, other_organ], into=heir, on=day, document=document, by=clerk)
    assert sorted(found(xrays.GONE, day)) == [("XK-001", None), ("XK-002", None)]
    assert "市综合管理局" in next(iter(xrays.GONE.ask(day))).detail


def test_organs_that_follow_are_asked_for_once_however_many_items_there_are(
    enter, organ, other_organ, clerk, day, django_assert_max_num_queries
):
    for n in range(20):
        enter(f"X{n:02}", f"第{n}项")
    document = "明编〔2026〕3号"
    new = {"level": "organ", "kind": "management", "since": day, "by": clerk}
    heir = organs.found("MZ901", "市综合管理局", **new)
    organs.merge([organ, other_organ], into=heir, on=day, document=document, by=clerk)
    with django_assert_max_num_queries(2):
        told = list(xrays.GONE.ask(day))
    assert {one.detail for one in told} == {f"{organ.name} → 市综合管理局"}
    assert len(told) == 20


def test_a_review_past_its_day_is_found(reviewed):
    assert found(xrays.LATE, date(2026, 5, 12)) == []
    assert found(xrays.LATE, date(2026, 5, 13)) == [("XK-001", None)]


def test_the_doctor_says_it_with_a_remedy(enter, day):
    enter("X1", "无依据的事项", bases=())
    with time.at(day):
        told = [one for one in findings() if one.which == "X1 无依据的事项"]
    assert len(told) == 1
    assert told[0].remedy


def test_terms_know_their_load(terms):
    assert Terms(organ=terms.organ).load.timed == 0
    assert (terms.load.steps, terms.load.papers, terms.load.legal_days) == (3, 2, 20)
