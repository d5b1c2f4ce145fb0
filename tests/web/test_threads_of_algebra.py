"""Linear algebra keeps to one thread, through whichever door the program is entered."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SEEN = (
    "import numpy as np; np.ones((600, 600)) @ np.ones((600, 600)); print(len(os.listdir(PLACE)))"
)
PLACE = "/proc/self/task"


@pytest.mark.skipif(not Path(PLACE).is_dir(), reason=f"{PLACE} is Linux's")
@pytest.mark.parametrize("door", ["mingcha.web.settings", "mingcha.web.wsgi"])
def test_numpy_has_no_threads_of_its_own(door):
    free = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    words = f"import os; PLACE = {PLACE!r}; import {door}; {SEEN}"
    told = subprocess.run(
        [sys.executable, "-c", words], env=free, check=True, capture_output=True, text=True
    )
    assert told.stdout.split() == ["1"]
