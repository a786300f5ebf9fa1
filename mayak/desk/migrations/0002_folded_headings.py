"""Folded headings of the card are remembered."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_presence_and_layout")]
    operations = [
        migrations.AddField(
            model_name="windowlayout",
            name="folded",
            field=models.JSONField(default=list, verbose_name="folded"),
        ),
    ]
