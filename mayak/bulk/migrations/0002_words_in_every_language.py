"""What is told of a client is kept in every language; a text kept before stays as it was written."""

from django.db import migrations, models

FIELDS = ("was", "becomes", "note")


class Migration(migrations.Migration):
    dependencies = [("bulk", "0001_runs")]

    operations = [
        migrations.SeparateDatabaseAndState(
            [
                migrations.RunSQL(
                    f"ALTER TABLE bulk_bulkitem ALTER COLUMN {name} TYPE jsonb USING to_jsonb({name})",
                    f"ALTER TABLE bulk_bulkitem ALTER COLUMN {name} TYPE varchar(300) "
                    f"USING coalesce({name} #>> '{{ru}}', {name} #>> '{{}}')",
                )
                for name in FIELDS
            ],
            [migrations.AlterField("bulkitem", name, models.JSONField(blank=True, default=str)) for name in FIELDS],
        )
    ]
