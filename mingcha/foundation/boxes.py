"""Which file a table lies in: on SQLite ballots lie apart from all that knows people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command

BOX = "box"


def box() -> str:
    """The database the ballot box's tables lie in: a file of its own, or the city's PostgreSQL."""
    return BOX if BOX in settings.DATABASES else "default"


def migrate() -> None:
    """Bring every database up to the program's own tables: the city's, and the box's."""
    for name in settings.DATABASES:
        call_command("migrate", database=name, verbosity=0)


class BoxRouter:
    """Sends a model with `in_the_box` to the box and everything else to the city's database."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        """Where to read."""
        return box() if getattr(model, "in_the_box", False) else None

    db_for_write = db_for_read

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool | None:
        """Nothing in the box points at anything outside it, nor the other way about."""
        inside = {getattr(type(thing), "in_the_box", False) for thing in (one, other)}
        return None if inside == {False} else False

    def allow_migrate(
        self, db: str, app_label: str, model_name: str | None = None, **hints: Any
    ) -> bool | None:
        """The box's own tables in the box, everything else in the city's database."""
        inside = hints.get("in_the_box", False) or _in_the_box(app_label, model_name)
        return db == (box() if inside else "default")


def _in_the_box(app_label: str, model_name: str | None) -> bool:
    if model_name is None:
        return False
    try:
        model = apps.get_model(app_label, model_name)
    except LookupError:  # a table of an earlier release
        return False
    return getattr(model, "in_the_box", False)


def without_rowid(*tables: str) -> Callable[[Any, Any], None]:
    """For a migration: on SQLite keep these tables, still empty, in key order alone.

    A hidden number that grows would tell in which order rows came in.
    """

    def made_anew(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor != "sqlite":
            return
        with schema_editor.connection.cursor() as cursor:
            for table in tables:
                made, *indexes = _texts(cursor, table)
                cursor.execute(f'DROP TABLE "{table}"')
                for text in (f"{made} WITHOUT ROWID", *indexes):
                    cursor.execute(text)

    return made_anew


def _texts(cursor: Any, table: str) -> list[str]:
    """The statement that makes the table, then those that make its indexes."""
    cursor.execute(
        "SELECT sql FROM sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL"
        " ORDER BY type = 'table' DESC",
        [table],
    )
    return [row[0] for row in cursor.fetchall()]
