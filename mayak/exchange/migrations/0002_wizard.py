"""The wizard of imports: uploaded files, what was decided about them, progress, repairs, undo."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="choices",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="importrun",
            name="folder",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name="importrun",
            name="job_error",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="importrun",
            name="progress",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="importrun",
            name="undone_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="undone at"),
        ),
        migrations.AddField(
            model_name="importrun",
            name="undone_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="undone by",
            ),
        ),
        migrations.AddField(
            model_name="planrow",
            name="raw",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="planrow",
            name="repairs",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="planrow",
            name="undo_state",
            field=models.CharField(blank=True, db_default="", max_length=10),
        ),
        migrations.AlterField(
            model_name="importrun",
            name="state",
            field=models.CharField(
                choices=[
                    ("uploaded", "being prepared"),
                    ("planning", "plan in the making"),
                    ("planned", "planned"),
                    ("committing", "being brought in"),
                    ("committed", "brought in"),
                    ("undone", "undone"),
                    ("refused", "nothing brought in"),
                    ("discarded", "discarded"),
                    ("failed", "failed"),
                ],
                default="planned",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.CreateModel(
            name="ColumnMemory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fingerprint", models.CharField(max_length=64, unique=True)),
                ("table", models.CharField(max_length=30, verbose_name="table")),
                ("mapping", models.JSONField(default=dict)),
                ("saved_at", models.DateTimeField(verbose_name="remembered at")),
                (
                    "saved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="remembered by",
                    ),
                ),
            ],
            options={
                "verbose_name": "remembered columns",
                "verbose_name_plural": "remembered columns",
                "ordering": ["-saved_at"],
            },
        ),
    ]
