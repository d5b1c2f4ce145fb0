"""Who may see which bulletin, what is counted, what waits for whom."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from mingcha.bulletins import commands, queries
from mingcha.bulletins.models import Issue
from mingcha.bulletins.queries.figures import rate
from mingcha.bulletins.render.press import pdf
from mingcha.evidence.queries import visible_to as evidence_visible_to
from mingcha.findings.models import Finding
from mingcha.foundation import policy
from mingcha.foundation.models import JournalEntry
from mingcha.people.models import Duty
from mingcha.rectification.models import Order, Recheck
from tests.bulletins import papers
from tests.bulletins.conftest import SINCE, UNTIL, somebody

NOBODY = AnonymousUser()


def count(day, **facts):
    said = {"since": SINCE, "until": UNTIL, "kind": "situation", "scope": "city", **facts}
    return queries.figures(on=day, **said)


# ---------------------------------------------------------------- who sees what
def test_drafts_are_for_those_who_draft_approve_or_audit(
    composed, clerk, director, leader, auditor, inspector, head
):
    for person in (clerk, director, leader, auditor):
        assert list(queries.visible_to(person)) == [composed]
        assert queries.reads_whole(composed, person)
    for person in (inspector, head, NOBODY):
        assert not queries.visible_to(person).exists()


def test_a_told_bulletin_shows_each_organ_its_own_passage_and_nothing_else(
    told, organ, head, other_head, inspector
):
    assert list(queries.visible_to(head)) == [told]
    assert not queries.reads_whole(told, head)
    assert [one.organ for one in queries.named_in(told, head)] == [organ]
    assert organ not in [one.organ for one in queries.named_in(told, other_head)]
    assert not queries.visible_to(inspector).exists()
    assert not queries.readable_by(head).exists()


@pytest.mark.parametrize(
    ("scope", "by_the_city", "by_everybody"),
    [("organ", False, False), ("city", True, False), ("public", True, True)],
)
def test_a_published_bulletin_is_read_by_scope(
    published, scope, by_the_city, by_everybody, inspector, head
):
    Issue.objects.update(scope=scope)
    assert queries.visible_to(inspector).exists() is by_the_city
    assert queries.visible_to(NOBODY).exists() is by_everybody
    assert list(queries.readable_by(head)) == [published]  # it is named


def test_a_withdrawn_bulletin_leaves_its_stub_and_not_its_text(published, clerk, inspector, day):
    commands.withdraw(published, reason="误点名。", by=clerk, on=day)
    assert list(queries.visible_to(inspector)) == [published]
    assert not queries.reads_whole(published, inspector)
    assert queries.reads_whole(published, clerk)


def test_a_withdrawn_draft_is_seen_by_nobody_else(composed, clerk, inspector, day):
    commands.withdraw(composed, reason="不再需要。", by=clerk, on=day)
    assert not queries.visible_to(inspector).exists()


def test_the_kept_print_is_shown_to_readers_of_the_bulletin_only(published, inspector, head, day):
    piece = commands.keep_print(published, "pdf", pdf(papers.slip()), by=None, on=day).evidence
    assert piece in evidence_visible_to(inspector)
    Issue.objects.update(scope="organ")
    assert piece not in evidence_visible_to(inspector)
    assert piece in evidence_visible_to(head)


def test_matching_goes_through_the_same_sight(composed, clerk, inspector):
    assert list(queries.matching("第一季度", clerk)) == [composed]
    assert list(queries.matching(composed.number, clerk)) == [composed]
    assert not queries.matching("第一季度", inspector).exists()


# ---------------------------------------------------------------- figures
def test_only_verified_visits_and_answered_questions_count(quarter, visited, organ, day):
    before = count(day)
    from mingcha.visits.models import Visit

    extra = visited(organ, date(2026, 3, 3), amiss=("N01",))
    Visit.objects.filter(pk=extra.pk).update(state=Visit.State.RECORDED)
    assert count(day).faults == before.faults
    assert before.faults.base == 12 * 3 - 6  # six times praise was not seen


def test_only_confirmed_findings_of_the_period_count(quarter, found, organ, day):
    found(organ, "N01", date(2026, 2, 1), state=Finding.State.FED_BACK)
    found(organ, "N01", date(2025, 12, 31))
    assert count(day).faults.count == 5
    assert count(day).praises == 1


def test_a_finding_that_comes_from_no_visit_is_told_but_in_no_rate(quarter, found, organ, day):
    found(organ, "N01", date(2026, 2, 1), origin_kind="complaints.complaint")
    figures = count(day)
    assert (figures.faults.count, figures.other_faults) == (5, 1)


def test_small_cells_are_withheld_with_what_would_give_them_away(quarter, day):
    figures = count(day)
    cells = {row.code: (row.cells, row.faults.count) for row in figures.by_norm}
    assert cells["N04"][1] is None
    assert cells["N01"][1] is None  # four could be had as five less one
    assert figures.faults.count == 5
    assert figures.withheld == 6
    rates = {row.code: row.faults for row in figures.by_class}
    assert rates["service"].count is rates["service"].low is None


def test_nothing_is_withheld_where_every_cell_is_large_enough(organ, visited, found, day):
    for n in range(3):
        visited(organ, date(2026, 1, 5 + n), amiss=("N01",))
        found(organ, "N01", date(2026, 1, 5 + n))
    assert count(day).withheld == 0
    assert count(day, scope="public").withheld > 0  # the public minimum is five


def test_the_city_may_set_another_minimum(quarter, clerk, day):
    policy.change("bulletin.min_cell", 1, valid_from=day, reason="试行", by=clerk, on=day)
    assert count(day).withheld == 0


def test_orders_are_counted_by_where_they_stand_and_whether_they_were_in_time(quarter, day):
    figures = count(day)
    assert dict(figures.orders) == {"closed": 1, "reported": 0, "open": 1, "withdrawn": 0}
    assert (figures.on_time.count, figures.on_time.base) == (1, 2)
    assert figures.on_time.low < 0.5 < figures.on_time.high


def test_overdue_lists_every_order_past_its_day_and_whose_turn_it_is(
    quarter, ordered, organ, water, day
):
    ordered(water, date(2026, 3, 16), side="centre", state=Order.State.REPORTED)
    ordered(organ, date(2026, 4, 9))
    rows = queries.overdue(on=day)
    assert [(row.organ, row.days, row.turn) for row in rows] == [
        ("市规划局", 13, "organ"),
        ("市水务局", 3, "centre"),
    ]


def test_an_organ_is_not_criticised_for_the_centres_delay(ordered, water, day):
    ordered(water, date(2026, 3, 2), side="centre", state=Order.State.REPORTED)
    assert count(day).named == ()


def test_a_relapse_and_a_grave_finding_are_named(quarter, found, water, inspector, day):
    Recheck.objects.filter(is_relapse_visit=True).update(passed=False)
    found(water, "N04", date(2026, 2, 20), severity=3)
    told = {(one.organ, one.tone): one.text for one in count(day).named}
    assert "回访发现反弹" in told["市规划局", "criticism"]
    assert "首问负责" in told["市水务局", "criticism"]
    assert count(day).revisits.count == 1


def test_rulings_on_not_ours_are_read_from_the_journal(quarter, clerk, day):
    assert count(day).not_ours.base == 0
    order = Order.objects.first()
    for act in ("rule_return", "refuse_return"):
        JournalEntry.objects.create(
            at="2026-03-05T10:00:00+08:00", by=clerk, verb=f"rectification.order.{act}",
            about_kind="rectification.order", about_id=str(order.pk), about_name=order.number,
        )  # fmt: skip
    assert (count(day).not_ours.count, count(day).not_ours.base) == (1, 2)


def test_a_rate_without_an_honest_base_has_no_interval():
    assert rate(5, 3).value is None
    assert rate(None, 30).value is None
    assert rate(0, 0).value is None


def test_an_empty_period_gives_figures_that_say_so(organ, day):
    figures = count(day)
    assert (figures.open_visits, figures.faults.count, figures.overdue) == (0, 0, ())


# ---------------------------------------------------------------- what waits
def waits(person, day):
    return [str(one.what) for one in queries.waiting_for(person, on=day)]


def test_what_waits_follows_the_hearing(
    told, organ, head, other_head, leader, director, clerk, day
):
    assert len(waits(head, day)) == len(waits(other_head, day)) == 1
    assert waits(leader, day) == []
    mine = told.named.get(organ=organ)
    commands.correct_facts(mine, correction="有误。", by=head, on=day)
    assert waits(head, day) == []
    assert len(waits(director, day)) == 1
    assert waits(clerk, day) == []  # nobody rules on what they wrote
    commands.rule_correction(mine, outcome="upheld", ruling="属实。", by=director, on=day)
    commands.accept_facts(told.named.exclude(organ=organ).get(), by=other_head, on=day)
    assert len(waits(leader, day)) == 1
    commands.approve(told, by=leader, on=day)
    assert len(waits(clerk, day)) == 1
    assert waits(leader, day) == []


def test_what_waits_has_the_clock_of_the_hearing(told, head, day):
    (one,) = queries.waiting_for(head, on=day)
    assert one.due_on == date(2026, 4, 15)


def test_the_calendar_lets_silence_count_after_the_last_day(told, day):
    assert not queries.silent(on=date(2026, 4, 15)).exists()
    assert queries.silent(on=date(2026, 4, 16)).count() == 2


def test_head_and_liaison_answer_for_an_organ(clerk, organ, head, day):
    liaison = somebody("liaison", "苏文", Duty.Role.LIAISON, clerk, organ)
    assert set(queries.who_answers_for(organ, on=day)) == {head, liaison}
