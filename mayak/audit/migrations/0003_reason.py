"""Every change can say why it was made; retention finds the old ones."""

import django.contrib.postgres.indexes
from django.db import migrations, models

from mayak.audit.triggers import AuditReason


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_function")]
    operations = [
        migrations.AddField(
            model_name="change",
            name="reason",
            field=models.CharField(blank=True, db_default="", max_length=500, verbose_name="reason"),
        ),
        migrations.AddIndex(
            model_name="change",
            index=django.contrib.postgres.indexes.BrinIndex(
                fields=["at"], name="audit_change_by_time", pages_per_range=32
            ),
        ),
        AuditReason(),
    ]
