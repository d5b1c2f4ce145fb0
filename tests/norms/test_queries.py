"""What is asked for, on a day, and what stands out in it."""

from __future__ import annotations

from datetime import date, timedelta

from mingcha.norms import commands, queries
from mingcha.norms.models import Norm
from tests.norms.conftest import SINCE


def test_a_norm_holds_from_its_first_to_its_last_day(norm, clerk, day):
    commands.end(norm, by=clerk, on=day, last_day=day)
    for on, holds in ((SINCE - timedelta(1), 0), (SINCE, 1), (day, 1), (day + timedelta(1), 0)):
        assert queries.norms(on=on).filter(code="N05").count() == holds


def test_extortion_and_every_grave_fault_are_red_lines_and_praise_is_none(catalogue):
    red = {norm.code for norm in Norm.objects.all() if norm.is_red_line}
    assert red == {"N10", "N12", "N13", "N18", "N19"}
    assert [norm.code for norm in Norm.objects.all() if norm.is_praise] == ["N20"]
    assert not Norm(failure_kind="none", severity=3).is_red_line
    assert Norm(failure_kind="extortion", severity=1).is_red_line


def test_praise_is_told_by_yes_and_a_fault_by_no(counter):
    telling = {item.norm.code: item.telling for item in queries.items_of(counter)}
    assert telling["N20"] == "yes"
    assert telling["N05"] == "no"


def test_where_a_norm_is_asked_counts_only_checklists_in_use(norm, counter, clerk, day):
    places = [item.checklist.place_type for item in queries.asked_in(norm)]
    assert places == ["counter", "hall", "phone"]
    assert queries.places_asking(["N05", "N16", "N19"]) == {
        "N05": ["窗口", "办事大厅", "电话"],
        "N16": ["电话"],
    }
    commands.retire(counter, by=clerk, on=day)
    assert [item.checklist.place_type for item in queries.asked_in(norm)] == ["hall", "phone"]


def test_a_norm_worded_anew_is_still_asked_where_it_was(norm, clerk, day):
    new = commands.amend(norm, by=clerk, on=day, text="新")
    assert queries.asked_in(new).count() == 3


def test_the_newest_wordings_come_by_code(norm, clerk, day):
    new = commands.amend(norm, by=clerk, on=day, text="新")
    found = queries.wordings(["N05", "N01"])
    assert found["N05"] == new
    assert set(found) == {"N05", "N01"}


def test_a_norm_is_found_by_code_title_and_text_unless_it_has_ended(norm, clerk, inspector, day):
    for words in ("n05", "一次性", "one-time", "多跑"):
        assert norm in queries.matching(words, inspector)
    commands.end(norm, by=clerk, on=day)
    assert list(queries.matching("N05", inspector)) == []


def test_everybody_may_read_what_is_asked_for(catalogue, inspector):
    assert queries.visible_norms(inspector).count() == 20
    assert queries.visible_institutions(inspector).count() == 8
    assert queries.visible_to(inspector).count() == 4


def test_a_draft_waits_for_those_who_lead_and_for_nobody_else(
    counter, clerk, inspector, director, day
):
    assert queries.waiting_for(clerk, on=day) == []
    draft = commands.revise(counter, by=clerk, on=day)
    for person in (clerk, director):
        [waiting] = queries.waiting_for(person, on=day)
        assert waiting.url == f"/norms/checklists/{draft.pk}/"
        assert waiting.kind == "norms"
    assert queries.waiting_for(inspector, on=day) == []


def test_the_citys_own_institutions_come_before_those_of_single_organs(
    catalogue, organ, clerk, day
):
    commands.enter_institution("A01", "周五答疑制", organ=organ, since=day, by=clerk)
    codes = [row.code for row in queries.institutions(on=day)]
    assert codes == [*(f"Z{n:02d}" for n in range(1, 9)), "A01"]


def test_questions_on_replaced_words_are_named(norm, counter, clerk, day):
    assert list(queries.stale_items(counter, on=day)) == []
    commands.amend(norm, by=clerk, on=day, text="新")
    assert [item.norm.code for item in queries.stale_items(counter, on=day)] == ["N05"]
    assert queries.draft_for("counter") is None
    assert queries.checklist_for("nowhere") is None


def test_before_anything_was_entered_nothing_is_in_force(db):
    assert list(queries.norms(on=date(2026, 1, 1))) == []
    assert queries.norm("N01", on=date(2026, 1, 1)) is None
