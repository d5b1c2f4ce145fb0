"""Those who judge a report: who may, how often, and what must be on record before it is closed."""

from mingcha.rectification.models import Callback, Order, Recheck
from tests.rectification.noes import refused

S = Order.State


def test_whoever_made_the_finding_does_not_recheck_it(life, cast):
    life.to_work()
    life.report()
    for act in ("recheck_passes", "recheck_fails"):
        with refused("rectification.finder_rechecks"):
            life.do(act, cast.finder, remark="我看过")
        with refused("workflow.not_yours"):
            life.do(act, cast.handler, remark="我看过")
        with refused("rectification.no_remark"):
            life.do(act, cast.inspector, remark=" ")
    assert not Recheck.objects.exists()


def test_one_report_is_rechecked_once(life, cast):
    life.to_work()
    life.report()
    life.fails()
    assert life.order.state == S.REPORTED
    with refused("rectification.rechecked_already"):
        life.recheck_passes(cast.second, remark="我看行")
    assert Recheck.objects.count() == 1


def test_send_back_needs_a_fault_on_record_and_happens_once(life, cast):
    life.to_work()
    life.report()
    with refused("rectification.not_failed"):
        life.send_back(cast.handler, reason="仍无人")
    life.fails()
    with refused("rectification.not_returned_yet"):
        life.return_again(cast.director, reason="仍无人")
    life.send_back(cast.handler, reason="仍无人")
    assert (life.order.state, life.order.times_returned) == (S.IN_PROGRESS, 1)
    life.report()
    life.fails()
    with refused("rectification.returned_once"):
        life.send_back(cast.handler, reason="仍无人")
    with refused("workflow.not_yours"):
        life.return_again(cast.handler, reason="仍无人")
    life.return_again(cast.director, reason="最后一次")
    assert life.order.times_returned == 2


def test_whoever_found_or_rechecked_does_not_call_back(life, cast):
    life.to_work()
    life.report()
    life.passes()
    for person in (cast.finder, cast.inspector):
        with refused("rectification.caller_known"):
            life.call_back(person, solved="yes", content="yes")
        with refused("rectification.caller_known"):
            life.skip_call(person, reason="无群众")
    with refused("workflow.not_yours"):
        life.call_back(cast.head, solved="yes", content="yes")


def test_nobody_reached_may_be_tried_again_but_an_answer_is_an_answer(life):
    life.to_work()
    life.report()
    life.passes()
    life.call("unknown", "unknown")
    life.call("yes", "no")
    with refused("rectification.called_already"):
        life.call("yes", "yes")
    assert Callback.objects.count() == 2


def test_close_needs_a_call_or_the_reason_why_there_is_none(life, cast):
    life.to_work()
    life.report()
    life.passes()
    with refused("rectification.not_called"):
        life.close()
    with refused("rectification.no_reason"):
        life.skip_call(cast.handler, reason="")
    life.skip_call(cast.handler, reason="暗访发现，无当事群众")
    with refused("rectification.no_outcome"):
        life.close(outcome="")
    with refused("workflow.not_yours"):
        life.do("close", cast.handler, outcome="fixed")
    assert life.close().state == S.CLOSED


def test_silence_is_not_contentment_but_does_not_block_for_ever(life):
    life.to_work()
    life.report()
    life.passes()
    life.call("unknown", "unknown")
    life.close()
    assert Callback.objects.get().solved == "unknown"


def test_who_says_unsolved_is_heard_either_by_a_return_or_by_an_explanation(life, cast):
    life.to_work()
    life.report()
    life.passes()
    life.call("no", "no")
    with refused("rectification.unsolved"):
        life.close(outcome="explained")
    life.send_back(cast.handler, reason="群众称未解决")
    life.report()
    life.passes()
    life.call("no", "no")
    life.close(outcome="explained", reason="所求事项依法不能办理，已当面说明")
    assert life.order.state == S.CLOSED


def test_withdraw_says_why_and_never_undoes_what_is_over(life, cast):
    with refused("rectification.no_reason"):
        life.withdraw(cast.director, reason="")
    with refused("workflow.not_yours"):
        life.withdraw(cast.head, reason="不想要")
    life.whole()
    with refused("workflow.wrong_state"):
        life.withdraw(cast.director, reason="误发")


def test_a_relapse_visit_by_other_eyes_confirms_or_reopens_one_degree_graver(life, cast):
    life.whole()
    with life.on(6, 12):
        with refused("rectification.finder_rechecks"):
            life.reopen(cast.finder, remark="又无人")
        life.revisit(cast.second, remark="一切正常")
        assert life.order.state == S.CLOSED
        life.reopen(cast.inspector, remark="又无人在岗")
    order = life.order
    assert (order.state, order.severity, order.relapses) == (S.IN_PROGRESS, 2, 1)
    assert (order.closed_on, order.work_clock.ended_on) == (None, None)
    assert list(Recheck.objects.filter(is_relapse_visit=True).values_list("passed", flat=True)) == [
        True,
        False,
    ]


def test_a_reopened_order_can_be_put_right_again(life, cast):
    life.whole()
    with life.on(6, 12):
        life.reopen(cast.inspector, remark="又无人在岗")
        life.report()
        life.passes()
        life.call()
        assert life.close().state == S.CLOSED
