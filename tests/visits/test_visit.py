"""The life of a visit: who may do what, in which order, and what must never happen."""

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest

from mingcha.core.refusal import Refusal
from mingcha.evidence.models import Evidence
from mingcha.findings.models import Finding
from mingcha.foundation import clocks, time
from mingcha.foundation.models import Clock, JournalEntry
from mingcha.people import commands as people
from mingcha.people.models import Duty
from mingcha.visits import commands, queries, record
from mingcha.visits.models import Observation, Visit
from tests.visits.conftest import SINCE, moment, sheet_of

S = Visit.State


def refused(code, act, *args, **facts):
    with pytest.raises(Refusal) as no:
        act(*args, **facts)
    assert no.value.code == code
    assert no.value.because
    return no.value


def acts_on(visit):
    verbs = JournalEntry.objects.filter(about_id=str(visit.pk)).order_by("id")
    return [verb.rpartition(".")[2] for verb in verbs.values_list("verb", flat=True)]


@pytest.fixture
def opened(sealed, pair, day):
    return commands.open(sealed(), by=pair[0], on=day)


@pytest.fixture
def handed_in(opened, pair, day, photo):
    sheet = sheet_of(opened, no={2}, pieces=[photo()])
    return commands.hand_in(opened, by=pair[0], on=day, sheet=sheet)


@pytest.fixture
def signed(handed_in, pair, day):
    commands.sign(handed_in, by=pair[0], on=day)
    return commands.countersign(handed_in, by=pair[1], on=day)


def test_a_visit_is_opened_handed_in_signed_twice_and_verified(signed, clerk, day, hall):
    commands.verify(signed, by=clerk, on=day)

    assert Visit.objects.get().state == S.VERIFIED
    told = acts_on(signed)
    assert told == ["open", "hand_in", "sign", "countersign", "verify"]
    finding = Finding.objects.get()
    assert signed.observations.get(finding=finding).item.number == 2
    assert (finding.organ, finding.office) == (signed.organ, hall)
    assert finding.happened_on == date(2026, 4, 10)
    assert finding.origin_name == signed.number
    assert set(finding.finders.all()) == set(signed.team.all())
    assert finding.evidence.get() == Evidence.objects.get()
    assert not finding.was_covert


def test_each_no_and_each_praise_becomes_one_finding(opened, pair, clerk, day):
    praise = max(opened.checklist.items.values_list("number", flat=True))
    sheet = sheet_of(opened, no={1, 3}, yes_to_praise={praise})
    commands.hand_in(opened, by=pair[0], on=day, sheet=sheet)
    commands.sign(opened, by=pair[0], on=day)
    commands.countersign(opened, by=pair[1], on=day)
    commands.verify(opened, by=clerk, on=day)

    assert Finding.objects.count() == 3
    assert Finding.objects.filter(is_praise=True).count() == 1
    untold = Observation.objects.filter(finding=None).values_list("seen", flat=True)
    assert set(untold) == {"yes"}


def test_a_visit_without_a_problem_raises_nothing_and_still_counts(opened, pair, clerk, day):
    commands.hand_in(opened, by=pair[0], on=day, sheet=sheet_of(opened))
    commands.sign(opened, by=pair[0], on=day)
    commands.countersign(opened, by=pair[1], on=day)
    commands.verify(opened, by=clerk, on=day)

    assert not Finding.objects.exists()
    answered = opened.observations.exclude(seen="not_seen").count()
    assert queries.checks_by_organ(day, day) == {opened.organ_id: answered}
    assert opened.clock.ended_on == day


# The envelope


def test_an_envelope_is_not_opened_before_its_hour(sealed, pair, day):
    visit = sealed(opens_at=moment(14))
    no = refused("visits.not_open_yet", commands.open, visit, by=pair[0], on=day)
    assert "14:00" in no.because
    assert Visit.objects.get().state == S.SEALED
    assert not Clock.objects.exists()


def test_only_the_team_opens_its_envelope(sealed, stranger, clerk, head, day):
    for person in (stranger, clerk, head):
        refused("workflow.not_yours", commands.open, sealed(), by=person, on=day)


def test_an_envelope_is_opened_once(opened, pair, day):
    refused("workflow.wrong_state", commands.open, opened, by=pair[1], on=day)


def test_an_inspector_with_a_tie_to_the_organ_cannot_go(sealed, pair, clerk, day):
    visit = sealed()
    people.declare_tie(pair[1], visit.organ, "配偶在该局工作", since=SINCE, by=clerk)
    no = refused("visits.tied", commands.open, visit, by=pair[0], on=day)
    assert "方明之" in no.because
    assert Visit.objects.get().state == S.SEALED


def test_before_its_hour_a_refusal_does_not_tell_the_organ_even_to_a_tied_team(
    sealed, pair, clerk, day
):
    visit = sealed(opens_at=moment(14))
    people.declare_tie(pair[1], visit.organ, "曾任职", since=SINCE, by=clerk)
    no = refused("visits.not_open_yet", commands.open, visit, by=pair[0], on=day)
    assert visit.organ.name not in str(no)


def test_whoever_is_no_inspector_any_more_opens_nothing(sealed, pair, clerk, day):
    visit = sealed()
    yesterday = day - timedelta(days=1)
    people.discharge(pair[0], Duty.Role.INSPECTOR, until=yesterday, by=clerk)
    refused("workflow.not_yours", commands.open, visit, by=pair[0], on=day)


def test_opening_starts_the_time_for_the_record_and_handing_in_that_for_the_check(handed_in, day):
    record_, check = Clock.objects.order_by("pk")
    assert (record_.name, record_.ended_on) == ("visit.record_wd", day)
    assert (check.name, check.ended_on) == ("visit.verify_wd", None)
    assert handed_in.clock == check
    assert clocks.left(check, on=day) == 2


# The look


def test_a_look_into_a_sealed_envelope_is_on_record_with_its_reason(sealed, director, day):
    visit = sealed("covert")
    assert queries.is_sealed_to(visit, director)
    commands.look(visit, by=director, on=day, reason="核对保密安排")

    entry = JournalEntry.objects.get(verb="visits.visit.look")
    assert (entry.by, entry.facts) == (director, {"reason": "核对保密安排"})
    assert not queries.is_sealed_to(visit, director)
    assert Visit.objects.get().state == S.SEALED


def test_a_look_holds_for_one_person_and_one_day(sealed, director, clerk, day):
    visit = sealed()
    commands.look(visit, by=director, on=day, reason="核对")
    assert queries.is_sealed_to(visit, clerk)
    with time.at(day + timedelta(days=1)):
        assert queries.is_sealed_to(visit, director)


def test_a_look_is_refused_to_everybody_else(
    sealed, pair, stranger, handler, auditor, leader, head, day
):
    visit = sealed()
    for person in (*pair, stranger, handler, auditor, leader, head):
        refused("workflow.not_yours", commands.look, visit, by=person, on=day, reason="好奇")
    assert acts_on(visit) == []


def test_a_look_without_a_reason_or_after_opening_is_refused(sealed, opened, director, day):
    refused("visits.no_reason", commands.look, sealed(), by=director, on=day, reason=" ")
    refused("workflow.wrong_state", commands.look, opened, by=director, on=day, reason="核对")


# The sheet


def test_the_same_sheet_sent_twice_is_one_sheet(handed_in, pair, day):
    again = commands.hand_in(
        Visit.objects.get(), by=pair[1], on=day, sheet=record.sheet_of(handed_in)
    )
    assert again.state == S.RECORDED
    assert acts_on(handed_in) == ["open", "hand_in"]
    assert Observation.objects.count() == handed_in.checklist.items.count()


def test_a_photo_kept_twice_under_the_same_digest_is_the_same_sheet(opened, pair, day, photo):
    first = sheet_of(opened, no={2}, pieces=[photo()])
    commands.hand_in(opened, by=pair[0], on=day, sheet=first)
    second = sheet_of(opened, no={2}, pieces=[photo()])
    commands.hand_in(Visit.objects.get(), by=pair[0], on=day, sheet=second)
    assert acts_on(opened) == ["open", "hand_in"]


@pytest.mark.parametrize(
    "change",
    [
        {"facts": "改过的话"},
        {"present": "另一个人"},
        {"ended_at": moment(8, 55)},
        {"organ_words": "机关另有话说"},
    ],
)
def test_another_content_under_the_same_key_is_refused(handed_in, pair, day, change):
    other = replace(record.sheet_of(handed_in), **change)
    before = record.digest(handed_in)
    refused("visits.handed_in_otherwise", commands.hand_in, handed_in, by=pair[0], on=day,
            sheet=other)  # fmt: skip
    assert record.digest(Visit.objects.get()) == before


def test_another_answer_under_the_same_key_is_refused(handed_in, pair, day):
    other = sheet_of(handed_in, no={3})
    refused("visits.handed_in_otherwise", commands.hand_in, handed_in, by=pair[0], on=day,
            sheet=other)  # fmt: skip


def test_a_sheet_made_offline_can_be_handed_in_without_opening_on_line(sealed, pair, day):
    visit = commands.hand_in(sealed(), by=pair[0], on=day, sheet=sheet_of(sealed()))
    assert visit.state == S.RECORDED
    assert not queries.is_sealed_to(visit, pair[0])


def test_those_who_lead_may_enter_a_paper_sheet_others_may_not(
    sealed, clerk, stranger, head, handler, day
):
    for person in (stranger, head, handler):
        visit = sealed()
        sheet = sheet_of(visit)
        refused("workflow.not_yours", commands.hand_in, visit, by=person, on=day, sheet=sheet)
    assert commands.hand_in(visit, by=clerk, on=day, sheet=sheet).state == S.RECORDED


@pytest.mark.parametrize(
    ("times", "code"),
    [
        ({"began_at": moment(7)}, "visits.times_unfit"),
        ({"ended_at": moment(8)}, "visits.times_unfit"),
        ({"ended_at": moment(10)}, "visits.times_unfit"),
        ({"facts": "  "}, "visits.no_facts"),
    ],
)
def test_times_that_cannot_be_true_and_an_empty_record_are_refused(opened, pair, day, times, code):
    sheet = replace(sheet_of(opened), **times)
    refused(code, commands.hand_in, opened, by=pair[0], on=day, sheet=sheet)
    kept = Visit.objects.get()
    assert (kept.state, kept.began_at, kept.facts) == (S.OPENED, None, "")
    assert not Observation.objects.exists()


def test_a_sheet_is_not_handed_in_before_the_hour_of_its_envelope(sealed, pair, day):
    visit = sealed(opens_at=moment(14))
    sheet = sheet_of(visit)
    refused("visits.not_open_yet", commands.hand_in, visit, by=pair[0], on=day, sheet=sheet)


def test_every_question_has_exactly_one_answer(opened, pair, day):
    whole = sheet_of(opened)
    cases = [
        ("visits.items_unanswered", whole.answers[2:]),
        ("visits.items_unanswered", [replace(whole.answers[0], seen=""), *whole.answers[1:]]),
        ("visits.item_unknown", [*whole.answers, record.Answer(99, "yes")]),
        ("visits.answered_twice", [*whole.answers, whole.answers[0]]),
    ]
    for code, answers in cases:
        sheet = replace(whole, answers=answers)
        no = refused(code, commands.hand_in, opened, by=pair[0], on=day, sheet=sheet)
        assert no.status == 422
    assert opened.state == S.OPENED
    assert not Observation.objects.exists()


def test_a_no_and_a_praise_say_what_was_seen(opened, pair, day):
    praise = max(opened.checklist.items.values_list("number", flat=True))
    for number, told in ((2, {"no": {2}}), (praise, {"yes_to_praise": {praise}})):
        sheet = sheet_of(opened, **told)
        bare = [replace(one, facts="") if one.number == number else one for one in sheet.answers]
        code = "visits.no_without_facts" if number == 2 else "visits.praise_without_facts"
        refused(code, commands.hand_in, opened, by=pair[0], on=day,
                sheet=replace(sheet, answers=bare))  # fmt: skip


def test_a_cancelled_visit_takes_no_sheet(opened, pair, director, day):
    commands.cancel(opened, by=director, on=day, remark="台风停工")
    sheet = sheet_of(opened)
    refused("workflow.wrong_state", commands.hand_in, opened, by=pair[0], on=day, sheet=sheet)


# Signatures


def test_two_different_inspectors_of_the_team_sign(handed_in, pair, stranger, clerk, day):
    refused("visits.not_signed_yet", commands.countersign, handed_in, by=pair[1], on=day)
    for person in (stranger, clerk):
        refused("workflow.not_yours", commands.sign, handed_in, by=person, on=day)
    commands.sign(handed_in, by=pair[0], on=day)
    refused("visits.signed_already", commands.sign, handed_in, by=pair[0], on=day)
    refused("visits.signed_already", commands.sign, handed_in, by=pair[1], on=day)
    refused("workflow.not_yours", commands.countersign, handed_in, by=pair[0], on=day)
    commands.countersign(handed_in, by=pair[1], on=day)
    assert record.signers(handed_in) == {person.pk for person in pair}


def test_a_record_changed_after_it_was_sent_back_must_be_signed_anew(signed, pair, clerk, day):
    commands.send_back(signed, by=clerk, on=day, remark="第2项没有写岗位")
    assert Visit.objects.get().state == S.RETURNED
    sheet = replace(record.sheet_of(signed), facts="8:10 到达。补：3号窗口综合岗。")
    commands.hand_in(signed, by=pair[0], on=day, sheet=sheet)

    assert record.signers(signed) == set()
    assert signed.signatures.count() == 2  # the old ones stay on record, under the old words
    refused("visits.not_signed_yet", commands.countersign, signed, by=pair[1], on=day)
    commands.sign(signed, by=pair[1], on=day)
    commands.countersign(signed, by=pair[0], on=day)
    commands.verify(signed, by=clerk, on=day)
    assert Finding.objects.count() == 1


def test_a_sheet_that_was_sent_back_is_not_taken_again_as_it_was(signed, pair, clerk, day):
    old = record.sheet_of(signed)
    commands.send_back(signed, by=clerk, on=day, remark="照片与所见不符")
    no = refused("visits.nothing_changed", commands.hand_in, signed, by=pair[0], on=day, sheet=old)
    assert "照片与所见不符" in no.because
    assert Visit.objects.get().state == S.RETURNED


def test_what_a_later_sheet_replaces_stays_in_the_journal(signed, pair, clerk, day):
    old = record.sheet_of(signed)
    commands.send_back(signed, by=clerk, on=day, remark="补写")
    commands.hand_in(signed, by=pair[0], on=day, sheet=replace(old, facts="补写过的经过"))
    first, second = JournalEntry.objects.filter(verb="visits.visit.hand_in")
    assert first.facts["facts"] == old.facts
    assert first.facts["answers"][1][:2] == [2, "no"]
    assert first.facts["digest"] != second.facts["digest"]


# The second pair of eyes


def test_nobody_of_the_team_checks_the_record_even_with_another_duty(signed, pair, clerk, day):
    people.charge(pair[0], Duty.Role.DIRECTOR, since=SINCE, by=clerk)
    refused("workflow.not_yours", commands.verify, signed, by=pair[0], on=day)
    refused("workflow.not_yours", commands.send_back, signed, by=pair[1], on=day, remark="不")
    assert not Finding.objects.exists()


def test_nobody_with_a_tie_to_the_organ_checks_the_record(signed, clerk, handler, day):
    people.declare_tie(handler, signed.organ, "曾任该局科长", since=SINCE, by=clerk)
    refused("workflow.not_yours", commands.verify, signed, by=handler, on=day)


def test_a_record_is_verified_only_with_two_signatures(handed_in, pair, clerk, day):
    refused("workflow.wrong_state", commands.verify, handed_in, by=clerk, on=day)
    commands.sign(handed_in, by=pair[0], on=day)
    refused("workflow.wrong_state", commands.verify, handed_in, by=clerk, on=day)
    assert not Finding.objects.exists()


def test_sending_back_needs_a_reason_and_gives_the_team_its_time_again(signed, clerk, day):
    refused("visits.no_reason", commands.send_back, signed, by=clerk, on=day, remark=" ")
    commands.send_back(signed, by=clerk, on=day, remark="补照片")
    assert signed.clock.name == "visit.record_wd"
    assert Clock.objects.filter(ended_on=None).count() == 1


def test_verifying_twice_raises_no_second_finding(signed, clerk, director, day):
    stale = Visit.objects.get()
    commands.verify(signed, by=clerk, on=day)
    refused("workflow.overtaken", commands.verify, stale, by=director, on=day)
    assert Finding.objects.count() == 1


# The organ's own words


def test_the_organ_visited_openly_says_its_word_to_the_signed_record(signed, head, day):
    commands.add_organ_words(signed, by=head, on=day, reply="当日3号窗口系统故障。")
    commands.add_organ_words(signed, by=head, on=day, reply="已于次日恢复。")
    assert Visit.objects.get().organ_reply == "当日3号窗口系统故障。\n已于次日恢复。"


def test_the_organs_words_drop_no_signature(signed, head, pair, clerk, day):
    commands.add_organ_words(signed, by=head, on=day, reply="情况属实。")
    assert record.signers(Visit.objects.get()) == {person.pk for person in pair}
    assert commands.verify(signed, by=clerk, on=day).state == S.VERIFIED


def test_the_organ_has_no_word_on_a_covert_visit_nor_on_another_organs(
    sealed, signed, head, other_head, pair, day
):
    refused("workflow.not_yours", commands.add_organ_words, signed, by=other_head, on=day,
            reply="?")  # fmt: skip
    covert = sealed("covert")
    commands.hand_in(covert, by=pair[0], on=day, sheet=sheet_of(covert))
    commands.sign(covert, by=pair[0], on=day)
    commands.countersign(covert, by=pair[1], on=day)
    refused("workflow.not_yours", commands.add_organ_words, covert, by=head, on=day, reply="?")


def test_empty_words_of_the_organ_are_refused(signed, head, day):
    refused("visits.no_words", commands.add_organ_words, signed, by=head, on=day, reply="  ")


def test_after_verification_the_record_stands(signed, head, clerk, pair, day):
    commands.verify(signed, by=clerk, on=day)
    refused("workflow.wrong_state", commands.add_organ_words, signed, by=head, on=day, reply="迟")
    refused("workflow.wrong_state", commands.send_back, signed, by=clerk, on=day, remark="迟")
    refused("workflow.wrong_state", commands.sign, signed, by=pair[0], on=day)


# Calling off


def test_the_director_or_the_calendar_calls_a_visit_off_with_a_reason(
    sealed, opened, director, clerk, day
):
    refused("workflow.not_yours", commands.cancel, opened, by=clerk, on=day, remark="停")
    refused("visits.no_reason", commands.cancel, opened, by=director, on=day, remark="")
    commands.cancel(opened, by=director, on=day, remark="台风停工")
    assert opened.clock.ended_on == day
    void = commands.cancel(sealed(), by=None, on=day, remark="抽签作废")
    assert void.state == S.CANCELLED


def test_a_recorded_visit_cannot_be_called_off(handed_in, director, day):
    refused("workflow.wrong_state", commands.cancel, handed_in, by=director, on=day, remark="删")


# Paper sheets entered whole


@pytest.fixture
def paper(plan, organ, hall, pair, checklist, sealed, day):
    """What the import knows of one paper sheet."""
    return {
        "on": day,
        "plan": plan,
        "organ": organ,
        "place": hall,
        "mode": "open",
        "team": pair,
        "checklist": checklist,
        "reason": "纸质记录补录",
    }


def test_a_paper_sheet_leaves_a_recorded_visit(paper, clerk, checklist):
    blank = Visit(checklist=checklist)
    visit = commands.enter_field_sheet(by=clerk, sheet=sheet_of(blank, no={1}), **paper)
    assert (visit.state, visit.number) == (S.RECORDED, "CF-2026-0001")
    assert acts_on(visit) == ["enter_field_sheet", "hand_in"]
    assert visit.clock.name == "visit.verify_wd"
    assert len(visit.code) == 11


def test_a_paper_sheet_under_a_known_key_is_the_same_visit(paper, clerk, checklist, other_organ):
    key, sheet = uuid.uuid4(), sheet_of(Visit(checklist=checklist))
    first = commands.enter_field_sheet(by=clerk, sheet=sheet, key=key, **paper)
    again = commands.enter_field_sheet(by=clerk, sheet=sheet, key=key, **paper)
    assert first == again == Visit.objects.get()
    elsewhere = {**paper, "organ": other_organ, "place": None}
    refused("visits.number_elsewhere", commands.enter_field_sheet, by=clerk, sheet=sheet, key=key,
            **elsewhere)  # fmt: skip
    other = replace(sheet, facts="另一份")
    refused("visits.handed_in_otherwise", commands.enter_field_sheet, by=clerk, sheet=other,
            key=key, **paper)  # fmt: skip


def test_a_guessed_key_of_a_sealed_visit_does_not_tell_its_organ(
    paper, sealed, clerk, checklist, other_organ
):
    visit = sealed()
    elsewhere = {**paper, "organ": other_organ, "place": None}
    sheet = sheet_of(visit)
    no = refused("visits.number_elsewhere", commands.enter_field_sheet, by=clerk, sheet=sheet,
                 key=visit.pk, **elsewhere)  # fmt: skip
    assert visit.organ.name not in str(no)


def test_a_paper_sheet_obeys_the_rules_of_every_visit(
    paper, clerk, pair, head, organ, hall, checklist, other_organ
):
    sheet = sheet_of(Visit(checklist=checklist))

    def enter(code, *, by=clerk, sheet=sheet, **changed):
        refused(code, commands.enter_field_sheet, by=by, sheet=sheet, **{**paper, **changed})

    enter("workflow.not_yours", by=pair[0])
    enter("visits.no_reason", reason=" ")
    enter("visits.team_too_small", team=pair[:1])
    enter("visits.team_too_small", team=[pair[0], pair[0]])
    enter("visits.not_inspectors", team=[pair[0], head])
    enter("visits.place_unfit", organ=other_organ)
    enter("visits.times_unfit", sheet=replace(sheet, ended_at=moment(11)))
    enter("visits.items_unanswered", sheet=replace(sheet, answers=[]))
    people.declare_tie(pair[0], organ, "亲属", since=SINCE, by=clerk)
    enter("visits.tied")
    assert not Visit.objects.exists()
    assert not Clock.objects.exists()


def test_a_code_for_the_door_is_ten_letters_that_nobody_can_guess():
    codes = {commands.new_code() for _n in range(50)}
    assert len(codes) == 50
    assert all(len(code.replace("-", "")) == 10 for code in codes)
