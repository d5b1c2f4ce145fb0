"""Every page of every room stays under twenty questions to the database, for whoever opens it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mingcha.people.models import Person
from tests.pace.pages import LOOKS, MOST_QUERIES, _url

pytestmark = pytest.mark.usefixtures("small_city", "db", "day")


@pytest.mark.parametrize("who", LOOKS)
def test_no_page_asks_the_database_twenty_times(who):
    person = Person.objects.filter(staff_no=who).first()
    if person is None:
        pytest.skip(f"the small city has no {who}")
    client = Client()
    client.force_login(person)
    asked = {path: _asked(client, _url(path, person)) for path in LOOKS[who]}
    assert {path: n for path, n in asked.items() if n >= MOST_QUERIES} == {}


def _asked(client: Client, url: str) -> int:
    client.get(url)  # what a process remembers, it has seen before
    with CaptureQueriesContext(connection) as questions:
        assert client.get(url).status_code in {200, 404}, url
    return len(questions)
