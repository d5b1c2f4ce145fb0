"""The database itself refuses to change or delete a published rule version."""

from django.db import migrations

from mingcha.foundation.forgood import published_for_good


class Migration(migrations.Migration):
    dependencies = [("appraisals", "0001_initial")]
    operations = [
        published_for_good(
            "appraisals_ruleversion",
            function="published_rules_are_for_good",
            says="a published rule version is for good",
        )
    ]
