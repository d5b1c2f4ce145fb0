"""The small demonstration city, made once and left standing while tests that want it follow.

It lies in a transaction of its own. Each file works in a transaction inside it, each test in one
inside that; all are taken back. The first test that wants an empty database ends the city.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

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
