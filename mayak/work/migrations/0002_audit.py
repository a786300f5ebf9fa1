"""Record who changes what."""

from django.db import migrations

from mayak.audit.triggers import OF_CLIENT, OF_NOBODY, AuditTables


class Migration(migrations.Migration):
    dependencies = [("work", "0001_initial"), ("audit", "0002_function")]
    operations = [
        AuditTables(
            {
                "work_outcome": OF_NOBODY,
                "work_stage": OF_NOBODY,
                "work_instrument": OF_NOBODY,
                "work_assignment": OF_CLIENT,
                "work_activity": OF_CLIENT,
                "work_agreement": OF_CLIENT,
            }
        )
    ]
