"""The database itself refuses to change or delete a published year rule."""

from django.db import migrations

from mingcha.foundation.forgood import published_for_good


class Migration(migrations.Migration):
    dependencies = [("assessment", "0002_year")]
    operations = [
        published_for_good(
            "assessment_yearrule",
            function="published_year_rules_are_for_good",
            says="a published year rule is for good",
        )
    ]
