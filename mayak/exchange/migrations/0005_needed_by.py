"""A row that undo leaves because others refer to it says what they are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0004_exports")]

    operations = [
        migrations.AddField(
            model_name="planrow",
            name="needed_by",
            field=models.CharField(blank=True, db_default="", max_length=60),
        ),
    ]
