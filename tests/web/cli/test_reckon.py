"""`mingcha reckon`: known answers of open data, a sentence for bad input, never NaN."""

import argparse
import json
import math
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.utils import translation

from mingcha.core import gathered
from mingcha.core.severity import fit
from mingcha.web.cli import reckon as door
from mingcha.web.cli.reckoned import _gathered
from tests.core.suspicion_rounds import bought, honest

SHARED = Path(__file__).parents[4] / "shared" / "data"
COLUMNS = ["--score", "y", "--rater", "s", "--target", "d"]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def ran(*words: str) -> int:
    parser = argparse.ArgumentParser()
    door.register(parser.add_subparsers())
    args = parser.parse_args(["reckon", *map(str, words)])
    return door.run(args)


def answered(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert ran(*words, "--json") == 0
    found = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    return dict(found)


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert ran(*words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    return str(said.err)


def table(tmp_path: Path, text: str, name: str = "t.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def shared(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{name} is not in ../shared/data")
    return path


# Severity


@pytest.mark.parametrize(
    ("method", "deviance", "sd"),
    [
        ("ML", 332.18835, (0.845572, 1.770666, 0.549932)),
        ("REML", 330.8606, (0.846703, 1.931614, 0.549923)),
    ],
)
def test_severity_of_penicillin_is_as_it_is_known(capsys, method, deviance, sd):
    found = answered(
        capsys, "severity", shared("penicillin.csv"), "--score", "diameter", "--rater", "plate",
        "--target", "sample", "--method", method,
    )  # fmt: skip
    assert found["deviance"] == pytest.approx(deviance, abs=1e-4)
    assert [found["sd"][k] for k in ("rater", "target", "residual")] == pytest.approx(sd, abs=1e-4)
    assert [one["target"] for one in found["targets"]] == list("ABCDEF")
    assert (found["n"], found["rows"], found["missing"]) == (144, 144, 0)


RATED = "y,s,d,b\n" + "".join(
    f"{70 + 3 * rater + 5 * target + (rater * target) % 4},r{rater},t{target},b{target % 2}\n"
    for rater in range(6)
    for target in range(5)
)


def test_a_block_has_its_own_spread_and_effects(capsys, tmp_path):
    found = answered(capsys, "severity", table(tmp_path, RATED), *COLUMNS, "--block", "b")
    assert set(found["sd"]) == {"rater", "target", "block", "residual"}
    assert [one["block"] for one in found["blocks"]] == ["b0", "b1"]


def test_rows_in_which_something_is_missing_are_counted_and_left_out(capsys, tmp_path):
    text = RATED + ",r1,t1,b1\n80,,t1,b1\n80,r9,,b1\n"
    found = answered(capsys, "severity", table(tmp_path, text), *COLUMNS)
    assert (found["rows"], found["missing"], found["n"]) == (33, 3, 30)
    assert found["raters"] == 6


APART = "y,s,d\n9,a,x\n7,a,y\n8,b,x\n5,b,y\n3,c,z\n4,e,z\n6,c,w\n5,e,w\n"


def test_parts_that_do_not_overlap_are_refused_or_told_one_by_one(capsys, tmp_path):
    path = table(tmp_path, APART)
    assert "--each" not in refused(capsys, "severity", path, *COLUMNS)
    found = answered(capsys, "severity", path, *COLUMNS, "--each", "--method", "LS")
    assert [one["targets_of_part"] for one in found["parts"]] == [["x", "y"], ["w", "z"]]


@pytest.mark.parametrize(
    ("text", "words"),
    [(APART, "(a, b: x, y)"), ("y,s,d\n1,only,x\n2,only,y\n", "Only one rater, “only”")],
)
def test_a_refusal_names_raters_and_targets_as_the_file_does(capsys, tmp_path, text, words):
    assert words in refused(capsys, "severity", table(tmp_path, text), *COLUMNS)


def test_a_refusal_is_in_the_readers_language_whole(capsys, tmp_path):
    words = [*COLUMNS, "--block", "e"]
    text = "\n".join(f"{row},{row.split(',')[2]}" for row in RATED.splitlines())
    path = table(tmp_path, text.replace("b,d", "b,e", 1))
    with translation.override("zh-hans"):
        said = refused(capsys, "severity", path, *words)
    assert "每个分组恰好对应一位评价人或一个对象" in said
    assert "target" not in said


def test_one_column_for_two_things_is_refused(capsys, tmp_path):
    words = ["--score", "y", "--rater", "s", "--target", "s"]
    for question in ("severity", "suspicion"):
        assert "“s” is named for two things" in refused(
            capsys, question, table(tmp_path, RATED), *words
        )


def test_severity_of_a_file_is_that_of_its_rows(capsys, tmp_path, monkeypatch):
    """Rows are forgotten as they are read; what is left of them says the same."""
    rng = np.random.default_rng(1)
    raters, targets = rng.integers(0, 40, 2000), rng.integers(0, 9, 2000)
    scores = np.round(80 + raters % 7 - targets + rng.normal(0, 5, 2000), 1)
    rows = "".join(
        f"{y},r{s},t{d},b{d % 3}\n" for y, s, d in zip(scores, raters, targets, strict=True)
    )
    monkeypatch.setattr(gathered, "AT_ONCE", 300)
    path = table(tmp_path, "y,s,d,b\n" + rows)
    found = answered(capsys, "severity", path, *COLUMNS, "--block", "b")
    known = fit(scores, raters, targets, blocks=targets % 3)
    assert found["deviance"] == pytest.approx(known.deviance)
    effects = {one["target"]: one["effect"] for one in found["targets"]}
    assert effects == pytest.approx({f"t{one.name}": one.effect for one in known.targets})
    assert sum(one["n"] for one in found["targets"]) == 2000


def test_the_memory_a_file_takes_does_not_grow_with_its_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(gathered, "AT_ONCE", 20_000)
    block = "".join(f"{70 + n % 13},r{n % 50},t{n % 7}\n" for n in range(10_000))
    peaks = []
    for times in (8, 24):
        path = table(tmp_path, "y,s,d\n" + block * times)
        tracemalloc.start()
        found, counts = _gathered(argparse.Namespace(file=path, score="y"), ["s", "d"])
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert counts["rows"] == found.n == times * 10_000
        assert found.count.size == 350
    assert peaks[1] < 1.1 * peaks[0]


def test_scores_beyond_the_reach_of_the_machine_are_refused(capsys, tmp_path):
    text = "y,s,d\n" + "".join(f"{n}e200,r{n % 3},t{n // 3}\n" for n in range(1, 13))
    for question in ("severity", "suspicion"):
        said = refused(capsys, question, table(tmp_path, text), *COLUMNS)
        assert "row 2: “1e200” in the column “y” is too large" in said


@pytest.mark.parametrize(
    "text",
    [
        "y,s,d\n1,a,x\n2,a,y\n",
        "y,s,d\n1,a,x\n2,b,x\n",
        "y,s,d\n5,a,x\n5,b,x\n5,a,y\n5,b,y\n",
        "y,s,d\nhigh,a,x\n",
        "y,s,d\n,a,x\n",
    ],
)
def test_tables_that_say_nothing_of_severity_are_refused(capsys, tmp_path, text):
    assert refused(capsys, "severity", table(tmp_path, text), *COLUMNS).strip().endswith(".")


# Ranks and counts


PISA = ["--unit", "jurisdiction", "--estimate", "math_score", "--se", "math_se"]


def test_ranks_of_pisa_are_as_they_are_known(capsys):
    found = answered(capsys, "ranks", shared("pisa2018_math.csv"), *PISA, "--best", "5")
    sets = {one["unit"]: (one["low"], one["high"]) for one in found["simultaneous"]}
    assert sets["Japan"] == (1, 6)
    assert sets["Italy"] == (15, 31)
    assert sets["Colombia"] == (37, 38)
    own = {one["unit"]: (one["low"], one["high"]) for one in found["marginal"]}
    assert own["Japan"] == (1, 4)
    best = "Belgium Canada Denmark Estonia Finland Japan Korea Netherlands Poland Slovenia Sweden"
    assert sorted(found["best"]) == [*best.split(), "Switzerland"]


def test_units_without_a_figure_are_missing_and_hold_no_rank(capsys, tmp_path):
    path = table(tmp_path, "u,x,e\nA,9,1\nB,,1\nC,1,1\nD,5,\n")
    words = ["--unit", "u", "--estimate", "x", "--se", "e", "--worst", "1"]
    found = answered(capsys, "ranks", path, *words)
    assert found["missing"] == ["B", "D"]
    assert [one["unit"] for one in found["simultaneous"]] == ["A", "C"]
    assert found["worst"] == ["C"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("u,x,e\nA,9,1\nB,8,0\n", "Row 3"),
        ("u,x,e\nA,9,-1\nB,8,1\n", "above 0"),
        ("u,x,e\nA,9,1\nA,8,1\n", "“A” is there 2 times"),
        ("u,x,e\nA,9,1\n,8,1\n", "no name"),
        ("u,x,f\nA,9,1\n", "The nearest"),
    ],
)
def test_estimates_that_cannot_be_ranked_are_refused(capsys, tmp_path, text, words):
    args = ["--unit", "u", "--estimate", "x", "--se", "e"]
    if "nearest" in words:
        assert "It has: u, x, f" in refused(capsys, "ranks", table(tmp_path, text), *args)
        return
    assert words in refused(capsys, "ranks", table(tmp_path, text), *args)


@pytest.mark.parametrize("more", [["--level", "1.5"], ["--best", "0"], ["--draws", "3"]])
def test_options_that_cannot_be_are_refused(capsys, tmp_path, more):
    path = table(tmp_path, "u,x,e\nA,9,1\nB,8,1\n")
    assert refused(capsys, "ranks", path, "--unit", "u", "--estimate", "x", "--se", "e", *more)


def test_counts_are_ranked_exactly(capsys, tmp_path):
    path = table(tmp_path, "u;n\nA;60\nB;30\nC;25\nD;2\n")
    found = answered(capsys, "counts", path, "--unit", "u", "--count", "n")
    assert [(one["low"], one["high"]) for one in found["simultaneous"]] == [
        (1, 1), (2, 3), (2, 3), (4, 4),
    ]  # fmt: skip


# Scores


MARKS = "target,group,mark,n\n局甲,d,1,520\n局甲,d,2,330\n局甲,d,3,60\n局甲,e,1,40\n局甲,e,u,3\n"
WEIGHTS = "group,weight\nd,0.4\ne,0.6\n"
SCALE = ["--scale", "100,75,55", "--count", "n"]


def test_a_score_is_weighed_by_group_as_the_domain_study_does(capsys, tmp_path):
    groups = table(tmp_path, WEIGHTS, "w.csv")
    found = answered(capsys, "score", table(tmp_path, MARKS), *SCALE, "--groups", groups)
    (one,) = found["targets"]
    # 87.967 is the study's F1: 520, 330 and 60 on 100, 75, 55.
    assert one["score"] == pytest.approx(0.4 * 80_050 / 910 + 0.6 * 100, abs=1e-4)
    assert one["groups"][0]["score"] == pytest.approx(87.967, abs=1e-3)
    assert one["interval"][0] < one["score"] < one["interval"][1] + 1e-9


def test_single_marks_are_counted_and_weights_may_differ_by_class(capsys, tmp_path):
    rows = "".join("A,d,1,service\nA,e,2,service\nB,d,3,other\nB,e,1,other\n" for _ in range(5))
    path = table(tmp_path, f"target,group,mark,kind\n{rows}")
    text = "group,weight,class\nd,1,service\ne,0,service\nd,0,other\ne,1,other\n"
    found = answered(
        capsys, "score", path, "--scale", "100,75,55", "--class", "kind",
        "--groups", table(tmp_path, text, "w.csv"),
    )  # fmt: skip
    assert [one["score"] for one in found["targets"]] == [100, 100]


@pytest.mark.parametrize(
    ("marks", "weights", "scale", "words"),
    [
        (MARKS, "group,weight\nd,0.4\ne,0.5\n", "100,75,55", "sum to 0.9, not to 1"),
        (MARKS, "group,weight\nd,1.4\ne,-0.4\n", "100,75,55", "below 0"),
        (MARKS, "group,weight\nd,1\n", "100,75,55", "“e” has no weight"),
        (MARKS, "group,weight\nd,1\nd,0\n", "100,75,55", "has a weight already"),
        (MARKS, "group,weight\nd,much\ne,1\n", "100,75,55", "not a figure"),
        (MARKS, "group,weight\nd,1e99999999\ne,1\n", "100,75,55", "not a figure"),
        (MARKS, WEIGHTS, "100,75", "Give 3 or 5"),
        (MARKS, WEIGHTS, "55,75,100", "does not fall"),
        (MARKS.replace(",3,60", ",9,60"), WEIGHTS, "100,75,55", "The mark “9”"),
        (MARKS.replace("60", "-6"), WEIGHTS, "100,75,55", "no count"),
    ],
)
def test_scores_that_cannot_be_made_are_refused(capsys, tmp_path, marks, weights, scale, words):
    path, groups = table(tmp_path, marks), table(tmp_path, weights, "w.csv")
    args = ["score", path, "--scale", scale, "--count", "n", "--groups", groups]
    assert words in refused(capsys, *args)


# Suspicion


def long_form(tmp_path: Path) -> Path:
    round_ = bought(honest(3), "rivals_worst", 3)
    rows = [
        f"{mark:g},r{n},{organ},{round_.groups[round_.group[n]]},{int(n < 25)}\n"
        for n, marks in enumerate(round_.marks.tolist())
        for organ, mark in zip(round_.targets, marks, strict=True)
        if not math.isnan(mark)
    ]
    return table(tmp_path, "y,s,d,g,told\n" + "".join(rows))


def test_a_bought_block_and_coaching_are_told_with_numbers_and_a_sentence(capsys, tmp_path):
    words = [*COLUMNS, "--group", "g", "--told", "told"]
    found = answered(capsys, "suspicion", long_form(tmp_path), *words)
    kinds = {flag["kind"] for flag in found["flags"]}
    assert "lifted" in kinds
    assert found["looked_at"]["papers"] == 600
    for flag in found["flags"]:
        assert flag["statistic"] > flag["threshold"]
        assert 0 < flag["false_alarm"] <= 0.01
        assert "{" not in flag["sentence"]


def test_bursts_of_times_are_told(capsys, tmp_path):
    times = [f"2026-03-{1 + n % 28:02} {n % 24:02}:{n * 7 % 60:02}" for n in range(300)]
    times += [f"2026/03/10 09:{n:02}:30" for n in range(20)]
    path = table(tmp_path, "at\n" + "\n".join(times) + "\n")
    found = answered(capsys, "suspicion", path, "--time", "at", "--window", "30min")
    assert found["bursts"][0]["first"].startswith("2026-03-10 09:")
    assert found["flags"] == []


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--score", "y"], "Name the columns"),
        (["--time", "at"], "“soon” in the column “at” is not a time"),
        (["--time", "at", "--window", "short"], "not a"),
        ([*COLUMNS, "--draws", "2"], "Ask for 20"),
        ([*COLUMNS, "--seed", "-1"], "The seed -1"),
    ],
)
def test_what_cannot_be_suspected_is_refused(capsys, tmp_path, args, words):
    path = table(tmp_path, "y,s,d,at\n1,a,x,soon\n")
    assert words in refused(capsys, "suspicion", path, *args)


# For people


@pytest.mark.parametrize(
    ("question", "text", "args"),
    [
        ("severity", RATED, COLUMNS),
        ("severity", APART, [*COLUMNS, "--each"]),
        ("ranks", "u,x,e\nA,9,1\nB,8,1\nC,,1\n", ["--unit", "u", "--estimate", "x", "--se", "e"]),
        ("counts", "u,n\nA,9\nB,8\n", ["--unit", "u", "--count", "n"]),
        ("suspicion", RATED, COLUMNS),
    ],
)
def test_without_json_the_answer_is_lines_for_people(capsys, tmp_path, question, text, args):
    assert ran(question, table(tmp_path, text), *args) == 0
    assert "nan" not in capsys.readouterr().out.lower()


def test_scores_are_lines_for_people_too(capsys, tmp_path):
    groups = table(tmp_path, WEIGHTS, "w.csv")
    assert ran("score", table(tmp_path, MARKS), *SCALE, "--groups", groups) == 0
    assert "局甲" in capsys.readouterr().out
