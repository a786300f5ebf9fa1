"""Record who changes rubrics, own tax regimes, files and the texts of consents.

Links to rubrics need no record of their own: the words they follow are recorded with the person.
"""

from django.db import migrations

from mayak.audit.triggers import OF_NOBODY, OF_PERSON, AuditTables


class Migration(migrations.Migration):
    dependencies = [("clients", "0008_rubrics_follow_words"), ("audit", "0002_function")]
    operations = [
        AuditTables(
            {
                "clients_persontaxregime": OF_PERSON,
                "clients_personattachment": OF_PERSON,
                "clients_rubric": OF_NOBODY,
                "clients_consentpurpose": OF_NOBODY,
                "clients_consenttext": OF_NOBODY,
            }
        )
    ]
