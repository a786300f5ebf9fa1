"""The pack as it was last taken over: the third side when a newer one is compared."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0003_office_settings")]

    operations = [
        migrations.CreateModel(
            name="TakenPack",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("section", models.CharField(max_length=60, unique=True, verbose_name="section")),
                ("pack", models.CharField(max_length=40, verbose_name="playbook")),
                ("version", models.CharField(max_length=20, verbose_name="version")),
                ("rows", models.JSONField(default=list, verbose_name="definitions")),
            ],
            options={
                "verbose_name": "section of a pack as taken over",
                "verbose_name_plural": "sections of a pack as taken over",
                "ordering": ["section"],
            },
        ),
    ]
