"""A file that repeats what was known tells of its organs too; of older files their events tell."""

from django.db import migrations, models


def by_events(apps, schema_editor):
    told = apps.get_model("cases", "Event").objects.order_by()
    through = apps.get_model("cases", "Intake").tells_of.through
    pairs = told.values_list("intake", "case__organ").distinct()
    through.objects.bulk_create(
        [through(intake_id=intake, unit_id=organ) for intake, organ in pairs], batch_size=1000
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_events_are_for_good"), ("organs", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="intake",
            name="tells_of",
            field=models.ManyToManyField(related_name="+", to="organs.unit"),
        ),
        migrations.RunPython(by_events, migrations.RunPython.noop),
    ]
