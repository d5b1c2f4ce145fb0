"""Who may see what: every door agrees with the room's own question, for every person.

The table is `mingcha.web.rooms`: a new room is one row there and nothing here. What each role
should see is said a second time, in plain words, in `matrix.EXPECTED`.
"""

import os
import random
from datetime import date

import pytest
from django.test import Client

from mingcha.findings import queries as findings
from mingcha.findings.models import Finding
from mingcha.foundation import time
from mingcha.rectification import queries as rectification
from mingcha.rectification.models import Order
from mingcha.web import rooms
from tests import standing
from tests.web import leaky_urls, matrix

SEEDS = [int(seed) for seed in os.environ.get("MINGCHA_SEEDS", "20260410").split()]


@pytest.fixture(scope="module", params=SEEDS)
def shaken(request, django_db_setup, django_db_blocker):
    """A shaken city, made once for all who look at it."""
    with django_db_blocker.unblock(), standing.taken_back(), time.at(date(2026, 4, 10)):
        yield matrix.build(request.param)[1]


@pytest.fixture
def crowd(shaken, db, day):
    """Everybody who looks at the shaken city."""
    return shaken


def look(person, kind, seed=1):
    browser = Client()
    browser.force_login(person)
    return matrix.Look(browser, person, kind, random.Random(seed))


def test_every_door_tells_exactly_what_the_room_would(crowd):
    wrong = [
        line
        for person in crowd
        for kind in matrix.kinds()
        for line in look(person, kind).disagreements()
    ]
    wrong += [line for person in crowd for line in matrix.plotted(person)]
    assert wrong == []


def test_every_room_shows_each_role_what_the_domain_says(crowd):
    every = {(kind.key, state) for kind in rooms.kinds() if kind.key in matrix.EXPECTED
             for state in kind.table.objects.values_list("state", flat=True)}  # fmt: skip
    assert len(every) > 20, "the city was shaken: many states stand"
    assert [line for person in crowd for line in matrix.astray(person)] == []


def test_a_leak_in_any_door_is_found(crowd, settings):
    settings.ROOT_URLCONF = "tests.web.leaky_urls"
    outsider = crowd[0]
    found = list(look(outsider, rooms.FINDING).disagreements())
    for door in leaky_urls.LEAKS:
        assert any(f" {door}: " in line for line in found), door
    assert any(" _file: " in line for line in found)


def test_a_leak_in_a_plot_is_found(crowd, monkeypatch):
    blind = [person for person in crowd if not rooms.ORDER.seen_by(person).exists()]
    assert blind, "somebody may see no order"
    assert list(matrix.plotted(blind[0])) == []
    monkeypatch.setattr(rectification, "visible_to", lambda person: Order.objects.all())
    assert any("the plot of" in line for line in matrix.plotted(blind[0]))


def test_a_leak_in_the_rooms_own_question_is_found(crowd, monkeypatch):
    monkeypatch.setattr(findings, "visible_to", lambda person: Finding.objects.all())
    rooms.question.cache_clear()
    try:
        assert any("is shown to" in line for line in matrix.astray(crowd[0]))
    finally:
        rooms.question.cache_clear()


def test_every_kind_with_a_life_of_the_table_has_its_rule_said_twice():
    numbered = {kind.key for kind in rooms.kinds() if kind.prefix}
    assert numbered - set(matrix.EXPECTED) <= {"issue", "import"}
