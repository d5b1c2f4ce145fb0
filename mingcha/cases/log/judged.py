"""Each kind of rule as an expression over cases: whom it concerns, who broke it, and by what.

A judgement is expressions over the table of `Features`, which is made only when all rules have
asked: hence `ibis._`, the table to come. It says whom the rule concerns (`applies`, everybody if
it is left out), `broken`, `open` (cannot be decided) and `seq`, the row of the event it looks at;
further columns are parts of the derivation.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any, Final

import ibis

from mingcha.cases.log.features import Features
from mingcha.cases.log.language import Rule

Parts = dict[str, Any]
NO, YES = False, True
t: Final[Any] = ibis._  # the table of features, once it is made


def _all(parts: list[Any]) -> Any:
    return reduce(lambda one, other: one & other, parts)


def _any(parts: list[Any]) -> Any:
    return reduce(lambda one, other: one | other, parts)


def absent(rule: Rule, f: Features) -> Parts:
    """The activity never happens in a case, or in a case where another one did."""
    when = rule.facts.get("when")
    missing = t[f.count(rule.facts["activity"])] == 0
    if not when:
        return {"broken": missing, "seq": t["last_seq"]}
    applies = t[f.count(when)] > 0
    return {"applies": applies, "broken": applies & missing, "seq": t[f.seq(when)]}


def precedes(rule: Rule, f: Features) -> Parts:
    """Something happens although what must come first had not."""
    before, then = rule.facts["activity"], rule.facts["then"]
    first = t[f.place(before)]
    applies = t[f.count(then)] > 0
    early = first.isnull() | (first > t[f.place(then)])
    return {"applies": applies, "broken": applies & early, "seq": t[f.seq(then)]}


def between(rule: Rule, f: Features) -> Parts:
    """Something happens outside the stretch from one activity to another."""
    activity = rule.facts["activity"]
    opens, closes = t[f.place(rule.facts["after"])], t[f.place(rule.facts["before"])]
    applies = t[f.count(activity)] > 0
    early = opens.isnull() | (t[f.place(activity)] < opens)
    late = (t[f.place(activity, last=True)] > closes).fill_null(NO)
    return {"applies": applies, "broken": applies & (early | late), "seq": t[f.seq(activity)]}


def either_or(rule: Rule, f: Features) -> Parts:
    """None of the activities happens, or more than one of them."""
    seen = [(t[f.count(one)] > 0).cast("int64") for one in rule.facts["activities"]]
    many = reduce(lambda one, other: one + other, seen)
    return {
        "broken": many != 1,
        "seq": t["last_seq"],
        "taken": many.cast("float64"),
        "limit": ibis.literal(1.0),
    }


def at_most(rule: Rule, f: Features) -> Parts:
    """An activity happens more often than it may."""
    count = t[f.count(rule.facts["activity"])]
    return {
        "applies": count > 0,
        "broken": count > rule.facts["times"],
        "seq": t[f.seq(rule.facts["activity"])],
        "taken": count.cast("float64"),
        "limit": ibis.literal(float(rule.facts["times"])),
    }


def different_people(rule: Rule, f: Features) -> Parts:
    """Two of the activities were first done by one and the same person."""
    acts = rule.facts["activities"]
    who = [t[f.actor(one)] for one in acts]
    applies = _all([t[f.count(one)] > 0 for one in acts])
    pairs = [(a == b) & (a >= 0) for n, a in enumerate(who) for b in who[n + 1 :]]
    unnamed = _any([one < 0 for one in who]).fill_null(NO)
    return {
        "applies": applies,
        "broken": applies & _any(pairs).fill_null(NO),
        "open": applies & unnamed,
        "seq": t[f.seq(acts[-1])],
    }


def no_later(rule: Rule, f: Features) -> Parts:
    """One point in time lies after another: by moment, or by calendar date."""
    unit = "at" if rule.facts.get("compare", "day") == "moment" else "day"
    what, than = rule.facts["what"], rule.facts["than"]
    one, other = t[f.point(what, unit)], t[f.point(than, unit)]
    applies = one.notnull() & other.notnull()
    return {
        "applies": applies,
        "broken": applies & (one > other).fill_null(NO),
        "seq": t[f.point(what, "seq")],
        "from_day": t[f.point(than, "day")],
        "to_day": t[f.point(what, "day")],
    }


def order(rule: Rule, f: Features) -> Parts:
    """The steps that happened did not first happen in their order."""
    acts = rule.facts["activities"]
    places = [t[f.place(one)] for one in acts]
    wrong = [(a > b).fill_null(NO) for n, a in enumerate(places) for b in places[n + 1 :]]
    return {"broken": _any(wrong), "seq": t["last_seq"]}


def first(rule: Rule, f: Features) -> Parts:
    """A case begins with something it may not begin with."""
    place = t[f.place(rule.facts["activities"])]
    return {
        "broken": (place != 1).fill_null(YES),
        "seq": t[f.point("start", "seq")],
    }


def last(rule: Rule, f: Features) -> Parts:
    """Something happens in a case after what closes it."""
    place = t[f.place(rule.facts["activities"])]
    return {
        "applies": place.notnull(),
        "broken": (place < t["events"]).fill_null(NO),
        "seq": t["last_seq"],
    }


Judge = Callable[[Rule, Features], Parts]
PLAIN: Final[dict[str, Judge]] = {
    "absent": absent,
    "precedes": precedes,
    "between": between,
    "either_or": either_or,
    "at_most": at_most,
    "different_people": different_people,
    "no_later": no_later,
    "order": order,
    "first": first,
    "last": last,
}
