"""What follows from a draw: envelopes are sealed once it is made, taken back if it is void."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mingcha.draws.models import Draw
from mingcha.foundation import time
from mingcha.foundation.models import JournalEntry
from mingcha.foundation.reactions import on
from mingcha.people import commands as people
from mingcha.people.models import Person
from mingcha.visits.commands import assign_round, cancel_sealed
from mingcha.visits.models import Round, Visit


@on("draws.draw.draw")
def seal_the_envelopes(entry: JournalEntry) -> None:
    """A round whose draw is made gets its envelopes at once, before anybody can wonder."""
    round_ = Round.objects.filter(draw__pk=entry.about_id).first()
    if round_ is not None and round_.draw.state == Draw.State.DRAWN:
        assign_round(round_, by=entry.by, on=time.today())


@on("draws.draw.void")
def take_back_the_envelopes(entry: JournalEntry) -> None:
    """What was drawn and is still sealed does not go out."""
    draw = Draw.objects.get(pk=entry.about_id)
    cancel_sealed(draw, reason=draw.remark, by=None, on=time.today())


@on("visits.round.assign")
def tell_the_teams(entry: JournalEntry) -> None:
    """Inspectors learn when their envelope opens; where it leads they learn at that hour."""
    round_ = Round.objects.get(pk=entry.about_id)
    _tell(Person.objects.filter(visits__draw=round_.draw_id).distinct(), round_.opens_at, entry)


@on("visits.visit.name_target")
def tell_the_team_named(entry: JournalEntry) -> None:
    """A team that was named learns no more before the hour than one that was drawn."""
    visit = Visit.objects.get(pk=entry.about_id)
    _tell(visit.team.all(), visit.opens_at, entry)


def _tell(team: QuerySet[Person], opens_at: datetime, entry: JournalEntry) -> None:
    opens = opens_at.astimezone(time.city_zone())
    text = _("You are sent on a visit. Your envelope opens on {when}.")
    about = f"{entry.verb}:{entry.pk}"
    words = text.format(when=f"{opens:%Y-%m-%d %H:%M}")
    people.tell(team, words, about=about, at=entry.at, url="/visits/")
