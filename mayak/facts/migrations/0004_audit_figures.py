"""Record who changes the figures that facts are measured with."""

from django.db import migrations

from mayak.audit.triggers import OF_NOBODY, AuditTables


class Migration(migrations.Migration):
    dependencies = [("facts", "0003_changed_facts"), ("audit", "0002_function")]
    operations = [AuditTables({"facts_factparameter": OF_NOBODY})]
