"""Questions about year sheets, rules and adjustments: who sees which, who can be compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.assessment.models import Adjustment, YearRule, YearSheet
from mingcha.assessment.queries.quarter import ORGAN, SEE_ALL
from mingcha.core.scoring import Rated, ranks_allowed
from mingcha.foundation import plots, time
from mingcha.foundation.searching import having
from mingcha.organs.models import Unit
from mingcha.organs.queries import called
from mingcha.people.models import Duty
from mingcha.people.queries import duties_of, roles_of

S, A = YearSheet.State, Adjustment.State
R = Duty.Role
KEEPERS = {R.CONDUCT_OFFICE, R.DIRECTOR, R.AUDITOR}


def _own(person: Any) -> set[int | None]:
    held = duties_of(person, on=time.today())
    return {duty.organ_id for duty in held if duty.role in ORGAN}


def years_visible_to(person: Any) -> QuerySet[YearSheet]:
    """Those who run, lead and audit see all; an organ its own once told; nobody else anything."""
    found = YearSheet.objects.select_related("organ", "rule", "clock", "follows")
    roles = roles_of(person, on=time.today())
    if roles & SEE_ALL:
        return found
    if not roles & ORGAN:
        return found.none()
    return found.filter(organ__in=_own(person), told_on__isnull=False)


def years_listed(found: QuerySet[YearSheet]) -> QuerySet[YearSheet]:
    """Without what went in and the steps of the reckoning: long, and on one sheet's page only."""
    lists = found.select_related(None).select_related("organ", "rule", "clock")
    return lists.defer("inputs", "reckoning", "rule__parameters", "rule__trial")


def years_current(found: QuerySet[YearSheet]) -> QuerySet[YearSheet]:
    """Without what a new computation has superseded."""
    return found.exclude(state=S.SUPERSEDED)


def years_matching(words: str, person: Any) -> QuerySet[YearSheet]:
    """Year sheets this person may see whose number or organ holds the words."""
    return years_visible_to(person).filter(having(words, "number") | Q(organ__in=called(words)))


def known_years(found: QuerySet[YearSheet]) -> list[int]:
    """The years for which there are sheets, the newest first."""
    return list(found.order_by("-year").values_list("year", flat=True).distinct())


def adjustments_visible_to(person: Any) -> QuerySet[Adjustment]:
    """Those who run and audit see all; leaders and the organ concerned what was confirmed."""
    found = Adjustment.objects.select_related("organ", "clock", "proposed_by")
    roles = roles_of(person, on=time.today())
    if roles & KEEPERS:
        return found
    confirmed = found.filter(confirmed_on__isnull=False)
    if R.LEADER in roles:
        return confirmed
    return confirmed.filter(organ__in=_own(person)) if roles & ORGAN else found.none()


def adjustments_matching(words: str, person: Any) -> QuerySet[Adjustment]:
    """Adjustments this person may see whose number, ground or organ holds the words."""
    hit = having(words, "number", "ground") | Q(organ__in=called(words))
    return adjustments_visible_to(person).filter(hit)


def year_rules_visible_to(person: Any) -> QuerySet[YearRule]:
    """Published ones for everybody: the method is no secret. Drafts for those who keep them."""
    found = YearRule.objects.select_related("by")
    if getattr(person, "pk", None) is None:
        return found.none()
    keeps = bool(roles_of(person, on=time.today()) & KEEPERS)
    return found if keeps else found.filter(state=YearRule.State.PUBLISHED)


# Who can be compared with whom


@dataclass(frozen=True)
class Peers:
    """Organs of one class whose year has the same parts, in bands the data can tell apart."""

    kind: str
    year: int
    missing: tuple[str, ...]
    bands: tuple[tuple[YearSheet, ...], ...]

    @property
    def parted(self) -> bool:
        """Whether any line may be drawn at all."""
        return len(self.bands) > 1

    @property
    def sheets(self) -> list[YearSheet]:
        """All of them, band by band."""
        return [sheet for band in self.bands for sheet in band]


@dataclass(frozen=True)
class Class:
    """One class in one year: who can be compared, and who cannot with anybody."""

    kind: str
    year: int
    peers: tuple[Peers, ...]
    alone: tuple[YearSheet, ...]

    def place_of(self, sheet: YearSheet) -> tuple[int, int] | None:
        """The band of an organ and how many there are; None where no line may be drawn."""
        for peers in self.peers:
            for n, band in enumerate(peers.bands, 1):
                if peers.parted and any(one.pk == sheet.pk for one in band):
                    return n, len(peers.bands)
        return None


def in_class(found: QuerySet[YearSheet], year: int, kind: str) -> Class:
    """Bands only where intervals part, inside one class, among years made of the same parts."""
    held = years_listed(years_current(found)).filter(year=year, organ_kind=kind)
    sheets = list(held.order_by("organ__code"))
    alike: dict[tuple[str, ...], list[YearSheet]] = defaultdict(list)
    alone = []
    for sheet in sheets:
        if sheet.low is None or any(code.endswith("*") for code in sheet.missing):
            alone.append(sheet)  # not rated, without an interval, or by a result not whole
        else:
            alike[tuple(sheet.missing)].append(sheet)
    peers = tuple(_peers(kind, year, key, some) for key, some in sorted(alike.items()))
    return Class(kind, year, peers, tuple(alone))


def _peers(kind: str, year: int, missing: tuple[str, ...], some: Sequence[YearSheet]) -> Peers:
    named = {str(one.pk): one for one in some}
    scores = [Rated(key, float(s.score or 0), float(s.low or 0), float(s.high or 0))
              for key, s in named.items()]  # fmt: skip
    bands = ranks_allowed(scores) or (tuple(named),)
    held = (sorted((named[key] for key in band), key=lambda s: s.organ.code) for band in bands)
    return Peers(kind, year, missing, tuple(tuple(band) for band in held))


def class_plot(one: Peers) -> plots.Plot:
    """The intervals of organs that can be compared, bands shaded alike, the sentence on top."""
    rows = [
        plots.Interval(s.organ.name, float(s.score or 0), float(s.low or 0), float(s.high or 0),
                       n, s.results)
        for n, band in enumerate(one.bands, 1)
        for s in band
    ]  # fmt: skip
    rules = sorted({s.rule.document for s in one.sheets})
    return plots.intervals(
        rows,
        title=class_sentence(one),
        subtitle=_(
            "Points of 100 of the year {year} with their 95 % interval; base: results added up"
        ).format(year=one.year),
        source="; ".join(rules),
    )


def class_sentence(one: Peers) -> str:
    """What the intervals say, in one sentence."""
    label, n = Unit.Kind(one.kind).label, len(one.sheets)
    if n == 1:
        return _("{kind}: no other organ has a year of the same parts").format(kind=label)
    if not one.parted:
        words = _("{kind}: {n} organs, none of which can be told apart from the others")
        return words.format(kind=label, n=n)
    words = _("{kind}: {n} organs fall into {k} bands that can be told apart")
    return words.format(kind=label, n=n, k=len(one.bands))


# What waits


NEXT = {
    S.COMPUTED: gettext_lazy("Recompute and check"),
    S.CHECKED: gettext_lazy("Tell the organ"),
    S.TOLD: gettext_lazy("Propose a grade"),
    S.OBJECTED: gettext_lazy("Review the objection"),
    S.REVIEWED: gettext_lazy("Propose a grade"),
    S.PROPOSED: gettext_lazy("Decide the grade"),
}


def years_asked(person: Any, *, on: date) -> QuerySet[YearSheet]:
    """Year sheets that wait for this person; a provisional year waits for nobody."""
    asked = _asked(person, roles_of(person, on=on), on)
    if asked is None:
        return YearSheet.objects.none()
    return years_visible_to(person).filter(asked, provisional=False)


def _asked(person: Any, roles: set[str], on: date) -> Q | None:
    runs = Q(state=S.TOLD, clock__due_on__gte=on)
    others = ~Q(computed_by=person.pk)
    by_role = {
        R.AUDITOR: Q(state=S.COMPUTED) & others,
        R.CONDUCT_OFFICE: (Q(state__in=[S.CHECKED, S.TOLD, S.REVIEWED]) & ~runs)
        | (Q(state=S.OBJECTED) & others),
        R.DIRECTOR: Q(state=S.OBJECTED) & others,
        R.LEADER: Q(state=S.PROPOSED),
        R.HEAD: runs & Q(organ__in=_own(person)),
    }
    asked = [q for role, q in by_role.items() if role in roles]
    return reduce(or_, asked) if asked else None


def adjustments_asked(person: Any, *, on: date) -> QuerySet[Adjustment]:
    """Adjustments that somebody else proposed and this person may confirm."""
    found = Adjustment.objects.filter(state=A.PROPOSED).exclude(proposed_by=person.pk)
    may = roles_of(person, on=on) & {R.CONDUCT_OFFICE, R.DIRECTOR}
    return found if may else found.none()
