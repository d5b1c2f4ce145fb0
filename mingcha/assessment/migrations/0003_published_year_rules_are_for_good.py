"""The database itself refuses to change or delete a published year rule."""

from django.db import migrations

TABLE = "assessment_yearrule"
SAYS = "a published year rule is for good"


def forbid(apps, schema_editor):
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    if on_postgresql:
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION published_year_rules_are_for_good() RETURNS trigger AS $$ "
            f"BEGIN RAISE EXCEPTION '{SAYS}'; END $$ LANGUAGE plpgsql"
        )
    for act in ("UPDATE", "DELETE"):
        head = f"CREATE TRIGGER {TABLE}_no_{act.lower()} BEFORE {act} ON {TABLE} FOR EACH ROW "
        if on_postgresql:
            when = "WHEN (OLD.state = 'published') EXECUTE FUNCTION published_year_rules_are_for_good()"
        else:
            when = f"WHEN OLD.state = 'published' BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
        schema_editor.execute(head + when)


def allow(apps, schema_editor):
    where = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    for act in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER {TABLE}_no_{act}{where}")


class Migration(migrations.Migration):
    dependencies = [("assessment", "0002_year")]
    operations = [migrations.RunPython(forbid, allow)]
