"""The figures of a period, copied from the lower rooms as they stand on one day.

This is the only file of the room that reads them, and only composing asks it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
from django.db.models import Count, Q, QuerySet

from mingcha.bulletins import rules
from mingcha.bulletins.models import Issue, Named
from mingcha.bulletins.queries.scores import scores
from mingcha.bulletins.record.figures import (
    ClassRow,
    Figures,
    Head,
    NormRow,
    Overdue,
    Passage,
    Rate,
)
from mingcha.bulletins.record.letters import matter
from mingcha.bulletins.record.words import COLOURS
from mingcha.bulletins.render.wording import written
from mingcha.core.shares import wilson
from mingcha.core.suppression import Counts, Mask, exposed, withhold
from mingcha.findings.models import Finding
from mingcha.foundation import policy, workdays
from mingcha.foundation.models import JournalEntry
from mingcha.foundation.time import city_zone
from mingcha.organs.models import Unit
from mingcha.organs.queries import organs_within
from mingcha.rectification import queries as orders
from mingcha.rectification import record
from mingcha.rectification.models import Order, Recheck, Slip
from mingcha.visits.models import Observation, Visit

O = Order.State  # noqa: E741 -- as in the order's own table
STANDS = {
    O.REPORTED: "reported",
    O.PASSED: "reported",
    O.CLOSED: "closed",
    O.WITHDRAWN: "withdrawn",
}
CHECKED = {Observation.Seen.YES, Observation.Seen.NO}  # what was not seen was not checked
KINDS = [str(code) for code in Unit.Kind.values]
FROM_VISITS = "visits.visit"
RULINGS = ("rectification.order.rule_return", "rectification.order.refuse_return")


class Period:
    """From the first to the last day, as the rooms' dates and moments ask for it."""

    def __init__(self, since: date, until: date) -> None:
        self.since, self.until = since, until
        self.begins = datetime.combine(since, time(0), city_zone())
        self.ends = datetime.combine(until + timedelta(1), time(0), city_zone())

    def days(self, field: str) -> Q:
        """The condition that a date lies in the period."""
        return Q(**{f"{field}__range": (self.since, self.until)})

    def moments(self, field: str) -> Q:
        """The same for a moment."""
        return Q(**{f"{field}__gte": self.begins, f"{field}__lt": self.ends})


def figures(*, since: date, until: date, kind: str, scope: str, on: date) -> Figures:
    """Everything a bulletin counts of one period, seen on a day, small cells already withheld."""
    within = Period(since, until)
    minimum = _minimum(scope, on)
    visits = Visit.objects.filter(within.moments("began_at"), state=Visit.State.VERIFIED)
    modes = Counter(visits.values_list("mode", flat=True))
    faults, praises = _confirmed(within)
    grid = _Grid(within, faults, minimum)
    late = overdue(on=on)
    standing = Counter(organs_within(within.since, within.until).values_list("kind", flat=True))
    return Figures(
        head=head(on),
        since=since,
        until=until,
        as_of=on,
        minimum=minimum,
        organs=standing.total(),
        visited=visits.values("organ").distinct().count(),
        open_visits=modes["open"],
        covert_visits=modes["covert"],
        faults=grid.total,
        other_faults=sum(one.origin_kind != FROM_VISITS for one in faults),
        praises=len(praises),
        by_class=_classes(visits, standing, grid),
        by_norm=grid.norms(),
        withheld=grid.withheld,
        orders=_orders(within),
        on_time=_on_time(within, on),
        overdue=tuple(late),
        slips=_slips(within),
        revisits=_revisits(within),
        not_ours=_not_ours(within),
        named=tuple(_named(kind, praises, faults, late, within, on)),
        scores=scores(since=since, until=until),
    )


def overdue(*, on: date) -> list[Overdue]:
    """Every order past its day, whoever's turn it is, the longest first."""
    late = orders.overdue(on=on) | orders.overdue_at_the_centre(on=on)
    found = list(late.select_related("organ", "clock", "work_clock"))
    slips, calendar = orders.colours_of(found), workdays.calendar()
    rows = [
        Overdue(
            number=order.number,
            organ_id=order.organ_id,
            organ=order.organ.name,
            what=matter(order.basis),
            due_on=due,
            days=calendar.count(due + timedelta(1), on),
            turn="centre" if order.state in record.WITH_THE_CENTRE else "organ",
            slip=slips[order.pk].colour if order.pk in slips else "",
        )
        for order in found
        if (due := _last_day(order, on))
    ]
    return sorted(rows, key=lambda row: (row.due_on, row.number))


def _last_day(order: Order, on: date) -> date | None:
    """The earliest day that was missed by whoever holds the order."""
    held = [order.clock]
    if order.state in record.AT_WORK:
        held.append(order.work_clock)
    missed = [clock.due_on for clock in held if clock is not None and clock.due_on < on]
    return min(missed, default=None)


def _minimum(scope: str, on: date) -> int:
    key = rules.MIN_CELL_PUBLIC if scope == Issue.Scope.PUBLIC else rules.MIN_CELL
    return int(policy.value(key, on=on))


def head(on: date) -> Head:
    """The fixed words of papers, as the city's rules have them on a day."""

    def listed(key: str) -> tuple[str, ...]:
        return tuple(name.strip() for name in policy.value(key, on=on).split("，") if name.strip())

    return Head(
        office=policy.value(rules.OFFICE, on=on),
        code=policy.value(rules.CODE, on=on),
        addressees=listed(rules.ADDRESSEES),
        copies_to=listed(rules.COPIES_TO),
    )


def _confirmed(within: Period) -> tuple[list[Finding], list[Finding]]:
    """Confirmed faults and confirmed praise; what is still open to reply is neither."""
    confirmed = Finding.objects.filter(
        within.days("happened_on"), state=Finding.State.CONFIRMED
    ).exclude(order__state=O.WITHDRAWN)
    found = confirmed.select_related("norm", "organ", "office", "order__organ").order_by("number")
    faults = [one for one in found if not one.is_praise]
    return faults, [one for one in found if one.is_praise]


def answers_for(one: Finding) -> Unit:
    """The organ a finding counts for: the one its order stands with, once that was ruled."""
    return one.order.organ if one.order else one.organ


def rate(count: int | None, base: int) -> Rate:
    """A share with its Wilson interval; none where it is withheld or has no honest base."""
    if count is None or not base or count > base:
        return Rate(count, base)
    low, high = wilson([count], [base])
    return Rate(count, base, float(low[0]), float(high[0]))


class _Grid:
    """Confirmed faults of visits by norm and class, with the checks they were found in."""

    def __init__(self, within: Period, faults: Iterable[Finding], minimum: int) -> None:
        self.checks: Counter[tuple[str, str]] = Counter()
        self.titles: dict[str, str] = {}
        self._count_checks(within)
        cells: Counter[tuple[str, str]] = Counter()
        for one in faults:
            if one.origin_kind == FROM_VISITS:
                cells[one.norm.code, answers_for(one).kind] += 1
                self.titles.setdefault(one.norm.code, one.norm.title)
        self.codes = sorted({code for code, _kind in cells})
        self._keep([[cells[code, kind] for kind in KINDS] for code in self.codes], minimum)

    def _count_checks(self, within: Period) -> None:
        seen = Observation.objects.filter(
            within.moments("visit__began_at"),
            visit__state=Visit.State.VERIFIED,
            seen__in=CHECKED,
        )
        for code, title, kind, n in seen.values_list(
            "item__norm__code", "item__norm__title", "visit__organ__kind"
        ).annotate(n=Count("id")):
            self.titles[code] = title
            self.checks[code, kind] += n

    def _keep(self, table: list[list[int]], minimum: int) -> None:
        counts = np.array(table, dtype=int).reshape(len(self.codes), len(KINDS))
        whole = np.pad(counts, ((0, 1), (0, 1)))
        whole[:-1, -1], whole[-1] = counts.sum(axis=1), whole[:-1].sum(axis=0)
        whole[-1, -1] = counts.sum()
        hidden = _hidden(counts, whole, minimum)
        self.withheld = int(hidden.sum())
        self.shown: list[list[int | None]] = [
            [None if hides else int(n) for n, hides in zip(row, mask, strict=True)]
            for row, mask in zip(whole, hidden, strict=True)
        ]

    @property
    def total(self) -> Rate:
        """All confirmed faults of visits in all checks."""
        return rate(self.shown[-1][-1], self.checks.total())

    def of_class(self, kind: str) -> Rate:
        """Confirmed faults in the checks of one class."""
        base = sum(n for (_code, of), n in self.checks.items() if of == kind)
        return rate(self.shown[-1][KINDS.index(kind)], base)

    def norms(self) -> tuple[NormRow, ...]:
        """One row per norm that was broken."""
        return tuple(
            NormRow(code, self.titles[code], tuple(row[:-1]), rate(row[-1], self._base(code)))
            for code, row in zip(self.codes, self.shown, strict=False)
        )

    def _base(self, code: str) -> int:
        return sum(n for (of, _kind), n in self.checks.items() if of == code)


def _hidden(counts: Counts, whole: Counts, minimum: int) -> Mask:
    """Which cells to withhold; the city's total is printed unless it gives one of them away."""
    if not counts.size:
        return np.zeros_like(whole, dtype=bool)
    hidden = withhold(counts, minimum)
    if not hidden[-1, -1]:
        return hidden
    all_but_total = whole > 0
    all_but_total[-1, -1] = False
    return hidden if exposed(counts, all_but_total).any() else all_but_total


def _classes(visits: QuerySet[Visit], standing: Counter[str], grid: _Grid) -> tuple[ClassRow, ...]:
    rows = visits.values_list("organ__kind").annotate(
        n=Count("id"), visited=Count("organ", distinct=True)
    )
    seen = {kind: (n, visited) for kind, n, visited in rows.order_by()}
    return tuple(
        ClassRow(
            code=kind,
            organs=standing[kind],
            visited=seen.get(kind, (0, 0))[1],
            visits=seen.get(kind, (0, 0))[0],
            faults=grid.of_class(kind),
        )
        for kind in KINDS
    )


def _orders(within: Period) -> tuple[tuple[str, int], ...]:
    issued = Order.objects.filter(within.days("issued_on")).exclude(state=O.DRAFTED)
    stand = Counter(
        STANDS.get(O(state), "open") for state in issued.values_list("state", flat=True)
    )
    return tuple((name, stand[name]) for name in ("closed", "reported", "open", "withdrawn"))


def _on_time(within: Period, on: date) -> Rate:
    """Of the periods for putting right that ended in the period: kept or not; open ones count."""
    ended = Q(work_clock__ended_on__isnull=False)
    missed = Q(state__in=record.AT_WORK, work_clock__due_on__lt=on)
    due = Order.objects.exclude(state__in={O.DRAFTED, O.WITHDRAWN}).filter(
        within.days("work_clock__due_on"), ended | missed
    )
    days = due.values_list("work_clock__due_on", "work_clock__ended_on")
    kept = sum(day is not None and day <= last for last, day in days)
    return rate(kept, len(days))


def _slips(within: Period) -> tuple[tuple[str, int], ...]:
    issued = Counter(Slip.objects.filter(within.days("issued_on")).values_list("colour", flat=True))
    return tuple((colour, issued[colour]) for colour in COLOURS)


def _revisits(within: Period) -> Rate:
    return rate(*orders.relapse_rate(since=within.since, until=within.until))


def _not_ours(within: Period) -> Rate:
    """What organs called not theirs and how it was ruled, from the journal."""
    ruled = Counter(
        JournalEntry.objects.filter(within.moments("at"), verb__in=RULINGS).values_list(
            "verb", flat=True
        )
    )
    return rate(ruled[RULINGS[0]], ruled.total())


def _named(
    kind: str,
    praises: Iterable[Finding],
    faults: Iterable[Finding],
    late: Iterable[Overdue],
    within: Period,
    on: date,
) -> list[Passage]:
    """Whom this bulletin would name: praise and criticism are listed by the same care."""
    told: dict[tuple[str, int, str], list[str]] = defaultdict(list)
    if kind != Issue.Kind.CRITICISM:
        for one in praises:
            told[Named.Tone.PRAISE, one.organ_id, one.organ.name].append(_deed(one))
    if kind != Issue.Kind.PRAISE:
        for organ_id, organ, text in _criticised(faults, late, within, on):
            told[Named.Tone.CRITICISM, organ_id, organ].append(text)
    return [
        Passage(organ_id, organ, str(tone), f"{organ}：{'；'.join(dict.fromkeys(texts))}。")
        for (tone, organ_id, organ), texts in told.items()
    ]


def _criticised(
    faults: Iterable[Finding], late: Iterable[Overdue], within: Period, on: date
) -> Iterable[tuple[int, str, str]]:
    grave = int(policy.value(rules.NAME_SEVERITY, on=on))
    for one in faults:
        if one.severity >= grave:
            organ = answers_for(one)
            yield organ.pk, organ.name, _deed(one)
    for row in late:
        if row.turn == "organ":
            chased = f"，已发{COLOURS[row.slip]}督办单" if row.slip else ""
            text = f"整改事项（{row.what}，{row.number}）应于{written(row.due_on)}完成，"
            yield row.organ_id, row.organ, f"{text}逾期{row.days}个工作日{chased}"
    failed = Recheck.objects.filter(within.days("on"), is_relapse_visit=True, passed=False)
    for again in failed.select_related("order__organ"):
        order = again.order
        yield (
            order.organ_id,
            order.organ.name,
            f"已办结事项（{matter(order.basis)}，{order.number}）回访发现反弹",
        )


def _deed(one: Finding) -> str:
    """One confirmed finding without its free text: facts about persons stay where they are."""
    day, office = one.happened_on, one.office.name if one.office else ""
    deed = f"{office}的做法" if office else "有关做法"
    fault = f"{office}违反“{one.norm.title}”"
    said = f"{deed}经察访确认，值得肯定" if one.is_praise else fault
    return f"{day.month}月{day.day}日，{said}（{one.number}）"


def as_plain(found: Figures) -> dict[str, Any]:
    """The figures as a bulletin keeps them."""
    return found.plain()
