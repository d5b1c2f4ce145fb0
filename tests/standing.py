"""What is dear to make, made once and left standing while the tests that want it follow.

The small demonstration city lies in a transaction of its own. Each file works in a transaction
inside it, each test in one inside that; all are taken back. The first test that does not want
the city ends it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from typing import Any

import pytest

DAY = date(2026, 4, 10)  # a Friday in the demonstration city's spring
SINCE = date(2020, 1, 1)

_open: list[ExitStack] = []


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever is written inside is not written in the end."""
    from django.db import transaction

    from mingcha.foundation.boxes import box

    with transaction.atomic(), transaction.atomic(using=box()):
        yield
        transaction.set_rollback(True)
        transaction.set_rollback(True, using=box())


def once_a_file(build: Callable[[], Any]) -> Any:
    """A fixture of what the tests of one file begin with; None where a file begins from nothing.

    Each test works in a transaction inside this one; it should take a copy of what is built.
    """

    from mingcha.foundation import time

    @pytest.fixture(scope="module", autouse=True)
    def founded(request, django_db_setup, django_db_blocker):
        if getattr(request.module, "FROM_NOTHING", False):
            yield None
            return
        with django_db_blocker.unblock(), taken_back(), time.at(DAY):
            yield build()

    return founded


def a_clerk() -> Any:
    """Someone of the conduct office, who may enter what the city decided."""
    from mingcha.people import commands
    from mingcha.people.models import Duty

    clerk = commands.register("clerk", "顾知行", by=None, password="mingzhou-2026")
    commands.charge(clerk, Duty.Role.CONDUCT_OFFICE, since=SINCE, by=clerk)
    return clerk


def an_organ(clerk: Any) -> Any:
    """An organ that has stood since 2020."""
    from mingcha.organs import commands

    new = {"level": "organ", "kind": "management", "since": SINCE, "by": clerk}
    return commands.found("MZ001", "市规划局", **new)


def stand() -> None:
    """Make the city, unless it stands."""
    from mingcha.demo import city

    if not _open:
        with ExitStack() as stack:
            stack.enter_context(taken_back())
            city.build(city.SMALL)
            _open.append(stack.pop_all())


def fall() -> None:
    """Take the city back, if it stands."""
    while _open:
        _open.pop().close()


def wants(item: pytest.Item) -> bool:
    """Whether a test works in the small city."""
    return "small_city" in getattr(item, "fixturenames", ())


def in_order(items: list[pytest.Item]) -> None:
    """Those of the small city first, then the long journeys, so that no worker waits at the end."""
    items.sort(key=lambda item: (not wants(item), "journeys" not in item.path.parts))
