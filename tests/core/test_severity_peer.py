"""The same tables by lme4, where R has it: criterion, effects and their errors."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from mingcha.core.severity import Fit, fit
from tests.core.severity_samples import Made, made
from tests.pace.severity import read

SCRIPT = Path(__file__).parents[1] / "pace" / "severity.R"


def r_has_lme4() -> bool:
    if not shutil.which("Rscript"):
        return False
    seen = subprocess.run(["Rscript", "-e", "library(lme4)"], capture_output=True, check=False)
    return seen.returncode == 0


@pytest.fixture(scope="module", autouse=True)
def peer() -> None:
    if not r_has_lme4():
        pytest.skip("R with lme4 is not on this machine")


def by_lme4(table: str, folder: Path, method: str, *, blocks: bool) -> tuple[float, dict[str, str]]:
    """Its criterion, and the row of each target in its answer."""
    words = [table, str(folder / "out.csv"), method, "yes" if blocks else "no"]
    told = subprocess.run(
        ["Rscript", str(SCRIPT), *words, str(folder / "InstEval.csv")],
        capture_output=True,
        check=True,
        text=True,
    )
    with (folder / "out.csv").open() as file:
        rows = {row["target"]: row for row in csv.DictReader(file)}
    return float(told.stdout.split()[0]), rows  # type: ignore[return-value]


def written(table: Made, path: Path) -> str:
    columns = [table.scores, table.raters, table.targets]
    columns += [] if table.blocks is None else [table.blocks]
    head = ",".join("yrtb"[: len(columns)])
    np.savetxt(path, np.column_stack(columns), "%.17g", ",", header=head, comments="")
    return str(path)


def assert_same(found: Fit, criterion: float, rows: dict[str, dict[str, str]]) -> None:
    assert found.deviance < criterion + 1e-3
    assert found.deviance > criterion - 0.1
    for one in found.targets:
        row = rows[str(one.name)]
        assert one.effect == pytest.approx(float(row["effect"]), abs=1e-3)
        assert one.se == pytest.approx(float(row["se"]), abs=1e-3)


@pytest.mark.parametrize(
    ("method", "blocks", "crossed"), [("ML", 0, False), ("REML", 4, False), ("REML", 4, True)]
)
def test_lme4_finds_the_same(tmp_path: Path, method: str, blocks: int, *, crossed: bool) -> None:
    table = made(1500, 90, 24, seed=31, blocks=blocks, crossed=crossed)
    name = written(table, tmp_path / "table.csv")
    criterion, rows = by_lme4(name, tmp_path, method, blocks=bool(blocks))
    assert_same(fit(*table.columns, blocks=table.blocks, method=method), criterion, rows)  # type: ignore[arg-type]


@pytest.mark.slow
def test_lme4_finds_the_same_in_its_own_large_example(tmp_path: Path) -> None:
    criterion, rows = by_lme4("InstEval", tmp_path, "REML", blocks=True)
    scores, raters, targets, blocks = read(tmp_path / "InstEval.csv")
    found = fit(scores, raters, targets, blocks=blocks)
    assert_same(found, criterion, rows)  # type: ignore[arg-type]
    worst = max(abs(one.effect - float(rows[str(one.name)]["effect"])) for one in found.targets)  # type: ignore[index]
    assert worst < 1e-4
