"""How fast a poll is counted: sealed papers on 84 organs opened, judged again and added up.

The goal is 100,000 papers in under 30 seconds on two processors;
Belenios verifies 39 ballots a second.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
from time import perf_counter
from typing import Any

from mingcha.core.ballot import Cast, Group, vote_bytes
from mingcha.core.ticket import ballot_key
from mingcha.polls.counting import Key, tally
from mingcha.polls.queries.box import SealedBallot
from tests.polls.sample_polls import Box, paper, signer

MANY = 100_000
SIGNED = 2_000  # signing is dear: so many blind tickets are made, and cast in turn
ORGANS = 84
SCALE = ("100", "60", "0")  # with points the count looks at severity and suspicion as well
GOAL = 30.0  # seconds for 100,000


def measure(n: int = MANY, tickets: str = "drawn") -> dict[str, Any]:
    """Seal `n` papers, then count them; seconds by the clock and of the processors."""
    box, ballots = _sealed(n, tickets)
    known = {digest: group for group, digests in box.tickets.items() for digest in digests}
    moduli = {}
    if tickets == "blind":
        moduli = {g.code: _modulus(g.code) for g in box.paper.groups}
    begin, before = perf_counter(), _processor()
    told = tally(box.paper, ballots, Key.of(box.private), tickets=known, moduli=moduli, scale=SCALE)
    seconds, processor = perf_counter() - begin, _processor() - before
    return {
        "what": f"{n} {tickets} papers of {ORGANS} marks counted",
        "counted": sum(group["ballots"] for group in told["groups"].values()),
        "broken": told["broken"],
        "seconds": round(seconds, 2),
        "processor_seconds": round(processor, 2),
        "per_second": round(n / seconds),
        "seconds_for_100000": round(100_000 * seconds / n, 2),
        "processors": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "met": 100_000 * seconds / n < GOAL,
    }


def _modulus(group: str) -> int:
    return int(signer(group).public_key().public_numbers().n)


def _sealed(n: int, tickets: str) -> tuple[Box, list[SealedBallot]]:
    organs = tuple(f"MZ{k:03}" for k in range(ORGANS))
    groups = tuple(Group(code) for code in ("deputy", "citizen", "enterprise", "grassroots"))
    drawn = tickets == "drawn"
    box = Box(paper(organs=organs, groups=groups, drawn=drawn, blind=not drawn))
    chance = random.Random(1)
    odds = [62, 20, 8, 4, 5, 1]
    rows = ["".join(chance.choices(box.paper.allowed, odds, k=ORGANS)) for _ in range(997)]
    made = [box.ticket(groups[k % 4].code) for k in range(n if drawn else min(n, SIGNED))]
    ballots = []
    for k in range(n):
        ticket, group = made[k % len(made)], groups[k % 4]
        cast = Cast(ticket, rows[k % len(rows)], chance.randbytes(16))
        box.add(group.code, vote_bytes(box.paper, cast, group))
        key = ballot_key(box.paper.poll, ticket)
        ballots.append(SealedBallot(key, group.code, box.sealed[-1][1]))
    return box, ballots


def _processor() -> float:
    return sum(resource.getrusage(resource.RUSAGE_SELF)[:2])


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
