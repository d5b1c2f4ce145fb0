"""What of the measures everybody may have: quarter by quarter, small groups withheld alike.

Quarters do not overlap, and each is told from the first snapshot after its days have settled: so
no two tables can be subtracted from each other, today's and next month's included. An organ that
is withheld in one measure is withheld in every measure made from the same facts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from mingcha.analytics import queries, record, rules, wording
from mingcha.analytics.measures import MEASURES, Measure
from mingcha.analytics.models import Snapshot
from mingcha.analytics.queries import Line, Organ
from mingcha.analytics.refusals import NO_SUCH_MEASURE, NOTHING_PUBLIC
from mingcha.analytics.values import NONE, Figure, figure
from mingcha.core.suppression import withhold
from mingcha.foundation import policy, time

QUARTERS = 8  # told at most, the newest first


@dataclass(frozen=True)
class Published:
    """One public measure in one quarter: the organs that may be told, and who is withheld.

    `city` is None where the total would give a withheld organ away.
    """

    measure: Measure
    quarter: str
    snapshot: Snapshot
    least: int
    lines: tuple[Line, ...]
    withheld: tuple[Organ, ...]
    city: Figure | None


def measures() -> list[Measure]:
    """The measures that are let out, in the order in which they are declared."""
    return [one for one in MEASURES.values() if one.public]


def public_measure(name: str) -> Measure:
    """The public measure of this name; one that is not public does not exist out here."""
    known = {one.name: one for one in measures()}
    if name not in known:
        raise NO_SUCH_MEASURE(name=name, known=", ".join(sorted(known)))
    return known[name]


def quarters() -> dict[str, Snapshot]:
    """The quarters that are out, the newest first, each with the snapshot it is told from."""
    on = time.today()
    settle = timedelta(policy.value(rules.SETTLE_DAYS, on=on))
    year, n = _quarter_before(on)
    wanted = [divmod(year * 4 + n - 1 - back, 4) for back in range(QUARTERS)]
    found: dict[str, Snapshot] = {}
    one: Snapshot | None = None
    for year, before in reversed(wanted):
        settled = _ends(year, before + 1) + settle
        if one is None or one.day < settled:
            one = _first_fit(settled)
        if one is None:  # nothing later can fit either
            break
        found[f"{year}Q{before + 1}"] = one
    return dict(reversed(found.items()))


def _first_fit(since: date) -> Snapshot | None:
    """The first snapshot from a day on that has all that is told today."""
    needed = sorted({name for one in measures() for name in (*one.of, queries.UNITS)})
    later = Snapshot.objects.filter(day__gte=since).order_by("day", "edition")
    return next((one for one in later.iterator(50) if record.fits(one, needed)), None)


def _quarter_before(on: date) -> tuple[int, int]:
    n = (on.month - 1) // 3
    return (on.year, n) if n else (on.year - 1, 4)


def _ends(year: int, n: int) -> date:
    return date(year + n // 4, n % 4 * 3 + 1, 1) - timedelta(1)


def months_of(quarter: str) -> list[int]:
    """The months of 2026Q1: 202601, 202602, 202603."""
    year, n = int(quarter[:4]), int(quarter[5])
    return [year * 100 + month for month in range(3 * n - 2, 3 * n + 1)]


def published(one: Measure, quarter: str, out: Mapping[str, Snapshot]) -> Published:
    """What everybody may have of a measure in one of the quarters that are out."""
    if quarter not in out:
        raise NOTHING_PUBLIC(quarter=quarter)
    snapshot, months = out[quarter], months_of(quarter)
    least = policy.value(rules.LEAST_PUBLIC, on=snapshot.day)
    found = queries.within(queries.cells(snapshot, one), months)
    hidden, total = _hidden(snapshot, one, months, least)
    whole = figure(one.form, found)
    if not one.of_organs:
        few = 0 < whole.base < least
        return Published(one, quarter, snapshot, least, (), (), None if few else whole)
    lines = queries.by_organ(snapshot, one, months)
    told = tuple(line for line in lines if line.organ and line.organ.code not in hidden)
    kept = tuple(line.organ for line in lines if line.organ and line.organ.code in hidden)
    return Published(one, quarter, snapshot, least, told, kept, whole if total else None)


def _hidden(
    snapshot: Snapshot, one: Measure, months: Sequence[int], least: int
) -> tuple[frozenset[str], bool]:
    """The organs withheld in every measure made from the same facts; whether totals are told.

    A row more withheld never binds another: what no single table gives away, the rows withheld in
    any of them do not either.
    """
    hidden: set[str] = set()
    total = True
    for other in measures():
        if other.of_organs and set(other.of) & set(one.of):
            bases: Counter[str] = Counter()
            for cell in queries.within(queries.cells(snapshot, other), months):
                bases[cell.organ] += cell.n
            mask = withhold(np.array(list(bases.values()), int), least)
            hidden |= {code for code, hide in zip(bases, mask, strict=False) if hide}
            total = total and not mask[-1]
    return frozenset(hidden), total


def with_cases(one: Measure, out: Mapping[str, Snapshot]) -> list[str]:
    """The quarters in which a measure has cases: before the first there was no programme."""
    return [
        quarter
        for quarter, snapshot in out.items()
        if queries.within(queries.cells(snapshot, one), months_of(quarter))
    ]


def trend(one: Measure, out: Mapping[str, Snapshot]) -> list[tuple[str, Figure]]:
    """The city's figure quarter by quarter, the oldest first; no value where it is withheld."""
    told = [(quarter, published(one, quarter, out).city) for quarter in reversed(list(out))]
    return [(quarter, found if found is not None else NONE) for quarter, found in told]


def records(out: Published) -> list[dict[str, Any]]:
    """The same as files and programs take it: the city first; who is withheld has no figures."""
    lines = [wording.record(line, out.quarter) for line in told(out)]
    return [*lines, *(_withheld(organ, out.quarter) for organ in out.withheld)]


def told(out: Published) -> list[Line]:
    """The lines that have a figure: the city, unless it is withheld, then organs."""
    return [*([Line(None, out.city)] if out.city is not None else []), *out.lines]


def _withheld(organ: Organ, quarter: str) -> dict[str, Any]:
    nothing: dict[str, Any] = dict.fromkeys(wording.HEADS)
    return {
        **nothing, "organ": organ.code, "name": organ.name, "kind": organ.kind, "period": quarter,
    }  # fmt: skip
