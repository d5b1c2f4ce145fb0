"""Who may know of which visit, and what of it; what waits for whom; what is counted."""

from datetime import date, timedelta

import pytest

from mingcha.foundation import time
from mingcha.people import commands as people
from mingcha.people.models import Duty
from mingcha.visits import commands, queries, record
from mingcha.visits.models import Mode
from tests.visits.conftest import SINCE, moment, sheet_of


@pytest.fixture
def at(bring):
    return bring


def known(person):
    return {visit.number for visit in queries.visible_to(person)}


def test_those_who_lead_and_the_auditor_know_of_every_visit(at, clerk, director, auditor):
    made = {at(stage, mode).number for stage in ("sealed", "opened") for mode in Mode.values}
    for person in (clerk, director, auditor):
        assert known(person) == made


def test_a_sealed_visit_keeps_target_and_team_from_everybody(at, clerk, director, auditor, pair):
    visit = at("sealed")
    for person in (clerk, director, auditor, *pair):
        assert queries.is_sealed_to(visit, person)


def test_an_inspector_knows_only_the_own_teams_visits_and_sealed_ones_only_from_their_hour(
    at, pair, stranger
):
    now, later = at("sealed"), at("sealed", opens_at=moment(14))
    assert known(pair[0]) == {now.number}
    assert known(stranger) == set()
    with time.at(moment(14)):
        assert known(pair[0]) == {now.number, later.number}


def test_a_visit_called_off_sealed_is_never_told_to_the_team(at, pair, director, day):
    visit, begun = at("sealed"), at("opened")
    commands.cancel(visit, by=director, on=day, remark="另有任务")
    commands.cancel(begun, by=director, on=day, remark="停电")
    assert known(pair[0]) == {begun.number}
    assert queries.is_sealed_to(visit, director)
    assert not queries.is_sealed_to(begun, director)


@pytest.mark.parametrize("stage", ["sealed", "opened", "recorded", "half", "signed", "verified"])
def test_an_organ_never_knows_of_a_covert_visit(at, head, stage):
    at(stage, "covert")
    assert known(head) == set()
    assert list(queries.matching("CF", head)) == []


def test_an_organ_knows_of_open_visits_to_itself_once_recorded(at, head, other_head, pair):
    assert known(head) == set() != {at("sealed").number, at("opened").number}
    seen = {at(stage).number for stage in ("recorded", "signed", "verified")}
    assert known(head) == seen
    assert known(other_head) == set()
    assert queries.team_of(at("verified"), head) == [one.name for one in pair]


def test_a_leader_knows_verified_visits_and_no_inspectors_name(at, leader, pair):
    at("signed")
    open_, covert = at("verified"), at("verified", "covert")
    assert known(leader) == {open_.number, covert.number}
    for visit in (open_, covert):
        assert not queries.may_know_team(visit, leader)
        assert queries.team_of(visit, leader) == [record.code_of(visit, one) for one in pair]


def test_a_case_handler_knows_what_is_on_record_and_reads_codes_on_covert_ones(at, handler, pair):
    at("sealed"), at("opened")
    open_, covert = at("recorded"), at("signed", "covert")
    assert known(handler) == {open_.number, covert.number}
    assert queries.team_of(open_, handler) == [one.name for one in pair]
    assert queries.team_of(covert, handler) == [record.code_of(covert, one) for one in pair]


def test_those_entitled_read_name_and_code_on_a_covert_record(at, clerk, director, auditor, pair):
    visit = at("recorded", "covert")
    for person in (clerk, director, auditor, *pair):
        assert queries.team_of(visit, person) == [
            f"{one.name} ({record.code_of(visit, one)})" for one in pair
        ]


@pytest.mark.parametrize(
    "role", [Duty.Role.SUPERVISION, Duty.Role.PERSONNEL, Duty.Role.ADMINISTRATOR, Duty.Role.STAFF]
)
def test_everybody_else_knows_of_no_visit(at, charged, role):
    at("verified"), at("verified", "covert")
    assert known(charged("x", "某人", role)) == set()


def test_a_duty_that_ended_shows_nothing_any_more(at, head, clerk, organ, day):
    at("verified")
    yesterday = day - timedelta(days=1)
    people.discharge(head, Duty.Role.HEAD, until=yesterday, organ=organ, by=clerk)
    head.__dict__.pop("_roles", None)
    assert known(head) == set()


# Envelopes and what waits


def test_a_sealed_envelope_shows_number_and_hour_only(at, pair, stranger, day):
    at("sealed", opens_at=moment(14)), at("sealed", opens_at=moment(8, day=11))
    (envelope,) = queries.my_envelopes(pair[0], on=day)
    assert (envelope.number, envelope.opens_at) == ("CF-2026-0001", moment(14))
    assert (envelope.ready, envelope.organ, envelope.place) == (False, "", "")
    assert queries.my_envelopes(stranger, on=day) == []


def test_an_opened_envelope_says_where_to_go_until_the_sheet_is_in(at, pair, day, hall):
    visit = at("opened")
    (envelope,) = queries.my_envelopes(pair[0], on=day)
    assert (envelope.organ, envelope.place) == (visit.organ.name, hall.name)
    commands.hand_in(visit, by=pair[0], on=day, sheet=sheet_of(visit))
    assert queries.my_envelopes(pair[0], on=day) == []


def waits(person, day):
    return {(row.number, str(row.act)) for row in queries.waiting_for(person, on=day)}


def test_each_waits_for_what_is_theirs_to_do(at, pair, clerk, handler, head, leader, day):
    at("sealed"), at("opened"), at("recorded"), at("half"), at("signed")
    at("sealed", opens_at=moment(14)), at("verified")
    with time.at(moment(10)):
        first, second = waits(pair[0], day), waits(pair[1], day)
        assert {number for number, _act in first} == {f"CF-2026-000{n}" for n in (1, 2, 3)}
        assert {number for number, _act in second} == {f"CF-2026-000{n}" for n in (1, 2, 3, 4)}
        assert waits(clerk, day) == waits(handler, day)
        assert {number for number, _act in waits(clerk, day)} == {"CF-2026-0005"}
        assert waits(head, day) == waits(leader, day) == set()


def test_a_waiting_envelope_does_not_name_the_organ(at, pair, day):
    at("sealed")
    (row,) = queries.waiting_for(pair[0], on=day)
    assert row.organ == ""


def test_what_waits_costs_few_questions(at, pair, day, django_assert_max_num_queries):
    for _n in range(4):
        at("half")
    with django_assert_max_num_queries(9):
        assert len(queries.waiting_for(pair[1], on=day)) == 4


# Search


def test_a_sealed_visit_is_found_by_its_number_and_not_by_its_target(at, clerk, organ):
    visit = at("sealed")
    assert list(queries.matching(visit.number, clerk)) == [visit]
    for words in (organ.name, "服务大厅", "窗口作风"):
        assert list(queries.matching(words, clerk)) == []
    opened = at("opened")
    assert list(queries.matching("规划", clerk)) == [opened]


def test_the_order_of_a_list_does_not_tell_a_sealed_target(at, clerk):
    at("sealed")
    assert [visit.shown_organ for visit in queries.visible_to(clerk)] == [""]


def test_the_visits_of_an_organ_leave_sealed_ones_out_even_as_a_number(at, clerk, head, organ):
    at("sealed")
    opened, covert = at("verified"), at("verified", "covert")
    assert set(queries.visits_of(organ, clerk)) == {opened, covert}
    assert set(queries.visits_of(organ, head)) == {opened}


# Figures


def test_not_seen_and_unverified_visits_count_as_no_check(at, organ, day):
    at("signed")
    visit = at("verified")
    answered = visit.observations.exclude(seen="not_seen").count()
    assert 0 < answered < visit.observations.count()
    assert queries.checks_by_organ(day, day) == {organ.pk: answered}
    assert queries.checks_by_organ(date(2026, 4, 11), date(2026, 4, 30)) == {}


def test_visits_are_counted_by_month_and_mode_and_only_those_one_may_know(at, clerk, head, day):
    at("verified"), at("verified", "covert"), at("sealed")
    mine = queries.counts(queries.visible_to(clerk), date(2026, 1, 1), day)
    assert [(row.month, row.mode, row.visits) for row in mine] == [
        (date(2026, 4, 1), "covert", 1),
        (date(2026, 4, 1), "open", 1),
    ]
    theirs = queries.counts(queries.visible_to(head), date(2026, 1, 1), day)
    assert [(row.mode, row.visits) for row in theirs] == [("open", 1)]


# The code at the door


def test_the_code_proves_an_open_visit_that_is_under_way(at, day):
    visit = at("opened")
    spaced = f" {visit.code[:3]} {visit.code[3:8].lower()}　{visit.code[8:]}"
    assert queries.open_visit_of_today(visit.code, on=day) == visit
    assert queries.open_visit_of_today(spaced, on=day) == visit


def test_after_its_day_a_code_proves_nothing(at, day):
    visit = at("recorded")
    assert queries.open_visit_of_today(visit.code, on=day) == visit
    assert queries.open_visit_of_today(visit.code, on=day + timedelta(days=1)) is None


def test_sealed_covert_called_off_and_guessed_codes_are_the_same_nothing(at, director, day):
    off = at("opened")
    commands.cancel(off, by=director, on=day, remark="停")
    codes = [at("sealed").code, at("opened", "covert").code, at("recorded", "covert").code]
    for code in (*codes, off.code, "GUESS-ED234", "", "A"):
        assert queries.open_visit_of_today(code, on=day) is None


def test_an_inspector_who_is_head_elsewhere_sees_both(at, pair, other_organ, clerk):
    people.charge(pair[0], Duty.Role.HEAD, since=SINCE, organ=other_organ, by=clerk)
    made = at("opened")
    assert known(pair[0]) == {made.number}
