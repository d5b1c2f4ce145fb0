"""A folder of facts of one's own, and snapshots of it."""

from __future__ import annotations

import pytest

from mingcha.analytics import commands
from mingcha.analytics.queries import _asked, _organs, _sql


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """Where facts are kept while a test runs."""
    settings.FACTS = tmp_path / "facts"
    for remembered in (_asked, _organs, _sql):
        remembered.cache_clear()
    return settings.FACTS


@pytest.fixture
def snapshot(small_city, db, day):
    """The small city's facts as the night would keep them."""
    return commands.take(by=None, on=day)
