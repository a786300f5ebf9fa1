"""Record who changes what."""

from django.db import migrations

from mayak.audit.triggers import OF_CLIENT, AuditTables


class Migration(migrations.Migration):
    dependencies = [("money", "0001_initial"), ("audit", "0002_function")]
    operations = [
        AuditTables(
            {
                "money_invoice": OF_CLIENT,
                "money_act": OF_CLIENT,
                "money_payment": OF_CLIENT,
                "money_promise": OF_CLIENT,
            }
        )
    ]
