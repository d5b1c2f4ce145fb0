"""The life of an order: who does what, what is refused and why, and what must not happen."""

from datetime import date

import pytest

from mingcha.foundation import journal, time
from mingcha.organs import commands as organs
from mingcha.people import commands as people
from mingcha.people.models import Duty
from mingcha.rectification import commands
from mingcha.rectification.models import Milestone, Order, Recheck
from tests.rectification.noes import refused

S = Order.State


def acts_of(order):
    return [entry.verb.rpartition(".")[2] for entry in journal.about(order)]


def test_an_order_is_issued_received_planned_reported_rechecked_called_back_and_closed(life):
    life.whole()
    assert life.order.state == S.CLOSED
    assert acts_of(life.order) == ["draft", "issue", "receive", "file_plan", "report",
                                   "recheck_passes", "call_back", "close"]  # fmt: skip
    assert Recheck.objects.get().passed
    assert life.order.outcome == "fixed"


def test_an_order_is_not_issued_to_an_organ_that_is_gone(drafted, cast, day):
    order = drafted()
    organs.dissolve(cast.organ, last_day=date(2026, 4, 9), by=cast.clerk)
    order.refresh_from_db()
    with refused("rectification.organ_gone"):
        commands.issue(order, by=cast.director, on=day)


def test_an_organ_cannot_issue_an_order_nor_sign_for_that_of_another(drafted, cast, day):
    order = drafted()
    with refused("workflow.not_yours"):
        commands.issue(order, by=cast.head, on=day)
    commands.issue(order, by=cast.handler, on=day)
    with refused("workflow.not_yours"):
        commands.receive(order, by=cast.stranger, on=day)


def test_auto_receive_waits_for_the_second_working_day_and_belongs_to_the_calendar(life):
    with life.on(4, 13), refused("rectification.receipt_runs"):
        life.auto_receive(None)
    with life.on(4, 14):
        with refused("workflow.not_yours"):
            life.auto_receive(life.cast.director)
        assert life.auto_receive(None).state == S.RECEIVED
        with refused("workflow.wrong_state"):
            life.auto_receive(None)


def test_a_plan_names_measures_a_person_and_a_day_to_come(life):
    life.receive()
    good = {"plan": "增设轮岗", "plan_person": "王科长", "plan_date": date(2026, 4, 30)}
    for bad in ({"plan": " "}, {"plan_person": ""}, {"plan_date": date(2026, 4, 9)}):
        with refused("rectification.plan_unfit"):
            life.file_plan(life.cast.liaison, **(good | bad))
    assert life.file_plan(life.cast.liaison, **good).state == S.IN_PROGRESS


def test_not_ours_names_whose_it_is_and_why_and_within_two_working_days(life, cast):
    life.receive()
    with refused("rectification.same_organ"):
        life.ask_return(cast.liaison, whose=cast.organ, reason="非我局职责")
    with refused("rectification.no_reason"):
        life.ask_return(cast.liaison, whose=cast.water, reason=" ")
    with life.on(4, 15), refused("rectification.return_too_late"):
        life.ask_return(cast.liaison, whose=cast.water, reason="非我局职责")
    with life.on(4, 14):
        life.ask_return(cast.liaison, whose=cast.water, reason="非我局职责")
    assert (life.order.state, life.order.whose) == (S.RETURN_ASKED, cast.water)


def test_rule_return_addresses_the_order_to_the_other_organ_and_its_head_for_good(life, cast):
    life.receive()
    life.ask_return(cast.liaison, whose=cast.water, reason="非我局职责")
    with refused("workflow.not_yours"):
        life.rule_return(cast.handler, organ=cast.water, reason="属水务")
    with refused("rectification.same_organ"):
        life.rule_return(cast.director, organ=cast.organ, reason="属水务")
    life.rule_return(cast.director, organ=cast.water, reason="属水务")
    assert (life.order.state, life.order.organ) == (S.ISSUED, cast.water)
    assert (life.order.responsible, life.order.office) == (cast.stranger, None)
    life.do("receive", cast.stranger)
    with refused("rectification.ruled_already"):
        life.ask_return(cast.stranger, whose=cast.organ, reason="也非我局")


def test_an_order_is_not_addressed_to_an_organ_without_a_head_or_one_that_is_gone(life, cast):
    life.receive()
    life.ask_return(cast.liaison, whose=cast.water, reason="非我局职责")
    people.discharge(
        cast.stranger, Duty.Role.HEAD, until=date(2026, 4, 9), organ=cast.water, by=cast.clerk
    )
    with refused("rectification.no_head"):
        life.rule_return(cast.director, organ=cast.water, reason="属水务")
    organs.dissolve(cast.water, last_day=date(2026, 4, 9), by=cast.clerk)
    with refused("rectification.organ_gone"):
        life.rule_return(cast.director, organ=cast.water, reason="属水务")


def test_refuse_return_is_final_and_the_order_stays(life, cast):
    life.receive()
    life.ask_return(cast.liaison, whose=cast.water, reason="非我局职责")
    life.refuse_return(cast.office, reason="三定方案第四条")
    assert life.order.state == S.RECEIVED
    with refused("rectification.ruled_already"):
        life.ask_return(cast.liaison, whose=cast.water, reason="再议")


def test_an_upheld_return_may_also_end_in_withdrawal(life, cast):
    life.receive()
    life.ask_return(cast.liaison, whose=cast.water, reason="非我局职责")
    life.withdraw(cast.director, reason="不属任何市级机关")
    assert life.order.state == S.WITHDRAWN


def test_an_extension_is_asked_by_the_head_once_before_expiry_and_not_for_ever(life, cast):
    life.to_work()
    with refused("workflow.not_yours"):
        life.ask_extension(cast.liaison, days=5, reason="设备采购")
    with refused("rectification.extension_too_long"):
        life.ask_extension(cast.head, days=99, reason="设备采购")
    with refused("rectification.no_reason"):
        life.ask_extension(cast.head, days=5, reason="")
    with life.on(5, 7), refused("rectification.extension_too_late"):
        life.ask_extension(cast.head, days=5, reason="设备采购")
    with life.on(5, 6):
        life.ask_extension(cast.head, days=5, reason="设备采购")
        life.grant_extension(cast.handler, reason="理由成立")
        assert life.order.was_extended
        with refused("rectification.extended_already"):
            life.ask_extension(cast.head, days=5, reason="再延")


def test_refuse_extension_counts_as_the_one_time(life, cast):
    life.to_work()
    life.ask_extension(cast.head, days=5, reason="设备采购")
    life.refuse_extension(cast.handler, reason="可先行整改")
    assert life.order.state == S.IN_PROGRESS
    with refused("rectification.extended_already"):
        life.ask_extension(cast.head, days=5, reason="再延")


def test_press_lets_supervision_start_higher(life, cast):
    life.to_work()
    with refused("workflow.not_yours"):
        life.press(cast.handler, colour="red", reason="民生急事")
    life.press(cast.leader, colour="orange", reason="民生急事")
    assert (life.order.start_colour, life.order.state) == ("orange", S.IN_PROGRESS)


@pytest.mark.parametrize("missing", ["cause", "report", "for_person", "for_class"])
def test_a_report_tells_cause_deed_person_and_class(life, missing):
    life.to_work()
    with refused("rectification.report_unfit"):
        life.report(**{missing: "  "})


def test_a_report_without_proof_is_refused(life):
    life.to_work()
    with refused("rectification.no_proof"):
        life.report(proof=[])
    assert life.report().proof.count() == 1


def test_prepare_lets_the_liaison_write_and_the_head_sign(life, cast):
    life.to_work()
    told = {"cause": "排班缺失", "report": "改排班", "for_person": "致歉", "for_class": "AB岗"}
    life.prepare(cast.liaison, **told, proof=life.proof)
    assert (life.order.cause, life.order.state) == ("排班缺失", S.IN_PROGRESS)
    assert "cause" not in journal.about(life.order).last().facts, "a draft is nobody's word yet"
    life.do("report", cast.head, **told)
    life.fails()
    life.send_back(cast.handler, reason="仍无人")
    with refused("rectification.no_proof"):
        life.do("report", cast.head, **told)
    with refused("workflow.not_yours"):
        life.prepare(cast.stranger, **told)


def test_only_the_head_signs_a_report_and_only_after_a_plan(life, cast):
    life.receive()
    with refused("rectification.no_plan"):
        life.report()
    life.plan()
    told = {"cause": "一", "report": "二", "for_person": "三", "for_class": "四"}
    with refused("workflow.not_yours"):
        life.do("report", cast.liaison, **told, proof=life.proof)


def test_what_is_to_be_put_right_at_once_needs_no_plan(life, issued):
    life.order = issued(pace=Order.Pace.AT_ONCE)
    life.receive()
    assert life.report().state == S.REPORTED


def test_reach_milestone_belongs_to_long_orders(life, issued, cast):
    life.to_work()
    with refused("rectification.not_long"):
        life.reach_milestone(cast.liaison, reached="设备已到")
    life.order = issued(pace=Order.Pace.LONG)
    life.to_work()
    with refused("rectification.nothing_reached"):
        life.reach_milestone(cast.liaison, reached=" ")
    life.reach_milestone(cast.liaison, reached="设备已到")
    assert Milestone.objects.get().reached == "设备已到"


def test_hand_on_follows_a_dissolved_organ_and_only_then(life, cast):
    life.receive()
    with refused("rectification.organ_stands"):
        life.hand_on(cast.director, organ=cast.water)
    organs.dissolve(cast.organ, last_day=date(2026, 4, 9), by=cast.clerk)
    life.hand_on(cast.director, organ=cast.water)
    assert (life.order.organ, life.order.responsible) == (cast.water, cast.stranger)


def test_of_two_who_act_at_once_the_second_is_refused_and_nothing_is_lost(life, cast):
    first = Order.objects.get(pk=life.order.pk)
    second = Order.objects.get(pk=life.order.pk)
    commands.receive(first, by=cast.liaison, on=time.today())
    with refused("workflow.overtaken"):
        commands.receive(second, by=cast.head, on=time.today())
    assert second.state == S.ISSUED, "the words stay in the form; nothing pretends to have moved"
    first.refresh_from_db()
    assert first.clock.ended_on is None


def test_a_second_report_on_an_open_page_is_overtaken(life, cast):
    life.to_work()
    stale = Order.objects.get(pk=life.order.pk)
    life.report()
    told = {"cause": "一", "report": "二", "for_person": "三", "for_class": "四"}
    with refused("workflow.overtaken"):
        commands.report(stale, by=cast.head, on=time.today(), proof=life.proof, **told)


def test_every_act_of_the_table_has_a_command_of_its_name():
    from mingcha.rectification.workflow import ORDER, SLIP

    assert all(callable(getattr(commands, act)) for act in ORDER.acts)
    assert all(callable(getattr(commands.slip, act)) for act in SLIP.acts)
