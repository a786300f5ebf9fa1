"""Record who changes what."""

from django.db import migrations

from mayak.audit.triggers import OF_CLIENT, OF_PERSON, AuditTables


class Migration(migrations.Migration):
    dependencies = [("clients", "0001_initial"), ("audit", "0002_function")]
    operations = [
        AuditTables(
            {
                "clients_client": "r.id",
                "clients_responsibility": OF_CLIENT,
                "clients_clientsegment": OF_CLIENT,
                "clients_person": OF_CLIENT,
                "clients_personphone": OF_PERSON,
                "clients_personemail": OF_PERSON,
                "clients_consent": OF_PERSON,
                "clients_kit": OF_CLIENT,
                "clients_contract": OF_CLIENT,
            }
        )
    ]
