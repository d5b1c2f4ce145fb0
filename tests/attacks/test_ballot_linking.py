"""Whoever carries away every file after a round links nobody to a ballot, and would if one told.

An honest evening is played three times with known truth: eighty people come, are checked in, take
slips or blind tickets, vote by phone in nearly the order in which they came, eight on paper. The
thief has databases, their journals, the log, backups of the day after, and tries every order and
every equality. Then the evening is spoilt on purpose, in one way after the other, and he succeeds.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.attacks import attacker, on_sqlite

ROOT = Path(__file__).parents[2]
SEEDS = (1, 2, 3)
TOGETHER = (
    "row_numbers+time_stamp+journalled+logged+check_in_journalled+same_key+printed_order"
    "+ticket_reported+admitted_as_sent"
)
ORDERS = {  # what was spoilt, and where the thief finds it
    "row_numbers": "ballot, box.db.box_ballot: rows",
    "time_stamp": "ballot, box.db.box_ballot: by created_at",
    "journalled": "ballot, city.db.foundation_journalentry: rows",
    "logged": "ballot, server.log: receipt hex first",
    "unswept": "ballot, box.db-wal: sealed first",
}
CHANCE = 5.0  # deviations; one source in two million goes beyond by itself


def most_hits(evenings: int) -> int:
    """Voters linked by luck: two are expected of an evening of two groups, rarely many more."""
    return 12 + 4 * evenings


@pytest.fixture(scope="module")
def evenings(tmp_path_factory):
    """All evenings, played by a process of its own on files as a city has them."""
    folder = tmp_path_factory.mktemp("evenings")
    names = [*(f"{seed}:" for seed in SEEDS), f"9:{TOGETHER}", "9:unswept"]
    there = {**os.environ, "MINGCHA_HOME": str(folder / "home"), "PYTHONPATH": str(ROOT)}
    there.pop("DATABASE_URL", None)
    there["DJANGO_SETTINGS_MODULE"] = "mingcha.web.settings"
    said = [sys.executable, "-m", "tests.attacks.evening", str(folder / "empty"), str(folder)]
    done = subprocess.run(
        [*said, *names], env=there, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return folder


def the_truth(folder, name):
    return json.loads((folder / name / "truth.json").read_text("utf-8"))


def stolen(folder, name, *, backups=True):
    """The truth, every order and every join of one evening; the thief has the poll's key too."""
    truth = the_truth(folder, name)
    forms = attacker.persons(truth), attacker.ballots(truth, opened=True)
    orders, joins = on_sqlite.everything(folder / name / "stolen", *forms, backups=backups)
    return truth, orders, joins


@pytest.fixture(scope="module")
def honest(evenings):
    """What the thief finds on honest evenings."""
    return [stolen(evenings, f"{seed}:") for seed in SEEDS]


def test_no_order_on_the_disk_tells_who_cast_which_ballot_even_with_the_key(honest):
    found = attacker.judged((truth, orders) for truth, orders, _joins in honest)
    assert len(found) > 50, "the thief must have looked at much"
    for source, finding in found.items():
        assert finding.deviations < CHANCE, (source, finding)
        assert finding.hits <= most_hits(len(SEEDS)), (source, finding)


def test_no_value_outside_the_box_stands_in_it_too(honest):
    assert [join for _truth, _orders, joins in honest for join in joins] == []


def test_no_order_of_electors_tells_who_was_invited_when(honest):
    """Else whoever holds the list would read off who has taken a ticket: N1."""
    found = attacker.judged(((truth, orders) for truth, orders, _joins in honest), by="sent")
    electors = {source: told for source, told in found.items() if "elector" in source}
    assert len(electors) > 10
    for source, finding in electors.items():
        assert finding.deviations < CHANCE, (source, finding)


def test_without_the_key_the_marks_are_nowhere(evenings):
    for seed in SEEDS:
        truth = the_truth(evenings, f"{seed}:")
        marks = {one["marks"].encode() for one in truth["voters"]}
        for file in (evenings / f"{seed}:" / "stolen").iterdir():
            content = file.read_bytes()
            assert not any(one in content for one in marks), file.name


def test_the_thief_has_looked_at_every_kind_of_source(honest):
    sources = set(attacker.judged((truth, orders) for truth, orders, _joins in honest))
    for expected in (
        "ballot, box.db.box_ballot: rows",
        "ballot, box.db.box_ballot: by fingerprint",
        "ballot, box.db: key raw first",
        "ballot, backup-box.db.box_ballot: rows",
        "ballot, city.db-wal: receipt hex first",
        "person, city.db.meetings_invitation: rows",
        "person, city.db.meetings_invitation: place on the page",
        "person, city.db.invited_by_group: place on the page",
        "person, city.db.polls_elector: place on the page",
        "person, backup-default.db.polls_elector: rows",
        "person, city.db.appraisals_frameentry: rows",
        "person, city.db.appraisals_panelmember: rows",
        "person, city.db.appraisals_delivery: rows",
    ):
        assert expected in sources


@pytest.fixture(scope="module")
def spoilt(evenings):
    """What the thief finds on the spoilt evenings."""
    found, joins = {}, []
    for name in (f"9:{TOGETHER}", "9:unswept"):
        truth, orders, more = stolen(evenings, name, backups=False)
        found |= {k: v for k, v in attacker.judged([(truth, orders)]).items() if k not in found}
        joins += more
    return found, joins


@pytest.mark.parametrize("leak", ORDERS)
def test_a_leak_of_order_is_found_and_links_many_to_their_ballots(spoilt, leak):
    found, _joins = spoilt
    told = found[ORDERS[leak]]
    assert told.deviations > CHANCE
    assert told.hits > most_hits(1)


def test_a_journal_of_those_who_come_is_found(spoilt):
    found, _joins = spoilt
    assert found["person, city.db.foundation_journalentry: rows"].deviations > CHANCE


def test_a_board_that_knows_who_took_a_ticket_is_found(spoilt):
    found, _joins = spoilt
    assert found["person, city.db.appraisals_delivery: rows"].deviations > CHANCE


def test_electors_in_the_order_of_delivery_are_found(evenings):
    truth, orders, _joins = stolen(evenings, f"9:{TOGETHER}", backups=False)
    found = attacker.judged([(truth, orders)], by="sent")
    assert found["person, city.db.polls_elector: rows"].deviations > CHANCE


def test_a_value_that_lies_on_both_sides_is_found(spoilt):
    _found, joins = spoilt
    assert "city.db.polls_elector" in {join.source for join in joins}


def test_whoever_kept_a_copy_of_the_slips_knows_only_if_they_were_handed_out_as_printed(spoilt):
    """Why slips are cut, shaken in a bag and drawn by hand: nothing else stands against it."""
    found, _joins = spoilt
    assert found["ballot, slips.txt: code first"].hits == 40
