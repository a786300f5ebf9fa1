"""Record who changes lamps and overrides of the score."""

from django.db import migrations

from mayak.audit.triggers import OF_NOBODY, AuditTables


class Migration(migrations.Migration):
    dependencies = [("lamps", "0003_history_outlives_lamps"), ("audit", "0002_function")]
    operations = [AuditTables({"lamps_lampdefinition": OF_NOBODY, "lamps_scoreoverride": OF_NOBODY})]
