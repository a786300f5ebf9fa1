"""A segment, a type of segments and a text of a consent can be taken out of use: what refers to them stays."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clients", "0017_no_circular_payers")]

    operations = [
        *(
            migrations.AddField(name, "is_active", models.BooleanField(default=True, verbose_name="in use"))
            for name in ("segmenttype", "segment", "consenttext")
        ),
        migrations.AlterModelOptions(
            "consenttext",
            {
                "ordering": ["purpose", "-is_active", "-order"],
                "verbose_name": "text of a consent",
                "verbose_name_plural": "texts of consents",
            },
        ),
    ]
