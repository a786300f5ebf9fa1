"""Documents of a client, and who adds and removes them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from mayak.audit.triggers import OF_CLIENT, AuditTables


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0014_similar_words"),
        ("audit", "0002_function"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ClientDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="name of the file")),
                ("media_type", models.CharField(max_length=100, verbose_name="type")),
                ("size", models.PositiveIntegerField(verbose_name="size")),
                ("stored", models.CharField(max_length=100, unique=True)),
                ("added_at", models.DateTimeField(verbose_name="added")),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="documents", to="clients.client"
                    ),
                ),
            ],
            options={
                "verbose_name": "document of a client",
                "verbose_name_plural": "documents of clients",
                "ordering": ["-added_at", "-pk"],
            },
        ),
        AuditTables({"clients_clientdocument": OF_CLIENT}),
    ]
