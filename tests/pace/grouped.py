"""How fast a hundred million ratings are grouped from Parquet, beside DuckDB asked by itself.

Ours asks as every measure does: an expression of Ibis through `foundation.columns`. The peer is
DuckDB with the SQL written by hand. Each asking is a process of its own, so that its memory can be
told; both read a file that was just read, and take turns.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

MANY, FEW = 100_000_000, 2_000_000
ORGANS, RATERS, GRADES = 150, 100_000, 5
ROUNDS, QUICK_ROUNDS = 5, 3
MOST_RATIO, MOST_MIB = 1.2, 300
ROOT = Path(__file__).resolve().parents[2]
SQL = (
    "SELECT organ, month, value, count(*) AS n FROM read_parquet('{path}') "
    "GROUP BY organ, month, value ORDER BY organ, month, value"
)


def write(path: Path, rows: int) -> None:
    """Ratings of organs by raters: organ by code, month, grade; one file, the same every time."""
    import duckdb

    made = f"""
        COPY (SELECT format('MZ{{:03d}}', (hash(i) % {ORGANS})::INT) AS organ,
                     (hash(i * 7 + 1) % {RATERS})::INT AS rater,
                     (202501 + hash(i * 7 + 2) % 12)::BIGINT AS month,
                     (hash(i * 7 + 3) % {GRADES})::BIGINT AS value
              FROM range({rows}) t(i)) TO '{path}' (FORMAT parquet, COMPRESSION zstd)
    """
    with duckdb.connect(config={"memory_limit": "2GB"}) as engine:
        engine.execute(made)


def ours(path: Path) -> list[tuple[Any, ...]]:
    """As a measure asks: an expression, through the foundation's engine."""
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingcha.web.settings")
    from mingcha.foundation.columns import opened

    with opened(path.parent, "duckdb") as engine:
        found = engine.table(path.stem)
        told = found.group_by(["organ", "month", "value"]).aggregate(n=found.count())
        return [tuple(r.values()) for r in engine.rows(told.order_by(["organ", "month", "value"]))]


def peer(path: Path) -> list[tuple[Any, ...]]:
    """DuckDB by itself."""
    import duckdb

    with duckdb.connect() as engine:
        return engine.execute(SQL.format(path=path)).fetchall()


WAYS = {"ours": ours, "peer": peer}


def once(way: str, path: Path) -> dict[str, Any]:
    """One asking in a process of its own: seconds once loaded, CPU seconds, peak memory."""
    words = [sys.executable, "-m", "tests.pace.grouped", "--way", way, "--file", str(path)]
    done = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _asked(way: str, path: Path) -> dict[str, Any]:
    ask = WAYS[way]
    small = path.with_name("small.parquet")
    ask(small)  # what is loaded at the first question is no part of the grouping
    begin, worked = perf_counter(), process_time()
    answer = ask(path)
    seconds, cpu = perf_counter() - begin, process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "cpu": cpu, "mib": peak, "groups": len(answer)}


def measure(quick: bool = False) -> list[dict[str, Any]]:
    """Group the ratings by organ, month and grade; ratio to the peer and peak memory."""
    rows, rounds = (FEW, QUICK_ROUNDS) if quick else (MANY, ROUNDS)
    with tempfile.TemporaryDirectory(prefix="mingcha-grouped-") as place:
        path = Path(place) / "ratings.parquet"
        write(path, rows)
        write(path.with_name("small.parquet"), 1000)
        seen: dict[str, list[dict[str, Any]]] = {"ours": [], "peer": []}
        for _n in range(rounds):
            for way in WAYS:
                seen[way].append(once(way, path))
        size = path.stat().st_size
    seconds = {way: statistics.median(one["seconds"] for one in seen[way]) for way in WAYS}
    cpu = {way: statistics.median(one["cpu"] for one in seen[way]) for way in WAYS}
    mib = {way: max(one["mib"] for one in seen[way]) for way in WAYS}
    ratio = seconds["ours"] / seconds["peer"]
    return [
        {
            "what": f"{rows} ratings grouped from Parquet",
            "seconds": round(seconds["ours"], 3),
            "peak_mib": round(mib["ours"]),
            "peer": "DuckDB, SQL by hand",
            "peer_seconds": round(seconds["peer"], 3),
            "peer_peak_mib": round(mib["peer"]),
            "ratio": round(ratio, 3),
            "cpu_ratio": round(cpu["ours"] / cpu["peer"], 3),
            "target": f"ratio {MOST_RATIO}, {MOST_MIB} MiB",
            "met": ratio <= MOST_RATIO and mib["ours"] <= MOST_MIB,
            "groups": seen["ours"][0]["groups"],
            "file_mib": round(size / 2**20),
        }
    ]


def main() -> int:
    """Measure, or (inside) ask once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--way", choices=sorted(WAYS))
    parser.add_argument("--file", type=Path)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    if args.way:
        print(json.dumps(_asked(args.way, args.file)))
        return 0
    for row in measure(args.quick):
        print(json.dumps(row) if args.json else row)
    return 0


if __name__ == "__main__":
    sys.exit(main())
