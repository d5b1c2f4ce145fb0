"""Two people at the same moment: one acts, the other is told; numbers are never given twice.

Only on PostgreSQL: SQLite lets one writer at a time through and cannot race.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from mingcha.core.refusal import Refusal
from mingcha.foundation import time
from mingcha.foundation.models import JournalEntry
from mingcha.foundation.numbers import next_number
from mingcha.rectification import commands
from mingcha.rectification.models import Order

FROM_NOTHING = True
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer"),
]


def both(*deeds, day):
    """Carry out deeds at once, each in a thread and a transaction of its own; what each gave."""
    start = Barrier(len(deeds))

    def run(deed):
        try:
            with time.at(day):
                start.wait(timeout=20)
                return deed()
        except Refusal as no:
            return no.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as hands:
        return list(hands.map(run, deeds))


def fresh(order):
    return Order.objects.get(pk=order.pk)


def acts(verb):
    return JournalEntry.objects.filter(verb=verb).count()


def test_of_two_who_sign_for_an_order_at_once_one_is_told(cast, issued, day):
    order = issued()
    mine, theirs = fresh(order), fresh(order)
    given = both(
        lambda: commands.receive(mine, by=cast.head, on=day).state,
        lambda: commands.receive(theirs, by=cast.liaison, on=day).state,
        day=day,
    )
    assert sorted(given) == sorted(["received", "workflow.overtaken"])
    assert acts("rectification.order.receive") == 1


def test_a_withdrawal_and_a_receipt_at_once_leave_one_of_them(cast, issued, day):
    order = issued()
    mine, theirs = fresh(order), fresh(order)
    given = both(
        lambda: commands.receive(mine, by=cast.head, on=day).state,
        lambda: commands.withdraw(theirs, by=cast.director, on=day, reason="重复").state,
        day=day,
    )
    assert given.count("workflow.overtaken") == 1
    assert acts("rectification.order.receive") + acts("rectification.order.withdraw") == 1


def test_numbers_taken_at_once_are_all_different(cast, day):
    def several():
        found = []
        for _n in range(5):
            with transaction.atomic():
                found.append(next_number("ZG", 2026))
        return found

    given = both(*[several] * 4, day=day)
    taken = [number for row in given for number in row]
    assert len(set(taken)) == 20
