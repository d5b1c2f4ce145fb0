"""The score sheets of a quarter by class, as the assessment room has decided them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from mingcha.assessment import queries as assessment
from mingcha.assessment import record
from mingcha.assessment.models import Sheet
from mingcha.bulletins.record.figures import Score, Scores
from mingcha.organs.models import Unit

KINDS = [str(code) for code in Unit.Kind.values]


def scores(*, since: date, until: date) -> tuple[Scores, ...]:
    """The table of each class; none where the period is no quarter or nothing was computed.

    A class in which one sheet is still open is not shown at all: a place among some of the
    organs is no place.
    """
    period = f"{since.year}Q{(since.month - 1) // 3 + 1}"
    if record.quarter(period) != (since, until):
        return ()
    found = assessment.current(Sheet.objects.filter(period=period))
    rows = found.select_related("organ", "rule").order_by("organ_kind", "organ__code")
    tables = {kind: list(sheets) for kind, sheets in groupby(rows, lambda one: one.organ_kind)}
    return tuple(_of_class(kind, tables[kind]) for kind in KINDS if kind in tables)


def _of_class(kind: str, sheets: list[Sheet]) -> Scores:
    waiting = sum(one.state != Sheet.State.DECIDED for one in sheets)
    shown = () if waiting else tuple(_rows(sheets))
    codes = "、".join(sorted({one.rule.code for one in sheets}))
    return Scores(code=kind, rule=codes, rows=shown, waiting=waiting)


def _rows(sheets: list[Sheet]) -> Iterator[Score]:
    for one in sheets:
        if one.score is None or one.low is None or one.high is None:
            yield Score(one.organ.name, None, checks=one.checks)
        else:
            scored = float(one.score), float(one.low), float(one.high)
            yield Score(one.organ.name, *scored, checks=one.checks)
