"""Record who changes what."""

from django.db import migrations

from mayak.audit.triggers import OF_CLIENT, AuditTables


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("audit", "0002_function")]
    operations = [
        AuditTables(
            {
                "cases_case": OF_CLIENT,
            }
        )
    ]
