"""Events put in order: by case as cases first come, by moment, and as the file has them."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mingcha.cases.log.coding import ABSENT, Codes
from mingcha.cases.log.times import NONE, Times

PIECE: Final = 122_880  # rows a thread of the engine takes at a time
SEEDS: Final = (0x9E3779B97F4A7C15, 0xD1B54A32D192ED03)
MARK: Final = np.uint64(24)  # bits a mark leaves free, so that sums of many fit


class Read(NamedTuple):
    """A log in memory: the coded events as an Arrow table, the names, what was left out."""

    events: Any
    cases: list[str]
    names: dict[str, list[str]]
    refused: tuple[tuple[int, str, str], ...]
    left_out: int
    unread: tuple[tuple[int, str, str], ...]
    twins: int


def arranged(
    rows: NDArray[np.int64],
    times: Times,
    codes: dict[str, Codes],
    beside: dict[str, Times],
    **told: Any,
) -> Read:
    """Put the events in order and number them within their cases."""
    numbers = {name: one.whole() for name, one in codes.items()}
    for one in codes.values():
        one.parts.clear()
    kept = None if rows.size and rows.min() >= 0 else np.flatnonzero(rows >= 0)
    order = _order(numbers["case"], times.at, kept)
    if order is not None:
        rows, times = rows[order], Times(times.at[order], times.day[order])
        numbers = {name: one[order] for name, one in numbers.items()}
        beside = {name: Times(one.at[order], one.day[order]) for name, one in beside.items()}
    case, activity = numbers.pop("case"), numbers.pop("activity")
    first = np.empty(len(case), bool)
    first[:1], first[1:] = True, case[1:] != case[:-1]
    n = _places(first)
    twins = _twins(first, activity, times.at, numbers)
    columns = {
        "case_no": pa.array(case),
        "activity_no": pa.array(activity),
        "at": pa.array(times.at).cast(pa.timestamp("us")),
        "day": pa.array(times.day).cast(pa.date32()),
        "seq": pa.array(rows.astype(np.int32)),
        "n": pa.array(n),
        "next_no": _next(first, activity),
        "mark_a": _marks(activity, n, SEEDS[0]),
        "mark_b": _marks(activity, n, SEEDS[1]),
    }
    columns |= {f"{name}_no": pa.array(one, mask=one == ABSENT) for name, one in numbers.items()}
    for name, one in beside.items():
        gone = one.at == NONE
        columns[name] = pa.array(one.at, mask=gone).cast(pa.timestamp("us"))
        columns[f"{name}_day"] = pa.array(one.day, mask=gone).cast(pa.date32())
    table = pa.table(columns)
    table = pa.Table.from_batches(table.to_batches(max_chunksize=PIECE))
    names = {name: one.names for name, one in codes.items()}
    return Read(table, names.pop("case"), names, twins=twins, **told)


def _order(case: Any, at: Any, kept: Any) -> Any:
    """Where each event belongs; None where the file has them in order already."""
    if kept is not None:
        case, at = case[kept], at[kept]
    same = case[1:] == case[:-1]
    seen = np.count_nonzero(~same) + 1
    together = seen == np.count_nonzero(np.bincount(case))
    if together and not (same & (at[1:] < at[:-1])).any():
        return kept
    order = np.lexsort((at, case))  # stable: equal moments stay as the file has them
    return order if kept is None else kept[order]


def _places(first: NDArray[np.bool_]) -> NDArray[np.int32]:
    begins = np.flatnonzero(first)
    lengths = np.diff(np.append(begins, len(first)))
    places: NDArray[np.int32] = (np.arange(1, len(first) + 1) - np.repeat(begins, lengths)).astype(
        np.int32
    )
    return places


def _next(first: NDArray[np.bool_], activity: NDArray[np.int32]) -> Any:
    after = np.roll(activity, -1)
    return pa.array(after, mask=np.roll(first, -1))


def _twins(first: Any, activity: Any, at: Any, numbers: dict[str, Any]) -> int:
    """Events that say nothing but what the one before says: probably entered twice."""
    same = ~first[1:] & (activity[1:] == activity[:-1]) & (at[1:] == at[:-1])
    for one in numbers.values():
        same &= one[1:] == one[:-1]
    return int(np.count_nonzero(same))


def _marks(activity: Any, n: Any, seed: int) -> Any:
    """A number of 40 bits for an activity at its place: their sum in a case tells its variant.

    The finaliser of SplitMix64 (Steele, Lea, Flood 2014), which spreads every bit over all.
    """
    z = (activity.astype(np.uint64) << np.uint64(32)) + n.astype(np.uint64)
    z += np.uint64(seed)
    for shift, times in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        z ^= z >> np.uint64(shift)
        z *= np.uint64(times)
    z ^= z >> np.uint64(31)
    return pa.array((z >> MARK).astype(np.int64))
