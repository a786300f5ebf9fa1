"""Record who confirms fields, wants questions asked and edits status groups."""

from django.db import migrations

from mayak.audit.triggers import OF_CLIENT, OF_NOBODY, AuditTables


class Migration(migrations.Migration):
    dependencies = [("card", "0003_groups_choices_confirmations"), ("audit", "0002_function")]
    operations = [
        AuditTables(
            {
                "card_statusgroup": OF_NOBODY,
                "card_confirmation": OF_CLIENT,
                "card_questiontoask": OF_CLIENT,
            }
        )
    ]
