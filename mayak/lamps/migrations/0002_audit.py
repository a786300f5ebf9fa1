"""Record who corrects scores."""

from django.db import migrations

from mayak.audit.triggers import OF_CLIENT, AuditTables


class Migration(migrations.Migration):
    dependencies = [("lamps", "0001_initial"), ("audit", "0002_function")]
    operations = [AuditTables({"lamps_scorecorrection": OF_CLIENT})]
