"""Questions about the burden meter: what each organ bears in a year, against the ceiling."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Count, DecimalField, F, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import ExtractQuarter

from mingcha.foundation import time
from mingcha.organs import queries as organs
from mingcha.organs.models import Unit
from mingcha.people import queries as people
from mingcha.people.models import Duty
from mingcha.visits.models import Burden, Mode, Plan, Visit

R = Duty.Role
S = Visit.State
SEE_OPENED = {R.CONDUCT_OFFICE, R.DIRECTOR, R.AUDITOR}
SEE_VERIFIED = {R.INSPECTOR, R.CASE_HANDLER, R.LEADER}
OWN = {R.HEAD, R.LIAISON}
HOURS: DecimalField[Any, Any] = DecimalField(max_digits=9, decimal_places=1)
NOT_YET = [S.SEALED, S.OPENED, S.CANCELLED]


@dataclass
class Quarter:
    """What one organ bore in one quarter: how often, and the hours of all who took part."""

    visits: int = 0
    form: int = 0
    meeting: int = 0
    check: int = 0
    hours: Decimal = Decimal(0)


def _four() -> tuple[Quarter, ...]:
    return tuple(Quarter() for _n in range(4))


@dataclass(frozen=True)
class Borne:
    """What one organ bore in a year, quarter by quarter; `ceiling` is None without a plan."""

    organ: Unit
    year: int
    ceiling: int | None
    quarters: tuple[Quarter, ...] = field(default_factory=_four)

    @property
    def pk(self) -> int:
        """The organ's key, so that lists can open it."""
        return self.organ.pk

    @property
    def visits(self) -> int:
        """Visits of the year."""
        return sum(quarter.visits for quarter in self.quarters)

    @property
    def forms(self) -> int:
        """Forms of the year."""
        return sum(quarter.form for quarter in self.quarters)

    @property
    def meetings(self) -> int:
        """Meetings of the year."""
        return sum(quarter.meeting for quarter in self.quarters)

    @property
    def checks(self) -> int:
        """Checks by other bodies in the year."""
        return sum(quarter.check for quarter in self.quarters)

    @property
    def hours(self) -> Decimal:
        """Hours of all who took part, visits aside."""
        return sum((quarter.hours for quarter in self.quarters), Decimal(0))

    @property
    def over(self) -> int:
        """Visits beyond the ceiling."""
        return max(0, self.visits - self.ceiling) if self.ceiling is not None else 0


def burdens_visible_to(person: Any) -> QuerySet[Burden]:
    """The centre, leaders and auditors see all; an organ's head and liaison their own."""
    found = Burden.objects.select_related("organ")
    if people.roles_of(person, on=time.today()) & (SEE_OPENED | SEE_VERIFIED):
        return found
    return found.filter(organ__in=_own_organs(person))


def organs_visible_to(person: Any) -> QuerySet[Unit]:
    """The organs whose meter a person may read."""
    found = Unit.objects.filter(level=Unit.Level.ORGAN)
    if people.roles_of(person, on=time.today()) & (SEE_OPENED | SEE_VERIFIED):
        return found
    return found.filter(pk__in=_own_organs(person))


def may_report(person: Any) -> QuerySet[Unit]:
    """The organs for which a person may enter what was borne: the centre any, a head the own."""
    standing = organs.standing(on=time.today()).filter(level=Unit.Level.ORGAN)
    if people.roles_of(person, on=time.today()) & people.CENTRE:
        return standing
    return standing.filter(pk__in=_own_organs(person))


def _own_organs(person: Any) -> list[int]:
    held = people.duties_of(person, on=time.today())
    return [duty.organ_id for duty in held if duty.role in OWN and duty.organ_id]


def visits_counted_for(person: Any) -> QuerySet[Visit]:
    """Which visits a reader's meter counts: never a sealed one, and for an organ no covert one."""
    roles = people.roles_of(person, on=time.today()) if person is not None else set()
    if roles & SEE_OPENED:
        return Visit.objects.exclude(state__in=[S.SEALED, S.CANCELLED])
    if roles & SEE_VERIFIED:
        return Visit.objects.filter(state=S.VERIFIED)
    return Visit.objects.filter(mode=Mode.OPEN).exclude(state__in=NOT_YET)


def ceiling_of(year: int) -> int | None:
    """The ceiling of the year's plan once it is in force."""
    plan = Plan.objects.filter(year=year).exclude(state=Plan.State.DRAFTED).first()
    return plan.ceiling if plan else None


def borne(year: int, person: Any) -> list[Borne]:
    """The meter of every organ a person may read, in the order of codes."""
    ceiling, units = ceiling_of(year), organs_visible_to(person)
    units = units.filter(active_from__year__lte=year)
    units = units.filter(Q(active_to=None) | Q(active_to__year__gte=year))
    quarters = _quarters(year, person, units)
    return [Borne(organ, year, ceiling, quarters[organ.pk]) for organ in units]


def burden_of(organ: Unit, year: int, *, person: Any = None) -> Borne:
    """The meter of one organ. Without a reader it counts what the organ itself may know."""
    one = Unit.objects.filter(pk=organ.head_organ.pk)
    quarters = _quarters(year, person, one)
    return Borne(organ.head_organ, year, ceiling_of(year), quarters[organ.head_organ.pk])


def read_by(organ: Unit, year: int, person: Any) -> Borne | None:
    """The meter of one organ for a reader; None if it is not theirs to read."""
    plan = Plan.objects.filter(year=year).exclude(state=Plan.State.DRAFTED)
    asked = organs_visible_to(person).filter(pk=organ.pk).order_by()
    row = asked.annotate(most=Subquery(plan.values("ceiling")[:1])).values_list("most").first()
    if row is None:
        return None
    return Borne(organ, year, row[0], _quarters(year, person, asked)[organ.pk])


def _quarters(
    year: int, person: Any, units: QuerySet[Unit]
) -> defaultdict[int, tuple[Quarter, ...]]:
    found: defaultdict[int, tuple[Quarter, ...]] = defaultdict(_four)
    visits = visits_counted_for(person).filter(opens_at__year=year, organ__in=units).order_by()
    rows = Burden.objects.filter(on__year=year, organ__in=units).order_by()
    by_quarter = _by_quarter(visits, "opens_at", Value("visits", CharField()))
    by_kind = _by_quarter(rows, "on", F("kind"))
    counted = by_quarter.annotate(n=Count("pk"), h=Value(Decimal(0), HOURS))
    imposed = by_kind.annotate(n=Count("pk"), h=Sum("hours", output_field=HOURS))
    for row in counted.union(imposed, all=True):
        quarter = found[row["organ"]][int(row["q"]) - 1]
        setattr(quarter, row["what"], row["n"])
        quarter.hours += row["h"]
    return found


def _by_quarter(rows: QuerySet[Any], moment: str, what: Any) -> QuerySet[Any, Any]:
    told = rows.annotate(q=ExtractQuarter(moment), what=what)
    by: QuerySet[Any, Any] = told.values("organ", "q", "what")
    return by
