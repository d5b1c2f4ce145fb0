"""What every process of the city loads before it does anything: nothing that few ever use."""

from __future__ import annotations

import subprocess
import sys

HEAVY = (
    "altair",
    "scipy.special",
    "scipy.linalg",
    "scipy.sparse",
    "scipy.stats",
    "pyarrow",
    "ibis",
    "duckdb",
)


def test_whatever_draws_reckons_or_asks_columns_is_loaded_when_it_is_first_needed():
    words = "import sys, django; django.setup(); print(*(n for n in {} if n in sys.modules))"
    asked = [sys.executable, "-c", words.format(HEAVY)]
    done = subprocess.run(asked, check=True, capture_output=True, text=True)
    assert done.stdout.split() == []
