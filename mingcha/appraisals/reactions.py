"""What follows on rounds: organs learn that they are rated, that a result waits, that it stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.appraisals.commands import inviting, retention
from mingcha.appraisals.models import Comment, Objection, Round, Suspicion
from mingcha.foundation.models import JournalEntry
from mingcha.foundation.reactions import every, on
from mingcha.people import commands as people
from mingcha.people.models import Duty, Person
from mingcha.people.queries import holding

R = Duty.Role


@on("appraisals.round.publish")
def tell_who_is_rated(entry: JournalEntry) -> None:
    """Heads and liaisons of the organs rated learn by which rule, and when."""
    round_ = _round(entry)
    words = _("{title}: your organ is rated from {day}; rule and questions are published.")
    text = words.format(title=round_.title, day=round_.opens_on)
    _tell(entry, text, _of_organs(round_, entry), "appraisals:round")


@on("appraisals.round.tell", "appraisals.round.recompute")
def tell_the_organs(entry: JournalEntry) -> None:
    """Each head learns that their own result can be seen, and until when to object."""
    round_ = _round(entry)
    due = round_.clock.due_on if round_.clock else ""
    words = _("{title}: your result can be seen; you may object to facts until {due}.")
    text = words.format(title=round_.title, due=due)
    _tell(entry, text, _of_organs(round_, entry), "appraisals:result")


@on("appraisals.round.decide")
def tell_that_it_stands(entry: JournalEntry) -> None:
    """Each head learns that the result is final."""
    round_ = _round(entry)
    text = _("{title}: the result is final.").format(title=round_.title)
    _tell(entry, text, _of_organs(round_, entry), "appraisals:result")


@on("appraisals.round.score")
def tell_who_checks(entry: JournalEntry) -> None:
    """The director and the conduct office learn that a count waits for other eyes."""
    round_ = _round(entry)
    text = _("{title} is counted: check it.").format(title=round_.title)
    _tell(entry, text, _leading(entry, but=round_.counted_by_id), "appraisals:round")


@on("appraisals.round.hand_over_comments")
def tell_that_comments_wait(entry: JournalEntry) -> None:
    """Heads and liaisons of organs with a comment to answer learn it once, not once a comment."""
    round_ = _round(entry)
    rows = Comment.objects.filter(subject__round=round_, state=Comment.State.HANDED_OVER)
    organs = {one.organ.pk for one in rows.select_related("subject__unit__organ")}
    text = _("{title}: comments from ballots wait for your reply.").format(title=round_.title)
    who = _heads(organs, entry)
    people.tell(who, text, about=_about(entry), at=entry.at, url=reverse("appraisals:comments"))


@on("appraisals.round.invite", "appraisals.round.retry", "appraisals.round.reissue")
def send_invitations(entry: JournalEntry) -> None:
    """What waits for a sender goes out by the worker; the page does not wait for it."""
    facts = {"address": entry.facts["address"], "by": entry.by, "on": entry.at.date()}
    inviting.send_queued(_round(entry), **facts)


@on("appraisals.suspicion.propose")
def tell_that_a_second_person_is_needed(entry: JournalEntry) -> None:
    """Those who lead, but neither who counted nor who proposed, learn that a decision waits."""
    one = _suspicion(entry)
    text = _("Suspicion {number}: a decision is proposed and waits for a second person.")
    who = _leading(entry, but=one.round.counted_by_id).exclude(pk=one.proposed_by_id or 0)
    url = reverse("appraisals:suspicion", args=[one.pk])
    people.tell(who, text.format(number=one.number), about=_about(entry), at=entry.at, url=url)


@on("appraisals.suspicion.confirm", "appraisals.suspicion.dismiss")
def tell_what_was_made_of_it(entry: JournalEntry) -> None:
    """Who proposed learns what was decided."""
    one = _suspicion(entry)
    text = _("Suspicion {number}: {state}.")
    text = text.format(number=one.number, state=one.get_state_display())
    who = Person.objects.filter(pk=one.proposed_by_id or 0)
    url = reverse("appraisals:suspicion", args=[one.pk])
    people.tell(who, text, about=_about(entry), at=entry.at, url=url)


@on("appraisals.objection.file")
def tell_who_decides(entry: JournalEntry) -> None:
    """Those who lead, but not whoever counted, learn that an organ objects."""
    one = _objection(entry)
    text = _("{organ} objects to its result: decide.").format(organ=one.subject.name)
    who = _leading(entry, but=one.subject.round.counted_by_id)
    url = reverse("appraisals:objection", args=[one.pk])
    people.tell(who, text, about=_about(entry), at=entry.at, url=url)


@on("appraisals.objection.uphold", "appraisals.objection.reject")
def tell_what_was_decided(entry: JournalEntry) -> None:
    """The organ learns what became of its objection, and why."""
    one = _objection(entry)
    text = _("Objection {number}: {state}.").format(
        number=one.number, state=one.get_state_display()
    )
    url = reverse("appraisals:objection", args=[one.pk])
    who = _heads({one.organ.pk}, entry)
    people.tell(who, text, about=_about(entry), at=entry.at, url=url)


@every("day", at="03:50")
def delete_names_whose_time_is_over(day: date) -> None:
    """Names, contacts and raw comments go a fixed time after a round is final."""
    retention.wipe(on=day)


def _objection(entry: JournalEntry) -> Objection:
    found = Objection.objects.select_related("subject__round", "subject__unit__organ")
    return found.get(pk=entry.about_id)


def _suspicion(entry: JournalEntry) -> Suspicion:
    return Suspicion.objects.select_related("round").get(pk=entry.about_id)


def _about(entry: JournalEntry) -> str:
    return f"{entry.verb}:{entry.pk}"


def _leading(entry: JournalEntry, *, but: int | None) -> QuerySet[Person]:
    held = holding(entry.at.date(), "duties__")
    roles = [R.CONDUCT_OFFICE, R.DIRECTOR]
    found = Person.objects.filter(held, duties__role__in=roles)
    return found.exclude(pk=but or 0).distinct()


def _heads(organs: Iterable[int], entry: JournalEntry) -> Iterable[Person]:
    held = holding(entry.at.date(), "duties__")
    roles = [R.HEAD, R.LIAISON]
    found = Person.objects.filter(held, duties__role__in=roles, duties__organ__in=list(organs))
    return found.distinct()


def _round(entry: JournalEntry) -> Round:
    return Round.objects.select_related("clock").get(pk=entry.about_id)


def _of_organs(round_: Round, entry: JournalEntry) -> Iterable[Person]:
    organs = {s.unit.head_organ.pk for s in round_.subjects.select_related("unit__organ")}
    return _heads(organs, entry)


def _tell(entry: JournalEntry, text: str, who: Iterable[Person], page: str) -> None:
    url = reverse(page, args=[entry.about_id])
    people.tell(who, text, about=_about(entry), at=entry.at, url=url)
