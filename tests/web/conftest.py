"""What the tests of the assembly share: a matter that waits, and a fresh memory for each test."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from mingcha.foundation import clocks
from mingcha.foundation.waiting import Waiting
from mingcha.web import rooms


@pytest.fixture(autouse=True)
def fresh_memory():
    """Numbers remembered in one test are never met in another."""
    cache.clear()


@pytest.fixture
def waits(monkeypatch, organ, day):
    """A room that says what waits: `waits(number, days=…, mine=…)` adds one matter to it."""
    found = []

    def add(number, *, days=5, since=0, kind="rectification", mine=True, clock=True):
        began = day - timedelta(days=since)
        runs = clocks.start(organ, "test", side="organ", on=began, days=days) if clock else None
        found.append(
            Waiting(
                kind, number, f"/n/{number}/", "市规划局", "复查：该你了", "安排复查", runs, mine
            )
        )

    monkeypatch.setattr(rooms, "waiting_questions", lambda: [lambda person, *, on: list(found)])
    return add
