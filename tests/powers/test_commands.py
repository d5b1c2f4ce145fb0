"""What may be entered, changed and promised, by whom, and what is refused."""

from dataclasses import replace
from datetime import date

import pytest

from mingcha.core.refusal import Refusal
from mingcha.foundation.models import JournalEntry
from mingcha.powers import commands, queries
from mingcha.powers.commands.inventory import Entry
from mingcha.powers.models import Item, Version
from mingcha.powers.record import MaterialLine

MAY = date(2026, 5, 1)


def refused(code, command, *args, **facts):
    with pytest.raises(Refusal) as no:
        command(*args, **facts)
    assert no.value.code == code


def test_an_item_stands_as_it_was_on_every_day(item, office, day):
    commands.amend(item, by=office, on=day, since=MAY, legal_days=15)
    assert queries.item_as_of("XK-001", date(2026, 4, 30)).legal_days == 20
    then = queries.item_as_of("XK-001", MAY)
    assert (then.legal_days, then.promised_days, then.listed) == (15, 8, True)
    assert [step.name for step in then.steps] == ["受理", "审查", "决定"]
    assert then.materials == {"M1", "申请表", "M2", "身份证明"}
    assert then.papers == 2
    assert then.bases == (("行政许可法", "第四十二条"),)
    assert queries.item_as_of("XK-001", date(2026, 1, 4)) is None
    assert queries.item_as_of("XK-999", MAY) is None


def test_many_items_are_asked_for_in_as_few_questions_as_one(
    item, other, day, django_assert_num_queries
):
    with django_assert_num_queries(5):
        found = queries.items_as_of(["XK-001", "XK-002", "XK-003"], day)
    assert sorted(found) == ["XK-001", "XK-002"]


def test_a_list_written_anew_moves_no_code(item, office, day):
    renumbered = (MaterialLine("M1", "身份证明", "公安机关"), MaterialLine("M2", "照片"))
    commands.amend(item, by=office, on=day, since=MAY, materials=renumbered)
    told = queries.version_on(item, MAY).materials.all()
    assert [(one.code, one.name) for one in told] == [("M2", "身份证明"), ("M3", "照片")]
    same = (MaterialLine("M1", "身份证明", "公安机关"), MaterialLine("M2", "照片"))
    refused("powers.nothing_new", commands.amend, item, by=office, on=MAY, materials=same)


def test_partners_of_many_items_are_kept_in_one_go(
    office, terms, other_organ, day, django_assert_max_num_queries
):
    shared = replace(terms, partners=(other_organ,))
    entries = [Entry(f"XK-{n}", f"第{n}项", shared, day) for n in range(300, 340)]
    with django_assert_max_num_queries(30):
        made = commands.enter_many(entries, by=office)
    assert [unit.code for unit in made[-1].versions.get().partners.all()] == ["MZ900"]


def test_only_those_who_keep_the_inventory_enter_and_amend(item, terms, lawyer, liaison, day):
    for person in (lawyer, liaison):
        refused(
            "workflow.not_yours", commands.enter, "X", "某项", terms=terms, since=day, by=person
        )
        refused("workflow.not_yours", commands.amend, item, by=person, on=day, legal_days=15)


def test_a_code_is_never_given_twice(item, office, terms, day):
    refused(
        "powers.code_taken", commands.enter, "XK-001", "另项", terms=terms, since=day, by=office
    )


def test_a_change_does_not_reach_back(item, office, day):
    early = date(2026, 4, 1)
    refused("powers.backdated", commands.amend, item, by=office, on=day, since=early, legal_days=9)
    early = date(2026, 1, 1)
    refused("powers.too_early", commands.amend, item, by=office, on=day, since=early, legal_days=9)
    refused("powers.nothing_new", commands.amend, item, by=office, on=day, legal_days=20)


def test_what_is_entered_today_is_mended_today_in_its_place(office, terms, day):
    item = commands.enter("XK-009", "某项", terms=terms, since=day, by=office)
    commands.amend(item, by=office, on=day, legal_days=15)
    assert [v.legal_days for v in queries.versions_of(item)] == [15]


def test_an_organ_promises_fewer_days_and_never_more(item, liaison, office, day):
    commands.promise(item, by=liaison, on=day, promised_days=5, since=MAY)
    assert queries.item_as_of("XK-001", MAY).promised_days == 5
    refused("powers.no_shorter", commands.promise, item, by=liaison, on=day, promised_days=6)
    refused("workflow.not_yours", commands.promise, item, by=office, on=day, promised_days=3)


def test_a_promise_on_the_spot_is_a_promise_of_no_days(item, liaison, day):
    commands.promise(item, by=liaison, on=day, promised_days=0)
    then = queries.item_as_of("XK-001", day)
    assert (then.promised_days, then.on_the_spot) == (0, True)


def test_a_promise_longer_than_the_law_is_refused_where_somebody_makes_one(item, office, day):
    no = "powers.longer_than_law"
    refused(no, commands.amend, item, by=office, on=day, promised_days=21)
    refused(no, commands.amend, item, by=office, on=day, legal_days=7)
    calendar = {"promised_days": 19, "legal_kind": "calendar"}
    refused(no, commands.amend, item, by=office, on=day, **calendar)


def test_a_name_is_corrected_and_the_old_one_stays_in_the_journal(item, office, day):
    commands.rename(item, by=office, on=day, name="大型户外广告设置许可")
    entry = JournalEntry.objects.get(verb="powers.item.rename")
    assert entry.facts["was"] == "户外广告设置许可"
    refused("powers.nothing_new", commands.rename, item, by=office, on=day, name=item.name)


def test_what_was_entered_in_error_is_taken_back_unless_something_was_built_on_it(
    item, other, propose, office, day
):
    propose("merge", successor=other)
    refused("powers.referred_to", commands.take_back, [other], by=office, on=day)
    refused("powers.referred_to", commands.take_back, [item], by=office, on=day)


def test_taking_back_leaves_nothing_but_the_journal(item, other, office, day):
    commands.take_back([item, other], by=office, on=day)
    assert not Item.objects.exists()
    assert not Version.objects.exists()
    assert JournalEntry.objects.filter(verb="powers.item.take_back").count() == 2


def test_one_version_taken_back_and_the_one_before_put_back(item, office, day):
    commands.amend(item, by=office, on=day, since=MAY, materials=(MaterialLine("M1", "申请表"),))
    old, new = queries.versions_of(item)
    commands.take_back_versions([new], by=office, on=day)
    commands.put_back(old, was={"valid_to": None}, by=office, on=day)
    assert queries.item_as_of("XK-001", MAY).papers == 2
