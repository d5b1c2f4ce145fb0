"""Which store a database address means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mingcha.ballotbox.sqlite import SQLite
from mingcha.ballotbox.store import Store


def store_of(database: Mapping[str, Any]) -> Store:
    """The store in a database of Django's settings, by a connection of its own."""
    if database["ENGINE"].endswith("sqlite3"):
        return SQLite(database["NAME"])
    from mingcha.ballotbox.postgres import PostgreSQL  # with its driver, which SQLite needs not

    return PostgreSQL(
        dbname=database["NAME"],
        user=database.get("USER"),
        password=database.get("PASSWORD"),
        host=database.get("HOST"),
        port=database.get("PORT"),
    )


def the_box() -> Store:
    """The city's ballot box."""
    from django.conf import settings

    from mingcha.foundation.boxes import box

    return store_of(settings.DATABASES[box()])
