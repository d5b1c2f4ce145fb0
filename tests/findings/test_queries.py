"""Who sees which finding, what waits, what the draw and the score ask."""

from datetime import date, timedelta

import pytest

from mingcha.findings import commands, queries
from mingcha.findings.models import Finding
from mingcha.foundation import xrays
from mingcha.organs import commands as organs
from mingcha.people.models import Duty

R = Duty.Role
WANTED = {"required": "窗口有人。", "pace": "at_once"}


def seen(person):
    return set(queries.visible_to(person).values_list("number", flat=True))


@pytest.fixture
def several(propose, extortion, hall, handler, inspector, director, head, day):
    """One finding in each state, the withdrawn one never fed back."""
    found = {name: propose() for name in ("proposed", "fed_back", "answered", "confirmed")}
    found["withdrawn"] = commands.withdraw(propose(), by=handler, on=day, decision="误记。")
    found["transferred"] = commands.transfer(
        propose(norm=extortion, finders=[director]), by=handler, on=day
    )
    for name in ("fed_back", "answered", "confirmed"):
        commands.feed_back(found[name], by=handler, on=day)
    for name in ("answered", "confirmed"):
        commands.reply(found[name], by=head, on=day, stance="accepts")
    commands.confirm(found["confirmed"], by=handler, on=day, **WANTED)
    return {name: finding.number for name, finding in found.items()}


@pytest.mark.parametrize("role", [R.CONDUCT_OFFICE, R.DIRECTOR, R.CASE_HANDLER, R.AUDITOR])
def test_the_centres_desk_and_the_auditor_see_all(several, charged, role):
    assert seen(charged("x", "某某", role)) == set(several.values())


def test_an_inspector_sees_what_they_found_and_nothing_else(several, inspector, charged):
    assert seen(inspector) == set(several.values()) - {several["transferred"]}
    assert seen(charged("other", "他人", R.INSPECTOR)) == set()


@pytest.mark.parametrize("role", [R.HEAD, R.LIAISON])
def test_an_organ_sees_its_own_once_fed_back_and_never_what_went_to_supervision(
    several, charged, organ, role
):
    mine = seen(charged("x", "某某", role, organ))
    assert mine == {several[name] for name in ("fed_back", "answered", "confirmed")}


def test_a_transferred_finding_disappears_from_the_organ_it_was_told_to(
    fed_back, handler, head, day
):
    assert seen(head) == {fed_back.number}
    commands.transfer(fed_back, by=handler, on=day, decision="涉嫌收礼。")
    assert seen(head) == set()


def test_another_organ_a_stranger_and_former_heads_see_nothing(several, charged, clerk):
    from mingcha.people import commands as people

    other = organs.found(
        "MZ009", "市水务局", level="organ", kind="service", since=date(2020, 1, 1), by=clerk
    )
    assert seen(charged("x", "某某", R.HEAD, other)) == set()
    assert seen(charged("y", "某某", R.STAFF)) == set()
    head = Duty.objects.get(role=R.HEAD, organ__code="MZ001")
    people.discharge(head.person, R.HEAD, until=date(2026, 4, 9), by=clerk, organ=head.organ)
    head.person.__dict__.pop("_roles", None)
    assert seen(type(head.person).objects.get(pk=head.person_id)) == set()


def test_a_leader_sees_what_stands_and_supervision_what_it_was_given(several, charged):
    assert seen(charged("leader", "沈明远", R.LEADER)) == {several["confirmed"]}
    assert seen(charged("sup", "纪某", R.SUPERVISION)) == {several["transferred"]}


def test_matching_finds_by_number_and_words_only_what_one_may_see(several, head, handler):
    assert queries.matching("窗口无人", handler).count() == len(several)
    assert {f.number for f in queries.matching("窗口无人", head)} == seen(head)
    assert queries.matching(several["proposed"], head).count() == 0


# What waits


def test_the_desk_waits_for_letters_and_decisions_and_sees_what_the_organ_owes(
    several, handler, day
):
    waits = {one.number: one for one in queries.waiting_for(handler, on=day)}
    assert set(waits) == {several[name] for name in ("proposed", "fed_back", "answered")}
    assert not waits[several["fed_back"]].mine
    assert waits[several["proposed"]].clock is not None


def test_an_organ_waits_to_reply_and_nobody_else_waits(several, head, charged, inspector, day):
    assert [one.number for one in queries.waiting_for(head, on=day)] == [several["fed_back"]]
    assert queries.waiting_for(inspector, on=day) == []
    assert queries.waiting_for(charged("leader", "沈明远", R.LEADER), on=day) == []


def test_what_one_found_and_the_organ_disputes_waits_for_somebody_else(
    propose, director, handler, head, day
):
    finding = propose(finders=[director])
    commands.feed_back(finding, by=handler, on=day)
    commands.reply(finding, by=head, on=day, stance="disputes", reply="不实。")
    assert queries.waiting_for(director, on=day) == []
    assert len(queries.waiting_for(handler, on=day)) == 1


# What the draw and the score ask


def test_open_organs_are_those_with_a_fault_nobody_has_put_right(
    propose, praise, organ, handler, day
):
    assert queries.open_organs(day) == set()
    propose(norm=praise)
    assert queries.open_organs(day) == set()
    finding = propose()
    assert queries.open_organs(day) == {organ.pk}
    commands.withdraw(finding, by=handler, on=day, decision="误记。")
    assert queries.open_organs(day) == set()


def test_an_organ_stays_open_while_its_order_runs(several, organ, handler, day):
    Finding.objects.exclude(number=several["confirmed"]).update(state="withdrawn")
    assert queries.open_organs(day) == {organ.pk}


def test_relapsed_organs_are_those_where_a_fault_came_back(several, propose, organ, norm, day):
    assert queries.relapsed_organs(date(2026, 1, 1)) == set()
    again = propose(happened_on=date(2026, 5, 8))
    assert again.recurs is not None
    assert queries.relapsed_organs(date(2026, 5, 1)) == {organ.pk}
    assert queries.relapsed_organs(date(2026, 6, 1)) == set()


def test_confirmed_faults_carry_severity_and_how_the_order_ended(several, organ, day):
    faults = queries.confirmed_faults(date(2026, 4, 1), date(2026, 6, 30))
    assert [(f.number, f.organ, f.severity, f.closed_on_time, f.relapsed) for f in faults] == [
        (several["confirmed"], organ.pk, 1, False, False)
    ]
    assert queries.confirmed_faults(date(2026, 1, 1), date(2026, 3, 31)) == []


def test_late_is_asked_of_the_clock(finding, day):
    every = Finding.objects.all()
    last = finding.clock.due_on
    assert not queries.late(every, on=last).exists()
    assert queries.late(every, on=last + timedelta(1)).get() == finding


# The chain


def test_the_chain_leads_from_where_it_was_seen_to_its_order_and_on(
    several, propose, handler, head, day
):
    first = Finding.objects.get(number=several["confirmed"])
    again = propose(happened_on=date(2026, 5, 8))
    nodes = queries.chain(first, handler)
    assert [node.number for node in nodes] == [
        first.origin_name, first.number, first.order.number, again.number,
    ]  # fmt: skip
    assert nodes[1].current
    assert queries.chain(again, handler)[0].number == first.number
    # The organ does not see yet that it was found again.
    assert again.number not in [node.number for node in queries.chain(first, head)]


def test_an_organ_learns_of_a_covert_visit_only_its_number(propose, handler, head, day):
    finding = propose(was_covert=True)
    commands.feed_back(finding, by=handler, on=day)
    origin = queries.chain(finding, head)[0]
    assert (origin.number, origin.url) == (finding.origin_name, "")
    assert queries.chain(finding, handler)[0].url


# What a careful clerk looks for


def told():
    return {fault.what for fault in xrays.findings() if fault.which.startswith(("FK", "ZG"))}


def test_the_doctor_finds_what_was_left_lying(propose, extortion, day):
    finding = propose()
    propose(norm=extortion)
    assert len(told()) == 1
    finding.clock.due_on = date(2026, 4, 1)
    finding.clock.save()
    assert len(told()) == 2


def test_the_doctor_finds_a_confirmed_fault_without_its_order_and_the_reverse(several):
    before = told()
    finding = Finding.objects.get(number=several["confirmed"])
    Finding.objects.filter(pk=finding.pk).update(order=None)
    assert len(told() - before) == 2
