"""Release, cut, control, change, help: proposed, decided, handed over, and what is left after."""

from datetime import date

import pytest

from mingcha.core.cuts import Load
from mingcha.core.refusal import Refusal
from mingcha.foundation import time
from mingcha.powers import commands, queries
from mingcha.powers.models import Reform

MAY = date(2026, 5, 1)
EVE = date(2026, 4, 30)


def refused(code, command, *args, **facts):
    with pytest.raises(Refusal) as no:
        command(*args, **facts)
    assert no.value.code == code


def test_a_review_has_a_clock_of_twenty_working_days_and_may_end_with_keeping(
    reviewed, lawyer, day
):
    assert reviewed.clock.days == 20
    assert reviewed.clock.due_on == date(2026, 5, 12)
    commands.keep(reviewed, by=lawyer, on=day, reason="依据充分")
    assert reviewed.state == "listed"
    assert reviewed.clock is None


def test_an_item_under_review_does_not_change_under_the_reviewers_hand(reviewed, office, day):
    refused("workflow.wrong_state", commands.amend, reviewed, by=office, on=day, legal_days=9)


def test_the_organ_may_ask_for_a_review_of_its_own_item_only(item, other, liaison, day):
    commands.open_review(item, by=liaison, on=day, reason="到期清理")
    no = "workflow.not_yours"
    refused(no, commands.open_review, other, by=liaison, on=day, reason="到期清理")


def test_a_simplified_item_asks_for_less_from_its_day_on_and_stays_listed(
    propose, leader, liaison, day
):
    item = propose(drop_materials=["M2"], drop_steps=["S2"], drop_fees=["F1"], promised_days=5)
    commands.decide(item, by=leader, on=day)
    before, after = (queries.item_as_of("XK-001", on) for on in (EVE, MAY))
    assert (before.papers, len(before.steps), before.promised_days) == (2, 3, 8)
    assert (after.papers, len(after.steps), after.promised_days) == (1, 2, 5)
    refused("powers.not_yet_in_force", commands.resume, item, by=liaison, on=day)
    refused("workflow.not_yours", commands.hand_over, item, by=liaison, on=day)
    with time.at(MAY):
        commands.resume(item, by=liaison, on=MAY, remark="指南已更新")
    assert item.state == "listed"
    assert Reform.objects.get().state == "done"


def test_a_cancelled_item_is_listed_until_the_eve_and_unlisted_from_its_day_on(
    propose, leader, clerk, day
):
    item = propose("cancel")
    commands.decide(item, by=leader, on=day)
    assert queries.item_as_of("XK-001", EVE).listed
    assert not queries.item_as_of("XK-001", MAY).listed
    assert queries.unlisted_on("XK-001", EVE) is None
    gone = queries.unlisted_on("XK-001", MAY)
    assert (gone.why, gone.last_day, gone.document) == ("left", EVE, "明政发〔2026〕12号")
    assert queries.unlisted_on("XK-001", date(2026, 1, 1)).why == "not_yet"
    assert queries.unlisted_on("XK-777", MAY).why == "unknown"
    with time.at(MAY):
        refused("powers.item_ends", commands.resume, item, by=clerk, on=MAY)
        commands.hand_over(item, by=clerk, on=MAY, remark="")
    assert item.state == "closed"


def test_a_delegated_item_is_confirmed_by_whoever_receives_it(
    propose, leader, office, other_organ, clerk, day
):
    from tests.powers.conftest import R, person

    item = propose("delegate", receiver=other_organ)
    commands.decide(item, by=leader, on=day)
    theirs = person("water", "水联络", R.LIAISON, clerk, other_organ)
    with time.at(MAY):
        refused("workflow.not_yours", commands.hand_over, item, by=office, on=MAY)
        commands.hand_over(item, by=theirs, on=MAY)
    assert item.state == "closed"


def test_merging_takes_off_only_what_both_asked_for_or_what_is_named(propose, other, leader, day):
    item = propose("merge", successor=other, drop_materials=["M2"])
    commands.decide(item, by=leader, on=day)
    one = queries.item_as_of("XK-002", MAY)
    assert [step.name for step in one.steps] == ["受理", "现场核查", "审查", "决定"]
    assert one.papers == 2, "the form both ask for, and the drainage plan"
    assert len(one.fees) == 2
    assert len(one.bases) == 2
    assert one.promised_days == 10
    assert one.joint, "the organ of the merged item still has a part in it"
    assert not queries.item_as_of("XK-001", MAY).listed


@pytest.fixture
def reform_of_both(propose, other, lawyer, leader, office, day):
    """The first item is merged into the other, which has a reform of its own on the same day."""

    def proposed(how, **facts):
        commands.open_review(other, by=office, on=day, reason="上位法修订")
        said = {"document": "明政发〔2026〕13号", "reason": "减轻负担", "effective_on": MAY}
        commands.propose_reform(other, by=lawyer, on=day, how=how, **said, **facts)
        commands.decide(propose("merge", successor=other), by=leader, on=day)
        return other

    return proposed


def test_a_successor_is_simplified_on_the_very_day_of_the_merger(reform_of_both, leader, day):
    other = reform_of_both("simplify", drop_materials=["M2"])
    commands.decide(other, by=leader, on=day)
    one = queries.item_as_of("XK-002", MAY)
    assert one.materials == {"M1", "申请表", "M2-2", "身份证明"}
    assert [step.name for step in one.steps] == ["受理", "现场核查", "审查", "决定"]
    assert [v.valid_from for v in queries.versions_of(other)] == [date(2026, 1, 5), MAY]


def test_a_successor_does_not_leave_on_the_very_day_of_the_merger(reform_of_both, leader, day):
    other = reform_of_both("cancel")
    refused("powers.too_early", commands.decide, other, by=leader, on=day)
    other.refresh_from_db()
    assert other.state == "reform_proposed"


def test_a_ledger_shows_when_only_the_count_fell(propose, other, leader, office, day):
    from mingcha.powers.record import StepLine

    commands.amend(other, by=office, on=day, steps=(StepLine("S1", "现场核查", 6),))
    item = propose("merge", successor=other)
    commands.decide(item, by=leader, on=day)
    told = queries.ledger(day, MAY)
    assert (told.start.items, told.end.items, told.cut_of("items")) == (2, 1, 0.5)
    assert told.cut_of("steps") == 0.0
    assert told.end.steps == 4
    assert told.cut_of("papers") == 0.25, "the application form is asked for once"


def test_counts_alone_do_not_pass_for_relief(propose, other, leader, office, day):
    from mingcha.powers.record import MaterialLine, StepLine

    commands.amend(
        other,
        by=office,
        on=day,
        steps=(StepLine("S1", "现场核查", 6),),
        materials=(MaterialLine("M9", "排水方案"),),
    )
    commands.decide(propose("merge", successor=other), by=leader, on=day)
    told = queries.ledger(day, MAY)
    assert told.only_counted
    assert told.entries[0].only_counted
    assert told.cut_of("items") == 0.5
    assert told.cut_of("papers") == 0.0


def test_a_heading_over_parts_does_not_count_so_that_regrouping_cuts_nothing(
    item, other, office, terms, day
):
    before = queries.load_on(day)
    commands.enter("XK-000", "户外设置", terms=terms, since=day, by=office)
    parent = queries.known(["XK-000"])["XK-000"]
    commands.enter("XK-000.1", "其一", terms=terms, since=day, by=office, parent=parent)
    after = queries.load_on(day)
    assert after.items == before.items + 1
    assert after.papers == before.papers + 2


def test_running_totals_follow_each_reform_in_the_order_of_their_days(propose, other, leader, day):
    item = propose(drop_materials=["M2"], promised_days=5)
    commands.decide(item, by=leader, on=day)
    told = queries.ledger(date(2026, 1, 31), MAY)
    assert [(entry.day, entry.after.papers) for entry in told.entries] == [(MAY, 3)]
    assert told.start == Load(2, 5, 4, 1, 2, 40, 18)
    assert told.end.promised_days == 15
    assert told.promised_cuts == (0.55, 0.625)
    assert told.by_how == {"simplify": 1}
    assert (told.left, told.added) == (0, 0)


def test_a_rejected_reform_changes_nothing(propose, leader, day):
    item = propose("cancel")
    commands.reject(item, by=leader, on=day, reason="民生事项，应予保留")
    assert item.state == "listed"
    assert queries.item_as_of("XK-001", MAY).listed
    assert Reform.objects.get().state == "rejected"
    assert queries.ledger(day, MAY).entries == ()


@pytest.mark.parametrize(
    ("how", "facts", "code"),
    [
        ("simplify", {"document": " ", "promised_days": 5}, "powers.no_document"),
        ("simplify", {}, "powers.no_effect"),
        ("simplify", {"promised_days": 9}, "powers.no_effect"),
        ("simplify", {"legal_days": 5}, "powers.longer_than_law"),
        ("redesign", {"promised_days": 21}, "powers.longer_than_law"),
        ("simplify", {"drop_materials": ["M7"]}, "powers.not_on_it"),
        ("merge", {}, "powers.no_successor"),
        ("cancel", {"effective_on": date(2026, 4, 1)}, "powers.backdated"),
        ("cancel", {"effective_on": date(2026, 1, 1)}, "powers.not_listed"),
    ],
)
def test_a_proposal_that_cannot_be_is_refused(propose, how, facts, code):
    refused(code, propose, how, **facts)


def test_an_item_is_not_merged_into_itself(propose, reviewed):
    refused("powers.no_successor", propose, "merge", successor=reviewed)


def test_what_others_are_part_of_goes_only_after_them(propose, office, terms, leader, day, item):
    commands.enter("XK-001.1", "其一", terms=terms, since=day, by=office, parent=item)
    item = propose("cancel")
    refused("powers.has_parts", commands.decide, item, by=leader, on=day)


def test_a_decision_that_comes_after_its_own_day_is_refused(propose, leader):
    item = propose("cancel")
    with time.at(date(2026, 5, 6)):
        refused("powers.backdated", commands.decide, item, by=leader, on=date(2026, 5, 6))


def test_effect_is_expected_until_cases_are_measured(propose, leader, day, monkeypatch):
    from mingcha.powers.queries import effect

    commands.decide(propose(promised_days=5), by=leader, on=day)
    reform = Reform.objects.get()
    none = queries.effect_of(reform, on=MAY)
    assert (none.before.promised_days, none.expected.promised_days) == (8, 5)
    assert none.was is None
    assert none.measured_cut is None
    monkeypatch.setattr(effect, "_measures", [])
    asked = []

    @queries.measure_by
    def measure(code, first, last):
        asked.append((code, first, last))
        return queries.Measured(40, mean_days=9.6 if first < MAY else 5.9)

    found = queries.effect_of(reform, on=date(2026, 8, 1))
    assert round(found.measured_cut, 3) == 0.385
    assert asked[0][2] == EVE
    assert asked[1][1:] == (MAY, date(2026, 8, 1))


def test_what_waits_is_told_to_whoever_may_do_it(propose, leader, lawyer, liaison, day):
    item = propose("cancel")
    told = queries.waiting_for(leader, on=day)
    assert [(one.number, str(one.what)) for one in told] == [(item.code, item.name)]
    assert queries.waiting_for(lawyer, on=day) == [] == queries.waiting_for(liaison, on=day)
