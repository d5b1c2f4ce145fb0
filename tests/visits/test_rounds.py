"""Rounds: what a draw is for is fixed with its pool; what it drew is sealed."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from mingcha.core.refusal import Refusal
from mingcha.draws import commands as draws
from mingcha.draws import queries as drawn
from mingcha.draws.models import Draw
from mingcha.findings.models import Finding
from mingcha.foundation import journal, time
from mingcha.norms import queries as norms
from mingcha.organs import commands as organs
from mingcha.people import commands as people
from mingcha.people.models import Duty, Message
from mingcha.visits import queries
from mingcha.visits.commands import rounds as commands
from mingcha.visits.models import Round, Visit

from . import city

FROM_NOTHING = True  # no norms, no checklists

R = Duty.Role


@pytest.fixture
def three(clerk):
    kinds = [("MZ101", "市水务局", "management"), ("MZ102", "市教育局", "service")]
    kinds.append(("MZ103", "市民政局", "service"))
    return [city.organ(code, name, kind, clerk) for code, name, kind in kinds]


@pytest.fixture
def team(clerk):
    return city.inspectors(clerk)


@pytest.fixture
def plan(clerk, day, three, team):
    city.checklist(clerk, day)
    return city.plan(clerk, day)


def pool(round_):
    return drawn.pool_of(round_.draw)


def found(organ, clerk, day, state="fed_back", recurs=None, happened_on=None):
    norm = norms.norms(on=day).get()
    return Finding.objects.create(
        number=f"FK-{Finding.objects.count()}",
        origin_kind="x",
        origin_id="1",
        origin_name="x",
        organ=organ,
        norm=norm,
        failure_kind="conduct",
        facts="x",
        happened_on=happened_on or day,
        state=state,
        recurs=recurs,
    )


def test_a_round_is_drawn_from_every_standing_place_of_its_kind_by_class(plan, clerk, day):
    round_ = city.prepare(plan, clerk, day, want=3)
    assert pool(round_).sizes == {"management": 2, "service": 4}  # two of three: the ceiling
    assert round_.draw.wants == {"management": 1, "service": 2}
    assert round_.checklist == norms.checklist_for("office")


def test_places_may_be_wanted_by_class(plan, clerk, day):
    assert city.prepare(plan, clerk, day, want={"service": 3}).draw.wants == {"service": 3}


def test_a_dissolved_organ_is_not_in_the_bag(plan, clerk, day, three):
    organs.dissolve(three[0], last_day=day - timedelta(days=1), by=clerk)
    assert set(pool(city.prepare(plan, clerk, day, want=2)).sizes) == {"service"}


def test_no_organ_can_be_drawn_beyond_its_ceiling(plan, clerk, day):
    round_ = city.draw(city.prepare(plan, clerk, day, want=6), clerk, day)
    made = Counter(visit.organ_id for visit in commands.assign_round(round_, by=clerk, on=day))
    assert set(made.values()) == {2}
    with pytest.raises(Refusal) as no:
        city.prepare(plan, clerk, day, want=1)
    assert no.value.code == "visits.no_target"


def test_a_cancelled_visit_leaves_room_under_the_ceiling(plan, clerk, day):
    round_ = city.draw(city.prepare(plan, clerk, day, want=6), clerk, day)
    commands.assign_round(round_, by=clerk, on=day)
    commands.cancel_sealed(round_.draw, reason="作废", by=None, on=day)
    assert len(pool(city.prepare(plan, clerk, day, want=1)).candidates) == 6


def test_open_and_relapsed_findings_raise_the_odds_and_the_reason_is_kept(plan, clerk, day, three):
    first = found(three[0], clerk, day)
    found(three[1], clerk, day, recurs=first)
    round_ = city.prepare(plan, clerk, day)
    odds = {one.organ: one.odds for one in pool(round_).candidates}
    assert odds == {"MZ101": 2, "MZ102": 4, "MZ103": 1}
    assert {key[:5]: why for key, why in round_.draw.reasons.items()} == {
        "MZ101": "open",
        "MZ102": "relapsed",
    }


def test_a_withdrawn_or_long_past_finding_raises_nothing(plan, clerk, day, three):
    first = found(three[0], clerk, day, state="withdrawn")
    old = day - timedelta(days=400)
    found(three[1], clerk, day, state="withdrawn", recurs=first, happened_on=old)
    assert {one.odds for one in pool(city.prepare(plan, clerk, day)).candidates} == {1}


def test_inspectors_stand_in_the_pool_by_code_with_their_recusals(plan, clerk, day, three, team):
    people.declare_tie(team[0], three[0], "配偶在此任职", since=date(2025, 1, 1), by=clerk)
    round_ = city.prepare(plan, clerk, day)
    by_code = {one.key: one.recused for one in pool(round_).inspectors}
    assert sorted(round_.draw.codes.values()) == sorted(one.pk for one in team)
    tied = next(code for code, pk in round_.draw.codes.items() if pk == team[0].pk)
    assert by_code.pop(tied) == {"MZ101"}
    assert set(by_code.values()) == {frozenset()}
    assert team[0].name not in pool(round_).text
    assert team[0].staff_no not in pool(round_).text


def test_a_tie_that_has_ended_bars_nobody(plan, clerk, day, three, team):
    tie = people.declare_tie(team[0], three[0], "曾任职", since=date(2020, 1, 1), by=clerk)
    tie.until = day - timedelta(days=1)
    tie.save()
    round_ = city.prepare(plan, clerk, day)
    assert {one.recused for one in pool(round_).inspectors} == {frozenset()}


def test_an_inspector_is_recused_from_the_own_organ(plan, clerk, day, three, team):
    team[1].organ = three[1]
    team[1].save()
    round_ = city.prepare(plan, clerk, day)
    assert {"MZ102"} in [one.recused for one in pool(round_).inspectors]


def test_a_round_has_one_mode_open_and_covert_are_never_mixed(plan, clerk, day):
    round_ = city.draw(city.prepare(plan, clerk, day, mode="open"), clerk, day)
    assert {v.mode for v in commands.assign_round(round_, by=clerk, on=day)} == {"open"}


def test_organs_picked_by_hand_need_a_reason_that_stays_on_record(plan, clerk, day, three):
    with pytest.raises(Refusal) as no:
        city.prepare(plan, clerk, day, organs=three[:1], want=1)
    assert no.value.code == "visits.no_reason"
    round_ = city.prepare(plan, clerk, day, organs=three[:1], want=1, reason="一季度投诉最多")
    assert {one.organ for one in pool(round_).candidates} == {"MZ101"}
    assert journal.about(round_).get().facts["reason"] == "一季度投诉最多"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"theme": "没有的主题"}, "visits.theme_not_planned"),
        ({"place_type": "counter"}, "visits.no_checklist"),
        ({"want": 99}, "draws.pool_unfit"),
        ({"want": 0}, "draws.pool_unfit"),
    ],
)
def test_a_round_that_cannot_be_is_refused_whole(plan, clerk, day, facts, code):
    with pytest.raises(Refusal) as no:
        city.prepare(plan, clerk, day, **facts)
    assert no.value.code == code
    assert not Round.objects.exists()
    assert not Draw.objects.exists()


def test_envelopes_do_not_open_before_they_are_made_nor_in_another_year(plan, clerk, day):
    for opens_at, code in [
        (time.now() - timedelta(hours=1), "visits.opens_before"),
        (city.tomorrow(date(2026, 12, 31)), "visits.other_year"),
    ]:
        with pytest.raises(Refusal) as no:
            city.prepare(plan, clerk, day, opens_at=opens_at)
        assert no.value.code == code


def test_nothing_is_drawn_under_a_draft(clerk, day, three, team):
    from mingcha.visits.commands import plan as plans

    draft = plans.draft(2026, title="x", themes=city.THEMES, ceiling=2, by=clerk, on=day)
    with pytest.raises(Refusal) as no:
        city.prepare(draft, clerk, day)
    assert no.value.code == "visits.plan_not_in_force"


def test_an_inspector_commissions_no_round(plan, team, day):
    with pytest.raises(Refusal) as no:
        city.prepare(plan, team[0], day)
    assert no.value.code == "workflow.not_yours"


def test_each_team_gets_a_sealed_envelope_with_number_code_and_checklist(plan, clerk, day):
    round_ = city.draw(city.prepare(plan, clerk, day), clerk, day)
    visits = commands.assign_round(round_, by=clerk, on=day)
    assert [visit.number for visit in visits] == ["CF-2026-0001", "CF-2026-0002", "CF-2026-0003"]
    record = drawn.record_of(Draw.objects.get())
    assert {visit.place.code for visit in visits} == {one.key for one in record.targets}
    assert len({visit.code for visit in visits}) == 3
    for visit in visits:
        assert (visit.state, visit.mode, visit.opens_at) == ("sealed", "covert", round_.opens_at)
        assert (visit.plan, visit.checklist, visit.draw) == (plan, round_.checklist, round_.draw)
        assert visit.team.count() == 2
        assert visit.leader in visit.team.all()


def test_assigning_twice_makes_no_second_envelope(plan, clerk, day):
    round_ = city.draw(city.prepare(plan, clerk, day), clerk, day)
    first = commands.assign_round(round_, by=clerk, on=day)
    assert commands.assign_round(round_, by=clerk, on=day) == first
    assert Visit.objects.count() == 3
    assert journal.about(round_).filter(verb="visits.round.assign").count() == 1


def test_nothing_is_assigned_before_the_draw_or_after_it_is_void(plan, clerk, day):
    round_ = city.prepare(plan, clerk, day)
    with pytest.raises(Refusal) as no:
        commands.assign_round(round_, by=clerk, on=day)
    assert no.value.code == "visits.not_drawn"
    city.draw(round_, clerk, day)
    draws.void(round_.draw, reason="作废", by=clerk, on=day)
    with pytest.raises(Refusal) as no:
        commands.assign_round(round_, by=clerk, on=day)
    assert no.value.code == "visits.not_drawn"
    assert not Visit.objects.exists()


def test_the_journal_of_an_assignment_tells_no_target_and_no_code(plan, clerk, day):
    round_ = city.draw(city.prepare(plan, clerk, day), clerk, day)
    visits = commands.assign_round(round_, by=clerk, on=day)
    facts = str(journal.about(round_).get(verb="visits.round.assign").facts)
    for visit in visits:
        assert visit.place.code not in facts
        assert visit.code not in facts


def test_a_draw_made_seals_the_envelopes_and_a_void_one_takes_them_back(plan, clerk, day, team):
    round_ = city.draw(city.prepare(plan, clerk, day), clerk, day)
    city.hear("draws.draw.draw")
    city.hear("draws.draw.draw")  # at least once means: perhaps twice
    city.hear("visits.round.assign")
    assert Visit.objects.filter(state="sealed").count() == 3
    assert Message.objects.filter(to__in=team, text__contains="2026-04-11 09:00").exists()
    Visit.objects.filter(number="CF-2026-0001").update(state="opened")
    draws.void(round_.draw, reason="见证人有异议", by=clerk, on=day)
    city.hear("draws.draw.void")
    assert Counter(Visit.objects.values_list("state", flat=True)) == {"cancelled": 2, "opened": 1}
    assert Visit.objects.filter(remark="见证人有异议").count() == 2


def name(plan, organ, team, by, on, **facts):
    said = {"place": None, "reason": "群众集中投诉", "mode": "open", "opens_at": city.tomorrow(on)}
    return commands.name_target(
        plan, organ=organ, team=team, **{**said, "place_type": "office", **facts}, by=by, on=on
    )


def test_a_target_named_by_hand_keeps_its_reason_and_is_sealed_as_well(
    plan, clerk, day, three, team
):
    office = three[0].inside.first()
    visit = name(plan, three[0], team[:2], clerk, day, place=office)
    assert (visit.state, visit.draw, visit.reason) == ("sealed", None, "群众集中投诉")
    assert (visit.organ, visit.place, visit.leader) == (three[0], office, team[0])
    assert journal.about(visit).get().facts["reason"] == "群众集中投诉"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"reason": " "}, "visits.no_reason"),
        ({"team": 1}, "visits.team_too_small"),
        ({"stranger": True}, "visits.not_inspectors"),
        ({"tied": True}, "visits.tied"),
        ({"elsewhere": True}, "visits.place_unfit"),
    ],
)
def test_a_named_target_that_breaks_a_rule_is_refused(plan, clerk, day, three, team, facts, code):
    sent, place = team[: facts.pop("team", 2)], None
    if facts.pop("stranger", None):
        sent = [team[0], clerk]
    if facts.pop("tied", None):
        people.declare_tie(team[1], three[0], "亲属", since=date(2025, 1, 1), by=clerk)
    if facts.pop("elsewhere", None):
        place = three[1].inside.first()
    with pytest.raises(Refusal) as no:
        name(plan, three[0], sent, clerk, day, place=place, **facts)
    assert no.value.code == code
    assert not Visit.objects.exists()


def test_the_same_inspector_twice_is_no_team(plan, clerk, day, three, team):
    with pytest.raises(Refusal) as no:
        name(plan, three[0], [team[0], team[0]], clerk, day)
    assert no.value.code == "visits.team_too_small"


def test_beyond_the_ceiling_only_with_a_reason_of_its_own(plan, clerk, day, three, team):
    for _n in range(2):
        name(plan, three[0], team[:2], clerk, day)
    with pytest.raises(Refusal) as no:
        name(plan, three[0], team[:2], clerk, day)
    assert no.value.code == "visits.ceiling_reached"
    visit = name(plan, three[0], team[:2], clerk, day, beyond="市领导批示")
    assert "市领导批示" in visit.reason


def test_a_team_that_was_named_learns_the_hour_and_not_the_place(plan, clerk, day, three, team):
    name(plan, three[0], team[:2], clerk, day)
    city.hear("visits.visit.name_target")
    told = Message.objects.filter(text__contains="2026-04-11 09:00")
    assert {message.to for message in told} == set(team[:2])
    assert not any(three[0].name in message.text for message in told)


@pytest.mark.parametrize("role", [R.INSPECTOR, R.CASE_HANDLER, R.LEADER, R.STAFF])
def test_rounds_are_seen_by_those_who_see_draws_and_nobody_else(plan, clerk, day, role):
    city.prepare(plan, clerk, day)
    assert queries.rounds_visible_to(clerk).count() == 1
    assert not queries.rounds_visible_to(city.person("p", "某", role, clerk)).exists()


def test_the_use_of_a_plan_tells_counts_and_no_sealed_organ(plan, clerk, day):
    round_ = city.draw(city.prepare(plan, clerk, day), clerk, day)
    commands.assign_round(round_, by=clerk, on=day)
    assert vars(queries.uses(plan)) == {"visits": 0, "sealed": 3, "organs": 0}


def test_the_steps_of_a_round_come_from_the_journal(plan, clerk, day):
    round_ = city.prepare(plan, clerk, day)
    made = [bool(step.at) for step in queries.steps(round_)]
    assert made == [True, False, False]
    city.draw(round_, clerk, day)
    commands.assign_round(round_, by=clerk, on=day)
    assert [step.by for step in queries.steps(round_)] == [clerk.name] * 3
