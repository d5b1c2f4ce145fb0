"""What a careful clerk would look for in the book of visits."""

from __future__ import annotations

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from mingcha.foundation import policy, time
from mingcha.foundation.xrays import Finding, xray
from mingcha.norms.models import FailureKind
from mingcha.people.models import Tie
from mingcha.visits.models import Observation, Visit
from mingcha.visits.rules import MIN_INSPECTORS

S = Visit.State


@xray
def unsigned_records() -> list[Finding]:
    """A record is signed and verified in its time."""
    late = Visit.objects.filter(
        state__in=[S.RECORDED, S.SIGNED], clock__ended_on=None, clock__due_on__lt=time.today()
    )
    remedy = _("Let both inspectors sign and somebody else verify, or send it back.")
    return [Finding(_("A record is not verified in time"), row.number, remedy) for row in late]


@xray
def telling_answers_without_a_finding() -> list[Finding]:
    """Every telling answer of a verified visit has become a finding."""
    praise = Q(item__norm__failure_kind=FailureKind.NONE)
    telling = (praise & Q(seen="yes")) | (~praise & Q(seen="no"))
    rows = Observation.objects.filter(telling, visit__state=S.VERIFIED, finding=None)
    remedy = _("Propose the finding by hand and name the visit in it.")
    return [
        Finding(_("A telling answer became no finding"), f"{row.visit} {row.item}", remedy)
        for row in rows.select_related("visit", "item")
    ]


@xray
def tied_inspectors() -> list[Finding]:
    """Nobody inspects an organ to which they are tied."""
    day = F("opens_at__date")
    ties = Tie.objects.filter(
        Q(until=None) | Q(until__gte=OuterRef("day")),
        person__visits=OuterRef("pk"),
        organ=OuterRef("organ"),
        since__lte=OuterRef("day"),
    )
    own = Q(team__organ=F("organ"))
    found = Visit.objects.exclude(state=S.CANCELLED).annotate(day=day)
    found = found.filter(Exists(ties) | own).distinct()
    remedy = _("Call the visit off, or let its record be made again by others.")
    return [Finding(_("An inspector is tied to the organ"), row.number, remedy) for row in found]


@xray
def small_teams() -> list[Finding]:
    """No visit has fewer inspectors than the rule asks for."""
    least = policy.value(MIN_INSPECTORS, on=time.today())
    few = Visit.objects.exclude(state=S.CANCELLED).annotate(n=Count("team")).filter(n__lt=least)
    remedy = _("Call it off and draw again; what one person saw alone cannot be upheld.")
    return [Finding(_("Too few inspectors"), row.number, remedy) for row in few]


@xray
def forgotten_envelopes() -> list[Finding]:
    """An envelope whose hour has come is opened the same day."""
    old = Visit.objects.filter(state=S.SEALED, opens_at__date__lt=time.today())
    remedy = _("Ask the team; call the visit off if it is not made.")
    return [Finding(_("An envelope was never opened"), row.number, remedy) for row in old]
