"""My work: what waits for whom, and what others must do first."""

from datetime import date

from mingcha.foundation import time
from mingcha.rectification import queries, reactions
from mingcha.rectification.models import Order


def acts(person):
    return [str(w.act) for w in queries.waiting_for(person, on=time.today()) if w.mine]


def others(person):
    return [w.number for w in queries.waiting_for(person, on=time.today()) if not w.mine]


def test_the_turn_passes_from_desk_to_desk(life, cast):
    everybody = [cast.head, cast.inspector, cast.handler, cast.director, cast.office]

    def who():
        return {person.staff_no for person in everybody if acts(person)}

    assert who() == {"head"}
    life.receive()
    assert acts(cast.liaison) == ["报送整改计划"]
    life.plan()
    assert acts(cast.head) == ["提交整改报告"]
    life.report()
    assert who() == {"inspector"}
    assert others(cast.head) == [life.order.number]
    life.passes()
    assert who() == {"handler"}
    life.call()
    assert who() == {"director"}
    life.close()
    assert who() == set()


def test_the_finder_is_not_asked_to_re_check(life, cast):
    life.to_work()
    life.report()
    assert acts(cast.finder) == []
    assert acts(cast.second) == ["复查"]


def test_a_failed_report_waits_for_the_handler_and_the_second_time_for_the_director(life, cast):
    life.to_work()
    life.report()
    life.fails()
    assert (acts(cast.inspector), acts(cast.handler), acts(cast.director)) == ([], ["退回"], [])
    life.send_back(cast.handler, reason="仍无人")
    life.report()
    life.fails()
    assert (acts(cast.handler), acts(cast.director)) == ([], ["作出决定"])


def test_an_unsolved_matter_waits_for_a_return_not_for_closing(life, cast):
    life.to_work()
    life.report()
    life.passes()
    life.call("no", "no")
    assert acts(cast.handler) == ["退回"]


def test_rulings_wait_for_those_who_rule(life, cast):
    life.receive()
    life.ask_return(cast.liaison, whose=cast.water, reason="非我局职责")
    assert acts(cast.office) == acts(cast.director) == ["作出裁定"]
    life.refuse_return(cast.director, reason="三定方案")
    life.plan()
    life.ask_extension(cast.head, days=3, reason="采购")
    assert acts(cast.handler) == ["作出决定"]


def test_what_is_to_be_put_right_at_once_waits_for_the_report(life, issued, cast):
    life.order = issued(pace=Order.Pace.AT_ONCE)
    life.receive()
    assert "提交整改报告" in acts(cast.head)


def test_slips_wait_for_answer_judgement_and_decision(life, cast):
    life.to_work()
    life.press(cast.leader, colour="red", reason="急")
    with life.on(5, 7):
        reactions.press_what_is_overdue(life.day)
        assert acts(cast.head) == ["提交整改报告", "答复"]
        assert others(cast.handler) == [life.order.number], "what organs keep too long"
    with life.on(5, 12):
        reactions.press_what_is_overdue(life.day)
    with life.on(5, 21):
        reactions.press_what_is_overdue(life.day)
        assert acts(cast.office) == ["作出决定"]


def test_nothing_waits_for_readers(life, cast):
    for person in (cast.leader, cast.auditor, cast.staff, cast.supervisor, cast.chief):
        assert queries.waiting_for(person, on=date(2026, 4, 10)) == []


def test_many_matters_cost_few_questions(life, cast, issued, django_assert_max_num_queries):
    for _n in range(25):
        issued()
    with django_assert_max_num_queries(8):
        assert len(acts(cast.head)) == 26
