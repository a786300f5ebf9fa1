"""Record who changes what of a note."""

from django.db import migrations

from mayak.audit.triggers import OF_CLIENT, AuditTables


class Migration(migrations.Migration):
    dependencies = [("work", "0004_note"), ("audit", "0003_reason")]
    operations = [AuditTables({"work_note": OF_CLIENT})]
