"""What follows on findings: who is told, and what happens when an organ stays silent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.core.refusal import Refusal
from mingcha.findings import commands, queries
from mingcha.findings.models import Finding
from mingcha.foundation.models import JournalEntry
from mingcha.foundation.reactions import every, on
from mingcha.people import commands as people
from mingcha.people.models import Duty, Person
from mingcha.people.queries import holding

R = Duty.Role


@on("findings.finding.feed_back")
def tell_the_organ(entry: JournalEntry) -> None:
    """The head and the liaison learn that a letter waits, and until when to reply."""
    finding = _finding(entry)
    due = finding.clock.due_on if finding.clock else ""
    text = _said(_("Feedback letter {number}: you may reply until {due}."), finding, due=due)
    _tell(entry, finding, text, _of_organ(finding, entry))


@on("findings.finding.reply", "findings.finding.lapse_reply")
def tell_the_case_handlers(entry: JournalEntry) -> None:
    """Whoever decides learns that the organ has spoken, or has not."""
    finding = _finding(entry)
    if finding.stance:
        text = _said(_("{organ} has replied to finding {number}: decide."), finding)
    else:
        text = _said(_("{organ} did not reply to finding {number} in time: decide."), finding)
    _tell(entry, finding, text, _holding(entry, R.CASE_HANDLER))


@on("findings.finding.amend", "findings.finding.withdraw", "findings.finding.confirm")
def tell_the_organ_what_was_decided(entry: JournalEntry) -> None:
    """Only of what it had been told before. An order speaks for itself in its own room."""
    finding = _finding(entry)
    if finding.fed_back_on is None or finding.state == Finding.State.TRANSFERRED:
        return
    text = _said(_("Finding {number}: {state}."), finding, state=finding.get_state_display())
    _tell(entry, finding, text, _of_organ(finding, entry))


@on("findings.finding.transfer")
def tell_the_supervision_organ(entry: JournalEntry) -> None:
    """The matter is theirs from now on; nobody of the organ accused is told."""
    finding = _finding(entry)
    text = _said(_("Finding {number} was transferred to you."), finding)
    _tell(entry, finding, text, _holding(entry, R.SUPERVISION))


@every("day", at="01:30")
def let_silent_periods_lapse(day: date) -> None:
    """Where the time to reply is over without a word, the centre decides by what is on record."""
    for finding in queries.unanswered(on=day):
        try:
            commands.lapse_reply(finding, by=None, on=day)
        except Refusal:  # the organ has replied in this very moment
            continue


def _finding(entry: JournalEntry) -> Finding:
    return Finding.objects.select_related("organ", "clock").get(pk=entry.about_id)


def _said(words: str, finding: Finding, **facts: object) -> str:
    return words.format(number=finding.number, organ=finding.organ.name, **facts)


def _tell(entry: JournalEntry, finding: Finding, text: str, who: Iterable[Person]) -> None:
    url = reverse("findings:finding", args=[finding.pk])
    people.tell(who, text, about=f"{entry.verb}:{entry.pk}", at=entry.at, url=url)


def _of_organ(finding: Finding, entry: JournalEntry) -> Iterable[Person]:
    held = holding(entry.at.date(), "duties__")
    roles = [R.HEAD, R.LIAISON]
    found = Person.objects.filter(held, duties__role__in=roles, duties__organ=finding.organ)
    return found.distinct()


def _holding(entry: JournalEntry, *roles: str) -> Iterable[Person]:
    held = holding(entry.at.date(), "duties__")
    return Person.objects.filter(held, duties__role__in=roles).distinct()
