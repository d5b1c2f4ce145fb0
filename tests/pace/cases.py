"""How long a log of cases takes to load, to measure and to hold against rules.

The open log is repeated to 857,700 events (fewer for a quick look); the peers are PM4Py, where
some interpreter has it (`PM4PY_PYTHON`), and bare DuckDB doing the same by hand. Both the wall
and the CPU are told: on a machine with other work only the second can be compared.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
LOG: Final = ROOT.parent / "shared" / "data" / "permit_receipts.csv"
TIMES, QUICK = 100, 10  # of 8,577 events
OURS: Final = "ours"
BARE: Final = "duckdb"


def repeated(times: int, path: Path) -> Path:
    """The open log so many times, each time as other cases."""
    head, *rows = LOG.read_text(encoding="utf-8").splitlines()
    with path.open("w", encoding="utf-8") as out:
        out.write(head + "\n")
        for n in range(times):
            out.writelines(row.replace(",case-", f",r{n}-case-", 1) + "\n" for row in rows)
    return path


def as_xes(path: Path, to: Path) -> Path:
    """The same log as XES, packed."""
    import csv
    from itertools import groupby
    from xml.sax.saxutils import quoteattr

    with path.open(encoding="utf-8", newline="") as lines, gzip.open(to, "wt", 1) as out:
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0">\n')
        for case, rows in groupby(csv.DictReader(lines), lambda row: row["case:concept:name"]):
            out.write(f'<trace><string key="concept:name" value={quoteattr(case)}/>\n')
            for row in rows:
                out.write("<event>")
                for key in ("concept:name", "lifecycle:transition", "org:group", "org:resource"):
                    out.write(f'<string key="{key}" value={quoteattr(row[key])}/>')
                moment = row["time:timestamp"].replace(" ", "T")
                out.write(f'<date key="time:timestamp" value="{moment}"/></event>\n')
            out.write("</trace>\n")
        out.write("</log>\n")
    return to


class Timed:
    """Steps with seconds on the wall and of CPU."""

    def __init__(self) -> None:
        self.steps: dict[str, list[float]] = {}

    def __call__(self, name: str, act: Callable[[], Any]) -> Any:
        begin, worked = perf_counter(), process_time()
        found = act()
        seconds = [round(perf_counter() - begin, 3), round(process_time() - worked, 3)]
        self.steps[name] = seconds
        return found


def ours(path: Path) -> dict[str, Any]:
    """The product's own steps, in this process, warm: engines are loaded once before."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingcha.web.settings")
    import django

    django.setup()
    from mingcha.cases.log import checks, figures, reading
    from mingcha.cases.log.language import Rules
    from mingcha.cases.log.mapping import Mapping
    from mingcha.core.workdays import Calendar
    from mingcha.foundation.calendar import shipped

    shelf, calendar = ROOT / "mingcha" / "cases", Calendar.of(shipped())
    rules = Rules.of(shelf / "rules" / "permit_receipts.toml")
    whole = Mapping.of(shelf / "mappings" / "permit_receipts.toml")
    plain = Mapping({name: whole.columns[name] for name in ("case", "activity", "time")})
    with reading.read(LOG, whole) as log:
        figures.figures(log, calendar)
        checks.check(log, rules, calendar)
    timed = Timed()
    held = reading.read(path, plain)
    log = timed("load", held.__enter__)
    told = timed("figures", lambda: figures.figures(log, calendar))
    held.__exit__(None, None, None)
    seen = {"events": log.size, "cases": told.cases, "variants": told.variants}
    seen["mib_figures"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    if ".xes" not in path.name:
        held = reading.read(path, whole)
        log = timed("load_all", held.__enter__)
        timed("rules", lambda: checks.check(log, rules, calendar))
        held.__exit__(None, None, None)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"steps": timed.steps, "mib": peak, "rules": len(rules.rules), **seen}


def bare(path: Path) -> dict[str, Any]:
    """The same figures by hand in DuckDB, with days between by plain dates."""
    import duckdb

    con, timed = duckdb.connect(), Timed()
    timed("load", lambda: con.execute(
        f"""create table log as select "case:concept:name" as c, "concept:name" as a,
        "time:timestamp"::timestamptz as t
        from read_csv('{path}', all_varchar=true, header=true)"""))  # fmt: skip
    timed("durations", lambda: con.execute(
        "select avg(d), median(d), max(d) from "
        "(select epoch(max(t)) - epoch(min(t)) as d from log group by c)").fetchall())  # fmt: skip
    timed("variants", lambda: con.execute(
        "select count(*) from (select distinct v from "
        "(select list(a order by t, rowid) as v from log group by c))").fetchall())  # fmt: skip
    timed("follows", lambda: con.execute(
        "select a, b, count(*) from (select a, lead(a) over "
        "(partition by c order by t, rowid) as b from log) group by a, b").fetchall())  # fmt: skip
    return {"steps": timed.steps}


def peer() -> str:
    """An interpreter that has PM4Py, if one is known."""
    if importlib.util.find_spec("pm4py"):
        return sys.executable
    named = os.environ.get("PM4PY_PYTHON", "")
    return named if named and Path(named).exists() else ""


def _asked(words: list[str]) -> dict[str, Any]:
    told = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return dict(json.loads(told.splitlines()[-1]))


def _one(who: str, path: Path) -> dict[str, Any]:
    return _asked([sys.executable, "-m", "tests.pace.cases", "--one", who, str(path)])


def measure(quick: bool, rounds: int = 3) -> list[dict[str, Any]]:
    """Rows for `mingcha pace cases`."""
    if not LOG.exists():
        return [{"what": "logs of cases", "left_out": f"{LOG.name} is not in ../shared/data"}]
    with tempfile.TemporaryDirectory(prefix="mingcha-pace-") as folder:
        path = repeated(QUICK if quick else TIMES, Path(folder) / "log.csv")
        packed = as_xes(path, Path(folder) / "log.xes.gz")
        runs: dict[str, list[dict[str, Any]]] = {}
        for turn in range(1 if quick else rounds):
            for who in (OURS, BARE):
                runs.setdefault(who, []).append(_one(who, path))
            runs.setdefault("xes", []).append(_one(OURS, packed))
            if python := peer():
                script = str(ROOT / "tests" / "pace" / "peer" / "pm4py_log.py")
                more = [] if turn else ["--replay"]
                told = {"steps": _asked([python, script, str(path), *more])}
                runs.setdefault("pm4py", []).append(told)
                if not turn:
                    runs["pm4py_xes"] = [{"steps": _asked([python, script, str(packed)])}]
    return list(_rows(runs))


def _rows(runs: dict[str, list[dict[str, Any]]]) -> Any:
    seen = runs[OURS][0]
    figures = _sum(runs[OURS], "figures")
    by_hand = _sum(runs[BARE], "durations", "variants", "follows")
    events = seen["events"]
    yield _row(f"figures of {events} events", figures, 1.5, duckdb=by_hand, at_most=True)
    loaded = _sum(runs[OURS], "load", "figures")
    if "pm4py" not in runs:
        yield {"what": "PM4Py", "left_out": "name its interpreter: PM4PY_PYTHON"}
        yield {"what": f"load and figures of {events} events", **_told(loaded)}
        return
    theirs = _sum(runs["pm4py"], "durations", "variants", "follows")
    yield _row(f"figures of {events} events", figures, 8, pm4py=theirs)
    whole = _sum(runs["pm4py"], "load", "durations", "variants", "follows")
    yield _row(f"load and figures of {events} events", loaded, 5, pm4py=whole)
    replay = _sum(runs["pm4py"][:1], "replay")
    yield _row(f"{seen['rules']} rules on {events} events", _sum(runs[OURS], "rules"), 20,
               pm4py=replay)  # fmt: skip
    yield _row(f"XES.gz of {events} events", _sum(runs["xes"], "load"), 5,
               pm4py=_sum(runs["pm4py_xes"], "load"))  # fmt: skip


def _sum(runs: list[dict[str, Any]], *steps: str) -> tuple[float, float]:
    seconds = [[sum(run["steps"][s][n] for s in steps) for run in runs] for n in (0, 1)]
    return median(seconds[0]), median(seconds[1])


def _told(ours_: tuple[float, float]) -> dict[str, Any]:
    return {"seconds": round(ours_[0], 3), "cpu": round(ours_[1], 3)}


def _row(
    what: str, ours_: tuple[float, float], goal: float, *, at_most: bool = False, **peers: Any
) -> dict[str, Any]:
    ((name, theirs),) = peers.items()
    wall, cpu = theirs[0] / ours_[0], theirs[1] / max(ours_[1], 0.001)
    if at_most:
        wall, cpu = 1 / wall, 1 / cpu
    return {
        "what": what,
        **_told(ours_),
        "peer": name,
        "peer_seconds": round(theirs[0], 3),
        "peer_cpu": round(theirs[1], 3),
        "ratio": round(wall, 2),
        "ratio_cpu": round(cpu, 2),
        "target_ratio": goal,
        "met": wall <= goal if at_most else wall >= goal,
    }


def main() -> None:
    """Print the measurement, for people or as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--quick", action="store_true", help="a tenth of the events, one run")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--write", nargs=2, metavar=("TIMES", "FILE"), help="only write a long log")
    given = parser.parse_args()
    if given.write:
        repeated(int(given.write[0]), Path(given.write[1]))
        return
    if given.one:
        who, path = given.one
        print(json.dumps((ours if who == OURS else bare)(Path(path))))
        return
    rows = measure(given.quick)
    if given.json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        print("\n".join(f"{name}: {value}" for name, value in row.items()), end="\n\n")


if __name__ == "__main__":
    main()
