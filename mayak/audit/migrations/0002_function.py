"""The function behind the audit triggers."""

from django.db import migrations

from mayak.audit.triggers import AuditFunction


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [AuditFunction()]
