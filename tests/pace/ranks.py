"""How long sets of ranks take, beside the R package csranks and the plain way in NumPy.

Each case runs in a process of its own, so its peak of memory is its own. Where R with csranks is
not installed, the figures seen with it elsewhere stand in, and the row says so. The plain way
(all pairs in all draws, as the paper says) runs here, and its critical value must be the same.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
from time import perf_counter, process_time
from typing import Any

import numpy as np

from mingcha.core.rankdraws import Independent
from mingcha.core.ranks import rank_sets
from tests.core import ranks_oracle

Case = tuple[int, int, bool, float, int]  # units, draws, marginal sets too, seconds, runs
CASES: tuple[Case, ...] = (
    (100, 1_000, False, 0.067, 5),
    (300, 1_000, False, 0.212, 5),
    (1_000, 1_000, False, 3, 3),
    (5_000, 1_000, False, 60, 1),
    (150, 100_000, False, 2, 3),
    (100, 1_000, True, 0.067, 5),
    (300, 1_000, True, 0.212, 5),
    (1_000, 1_000, True, 3, 3),
    (5_000, 1_000, True, 60, 1),
    (150, 100_000, True, 2, 3),
    (84, 10_000, True, 1, 3),
)
QUICK = CASES[:2] + CASES[5:7]
MEMORY_MB = 500
SEEN = {100: 0.67, 300: 10.6}  # seconds of csranks elsewhere, 1,000 draws, step-down
SCRIPT = """
x <- as.numeric(strsplit(readLines("stdin"), ",")[[1]]); n <- length(x) / 2
t <- system.time(csranks::csranks(x[1:n], diag(x[(n + 1):(2 * n)]^2), R = 1000))
cat(t[["elapsed"]])
"""


def sample(n: int) -> tuple[Any, Any]:
    """A city of `n` organs, some with much larger errors than others."""
    chance = np.random.default_rng(4)
    errors = chance.uniform(0.5, 1.5, n)
    return 3 * chance.standard_normal(n) + errors * chance.standard_normal(n), errors


def one(n: int, draws: int, runs: int, *, marginal: bool) -> dict[str, Any]:
    """The best of several runs in this process: seconds on the wall, of the processor, memory."""
    x, errors = sample(n)
    rank_sets(x[:10], errors[:10], draws=100)  # what is loaded once
    seen = []
    for _ in range(runs):
        wall, cpu = perf_counter(), process_time()
        sets = rank_sets(x, errors, draws=draws, marginal=marginal)
        seen.append((perf_counter() - wall, process_time() - cpu))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "seconds": round(min(wall for wall, _ in seen), 4),
        "cpu_seconds": round(min(cpu for _, cpu in seen), 4),
        "peak_mb": round(peak),
        "critical": sets.critical,
    }


def plain(n: int) -> dict[str, Any]:
    """The same sets with all pairs in all draws, in this process."""
    x, errors = sample(n)
    order = np.lexsort((x, errors))
    z = np.empty((1_000, n))
    z[:, order] = Independent(errors[order], 1_000, 0).z
    matrix, everyone = np.diag(errors**2), ranks_oracle.everyone(n)
    wall = perf_counter()
    _, critical = ranks_oracle.steps(x, ranks_oracle.spread(matrix), everyone, lambda: z, 0.95)
    return {"seconds": round(perf_counter() - wall, 3), "critical": critical}


def csranks(n: int) -> float | None:
    """Seconds of csranks in R here, if both are installed."""
    if not shutil.which("Rscript"):
        return None
    fed = ",".join(str(value) for part in sample(n) for value in part)
    ran = subprocess.run(
        ["Rscript", "-e", SCRIPT], input=fed + "\n", capture_output=True, text=True, check=False
    )
    return float(ran.stdout) if ran.returncode == 0 else None


def measure(quick: bool = False) -> list[dict[str, Any]]:
    """One row a case: seconds, target, memory, peer and how many times faster."""
    rows = []
    for n, draws, marginal, target, runs in QUICK if quick else CASES:
        found = _apart(f"one({n}, {draws}, {runs}, marginal={marginal})")
        row: dict[str, Any] = {
            "what": f"rank sets of {n} units, {draws} draws, {_kinds(marginal)}",
            "target_seconds": target,
            **found,
            "met": found["seconds"] < target and found["peak_mb"] < MEMORY_MB,
        }
        if not marginal and n in SEEN:
            row |= _beside(n, found)
        rows.append(row)
    return rows


def _kinds(marginal: bool) -> str:
    return "simultaneous and marginal" if marginal else "simultaneous"


def _beside(n: int, found: dict[str, Any]) -> dict[str, Any]:
    here = csranks(n)
    peer = here or SEEN[n]
    slow = _apart(f"plain({n})")
    return {
        "peer": "csranks, R" if here else "csranks, R (not here: seconds seen elsewhere)",
        "peer_seconds": peer,
        "times_faster": round(peer / found["seconds"], 1),
        "plain_seconds": slow["seconds"],
        "times_faster_than_plain": round(slow["seconds"] / found["seconds"], 1),
        "same_critical": bool(abs(slow["critical"] - found["critical"]) < 1e-5),
    }


def _apart(call: str) -> dict[str, Any]:
    """What a function of this module returns in a process of its own."""
    code = f"import json; from tests.pace.ranks import *; print(json.dumps({call}))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def main() -> None:
    """Print the measurement, for people or as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--quick", action="store_true", help="only the small cases")
    said = parser.parse_args()
    rows = measure(quick=said.quick)
    if said.json:
        print(json.dumps(rows, ensure_ascii=False))
    else:
        for row in rows:
            print("; ".join(f"{name}: {value}" for name, value in row.items()))


if __name__ == "__main__":
    main()
