"""The demonstration's inventory: reforms lived through, nothing wrong with it, and what is left."""

from datetime import date

import pytest

from mingcha.powers import queries, xrays
from mingcha.powers.models import Item, Reform

pytestmark = pytest.mark.usefixtures("small_city", "db", "day")


def test_the_city_has_an_inventory_with_reforms_in_every_stage():
    assert Item.objects.count() > 40
    assert {one.state for one in Reform.objects.all()} == {"proposed", "decided", "done"}
    assert {one.kind for one in Reform.objects.all()} == set(Reform.Kind.values)
    assert set(Item.objects.values_list("state", flat=True)) == set(Item.State.values)


def test_nothing_is_wrong_with_it(day):
    assert [(c.what, list(c.ask(day))) for c in xrays.CHECKS if list(c.ask(day))] == []


def test_the_reform_took_something_off_besides_the_count(day):
    told = queries.ledger(date(2025, 10, 31), day)
    assert told.end.items < told.start.items
    assert not told.only_counted
    assert told.cut_of("papers") > 0
    assert told.end.promised_days < told.start.promised_days
