"""Status groups can be taken out of use."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("card", "0004_audit_confirmations")]
    operations = [
        migrations.AddField(
            model_name="statusgroup",
            name="is_active",
            field=models.BooleanField(default=True, verbose_name="in use"),
        ),
    ]
