"""The year from its rule to its grade: tried before published, frozen, decided by people."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from mingcha.assessment import rules
from mingcha.assessment.commands import adjustment as adjustments
from mingcha.assessment.commands import year as years
from mingcha.assessment.commands import year_rule as year_rules
from mingcha.assessment.models import Adjustment, YearRule, YearSheet
from mingcha.assessment.queries import facts_moved, rule_for
from mingcha.assessment.record import year as record
from mingcha.core.yearrule import YEAR
from mingcha.foundation import time
from mingcha.foundation.models import Policy
from mingcha.rectification import commands as rectification
from mingcha.rectification.models import Order
from tests.assessment.conftest import YEAR_PARTS
from tests.assessment.test_commands import refused
from tests.assessment.year import final_round

S = YearSheet.State
BEFORE = date(2026, 4, 10)


def drafted(clerk, **facts):
    given = {"title": "考评办法", "first_year": 2027, "parameters": YEAR.parameters()}
    code = facts.pop("code", "year-2027-1")
    return year_rules.draft(code, **{**given, **facts}, by=clerk, on=BEFORE)


# Rules


def test_publish_asks_for_a_trial_of_the_rule_as_it_stands(organ, rule, clerk, day):
    made = drafted(clerk)
    said = {"document": "文", "by": clerk, "on": day}
    refused("assessment.not_tried", lambda: year_rules.publish(made, **said))
    year_rules.try_out(made, by=clerk, on=day)
    year_rules.amend(made, parameters=YEAR_PARTS, by=clerk, on=day)
    refused("assessment.not_tried", lambda: year_rules.publish(made, **said))
    year_rules.try_out(made, by=clerk, on=day)
    refused(
        "assessment.no_document",
        lambda: year_rules.publish(made, document=" ", by=clerk, on=day),
    )
    year_rules.publish(made, **said)
    assert (made.state, made.digest) == ("published", record.rule_of(made).digest)


def test_publish_is_too_late_once_the_year_has_begun(organ, clerk, day):
    made = drafted(clerk, first_year=2026)
    year_rules.try_out(made, by=clerk, on=day)
    refused(
        "assessment.year_rule_late",
        lambda: year_rules.publish(made, document="文", by=clerk, on=day),
    )


def test_of_two_rules_from_the_same_year_the_one_published_last_judges_it(organ, clerk):
    early, late = (drafted(clerk, code=f"year-2027-{n}") for n in (1, 2))
    for rule, on in ((late, date(2026, 11, 2)), (early, date(2026, 12, 1))):
        year_rules.try_out(rule, by=clerk, on=on)
        year_rules.publish(rule, document="文", by=clerk, on=on)
    assert rule_for(2027) == early


def test_a_published_year_rule_is_for_good_in_the_database_too(year_rule, clerk, day):
    refused("workflow.wrong_state", lambda: year_rules.amend(year_rule, by=clerk, on=day))
    with pytest.raises(DatabaseError), transaction.atomic():
        YearRule.objects.filter(pk=year_rule.pk).update(title="另一个")


def test_draft_refuses_what_cannot_be_a_rule_and_whoever_may_not(year_rule, clerk, director, day):
    refused("assessment.year_rule_known", lambda: drafted(clerk, code="year-2026-1"))
    odd = {**YEAR.parameters(), "missing": "zero"}
    refused("assessment.rule_unfit", lambda: drafted(clerk, parameters=odd))
    refused("assessment.year_unfit", lambda: drafted(clerk, first_year=1))
    refused("workflow.not_yours", lambda: drafted(director))
    made = drafted(clerk)
    assert year_rules.discard(made, by=clerk, on=day).state == "discarded"


def test_try_out_keeps_what_it_saw_and_gives_the_same_again(year, clerk, day):
    made = drafted(clerk, parameters=YEAR_PARTS)
    first = year_rules.try_out(made, by=clerk, on=day).trial
    assert first["values"]["MZ001"]["concentrated"] == "95.00"
    assert [unit["band"] for unit in first["units"]] == ["satisfied"]
    assert 0 <= first["changed"] <= 1
    assert [one["part"] for one in first["without"]] == ["quarterly", "concentrated", "visits"]
    again = year_rules.try_out(YearRule.objects.get(pk=made.pk), by=clerk, on=day).trial
    assert again == first


def test_a_policy_by_which_nothing_can_be_tried_refuses_the_trial(organ, rule, clerk, day):
    made = drafted(clerk)
    said = {"key": rules.TRIAL_SPREAD, "value": 100, "valid_from": date(2026, 1, 1)}
    Policy.objects.create(**said, by=clerk)
    refused("assessment.rule_unfit", lambda: year_rules.try_out(made, by=clerk, on=day))
    assert YearRule.objects.get(pk=made.pk).trial is None


# Computed


def test_compute_adds_up_what_is_there_and_reports_what_is_missing(year_sheet):
    sheet = json.loads(year_sheet.reckoning)
    parts = {one["code"]: one for one in sheet["parts"]}
    assert parts["concentrated"]["points"] == "95.00"
    assert parts["visits"]["points"] == "95.00"
    assert (parts["quarterly"]["points"], parts["quarterly"]["used"]) == ("90.00", "1/3")
    assert {code: one["why"] for code, one in parts.items() if one["why"]} == {
        "service_users": "no_room",
        "approvals": "no_room",
        "key_offices": "no_round",
        "on_the_spot": "no_round",
    }
    assert (year_sheet.standing, str(year_sheet.score)) == ("partial", "93.33")
    assert year_sheet.missing == ["service_users", "approvals", "key_offices", "concentrated*"]
    assert not year_sheet.provisional
    assert year_sheet.low < year_sheet.score < year_sheet.high


def test_a_small_group_is_never_kept_nor_the_one_that_would_give_it_away(year_sheet):
    (concentrated,) = year_sheet.inputs["parts"]["concentrated"]
    hidden = [group["name"] for group in concentrated["groups"] if group["valid"] is None]
    assert len(hidden) == 0, "it was left out of the score, so nothing gives it away"
    names = [group["name"] for group in concentrated["groups"]]
    assert "市领导" not in names
    assert '"leader"' not in json.dumps(year_sheet.inputs)


def test_late_orders_and_confirmed_adjustments_count_and_others_do_not(
    year, organ, other, head, clerk, director, day
):
    said = {"ground": "改革获省推广", "document": "苏办〔2026〕9号", "by": clerk, "on": day}
    bonus = adjustments.propose(organ, year=2026, kind="bonus", points=Decimal(2), **said)
    adjustments.confirm(bonus, by=director, on=day)
    adjustments.propose(organ, year=2026, kind="bonus", points=Decimal(3), **said)
    order = Order.objects.get(organ=organ)
    rectification.receive(order, by=head, on=day)
    with time.at(date(2027, 1, 5)):
        sheets = years.compute(2026, by=clerk, on=date(2027, 1, 5))
    one = next(sheet for sheet in sheets if sheet.organ_id == organ.pk)
    assert one.inputs["late"] == [order.number]
    assert [extra["points"] for extra in one.inputs["bonuses"]] == ["2.00"]
    assert one.score == Decimal("93.33") + 2 - Decimal("1.5")


def test_compute_while_the_year_runs_is_provisional_told_to_nobody_and_renewed(
    year, organ, clerk, auditor, confirmed, day
):
    (one,) = years.compute(2026, by=clerk, on=day)
    assert (one.provisional, one.until) == (True, day - timedelta(1))
    refused("assessment.nothing_new", lambda: years.compute(2026, by=clerk, on=day))
    years.check(one, by=auditor, on=day)
    refused("assessment.provisional", lambda: years.tell(one, by=clerk, on=day))
    confirmed(organ, severity=3, happened_on=date(2026, 3, 3))
    (new,) = years.compute(2026, by=clerk, on=day)
    old = YearSheet.objects.get(pk=one.pk)
    assert (old.state, new.follows_id, new.score < old.score) == (S.SUPERSEDED, old.pk, True)
    with time.at(date(2027, 1, 5)):
        (last,) = years.compute(2026, by=clerk, on=date(2027, 1, 5))
    assert (last.provisional, last.follows_id) == (False, new.pk)


def test_a_round_that_is_not_final_never_counts_in_a_year_that_is_over(year, organ, clerk, day):
    final_round([organ], "key_point", period="2026Q2", state="objections")
    (one,) = years.compute(2026, by=clerk, on=day)
    assert one.inputs["parts"]["key_offices"]
    with time.at(date(2027, 1, 5)):
        (last,) = years.compute(2026, by=clerk, on=date(2027, 1, 5))
    assert "key_offices" not in last.inputs["parts"]
    assert last.inputs["why"]["key_offices"] == "not_final"


def test_an_organ_that_was_not_rated_in_a_round_is_told_so(year_rule, organ, clerk, over):
    final_round({organ: None}, "concentrated")
    (one,) = years.compute(2026, by=clerk, on=over)
    assert one.inputs["why"]["concentrated"] == "not_rated"
    assert (one.standing, one.score, one.band) == ("not_rated", None, "")
    assert json.loads(one.reckoning)["why_not"] == "little_weight"


def test_compute_refuses_a_year_without_a_rule_or_that_has_not_begun(
    year_rule, clerk, auditor, day
):
    refused("assessment.no_year_rule", lambda: years.compute(2025, by=clerk, on=day))
    refused("assessment.year_unfit", lambda: years.compute(2027, by=clerk, on=day))
    refused("workflow.not_yours", lambda: years.compute(2026, by=auditor, on=day))


# Checked, told, objected, graded


@pytest.mark.parametrize(
    "tamper",
    [
        lambda s: {"inputs": {**s.inputs, "late": ["ZG-2026-0099"]}},
        lambda s: {"score": "99.00", "high": "100.00"},
        lambda s: {"low": "92.00"},
        lambda s: {"standing": "rated", "missing": []},
        lambda s: {"inputs": {**s.inputs, "parts": []}},
        lambda s: {"reckoning": s.reckoning.replace('"93.33"', '"96.00"')},
    ],
)
def test_check_refuses_a_year_sheet_that_somebody_touched(year_sheet, auditor, over, tamper):
    YearSheet.objects.filter(pk=year_sheet.pk).update(**tamper(year_sheet))
    touched = YearSheet.objects.get()
    refused("assessment.differs", lambda: years.check(touched, by=auditor, on=over))


def test_people_decide_the_grade_and_say_why_where_it_differs(year_told, clerk, leader, over):
    ripe = year_told.clock.due_on + timedelta(1)
    assert year_told.band == "satisfied"
    refused(
        "assessment.objection_open",
        lambda: years.propose(year_told, by=clerk, on=over, proposal="satisfied"),
    )
    said = {"by": clerk, "on": ripe, "proposal": "fairly_satisfied"}
    refused("assessment.no_grade_reason", lambda: years.propose(year_told, **said))
    refused(
        "assessment.grade_unfit",
        lambda: years.propose(year_told, by=clerk, on=ripe, proposal="splendid"),
    )
    years.propose(year_told, **said, proposal_reason="多项缺分。")
    decided = {"by": leader, "on": ripe}
    refused("workflow.not_yours", lambda: years.decide(year_told, by=clerk, on=ripe, grade=""))
    refused(
        "assessment.no_grade_reason",
        lambda: years.decide(year_told, **decided, grade="satisfied"),
    )
    years.decide(year_told, **decided, grade="fairly_satisfied")
    assert (year_told.state, year_told.grade) == (S.DECIDED, "fairly_satisfied")
    refused(
        "workflow.wrong_state", lambda: years.recompute(year_told, by=clerk, on=ripe, reason="再")
    )


def test_a_veto_caps_the_grade_even_of_those_who_decide(
    year, organ, clerk, director, auditor, leader, over
):
    said = {"ground": "弄虚作假", "document": "纪函〔2026〕3号", "by": clerk, "on": over}
    veto = adjustments.propose(organ, year=2026, kind="veto", **said)
    adjustments.confirm(veto, by=director, on=over)
    (one,) = years.compute(2026, by=clerk, on=over)
    assert one.band == "basically_satisfied"
    years.check(one, by=auditor, on=over)
    years.tell(one, by=clerk, on=over)
    ripe = one.clock.due_on + timedelta(1)
    refused(
        "assessment.above_cap",
        lambda: years.propose(one, by=clerk, on=ripe, proposal="satisfied", proposal_reason="好"),
    )
    years.propose(one, by=clerk, on=ripe, proposal=one.band)
    refused(
        "assessment.above_cap",
        lambda: years.decide(one, by=leader, on=ripe, grade="satisfied", grade_reason="好"),
    )


def test_an_objection_is_the_heads_reviewed_by_another_and_upheld_ones_are_computed_anew(
    year_told, head, clerk, director, over
):
    years.object(year_told, by=head, on=over, objection="催办单有误。")
    said = {"outcome": "upheld", "review": "确有误。"}
    refused("workflow.not_yours", lambda: years.review(year_told, by=clerk, on=over, **said))
    years.review(year_told, by=director, on=over, **said)
    refused(
        "assessment.must_recompute",
        lambda: years.propose(year_told, by=clerk, on=over, proposal="satisfied"),
    )
    refused(
        "assessment.no_reason", lambda: years.recompute(year_told, by=clerk, on=over, reason="")
    )
    new = years.recompute(year_told, by=clerk, on=over, reason="更正催办单。")
    assert (new.follows_id, new.state) == (year_told.pk, S.COMPUTED)


def test_not_rated_has_no_grade_whoever_wants_one(year_rule, organ, clerk, auditor, leader, over):
    (one,) = years.compute(2026, by=clerk, on=over)
    assert years.check_all(2026, by=auditor, on=over) == []
    assert years.tell_all(2026, by=clerk, on=over) == []
    assert [no.code for no in years.propose_all(2026, by=clerk, on=over)] == [
        "assessment.objection_open"
    ]
    one.refresh_from_db()
    ripe = one.clock.due_on + timedelta(1)
    refused(
        "assessment.no_grade",
        lambda: years.propose(one, by=clerk, on=ripe, proposal="satisfied", proposal_reason="好"),
    )
    assert years.propose_all(2026, by=clerk, on=ripe) == []
    assert years.decide_all(2026, by=leader, on=ripe) == []
    assert YearSheet.objects.get().state == S.DECIDED


# Adjustments, and what has moved


def test_nobody_adds_points_alone(organ, clerk, director, inspector, day):
    said = {"year": 2026, "ground": "通报表扬", "document": "文", "on": day}
    points = {"kind": "bonus", "points": Decimal(1)}
    refused(
        "workflow.not_yours", lambda: adjustments.propose(organ, **said, **points, by=inspector)
    )
    one = adjustments.propose(organ, **said, **points, by=clerk)
    refused("workflow.not_yours", lambda: adjustments.confirm(one, by=clerk, on=day))
    refused("assessment.no_reason", lambda: adjustments.reject(one, remark="", by=director, on=day))
    adjustments.reject(one, remark="依据不足。", by=director, on=day)
    assert one.clock.ended_on == day
    odd = [("bonus", n) for n in ("0", "101", "100", "0.001", "1.234", "NaN", "Infinity")]
    for kind, n in (("veto", 1), ("gift", 1), ("gift", 0), *odd):
        refused(
            "assessment.adjustment_unfit",
            lambda k=kind, n=n: adjustments.propose(
                organ, **said, kind=k, points=Decimal(n), by=clerk
            ),
        )
    refused(
        "assessment.no_ground",
        lambda: adjustments.propose(organ, **{**said, "ground": " "}, **points, by=clerk),
    )
    assert Adjustment.objects.count() == 1


def test_facts_that_read_otherwise_today_are_named(year_sheet, organ, clerk, director, over):
    assert facts_moved(year_sheet) == []
    said = {"ground": "改革", "document": "文", "by": clerk, "on": over}
    bonus = adjustments.propose(organ, year=2026, kind="bonus", points=Decimal(2), **said)
    adjustments.confirm(bonus, by=director, on=over)
    Order.objects.update(relapses=1)
    assert facts_moved(year_sheet) == ["bonuses", "part visits"]
    adjustments.withdraw(bonus, remark="撤销。", by=director, on=over)
    assert facts_moved(year_sheet) == ["part visits"]
