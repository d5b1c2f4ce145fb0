"""What follows in this room: prints, news to those named, and the end of their days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.bulletins import commands, queries
from mingcha.bulletins.models import Issue, Named, Print
from mingcha.bulletins.record import paper
from mingcha.foundation import time
from mingcha.foundation.models import JournalEntry
from mingcha.foundation.reactions import every, on
from mingcha.people import commands as people


@on("bulletins.issue.publish")
def print_it(entry: JournalEntry) -> None:
    """It is final: make its PDF and its Word document and keep both as evidence."""
    from mingcha.bulletins.render.press import docx, pdf

    issue = Issue.objects.get(pk=entry.about_id)
    document = paper.content(issue)
    for form, press in ((Print.Form.PDF, pdf), (Print.Form.DOCX, docx)):
        commands.keep_print(issue, form, press(document), by=entry.by, on=entry.at.date())


@on("bulletins.named.inform")
def tell_the_organ_what_is_said_of_it(entry: JournalEntry) -> None:
    """Head and liaison read their passage first, and until when facts can be corrected."""
    one = Named.objects.select_related("issue", "organ", "clock").get(pk=entry.about_id)
    if one.clock is None:
        return
    text = _("{number} will name {organ}. Correct facts until {day}, or accept them.").format(
        number=one.issue.number, organ=one.organ.name, day=one.clock.due_on
    )
    _tell([one], text, entry)


@on("bulletins.named.rule_correction")
def tell_the_organ_how_it_was_ruled(entry: JournalEntry) -> None:
    """Whoever asked for a correction hears the outcome and its reason."""
    one = Named.objects.select_related("issue", "organ").get(pk=entry.about_id)
    text = _("{number}: {outcome}. {ruling}").format(
        number=one.issue.number, outcome=one.get_outcome_display(), ruling=one.ruling
    )
    _tell([one], text, entry)


@on("bulletins.issue.publish")
def tell_those_named_that_it_is_out(entry: JournalEntry) -> None:
    """Nobody learns from others that they have been named."""
    issue = Issue.objects.get(pk=entry.about_id)
    text = _("{number} is published: {title}").format(number=issue.doc_number, title=issue.headline)
    _tell(_standing(issue), text, entry)


@on("bulletins.issue.withdraw")
def tell_those_named_that_it_is_withdrawn(entry: JournalEntry) -> None:
    """Whoever was told of a bulletin hears that it no longer stands, and why."""
    issue = Issue.objects.get(pk=entry.about_id)
    text = _("{number} is withdrawn. {reason}").format(
        number=issue.doc_number or issue.number, reason=issue.reason
    )
    told = issue.named.exclude(told_on=None).select_related("issue", "organ")
    _tell(told, text, entry)


@every("day", at="03:00")
def let_silence_count(day: date) -> None:
    """Organs whose days to correct facts are over have let their passage stand."""
    for one in queries.silent(on=day):
        commands.lapse(one, by=None, on=day)


def _standing(issue: Issue) -> list[Named]:
    return [one for one in issue.named.select_related("issue", "organ") if one.stands]


def _tell(named: Iterable[Named], text: str, entry: JournalEntry) -> None:
    for one in named:
        to = queries.who_answers_for(one.organ, on=entry.at.date())
        about = f"{entry.verb}:{entry.pk}"
        url = reverse("bulletins:issue", args=[one.issue_id])
        people.tell(to, text, about=about, at=time.now(), url=url)
