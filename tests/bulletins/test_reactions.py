"""What follows from a bulletin: prints kept, those named told, silence counted."""

from __future__ import annotations

import hashlib
from datetime import date

from mingcha.bulletins import commands, reactions
from mingcha.bulletins.models import Issue, Named
from mingcha.bulletins.record import paper
from mingcha.bulletins.render.press import docx, pdf
from mingcha.foundation import time
from mingcha.foundation.models import JournalEntry
from mingcha.people.models import Message


def hear(verb, thing):
    entry = JournalEntry.objects.filter(verb=verb, about_id=str(thing.pk)).latest("id")
    for run in (reactions.print_it, reactions.tell_those_named_that_it_is_out):
        run(entry)
    return entry


def test_publishing_keeps_pdf_and_docx_made_from_the_content_alone(published):
    hear("bulletins.issue.publish", published)
    kept = {one.form: one.evidence.digest for one in published.prints.all()}
    document = paper.content(Issue.objects.get())
    assert kept == {
        "pdf": hashlib.sha256(pdf(document)).hexdigest(),
        "docx": hashlib.sha256(docx(document)).hexdigest(),
    }


def test_heard_twice_it_prints_and_tells_once(published, head):
    hear("bulletins.issue.publish", published)
    hear("bulletins.issue.publish", published)
    assert published.prints.count() == 2
    assert Message.objects.filter(to=head, text__contains="明作风办通报〔2026〕1号").count() == 1


def test_a_reprint_years_later_gives_the_same_bytes(published, organ, clerk, day):
    hear("bulletins.issue.publish", published)
    kept = published.prints.get(form="pdf").evidence.digest
    organ.name = "市自然资源局"
    organ.save()
    with time.at(date(2036, 4, 10)):
        again = pdf(paper.content(Issue.objects.get()))
    assert hashlib.sha256(again).hexdigest() == kept


def test_an_organ_is_told_once_until_when_it_can_correct_facts(told, head, other_head):
    entry = JournalEntry.objects.filter(verb="bulletins.named.inform").first()
    reactions.tell_the_organ_what_is_said_of_it(entry)
    reactions.tell_the_organ_what_is_said_of_it(entry)
    told_to = list(Message.objects.values_list("to__staff_no", flat=True))
    assert len(told_to) == 1
    assert "2026-04-15" in Message.objects.get().text


def test_a_ruling_is_told_to_the_organ_with_its_reason(told, organ, head, director, day):
    one = told.named.get(organ=organ)
    commands.correct_facts(one, correction="有误。", by=head, on=day)
    commands.rule_correction(one, outcome="upheld", ruling="经核实属实。", by=director, on=day)
    entry = JournalEntry.objects.get(verb="bulletins.named.rule_correction")
    reactions.tell_the_organ_how_it_was_ruled(entry)
    assert "经核实属实" in Message.objects.get(to=head).text


def test_whoever_was_told_hears_of_a_withdrawal(told, clerk, head, other_head, day):
    commands.withdraw(told, reason="资料有误。", by=clerk, on=day)
    entry = JournalEntry.objects.get(verb="bulletins.issue.withdraw")
    reactions.tell_those_named_that_it_is_withdrawn(entry)
    assert Message.objects.filter(text__contains="资料有误").count() == 2


def test_silence_counts_when_the_days_are_over(told, day):
    reactions.let_silence_count(date(2026, 4, 15))
    assert set(told.named.values_list("state", flat=True)) == {Named.State.TOLD}
    with time.at(date(2026, 4, 16)):
        reactions.let_silence_count(date(2026, 4, 16))
        reactions.let_silence_count(date(2026, 4, 16))
    assert set(told.named.values_list("state", flat=True)) == {Named.State.LAPSED}
