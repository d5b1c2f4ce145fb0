"""What is published is for good: the database itself refuses to change or delete it."""

from __future__ import annotations

from typing import Any

from django.db import migrations


def published_for_good(table: str, *, function: str, says: str) -> migrations.RunPython:
    """The step of a migration after which published rows of a table stay as they are.

    Names and words of triggers stand in databases that exist: call it with what they have.
    """

    def forbid(apps: Any, schema_editor: Any) -> None:
        on_postgresql = schema_editor.connection.vendor == "postgresql"
        if on_postgresql:
            schema_editor.execute(
                f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger AS $$ "
                f"BEGIN RAISE EXCEPTION '{says}'; END $$ LANGUAGE plpgsql"
            )
        for act in ("UPDATE", "DELETE"):
            head = f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} FOR EACH ROW "
            if on_postgresql:
                when = f"WHEN (OLD.state = 'published') EXECUTE FUNCTION {function}()"
            else:
                when = f"WHEN OLD.state = 'published' BEGIN SELECT RAISE(ABORT, '{says}'); END"
            schema_editor.execute(head + when)

    def allow(apps: Any, schema_editor: Any) -> None:
        where = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        for act in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{act}{where}")

    return migrations.RunPython(forbid, allow)
