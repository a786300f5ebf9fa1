"""Confirmations of fields keep what was confirmed, one a day and source, until another word settles them."""

import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("card", "0005_status_groups_in_use")]
    operations = [
        migrations.RemoveConstraint(model_name="confirmation", name="field_confirmed_once_a_day"),
        migrations.AddField(
            model_name="confirmation",
            name="value",
            field=models.TextField(blank=True, default="", verbose_name="value"),
        ),
        migrations.AddField(
            model_name="confirmation",
            name="to_date",
            field=models.DateField(blank=True, null=True, verbose_name="counts until"),
        ),
        migrations.AddConstraint(
            model_name="confirmation",
            constraint=models.UniqueConstraint(
                models.F("client"),
                django.db.models.functions.comparison.Coalesce("person", models.Value(0)),
                models.F("indicator"),
                models.F("confirmed_date"),
                models.F("source"),
                name="field_confirmed_once_a_day",
            ),
        ),
    ]
