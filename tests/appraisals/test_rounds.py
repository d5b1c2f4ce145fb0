"""A round's life over its poll: who may do what, when, and what is refused with which remedy."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from mingcha.appraisals import rules as policy_rules
from mingcha.appraisals.commands import result
from mingcha.appraisals.commands import round as rounds
from mingcha.appraisals.commands import rule as rules
from mingcha.appraisals.models import Result, Round, RuleVersion
from mingcha.core.refusal import Refusal
from mingcha.foundation import time
from mingcha.foundation.models import JournalEntry
from mingcha.polls.models import Poll
from mingcha.polls.queries import bundle_of
from tests.appraisals.conftest import CLOSES, COUNTED_ON, OPENS, SHARES, count, parameters


def refused(act, *args, **facts):
    with pytest.raises(Refusal) as no, transaction.atomic():
        act(*args, **facts)
    return no.value.code


def test_a_published_rule_is_never_changed_not_even_by_the_database(rule, clerk, day):
    assert refused(rules.amend, rule, title="别的", by=clerk, on=day) == "workflow.wrong_state"
    found = RuleVersion.objects.filter(pk=rule.pk)
    with pytest.raises(DatabaseError, match="for good"), transaction.atomic():
        found.update(title="别的")
    with pytest.raises(DatabaseError, match="for good"), transaction.atomic():
        found.delete()
    assert rule.digest == found.get().digest != ""


def test_a_draft_can_be_amended_and_given_up(clerk, day):
    draft = rules.draft(
        "k-1", kind="key_point", title="办法", parameters=parameters(), by=clerk, on=day
    )
    rules.amend(draft, parameters=parameters(scale=["100", "70", "30"]), by=clerk, on=day)
    assert RuleVersion.objects.get().parameters["scale"] == ["100", "70", "30"]
    rules.discard(draft, by=clerk, on=day)
    assert draft.state == "discarded"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"scale": ["1", "2", "3"]}, "appraisals.rule_unfit"),
        ({"colour": "red"}, "appraisals.rule_unfit"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(clerk, day, changes, code):
    facts = {"kind": "quarterly", "title": "办法", "parameters": parameters(**changes)}
    assert refused(rules.draft, "r-1", by=clerk, on=day, **facts) == code


def test_a_rule_is_published_with_its_document_and_under_its_own_code(rule, clerk, day):
    facts = {
        "kind": "quarterly",
        "title": "办法",
        "parameters": parameters(),
        "by": clerk,
        "on": day,
    }
    assert refused(rules.draft, rule.code, **facts) == "appraisals.rule_known"
    other = rules.draft("r-2", **facts)
    assert refused(rules.publish, other, document=" ", by=clerk, on=day) == "appraisals.no_document"


def test_only_the_conduct_office_keeps_rules_and_rounds(rule, director, units, day):
    facts = {"kind": "quarterly", "period": "2026Q2", "rule": rule, "units": units}
    facts |= {"opens_on": OPENS, "closes_on": CLOSES, "by": director, "on": day}
    assert refused(rounds.design, "评议", **facts) == "workflow.not_yours"


def test_who_is_rated_is_frozen_with_name_and_class(designed):
    one = designed()
    rows = list(one.subjects.values_list("code", "name", "kind", "place"))
    assert rows[0] == ("MZ001", "市规划局", "management", 0)
    assert one.number == "PY-2026-0001"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"period": "2026Q5"}, "appraisals.period_unfit"),
        ({"closes_on": OPENS - timedelta(1)}, "appraisals.dates_unfit"),
        ({"units": []}, "appraisals.nobody_rated"),
        ({"kind": "key_point", "reason": " "}, "appraisals.choice_without_reason"),
    ],
)
def test_a_design_that_cannot_be_is_refused(designed, facts, code):
    assert refused(designed, **facts) == code


def test_a_rule_of_another_kind_is_refused(designed, ruled):
    assert refused(designed, "quarterly", rule=ruled("year_end", "y-1")) == (
        "appraisals.rule_of_another_kind"
    )


def test_a_round_rests_on_a_published_rule(designed, clerk, day):
    draft = rules.draft(
        "q-9", kind="quarterly", title="办法", parameters=parameters(), by=clerk, on=day
    )
    one = designed(rule=draft)
    assert refused(rounds.publish, one, by=clerk, on=day) == "appraisals.rule_not_published"


def test_rule_and_organs_are_published_twenty_working_days_before_the_opening(designed, clerk, day):
    soon = designed(opens_on=date(2026, 4, 20))
    assert refused(rounds.publish, soon, by=clerk, on=day) == "appraisals.opens_too_soon"
    rounds.amend(soon, opens_on=OPENS, by=clerk, on=day)
    rounds.publish(soon, by=clerk, on=day)
    assert soon.clock.name == policy_rules.PANEL_WD
    assert soon.clock.due_on == date(2026, 5, 18)  # ten working days before the opening


def test_an_appraisal_on_the_spot_needs_five_days(designed, clerk, day):
    spot = designed("on_the_spot", opens_on=date(2026, 4, 20), closes_on=date(2026, 4, 20))
    assert rounds.publish(spot, by=clerk, on=day).state == "published"


def test_the_paper_is_fixed_with_the_panel(drawn):
    poll = drawn.poll
    assert (drawn.state, poll.state) == ("panel_drawn", "frozen")
    assert [organ["code"] for organ in poll.organs] == ["MZ001", "MZ002", "MZ003", "MZ004"]
    assert [group["code"] for group in poll.groups][:2] == ["enterprise", "citizen"]
    assert "peer" in [group["code"] for group in poll.groups]
    assert (poll.blind, poll.drawn) == (False, True)


def test_a_group_without_weight_in_any_class_is_not_asked(designed, units, clerk, day):
    one = rounds.publish(designed(units=units[2:]), by=clerk, on=day)
    drawn = rounds.draw_panel(one, drawn=True, blind=False, by=clerk, on=day)
    assert "peer" not in [group["code"] for group in drawn.poll.groups]


def test_opening_seats_the_scrutineers_without_whom_no_ballot_opens(opened):
    assert opened.state == "open"
    assert opened.poll.scrutineers.count() == 3
    assert opened.clock.due_on == date(2026, 6, 15)  # one working day after the close


def test_nothing_is_scored_before_the_count(opened, clerk):
    with time.at(COUNTED_ON):
        assert refused(result.score, opened, by=clerk, on=COUNTED_ON) == "appraisals.not_counted"
    assert not Result.objects.exists()


def test_scores_are_kept_by_organ_and_group_with_everything_that_went_in(counted):
    made = counted.reckonings.get()
    rows = made.results.filter(subject__code="MZ001")
    whole = rows.get(group="")
    assert (whole.standing, whole.band) == ("rated", "satisfied")
    assert whole.issued > whole.returned >= whole.valid
    assert rows.exclude(group="").count() == 8
    assert made.inputs["rule"] == counted.rule.digest
    assert JournalEntry.objects.filter(verb="appraisals.round.reckon").count() == 1


def test_whoever_counted_does_not_check(counted, clerk):
    with time.at(COUNTED_ON):
        code = refused(result.validate, counted, checks="好", by=clerk, on=COUNTED_ON)
    assert code == "workflow.not_yours"


def test_checks_are_told_in_words(counted, director):
    with time.at(COUNTED_ON):
        code = refused(result.validate, counted, checks=" ", by=director, on=COUNTED_ON)
    assert code == "appraisals.counters_do_not_check"


def test_a_void_group_is_left_out_and_the_round_is_reckoned_anew(counted, director):
    facts = {"checks": "企业组有组织填票", "by": director, "on": COUNTED_ON}
    with time.at(COUNTED_ON):
        assert refused(result.void_part, counted, groups={"nobody": "x"}, **facts) == (
            "appraisals.no_such_group"
        )
        assert refused(result.void_part, counted, groups={"enterprise": " "}, **facts) == (
            "appraisals.no_reason"
        )
        result.void_part(counted, groups={"enterprise": "有组织填票"}, **facts)
    first, second = counted.reckonings.all()
    assert (counted.state, second.version) == ("partly_void", 2)
    assert {r.standing for r in second.results.filter(group="")} == {"incomplete"}
    assert {r.standing for r in first.results.filter(group="")} == {"rated"}


def test_organs_may_object_for_five_days_before_it_is_final(told, director):
    assert (told.state, told.clock.side, told.clock.due_on) == (
        "objections", "organ", date(2026, 6, 23)
    )  # fmt: skip
    with time.at(date(2026, 6, 23)):
        code = refused(result.decide, told, by=director, on=date(2026, 6, 23))
    assert code == "appraisals.objections_open"


def test_a_final_round_fixes_what_may_be_published(final):
    assert final.state == "final"
    assert set(final.public) == {"rule", "organs", "step", "scores"}
    assert set(final.public["scores"]) == set(SHARES)


def test_an_upheld_fact_is_corrected_and_the_old_result_stays_on_record(told, clerk, director):
    organ = told.subjects.get(code="MZ001")
    with time.at(COUNTED_ON):
        rounds.enter_part(organ, veto="重大责任事故", by=clerk, on=COUNTED_ON)
        assert refused(result.recompute, told, reason=" ", by=director, on=COUNTED_ON) == (
            "appraisals.no_reason"
        )
        result.recompute(told, reason="申诉成立：更正否决事项", by=director, on=COUNTED_ON)
    bands = Result.objects.filter(subject=organ, group="").order_by("reckoning__version")
    assert [row.band for row in bands] == ["satisfied", "basically_satisfied"]


def test_what_went_into_a_final_result_is_not_changed(final, clerk):
    organ = final.subjects.first()
    facts = {"veto": "x", "by": clerk, "on": final.decided_on}
    assert refused(rounds.enter_part, organ, **facts) == "appraisals.part_too_late"


def test_a_void_round_takes_its_poll_with_it(drawn, clerk):
    with time.at(date(2026, 5, 20)):
        day = date(2026, 5, 20)
        assert refused(rounds.void, drawn, reason=" ", by=clerk, on=day) == "appraisals.no_reason"
        rounds.void(drawn, reason="名册有误", by=clerk, on=day)
    assert (drawn.state, drawn.poll.state) == ("void", Poll.State.VOID)
    assert drawn.clock.ended_on == day


def test_a_closed_round_has_nothing_left_to_do(final, clerk):
    with time.at(final.decided_on):
        rounds.close(final, by=clerk, on=final.decided_on)
    assert (final.state, final.clock.ended_on) == ("closed", final.decided_on)


def test_the_public_bundle_has_the_scores_and_the_rule(final, clerk):
    with time.at(final.decided_on):
        rounds.close(final, by=clerk, on=final.decided_on)
    content = json.loads(bundle_of(final.poll))["content"]
    assert content["rule"] == final.rule.digest
    assert content["result"]["scores"] == final.public["scores"]


@pytest.mark.parametrize(
    "kind", ["quarterly", "key_point", "concentrated", "year_end", "on_the_spot"]
)
def test_all_five_kinds_run_through_one_life(designed, clerk, director, scrutineers, day, kind):
    one = rounds.publish(designed(kind), by=clerk, on=day)
    rounds.draw_panel(one, drawn=True, blind=False, by=clerk, on=day)
    rounds.open(one, scrutineers=scrutineers, by=clerk, on=day)
    count(one.poll, SHARES)
    result.score(one, by=clerk, on=day)
    result.validate(one, checks="正常", by=director, on=day)
    result.tell(one, by=clerk, on=day)
    later = day + timedelta(30)
    with time.at(later):
        result.decide(one, by=director, on=later)
        rounds.close(one, by=clerk, on=later)
    assert Round.objects.get().state == "closed"


def test_variants_for_recused_members_count_with_their_group(designed, clerk, scrutineers, day):
    one = rounds.publish(designed(), by=clerk, on=day)
    groups = [
        {"code": "enterprise", "name": "企业", "recused": []},
        {"code": "enterprise.1", "name": "企业（回避）", "recused": ["MZ001"]},
        {"code": "citizen", "name": "群众", "recused": []},
    ]
    rounds.draw_panel(one, drawn=True, blind=False, groups=groups, by=clerk, on=day)
    rounds.open(one, scrutineers=scrutineers, by=clerk, on=day)
    count(one.poll, SHARES)
    result.score(one, by=clerk, on=day)
    row = Result.objects.get(subject__code="MZ002", group="enterprise")
    assert row.returned == 400
    assert row.valid == 380


def test_a_key_point_round_without_reason_is_refused_by_the_database(designed):
    one = designed("key_point")
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(pk=one.pk).update(reason="")
    assert connection.in_atomic_block
