"""The same thief on PostgreSQL: he reads the engine's own columns, its files, and then its log.

Tables and their files tell nothing after the sweep. The write-ahead log does: that is said in
the threat model, and shown here so that nobody forgets it.
"""

from __future__ import annotations

import pytest
from django.db import connection

from tests.attacks import attacker, evening, leaks, on_postgres
from tests.attacks.test_ballot_linking import CHANCE, most_hits

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has files of its own"),
    pytest.mark.django_db(transaction=True),
]


def a_box():
    from mingcha.ballotbox.app import Box
    from mingcha.ballotbox.engines import store_of

    return Box(lambda: store_of(connection.settings_dict))


def played(leak=""):
    truth = evening.Evening(4, leaks.Several(leak), a_box).play()
    return truth, attacker.persons(truth), attacker.ballots(truth, opened=True)


def test_neither_rows_nor_files_link_anybody_and_the_log_alone_tells_the_order(settings):
    settings.ALLOWED_HOSTS = ["*"]
    with on_postgres.an_old_view():
        truth, persons, ballots = played()
    log = on_postgres.write_ahead_log()
    orders, joins = on_postgres.everything(persons, ballots)
    found = attacker.judged([(truth, orders)])
    for expected in ("by ctid", "by xmin", "rows"):
        assert f"ballot, city.box_ballot: {expected}" in found or expected == "by xmin"
    assert "ballot, file of box_ballot: key raw first" in found
    assert "person, city.polls_elector: by ctid" in found
    for source, finding in found.items():
        assert finding.deviations < CHANCE, (source, finding)
        assert finding.hits <= most_hits(1), (source, finding)
    assert joins == []
    told = attacker.judged([(truth, attacker.orders_in_bytes("log", log, ballots, "ballot"))])
    assert told["ballot, log: key raw first"].deviations > CHANCE
    assert told["ballot, log: key raw first"].hits > most_hits(1)


def test_rows_that_neither_close_nor_sweep_writes_anew_are_found(settings):
    settings.ALLOWED_HOSTS = ["*"]
    truth, persons, ballots = played("electors_in_place+unswept")
    orders, joins = on_postgres.everything(persons, ballots)
    found = attacker.judged([(truth, orders)])
    assert found["ballot, city.box_ballot: by xmin"].deviations > CHANCE
    assert found["ballot, city.box_ballot: by xmin"].hits > most_hits(1)
    assert found["person, city.polls_elector: by xmin"].deviations > CHANCE
    assert "city.polls_papersheet" in {join.source for join in joins}
