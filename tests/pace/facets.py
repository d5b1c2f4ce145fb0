"""How fast ordered grades are taken apart, beside the Python package `mirt` where it is installed.

500 persons, 12 items, each answer judged by 8 of 100 raters in five grades. The peer may live in
another environment: `--peer-python /path/to/python`, or MINGCHA_PACE_PYTHON.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, Final

import numpy as np

ROOT: Final = Path(__file__).resolve().parents[2]
TARGET_RATIO: Final = 2.0
PERSONS, ITEMS, RATERS, EACH, GRADES = 500, 12, 100, 8, 5


def made() -> tuple[np.ndarray[Any, Any], ...]:
    """Grades, persons, items and raters, the same in every run."""
    chance = np.random.Generator(np.random.PCG64(3))
    theta = chance.normal(0, 1, PERSONS)
    hard, harsh = chance.normal(0, 0.7, ITEMS), chance.normal(0, 0.6, RATERS)
    p = np.repeat(np.arange(PERSONS), ITEMS * EACH)
    i = np.tile(np.repeat(np.arange(ITEMS), EACH), PERSONS)
    r = np.argsort(chance.random((PERSONS * ITEMS, RATERS)), axis=1)[:, :EACH].ravel()
    heights = np.concatenate([[0.0], np.cumsum(np.linspace(-1.5, 1.5, GRADES - 1))])
    logs = np.arange(GRADES) * (theta[p] - hard[i] - harsh[r] + harsh.mean())[:, None] - heights
    chances = np.exp(logs - logs.max(axis=1, keepdims=True))
    chances /= chances.sum(axis=1, keepdims=True)
    drawn = chance.random(p.size)[:, None] > np.cumsum(chances, axis=1)[:, :-1]
    return drawn.sum(axis=1), p, i, r


def ours(rows: tuple[np.ndarray[Any, Any], ...]) -> dict[str, Any]:
    """One fit of this program."""
    from mingcha.core.facets import fit

    found = fit(*rows)
    return {
        "log_likelihood": found.log_likelihood,
        "sd": found.sd,
        "nodes": found.nodes,
        "steps": found.steps,
    }


def theirs(rows: tuple[np.ndarray[Any, Any], ...]) -> dict[str, Any]:
    """One fit of mirt."""
    import mirt  # type: ignore[import-not-found]
    from mirt.estimation import fit_mfrm  # type: ignore[import-not-found]
    from mirt.models import Facet, PolytomousMFRM  # type: ignore[import-not-found]

    grades, items, raters = (rows[k].reshape(PERSONS, -1) for k in (0, 2, 3))
    model = PolytomousMFRM(ITEMS, GRADES, [Facet("rater", RATERS)])
    found = fit_mfrm(model, grades, {"rater": raters}, item_indices=items)
    return {
        "log_likelihood": found.log_likelihood,
        "sd": found.sigma,
        "nodes": found.n_quadpts,
        "steps": found.n_iterations,
        "peer": f"mirt {mirt.__version__}",
    }


def one(who: str) -> None:
    """The best of three fits in this process, after one that warms up."""
    rows, best = made(), (float("inf"), float("inf"))
    act = ours if who == "ours" else theirs
    for _ in range(4):
        wall, cpu = perf_counter(), process_time()
        found = act(rows)
        best = min(best, (perf_counter() - wall, process_time() - cpu))
    print(json.dumps({"seconds": best[0], "cpu": best[1]} | found))


def _child(python: str, who: str) -> dict[str, Any] | None:
    surroundings = os.environ | {"PYTHONPATH": str(ROOT)}
    told = subprocess.run(
        [python, "-m", "tests.pace.facets", "--one", who],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env=surroundings,
        text=True,
    )
    return dict(json.loads(told.stdout)) if not told.returncode else None


def measure(quick: bool, peer_python: str = "") -> list[dict[str, Any]]:
    """Rows for `mingcha pace reckon`; quick and thorough are the same here."""
    mine = _child(sys.executable, "ours")
    assert mine is not None
    row = {
        "what": f"facets of {PERSONS * ITEMS * EACH} grades",
        "target_ratio": TARGET_RATIO,
    } | mine
    python = peer_python or os.environ.get("MINGCHA_PACE_PYTHON", sys.executable)
    peer = _child(python, "theirs")
    if peer is None:
        print("The package mirt is not installed: no ratio is told.", file=sys.stderr)
        return [row]
    row |= {f"peer_{name}": value for name, value in peer.items() if name != "peer"}
    row |= {
        "peer": peer["peer"],
        "ratio": peer["seconds"] / mine["seconds"],
        "ratio_cpu": peer["cpu"] / mine["cpu"],
        "log_likelihoods_apart": mine["log_likelihood"] - peer["log_likelihood"],
    }
    return [row]


def main() -> None:
    """Print the measurement, for people or as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--peer-python", default="", help="a Python in which mirt is installed")
    parser.add_argument("--one", choices=("ours", "theirs"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        one(given.one)
        return
    rows = measure(quick=False, peer_python=given.peer_python)
    if given.json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        print("\n".join(f"{name}: {value}" for name, value in row.items()))


if __name__ == "__main__":
    main()
