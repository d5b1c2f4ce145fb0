"""How fast a poll is verified: 100,000 sealed ballots on 84 organs, every ticket checked.

Seconds are by the clock and, because the machine may be shared, by processor time as well: what
`ballots_per_second_of_processor` says is one processor's. Belenios verifies 39 ballots a second.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
from collections.abc import Callable
from time import perf_counter
from typing import Any

from mingcha.core.ballot import Group
from mingcha.core.disclosure import Rule
from mingcha.polls import verify
from tests.polls.sample_polls import Box, paper

MANY = 100_000
SIGNED = 2_000  # signing is dear: so many blind tickets are made, and cast in turn
ORGANS = 84
TARGET = 10_000


def measure(n: int = MANY, tickets: str = "drawn") -> dict[str, Any]:
    """Make a poll of `n` ballots, then verify its bundle and its kit."""
    public, kit, key = _poll(n, tickets)
    seen: dict[str, Any] = {"what": f"{n} {tickets} ballots of {ORGANS} marks verified"}
    seen |= _timed("bundle", n, lambda: verify.check_bundle(public))
    seen |= _timed("kit", n, lambda: verify.check_kit(kit, public, lambda poll: key))
    seen |= {"bundle_mb": round(len(public) / 1e6, 1), "kit_mb": round(len(kit) / 1e6, 1)}
    seen |= {"processors": os.cpu_count(), "load": round(os.getloadavg()[0], 2)}
    seen |= {"target_per_second": TARGET, "met": seen["kit_per_second"] >= TARGET}
    return seen


def _poll(n: int, tickets: str) -> tuple[bytes, bytes, bytes]:
    organs = tuple(f"MZ{k:03}" for k in range(ORGANS))
    groups = tuple(Group(code) for code in ("deputy", "citizen", "enterprise", "grassroots"))
    box = Box(
        paper(organs=organs, groups=groups, drawn=tickets == "drawn", blind=tickets == "blind")
    )
    chance = random.Random(1)
    rows = [
        "".join(chance.choices(box.paper.allowed, [62, 20, 8, 4, 5, 1], k=ORGANS))
        for _ in range(997)
    ]
    made = [
        box.ticket(groups[k % 4].code) for k in range(n if tickets == "drawn" else min(n, SIGNED))
    ]
    for k in range(n):
        box.put(groups[k % 4], made[k % len(made)], rows[k % len(rows)])
    box.count()
    return box.bundle(Rule()), box.kit(), box.private


def _timed(what: str, n: int, act: Callable[[], list[verify.Check]]) -> dict[str, Any]:
    begin, before = perf_counter(), _processor()
    checks = act()
    seconds, processor = perf_counter() - begin, _processor() - before
    return {
        f"{what}_seconds": round(seconds, 2),
        f"{what}_processor_seconds": round(processor, 2),
        f"{what}_per_second": round(n / seconds),
        f"{what}_per_second_of_processor": round(n / processor),
        # Blind tickets are cast several times here, on purpose: that alone must be noticed.
        f"{what}_faults": [check.name for check in checks if not check.ok],
    }


def _processor() -> float:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(sum(resource.getrusage(kind)[:2]) for kind in kinds)


def main() -> None:
    """Print the measurement, for people or as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--ballots", type=int, default=MANY, help="how many")
    parser.add_argument("--tickets", choices=("drawn", "blind"), default="drawn")
    args = parser.parse_args()
    seen = measure(args.ballots, args.tickets)
    if args.json:
        print(json.dumps(seen, ensure_ascii=False))
    else:
        print("\n".join(f"{name}: {value}" for name, value in seen.items()))


if __name__ == "__main__":
    main()
