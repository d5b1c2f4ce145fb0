"""A finding from the doorway to its decision: heard first, decided by somebody else, never lost."""

from datetime import date, timedelta

import pytest

from mingcha.core.refusal import Refusal
from mingcha.evidence import commands as evidence
from mingcha.findings import commands
from mingcha.findings.models import Finding
from mingcha.foundation import clocks, journal, time
from mingcha.foundation.models import JournalEntry
from mingcha.people.models import Duty
from mingcha.rectification.models import Order
from tests.findings.conftest import PDF, png

S = Finding.State
WANTED = {"required": "窗口上班时间始终有人。", "pace": "time_limited"}


def acts(finding):
    return [entry.verb.rpartition(".")[2] for entry in journal.about(finding)]


def refused(code, run):
    with pytest.raises(Refusal) as no:
        run()
    assert no.value.code == code
    return no.value


def confirmed(finding, handler, head, day, **facts):
    commands.feed_back(finding, by=handler, on=day)
    commands.reply(finding, by=head, on=day, stance="accepts")
    return commands.confirm(finding, by=handler, on=day, **{**WANTED, **facts})


# Proposed


def test_propose_gives_the_centre_three_working_days_to_feed_it_back(finding, day):
    clock = finding.clock
    assert (finding.state, clock.side, clock.name) == (S.PROPOSED, "centre", "finding.feedback_wd")
    assert clocks.left(clock, on=day) == 3


def test_propose_weighs_a_fault_as_its_norm_says_unless_told_otherwise(propose):
    assert propose().severity == 1
    assert propose(severity=3).severity == 3


# Fed back


def test_feed_back_serves_a_letter_with_norm_evidence_and_the_right_to_reply(propose, handler, day):
    photo = evidence.keep(png(), "窗口.png", by=handler)
    paper = evidence.keep(PDF, "记录.pdf", by=handler)
    finding = propose(evidence=[photo, paper])
    commands.feed_back(finding, by=handler, on=day, note="另请核对排班表。")
    letter = finding.letter
    for words in (
        "用地科",
        "窗口无人",
        "N01 在岗履职",
        "照片 1 张、材料 1 份",
        "机关工作纪律",
        "另请核对排班表。",
        "0510-12345",
    ):
        assert words in letter
    assert (finding.state, finding.fed_back_on) == (S.FED_BACK, day)
    assert finding.clock.side == "organ"
    assert clocks.left(finding.clock, on=day) == 5
    assert f"{finding.clock.due_on.day}日" in letter
    assert JournalEntry.objects.get(verb="findings.finding.feed_back").facts["letter"] == letter


def test_feed_back_names_nobody_who_came_and_not_the_telephone_of_one(propose, director, day):
    director.phone = "0510-99999"
    finding = propose(was_covert=True, finders=[director])
    commands.feed_back(finding, by=director, on=day)
    assert director.name not in finding.letter
    assert "0510-99999" not in finding.letter


def test_feed_back_is_not_for_inspectors_and_leaves_nothing_behind(finding, inspector, day):
    refused("workflow.not_yours", lambda: commands.feed_back(finding, by=inspector, on=day))
    kept = Finding.objects.get()
    assert (kept.state, kept.letter, kept.clock.side) == (S.PROPOSED, "", "centre")
    assert kept.clock.ended_on is None


def test_feed_back_never_tells_an_accused_organ_of_an_integrity_matter(
    propose, extortion, handler, day
):
    finding = propose(norm=extortion)
    no = refused(
        "findings.goes_to_supervision", lambda: commands.feed_back(finding, by=handler, on=day)
    )
    assert no.remedy
    assert Finding.objects.get().fed_back_on is None


def test_praise_is_fed_back_too_and_asks_for_nothing(propose, praise, handler, day):
    finding = commands.feed_back(propose(norm=praise), by=handler, on=day)
    assert (finding.is_praise, finding.severity) == (True, 0)
    assert "可以补充或更正" in finding.letter
    assert "视为" not in finding.letter


# Answered


def test_reply_explains_with_papers_and_the_centre_has_five_days(fed_back, liaison, day):
    paper = evidence.keep(PDF, "排班表.pdf", by=liaison)
    commands.reply(
        fed_back, by=liaison, on=day, stance="explains", reply=" 当时在开会。 ", proof=[paper]
    )
    assert (fed_back.state, fed_back.stance, fed_back.reply) == (
        S.ANSWERED,
        "explains",
        "当时在开会。",
    )
    assert list(fed_back.reply_proof.all()) == [paper]
    assert (fed_back.clock.side, clocks.left(fed_back.clock, on=day)) == ("centre", 5)


def test_reply_needs_words_to_dispute_and_none_to_accept(fed_back, head, day):
    def dispute():
        commands.reply(fed_back, by=head, on=day, stance="disputes", reply="  ")

    refused("findings.no_reply", dispute)
    assert Finding.objects.get().state == S.FED_BACK
    commands.reply(fed_back, by=head, on=day, stance="accepts")
    assert fed_back.state == S.ANSWERED


def test_reply_is_for_the_organ_concerned_alone(fed_back, charged, handler, clerk, day):
    from mingcha.organs import commands as organs

    other = organs.found(
        "MZ002", "市水务局", level="organ", kind="management", since=date(2020, 1, 1), by=clerk
    )
    stranger = charged("stranger", "别局长", Duty.Role.HEAD, other)
    for person in (stranger, handler):
        refused(
            "workflow.not_yours",
            lambda who=person: commands.reply(fed_back, by=who, on=day, stance="accepts"),
        )


def test_lapse_reply_waits_for_the_last_day_and_then_counts_as_neither(fed_back, day):
    last = fed_back.clock.due_on
    refused("findings.reply_still_open", lambda: commands.lapse_reply(fed_back, by=None, on=last))
    commands.lapse_reply(fed_back, by=None, on=last + timedelta(1))
    assert (fed_back.state, fed_back.stance, fed_back.reply) == (S.ANSWERED, "", "")
    assert JournalEntry.objects.get(verb="findings.finding.lapse_reply").by is None


def test_lapse_reply_is_the_calendars_and_nobody_elses(fed_back, handler):
    later = fed_back.clock.due_on + timedelta(1)
    refused("workflow.not_yours", lambda: commands.lapse_reply(fed_back, by=handler, on=later))


# Amended


def test_amend_to_something_milder_can_be_confirmed_at_once(propose, handler, head, day):
    finding = propose(severity=2)
    commands.feed_back(finding, by=handler, on=day)
    commands.reply(finding, by=head, on=day, stance="explains", reply="只有五分钟。")
    commands.amend(finding, by=handler, on=day, decision="核实为五分钟。", severity=1)
    assert (finding.severity, finding.was_sharpened) == (1, False)
    commands.confirm(finding, by=handler, on=day, **WANTED)
    assert (finding.state, finding.decision) == (S.CONFIRMED, "核实为五分钟。")


def test_amend_to_something_graver_must_be_fed_back_anew(answered, handler, day):
    commands.amend(answered, by=handler, on=day, decision="查明为一整天。", severity=3)
    refused(
        "findings.must_be_heard",
        lambda: commands.confirm(answered, by=handler, on=day, **WANTED),
    )
    commands.feed_back(answered, by=handler, on=day)
    assert (answered.state, answered.stance, answered.was_sharpened) == (S.FED_BACK, "", False)


def test_amend_puts_it_on_the_right_office_of_the_same_organ_only(
    answered, handler, hall, clerk, day
):
    from mingcha.organs import commands as organs

    since = date(2020, 1, 1)
    other = organs.found("X", "市水务局", level="organ", kind="service", since=since, by=clerk)
    away = organs.found("X-1", "水政处", level="office", parent=other, since=since, by=clerk)
    refused(
        "findings.office_elsewhere",
        lambda: commands.amend(answered, by=handler, on=day, decision="错了。", office=away),
    )
    commands.amend(answered, by=handler, on=day, decision="是大厅。", office=hall)
    assert (answered.office, answered.was_sharpened) == (hall, True)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"decision": "看过。"}, "findings.nothing_amended"),
        ({"decision": "看过。", "severity": 1}, "findings.nothing_amended"),
        ({"decision": "看过。", "severity": 9}, "findings.severity_unfit"),
        ({"decision": " ", "severity": 2}, "findings.no_reason"),
    ],
)
def test_amend_without_a_change_or_a_reason_is_refused(answered, handler, day, facts, code):
    refused(code, lambda: commands.amend(answered, by=handler, on=day, **facts))
    assert Finding.objects.get().amended_on is None
    assert answered.severity == 1


def test_what_was_answered_is_not_fed_back_again_unamended(answered, handler, day):
    refused("findings.not_amended", lambda: commands.feed_back(answered, by=handler, on=day))


# Confirmed


def test_confirm_sends_out_the_order_in_the_same_breath(answered, handler, head, inspector, day):
    commands.confirm(answered, by=handler, on=day, proof_wanted="排班表", **WANTED)
    order = Finding.objects.get().order
    assert (answered.state, order.state) == (S.CONFIRMED, Order.State.ISSUED)
    assert (order.organ, order.office, order.responsible) == (
        answered.organ,
        answered.office,
        head,
    )
    assert (order.fault, order.finder_ids) == (answered.facts, [inspector.pk])
    assert "N01" in order.basis
    assert Finding.objects.get().clock.ended_on == day


@pytest.mark.parametrize("wanted", [{}, {"required": "改。"}, {"pace": "at_once"}])
def test_confirm_of_a_fault_without_required_results_is_refused_whole(
    answered, handler, day, wanted
):
    refused(
        "findings.no_requirement",
        lambda: commands.confirm(answered, by=handler, on=day, **wanted),
    )
    assert Finding.objects.get().state == S.ANSWERED
    assert not Order.objects.exists()
    assert "confirm" not in acts(answered)


def test_confirm_needs_somebody_who_answers_for_the_organ(finding, handler, liaison, day):
    commands.feed_back(finding, by=handler, on=day)
    commands.reply(finding, by=liaison, on=day, stance="accepts")
    refused("findings.no_head", lambda: commands.confirm(finding, by=handler, on=day, **WANTED))
    assert Finding.objects.get().state == S.ANSWERED


def test_praise_is_confirmed_without_an_order(propose, praise, handler, head, day):
    finding = confirmed(propose(norm=praise), handler, head, day, required="", pace="")
    assert (finding.state, finding.order) == (S.CONFIRMED, None)
    assert not Order.objects.exists()


def test_a_disputed_finding_is_decided_by_nobody_who_made_it(propose, director, handler, head, day):
    finding = propose(finders=[director])
    commands.feed_back(finding, by=director, on=day)
    commands.reply(finding, by=head, on=day, stance="disputes", reply="当天窗口有人。")
    said = {"decision": "录像为证。"}
    for act in (
        lambda: commands.confirm(finding, by=director, on=day, **said, **WANTED),
        lambda: commands.withdraw(finding, by=director, on=day, **said),
        lambda: commands.amend(finding, by=director, on=day, severity=2, **said),
    ):
        assert "没有参与发现" in refused("workflow.not_yours", act).because
    refused("findings.no_reason", lambda: commands.confirm(finding, by=handler, on=day, **WANTED))
    commands.confirm(finding, by=handler, on=day, **said, **WANTED)
    assert finding.state == S.CONFIRMED


def test_of_two_who_decide_at_once_the_second_is_told_so(answered, handler, day):
    stale = Finding.objects.get()
    commands.withdraw(answered, by=handler, on=day, decision="证据不足。")
    refused("workflow.overtaken", lambda: commands.confirm(stale, by=handler, on=day, **WANTED))
    assert not Order.objects.exists()


# Withdrawn, transferred


def test_withdraw_says_why_and_ends_the_period(answered, handler, day):
    refused(
        "findings.no_reason", lambda: commands.withdraw(answered, by=handler, on=day, decision="")
    )
    commands.withdraw(answered, by=handler, on=day, decision="证据不足。")
    assert (answered.state, answered.decided_on) == (S.WITHDRAWN, day)
    assert Finding.objects.get().clock.ended_on == day


def test_transfer_of_an_integrity_matter_needs_no_further_reason(propose, extortion, handler, day):
    finding = commands.transfer(propose(norm=extortion), by=handler, on=day)
    assert (finding.state, finding.fed_back_on) == (S.TRANSFERRED, None)


def test_transfer_of_anything_else_says_why(answered, handler, day):
    refused("findings.no_reason", lambda: commands.transfer(answered, by=handler, on=day))
    commands.transfer(answered, by=handler, on=day, decision="涉嫌收受礼金。")
    assert answered.state == S.TRANSFERRED


# Recurrence


def test_the_same_fault_of_the_same_office_within_a_year_weighs_one_grade_more(
    propose, handler, head, day
):
    first = confirmed(propose(), handler, head, day)
    with time.at(later := date(2026, 7, 1)):
        again = propose(happened_on=later, on=later)
    assert (again.recurs, again.judged, again.severity) == (first, 1, 2)


@pytest.mark.parametrize("months", [11, 13])
def test_recurrence_is_forgotten_after_twelve_months(propose, handler, head, day, months):
    confirmed(propose(), handler, head, day)
    year, month = divmod(4 + months - 1, 12)
    seen = date(2026 + year, month + 1, 9)
    again = propose(happened_on=seen, on=seen)
    assert (again.recurs is not None) == (months == 11)


def test_no_recurrence_at_another_office_for_praise_or_before_the_organ_knew(
    propose, hall, handler, head, day
):
    confirmed(propose(), handler, head, day)
    assert propose(office=hall, happened_on=date(2026, 5, 8)).recurs is None
    assert propose(happened_on=date(2026, 4, 9)).recurs is None


def test_a_new_wording_of_the_norm_is_still_the_same_norm(propose, norm, handler, head, clerk, day):
    from mingcha.norms import commands as norms

    first = confirmed(propose(), handler, head, day)
    new = norms.amend(norm, by=clerk, on=day, since=date(2026, 5, 1), text="在岗履职。")
    assert propose(norm=new, happened_on=date(2026, 5, 8)).recurs == first


def test_severity_is_never_raised_above_grave(propose, handler, head, day):
    confirmed(propose(), handler, head, day)
    assert propose(happened_on=date(2026, 5, 8), severity=3).severity == 3


def test_amend_to_the_right_office_also_forgets_what_recurred_at_the_wrong_one(
    propose, hall, handler, head, day
):
    confirmed(propose(), handler, head, day)
    again = propose(happened_on=date(2026, 5, 8))
    commands.feed_back(again, by=handler, on=day)
    commands.reply(again, by=head, on=day, stance="explains", reply="不是本科室。")
    commands.amend(again, by=handler, on=day, decision="是大厅。", office=hall)
    assert (again.recurs, again.severity) == (None, 1)


def test_every_act_leaves_its_name_in_the_journal(answered, handler, day):
    commands.confirm(answered, by=handler, on=day, **WANTED)
    assert acts(answered) == ["propose", "feed_back", "reply", "confirm"]
