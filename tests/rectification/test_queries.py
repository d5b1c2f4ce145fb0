"""Who sees which order, what is late, what comes round again by lot."""

from datetime import date, timedelta

import pytest

from mingcha.foundation import policy, time
from mingcha.people.models import Duty
from mingcha.rectification import queries
from mingcha.rectification.models import Order

ALL = ["office", "director", "handler", "inspector", "finder", "auditor"]


@pytest.mark.parametrize("who", ALL)
def test_the_centre_and_the_auditor_see_drafts_and_all(cast, drafted, issued, who):
    drafted()
    issued(organ=cast.water, office=None)
    assert queries.visible_to(getattr(cast, who)).count() == 2


def test_leaders_see_all_that_is_issued_and_no_draft(cast, drafted, issued):
    drafted()
    order = issued(organ=cast.water, office=None)
    assert list(queries.visible_to(cast.leader)) == [order]


@pytest.mark.parametrize("who", ["head", "liaison"])
def test_an_organ_sees_its_own_once_issued(cast, drafted, issued, who):
    drafted()
    issued(organ=cast.water, office=None)
    order = issued()
    assert list(queries.visible_to(getattr(cast, who))) == [order]


def test_an_office_head_sees_only_those_of_the_office(cast, issued):
    order = issued()
    issued(office=None)
    assert list(queries.visible_to(cast.chief)) == [order]
    assert not queries.visible_to(cast.otherchief).exists()


@pytest.mark.parametrize("who", ["supervisor", "staff", "stranger"])
def test_everybody_else_sees_nothing(cast, issued, who):
    issued()
    assert not queries.visible_to(getattr(cast, who)).exists()


def test_a_duty_that_has_ended_opens_nothing(cast, issued, day):
    from mingcha.people import commands

    issued()
    until = day - timedelta(1)
    commands.discharge(cast.head, Duty.Role.HEAD, until=until, organ=cast.organ, by=cast.clerk)
    assert not queries.visible_to(cast.head).exists()


def test_an_order_withdrawn_before_it_was_out_stays_unknown_to_the_organ(cast, drafted, day):
    from mingcha.rectification import commands

    commands.withdraw(drafted(), by=cast.director, on=day, reason="重复")
    assert not queries.visible_to(cast.head).exists()


def test_list_search_and_numbers_show_a_person_the_same_orders(cast, issued):
    mine, others = issued(), issued(organ=cast.water, office=None)
    numbers = [mine.number, others.number]
    for who in (*ALL, "leader", "head", "chief", "stranger", "supervisor"):
        person = getattr(cast, who)
        seen = set(queries.visible_to(person))
        assert set(queries.for_numbers(numbers, person)) == seen
        assert set(queries.matching("窗口", person)) == seen


def test_matching_finds_by_number_fault_and_organ(cast, issued):
    order = issued()
    for words in (order.number, order.number.lower(), "四十分钟", "规划"):
        assert list(queries.matching(words, cast.director)) == [order]
    assert not queries.matching("没有这回事", cast.director).exists()


def test_an_unsigned_or_unplanned_order_is_overdue_as_well(life):
    with life.on(4, 14):
        assert list(queries.overdue(on=life.day)) == [life.order]
        life.receive()
        assert not queries.overdue(on=life.day).exists()
    with life.on(4, 20):
        assert list(queries.overdue(on=life.day)) == [life.order], "three days for the plan"


def test_open_orders_are_those_out_and_not_over(life, drafted, cast, issued):
    drafted()
    other = issued(organ=cast.water, office=None)
    assert set(queries.open_orders()) == {life.order, other}
    assert list(queries.open_orders(cast.organ)) == [life.order]
    life.whole()
    assert list(queries.open_orders(cast.organ)) == []


def test_counts_by_organ_add_up(life, issued, cast, drafted):
    drafted()
    issued()
    life.whole()
    with life.on(5, 11):
        row = queries.counts_by_organ(on=life.day).get()
    assert row == {
        "organ": cast.organ.pk, "issued": 2, "open": 1, "overdue": 1, "closed": 1,
        "withdrawn": 0, "sent_back": 0, "relapsed": 0,
    }  # fmt: skip


def test_an_open_order_has_not_been_closed_on_time(life):
    life.to_work()
    assert not queries.closed_on_time(life.order)
    life.report()
    life.passes()
    life.call()
    life.close()
    assert queries.closed_on_time(life.order)
    assert not queries.closed_late().exists()


@pytest.fixture
def ten_closed(life, issued):
    for _n in range(9):
        life.whole()
        life.order = issued()
    life.whole()
    return life


def test_relapse_candidates_are_a_random_share_that_anyone_can_draw_again(ten_closed):
    on = date(2026, 6, 20)
    first = queries.relapse_candidates(on=on, seed="开奖 2026067")
    assert len(first) == 2, "a fifth of ten"
    assert queries.relapse_candidates(on=on, seed="开奖 2026067") == first
    drawn = {tuple(queries.relapse_candidates(on=on, seed=str(n))) for n in range(12)}
    assert len(drawn) > 1


def test_relapse_visits_fall_due_sixty_to_ninety_days_after_closing(ten_closed, cast):
    for day, due in ((59, 0), (60, 10), (90, 10), (91, 0)):
        on = date(2026, 4, 10) + timedelta(day)
        assert queries.to_revisit(on=on).count() == due
    with ten_closed.on(6, 12):
        ten_closed.revisit(cast.second, remark="正常")
    assert queries.to_revisit(on=date(2026, 6, 20)).count() == 9
    assert queries.relapse_rate(since=date(2026, 6, 1), until=date(2026, 6, 30)) == (0, 1)


def test_the_share_is_a_rule_of_the_city(ten_closed, cast):
    from mingcha.rectification import rules

    facts = {"valid_from": date(2026, 6, 1), "reason": "全查", "by": cast.clerk}
    policy.change(rules.REVISIT_SHARE, 1.0, on=time.today(), **facts)
    assert len(queries.relapse_candidates(on=date(2026, 6, 20), seed="x")) == 10


def test_who_answers_for_an_organ_and_who_is_charged(cast, day):
    assert set(queries.answering_for(cast.organ, on=day)) == {cast.head, cast.liaison}
    handlers = queries.charged_with(Duty.Role.CASE_HANDLER, on=day)
    assert list(handlers) == [cast.handler]
    assert queries.is_of_the_centre(cast.auditor)
    assert not queries.is_of_the_centre(cast.leader)


def test_orders_sort_newest_first(issued, cast):
    first, second = issued(), issued()
    assert list(Order.objects.all()) == [second, first]
