"""Small logs of one's own, read by the mapping that fits them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation

from mingcha.cases.log import reading
from mingcha.cases.log.mapping import Mapping
from mingcha.core.workdays import Calendar
from mingcha.foundation.calendar import shipped

SHARED = Path(__file__).parents[3] / "shared" / "data"
PLAIN = '[columns]\ncase = "case"\nactivity = "activity"\ntime = "time"\n'


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def calendar():
    return Calendar.of(shipped())


@pytest.fixture(scope="session")
def receipts():
    """The open log of 1,434 permit cases."""
    path = SHARED / "permit_receipts.csv"
    if not path.exists():
        pytest.skip("permit_receipts.csv is not in ../shared/data")
    return path


@pytest.fixture
def log(tmp_path):
    """A function: text of a CSV file in, an open log out."""
    open_now = []

    def opened(text, mapping="", name="log.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        one = reading.read(path, Mapping.of(PLAIN + mapping))
        open_now.append(one)
        return one.__enter__()

    yield opened
    for one in open_now:
        one.__exit__(None, None, None)


def rows(log):
    """The canonical rows of a log, in order."""
    return log.engine.rows(log.table.order_by("seq"))
