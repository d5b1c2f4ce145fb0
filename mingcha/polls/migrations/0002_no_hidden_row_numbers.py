"""On SQLite the box's tables are kept in key order, without a hidden number that grows.

Such a number would tell in which order ballots came in.
"""

from django.db import migrations

from mingcha.foundation.boxes import without_rowid

made_anew = without_rowid("box_ticket", "box_ballot", "box_remark")


class Migration(migrations.Migration):
    dependencies = [("polls", "0001_initial")]
    operations = [
        migrations.RunPython(made_anew, migrations.RunPython.noop, hints={"in_the_box": True})
    ]
