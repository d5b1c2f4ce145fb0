"""How fast the severity of raters is told, beside lme4 where R is there.

Every fit runs in a process of its own, so that its peak memory is its own; ours and the peer's
take turns, and the best of the rounds is told. Where R or lme4 is absent the figures seen on
another machine are printed, and called that. Both get one thread of linear algebra, as the command
line does: lme4 gains nothing by a second, and on a busy machine we lose by it.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any, Final

import numpy as np

HERE: Final = Path(__file__).resolve()
ROOT: Final = HERE.parents[2]
SEEN_ELSEWHERE: Final = {
    "lme4": {"seconds": 4.3, "note": "seen on another machine, not measured here"},
    "gpboost": {"seconds": 4.25, "mib": 10_957, "note": "seen on another machine"},
}


@dataclass(frozen=True)
class Case:
    """One table of ratings to be made, or R's own InstEval."""

    name: str
    ratings: int = 0
    raters: int = 0
    targets: int = 0
    blocks: int = 0
    peer: bool = True
    target_seconds: float | None = None
    target_mib: int | None = None
    target_ratio: float | None = None


CASES: Final = {
    case.name: case
    for case in (
        Case("city", 73_000, 3_000, 1_100, 14, target_mib=500, target_ratio=4.0),
        Case("InstEval", blocks=14, target_mib=500, target_ratio=4.0),
        Case("round", 1_800_000, 21_429, 150, peer=False, target_seconds=5.0),
        Case("huge", 10_000_000, 100_000, 150, peer=False, target_seconds=10.0, target_mib=4096),
    )
}
QUICK: Final = ("city", "round")


def made(case: Case) -> tuple[np.ndarray[Any, Any], ...]:
    """Scores and codes, the same in every run; one target in seven is met in two blocks."""
    chance = np.random.Generator(np.random.PCG64(2026))
    n = case.ratings
    r, t = chance.integers(0, case.raters, n), chance.integers(0, case.targets, n)
    y = 3.2 + chance.normal(0, 0.33, case.raters)[r] + chance.normal(0, 0.52, case.targets)[t]
    y += chance.normal(0, 1.18, n)
    if not case.blocks:
        return y, r, t
    b = (t + ((t % 7 == 0) & (chance.random(n) < 0.3))) % case.blocks
    return y + chance.normal(0, 0.1, case.blocks)[b], r, t, b


def read(path: Path) -> tuple[np.ndarray[Any, Any], ...]:
    """The table R wrote: scores and three columns of whole numbers."""
    rows = np.loadtxt(path, delimiter=",", skiprows=1)
    return rows[:, 0].copy(), *(rows[:, k].astype(np.int64) for k in (1, 2, 3))


def one(name: str, folder: Path, method: str) -> None:
    """Fit one case here and print what was seen; the effects go to a file for the comparison."""
    from mingcha.core.severity import fit

    table = read(folder / "InstEval.csv") if name == "InstEval" else made(CASES[name])
    idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    wall, cpu = perf_counter(), process_time()
    found = fit(*table[:3], blocks=table[3] if len(table) > 3 else None, method=method)
    wall, cpu = perf_counter() - wall, process_time() - cpu
    effects = {str(row.name): [row.effect, row.se] for row in found.targets}
    (folder / f"{name}.ours.json").write_text(json.dumps(effects))
    print(
        json.dumps(
            {
                "seconds": wall,
                "cpu": cpu,
                "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                "mib_before": idle // 1024,
                "deviance": found.deviance,
                "steps": found.steps,
                "sd": dict(found.sd),
            }
        )
    )


def _child(words: list[str], threads: str) -> tuple[str, int]:
    """What a process printed, and its peak memory in MiB."""
    surroundings = os.environ | {"PYTHONPATH": str(ROOT)}
    if threads != "all":
        surroundings |= {"OPENBLAS_NUM_THREADS": threads}
    with subprocess.Popen(words, stdout=subprocess.PIPE, cwd=ROOT, env=surroundings) as running:
        assert running.stdout is not None
        told = running.stdout.read().decode()
        _, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise RuntimeError(f"{words[:3]} ended with {running.returncode}")
    return told, used.ru_maxrss // 1024


def ours(case: Case, folder: Path, method: str, threads: str) -> dict[str, Any]:
    """One fit of this program."""
    words = [sys.executable, "-m", "tests.pace.severity", "--one", case.name]
    told, _ = _child([*words, "--folder", str(folder), "--method", method], threads)
    return dict(json.loads(told))


def theirs(case: Case, folder: Path, method: str, threads: str) -> dict[str, Any]:
    """One fit of lme4."""
    table = folder / f"{case.name}.csv"
    if case.name != "InstEval" and not table.exists():
        columns = made(case)
        names = "yrtb"[: len(columns)]
        kinds = ["%.17g", *["%d"] * (len(columns) - 1)]
        np.savetxt(table, np.column_stack(columns), kinds, ",", header=",".join(names), comments="")
    told, mib = _child(
        [
            "Rscript",
            str(HERE.with_suffix(".R")),
            case.name if case.name == "InstEval" else str(table),
            str(folder / f"{case.name}.peer.csv"),
            method,
            "yes" if case.blocks else "no",
            str(table),
        ],
        threads,
    )
    deviance, seconds, cpu, version, library = told.split()
    return {
        "deviance": float(deviance),
        "seconds": float(seconds),
        "cpu": float(cpu),
        "mib": mib,
        "peer": f"lme4 {version} with {library}",
    }


def apart(case: Case, folder: Path) -> dict[str, float]:
    """The largest difference between the two in effects and in their errors."""
    mine = json.loads((folder / f"{case.name}.ours.json").read_text())
    with (folder / f"{case.name}.peer.csv").open() as file:
        rows = [(mine[row["target"]], row) for row in csv.DictReader(file)]
    return {
        "effects_apart": max(abs(own[0] - float(row["effect"])) for own, row in rows),
        "errors_apart": max(abs(own[1] - float(row["se"])) for own, row in rows),
    }


def has_peer() -> bool:
    """Whether R and lme4 are on this machine."""
    if not shutil.which("Rscript"):
        return False
    words = ["Rscript", "-e", "library(lme4)"]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


def compare(case: Case, method: str, rounds: int, threads: str, *, peer: bool) -> dict[str, Any]:
    """The best of so many rounds of one case, beside the peer's best."""
    with TemporaryDirectory(prefix="mingcha-pace-") as name:
        folder = Path(name)
        with_peer = peer and case.peer
        peers, mine = [], []
        for _ in range(rounds):
            if with_peer:
                peers.append(theirs(case, folder, method, threads))
            mine.append(ours(case, folder, method, threads))
        row = _row(case, method, threads, mine)
        if with_peer:
            row |= _beside(case, row, peers) | apart(case, folder)
        elif case.peer:
            row["peer_seen_elsewhere"] = SEEN_ELSEWHERE
    return row


def _row(case: Case, method: str, threads: str, mine: list[dict[str, Any]]) -> dict[str, Any]:
    best = min(mine, key=lambda one: float(one["seconds"]))
    row = {"what": f"severity {case.name}", "method": method, "threads": threads} | best
    row["cpu"] = min(one["cpu"] for one in mine)
    if case.target_seconds:
        row |= {
            "target_seconds": case.target_seconds,
            "met": best["seconds"] < case.target_seconds,
        }
    if case.target_mib:
        row |= {"target_mib": case.target_mib, "met_mib": best["mib"] < case.target_mib}
    return row


def _beside(case: Case, row: dict[str, Any], peers: list[dict[str, Any]]) -> dict[str, Any]:
    best = min(peers, key=lambda one: float(one["seconds"]))
    cpu = min(one["cpu"] for one in peers)
    return {
        "peer": best["peer"],
        "peer_seconds": best["seconds"],
        "peer_cpu": cpu,
        "peer_mib": best["mib"],
        "ratio": best["seconds"] / row["seconds"],
        "ratio_cpu": cpu / row["cpu"],
        "target_ratio": case.target_ratio,
        "deviance_worse_by": row["deviance"] - best["deviance"],
    }


def measure(quick: bool) -> list[dict[str, Any]]:
    """Rows for `mingcha pace reckon`."""
    peer = has_peer()
    if not peer:
        print("R with lme4 is not on this machine: no ratio is told.", file=sys.stderr)
    names = [n for n in (QUICK if quick else CASES) if peer or n != "InstEval"]
    rounds = 1 if quick else 3
    return [compare(CASES[name], "REML", rounds, "1", peer=peer) for name in names]


def main() -> None:
    """Print the measurement, for people or as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--quick", action="store_true", help="one round of the smaller cases")
    parser.add_argument("--case", choices=CASES, help="this case only")
    parser.add_argument("--method", choices=("REML", "ML"), default="REML")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", default="1", help="of linear algebra, for both; or all")
    parser.add_argument("--one", choices=CASES, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        one(given.one, given.folder, given.method)
        return
    if given.case:
        case = CASES[given.case]
        rows = [compare(case, given.method, given.rounds, given.threads, peer=has_peer())]
    else:
        rows = measure(given.quick)
    if given.json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        print("\n".join(f"{name}: {value}" for name, value in row.items()), end="\n\n")


if __name__ == "__main__":
    main()
