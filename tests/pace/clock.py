"""How fast a million due dates are derived, beside NumPy's own business-day offset.

The peer is given the weekdays off as holidays, but `busday_offset` has no way to be told that a
Sunday is worked: its answers are wrong wherever a make-up day lies on the way, and the share of
them is reported. A sample is derived one by one as well, and must be equal case by case.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from datetime import date, time
from time import perf_counter
from typing import Any

import numpy as np

from mingcha.core.clock import (
    Derivation,
    Event,
    Extended,
    Limit,
    Paused,
    Received,
    Resumed,
    derive,
    due_many,
)
from mingcha.core.workdays import Calendar, Days
from mingcha.foundation.calendar import shipped

MANY = 1_000_000
SAMPLE = 2_000
TARGET_S = 2.0


def measure(n: int = MANY) -> dict[str, Any]:
    """Derive `n` due dates at once, and say how long it took beside the peer."""
    calendar = Calendar.of(shipped())
    chance = np.random.default_rng(20240910)
    first = np.datetime64("2019-01-01")
    received = first + chance.integers(0, 365 * 7 + 300, n).astype("timedelta64[D]")
    days = chance.choice(np.array([5, 8, 10, 15, 20, 45]), n)
    paused, extended = chance.integers(0, 6, n), chance.choice(np.array([0, 0, 0, 10]), n)
    moments = received + chance.integers(0, 24 * 60, n).astype("timedelta64[m]")

    def ours() -> Days:
        return due_many(received, days, calendar, paused=paused, extended=extended).due

    def peer() -> Days:
        off = [rule.on for rule in calendar.rules.values() if rule.off]
        total = days + paused + extended
        moved: Days = np.busday_offset(received, total, roll="backward", holidays=off)
        return moved

    def at_counter() -> Days:
        return due_many(moments, days, calendar, cut_off=time(17, 30)).due

    seconds, due = _timed(ours)
    peer_seconds, peer_due = _timed(peer)
    counter_seconds, _ = _timed(at_counter)
    single_seconds, equal = _one_by_one(calendar, received, days, extended)
    return {
        "what": f"{n} due dates in working days",
        "seconds": round(seconds, 3),
        "with_cut_off_seconds": round(counter_seconds, 3),
        "target_seconds": TARGET_S,
        "met": seconds < TARGET_S,
        "per_second": round(n / seconds),
        "peer": "numpy.busday_offset (holidays only: it cannot know worked weekends)",
        "peer_seconds": round(peer_seconds, 3),
        "peer_wrong_share": round(float(np.mean(peer_due != due)), 4),
        "one_by_one_sample": equal[1],
        "one_by_one_equal": equal[0],
        "one_by_one_per_second": round(equal[1] / single_seconds),
    }


def _timed(act: Callable[[], Days]) -> tuple[float, Days]:
    best, result = float("inf"), act()  # the first run fills the calendar's index
    for _ in range(3):
        begin = perf_counter()
        result = act()
        best = min(best, perf_counter() - begin)
    return best, result


def _one_by_one(
    calendar: Calendar, received: Days, days: np.ndarray[Any, Any], extended: np.ndarray[Any, Any]
) -> tuple[float, tuple[int, int]]:
    """Seconds for a sample with its day-by-day count; how many agree, of how many.

    Every third case is paused from the day after receipt to the sixth day after it.
    """
    size = min(SAMPLE, received.size)
    cases = list(zip(received[:size].tolist(), days[:size], extended[:size], strict=True))
    begin = perf_counter()
    alone = [_derived(calendar, place, *case) for place, case in enumerate(cases)]
    seconds = perf_counter() - begin
    stood_still = np.array([seen.paused for seen in alone])
    many = due_many(
        received[:size], days[:size], calendar, paused=stood_still, extended=extended[:size]
    )
    equal = np.array([seen.due for seen in alone], "datetime64[D]") == many.due
    return seconds, (int(equal.sum()), size)


def _derived(calendar: Calendar, place: int, on: date, days: int, more: int) -> Derivation:
    pause: list[Event] = (
        [
            Paused(date.fromordinal(on.toordinal() + 1)),
            Resumed(date.fromordinal(on.toordinal() + 7)),
        ]
        if place % 3 == 0
        else []
    )
    longer: list[Event] = [Extended(int(more), on)] if more else []
    return derive(Limit(int(days)), [Received(on), *pause, *longer], calendar)


def main() -> None:
    """Print the measurement, for people or as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--json", action="store_true", help="print JSON")
    seen = measure()
    if parser.parse_args().json:
        print(json.dumps(seen, ensure_ascii=False))
    else:
        print("\n".join(f"{name}: {value}" for name, value in seen.items()))


if __name__ == "__main__":
    main()
