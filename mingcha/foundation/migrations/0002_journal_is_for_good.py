"""The database itself refuses to change or delete a journal entry."""

from django.db import migrations

TABLES = ("foundation_journalentry", "foundation_journalleaf", "foundation_journalhead")
SAYS = "the journal is for good"


def forbid(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION journal_is_for_good() RETURNS trigger AS $$ "
            f"BEGIN RAISE EXCEPTION '{SAYS}'; END $$ LANGUAGE plpgsql"
        )
    for table in TABLES:
        for act in ("UPDATE", "DELETE"):
            schema_editor.execute(_trigger(schema_editor.connection.vendor, table, act))


def _trigger(vendor, table, act):
    name = f"{table}_no_{act.lower()}"
    if vendor == "postgresql":
        return (
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION journal_is_for_good()"
        )
    return (
        f"CREATE TRIGGER {name} BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
    )


def allow(apps, schema_editor):
    on = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        for act in ("update", "delete"):
            where = f" ON {table}" if on else ""
            schema_editor.execute(f"DROP TRIGGER {table}_no_{act}{where}")


class Migration(migrations.Migration):
    dependencies = [("foundation", "0001_initial")]
    operations = [migrations.RunPython(forbid, allow)]
