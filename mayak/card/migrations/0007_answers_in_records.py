"""An answer that was written into a person's records keeps what stood there before, to be taken back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("card", "0006_words_of_sources_on_fields")]
    operations = [
        migrations.AddField(
            model_name="confirmation",
            name="wrote",
            field=models.JSONField(blank=True, db_default={}, default=dict, editable=False),
        )
    ]
