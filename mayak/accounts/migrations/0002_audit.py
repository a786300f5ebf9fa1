"""Record who changes what."""

from django.db import migrations

from mayak.audit.triggers import OF_NOBODY, AuditTables


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("audit", "0002_function")]
    operations = [
        AuditTables(
            {
                "accounts_team": OF_NOBODY,
                "accounts_staff": OF_NOBODY,
                "accounts_absence": OF_NOBODY,
            }
        )
    ]
