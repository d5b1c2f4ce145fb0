"""On SQLite the box's tables are kept in key order, without a hidden number that grows.

Such a number would tell in which order ballots came in.
"""

from django.db import migrations

TABLES = ("box_ticket", "box_ballot", "box_remark")
PARTS = "SELECT sql FROM sqlite_master WHERE tbl_name = %s AND type = %s AND sql IS NOT NULL"


def without_rowid(apps, schema_editor):
    """Make each table anew, still empty, as its own index."""
    if schema_editor.connection.vendor != "sqlite":
        return
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(PARTS, [table, "table"])
            made = cursor.fetchone()[0]
            cursor.execute(PARTS, [table, "index"])
            indexes = [row[0] for row in cursor.fetchall()]
            cursor.execute(f'DROP TABLE "{table}"')
            for text in (f"{made} WITHOUT ROWID", *indexes):
                cursor.execute(text)


class Migration(migrations.Migration):
    dependencies = [("polls", "0001_initial")]
    operations = [
        migrations.RunPython(
            without_rowid, migrations.RunPython.noop, hints={"in_the_box": True}, elidable=False
        )
    ]
