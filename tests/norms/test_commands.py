"""What is asked for is entered, worded anew, ended; checklists freeze once they are used."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mingcha.core.refusal import Refusal
from mingcha.foundation.models import JournalEntry
from mingcha.norms import commands, queries
from mingcha.norms.models import Checklist, Institution, Item, Norm, PlaceType
from tests.norms.conftest import SINCE

MAY = date(2026, 5, 1)


def refused(act, *words, **facts):
    with pytest.raises(Refusal) as no:
        act(*words, **facts)
    return no.value.code


def test_what_ships_is_entered_whole_and_put_in_use(catalogue, day):
    assert [norm.code for norm in queries.norms(on=day)] == [f"N{n:02d}" for n in range(1, 21)]
    assert queries.institutions(on=day).count() == 8
    assert {row.place_type for row in catalogue} == set(PlaceType.values)
    assert all(row.state == Checklist.State.IN_USE for row in catalogue)
    assert all(queries.items_of(row).exists() for row in catalogue)


def test_every_shipped_norm_is_asked_about_somewhere_but_retaliation(catalogue):
    """Nobody sees retaliation by looking at a counter; it comes to light by complaint."""
    asked = set(Item.objects.values_list("norm__code", flat=True))
    assert {f"N{n:02d}" for n in range(1, 21)} - asked == {"N19"}


def test_what_ships_is_not_entered_twice(catalogue, clerk, day):
    with pytest.raises(Refusal) as no:
        commands.enter_catalogue(by=clerk, on=day)
    assert no.value.code == "norms.code_in_force"
    assert Norm.objects.count() == 20


def test_a_norm_is_entered_with_its_journal(clerk, day):
    facts = {"failure_kind": "slow", "severity": 2, "text": "两次内办好。"}
    norm = commands.enter_norm("N21", "少跑一次", since=MAY, by=clerk, **facts)
    assert queries.norm("N21", on=day) is None
    assert queries.norm("N21", on=MAY) == norm
    entry = JournalEntry.objects.get(verb="norms.norm.enter")
    assert (entry.by, entry.facts["code"], entry.facts["since"]) == (clerk, "N21", "2026-05-01")


def test_only_those_who_lead_decide_what_is_asked_for(norm, counter, inspector, director, day):
    said = {"failure_kind": "slow", "since": day}
    by = {"by": inspector}
    on = {"by": inspector, "on": day}
    for code in (
        refused(commands.enter_norm, "N21", "少跑一次", **said, **by),
        refused(commands.enter_institution, "Z09", "容缺受理制", since=day, **by),
        refused(commands.amend, norm, text="别的", **on),
        refused(commands.end, norm, **on),
        refused(commands.draft_checklist, "counter", "窗口表", **by),
        refused(commands.add_item, counter, norm=norm, question="问", **on),
        refused(commands.drop_item, counter, number=1, **on),
        refused(commands.revise, counter, **on),
        refused(commands.retire, counter, **on),
    ):
        assert code == "workflow.not_yours"
    assert Norm.objects.count() == 20
    commands.enter_norm("N21", "少跑一次", by=director, **said)


def test_a_code_in_force_is_not_given_away(catalogue, clerk, day):
    said = {"failure_kind": "slow", "since": day, "by": clerk}
    assert refused(commands.enter_norm, "N05", "别的", **said) == "norms.code_in_force"


def test_an_ended_code_may_be_entered_again_from_the_day_after(norm, clerk, day):
    commands.end(norm, by=clerk, on=day, last_day=MAY)
    said = {"failure_kind": "slow", "by": clerk}
    assert refused(commands.enter_norm, "N05", "新", since=MAY, **said) == "norms.too_early"
    commands.enter_norm("N05", "新", since=MAY + timedelta(1), **said)
    assert queries.norm("N05", on=MAY) == norm


def test_a_norm_worded_anew_keeps_the_old_words_for_what_was_judged_before(norm, clerk, day):
    new = commands.amend(norm, by=clerk, on=day, since=MAY, text="一次书面告知，当场签收。")
    assert new.pk != norm.pk
    assert queries.norm("N05", on=day).text == norm.text
    assert queries.norm("N05", on=MAY) == new
    assert (new.code, new.title, new.severity) == ("N05", norm.title, norm.severity)
    norm.refresh_from_db()
    assert norm.until == date(2026, 4, 30)
    assert list(queries.same_norm(new)) == [norm, new]
    entry = JournalEntry.objects.get(verb="norms.norm.amend")
    assert entry.facts == {"since": "2026-05-01", "text": new.text}


def test_a_norm_worded_anew_on_its_first_day_needs_no_second_row(clerk, day):
    norm = commands.enter_norm("N21", "少跑", failure_kind="slow", since=day, by=clerk)
    again = commands.amend(norm, by=clerk, on=day, title="少跑一次")
    assert again.pk == norm.pk
    assert Norm.objects.get().title == "少跑一次"


def test_nobody_is_judged_backwards_by_new_words(norm, clerk, day):
    past = day - timedelta(1)
    facts = {"by": clerk, "on": day, "since": past, "text": "别的"}
    assert refused(commands.amend, norm, **facts) == "norms.backdated"
    last = {"by": clerk, "on": day, "last_day": day - timedelta(2)}
    assert refused(commands.end, norm, **last) == "norms.backdated"
    assert Norm.objects.count() == 20
    commands.end(norm, by=clerk, on=day, last_day=past)  # no longer from today on


def test_a_rule_cannot_change_before_it_begins(clerk, day):
    norm = commands.enter_norm("N21", "少跑", failure_kind="slow", since=MAY, by=clerk)
    facts = {"by": clerk, "on": day, "since": MAY - timedelta(1), "text": "别的"}
    assert refused(commands.amend, norm, **facts) == "norms.too_early"


def test_nothing_new_is_no_new_wording(norm, clerk, day):
    assert refused(commands.amend, norm, by=clerk, on=day, text=norm.text) == "norms.nothing_new"


def test_an_ended_or_replaced_wording_is_left_alone(norm, clerk, day):
    commands.amend(norm, by=clerk, on=day, text="新")
    norm.refresh_from_db()
    assert refused(commands.amend, norm, by=clerk, on=day, text="又") == "workflow.wrong_state"
    assert refused(commands.end, norm, by=clerk, on=day) == "workflow.wrong_state"


def test_of_two_who_word_a_norm_anew_at_once_the_second_is_told(norm, clerk, day):
    stale = Norm.objects.get(pk=norm.pk)
    commands.amend(norm, by=clerk, on=day, text="新")
    assert refused(commands.amend, stale, by=clerk, on=day, text="又") == "workflow.overtaken"
    assert queries.norm("N05", on=day).text == "新"
    assert Norm.objects.filter(code="N05").count() == 2


def test_an_institution_binds_the_city_or_one_organ(catalogue, organ, clerk, day):
    own = commands.enter_institution("G01", "周五答疑制", organ=organ, since=day, by=clerk)
    assert own in queries.binding(organ, on=day)
    assert queries.binding(organ, on=day).count() == 9
    city = commands.amend(own, by=clerk, on=day + timedelta(9), organ=None, text="全市推行")
    assert city.organ is None
    commands.end(city, by=clerk, on=day + timedelta(9))
    assert Institution.objects.filter(code="G01", until=None).count() == 0
    verbs = JournalEntry.objects.filter(
        verb__startswith="norms.institution", about_name="周五答疑制"
    )
    assert [e.verb.rpartition(".")[2] for e in verbs] == ["enter", "amend", "end"]


# Checklists


def test_a_draft_takes_questions_gives_them_back_and_is_put_in_use(norm, counter, clerk, day):
    draft = commands.revise(counter, by=clerk, on=day)
    assert (draft.version, draft.state) == (2, "drafted")
    before = list(queries.items_of(counter).values_list("question", flat=True))
    commands.add_item(
        draft, by=clerk, on=day, norm=norm, question=" 告知单可以带走 ", hint=" 索取一份 "
    )
    commands.drop_item(draft, by=clerk, on=day, number=2)
    items = list(queries.items_of(draft))
    assert [item.number for item in items] == list(range(1, len(before) + 1))
    assert [item.question for item in items] == [before[0], *before[2:], "告知单可以带走"]
    commands.put_in_use(draft, by=clerk, on=day)
    assert queries.checklist_for("counter") == draft
    counter.refresh_from_db()
    assert counter.state == "retired"
    acts = JournalEntry.objects.filter(about_kind="norms.checklist", about_id=str(draft.pk))
    told = [entry.verb.rpartition(".")[2] for entry in acts]
    assert told == ["draft", "add_item", "drop_item", "put_in_use"]
    assert acts[1].facts == {"number": 13, "norm": "N05", "question": "告知单可以带走"}


def test_a_checklist_in_use_is_frozen(norm, counter, clerk, day):
    on = {"by": clerk, "on": day}
    said = refused(commands.add_item, counter, norm=norm, question="问", **on)
    assert said == "workflow.wrong_state"
    assert refused(commands.drop_item, counter, number=1, **on) == "workflow.wrong_state"
    assert queries.items_of(counter).count() == 12


def test_a_page_that_lay_open_does_not_thaw_what_was_frozen_meanwhile(norm, counter, clerk, day):
    draft = commands.revise(counter, by=clerk, on=day)
    stale = Checklist.objects.get(pk=draft.pk)
    commands.put_in_use(draft, by=clerk, on=day)
    facts = {"by": clerk, "on": day, "norm": norm, "question": "问"}
    assert refused(commands.add_item, stale, **facts) == "workflow.overtaken"
    assert queries.items_of(draft).count() == 12


def test_one_draft_at_a_time(counter, clerk, day):
    commands.revise(counter, by=clerk, on=day)
    assert refused(commands.revise, counter, by=clerk, on=day) == "norms.draft_waits"
    said = refused(commands.draft_checklist, "counter", "窗口表", by=clerk)
    assert said == "norms.draft_waits"
    assert Checklist.objects.filter(state="drafted").count() == 1


def test_an_empty_checklist_is_not_put_in_use(clerk, day):
    draft = commands.draft_checklist("phone", "电话表", by=clerk)
    assert refused(commands.put_in_use, draft, by=clerk, on=day) == "norms.no_questions"


def test_a_question_needs_words_and_a_norm_in_force(norm, counter, clerk, day):
    draft = commands.revise(counter, by=clerk, on=day)
    facts = {"by": clerk, "on": day, "norm": norm}
    assert refused(commands.add_item, draft, question=" ", **facts) == "norms.empty_question"
    later = commands.enter_norm("N21", "新", failure_kind="slow", since=MAY, by=clerk)
    facts["norm"] = later
    assert refused(commands.add_item, draft, question="问", **facts) == "norms.not_in_force"
    assert refused(commands.drop_item, draft, by=clerk, on=day, number=99) == (
        "norms.no_such_question"
    )


def test_a_draft_that_rests_on_words_replaced_meanwhile_is_not_put_in_use(
    norm, counter, clerk, day
):
    draft = commands.revise(counter, by=clerk, on=day)
    commands.amend(norm, by=clerk, on=day, text="新")
    assert refused(commands.put_in_use, draft, by=clerk, on=day) == "norms.not_in_force"
    assert queries.checklist_for("counter") == counter


def test_the_next_version_asks_under_the_words_now_in_force(norm, counter, clerk, day):
    new = commands.amend(norm, by=clerk, on=day, text="新")
    gone = queries.norm("N17", on=SINCE)
    commands.end(gone, by=clerk, on=day, last_day=day - timedelta(1))
    draft = commands.revise(counter, by=clerk, on=day)
    codes = list(queries.items_of(draft).values_list("norm__code", flat=True))
    assert "N17" not in codes
    assert queries.items_of(draft).get(norm__code="N05").norm == new
    assert [item.number for item in queries.items_of(draft)] == list(range(1, 12))


def test_a_retired_draft_makes_way_for_another(counter, clerk, day):
    draft = commands.revise(counter, by=clerk, on=day)
    commands.retire(draft, by=clerk, on=day)
    assert commands.revise(counter, by=clerk, on=day).version == 3
    assert queries.checklist_for("counter") == counter
