"""After the close neither row, page nor journal of the database tells who came before whom.

On SQLite this runs in a process of its own, on files as a city has them; on PostgreSQL here.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests import tables

ROOT = Path(__file__).parents[2]


def test_on_files_nothing_tells_the_order_and_no_secret_is_left(tmp_path):
    if connection.vendor == "postgresql":
        pytest.skip("on PostgreSQL the next tests look")
    tables.lay(tmp_path)
    there = {**os.environ, "MINGCHA_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    there.pop("DATABASE_URL", None)
    there["DJANGO_SETTINGS_MODULE"] = "mingcha.web.settings"
    done = subprocess.run(
        [sys.executable, "-m", "tests.polls.on_files"],
        env=there, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "nothing is left"


postgres = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no ctid")


@postgres
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_on_postgresql_place_and_writer_of_every_row_are_alike_after_the_close(clerk, day):
    from mingcha.polls import commands
    from tests.polls import hall, on_files

    poll, codes, _shares, three = hall.opened(clerk, day, blind=True)
    on_files.on_paper(poll, codes["deputy"][12:], (clerk, three[0]), day)
    on_files.vote(poll, codes)
    assert not on_files.is_sorted("box_ballot", "key"), "while it is open the order can be seen"
    assert not on_files.is_sorted("polls_elector", "invitation")
    commands.close(poll, by=clerk, on=day)
    for table, key in on_files.TABLES:
        assert on_files.is_sorted(table, key), table
        assert on_files.writers(table) <= 1, table
    assert commands.sweep(poll)
    for table, key in on_files.TABLES:
        assert on_files.is_sorted(table, key), table
        assert on_files.dead_rows(table) == 0, table
