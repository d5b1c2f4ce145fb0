"""How long a city waits for a result: severity, ranks, and a whole round from papers to plot.

Rows of `tests/pace/severity.py` and `tests/pace/ranks.py` are gathered, and a concentrated round
of 1.8 million marks is reckoned here, in a process of its own: counted, scored, adjusted,
ranked, drawn; what looking for blocks of papers adds is told beside it.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from types import SimpleNamespace
from typing import Any, Final

import numpy as np

ROOT: Final = Path(__file__).resolve().parents[2]
GATHERED: Final = ("severity", "ranks", "facets", "grouped")  # those that are there
PAPERS, ORGANS = 21_429, 84
TARGET_S: Final = 5.0
SLOWER: Final = 10  # a quick look takes a tenth of the papers


def measure(quick: bool) -> list[dict[str, Any]]:
    """Rows for `mingcha pace reckon`."""
    rows: list[dict[str, Any]] = []
    for name in GATHERED:
        if importlib.util.find_spec(f"tests.pace.{name}"):
            found = importlib.import_module(f"tests.pace.{name}").measure(quick)
            rows += found if isinstance(found, list) else [found]
    return [*rows, _in_a_process(PAPERS // SLOWER if quick else PAPERS)]


def _in_a_process(papers: int) -> dict[str, Any]:
    words = [sys.executable, "-m", "tests.pace.reckon", "--round", str(papers)]
    told = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return dict(json.loads(told.splitlines()[-1]))


class Timed:
    """Steps with the seconds that each took."""

    def __init__(self) -> None:
        self.steps: dict[str, float] = {}
        self.cpu: dict[str, float] = {}

    def __call__(self, name: str, act: Callable[[], Any]) -> Any:
        begin, worked = perf_counter(), process_time()
        found = act()
        self.cpu[name] = round(process_time() - worked, 3)
        self.steps[name] = round(perf_counter() - begin, 3)
        return found


def round_of(papers: int) -> dict[str, Any]:
    """One round from opened papers to the plot."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingcha.web.settings")
    django.setup()
    from mingcha.core.marksheet import sheet_of_papers
    from mingcha.core.paper import Group, Paper
    from mingcha.core.ranks import rank_sets
    from mingcha.core.roundrule import DEFAULT, RoundRule
    from mingcha.core.severity import fit
    from mingcha.core.suspicion import look

    organs = tuple(f"MZ{n:03}" for n in range(ORGANS))
    # One question; blocks of organs are not asked for here: every paper marks all of them.
    said = DEFAULT.parameters() | {"questions": [vars(DEFAULT.questions[0])]}
    rule = RoundRule.of("pace", said)
    groups = [group.code for group in rule.groups]
    paper = Paper("00" * 16, organs, ("conduct",), 3, tuple(Group(code) for code in groups))
    votes = _votes(papers, groups)
    points = [float(value) for value in rule.scale]
    _drawn(_scores(sheet_of_papers(paper, votes[:2000], points), rule)[:2], None)  # loads it all
    idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    timed = Timed()
    sheet = timed("read", lambda: sheet_of_papers(paper, votes, points))
    scores = timed("scored", lambda: _scores(sheet, rule))
    rater, target = np.nonzero(~np.isnan(sheet.marks))
    values = sheet.marks[rater, target].astype(float)
    timed("adjusted", lambda: fit(values, rater, target))
    sets = timed("ranked", lambda: _ranked(rank_sets, scores))
    timed("drawn", lambda: _drawn(scores, sets))
    seconds, cpu = sum(timed.steps.values()), sum(timed.cpu.values())
    timed("suspicion", lambda: look(sheet))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "what": f"a round of {papers * ORGANS} marks, scored, adjusted, ranked and drawn",
        "seconds": round(seconds, 3),
        "target_seconds": TARGET_S,
        "met": seconds < TARGET_S,
        "cpu": round(cpu, 3),
        "steps": timed.steps,
        "cpu_steps": timed.cpu,
        "mib": peak // 1024,
        "mib_before": idle // 1024,
    }


def _votes(papers: int, groups: list[str]) -> list[SimpleNamespace]:
    chance = np.random.default_rng(2026)
    harsh, merit = chance.normal(0, 0.5, (papers, 1)), chance.normal(0, 0.25, ORGANS)
    latent = merit + harsh + chance.standard_normal((papers, ORGANS))
    marks = np.full(latent.shape, b"2", "S1")
    marks[latent > -0.13], marks[latent < -1.8] = b"1", b"3"
    group = chance.integers(0, len(groups), papers)
    return [
        SimpleNamespace(group=groups[code], told=False, marks=row.tobytes().decode())
        for code, row in zip(group, marks, strict=True)
    ]


def _scores(sheet: Any, rule: Any) -> list[Any]:
    from mingcha.core.weighting import score_round

    points = [float(value) for value in rule.scale]
    counts = np.zeros((len(sheet.groups), len(points), ORGANS), np.int64)
    for code in range(len(sheet.groups)):
        marks = sheet.marks[sheet.group == code]
        for place, value in enumerate(points):
            counts[code, place] = (marks == value).sum(axis=0)
    question = rule.questions[0].code
    return [
        score_round(
            organ,
            "service",
            {
                code: {question: {str(n + 1): int(counts[g, n, at]) for n in range(len(points))}}
                for g, code in enumerate(sheet.groups)
            },
            rule,
        )
        for at, organ in enumerate(sheet.targets)
    ]


def _ranked(rank_sets: Any, scores: list[Any]) -> Any:
    return rank_sets([float(one.score) for one in scores], [float(one.se) for one in scores])


def _drawn(scores: list[Any], sets: Any) -> str:
    from mingcha.foundation.plots import Interval, intervals

    rows = [
        Interval(
            scores[n].subject,
            float(scores[n].score),
            *(float(end) for end in scores[n].interval),
            band=sets.simultaneous[n].low if sets else 1,
            n=sum(group.valid for group in scores[n].groups),
        )
        for n in (sets.order if sets else range(len(scores)))
    ]
    return str(intervals(rows, title="Round", subtitle="Score", source="made for this test"))


def main() -> None:
    """Print the measurement, for people or as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--quick", action="store_true", help="smaller cases, one run each")
    parser.add_argument("--round", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.round:
        print(json.dumps(round_of(given.round)))
        return
    rows = measure(given.quick)
    if given.json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        print("\n".join(f"{name}: {value}" for name, value in row.items()), end="\n\n")


if __name__ == "__main__":
    main()
