"""Record who puts marks on and takes them off."""

from django.db import migrations

from mayak.audit.triggers import OF_CLIENT, AuditTables


class Migration(migrations.Migration):
    dependencies = [("clients", "0011_marks"), ("audit", "0003_reason")]
    operations = [AuditTables({"clients_clientmark": OF_CLIENT})]
