"""Rules with a clock: limits with pauses and extensions, what must follow, how long it took."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import ibis

from mingcha.cases.log import clock
from mingcha.cases.log.clock import Days
from mingcha.cases.log.features import Features
from mingcha.cases.log.figures import microseconds
from mingcha.cases.log.language import Rule, Span

SECOND: Final = 1_000_000
NO: Final = False


class Court(NamedTuple):
    """What a judgement with a clock may look at."""

    features: Features
    cases: Any  # the table of features
    days: Days
    on: date
    rolls: bool  # whether limits in calendar days end on working days


def ask(rule: Rule, features: Features) -> None:
    """What a rule with a clock needs to know of each case."""
    if rule.kind in {"limit", "takes"}:
        features.gather((rule.facts["from"], rule.facts["to"]), "at", "day", "n")
    if "extension" in rule.facts:
        features.point(rule.facts["extension"], "day")
    if "until" in rule.facts:
        features.count(rule.facts["until"])


def judged(rule: Rule, court: Court) -> Any:
    """A table with `case_no`, `n`, `broken`, `open` and the parts of the derivation."""
    return JUDGES[rule.kind](rule, court)


def _spans(rule: Rule, court: Court) -> Any:
    """From where to where the clock of each case runs; without an end it still runs."""
    f, t = court.features, court.cases
    begin, end = rule.facts["from"], rule.facts["to"]
    held = t.select(
        "case_no",
        from_at=t[f.point(begin, "at")],
        from_day=t[f.point(begin, "day")],
        to_at=t[f.point(end, "at")],
        to_day=t[f.point(end, "day")],
        n=ibis.coalesce(t[f.point(end, "n")], t[f.point(begin, "n")]),
    )
    return held.filter(held["from_day"].notnull())


def limit(rule: Rule, court: Court) -> Any:
    """The time from one point to another is longer than the law or the promise allows."""
    spans = _spans(rule, court)
    if "pauses" in rule.facts or "extension" in rule.facts:
        return _with_events(rule, court, spans)
    return _within(spans, rule.facts["within"], court, near=rule.facts.get("near", 0))


def _with_events(rule: Rule, court: Court, spans: Any) -> Any:
    within: Span = rule.facts["within"]
    f, t = court.features, court.cases
    none = ibis.null("date")
    extra_on = t[f.point(rule.facts["extension"], "day")] if "extension" in rule.facts else none
    by = rule.facts["by"].amount if "by" in rule.facts else 0
    more = t.select(of_case=t["case_no"], extra_on=extra_on)
    held = spans.left_join(more, spans["case_no"] == more["of_case"]).drop("of_case")
    held = held.mutate(
        start=held["from_day"],
        limit=ibis.literal(within.amount, "int64"),
        extra=ibis.ifelse(held["extra_on"].notnull(), by, 0),
    )
    held, stops = court.days.keep(held), None
    if rule.facts.get("pauses"):
        ends = held.select("case_no", until_day=_until(held, court.on))
        stops = court.days.keep(_stops(rule, court, ends))
    done = clock.reckoned(held, court.days, stops=stops, unit=within.unit, rolls=court.rolls)
    if stops is not None:
        done = _with_misfits(done, rule, court)
    counted = _taken(done.mutate(until_day=_until(done, court.on)), within.unit, court)
    told = counted.mutate(
        taken=ibis.greatest(counted["taken"] - counted["paused"], 0).cast("float64"),
        limit=(counted["limit"] + counted["extended"]).cast("float64"),
    )
    return _against_due(court.days.keep(told), rule.facts.get("near", 0), court)


def _marked(rule: Rule, court: Court) -> Any:
    """The events that stop or start a clock; `apart` where one says what the one before said."""
    stopping = [pair[0] for pair in rule.facts["pauses"]]
    starting = [pair[1] for pair in rule.facts["pauses"]]
    events = court.features.events_of([*stopping, *starting])
    numbers = court.features.log.numbers(stopping)
    marked = events.mutate(stops=events["activity_no"].isin(numbers or [-1]))
    order = ibis.window(group_by="case_no", order_by="n")
    before = marked["stops"].lag().over(order).fill_null(NO)  # a clock begins running
    return marked.mutate(apart=marked["stops"] == before)


def _stops(rule: Rule, court: Court, spans: Any) -> Any:
    """The pauses of each case: from the event that stops the clock to the one that starts it."""
    marked = _marked(rule, court)
    turns = marked.filter(~marked["apart"])
    order = ibis.window(group_by="case_no", order_by="n")
    paired = turns.mutate(again=turns["day"].lead().over(order))
    begun = paired.filter(paired["stops"]).select("case_no", "again", first="day")
    joined = begun.join(spans, "case_no")
    last = (joined["until_day"] + ibis.interval(days=1)).cast("date")
    until = ibis.least(ibis.coalesce(joined["again"], last), last)
    closed = joined.mutate(until=ibis.greatest(until, joined["first"]))
    return closed.filter(closed["first"] <= closed["until_day"]).select("case_no", "first", "until")


def _with_misfits(cases: Any, rule: Rule, court: Court) -> Any:
    """Stops of a standing clock and starts of a running one are counted, not passed over."""
    marked = _marked(rule, court)
    apart = marked.filter(marked["apart"])
    counted = apart.group_by("case_no").agg(more=apart.count())
    counted = counted.select(of_case="case_no", more="more")
    held = cases.left_join(counted, cases["case_no"] == counted["of_case"]).drop("of_case")
    return held.mutate(misfits=held["misfits"] + held["more"].fill_null(0)).drop("more")


def _until(spans: Any, on: date) -> Any:
    return ibis.coalesce(spans["to_day"], ibis.literal(on))


def takes(rule: Rule, court: Court) -> Any:
    """What lies between two points is too short or too long."""
    spans = _spans(rule, court)
    ended = spans.filter(spans["to_day"].notnull())
    return _between(ended, rule.facts.get("least"), rule.facts.get("most"), court)


def follows(rule: Rule, court: Court) -> Any:
    """Something is not followed by what must come after it, too late, or too soon."""
    f = court.features
    one, other = f.events_of(rule.facts["activity"]), f.events_of(rule.facts["then"])
    later = other.select(of_case="case_no", of_n="n", then_at="at", then_day="day")
    pairs = one.join(later, [one["case_no"] == later["of_case"], one["n"] < later["of_n"]])
    near = pairs.group_by("case_no", "n").agg(
        to_at=pairs["then_at"].min(), to_day=pairs["then_day"].argmin(pairs["of_n"])
    )
    near = near.select(of_case="case_no", of_n="n", to_at="to_at", to_day="to_day")
    held = one.left_join(near, [one["case_no"] == near["of_case"], one["n"] == near["of_n"]])
    spans = held.select("case_no", "n", "to_at", "to_day", from_at="at", from_day="day")
    if within := rule.facts.get("within"):
        judged_ = _within(spans, within, court)
        if "least" not in rule.facts:
            return judged_
        soon = _between(spans.filter(spans["to_day"].notnull()), rule.facts["least"], None, court)
        return judged_.select(*SHARED).union(soon.filter(soon["broken"]).select(*SHARED))
    if least := rule.facts.get("least"):
        return _between(spans.filter(spans["to_day"].notnull()), least, None, court)
    return spans.mutate(broken=spans["to_day"].isnull(), open=ibis.literal(value=False))


def idle(rule: Rule, court: Court) -> Any:
    """Nothing happens in a case for too long, while it is open."""
    events = court.features.log.events
    after = events.select(of_case="case_no", of_n=events["n"] - 1, to_at="at", to_day="day")
    held = events.left_join(
        after, [events["case_no"] == after["of_case"], events["n"] == after["of_n"]]
    )
    spans = held.select("case_no", "n", "to_at", "to_day", from_at="at", from_day="day")
    if until := rule.facts.get("until"):
        t = court.cases
        ended = t.filter(t[court.features.count(until)] > 0).select("case_no")
        still = spans.filter(spans["to_day"].isnull()).anti_join(ended, "case_no")
        spans = spans.filter(spans["to_day"].notnull()).union(still)
    else:
        spans = spans.filter(spans["to_day"].notnull())
    return _within(spans, rule.facts["within"], court)


SHARED: Final = ("case_no", "n", "from_day", "to_day", "taken", "limit", "broken", "open")


def _within(spans: Any, within: Span, court: Court, *, near: int = 0) -> Any:
    """Spans judged against one length: over it, still open, or in time."""
    if within.unit == "s":
        return _within_seconds(spans, within, court)
    held = spans.mutate(limit=ibis.literal(within.amount, "int64"))
    held = clock.due(
        held, court.days, start="from_day", limit="limit", unit=within.unit, rolls=court.rolls
    )
    counted = _taken(held.mutate(until_day=_until(held, court.on)), within.unit, court)
    told = counted.mutate(
        taken=counted["taken"].cast("float64"), limit=counted["limit"].cast("float64")
    )
    return _against_due(told, near, court)


def _within_seconds(spans: Any, within: Span, court: Court) -> Any:
    zone = ZoneInfo(court.features.log.zone or "UTC")  # without one, moments are as written
    midnight = datetime.combine(court.on + timedelta(days=1), datetime.min.time(), zone)
    evening = ibis.literal(midnight.astimezone(UTC).replace(tzinfo=None))
    gone = microseconds(ibis.coalesce(spans["to_at"], evening), spans["from_at"]) / SECOND
    held = spans.mutate(taken=gone, limit=ibis.literal(float(within.amount)))
    broken = held["taken"] > held["limit"]
    return held.mutate(broken=broken, open=held["to_day"].isnull() & ~broken)


def _taken(spans: Any, unit: str, court: Court) -> Any:
    """The spans with the days of the unit from `from_day` to `until_day`."""
    if unit == "wd":
        return clock.taken(spans, court.days, "from_day", "until_day", "taken").drop("taken_known")
    gone = spans["until_day"].delta(spans["from_day"], unit="day").cast("int64")
    return spans.mutate(taken=gone)


def _against_due(spans: Any, near: int, court: Court) -> Any:
    ended, on = spans["to_day"].notnull(), ibis.literal(court.on)
    broken = ibis.ifelse(ended, spans["to_day"], on) > spans["due"]
    open_still = ~ended & ~broken
    return spans.mutate(
        broken=broken,
        open=open_still,
        near=open_still & (spans["limit"] - spans["taken"] <= near) & (near > 0),
        last_day=ended & (spans["to_day"] == spans["due"]),
        provisional=~spans["due_known"],
    ).drop("until_day", "due_known")


def _between(spans: Any, least: Span | None, most: Span | None, court: Court) -> Any:
    """Ended spans judged against the shortest and the longest they may be."""
    held, wrong = spans, []
    for name, bound in (("least", least), ("most", most)):
        if bound is None:
            continue
        if bound.unit == "s":
            gone = microseconds(held["to_at"], held["from_at"]) / SECOND
            held = held.mutate(taken=gone)
        else:
            held = _taken(held.mutate(until_day=held["to_day"]), bound.unit, court)
        held = held.mutate(taken=held["taken"].cast("float64"))
        over = held["taken"] < bound.amount if name == "least" else held["taken"] > bound.amount
        held = held.mutate(**{f"{name}_wrong": over, f"{name}_limit": float(bound.amount)})
        wrong.append(name)
    first, last = wrong[0], wrong[-1]
    broken = held[f"{first}_wrong"] | held[f"{last}_wrong"]
    bound = ibis.ifelse(held[f"{first}_wrong"], held[f"{first}_limit"], held[f"{last}_limit"])
    told = held.mutate(broken=broken, limit=bound, open=ibis.literal(value=False))
    return told.select(*SHARED)


JUDGES: Final = {"limit": limit, "takes": takes, "follows": follows, "idle": idle}
