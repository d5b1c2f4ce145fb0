"""The yearly plan: one a year, every theme with its document, fixed once approved."""

from __future__ import annotations

import pytest

from mingcha.core.refusal import Refusal
from mingcha.people.models import Duty
from mingcha.visits import queries
from mingcha.visits.commands import plan as commands
from mingcha.visits.models import Plan

from . import city

R = Duty.Role


def draft(by, on, **facts):
    said = {"title": "2026年察访计划", "themes": city.THEMES, "ceiling": 4, **facts}
    return commands.draft(2026, **said, by=by, on=on)


def test_a_plan_names_each_theme_with_the_document_it_carries_out(clerk, day):
    plan = draft(clerk, day)
    assert plan.themed == [
        ("窗口服务", "明政发〔2026〕3号 第二条"),
        ("首问负责", "明效能〔2026〕1号"),
    ]


def test_a_year_has_one_plan(clerk, day):
    draft(clerk, day)
    with pytest.raises(Refusal) as no:
        draft(clerk, day, title="another")
    assert no.value.code == "visits.plan_exists"
    assert Plan.objects.count() == 1


def test_only_those_who_lead_draft_a_plan(clerk, day):
    with pytest.raises(Refusal) as no:
        draft(city.person("i", "某", R.INSPECTOR, clerk), day)
    assert no.value.code == "workflow.not_yours"


def test_a_draft_may_be_revised_and_a_plan_in_force_may_not(clerk, day):
    plan = draft(clerk, day)
    commands.revise(plan, title="新", themes=city.THEMES, ceiling=3, by=clerk, on=day)
    assert Plan.objects.get().ceiling == 3
    commands.approve(plan, by=clerk, on=day)
    with pytest.raises(Refusal) as no:
        commands.revise(plan, title="又", themes="", ceiling=9, by=clerk, on=day)
    assert no.value.code == "workflow.wrong_state"
    assert Plan.objects.get().ceiling == 3


@pytest.mark.parametrize("facts", [{"themes": ""}, {"themes": " \n "}, {"ceiling": 0}])
def test_an_empty_plan_is_not_approved(clerk, day, facts):
    with pytest.raises(Refusal) as no:
        commands.approve(draft(clerk, day, **facts), by=clerk, on=day)
    assert no.value.code == "visits.plan_empty"


def test_a_theme_without_an_upper_document_is_not_approved(clerk, day):
    plan = draft(clerk, day, themes=f"{city.THEMES}\n电话接听")
    with pytest.raises(Refusal) as no:
        commands.approve(plan, by=clerk, on=day)
    assert no.value.code == "visits.theme_without_document"
    assert "电话接听" in no.value.because


def test_the_director_drafts_but_does_not_approve(clerk, day):
    director = city.person("d", "某", R.DIRECTOR, clerk)
    plan = draft(director, day)
    with pytest.raises(Refusal) as no:
        commands.approve(plan, by=director, on=day)
    assert no.value.code == "workflow.not_yours"


def test_a_plan_closes_when_nothing_of_it_is_under_way(clerk, day, organ):
    city.offices(organ, clerk)
    city.inspectors(clerk)
    city.checklist(clerk, day)
    plan = city.plan(clerk, day)
    from mingcha.visits.commands import rounds

    round_ = city.draw(city.prepare(plan, clerk, day, want=1), clerk, day)
    rounds.assign_round(round_, by=clerk, on=day)
    with pytest.raises(Refusal) as no:
        commands.close(plan, by=clerk, on=day)
    assert no.value.code == "visits.rounds_open"
    rounds.cancel_sealed(round_.draw, reason="作废", by=None, on=day)
    assert commands.close(plan, by=clerk, on=day).state == "closed"


@pytest.mark.parametrize(
    ("role", "drafts", "in_force"),
    [
        (R.CONDUCT_OFFICE, 1, 1),
        (R.INSPECTOR, 1, 1),
        (R.AUDITOR, 1, 1),
        (R.LEADER, 0, 1),
        (R.SUPERVISION, 0, 0),
        (R.STAFF, 0, 0),
    ],
)
def test_who_sees_plans(clerk, day, role, drafts, in_force):
    plan, reader = draft(clerk, day), city.person("p", "某", role, clerk)
    assert queries.plans_visible_to(reader).count() == drafts
    commands.approve(plan, by=clerk, on=day)
    assert queries.plans_visible_to(reader).count() == in_force
    assert queries.plans_matching("窗口", reader).count() == in_force


def test_a_draft_waits_for_the_conduct_office(clerk, day):
    plan = draft(clerk, day)
    (waiting,) = queries.plans_waiting_for(clerk, on=day)
    assert waiting.number == plan.title
    commands.approve(plan, by=clerk, on=day)
    assert queries.plans_waiting_for(clerk, on=day) == []
