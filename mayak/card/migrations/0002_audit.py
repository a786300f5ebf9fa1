"""Record who changes what."""

from django.db import migrations

from mayak.audit.triggers import OF_CLIENT, OF_NOBODY, AuditTables


class Migration(migrations.Migration):
    dependencies = [("card", "0001_initial"), ("audit", "0002_function")]
    operations = [
        AuditTables(
            {
                "card_indicatordefinition": OF_NOBODY,
                "card_indicatorvalue": OF_CLIENT,
            }
        )
    ]
