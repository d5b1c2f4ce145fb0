"""The suite runs on the database it was asked to run on, not on another by mistake."""

import os

from django.db import connection


def test_the_suite_runs_on_the_database_it_was_asked_for(db):
    assert connection.vendor == os.environ.get("MINGCHA_TEST_DATABASE", "sqlite")
