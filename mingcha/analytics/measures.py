"""The named measures: each an Ibis expression that gives cases, with unit, sentence and form.

A case has an organ (by code), a month (202603), a value, and stands for `n` things. Whatever is
counted from cases can be added up: by organ, by month, by class, for the city. So the engine is
asked once for each measure, and every engine is asked the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.columns import Engine

Cases = Callable[..., Any]


class Form(StrEnum):
    """How cases become a figure."""

    SHARE = "share"  # value 1 or 0: so many of so many, Wilson interval
    RATE = "rate"  # value 0, 1, 2 ...: events for each thing, exact Poisson interval
    COUNT = "count"  # how many; all are counted, so there is no interval
    DAYS = "days"  # a time: median with interval, ninth decile


DESK = frozenset({"case_handler"})  # leaders see no finding that was withdrawn, and no comment
BOTH = DESK | {"leader"}


@dataclass(frozen=True)
class Measure:
    """One measure; `of` names the tables of facts it is made from, `public` lets it out.

    `also` are the roles that read it besides those who may read every row: only whoever may see
    every case behind it.
    """

    name: str
    label: Any
    unit: Any
    sentence: Any
    form: Form
    of: tuple[str, ...]
    cases: Cases
    public: bool = False
    of_organs: bool = True
    also: frozenset[str] = BOTH

    def expression(self, engine: Engine) -> Any:
        """The measure as one expression: how many cases of each organ, month and value."""
        found = self.cases(*(engine.table(name) for name in self.of))
        many = found.n.sum() if "n" in found.columns else found.count()
        told = found.group_by(["organ", "month", "value"]).aggregate(n=many)
        return told.order_by(["organ", "month", "value"])


MEASURES: dict[str, Measure] = {}
OF_CASES = _("share of cases")
VISITS = _("verified visits")


def measure(name: str, **facts: Any) -> Callable[[Cases], Cases]:
    """Enter a measure in the book: the function below it makes its cases from tables of facts."""

    def enter(cases: Cases) -> Cases:
        MEASURES[name] = Measure(name=name, cases=cases, **facts)
        return cases

    return enter


def _cases(table: Any, *, on: Any, value: Any) -> Any:
    return table.select(organ=table.organ, month=_month(on), value=value.cast("int64"))


def _one() -> Any:
    import ibis

    return ibis.literal(1)


def _month(day: Any) -> Any:
    return day.year().cast("int64") * 100 + day.month().cast("int64")


@measure(
    "orders_in_time",
    label=_("Orders put right in time"),
    unit=OF_CASES,
    sentence=_(
        "Of all orders whose time for putting right ended in the month, those for which the organ "
        "handed in its report by the last day. Orders still out past their day count as missed; "
        "orders taken back do not count."
    ),
    form=Form.SHARE,
    of=("rectification_orders",),
    public=True,
)
def orders_in_time(orders: Any) -> Any:
    """One case for each order that was kept or missed, in the month of its last day."""
    over = orders.filter(orders.in_time.notnull())
    return _cases(over, on=over.due_on, value=over.in_time)


@measure(
    "days_to_close",
    label=_("Time from order to closing"),
    unit=_("working days"),
    sentence=_(
        "For all orders closed in the month, working days from the day after the issue to the "
        "closing, whoever's turn it was. Orders still open do not count, so a month in which only "
        "easy ones were closed looks quick: read it beside the orders still open."
    ),
    form=Form.DAYS,
    of=("rectification_orders",),
    public=True,
)
def days_to_close(orders: Any) -> Any:
    """One case for each closed order, in the month of its closing."""
    closed = orders.filter(orders.took.notnull())
    return _cases(closed, on=closed.closed_on, value=closed.took)


@measure(
    "first_pass",
    label=_("Passed at the first re-check"),
    unit=OF_CASES,
    sentence=_(
        "Of all first reports that were re-checked on site in the month, those whose fault was "
        "found put right. Later reports and visits that look for a relapse do not count."
    ),
    form=Form.SHARE,
    of=("rectification_rechecks",),
    public=True,
)
def first_pass(rechecks: Any) -> Any:
    """One case for each first re-check, in its month."""
    first = rechecks.filter((rechecks.report == 1) & ~rechecks.again)
    return _cases(first, on=first.checked_on, value=first.passed)


@measure(
    "visits_open",
    label=_("Open visits"),
    unit=VISITS,
    sentence=_("Open visits of the month whose record was verified. All of them are counted."),
    form=Form.COUNT,
    of=("visits_visits",),
    public=True,
)
def visits_open(visits: Any) -> Any:
    """One case for each open visit."""
    some = visits.filter(visits["mode"] == "open")
    return _cases(some, on=some.made_on, value=_one())


@measure(
    "visits_covert",
    label=_("Covert visits"),
    unit=VISITS,
    sentence=_("Covert visits of the month whose record was verified. All of them are counted."),
    form=Form.COUNT,
    of=("visits_visits",),
)
def visits_covert(visits: Any) -> Any:
    """One case for each covert visit."""
    some = visits.filter(visits["mode"] == "covert")
    return _cases(some, on=some.made_on, value=_one())


@measure(
    "faults_per_visit",
    label=_("Faults found on a visit"),
    unit=_("confirmed faults a visit"),
    sentence=_(
        "Faults found on the visits of the month and confirmed since, for each visit. Visits go "
        "where a draw sends them, with more tickets where something is open: organs are compared "
        "with care."
    ),
    form=Form.RATE,
    of=("visits_visits",),
)
def faults_per_visit(visits: Any) -> Any:
    """One case for each visit, with its confirmed faults."""
    return _cases(visits, on=visits.made_on, value=visits.faults)


@measure(
    "disputes_upheld",
    label=_("Disputes upheld"),
    unit=OF_CASES,
    sentence=_(
        "Of all findings whose facts the organ disputed and that were decided in the month, those "
        "that were withdrawn: how often the organ was right against those who visited it."
    ),
    form=Form.SHARE,
    of=("findings_findings",),
    public=True,
    also=DESK,
)
def disputes_upheld(findings: Any) -> Any:
    """One case for each disputed finding that was decided."""
    states, stance = findings.state.isin(["confirmed", "withdrawn"]), findings.stance == "disputes"
    decided = findings.filter(states & stance & findings.decided_on.notnull())
    return _cases(decided, on=decided.decided_on, value=decided.state == "withdrawn")


@measure(
    "comments_in_time",
    label=_("Comments replied to in time"),
    unit=OF_CASES,
    sentence=_(
        "Of all comments from ballots that were handed to an organ and whose last day lay in the "
        "month, those it replied to by that day."
    ),
    form=Form.SHARE,
    of=("appraisals_comments",),
    public=True,
    also=DESK,
)
def comments_in_time(comments: Any) -> Any:
    """One case for each comment that was replied to or whose time is over."""
    over = comments.filter(comments.in_time.notnull())
    return _cases(over, on=over.due_on, value=over.in_time)


@measure(
    "rounds_response",
    label=_("Response to rounds of appraisal"),
    unit=_("share of tickets"),
    sentence=_(
        "Of all tickets handed out for final rounds that closed in the month, those that came "
        "back as a ballot. Of the city as a whole: an organ has no response of its own."
    ),
    form=Form.SHARE,
    of=("appraisals_rounds",),
    public=True,
    of_organs=False,
)
def rounds_response(rounds: Any) -> Any:
    """For each round as many cases of 1 as ballots came back, and of 0 as tickets did not."""
    import ibis

    rounds = rounds.filter(rounds.issued > 0)
    city = {"organ": ibis.literal(""), "month": _month(rounds.closed_on)}
    back = rounds.select(**city, value=ibis.literal(1, "int64"), n=rounds.returned)
    out = rounds.select(**city, value=ibis.literal(0, "int64"), n=rounds.issued - rounds.returned)
    return back.union(out)
