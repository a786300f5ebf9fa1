"""The database itself refuses groups and payers in a circle; who changes the new records is recorded."""

from django.db import migrations

from mayak.audit.triggers import OF_CLIENT, OF_NOBODY, AuditTables

# Checked at the end of the transaction: an import writes heads and members in any order. The lock makes two
# transactions that would close a circle together take turns.
CIRCLES = """
CREATE FUNCTION clients_refuse_circle() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  PERFORM pg_advisory_xact_lock(7306002);
  IF EXISTS (
    WITH RECURSIVE above(id) AS (
      SELECT c.group_head_id FROM clients_client c WHERE c.id = NEW.id AND c.group_head_id IS NOT NULL
      UNION
      SELECT c.group_head_id FROM clients_client c JOIN above a ON c.id = a.id WHERE c.group_head_id IS NOT NULL
    )
    SELECT 1 FROM above WHERE id = NEW.id
  ) THEN
    RAISE EXCEPTION 'client % is in a group above itself', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'client_group_without_circle';
  END IF;
  RETURN NULL;
END
$body$;
CREATE CONSTRAINT TRIGGER client_group_without_circle AFTER INSERT OR UPDATE OF group_head_id ON clients_client
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.group_head_id IS NOT NULL)
EXECUTE FUNCTION clients_refuse_circle();
"""
NO_CIRCLES = """
DROP TRIGGER IF EXISTS client_group_without_circle ON clients_client;
DROP FUNCTION IF EXISTS clients_refuse_circle();
"""


class Migration(migrations.Migration):
    dependencies = [("clients", "0003_client_details"), ("audit", "0003_reason")]
    operations = [
        migrations.RunSQL(CIRCLES, NO_CIRCLES),
        AuditTables(
            {
                "clients_clientprogramme": OF_CLIENT,
                "clients_segmenttype": OF_NOBODY,
                "clients_segment": OF_NOBODY,
            }
        ),
    ]
