"""The database itself refuses to change or delete an event of a case."""

from django.db import migrations

TABLE = "cases_event"
SAYS = "events of cases are for good"


def forbid(apps, schema_editor):
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    if on_postgresql:
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION events_are_for_good() RETURNS trigger AS $$ "
            f"BEGIN RAISE EXCEPTION '{SAYS}'; END $$ LANGUAGE plpgsql"
        )
    for act in ("UPDATE", "DELETE"):
        head = f"CREATE TRIGGER {TABLE}_no_{act.lower()} BEFORE {act} ON {TABLE} "
        then = (
            "FOR EACH ROW EXECUTE FUNCTION events_are_for_good()"
            if on_postgresql
            else f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
        )
        schema_editor.execute(head + then)


def allow(apps, schema_editor):
    where = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    for act in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER {TABLE}_no_{act}{where}")


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunPython(forbid, allow)]
