"""What follows on sheets: who is told."""

from mingcha.assessment import commands, reactions
from mingcha.foundation.models import JournalEntry
from mingcha.people.models import Message


def told_to(person):
    return Message.objects.filter(to=person).count()


def entry(act):
    return JournalEntry.objects.filter(verb=f"assessment.sheet.{act}").last()


def test_the_organ_is_told_its_score_once(told, head, inspector):
    for _ in range(2):
        reactions.tell_the_organ(entry("tell"))
    assert (told_to(head), told_to(inspector)) == (1, 0)
    assert "2026-04-17" in Message.objects.get(to=head).text


def test_of_an_objection_hears_who_may_review_and_of_the_review_the_organ(
    told, head, director, clerk, day
):
    commands.object(told, by=head, on=day, objection="不实")
    reactions.tell_who_may_review(entry("object"))
    assert (told_to(director), told_to(clerk)) == (1, 0)
    commands.review(told, by=director, on=day, outcome="rejected", review="属实。")
    reactions.tell_the_organ_what_was_decided(entry("review"))
    assert told_to(head) == 1
