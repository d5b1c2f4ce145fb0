"""What follows: who is told, and what the calendar does with silence."""

from datetime import timedelta

from mingcha.findings import commands, reactions
from mingcha.findings.models import Finding
from mingcha.foundation.models import JournalEntry
from mingcha.people.models import Duty, Message


def entry(act):
    return JournalEntry.objects.filter(verb=f"findings.finding.{act}").last()


def told(person):
    return [message.text for message in Message.objects.filter(to=person)]


def test_the_organ_is_told_of_the_letter_once_and_with_its_last_day(
    fed_back, head, liaison, inspector
):
    for _ in range(2):
        reactions.tell_the_organ(entry("feed_back"))
    for person in (head, liaison):
        (text,) = told(person)
        assert fed_back.number in text
        assert fed_back.clock.due_on.isoformat() in text
    assert told(inspector) == []


def test_case_handlers_are_told_of_a_reply_and_of_silence(answered, propose, handler, day):
    reactions.tell_the_case_handlers(entry("reply"))
    silent = commands.feed_back(propose(), by=handler, on=day)
    commands.lapse_reply(silent, by=None, on=silent.clock.due_on + timedelta(1))
    reactions.tell_the_case_handlers(entry("lapse_reply"))
    assert len(told(handler)) == 2


def test_the_organ_is_told_of_the_end_only_of_what_it_knew(fed_back, propose, handler, head, day):
    commands.withdraw(propose(), by=handler, on=day, decision="误记。")
    reactions.tell_the_organ_what_was_decided(entry("withdraw"))
    assert told(head) == []
    commands.withdraw(fed_back, by=handler, on=day, decision="误记。")
    reactions.tell_the_organ_what_was_decided(entry("withdraw"))
    assert len(told(head)) == 1


def test_of_a_transfer_only_the_supervision_organ_hears(fed_back, handler, head, charged, day):
    supervision = charged("sup", "纪某", Duty.Role.SUPERVISION)
    commands.transfer(fed_back, by=handler, on=day, decision="涉嫌收礼。")
    reactions.tell_the_supervision_organ(entry("transfer"))
    assert len(told(supervision)) == 1
    assert told(head) == []


def test_silence_lapses_on_the_day_after_the_last_and_only_once(fed_back):
    last = fed_back.clock.due_on
    reactions.let_silent_periods_lapse(last)
    assert Finding.objects.get().state == "fed_back"
    for _ in range(2):
        reactions.let_silent_periods_lapse(last + timedelta(1))
    assert Finding.objects.get().state == "answered"
    assert JournalEntry.objects.filter(verb="findings.finding.lapse_reply").count() == 1
