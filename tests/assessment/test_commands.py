"""A score from its rule to its decision: frozen, recomputed by another, open to objection."""

import json
from datetime import date, timedelta

import pytest

from mingcha.assessment import commands, record
from mingcha.assessment.models import RuleVersion, Sheet
from mingcha.core.refusal import Refusal
from mingcha.core.rulebook import DEFAULT
from mingcha.findings import commands as findings
from mingcha.foundation.models import JournalEntry
from mingcha.organs import commands as organs
from tests.assessment.conftest import Q1

S = Sheet.State


def refused(code, run):
    with pytest.raises(Refusal) as no:
        run()
    assert no.value.code == code
    return no.value


def publish(by, **facts):
    given = {
        "parameters": DEFAULT.parameters(),
        "document": "明作风办〔2026〕2号",
        "valid_from": date(2026, 7, 1),
        "by": by,
        "on": date(2026, 4, 10),
    }
    return commands.publish_rule(facts.pop("code", "2026-2"), **{**given, **facts})


# Rules


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"code": "2026-1"}, "assessment.rule_known"),
        ({"valid_from": date(2026, 4, 9)}, "assessment.rule_backdated"),
        ({"document": " "}, "assessment.no_document"),
        ({"parameters": {**DEFAULT.parameters(), "grace": 1}}, "assessment.rule_unfit"),
        ({"parameters": {**DEFAULT.parameters(), "give_back": "2"}}, "assessment.rule_unfit"),
    ],
)
def test_publish_rule_refuses_what_cannot_be_a_rule(rule, clerk, facts, code):
    refused(code, lambda: publish(clerk, **facts))
    assert RuleVersion.objects.count() == 1


def test_publish_rule_is_the_conduct_offices(rule, director, auditor):
    for person in (director, auditor):
        refused("workflow.not_yours", lambda who=person: publish(who))


def test_a_rule_published_later_never_judges_an_earlier_quarter(rule, sheet, clerk):
    publish(clerk)
    assert Sheet.objects.get().rule == rule
    assert record.agrees(Sheet.objects.get())


# Computed


def test_compute_scores_every_organ_by_the_rule_in_force(sheet, rule, organ):
    assert (sheet.organ, sheet.period, sheet.rule, sheet.organ_kind) == (
        organ,
        Q1,
        rule,
        "management",
    )
    assert (sheet.checks, sheet.faults, str(sheet.score), sheet.band) == (
        40,
        1,
        "95.00",
        "satisfied",
    )
    assert sheet.low < sheet.score < sheet.high
    assert sheet.inputs["findings"][0]["number"].startswith("FK-")


def test_compute_counts_answers_of_verified_visits_of_the_quarter_only(
    rule, organ, checked, clerk, day
):
    checked(organ, 31, not_seen=9)
    checked(organ, 5, state="recorded")
    checked(organ, 7, on=date(2026, 4, 1))
    (one,) = commands.compute(Q1, by=clerk, on=day)
    assert one.checks == 31


def test_compute_leaves_out_praise_the_undecided_and_other_quarters(
    rule, organ, checked, confirmed, norm, inspector, head, clerk, day
):
    checked(organ, 40)
    confirmed(organ, happened_on=date(2026, 4, 2))
    findings.propose(
        origin=organ, organ=organ, office=None, norm=norm, facts="空岗。", by=clerk, on=day,
        happened_on=date(2026, 2, 1), finders=[inspector],
    )  # fmt: skip
    (one,) = commands.compute(Q1, by=clerk, on=day)
    assert (one.faults, str(one.score)) == (0, "100.00")


@pytest.mark.parametrize(("checks", "why"), [(0, "no_checks"), (29, "few_checks")])
def test_compute_rates_nobody_who_was_hardly_looked_at(
    rule, organ, checked, clerk, day, checks, why
):
    if checks:
        checked(organ, checks)
    (one,) = commands.compute(Q1, by=clerk, on=day)
    assert (one.score, one.band, one.why_not) == (None, "", why)


def test_compute_takes_an_organ_that_was_dissolved_within_the_quarter(
    rule, organ, other, clerk, day
):
    organs.dissolve(other, last_day=date(2026, 2, 28), by=clerk)
    assert {one.organ_id for one in commands.compute(Q1, by=clerk, on=day)} == {organ.pk, other.pk}


@pytest.mark.parametrize(
    ("period", "code"),
    [
        ("2026Q2", "assessment.period_running"),
        ("2025Q4", "assessment.no_rule"),
        ("2026", "assessment.period_unfit"),
        ("2026Q5", "assessment.period_unfit"),
    ],
)
def test_compute_refuses_a_quarter_it_cannot_judge(rule, organ, clerk, day, period, code):
    refused(code, lambda: commands.compute(period, by=clerk, on=day))
    assert not Sheet.objects.exists()


def test_compute_makes_no_second_sheet_and_is_not_for_inspectors(sheet, inspector, clerk, day):
    refused("assessment.nothing_to_compute", lambda: commands.compute(Q1, by=clerk, on=day))
    refused("workflow.not_yours", lambda: commands.compute(Q1, by=inspector, on=day))
    assert Sheet.objects.count() == 1


@pytest.mark.parametrize(
    ("period", "days"),
    [
        ("2026Q1", (date(2026, 1, 1), date(2026, 3, 31))),
        ("2027Q4", (date(2027, 10, 1), date(2027, 12, 31))),
        ("2028Q2", (date(2028, 4, 1), date(2028, 6, 30))),
    ],
)
def test_a_quarter_has_its_first_and_last_day(period, days):
    assert record.quarter(period) == days


def test_the_last_quarter_is_the_one_that_is_over():
    assert record.last_quarter(date(2026, 4, 1)) == "2026Q1"
    assert record.last_quarter(date(2026, 3, 31)) == "2025Q4"
    assert record.last_quarter(date(2026, 12, 31)) == "2026Q3"


# Checked


def test_check_recomputes_to_the_byte(sheet, auditor, day):
    assert record.recomputed(sheet) == sheet.reckoning
    commands.check(sheet, by=auditor, on=day)
    assert sheet.state == S.CHECKED


def tampered_inputs(sheet):
    return {"inputs": {**sheet.inputs, "checks": 400}}


def tampered_score(sheet):
    return {"score": "99.00", "high": "100.00"}


def tampered_steps(sheet):
    return {"reckoning": sheet.reckoning.replace('"95.00"', '"96.00"')}


def tampered_interval(sheet):
    return {"low": sheet.score}


@pytest.mark.parametrize(
    "tamper", [tampered_inputs, tampered_score, tampered_steps, tampered_interval]
)
def test_check_refuses_a_sheet_that_somebody_touched(sheet, auditor, day, tamper):
    Sheet.objects.filter(pk=sheet.pk).update(**tamper(sheet))
    touched = Sheet.objects.get()
    refused("assessment.differs", lambda: commands.check(touched, by=auditor, on=day))
    assert Sheet.objects.get().state == S.COMPUTED


def test_check_is_the_auditors_and_of_nobody_who_computed(sheet, clerk, director, day):
    for person in (clerk, director):
        refused("workflow.not_yours", lambda who=person: commands.check(sheet, by=who, on=day))


# Told, objected, reviewed, decided


def test_tell_opens_five_working_days_to_object(told, day):
    assert (told.state, told.told_on, told.clock.side) == (S.TOLD, day, "organ")
    assert told.clock.due_on == date(2026, 4, 17)


def test_tell_needs_the_check_first(sheet, clerk, day):
    refused("workflow.wrong_state", lambda: commands.tell(sheet, by=clerk, on=day))


def test_object_is_the_heads_with_words_and_in_time(told, head, clerk, day):
    refused("workflow.not_yours", lambda: commands.object(told, by=clerk, on=day, objection="不实"))
    refused("assessment.no_reason", lambda: commands.object(told, by=head, on=day, objection=" "))
    late = told.clock.due_on + timedelta(1)
    refused(
        "assessment.objection_over",
        lambda: commands.object(told, by=head, on=late, objection="不实"),
    )
    commands.object(told, by=head, on=told.clock.due_on, objection="FK 一条不是我局。")
    assert told.state == S.OBJECTED


def test_review_is_by_somebody_who_did_not_compute(told, head, clerk, director, day):
    commands.object(told, by=head, on=day, objection="不实")
    said = {"outcome": "rejected", "review": "录像为证。"}
    refused("workflow.not_yours", lambda: commands.review(told, by=clerk, on=day, **said))
    refused(
        "assessment.no_outcome",
        lambda: commands.review(told, by=director, on=day, outcome="rejected", review=""),
    )
    commands.review(told, by=director, on=day, **said)
    commands.decide(told, by=clerk, on=day)
    assert (told.state, told.decided_on) == (S.DECIDED, day)
    assert Sheet.objects.get().clock.ended_on == day


def test_decide_waits_until_the_time_to_object_is_over(told, clerk):
    last = told.clock.due_on
    refused("assessment.objection_open", lambda: commands.decide(told, by=clerk, on=last))
    commands.decide(told, by=clerk, on=last + timedelta(1))
    assert told.state == S.DECIDED


def test_decide_never_decides_what_the_review_found_wrong(told, head, clerk, director, day):
    commands.object(told, by=head, on=day, objection="不是我局。")
    commands.review(told, by=director, on=day, outcome="upheld", review="确非该局。")
    refused("assessment.must_recompute", lambda: commands.decide(told, by=clerk, on=day))


def test_recompute_makes_a_new_sheet_on_the_facts_of_today_and_keeps_the_old(
    told, organ, confirmed, clerk, day
):
    confirmed(organ, severity=3, happened_on=date(2026, 3, 3))
    new = commands.recompute(told, by=clerk, on=day, reason="补认定一条。")
    old = Sheet.objects.get(pk=told.pk)
    assert (old.state, new.state, new.follows, new.faults) == (S.SUPERSEDED, S.COMPUTED, old, 2)
    assert str(old.score) == "95.00"
    assert record.agrees(old)
    assert JournalEntry.objects.get(verb="assessment.sheet.recompute").facts["reason"]


def test_recompute_says_why_and_never_touches_what_is_decided(told, clerk, day):
    refused("assessment.no_reason", lambda: commands.recompute(told, by=clerk, on=day, reason=" "))
    commands.decide(told, by=clerk, on=told.clock.due_on + timedelta(1))
    refused(
        "workflow.wrong_state", lambda: commands.recompute(told, by=clerk, on=day, reason="再算")
    )
    assert Sheet.objects.count() == 1


def test_a_closed_order_gives_half_back_only_when_computed_anew(told, clerk, day):
    from mingcha.rectification.models import Order

    Order.objects.update(state="closed", closed_on=day)
    assert json.loads(Sheet.objects.get().reckoning)["score"] == "95.00"
    new = commands.recompute(told, by=clerk, on=day, reason="整改已销号。")
    assert str(new.score) == "97.50"


def test_a_relapse_counts_double(told, clerk, day):
    from mingcha.rectification.models import Order

    Order.objects.update(relapses=1)
    assert str(commands.recompute(told, by=clerk, on=day, reason="反弹。").score) == "90.00"


# The whole of a quarter


def test_check_all_tell_all_and_decide_all_go_on_past_what_refuses(
    rule, organ, other, checked, auditor, clerk, day
):
    checked(organ, 40)
    commands.compute(Q1, by=clerk, on=day)
    bad = Sheet.objects.get(organ=other)
    Sheet.objects.filter(pk=bad.pk).update(digest="0" * 64)
    assert [no.code for no in commands.check_all(Q1, by=auditor, on=day)] == ["assessment.differs"]
    assert commands.tell_all(Q1, by=clerk, on=day) == []
    assert len(commands.decide_all(Q1, by=clerk, on=day)) == 1
    assert commands.decide_all(Q1, by=clerk, on=date(2026, 5, 8)) == []
    states = dict(Sheet.objects.values_list("organ__code", "state"))
    assert states == {"MZ001": "decided", "MZ002": "computed"}
