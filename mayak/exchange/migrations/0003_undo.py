"""What undo of an import needs: records as they were before, what undo would do."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0002_wizard"),
    ]

    operations = [
        # Imports of before did not keep what undo needs.
        migrations.AddField(
            model_name="importrun",
            name="is_kept",
            field=models.BooleanField(default=False, verbose_name="rows and former values are kept"),
        ),
        migrations.AlterField(
            model_name="importrun",
            name="is_kept",
            field=models.BooleanField(default=True, verbose_name="rows and former values are kept"),
        ),
        migrations.AddField(
            model_name="importrun",
            name="undo_plan",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.CreateModel(
            name="FormerRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("plan_row_id", models.BigIntegerField()),
                ("db_table", models.CharField(max_length=63)),
                ("object_id", models.BigIntegerField()),
                ("operation", models.CharField(max_length=1)),
                ("before", models.JSONField()),
                ("after", models.JSONField(null=True)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_rows",
                        to="exchange.importrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "former row",
                "verbose_name_plural": "former rows",
                "indexes": [models.Index(fields=["run", "db_table", "operation"], name="former_row_table")],
            },
        ),
    ]
