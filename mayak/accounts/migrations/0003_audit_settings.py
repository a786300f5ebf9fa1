"""Record who changes the office's settings."""

from django.db import migrations

from mayak.audit.triggers import OF_NOBODY, AuditTables


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_audit"), ("core", "0003_office_settings")]
    operations = [AuditTables({"core_officesetting": OF_NOBODY})]
