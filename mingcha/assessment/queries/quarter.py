"""Questions about rules and sheets: who may see which, who can be told apart, how it went on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mingcha.assessment import record
from mingcha.assessment.models import RuleVersion, Sheet
from mingcha.core.scoring import Finding, Rated, Visited, ranks_allowed
from mingcha.findings import queries as findings
from mingcha.foundation import plots, time
from mingcha.foundation.searching import having
from mingcha.organs.models import Former, Unit
from mingcha.organs.queries import called, organs_within
from mingcha.people.models import Duty
from mingcha.people.queries import duties_of, roles_of
from mingcha.visits import queries as visits

S = Sheet.State
R = Duty.Role
SEE_ALL = {R.CONDUCT_OFFICE, R.DIRECTOR, R.LEADER, R.AUDITOR}
ORGAN = {R.HEAD, R.LIAISON}


def visible_to(person: Any) -> QuerySet[Sheet]:
    """Those who run, lead and audit see all; an organ its own once told; nobody else anything."""
    found = Sheet.objects.select_related("organ", "rule", "clock", "follows")
    roles = roles_of(person, on=time.today())
    if roles & SEE_ALL:
        return found
    if not roles & ORGAN:
        return found.none()
    held = duties_of(person, on=time.today())
    mine = {duty.organ_id for duty in held if duty.role in ORGAN}
    return found.filter(organ__in=mine, told_on__isnull=False)


def listed(found: QuerySet[Sheet]) -> QuerySet[Sheet]:
    """Without what went in and the steps of the reckoning: long, and on one sheet's page only."""
    lists = found.select_related(None).select_related("organ", "rule", "clock")
    return lists.defer("inputs", "reckoning")


def current(found: QuerySet[Sheet]) -> QuerySet[Sheet]:
    """Without what a new computation has superseded."""
    return found.exclude(state=S.SUPERSEDED)


def matching(words: str, person: Any) -> QuerySet[Sheet]:
    """Sheets this person may see whose number or organ holds the words."""
    return visible_to(person).filter(having(words, "number") | Q(organ__in=called(words)))


def rules_visible_to(person: Any) -> QuerySet[RuleVersion]:
    """Rules are public: everybody may read by what an organ is judged."""
    return RuleVersion.objects.select_related("by")


def rule_on(day: date) -> RuleVersion | None:
    """The rule in force on a day: the newest of those that hold then."""
    holds = Q(valid_to=None) | Q(valid_to__gte=day)
    found = RuleVersion.objects.filter(holds, valid_from__lte=day)
    return found.order_by("-valid_from", "-id").first()


def periods(found: QuerySet[Sheet]) -> list[str]:
    """The quarters for which there are sheets, the newest first."""
    return list(found.order_by("-period").values_list("period", flat=True).distinct())


def seen(period: str, organs: Iterable[Unit]) -> dict[int, Visited]:
    """What went into the score of each organ in a quarter, as it stands today."""
    first, last = record.quarter(period)
    checks = visits.checks_by_organ(first, last)
    faults: dict[int, list[Finding]] = defaultdict(list)
    for fault in findings.confirmed_faults(first, last):
        one = Finding(fault.number, str(fault.severity), fault.closed_on_time, fault.relapsed)
        faults[fault.organ].append(one)
    return {
        organ.pk: Visited(organ.code, period, checks.get(organ.pk, 0), tuple(faults[organ.pk]))
        for organ in organs
    }


def organs_in(period: str) -> list[Unit]:
    """The organs that stood on any day of a quarter and have no sheet for it yet."""
    first, last = record.quarter(period)
    done = Sheet.objects.filter(period=period).values("organ")
    return list(organs_within(first, last).exclude(pk__in=done).order_by("code"))


def kinds_on(organs: Iterable[Unit], *, on: date) -> dict[int, str]:
    """The class each organ belonged to on a day, in one question."""
    kinds = {organ.pk: organ.kind for organ in organs}
    formers = Former.objects.filter(unit__in=kinds, until__gte=on).exclude(kind="")
    kinds.update({former.unit_id: former.kind for former in formers.order_by("-until")})
    return kinds


def facts_changed(sheet: Sheet) -> bool:
    """Whether what went in reads otherwise today: an order closed since, a finding decided."""
    now = seen(sheet.period, [sheet.organ])[sheet.organ_id]
    return bool(record.frozen(now) != sheet.inputs)


# Who can be told apart from whom


@dataclass(frozen=True)
class Standing:
    """The rated organs of one class in one quarter, in bands the data can tell apart."""

    kind: str
    period: str
    bands: tuple[tuple[Sheet, ...], ...]  # one band where nobody can be told apart
    unrated: tuple[Sheet, ...]

    @property
    def parted(self) -> bool:
        """Whether any line may be drawn at all."""
        return len(self.bands) > 1

    def band_of(self, sheet: Sheet) -> int | None:
        """The band of an organ, 1 for the best; None where no line may be drawn."""
        if not self.parted:
            return None
        places = {one.pk: n for n, band in enumerate(self.bands, 1) for one in band}
        return places.get(sheet.pk)


def standing(found: QuerySet[Sheet], period: str, kind: str) -> Standing:
    """Ranks only where intervals part, and only inside one class; else none."""
    sheets = list(listed(current(found)).filter(period=period, organ_kind=kind))
    rated = {str(one.pk): one for one in sheets if one.score is not None}
    scores = [_rated(one) for one in rated.values()]
    bands = ranks_allowed(scores) or (tuple(sorted(rated)),)
    named = tuple(
        tuple(sorted((rated[key] for key in band), key=lambda one: one.organ.code))
        for band in bands
        if band
    )
    return Standing(kind, period, named, tuple(one for one in sheets if one.score is None))


def _rated(sheet: Sheet) -> Rated:
    return Rated(
        str(sheet.pk), float(sheet.score or 0), float(sheet.low or 0), float(sheet.high or 0)
    )


def standing_plot(one: Standing) -> plots.Plot:
    """The intervals of one class, bands shaded alike, the sentence on top."""
    rows = [
        plots.Interval(
            s.organ.name, float(s.score or 0), float(s.low or 0), float(s.high or 0), n, s.checks
        )
        for n, band in enumerate(one.bands, 1)
        for s in band
    ]
    rules = sorted({s.rule.document for band in one.bands for s in band})
    return plots.intervals(
        rows,
        title=sentence(one),
        subtitle=_("Points of 100 with their 95 % interval; base: checks made in {period}").format(
            period=one.period
        ),
        source="; ".join(rules),
    )


def sentence(one: Standing) -> str:
    """What the intervals say, in one sentence."""
    label, n = Unit.Kind(one.kind).label, sum(len(band) for band in one.bands)
    if not n:
        return _("{kind}: no organ could be rated").format(kind=label)
    if not one.parted:
        words = _("{kind}: {n} organs, none of which can be told apart from the others")
        return words.format(kind=label, n=n)
    words = _("{kind}: {n} organs fall into {k} bands that can be told apart")
    return words.format(kind=label, n=n, k=len(one.bands))


def trend(organ: Unit, sheets: QuerySet[Sheet] | None = None) -> plots.Plot:
    """How an organ's score went since its baseline; decided sheets only unless others are given."""
    known = Sheet.objects.filter(state=S.DECIDED) if sheets is None else current(sheets)
    found = listed(known.filter(organ=organ, score__isnull=False))
    return trend_of(organ, found.order_by("period"))


def trend_of(organ: Unit, sheets: Iterable[Sheet]) -> plots.Plot:
    """The same from sheets already at hand, the oldest first."""
    rows = [
        plots.Trend(
            one.period, float(one.score), float(one.low or 0), float(one.high or 0), one.checks
        )
        for one in sheets
        if one.score is not None
    ]
    several = rows if len(rows) > 1 else []  # one dot is no line
    baseline = rows[0].value if several else None
    return plots.trend(
        several,
        title=change(rows),
        subtitle=_("Visits and rectification, points of 100 with their 95 % interval"),
        source=_("Score sheets of {organ}").format(organ=organ.name),
        baseline=baseline,
        baseline_label=_("baseline"),
    )


def change(rows: Sequence[plots.Trend]) -> str:
    """Whether anything changed beyond chance since the first quarter."""
    if len(rows) < 2:
        return _("One quarter makes no trend yet") if rows else _("No score has been decided yet")
    first, last = rows[0], rows[-1]
    if last.low > first.high:
        return _("Better than at the baseline, beyond chance")
    if last.high < first.low:
        return _("Worse than at the baseline, beyond chance")
    return _("No change beyond chance since the baseline")


# What waits


def asked_of(person: Any, *, on: date) -> QuerySet[Sheet]:
    """What waits for this person here: sheets to recompute, tell, object to, review, decide."""
    roles = roles_of(person, on=on)
    if not roles & {R.AUDITOR, R.CONDUCT_OFFICE, R.DIRECTOR, R.HEAD}:
        return Sheet.objects.none()
    asked = Q(pk__in=[])
    if R.AUDITOR in roles:
        asked |= Q(state=S.COMPUTED) & ~Q(computed_by=person.pk)
    if R.CONDUCT_OFFICE in roles:
        open_ = Q(state=S.TOLD, clock__due_on__gte=on)
        asked |= Q(state__in=[S.CHECKED, S.TOLD, S.REVIEWED]) & ~open_
    if roles & {R.CONDUCT_OFFICE, R.DIRECTOR}:
        asked |= Q(state=S.OBJECTED) & ~Q(computed_by=person.pk)
    if R.HEAD in roles:
        held = duties_of(person, on=on)
        mine = {duty.organ_id for duty in held if duty.role == R.HEAD}
        asked |= Q(state=S.TOLD, organ__in=mine, clock__due_on__gte=on)
    return visible_to(person).filter(asked)


NEXT = {
    S.COMPUTED: gettext_lazy("Recompute and check"),
    S.CHECKED: gettext_lazy("Tell the organ"),
    S.TOLD: pgettext_lazy("score", "Decide"),
    S.OBJECTED: gettext_lazy("Review the objection"),
    S.REVIEWED: pgettext_lazy("score", "Decide"),
}
