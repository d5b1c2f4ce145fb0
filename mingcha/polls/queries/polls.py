"""Questions about polls: who may see them, what waits, what the count gave."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.foundation import time
from mingcha.foundation.models import JournalEntry
from mingcha.foundation.searching import having
from mingcha.foundation.waiting import Waiting
from mingcha.people import queries as people
from mingcha.people.models import Duty, Person
from mingcha.people.parties import the_conduct_office
from mingcha.polls.models import Comment, Poll, Proof, Scrutineer
from mingcha.polls.queries.paper import at_the_desk, waiting_at_the_desk
from mingcha.polls.refusals import NOT_COUNTED, NOT_PUBLISHED
from mingcha.polls.workflow import KEEP_LISTS, RUN, TAKES_PAPER, the_paper_desk

S = Poll.State
COUNTED = {S.COUNTED, S.PUBLISHED}
NEXT = {
    S.FROZEN: gettext_lazy("Get it ready to open"),
    S.OPEN: gettext_lazy("Close it at the hour that was announced"),
    S.PAPER: gettext_lazy("Close it once the paper ballots are entered"),
    S.CLOSED: gettext_lazy("Count it with two scrutineers"),
    S.COUNTED: gettext_lazy("Publish the count"),
}
HEAVY = ("tally",)


def visible_to(person: Any) -> QuerySet[Poll]:
    """Every poll for those who run and audit them; their own for scrutineers; else published ones.

    Who sits at the desk for paper ballots sees those that take paper now. A result is in none of
    them before the count, whoever looks.
    """
    if getattr(person, "pk", None) is None:
        return Poll.objects.none()
    if not people.roles_of(person, on=time.today()).isdisjoint(RUN):
        return Poll.objects.all()
    own = Q(scrutineers__person=person.pk) | Q(state=S.PUBLISHED, rehearsal=False)
    if the_paper_desk(None, person):
        own |= Q(state__in=TAKES_PAPER, drawn=True)
    return Poll.objects.filter(own).distinct()


def matching(words: str, person: Any) -> QuerySet[Poll]:
    """Polls whose number or title holds the words, as far as one may see them."""
    return visible_to(person).filter(having(words, "number", "title"))


def poll_of(entry: JournalEntry) -> Poll:
    """The poll a journal entry is about."""
    return Poll.objects.get(pk=entry.about_id)


def not_swept() -> QuerySet[Poll]:
    """Polls past their close whose disk may still tell an order."""
    return Poll.objects.filter(swept=False, state__in=[S.CLOSED, S.VOID, *COUNTED])


def scrutinised_by(person: Any) -> QuerySet[Poll]:
    """Polls of whose key this person keeps a share."""
    return Poll.objects.filter(scrutineers__person=person)


def may_scrutinise(*, on: date) -> QuerySet[Person]:
    """Everybody who may keep a share: who keeps lists of people, or the machine, may not."""
    keepers = Duty.objects.filter(people.holding(on), role__in=KEEP_LISTS)
    return Person.objects.filter(is_active=True).exclude(pk__in=keepers.values("person"))


def tally_of(poll: Poll) -> dict[str, Any]:
    """What the count gave; a refusal as long as there is no count, whoever asks."""
    if poll.state not in COUNTED or poll.tally is None:
        raise NOT_COUNTED(number=poll.number)
    tally: dict[str, Any] = poll.tally
    return tally


def quorate(poll: Poll) -> dict[str, bool]:
    """Whether more than the quorum's share of each group's tickets came back."""
    return {
        code: issued > 0 and poll.ballots.get(code, 0) > float(poll.quorum) * issued
        for code, issued in poll.issued.items()
    }


def comments_of(poll: Poll) -> QuerySet[Comment]:
    """What voters wrote, by organ, in an order of mere chance; only after the count."""
    if poll.state not in COUNTED:
        raise NOT_COUNTED(number=poll.number)
    return poll.comments.order_by("organ", "id")


def bundle_of(poll: Poll) -> bytes:
    """The public bundle, byte for byte as it was published."""
    content = Proof.objects.filter(poll=poll).values_list("content", flat=True).first()
    if poll.state != S.PUBLISHED or content is None:
        raise NOT_PUBLISHED(number=poll.number)
    return bytes(content)


def waiting_for(person: Any, *, on: date) -> list[Waiting]:
    """What the conduct office has to do next with each poll, and what scrutineers have to take."""
    if getattr(person, "pk", None) is None:
        return []
    share = Scrutineer.objects.filter(poll=OuterRef("pk"), person=person.pk, took=False)
    desk = at_the_desk(person).filter(pk=OuterRef("pk"), sheets__done=False)
    leads = the_conduct_office(None, person)
    next_ = Q(state__in=NEXT) & ~Q(rehearsal=True, state=S.CLOSED) if leads else Q(pk__in=[])
    asked: QuerySet[Any] = Poll.objects.annotate(share=Exists(share), desk=Exists(desk), led=next_)
    due = Q(led=True) | Q(desk=True) | Q(state=S.FROZEN, share=True)
    rows = list(asked.filter(due).defer(*HEAVY)[:50])
    words = _("Take your share of the key")
    taken = [poll for poll in rows if poll.share and poll.state == S.FROZEN]
    found = [_waits(poll, words, "polls:scrutineers") for poll in taken]
    found += [one for poll in rows if poll.desk for one in _sheets_to_enter(poll, person)]
    return found + [_waits(poll, NEXT[S(poll.state)]) for poll in rows if poll.led]


def _sheets_to_enter(poll: Poll, person: Any) -> list[Waiting]:
    """Sheets that one person has entered and that wait for a second one."""
    n = waiting_at_the_desk(poll, person)
    words = _("Enter {n} paper ballots as the second person")
    return [_waits(poll, words.format(n=n), "polls:entry_desk")] if n else []


def _waits(poll: Poll, act: Any, page: str = "polls:poll") -> Waiting:
    url = reverse(page, args=[poll.pk])
    return Waiting(kind="polls", number=poll.number, url=url, organ="", what=poll.title, act=act)
