"""Record who changes kept selections."""

from django.db import migrations

from mayak.audit.triggers import OF_NOBODY, AuditTables


class Migration(migrations.Migration):
    dependencies = [("facts", "0008_selections"), ("audit", "0002_function")]
    operations = [AuditTables({"facts_selection": OF_NOBODY})]
